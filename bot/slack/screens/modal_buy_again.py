"""The modal *Buy again*: which undecided orders, what is known about each, and why a new label is asked for."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Final

from bot.model import Item, Run, State
from bot.slack import ids
from bot.slack.screens import words
from bot.slack.screens.blocks import blocks_of, bullets, paragraph
from bot.slack.screens.holders import SHOWN_MOST
from bot.slack.screens.modal import modal, reason_input, sentence_view
from bot.slack.screens.text import Json, Words, bold, foreign, join, moment, person, say

ASK_AGAIN: Final = "Buy again"
ASK_AGAIN_WHAT: Final = "Nobody knows whether Sendcloud made a label for {orders}:"
ASK_AGAIN_RISK: Final = (
    "Buy again may buy a second, paid label for the same order, and the customer may get two messages. "
    "Before you do, look in Sendcloud whether there is a label. The bot looks once more itself first."
)
ASK_AGAIN_FIRST: Final = "This form asks for the first {orders} of them; press Buy again once more for the others."
ASK_AGAIN_ORDER: Final = "{number}; Sendcloud has shipments that may be its own: {ids}"
ASK_AGAIN_OVERRIDES: Final = (
    "A new label is bought although the shipments listed here exist. They stay as they are, and are paid for unless "
    "they are cancelled."
)
ASK_AGAIN_CHANGED: Final = "Nothing was bought: since you opened this, something has changed. Please look once more."
ASK_AGAIN_FOUND: Final = "{number}: Sendcloud has shipments that may be its own: {ids}"
ASK_AGAIN_FOUND_NONE: Final = "{number}: it was checked again since, and no shipment was found"
ASK_AGAIN_DECIDED: Final = "{number}: nobody has to decide about it at the moment"
ASK_AGAIN_ANSWERED: Final = "The bot has had this answer already. What came of it stands in the thread."
ASK_AGAIN_NONE: Final = "No order of this run waits for a decision any more."

SHIPMENTS_MOST: Final = 5
"""Shipments of one order that the modal names."""


def ask_again(run: Run, *, changed: Sequence[int] = (), reason: str = "") -> Json:
    """Return the modal that asks for a reason before undecided orders are asked for again: those that it names.

    *changed*: the positions of orders that are not as they were when somebody gave their *reason*, so that they see
    what is new before they decide.
    """
    undecided = run.of(State.UNDECIDED)
    named = undecided[:SHOWN_MOST]
    parts = [
        paragraph(say(ASK_AGAIN_WHAT, orders=words.orders(len(undecided)))),
        bullets(_in_doubt(item) for item in named),
        paragraph(say(ASK_AGAIN_RISK)),
    ]
    if len(named) < len(undecided):
        parts.insert(1, paragraph(say(ASK_AGAIN_FIRST, orders=words.orders(len(named)))))
    if any(item.candidates for item in named):
        parts.append(paragraph(say(ASK_AGAIN_OVERRIDES)))
    if changed:
        since = [_since(item) for item in run.items if item.position in changed]
        parts = [paragraph((bold(ASK_AGAIN_CHANGED),)), bullets(since), *parts]
    if run.choices.test_labels:
        parts.insert(0, paragraph(say(words.TEST_LABELS)))
    return modal(
        ASK_AGAIN,
        [*blocks_of(parts), reason_input(reason)],
        callback=ids.ASK_AGAIN_VIEW,
        metadata=write_shown(run.id, named),
        submit=ASK_AGAIN,
        close=words.CANCEL,
    )


def _in_doubt(item: Item) -> Words:
    if not item.candidates:
        return (foreign(item.order_number),)
    return say(ASK_AGAIN_ORDER, number=foreign(item.order_number), ids=_shipments(item))


def _since(item: Item) -> Words:
    if item.state is not State.UNDECIDED:
        told = ASK_AGAIN_DECIDED
    else:
        told = ASK_AGAIN_FOUND if item.candidates else ASK_AGAIN_FOUND_NONE
    return say(told, number=foreign(item.order_number), ids=_shipments(item))


def _shipments(item: Item) -> Words:
    """Return the ids of the shipments that may be what an order's request made; all but a few are counted."""
    named = join(([foreign(shipment, 64)] for shipment in item.candidates[:SHIPMENTS_MOST]), ", ")
    return named + say("{cut}", cut=words.listed(min(len(item.candidates), SHIPMENTS_MOST), len(item.candidates)))


def nothing_undecided(first: tuple[str, datetime] | None) -> Json:
    """Return what *Buy again* meets when no order waits for a decision any more, and who was *first*, when known."""
    lines = [say(ASK_AGAIN_NONE)]
    if first is not None:
        lines.append(say(words.ALREADY_BY, who=person(first[0]), at=moment(first[1])))
    return modal(ASK_AGAIN, blocks_of([paragraph(*lines)]), callback=ids.SENTENCE)


def kept_from(why: Words) -> Json:
    """Return what *Buy again* meets when a limit of the team's forbids it."""
    return modal(ASK_AGAIN, blocks_of([paragraph(why)]), callback=ids.SENTENCE)


def write_shown(run_id: str, items: Sequence[Item]) -> str:
    """Return what *Buy again* has to remember: the run, and for each order that it names what is in doubt about it."""
    return " ".join([run_id, *(f"{item.position}:{item.doubt}" for item in items)])


def read_shown(metadata: str) -> tuple[str, dict[int, str]]:
    """Return the run, and what was in doubt about each order by its position, from what `write_shown` wrote."""
    run_id, *orders = metadata.split() or [""]
    pairs = (order.split(":", 1) for order in orders)
    return run_id, {int(position): doubt for position, doubt in pairs}


def answered_already() -> Json:
    """Return what the second delivery of the same answer meets."""
    return sentence_view(ASK_AGAIN, ASK_AGAIN_ANSWERED)


def unknown_run() -> Json:
    """Return what is said when the run of the form is not in the ledger."""
    return sentence_view(ASK_AGAIN, words.GONE)
