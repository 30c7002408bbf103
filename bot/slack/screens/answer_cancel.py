"""The private answer to /label cancel: which label would be cancelled, what that saves, and the button that does it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Final

from bot.model import OrderStatus, Sighting, State, Wished
from bot.people import SLACK
from bot.slack import ids
from bot.slack.screens import words
from bot.slack.screens.answers import BUTTON_VALUE_MOST, TEXT_MOST, Answer, answer, test_banner
from bot.slack.screens.blocks import button, paragraph, plain_text, text_of
from bot.slack.screens.cancel_words import CANCEL_LABEL, INSURANCE, NO_WAY_BACK, REFUSALS, terms_of_one
from bot.slack.screens.causes import advise
from bot.slack.screens.text import Json, Words, bold, channel, foreign, message_link, moment, person, plain, say
from bot.slack.screens.thread_lines import label_line

HEAD: Final = "Order {number}"
ASKED_FOR: Final = "Asked for by {who} in {channel}, run {run}"
THREAD: Final = "thread"
NO_LABEL: Final = "Order {number} has no label of the bot's that could be cancelled."
OUTSIDE: Final = (
    "Order {number} has shipment {id}, made outside the bot. Such a label is not cancelled here: do it in Sendcloud."
)
UNDER_WAY: Final = "Its label is being cancelled already: {who} asked for it, {at}. The run's thread tells the rest."
GONE: Final = "Its label is cancelled. The order can be bought again."
SETTLING: Final = "It is still being checked what its request made. Try again in two minutes."
NOT_YET: Final = "Its label is not made yet. Try again when it is."
REFUSED_BEFORE: Final = "It was not cancelled when {who} asked for it, {at}: {why}."
PROBLEM: Final = "Sendcloud could not be asked for labels made outside the bot: {problem}"
LEFT_OUT: Final = "{orders} left out of this answer; ask for them by themselves: {numbers}"

TELLS: Final = "Cancel the label of order {number}"
ASK: Final = "Cancel this label?"
WHAT: Final = "Order {number}, shipment {shipment}. "
YES: Final = "Cancel label"
NO: Final = "Keep it"

WANTED: Final = "The label is being cancelled. What comes of it stands in the thread of run {run}."
NOTHING: Final = "Nothing was done: this label is not as it was when the button was shown. /label status tells more."

MOST: Final = 10
LABELS_MOST: Final = 3
"""Labels of one order that an answer is about, the newest first."""


def cancelling(
    found: Sequence[OrderStatus],
    left_out: Sequence[str] = (),
    *,
    workspace: str = SLACK,
    test_labels: bool = False,
    now: datetime,
) -> Answer:
    """Return what could be cancelled of these orders; *left_out* are numbers that did not fit into this answer."""
    text, blocks = answer(*test_banner(test_labels))
    for place, one in enumerate(found):
        told, shown = _order(one, workspace, now)
        if place and len(text) + len(told) > TEXT_MOST:
            left_out = [*(rest.number for rest in found[place:]), *left_out]
            break
        text, blocks = "\n".join(filter(None, (text, told))), [*blocks, *shown]
    if left_out:
        named = foreign(", ".join(left_out[:MOST]), 1000)
        told, shown = answer(paragraph(say(LEFT_OUT, orders=words.orders(len(left_out)), numbers=named)))
        text, blocks = f"{text}\n{told}", [*blocks, *shown]
    return text, blocks


def _order(found: OrderStatus, workspace: str, now: datetime) -> Answer:
    number = foreign(found.number)
    labels = [one for one in found.sightings if one.item.state in _TOLD][:LABELS_MOST]
    lines = [say(OUTSIDE, number=number, id=foreign(label.shipment_id, 64)) for label in found.outside[:LABELS_MOST]]
    if not labels and not lines:
        lines.append(say(NO_LABEL, number=number))
    if found.problem:
        lines.append(say(PROBLEM, problem=advise(found.problem).headline))
    told = [paragraph(*_label(one, workspace, now)) for one in labels]
    text = text_of([*told, *([paragraph(*lines)] if lines else [])])
    blocks: list[Json] = []
    for one, part in zip(labels, told, strict=True):
        buttons = cancel_button(one)
        blocks += [part.block(), *([{"type": "actions", "elements": buttons}] if buttons else [])]
    return text, [*blocks, *([paragraph(*lines).block()] if lines else [])]


_TOLD: Final = (State.LABELLED, State.ACCEPTED, State.CANCELLED)


def _label(one: Sighting, workspace: str, now: datetime) -> list[Words]:
    item = one.item
    asked = say(ASKED_FOR, who=person(one.by), channel=channel(one.channel), run=item.run_id)
    if one.ts:
        asked += (*say(", "), message_link(workspace, one.channel, one.ts, THREAD))
    return [(bold(HEAD.format(number="")), *label_line(item)), asked, *standing_of(one, now)]


def standing_of(one: Sighting, now: datetime) -> list[Words]:
    """Return what there is to say about cancelling one label."""
    before = one.cancellation
    match one.wished:
        case Wished.OPEN:
            told = [_refused_before(one)] if before is not None and before.refusal is not None else []
            terms = [terms_of_one(one.item, one.terms, test=one.test_labels, now=now)] if one.terms else []
            return [*told, *terms, say(INSURANCE)]
        case Wished.UNDER_WAY if before is not None:
            return [say(UNDER_WAY, who=person(before.person), at=moment(before.at))]
        case Wished.GONE:
            return [say(GONE)]
        case Wished.SETTLING:
            return [say(SETTLING)]
        case _:
            return [say(NOT_YET)]


def _refused_before(one: Sighting) -> Words:
    before = one.cancellation
    if before is None or before.refusal is None:
        return ()
    return say(REFUSED_BEFORE, who=person(before.person), at=moment(before.since), why=REFUSALS[before.refusal])


def cancel_button(one: Sighting) -> list[Json]:
    """Return *Cancel label*, where its label can be asked to be cancelled."""
    if one.wished is not Wished.OPEN or len(write_shown(one)) > BUTTON_VALUE_MOST:
        return []
    item = one.item
    number, shipment = plain(item.order_number, 60), plain(item.shipment_id or "", 64)
    confirm = {
        "title": plain_text(ASK, 100),
        "text": plain_text(WHAT.format(number=number, shipment=shipment) + NO_WAY_BACK, 300),
        "confirm": plain_text(YES, 30),
        "deny": plain_text(NO, 30),
        "style": "danger",
    }
    tells, shown = TELLS.format(number=number), write_shown(one)
    return [button(CANCEL_LABEL, action=ids.CANCEL_LABEL, value=shown, tells=tells, style="danger", confirm=confirm)]


def write_shown(one: Sighting) -> str:
    """Return what the button has to remember: the run, the order in the ledger, and the shipment that was shown."""
    return f"{one.item.run_id} {one.item.id} {one.item.shipment_id}"


def read_shown(value: str) -> tuple[str, dict[int, str]]:
    """Return the run, and the shipment by the order's id in the ledger, from what `write_shown` wrote."""
    run_id, item_id, shipment = value.split(" ", 2)
    return run_id, {int(item_id): shipment}


def wanted(run_id: str) -> Answer:
    """Return what is said when a label is being cancelled."""
    return answer(paragraph(say(WANTED, run=run_id)))


def nothing(by: str | None, at: datetime | None) -> Answer:
    """Return what a press meets that found nothing to cancel, and who was first, where somebody was."""
    if by is None or at is None:
        return answer(paragraph(say(NOTHING)))
    return answer(paragraph(say(UNDER_WAY, who=person(by), at=moment(at))))
