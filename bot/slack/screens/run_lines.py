"""A run in one line: where it stands, what it is about, and the way to its thread."""

from __future__ import annotations

from typing import Final

from bot.model import RunOverview
from bot.slack.screens.counts import counted, state_word
from bot.slack.screens.text import Words, bold, channel, foreign, message_link, moment, person, say

LINE: Final = "{state} · {counted} · {shop} · {who}{at}, run {run}, {where}"
OF_SOMEBODY: Final = "{who}, "
TEST_LABELS: Final = " · test labels"
THREAD: Final = "thread"
NOT_POSTED: Final = "about to be posted in {channel}"


def run_line(run: RunOverview, workspace: str, *, own: bool = False) -> Words:
    """Return a run in one line. *workspace*: the address under which Slack shows messages. *own*: all runs of the list
    are their reader's, so who asked for them is not said."""
    if run.ts is None:
        where: Words = say(NOT_POSTED, channel=channel(run.channel))
    else:
        where = (message_link(workspace, run.channel, run.ts, THREAD),)
    told = say(
        LINE,
        state=bold(state_word(run)),
        counted=counted(run),
        shop=foreign(run.choices.shop_name, 60),
        who=() if own else say(OF_SOMEBODY, who=person(run.by)),
        at=moment(run.created_at),
        run=run.id,
        where=where,
    )
    return told + say(TEST_LABELS) if run.choices.test_labels else told
