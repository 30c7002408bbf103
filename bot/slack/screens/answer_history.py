"""The private answer to /label history: what was recorded about one order number."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Final

from bot.model import CallOutcome, Cause, Event, EventKind
from bot.slack.screens import words
from bot.slack.screens.answers import TEXT_MOST, Answer, answer, test_banner
from bot.slack.screens.blocks import bullets, paragraph
from bot.slack.screens.causes import advise
from bot.slack.screens.text import Words, foreign, moment, person, said, say

HISTORY_HEAD: Final = "{events} about order {number}, oldest first{cut}:"
HISTORY_NONE: Final = "Nothing is recorded about order {number}."
EVENT: Final = "{at}: {what}"
EVENT_CALL: Final = ": {call}"
EVENT_BY: Final = ", by {who}"
EVENT_APPROVED: Final = ", approved by {who}"
EVENT_RUN: Final = ", run {run}"
OPTION_UNKNOWN: Final = "shipping option not known"
EVENT_SHIPMENT: Final = ", shipment {id}"
NEWEST: Final = " (the newest {n})"
EVENT_REASON: Final = ", reason given: “{reason}”"
EVENT_PRICE: Final = ", {option}, {price}"
EVENT_CAUSE: Final = ", {headline}"

EVENTS: Final = {
    EventKind.WORK_TAKEN_UP: "work taken up",
    EventKind.LEDGER_RESTORED: "ledger restored from a backup",
    EventKind.PLAN_ASKED_FOR: "plan asked for",
    EventKind.PLAN_REPLACED: "plan replaced",
    EventKind.PLAN_CHECKED: "plan checked",
    EventKind.PLAN_CHECK_FAILED: "plan could not be checked",
    EventKind.PLAN_TO_CHECK_AGAIN: "plan to be checked again",
    EventKind.COUNTED_AS_PAID: "a word of the shop's is counted as paid",
    EventKind.ORDERS_FOUND_LATE: "orders came in after the plan was checked",
    EventKind.ORDER_PICKED: "order picked",
    EventKind.SECOND_LABEL_WANTED: "second label wanted",
    EventKind.APPROVAL_ASKED_FOR: "approval asked for",
    EventKind.APPROVAL_GIVEN: "approval given",
    EventKind.APPROVAL_DECLINED: "approval declined",
    EventKind.APPROVAL_EXPIRED: "approval expired, nobody answered",
    EventKind.APPROVAL_VOIDED: "approved plan had changed, nothing bought",
    EventKind.CONFIRMED_LATE: "plan confirmed late, checked once more first",
    EventKind.LATE_CONFIRMATION_VOIDED: "plan confirmed late had changed, nothing bought",
    EventKind.RUN_CONFIRMED: "run confirmed",
    EventKind.RUN_STOPPED: "run stopped",
    EventKind.RUN_HALTED: "run stopped by a refusal",
    EventKind.RUN_PAUSED: "run paused",
    EventKind.RUN_CONTINUED: "run goes on",
    EventKind.RUN_RETRIED: "run to be tried again",
    EventKind.RUN_BOUGHT_AGAIN: "run to be bought again knowingly",
    EventKind.RUN_TO_LOOK_UP_AGAIN: "run to be checked again",
    EventKind.RUN_STANDS_STILL: "run stands still again",
    EventKind.RUN_DONE: "run done",
    EventKind.CALL_ENDED: "call to Sendcloud ended",
    EventKind.UNREQUESTED_SHIPMENT: "shipment that nobody asked for",
    EventKind.ORDER_CONFIRMED: "order confirmed",
    EventKind.ORDER_TAKEN: "order left out, another run has it",
    EventKind.ORDER_LABELLED_ALREADY: "order left out, it has a label",
    EventKind.ORDER_CLAIMED: "sent to Sendcloud",
    EventKind.CLAIM_GIVEN_BACK: "not bought, to be sent again",
    EventKind.ORDER_HELD_BACK: "order held back, the run was stopped",
    EventKind.ORDER_CONTINUED: "order goes on",
    EventKind.ORDER_RETRIED: "order to be tried again",
    EventKind.ORDER_BOUGHT_AGAIN: "order to be bought again knowingly",
    EventKind.ORDER_RELEASED: "nothing was bought, to be sent again",
    EventKind.ORDER_TO_LOOK_UP_AGAIN: "to be checked again",
    EventKind.OUTCOME_UNKNOWN: "no clear answer, being checked",
    EventKind.OUTCOME_UNDECIDED: "checked to the end, a person decides",
    EventKind.LABEL_ACCEPTED: "bought",
    EventKind.LABEL_FOUND: "bought, found at Sendcloud",
    EventKind.LABEL_READY: "label ready",
    EventKind.LABEL_PRICED: "label priced",
    EventKind.LABEL_REFUSED: "label refused",
    EventKind.LABEL_FAILED: "label failed",
    EventKind.REFUSAL_EXPLAINED: "refusal explained",
    EventKind.FAILURE_TAKEN: "somebody sees to it",
    EventKind.FAILURE_HANDED_OVER: "handed over to somebody else",
    EventKind.FAILURE_DISMISSED: "dismissed, nobody has to see to it",
    EventKind.CANCELLATION_WANTED: "label to be cancelled",
    EventKind.CANCELLATION_SENT: "Sendcloud asked to cancel the label",
    EventKind.CANCELLATION_UNCLEAR: "no clear answer about the cancellation, being checked",
    EventKind.CANCELLATION_NOT_SENT: "the cancellation did not reach Sendcloud, to be sent again",
    EventKind.CANCELLATION_TAKEN: "cancellation asked for, not certain yet",
    EventKind.CANCELLATION_REFUSED: "label not cancelled",
    EventKind.LABEL_CANCELLED: "label cancelled",
    EventKind.FIX_TAKEN: "order changed in Slack",
    EventKind.FIX_SENDING: "Sendcloud told of the change",
    EventKind.FIX_SENT: "change sent, the order is read back",
    EventKind.FIX_SAVED: "change seen at Sendcloud",
    EventKind.FIX_FAILED: "change not saved",
    EventKind.DOCUMENTS_ASKED_FOR: "documents asked for",
    EventKind.DOCUMENTS_SENT: "documents sent",
    EventKind.DOCUMENTS_NOT_SENT: "documents not sent",
}
"""What each event says."""

CALLS: Final = {
    CallOutcome.ANSWERED: "Sendcloud answered",
    CallOutcome.REJECTED: "Sendcloud rejected the call as a whole",
    CallOutcome.ACCOUNT_REFUSED: "Sendcloud refused the account",
    CallOutcome.THROTTLED: "Sendcloud was asked too often",
    CallOutcome.TOO_LATE: "the call could not leave in time",
    CallOutcome.NOT_SENT: "the call did not reach Sendcloud",
    CallOutcome.UNKNOWN: "nobody knows what became of the call",
    CallOutcome.ABANDONED: "the call was left unanswered",
}
"""How a call to buy ended."""


def history(number: str, events: Sequence[Event], *, test_labels: bool = False) -> Answer:
    """Return what was recorded about an order number, oldest first; the newest entries where not all fit."""
    if not events:
        return answer(*test_banner(test_labels), paragraph(say(HISTORY_NONE, number=foreign(number))))
    lines: list[Words] = []
    room = TEXT_MOST - 2000
    for event in reversed(events):
        line = _event(event)
        room -= len(said(line)) + 3
        if lines and room < 0:
            break
        lines.append(line)
    head = say(
        HISTORY_HEAD,
        events=words.count(len(events), "entry", "entries"),
        number=foreign(number),
        cut=NEWEST.format(n=len(lines)) if len(lines) < len(events) else "",
    )
    return answer(*test_banner(test_labels), paragraph(head), bullets(reversed(lines)))


def _event(event: Event) -> Words:
    line = say(EVENT, at=moment(event.at), what=EVENTS[event.kind])
    outcome = event.detail.get("outcome")
    if isinstance(outcome, str) and outcome in CALLS:
        line += say(EVENT_CALL, call=CALLS[CallOutcome(outcome)])
    if event.person:
        line += say(EVENT_BY, who=person(event.person))
    approved_by = event.detail.get("approved_by")
    if isinstance(approved_by, str):
        line += say(EVENT_APPROVED, who=person(approved_by))
    if event.run_id:
        line += say(EVENT_RUN, run=foreign(event.run_id, 40))
    shipment = event.detail.get("shipment_id")
    if isinstance(shipment, str):
        line += say(EVENT_SHIPMENT, id=foreign(shipment, 64))
    reason = event.detail.get("reason")
    if isinstance(reason, str):
        line += say(EVENT_REASON, reason=foreign(reason, 300))
    if event.kind is EventKind.LABEL_PRICED:
        line += _price(event.detail)
    cause = _cause(event.detail.get("cause"))
    return line + say(EVENT_CAUSE, headline=advise(cause).headline.rstrip(".")) if cause else line


def _price(detail: Mapping[str, object]) -> Words:
    """Return by which option a label was made, and for how much: a quote, with "≈" where it is a rough one."""
    amount, currency, option = (detail.get(name) for name in ("price", "currency", "option_label"))
    price = words.price(
        Decimal(amount) if isinstance(amount, str) else None,
        currency if isinstance(currency, str) else None,
        rough=detail.get("price_is_rough") is True,
    )
    return say(EVENT_PRICE, option=foreign(option, 75) if isinstance(option, str) else OPTION_UNKNOWN, price=price)


def _cause(value: object) -> Cause | None:
    kind = value.get("kind") if isinstance(value, Mapping) else None
    return Cause(kind) if isinstance(kind, str) else None
