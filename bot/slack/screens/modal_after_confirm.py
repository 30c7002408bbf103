"""What is said after *Create N labels*, and the modal *Ask again*."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Final

from bot.advice import Refusal
from bot.model import Holder, Item, Run, State
from bot.slack import ids
from bot.slack.screens import words, words_answers
from bot.slack.screens.form import SHORTEST_REASON, write_shown
from bot.slack.screens.modal import field, modal, sentence_view
from bot.slack.screens.text import (
    Json,
    Part,
    Words,
    blocks_of,
    bold,
    bullets,
    channel,
    foreign,
    join,
    moment,
    paragraph,
    person,
    say,
)

SHOWN_MOST: Final = 40
"""Orders that a list in a modal names; the rest is counted."""

SHIPMENTS_MOST: Final = 5
"""Shipments of one order that such a list names."""


def taken_lines(taken: Sequence[tuple[str, Holder]]) -> list[Words]:
    """Return a line for each order that somebody else has: who, and since when."""
    lines = []
    for number, holder in taken[:SHOWN_MOST]:
        at = moment(holder.at) if holder.at else ""
        if holder.user is None:
            template = words.LABELLED_OUTSIDE_AT if holder.at else words.LABELLED_OUTSIDE
            lines.append(say(template, number=foreign(number), at=at))
        else:
            held = {"number": foreign(number), "who": person(holder.user), "run": foreign(holder.run_id or "?", 40)}
            lines.append(say(_held(holder), **held, at=at or "?"))
    return lines


IN_DOUBT: Final = (State.UNKNOWN, State.UNDECIDED, State.FAILED)
"""States of an order that somebody holds and whose request may have made a label, or may not; one that failed is held
only for as long as its request is open."""


def _held(holder: Holder) -> str:
    if holder.state in IN_DOUBT:
        return words.HELD_IN_DOUBT
    return words.LABELLED_BY if holder.state == State.LABELLED else words.HELD_BY


def started(
    labels: int, channel_id: str, taken: Sequence[tuple[str, Holder]] = (), *, test_labels: bool = False
) -> Json:
    """Return what follows *Create N labels*: how many are on the way, where to look, and which ones others have."""
    told = say(
        words.ON_THEIR_WAY,
        labels=words.labels(labels),
        be=words.be(labels),
        them=words.them(labels),
        channel=channel(channel_id),
    )
    banner = [paragraph(say(words.TEST_LABELS))] if test_labels else []
    return _closing([*banner, paragraph(told), *_taken_parts(taken)])


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


def refused(reason: Refusal) -> Json:
    """Return the modal for somebody who may not do this, or of whom nobody can tell just now whether they may."""
    passes = reason in (Refusal.UNKNOWN_PERSON, Refusal.GROUPS_UNREADABLE)
    title = words.NOT_NOW_TITLE if passes else words.NOT_ALLOWED_TITLE
    return sentence_view(title, words_answers.REFUSALS[reason])


def _closing(parts: Sequence[Part]) -> Json:
    return modal(words.PLAN_TITLE, blocks_of(parts), callback=ids.SENTENCE)


def ask_again(run: Run, *, changed: Sequence[int] = (), reason: str = "") -> Json:
    """Return the modal that asks for a reason before undecided orders are asked for again: those that it names.

    *changed*: the positions of orders that are not as they were when somebody gave their *reason*, so that they see
    what is new before they decide.
    """
    undecided = run.of(State.UNDECIDED)
    named = undecided[:SHOWN_MOST]
    parts = [
        paragraph(say(words.ASK_AGAIN_WHAT, orders=words.orders(len(undecided)))),
        bullets(_in_doubt(item) for item in named),
        paragraph(say(words.ASK_AGAIN_RISK)),
    ]
    if len(named) < len(undecided):
        parts.insert(1, paragraph(say(words.ASK_AGAIN_FIRST, orders=words.orders(len(named)))))
    if any(item.candidates for item in named):
        parts.append(paragraph(say(words.ASK_AGAIN_OVERRIDES)))
    if changed:
        since = [_since(item) for item in run.items if item.position in changed]
        parts = [paragraph((bold(words.ASK_AGAIN_CHANGED),)), bullets(since), *parts]
    if run.choices.test_labels:
        parts.insert(0, paragraph(say(words.TEST_LABELS)))
    text = {"type": "plain_text_input", "multiline": True, "min_length": SHORTEST_REASON, "max_length": 300}
    why = field(
        ids.REASON,
        words.REASON,
        text | ({"initial_value": reason} if reason else {}),
        optional=False,
        hint=words.REASON_HINT,
    )
    return modal(
        words.ASK_AGAIN,
        [*blocks_of(parts), why],
        callback=ids.ASK_AGAIN_VIEW,
        metadata=write_shown(run.id, named),
        submit=words.ASK_AGAIN,
        close=words.CANCEL,
    )


def _in_doubt(item: Item) -> Words:
    if not item.candidates:
        return (foreign(item.order_number),)
    return say(words.ASK_AGAIN_ORDER, number=foreign(item.order_number), ids=_shipments(item))


def _since(item: Item) -> Words:
    if item.state is not State.UNDECIDED:
        told = words.ASK_AGAIN_DECIDED
    else:
        told = words.ASK_AGAIN_FOUND if item.candidates else words.ASK_AGAIN_FOUND_NONE
    return say(told, number=foreign(item.order_number), ids=_shipments(item))


def _shipments(item: Item) -> Words:
    """Return the ids of the shipments that may be what an order's request made; all but a few are counted."""
    named = join(([foreign(shipment, 64)] for shipment in item.candidates[:SHIPMENTS_MOST]), ", ")
    return named + say("{cut}", cut=words.listed(min(len(item.candidates), SHIPMENTS_MOST), len(item.candidates)))


def nothing_undecided(first: tuple[str, datetime] | None) -> Json:
    """Return what *Ask again* meets when no order waits for a decision any more, and who was *first*, when known."""
    lines = [say(words.ASK_AGAIN_NONE)]
    if first is not None:
        lines.append(say(words_answers.ALREADY_BY, who=person(first[0]), at=moment(first[1])))
    return modal(words.ASK_AGAIN, blocks_of([paragraph(*lines)]), callback=ids.SENTENCE)
