"""What App Home shows of its reader's own runs."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from bot.model import RunOverview, State
from bot.slack import ids
from bot.slack.screens.blocks import blocks_of, button, paragraph
from bot.slack.screens.parent import DOCUMENTS_WAIT
from bot.slack.screens.parent_buttons import GET_DOCUMENTS, GET_DOCUMENTS_TELLS
from bot.slack.screens.run_lines import run_line
from bot.slack.screens.text import Json, Words, bold, code, person, say

RUNS: Final = "Your runs of the last {days} days"
MORE: Final = "There are more of yours; {command} lists the latest runs of everybody."
COMMAND: Final = "/label runs"

RUNS_MOST: Final = 8


def runs(listed: Sequence[RunOverview], workspace: str, *, days: int) -> Iterator[Json]:
    """Return the newest of a person's runs, each with *Get documents* where it has labels. *days*: how far back they
    were looked for."""
    if not listed:
        return
    yield from blocks_of([paragraph((bold(RUNS.format(days=days)),))])
    for run in listed[:RUNS_MOST]:
        yield from _run(run, workspace)
    if len(listed) > RUNS_MOST:
        yield from blocks_of([paragraph(say(MORE, command=(code(COMMAND),)))])


def _run(run: RunOverview, workspace: str) -> Iterator[Json]:
    lines: list[Words] = [run_line(run, workspace, own=True)]
    if run.documents_for:
        lines.append(say(DOCUMENTS_WAIT, who=person(run.documents_for)))
    yield from blocks_of([paragraph(*lines)])
    if run.counts()[State.LABELLED] and not run.documents_for:
        tells = GET_DOCUMENTS_TELLS.format(run=run.id)
        yield {
            "type": "actions",
            "elements": [button(GET_DOCUMENTS, action=ids.GET_DOCUMENTS, value=run.id, tells=tells)],
        }
