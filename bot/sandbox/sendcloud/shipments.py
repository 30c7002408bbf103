"""Shipments and their parcels, and how their state follows from the time alone."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from bot.sandbox.sendcloud.calls import Json
from bot.sandbox.sendcloud.orders import StandInOrder

CANCEL_WATCH = timedelta(days=14)  # a queued cancellation takes effect when nothing moved for so long
CANCEL_LIMIT = timedelta(days=42)
ANNOUNCING, READY, FAILED, NO_LABEL = "ANNOUNCING", "READY_TO_SEND", "ANNOUNCEMENT_FAILED", "NO_LABEL"
CANCELLED, CANCELLING, CANCELLATION_FAILED = "CANCELLED", "CANCELLING", "CANCELLATION_FAILED"
CANCEL_TAKES = timedelta(seconds=30)  # what a carrier takes that does not cancel at once
CANCEL_ANSWERS = ("cancelled", "late", "queued", "carrier_refuses", "refused")


@dataclass(frozen=True)
class Parcel:
    """One parcel; *weight* in kilograms, *items* as pairs of item id and quantity, *dimensions* as they were asked."""

    id: int
    tracking_number: str
    weight: str
    items: tuple[tuple[str, int], ...] = ()
    dimensions: dict[str, Json] | None = None


@dataclass
class Shipment:
    """One shipment. Its state is never stored: it is read off the clock, so nothing has to run for it to move on."""

    id: str
    seq: int
    order: StandInOrder
    order_number: str
    integration_id: int
    option_code: str
    contract_id: int
    carrier: tuple[str, str]
    parcels: list[Parcel]
    created_at: datetime
    settles_at: datetime
    outcome: str = READY
    source: str = "api"
    brand_id: int | None = None
    sender_address_id: int = 17
    echo_ship_with: bool = False
    cancelled_at: datetime | None = None
    cancel_queued_at: datetime | None = None
    cancelling_since: datetime | None = None
    carrier_cancels: bool = True
    forced_status: str | None = None
    to_address: dict[str, Json] = field(default_factory=dict)

    @property
    def order_id(self) -> str:
        """The shop's id of the order (it is not shown by the shipment itself)."""
        return self.order.order_id

    def status(self, at: datetime) -> str:
        """Return the code that every parcel of this shipment has at *at*."""
        if self.forced_status is not None:
            return self.forced_status
        if self.cancelled_at is not None and at >= self.cancelled_at:
            return CANCELLED
        if self.cancel_queued_at is not None and at >= self.cancel_queued_at + CANCEL_WATCH:
            return CANCELLED
        if self.cancelling_since is not None and at >= self.cancelling_since:
            ended = CANCELLED if self.carrier_cancels else CANCELLATION_FAILED
            return CANCELLING if at < self.cancelling_since + CANCEL_TAKES else ended
        return ANNOUNCING if at < self.settles_at else self.outcome

    def updated_at(self, at: datetime) -> datetime:
        """Return when the state last changed, as seen at *at*."""
        moments = [self.created_at, self.settles_at, self.cancelled_at, self.cancel_queued_at, self.cancelling_since]
        return max(moment for moment in moments if moment is not None and moment <= max(at, self.created_at))

    def announced_at(self, at: datetime) -> datetime | None:
        """Return when the carrier was told; set for a failed announcement too, as in Sendcloud's own example."""
        return self.settles_at if at >= self.settles_at and self.outcome != NO_LABEL else None

    def has_documents(self, at: datetime) -> bool:
        """Whether a label can be had at *at*."""
        return self.status(at) not in (ANNOUNCING, FAILED, NO_LABEL) and self.outcome == READY and at >= self.settles_at

    def live(self, at: datetime) -> bool:
        """Whether this shipment is or may still become a label."""
        return self.status(at) not in (FAILED, CANCELLED, NO_LABEL)

    def cancel(self, at: datetime, how: str | None = None) -> tuple[int, str]:
        """Ask for cancellation at *at*; return the status to answer (200 done, 202 queued, 409 refused) and its words.

        *how*: one of `CANCEL_ANSWERS`, in place of the order's own.
        """
        refusal = self._cancel_refusal(at)
        if refusal is not None:
            return 409, refusal
        how = how or self.order.cancel_answer
        if how == "refused":
            return 409, "This shipment cannot be cancelled."
        if how == "cancelled" or self.status(at) in (ANNOUNCING, FAILED, NO_LABEL):
            self.cancelled_at = at
            return 200, "Shipment has been cancelled"
        if how == "queued":
            self.cancel_queued_at = at
        else:
            self.cancelling_since, self.carrier_cancels = at, how == "late"
        return 202, "Shipment cancellation has been queued"

    def _cancel_refusal(self, at: datetime) -> str | None:
        """Return Sendcloud's words for why a shipment cannot be cancelled any more, whatever its carrier does."""
        status = self.status(at)
        if status == CANCELLED:
            return "This shipment has already been cancelled."
        if self.cancel_queued_at is not None or status == CANCELLING:
            return "This shipment is already being cancelled."
        if status == "DELIVERED":
            return "This shipment has already been delivered."
        if at > self.settles_at + CANCEL_LIMIT:
            return "This shipment was announced more than 42 days ago."
        return None
