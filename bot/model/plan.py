"""A plan: what was chosen, and what is known of each order number."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from enum import StrEnum

from bot.checks import Check
from bot.model.cause import Cause
from bot.model.people import Holder, Person
from bot.model.screen import Differs
from bot.model.trouble import Trouble

TEST_OPTION = "sendcloud:letter"
"""The unstamped letter, the one shipping option that Sendcloud does not charge for."""

PLAN_KEEPS = timedelta(minutes=15)
"""How long a look at Sendcloud may serve as the picture of an order from just before its purchase."""

MOST_ORDERS = 10_000
"""Orders in one plan."""

MOST_PARCELS = 50
"""Boxes that one order can be shipped in (parcels of create-labels-async)."""


class Shipping(StrEnum):
    """Who chooses the shipping option of a run."""

    RULES = "rules"
    ORDER = "order"
    OPTION = "option"


@dataclass(frozen=True)
class Choices:
    """What somebody chose in *Create labels* besides the orders; the same for every order of the run.

    *shared_channel*: people of another company are in the channel that was chosen. *label_fee*: what Sendcloud's plan
    adds to each label; prices hold it. *ready_since*: nobody gave numbers, the shop's paid orders without a label that
    were placed since then are meant.
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
    parcels: int = 1
    label_fee: Decimal | None = None
    ready_since: datetime | None = None
    """Parcels of each order."""

    @property
    def planned_option(self) -> str | None:
        """The option that every order of the run is asked for with; None where rules or the orders decide."""
        if self.test_labels:
            return TEST_OPTION
        return self.option_code if self.shipping is Shipping.OPTION else None


class LineKind(StrEnum):
    """What a plan found out about one order number. ``WAITING``: not looked at yet. ``NOT_KNOWN``: Sendcloud gave no
    usable answer about it, or about what was made for it.

    Numbers that turn out to name an order named before leave the lines for ``Plan.twice``.
    """

    WAITING = "waiting"
    READY = "ready"
    LABELLED = "labelled"
    NOT_FOUND = "not_found"
    AMBIGUOUS = "ambiguous"
    NOT_KNOWN = "not_known"


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
    checks: tuple[Check, ...] = ()
    country: str | None = None
    weight: Decimal | None = None


@dataclass(frozen=True)
class FailedBefore:
    """When an order got no label the last time, and why."""

    at: datetime
    trouble: Trouble


@dataclass(frozen=True)
class PlanLine:
    """One order number of a plan and what is known of it. Nothing of a customer is in it: it is stored.

    *ticked*: it is bought when the plan is confirmed, provided that it is ready. *possible*: it was found in a text
    that may mean something else by it, so the bot never ticks it. *integration_id*, *shop_name*: the shop it is in
    when that is not the plan's. *other_shops*: where a number is that was not found, as id and name. *used_before*:
    older orders of the shop have the same number. *has_service_point*: it goes to a service point. *country*: ISO code
    of the destination. *weight*: kilograms. *price_is_rough*: asked for without a postcode. *like_orders*: how many
    orders an estimate of carrier and price was made from; 0 when they are not estimated.
    """

    position: int
    typed: str
    kind: LineKind = LineKind.WAITING
    ticked: bool = False
    possible: bool = False
    spellings: tuple[str, ...] = ()
    order_number: str | None = None
    order_id: str | None = None
    sendcloud_id: str | None = None
    snapshot: tuple[str, ...] = ()
    destination: str | None = None
    holder: Holder | None = None
    candidates: tuple[Candidate, ...] = ()
    checks: tuple[Check, ...] = ()
    integration_id: int | None = None
    shop_name: str | None = None
    other_shops: tuple[tuple[int, str], ...] = ()
    ordered_at: datetime | None = None
    used_before: bool = False
    has_service_point: bool = False
    failed_before: FailedBefore | None = None
    country: str | None = None
    weight: Decimal | None = None
    option_code: str | None = None
    contract_id: int | None = None
    option_label: str | None = None
    carrier: str | None = None
    price: Decimal | None = None
    currency: str | None = None
    price_is_rough: bool = False
    like_orders: int = 0
    copy: int = 1
    beside: str | None = None
    reason: str | None = None

    @property
    def number(self) -> str:
        """The order number: as Sendcloud writes it where that is known, otherwise as it was typed."""
        return self.order_number or self.typed


class PlanState(StrEnum):
    CHECKING = "checking"
    READY = "ready"
    FAILED = "failed"
    FROZEN = "frozen"  # nobody may change it: a second person decides, or it is about to be bought
    CONFIRMED = "confirmed"


@dataclass(frozen=True)
class Plan:
    """What would be bought if somebody pressed *Create N labels* now.

    *tick_version* grows whenever the bot itself changes ticks. Slack shows old ticks under old block ids, so each
    drawing carries it, and what comes back with another one is not trusted. *aside_view_id*: the modal in which the
    plan's form is being changed. *done*: lines looked up so far, while it is being checked. *shop_failed_with*: the
    name of what last went wrong between Sendcloud and the shop, at *shop_failed_at*.
    *unknown_words*: the shop's words for payment that nobody knows, and how many orders have each; None while the
    shop's orders are still to be listed.
    """

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
    aside_view_id: str | None = None
    version: int = 0
    tick_version: int = 1
    done: int = 0
    cause: Cause | None = None
    eager_feedback: bool = False
    shop_failing_since: str | None = None
    shop_failed_with: str | None = None
    shop_failed_at: str | None = None
    unknown_words: tuple[tuple[str, int], ...] | None = None
    shown_again: Differs | None = None
    cut: bool = False
    run_id: str | None = None

    def of(self, kind: LineKind) -> list[PlanLine]:
        """Return the lines of one kind, in the order given."""
        return [line for line in self.lines if line.kind is kind]

    def ticked(self) -> list[PlanLine]:
        """Return the lines that would be bought, in the order given."""
        return [line for line in self.lines if line.kind is LineKind.READY and line.ticked]

    def shop_of(self, line: PlanLine) -> int:
        """Return the integration that the order of a line is in."""
        return line.integration_id if line.integration_id is not None else self.choices.integration_id
