"""The private answer to /label status: what is known about one order number."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from bot.model import LIVE, RETRYABLE, Failure, Item, OrderStatus, OutsideLabel, Safety, Sighting, State
from bot.people import SLACK
from bot.slack.screens import get_label, words
from bot.slack.screens.answer_cancel import cancel_button
from bot.slack.screens.answer_failures import again
from bot.slack.screens.answers import TEXT_MOST, Answer, answer, test_banner
from bot.slack.screens.blocks import Part, bullets, paragraph
from bot.slack.screens.cancel_words import REFUSALS
from bot.slack.screens.causes import advise
from bot.slack.screens.panel import open_button
from bot.slack.screens.text import Json, Words, channel, foreign, link, message_link, moment, person, say
from bot.slack.screens.thread_failures import refused_late
from bot.slack.screens.thread_lines import label_line

STATUS_HEAD: Final = "Order {number}:"
STATES: Final = {
    "waiting": "waiting for its turn",
    "claimed": "being bought this moment",
    "unknown": "no clear answer; being checked",
    "accepted": "bought, the PDF is on its way",
    "labelled": "labelled",
    "refused": "not labelled: {headline}",
    "failed": "not labelled, the carrier refused: {headline}",
    "undecided": "no certain answer; a person decides",
    "skipped": "left out, it had a label or was in another run",
    "stopped": "held back when the run was stopped",
    "cancelled": "its label is cancelled",
}
SIGHTING: Final = "{state}, {since}; asked for by {who}, {at}, in {channel}, run {run}"
TEST_LABEL: Final = " (a test label, not for shipping)"
THREAD: Final = "thread"
CANCELLING: Final = "; being cancelled since {at}, not certain yet"
NOT_CANCELLED: Final = "; not cancelled when {who} asked for it, {at}: {why}"
STATUS_NEXT: Final = "Next: {step}"
OUTSIDE: Final = "made outside the bot: shipment {id}, status {status}"
UNKNOWN_ORDER: Final = "The bot has not been asked for order {number}, and Sendcloud does not know it in this shop."
KNOWN_ORDER: Final = "Order {number} is known to Sendcloud and has no label that the bot or Sendcloud knows of."
NO_TRACE: Final = "The bot has not been asked for order {number}."
STATUS_PROBLEM: Final = "Sendcloud could not be asked for labels made outside the bot: {problem}"
NO_LINKS: Final = "The tracking links could not be fetched just now: {problem}"
TRACK: Final = "track"
MORE_SIGHTINGS: Final = "{entries} left out; /label history has what the bot recorded."

ASK_AGAIN_FOR: Final = "{orders} left out of this answer; ask for them by themselves: {numbers}"

MOST: Final = 10
"""Orders of one answer: each takes up to four blocks."""

SIGHTINGS_MOST: Final = 10

OUTSIDE_MOST: Final = 10

BUTTONS_MOST: Final = 5


def statuses(
    found: Sequence[OrderStatus],
    left_out: Sequence[str] = (),
    *,
    workspace: str = SLACK,
    panel: str | None = None,
    test_labels: bool = False,
) -> Answer:
    """Return what is known about some orders, one after the other, and which were *left_out* of this answer."""
    text, blocks = answer(*test_banner(test_labels))
    for place, one in enumerate(found):
        told, shown = answer(*_parts(one, workspace))
        if place and len(text) + len(told) > TEXT_MOST:
            left_out = [*(rest.number for rest in found[place:]), *left_out]
            break
        buttons = _buttons(one, panel, alone=len(found) == 1)
        text, blocks = "\n".join(filter(None, (text, told))), [*blocks, *shown, *buttons]
    if left_out:
        named = foreign(", ".join(left_out[:MOST]), 1000)
        told, shown = answer(paragraph(say(ASK_AGAIN_FOR, orders=words.orders(len(left_out)), numbers=named)))
        text, blocks = f"{text}\n{told}", [*blocks, *shown]
    return text, blocks


def _buttons(found: OrderStatus, panel: str | None, *, alone: bool) -> list[Json]:
    """Return **Get label** and **Cancel label** for the newest label of an order, for each of the newest where it is
    the only one asked about, **Retry** for one that failed in its last run, and **Open in Sendcloud** for an order that
    Sendcloud may have."""
    rows = _rows_of_labels(found)[: BUTTONS_MOST if alone else 1] or [[]]
    rows[0] = [*rows[0], *_retry(found), *_opener(found, panel)]
    return [{"type": "actions", "elements": row} for row in rows if row]


def _rows_of_labels(found: OrderStatus) -> list[list[Json]]:
    labelled = [one for one in found.sightings[:SIGHTINGS_MOST] if one.item.state is State.LABELLED]
    if not labelled:
        return [[get_label.of_outside(one.shipment_id, found.number)] for one in found.outside]
    return [[get_label.of_order(one.item), *cancel_button(one)] for one in labelled]


def _retry(found: OrderStatus) -> list[Json]:
    """Return *Retry* for an order that has no label and failed in its last run."""
    if not found.sightings or found.outside or any(one.item.state in LIVE for one in found.sightings):
        return []
    last = found.sightings[0]
    failure = Failure(last.item, last.by, "", last.channel, last.ts)
    retriable = last.item.state in RETRYABLE and failure.safety in (Safety.SAFE, Safety.FIX_FIRST)
    return [again(failure)] if retriable else []


def _opener(found: OrderStatus, panel: str | None) -> list[Json]:
    if not (found.sightings or found.outside or found.known_to_sendcloud):
        return []
    return open_button(found.sightings[0].item.order_number if found.sightings else found.number, panel)


def status(
    found: OrderStatus, *, workspace: str = SLACK, panel: str | None = None, test_labels: bool = False
) -> Answer:
    """Return what is known about one order number. *workspace* is the address under which Slack shows messages."""
    return statuses([found], workspace=workspace, panel=panel, test_labels=test_labels)


def _parts(found: OrderStatus, workspace: str) -> list[Part]:
    number = foreign(found.number)
    lines = [_sighting(one, workspace) for one in found.sightings[:SIGHTINGS_MOST]]
    lines += [_outside(label) for label in found.outside[:OUTSIDE_MOST]]
    left_out = max(len(found.sightings) - SIGHTINGS_MOST, 0) + max(len(found.outside) - OUTSIDE_MOST, 0)
    closing: list[Words] = []
    if not lines:
        closing.append(say(_nothing_known(found), number=number))
    if left_out:
        closing.append(say(MORE_SIGHTINGS, entries=words.count(left_out, "more entry", "more entries")))
    if found.no_links:
        closing.append(say(NO_LINKS, problem=advise(found.no_links).headline))
    if found.problem:
        closing.append(say(STATUS_PROBLEM, problem=advise(found.problem).headline))
    head = [paragraph(say(STATUS_HEAD, number=number)), bullets(lines)] if lines else []
    return [*head, *([paragraph(*closing)] if closing else [])]


def _nothing_known(found: OrderStatus) -> str:
    if found.known_to_sendcloud is None:
        return NO_TRACE
    return KNOWN_ORDER if found.known_to_sendcloud else UNKNOWN_ORDER


def _sighting(one: Sighting, workspace: str) -> Words:
    item = one.item
    advice = advise(item.cause) if item.cause else None
    state = _state(item).format(headline=advice.headline.rstrip(".") if advice else "?")
    if one.test_labels and item.state in (State.LABELLED, State.ACCEPTED):
        state += TEST_LABEL
    line = say(
        SIGHTING,
        state=state,
        since=moment(item.since),
        who=person(one.by),
        at=moment(one.run_at),
        channel=channel(one.channel),
        run=item.run_id,
    )
    if one.ts:
        line += (*say(", "), message_link(workspace, one.channel, one.ts, THREAD))
    if item.state in (State.LABELLED, State.ACCEPTED):
        return (*line, *_cancellation(one), *say(". "), *label_line(item))
    if advice and item.state in (State.REFUSED, State.FAILED):
        line += (*say(". "), *say(STATUS_NEXT, step=advice.next_step))
    return line


def _cancellation(one: Sighting) -> Words:
    """Return what became of the wish to cancel a label."""
    wish = one.cancellation
    if wish is None:
        return ()
    if wish.is_open:
        return say(CANCELLING, at=moment(wish.at))
    if wish.refusal is None:
        return ()
    return say(NOT_CANCELLED, who=person(wish.person), at=moment(wish.since), why=REFUSALS[wish.refusal])


def _state(item: Item) -> str:
    """Return the words for where an order stands; a shipment that a person cancelled was not refused by anybody."""
    if item.state is State.FAILED and not refused_late(item):
        return STATES[State.REFUSED]
    return STATES[item.state]


def _outside(label: OutsideLabel) -> Words:
    line = say(OUTSIDE, id=foreign(label.shipment_id, 64), status=foreign(label.status or "unknown", 60))
    if label.carrier:
        line += say("; {carrier}", carrier=foreign(label.carrier, 40))
    if label.tracking_url:
        line += (*say("; "), link(label.tracking_url, TRACK))
    return line
