"""What the bot talks about: people, requests, plans, runs and the closed set of states an order can be in."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from enum import StrEnum

from bot.checks import Check
from bot.model.acts import RunAct as RunAct
from bot.model.events import Event as Event
from bot.model.events import EventKind as EventKind
from bot.model.messages import MessageKind as MessageKind
from bot.model.messages import MessageState as MessageState
from bot.model.messages import RunPlace as RunPlace
from bot.model.messages import SlackMessage as SlackMessage
from bot.model.numbers import same_number_key as same_number_key

TEST_OPTION = "sendcloud:letter"
"""The unstamped letter, the one shipping option that Sendcloud does not charge for."""

PLAN_KEEPS = timedelta(minutes=15)
"""How long a look at Sendcloud may serve as the picture of an order from just before its purchase."""

CHUNK = 20
"""Orders in one call of create-labels-async, as published."""

MOST_ORDERS = 10_000
"""Orders in one plan."""

TEXT_FIELD = 3_000
"""Characters that a text input in Slack can hold; a paste is cut there without a word."""


@dataclass(frozen=True)
class Person:
    """Somebody in Slack, by the ids that Slack sends with each request."""

    user: str
    team: str


class Shipping(StrEnum):
    """Who chooses the shipping option of a run."""

    RULES = "rules"
    ORDER = "order"
    OPTION = "option"


@dataclass(frozen=True)
class Choices:
    """What somebody chose in *Create labels* besides the orders; the same for every order of the run.

    *shared_channel*: people of another company are in the channel that was chosen.
    """

    integration_id: int
    shop_name: str
    shipping: Shipping = Shipping.RULES
    option_code: str | None = None
    contract_id: int | None = None
    option_label: str | None = None
    sender_address_id: int | None = None
    sender_label: str | None = None
    brand_id: int | None = None
    brand_label: str | None = None
    test_labels: bool = False
    shared_channel: bool = False
    column: str | None = None
    """The column of the file that the order numbers were read from, where it has several."""


class LineKind(StrEnum):
    """What a plan found out about one order number. ``WAITING``: not looked at yet.

    Numbers that turn out to name an order named before leave the lines for ``Plan.twice``.
    """

    WAITING = "waiting"
    READY = "ready"
    LABELLED = "labelled"
    NOT_FOUND = "not_found"
    AMBIGUOUS = "ambiguous"


@dataclass(frozen=True)
class Candidate:
    """One of several orders that share a number: enough to choose by, nothing of the customer.

    *live*: shipments that may be its label already.
    """

    order_id: str
    sendcloud_id: str
    order_number: str
    created_at: str | None = None
    total: str | None = None
    snapshot: tuple[str, ...] = ()
    live: tuple[str, ...] = ()
    destination: str | None = None


@dataclass(frozen=True)
class Holder:
    """Who has an order already, by their Slack id. Without a person it was labelled outside the bot."""

    at: datetime | None = None
    person: str | None = None
    run_id: str | None = None
    state: str = "labelled"


@dataclass(frozen=True)
class PlanLine:
    """One order number of a plan and what is known of it."""

    position: int
    typed: str
    kind: LineKind = LineKind.WAITING
    spellings: tuple[str, ...] = ()
    order_number: str | None = None
    order_id: str | None = None
    sendcloud_id: str | None = None
    snapshot: tuple[str, ...] = ()
    destination: str | None = None
    holder: Holder | None = None
    candidates: tuple[Candidate, ...] = ()
    checks: tuple[Check, ...] = ()
    carrier: str | None = None
    price: Decimal | None = None
    currency: str | None = None
    copy: int = 1
    reason: str | None = None


class PlanState(StrEnum):
    CHECKING = "checking"
    READY = "ready"
    FAILED = "failed"
    CONFIRMED = "confirmed"


@dataclass(frozen=True)
class Plan:
    """What would be bought if somebody pressed *Create N labels* now."""

    id: str
    by: Person
    channel: str
    choices: Choices
    state: PlanState
    created_at: datetime
    checked_at: datetime | None
    lines: tuple[PlanLine, ...]
    twice: tuple[str, ...] = ()
    not_understood: tuple[str, ...] = ()
    view_id: str | None = None
    version: int = 0
    cause: Cause | None = None
    eager_feedback: bool = False
    shop_failing_since: str | None = None
    rechecked: bool = False
    cut: bool = False
    run_id: str | None = None

    def of(self, kind: LineKind) -> list[PlanLine]:
        """Return the lines of one kind, in the order given."""
        return [line for line in self.lines if line.kind is kind]


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


LIVE = (State.WAITING, State.CLAIMED, State.UNKNOWN, State.ACCEPTED, State.LABELLED, State.UNDECIDED)
"""States in which an order has, may have or will have a label: one at a time for each order and copy."""

MOVING = (State.WAITING, State.CLAIMED, State.UNKNOWN, State.ACCEPTED)
"""States that end by themselves."""

OUTCOME_OPEN = (State.CLAIMED, State.UNKNOWN, State.UNDECIDED)
"""States in which a shipment that turns up may be what this order's request made."""

RETRYABLE = (State.REFUSED, State.FAILED)
"""States in which no live label can exist."""


@dataclass(frozen=True)
class Parcel:
    """One parcel of a shipment, as far as the bot remembers it."""

    id: int
    tracking_number: str = ""
    tracking_url: str | None = None
    documents: tuple[str, ...] = ()


@dataclass(frozen=True)
class Cause:
    """Why an order has no label: the words of whoever refused, masked, and what kind of trouble it is."""

    kind: str
    text: str = ""
    code: str | None = None


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
    price: Decimal | None = None
    currency: str | None = None
    reason: str | None = None

    @property
    def doubt(self) -> str:
        """Return a short name for what is in doubt: which request, and which shipments may be what it made."""
        return hashlib.sha256(json.dumps([self.attempt_id, sorted(self.candidates)]).encode()).hexdigest()[:8]


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
    stopped_by: str | None = None
    cause: Cause | None = None
    continue_at: datetime | None = None
    round: int = 1
    documents: tuple[DocumentRequest, ...] = ()

    def of(self, *states: State) -> list[Item]:
        """Return the orders in these states, in the order given."""
        return [item for item in self.items if item.state in states]

    def counts(self) -> dict[State, int]:
        """Return how many orders are in each state; the values add up to what was asked for."""
        totals = dict.fromkeys(State, 0)
        for item in self.items:
            totals[item.state] += 1
        return totals


class RequestState(StrEnum):
    """Where a request for documents stands."""

    WAITING = "waiting"
    SENT = "sent"
    FAILED = "failed"


@dataclass(frozen=True)
class DocumentRequest:
    """Somebody wants the documents of a run; stays in the ledger until they are in the thread."""

    id: int
    run_id: str
    by: str
    at: datetime
    state: RequestState
    reprint: bool = False
    problem: str | None = None


@dataclass(frozen=True)
class Option:
    """One line of a select: an id of Sendcloud's and the name a person knows it by."""

    id: str
    label: str


@dataclass(frozen=True)
class ShippingChoice:
    """One shipping option to choose: Sendcloud's code, the contract it is used under, and the name people know."""

    code: str
    contract_id: int | None
    label: str


class MissingLists(StrEnum):
    """Which lists Sendcloud does not give at the moment."""

    ALL = "all"
    SENDERS_OR_BRANDS = "senders_or_brands"


@dataclass(frozen=True)
class Offer:
    """What *Create labels* has to choose from, and which lists are missing in it."""

    shops: tuple[Option, ...] = ()
    default_shop: str | None = None
    senders: tuple[Option, ...] = ()
    brands: tuple[Option, ...] = ()
    test_labels: bool = False
    missing: MissingLists | None = None


@dataclass(frozen=True)
class Sighting:
    """One order of one run, as the answer to a question about its number. *ts* is the thread, when there is one."""

    item: Item
    by: str
    run_at: datetime
    channel: str
    ts: str | None
    test_labels: bool = False


@dataclass(frozen=True)
class OutsideLabel:
    """A shipment that Sendcloud has and the ledger does not."""

    shipment_id: str
    status: str
    carrier: str | None
    tracking_url: str | None


@dataclass(frozen=True)
class OrderStatus:
    """The answer to ``/label status``."""

    number: str
    sightings: tuple[Sighting, ...] = ()
    outside: tuple[OutsideLabel, ...] = ()
    known_to_sendcloud: bool | None = None
    problem: Cause | None = None


def chunks(items: Sequence[Item], size: int = CHUNK) -> list[Sequence[Item]]:
    """Cut *items* into pieces of at most *size*."""
    return [items[start : start + size] for start in range(0, len(items), size)]
