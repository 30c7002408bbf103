"""The history of the ledger: the closed set of what can happen, and one line of it."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Final


class EventKind(StrEnum):
    """What an event says that happened. The sentence for each stands in `bot.slack.screens.answer_history`."""

    WORK_TAKEN_UP = "work_taken_up"
    LEDGER_RESTORED = "ledger_restored"

    PLAN_ASKED_FOR = "plan_asked_for"
    PLAN_REPLACED = "plan_replaced"
    PLAN_CHECKED = "plan_checked"
    PLAN_CHECK_FAILED = "plan_check_failed"
    PLAN_TO_CHECK_AGAIN = "plan_to_check_again"
    COUNTED_AS_PAID = "counted_as_paid"
    ORDERS_FOUND_LATE = "orders_found_late"
    ORDER_PICKED = "order_picked"
    SECOND_LABEL_WANTED = "second_label_wanted"

    APPROVAL_ASKED_FOR = "approval_asked_for"
    APPROVAL_GIVEN = "approval_given"
    APPROVAL_DECLINED = "approval_declined"
    APPROVAL_EXPIRED = "approval_expired"
    APPROVAL_VOIDED = "approval_voided"
    CONFIRMED_LATE = "confirmed_late"
    LATE_CONFIRMATION_VOIDED = "late_confirmation_voided"

    RUN_CONFIRMED = "run_confirmed"
    RUN_STOPPED = "run_stopped"
    RUN_HALTED = "run_halted"
    RUN_PAUSED = "run_paused"
    RUN_CONTINUED = "run_continued"
    RUN_RETRIED = "run_retried"
    RUN_BOUGHT_AGAIN = "run_bought_again"
    RUN_TO_LOOK_UP_AGAIN = "run_to_look_up_again"
    RUN_STANDS_STILL = "run_stands_still"
    RUN_DONE = "run_done"
    CALL_ENDED = "call_ended"
    UNREQUESTED_SHIPMENT = "unrequested_shipment"

    ORDER_CONFIRMED = "order_confirmed"
    ORDER_TAKEN = "order_taken"
    ORDER_LABELLED_ALREADY = "order_labelled_already"
    ORDER_CLAIMED = "order_claimed"
    CLAIM_GIVEN_BACK = "claim_given_back"
    ORDER_HELD_BACK = "order_held_back"
    ORDER_CONTINUED = "order_continued"
    ORDER_RETRIED = "order_retried"
    ORDER_BOUGHT_AGAIN = "order_bought_again"
    ORDER_RELEASED = "order_released"
    ORDER_TO_LOOK_UP_AGAIN = "order_to_look_up_again"
    OUTCOME_UNKNOWN = "outcome_unknown"
    OUTCOME_UNDECIDED = "outcome_undecided"
    LABEL_ACCEPTED = "label_accepted"
    LABEL_FOUND = "label_found"
    LABEL_READY = "label_ready"
    LABEL_PRICED = "label_priced"
    LABEL_REFUSED = "label_refused"
    LABEL_FAILED = "label_failed"
    REFUSAL_EXPLAINED = "refusal_explained"

    FAILURE_TAKEN = "failure_taken"
    FAILURE_HANDED_OVER = "failure_handed_over"
    FAILURE_DISMISSED = "failure_dismissed"

    CANCELLATION_WANTED = "cancellation_wanted"
    CANCELLATION_SENT = "cancellation_sent"
    CANCELLATION_UNCLEAR = "cancellation_unclear"
    CANCELLATION_NOT_SENT = "cancellation_not_sent"
    CANCELLATION_TAKEN = "cancellation_taken"
    CANCELLATION_REFUSED = "cancellation_refused"
    LABEL_CANCELLED = "label_cancelled"

    FIX_TAKEN = "fix_taken"
    FIX_SENDING = "fix_sending"
    FIX_SENT = "fix_sent"
    FIX_SAVED = "fix_saved"
    FIX_FAILED = "fix_failed"

    DOCUMENTS_ASKED_FOR = "documents_asked_for"
    DOCUMENTS_SENT = "documents_sent"
    DOCUMENTS_NOT_SENT = "documents_not_sent"


ABOUT_FROZEN: Final = (
    EventKind.APPROVAL_ASKED_FOR,
    EventKind.APPROVAL_GIVEN,
    EventKind.APPROVAL_DECLINED,
    EventKind.APPROVAL_EXPIRED,
    EventKind.APPROVAL_VOIDED,
    EventKind.CONFIRMED_LATE,
    EventKind.LATE_CONFIRMATION_VOIDED,
)
"""What becomes of a frozen plan, and of all its orders at once: the plan's id stands in ``detail`` as ``frozen``."""


@dataclass(frozen=True)
class Event:
    """One line of the ledger's history, chained to the one before by its hash.

    *person*: the Slack id of who caused it; None for the bot by itself. *detail*: what else there is to say, as JSON.
    *previous*, *hash*: SHA-256 in hex of the event before and of this one.
    """

    seq: int
    at: datetime
    kind: EventKind
    person: str | None = None
    run_id: str | None = None
    integration_id: int | None = None
    order_number: str | None = None
    order_id: str | None = None
    detail: dict[str, object] = field(default_factory=dict)
    previous: str = ""
    hash: str = ""
