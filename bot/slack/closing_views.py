"""What is said after *Create N labels*, and the modal *Ask again*."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Final

from bot.model import Holder, Run, State
from bot.slack import ids, words
from bot.slack.form import SHORTEST_REASON
from bot.slack.modal import field, modal, sentence_view
from bot.slack.text import Json, Line, Part, blocks_of, bullets, channel, foreign, moment, paragraph, person, say

SHOWN_MOST: Final = 40
"""Orders that a list in a modal names; the rest is counted."""


def taken_lines(taken: Sequence[tuple[str, Holder]]) -> list[Line]:
    """Return a line for each order that somebody else has: who, and since when."""
    lines = []
    for number, holder in taken[:SHOWN_MOST]:
        at = moment(holder.at) if holder.at else ""
        if holder.user is None:
            template = words.LABELLED_OUTSIDE_AT if holder.at else words.LABELLED_OUTSIDE
            lines.append(say(template, number=foreign(number), at=at))
        else:
            template = words.LABELLED_BY if holder.state == State.LABELLED else words.HELD_BY
            lines.append(say(template, number=foreign(number), who=person(holder.user), at=at or "?"))
    return lines


def started(labels: int, channel_id: str, taken: Sequence[tuple[str, Holder]] = ()) -> Json:
    """Return what follows *Create N labels*: how many are on the way, where to look, and which ones others have."""
    told = say(
        words.ON_THEIR_WAY,
        labels=words.labels(labels),
        be=words.be(labels),
        them=words.them(labels),
        channel=channel(channel_id),
    )
    return _closing([paragraph(told), *_taken_parts(taken)])


def all_taken(taken: Sequence[tuple[str, Holder]]) -> Json:
    """Return what follows *Create N labels* when nothing was left to create."""
    return _closing([paragraph(say(words.ALL_TAKEN)), *_taken_parts(taken)])


def already_confirmed(by: str, at: datetime) -> Json:
    """Return what a second *Create N labels* for the same plan meets."""
    return _closing([paragraph(say(words.ALREADY_CONFIRMED, who=person(by), at=moment(at)))])


def _taken_parts(taken: Sequence[tuple[str, Holder]]) -> list[Part]:
    if not taken:
        return []
    lines = taken_lines(taken)
    head = say(
        words.TAKEN_HEAD,
        orders=words.orders(len(taken)),
        they=words.they(len(taken)),
        cut=words.listed(len(lines), len(taken)),
    )
    return [paragraph(head), bullets(lines)]


def _closing(parts: Sequence[Part]) -> Json:
    return modal(words.PLAN_TITLE, blocks_of(parts), callback=ids.SENTENCE)


def ask_again(run: Run) -> Json:
    """Return the modal that asks for a reason before an undecided order is asked for again."""
    undecided = run.of(State.UNDECIDED)
    if not undecided:
        return sentence_view(words.ASK_AGAIN, words.ASK_AGAIN_NONE)
    named = [(foreign(item.order_number),) for item in undecided[:SHOWN_MOST]]
    what = say(words.ASK_AGAIN_WHAT, orders=words.orders(len(undecided)) + words.listed(len(named), len(undecided)))
    parts = [paragraph(what), bullets(named), paragraph(say(words.ASK_AGAIN_RISK))]
    if run.choices.test_labels:
        parts.insert(0, paragraph(say(words.TEST_LABELS)))
    reason = field(
        ids.REASON,
        words.REASON,
        {"type": "plain_text_input", "multiline": True, "min_length": SHORTEST_REASON, "max_length": 300},
        optional=False,
        hint=words.REASON_HINT,
    )
    return modal(
        words.ASK_AGAIN,
        [*blocks_of(parts), reason],
        callback=ids.ASK_AGAIN_VIEW,
        metadata=run.id,
        submit=words.ASK_AGAIN,
        close=words.CANCEL,
    )
