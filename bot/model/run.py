"""A run: its orders, and the closed set of states that an order can be in."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from enum import StrEnum
from typing import TypeVar

from bot.model.call_pace import CallPace
from bot.model.cancellation import Cancellation
from bot.model.cause import Cause
from bot.model.fix import Fix
from bot.model.ownership import Ownership
from bot.model.people import Holder, Person
from bot.model.plan import Choices
from bot.model.wanted import DocumentRequest, from_ranges

T = TypeVar("T")

CHUNK = 20
"""Orders in one call of create-labels-async, as published."""

TEXT_FIELD = 3_000
"""Characters that a text input in Slack can hold; a paste is cut there without a word."""


class State(StrEnum):
    """Where one order of a run stands. Every order is in exactly one of these."""

    WAITING = "waiting"  # confirmed, nobody has been asked yet
    CLAIMED = "claimed"  # Sendcloud is being asked this moment
    UNKNOWN = "unknown"  # asked, and no answer accounts for it; being looked up
    ACCEPTED = "accepted"  # a shipment exists, its label is being made
    LABELLED = "labelled"
    REFUSED = "refused"  # Sendcloud said no; nothing was made
    FAILED = "failed"  # the carrier said no after Sendcloud had said yes
    UNDECIDED = "undecided"  # looked up to the end; a person decides
    SKIPPED = "skipped"  # somebody else has this order
    STOPPED = "stopped"  # held back when the run was stopped
    CANCELLED = "cancelled"  # its label was made, and is surely cancelled since


LIVE = (State.WAITING, State.CLAIMED, State.UNKNOWN, State.ACCEPTED, State.LABELLED, State.UNDECIDED)
"""States in which an order has, may have or will have a label: one at a time for each order and copy."""

MOVING = (State.WAITING, State.CLAIMED, State.UNKNOWN, State.ACCEPTED)
"""States that end by themselves."""

OUTCOME_OPEN = (State.CLAIMED, State.UNKNOWN, State.UNDECIDED)
"""States in which a shipment that turns up may be what this order's request made."""

RETRYABLE = (State.REFUSED, State.FAILED)
"""States in which no live label can exist."""


class CallOutcome(StrEnum):
    """How a call to buy ended. What it came to for each of its orders is the order's own `State`."""

    ANSWERED = "answered"  # with a row or an error for its orders, or in part
    REJECTED = "rejected"  # as a whole; nothing was made
    ACCOUNT_REFUSED = "account_refused"  # keys, payment or rights; nothing was made
    THROTTLED = "throttled"  # too many calls; nothing was made
    TOO_LATE = "too_late"  # withdrawn, since it could not be sent in time
    NOT_SENT = "not_sent"  # it never arrived
    UNKNOWN = "unknown"  # sent, and nobody can say yet what became of it
    ABANDONED = "abandoned"  # by a process that went away before it was answered


@dataclass(frozen=True)
class Parcel:
    """One parcel of a shipment, as far as the bot remembers it."""

    id: int
    tracking_number: str = ""
    tracking_url: str | None = None
    documents: tuple[str, ...] = ()


@dataclass(frozen=True)
class Retried:
    """A person had a failed order tried again; *same*: word for word the same answer came."""

    by: str
    at: datetime
    same: bool


@dataclass(frozen=True)
class Item:
    """One order of a run."""

    id: int
    run_id: str
    position: int
    integration_id: int
    order_number: str
    order_id: str
    sendcloud_id: str | None
    copy: int
    state: State
    since: datetime
    batch: str = ""
    snapshot: tuple[str, ...] = ()
    checked_at: datetime | None = None
    destination: str | None = None
    attempt_id: int | None = None
    asked_again: int = 0
    shipment_id: str | None = None
    parcels: tuple[Parcel, ...] = ()
    carrier: str | None = None
    cause: Cause | None = None
    holder: Holder | None = None
    candidates: tuple[str, ...] = ()
    next_look_at: datetime | None = None
    looks: int = 0
    open_until: datetime | None = None
    may_ask_again: bool = False
    option_label: str | None = None
    price: Decimal | None = None
    currency: str | None = None
    price_is_rough: bool = False
    """The price is an estimate, or was asked for without a postcode."""
    reason: str | None = None
    option_code: str | None = None
    """The shipping option that the plan named; None where rules or Sendcloud's default decide."""
    came_by: str | None = None
    """The option that the label was made with, where it is another one."""
    beside: str | None = None
    """The run that had asked for a label of the same order, and did not know yet whether it got one, when this one was
    wanted all the same."""
    retried: Retried | None = None
    """The last time that a person had it tried again after it had failed."""

    @property
    def other_shipments(self) -> list[str]:
        """The shipments beside its own that may be its, too."""
        return [shipment for shipment in self.candidates if shipment != self.shipment_id]

    @property
    def doubt(self) -> str:
        """Return a short name for what is in doubt: which request, and which shipments may be what it made."""
        return hashlib.sha256(json.dumps([self.attempt_id, sorted(self.candidates)]).encode()).hexdigest()[:8]


@dataclass(frozen=True)
class Double:
    """An order of this run that another run has as well, of which one was bought while the other's outcome was open.

    *both*: each of the two has its label by now; None while that is not known of one of them.
    """

    order_number: str
    other_run: str
    both: bool | None


class RunState(StrEnum):
    RUNNING = "running"
    PAUSED = "paused"
    STOPPED = "stopped"
    DONE = "done"


@dataclass(frozen=True)
class Run:
    """One confirmed plan: a row in the ledger, a thread in Slack."""

    id: str
    by: Person
    channel: str
    choices: Choices
    state: RunState
    created_at: datetime
    changed_at: datetime
    items: tuple[Item, ...] = ()
    approved_by: str | None = None
    stopped_by: str | None = None
    cause: Cause | None = None
    continue_at: datetime | None = None
    round: int = 1
    failures: int = 0
    """Calls in a row that went wrong: a running run that has any is trying again after a pause."""
    documents: tuple[DocumentRequest, ...] = ()
    doubles: tuple[Double, ...] = ()
    call_pace: CallPace | None = None
    """Of a run that is going; None before its first answered call."""
    list_problem: str | None = None
    """Why the file of all orders is not in the thread, as a sentence, when Slack did not take it."""
    cancellations: tuple[Cancellation, ...] = ()
    ownerships: tuple[Ownership, ...] = ()
    """Who sees to what failed, of the orders that are still without a label."""
    fixes: tuple[Fix, ...] = ()
    """What people changed of its orders, oldest first."""

    @property
    def shared_requests(self) -> tuple[DocumentRequest, ...]:
        """The requests for documents that go into the thread, not to one person alone."""
        return tuple(request for request in self.documents if request.position is None)

    @property
    def handed_out(self) -> frozenset[int]:
        """The positions of the orders whose labels Slack took in a file."""
        sent = (request for request in self.documents if request.state == "sent")
        return frozenset().union(*(from_ranges(request.handed_out) for request in sent))

    @property
    def waits(self) -> bool:
        """Return whether the run is paused, or was and has had no answer since."""
        trying = self.state is RunState.RUNNING and self.failures > 0 and self.cause is not None
        return self.state is RunState.PAUSED or trying

    def of(self, *states: State) -> list[Item]:
        """Return the orders in these states, in the order given."""
        return [item for item in self.items if item.state in states]

    def counts(self) -> dict[State, int]:
        """Return how many orders are in each state; the values add up to what was asked for."""
        totals = dict.fromkeys(State, 0)
        for item in self.items:
            totals[item.state] += 1
        return totals


def chunks(items: Sequence[T], size: int = CHUNK) -> list[Sequence[T]]:
    """Cut *items* into pieces of at most *size*."""
    return [items[start : start + size] for start in range(0, len(items), size)]
