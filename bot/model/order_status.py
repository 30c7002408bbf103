"""The answer to a question about one order number."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from bot.model.cancel_terms import CancelTerms
from bot.model.cancel_wish import Wished
from bot.model.cancellation import Cancellation
from bot.model.cause import Cause
from bot.model.run import Item


@dataclass(frozen=True)
class Sighting:
    """One order of one run, as the answer to a question about its number. *ts* is the thread, when there is one.

    *cancellation*: the newest one of its label, *wished*: what another would meet, *terms*: on which terms.
    """

    item: Item
    by: str
    run_at: datetime
    channel: str
    ts: str | None
    test_labels: bool = False
    cancellation: Cancellation | None = None
    wished: Wished = Wished.NONE
    terms: CancelTerms | None = None


@dataclass(frozen=True)
class OutsideLabel:
    """A shipment that Sendcloud has and the ledger does not."""

    shipment_id: str
    status: str
    carrier: str | None
    tracking_url: str | None


@dataclass(frozen=True)
class OrderStatus:
    """The answer to ``/label status``. *no_links*: why the tracking links of labels could not be fetched."""

    number: str
    sightings: tuple[Sighting, ...] = ()
    outside: tuple[OutsideLabel, ...] = ()
    known_to_sendcloud: bool | None = None
    problem: Cause | None = None
    no_links: Cause | None = None
