"""What a line of a plan becomes once its orders, and what was made for them, are known. Nothing is asked here."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final

from bot.checks import Check, CheckKind
from bot.engine.checks import checks_of
from bot.engine.checks.parcel import goes_to_service_point
from bot.engine.checks.standing import is_paid
from bot.engine.lookup import OLDER
from bot.engine.order_pages import RECENT
from bot.engine.picture import Under
from bot.engine.privacy import Destinations
from bot.engine.terms import Terms
from bot.engine.weights import kilograms
from bot.model import Candidate, Holder, LineKind, PlanLine, readings_of, same_number_key
from bot.sendcloud import Order, SendcloudError, Shipment

_COUNTRY_LETTERS: Final = 2


@dataclass(frozen=True)
class Labels:
    """What Sendcloud has under each number of a shop, or why that is not known, and whose order the ledger knows a
    shipment to be for."""

    integration_id: int
    under: Mapping[str, Under | SendcloudError]
    owners: Mapping[str, tuple[int, str]]
    destinations: Destinations

    def tells_of(self, order: Order) -> bool:
        """Return whether it is known what was made for an order."""
        return isinstance(self.under[same_number_key(order.order_number)], Under)

    def of(self, order: Order, destination: str | None) -> list[Shipment]:
        """Return what may have been made for an order that goes to *destination*. Raises where that is not known."""
        made = self.under[same_number_key(order.order_number)]
        if isinstance(made, SendcloudError):
            raise made
        own = self.integration_id, order.order_id
        others = {number for number, owner in self.owners.items() if owner != own}
        return [one for one in made.for_destination(self.destinations, destination) if one.id not in others]


def meant(line: PlanLine, hits: Sequence[Order], now: datetime) -> Sequence[Order]:
    """Return which of the orders that share a number a line means: several where that is open.

    The one that somebody picked before, otherwise the only one of the last 90 days that has the number.
    """
    picked = [order for order in hits if line.order_id is not None and order.order_id == line.order_id]
    recent = [order for order in hits if order.created is None or order.created >= now - RECENT]
    is_one_number = len(readings_of([order.order_number for order in hits])) < 2
    return picked or (recent if is_one_number and len(recent) == 1 else hits)


def line_of(line: PlanLine, hits: Sequence[Order], labels: Labels, terms: Terms, now: datetime) -> PlanLine:
    """Return *line* as its orders *hits* make it, without prices."""
    if not hits:
        return replace(_blank(line), kind=LineKind.NOT_FOUND)
    chosen = meant(line, hits, now)
    if not all(labels.tells_of(order) for order in chosen):
        return not_known(line)
    if len(chosen) > 1:
        candidates = tuple(_candidate(order, labels, terms) for order in chosen)
        return replace(_blank(line), kind=LineKind.AMBIGUOUS, candidates=candidates)
    same = [order for order in hits if same_number_key(order.order_number) == same_number_key(chosen[0].order_number)]
    return _found(line, chosen[0], labels, terms, used_before=len(same) > 1)


def _found(line: PlanLine, order: Order, labels: Labels, terms: Terms, *, used_before: bool) -> PlanLine:
    """Return *line* as the one order that it names makes it."""
    # Whatever lives under a number that only this order has is its label, wherever it goes: addresses get edited.
    destination = labels.destinations.of(order.shipping_address)
    made = labels.of(order, destination)
    live = [one for one in made if one.is_live and not _is_older(one, order)] if line.copy == 1 else []
    return replace(
        _blank(line),
        kind=LineKind.LABELLED if live else LineKind.READY,
        order_number=order.order_number,
        order_id=order.order_id,
        sendcloud_id=order.id,
        snapshot=tuple(one.id for one in made),
        destination=destination,
        holder=Holder(at=live[0].created_at) if live else None,
        checks=_checks(order, terms),
        ordered_at=order.created,
        used_before=used_before or any(_is_older(one, order) for one in made) or _was_used_before(line, order),
        has_service_point=goes_to_service_point(order),
        country=country_of(order),
        weight=kilograms(order),
    )


def _was_used_before(line: PlanLine, order: Order) -> bool:
    """Was it found before that an older order has the number, too? That is looked for once."""
    return line.used_before and line.order_id == order.order_id


def not_known(line: PlanLine) -> PlanLine:
    """Return *line* as one about which Sendcloud gave no usable answer. Which order somebody picked for it stays."""
    return replace(_blank(line), kind=LineKind.NOT_KNOWN, order_id=line.order_id)


def _blank(line: PlanLine) -> PlanLine:
    """Return what somebody gave, without anything that was found."""
    return PlanLine(
        position=line.position,
        typed=line.typed,
        possible=line.possible,
        spellings=line.spellings,
        integration_id=line.integration_id,
        shop_name=line.shop_name,
        copy=line.copy,
        reason=line.reason,
    )


def _candidate(order: Order, labels: Labels, terms: Terms) -> Candidate:
    total = order.total
    destination = labels.destinations.of(order.shipping_address)
    made = labels.of(order, destination)
    return Candidate(
        order_id=order.order_id,
        sendcloud_id=order.id,
        order_number=order.order_number,
        created_at=order.created.isoformat() if order.created else None,
        total=f"{total.value:.2f} {total.currency or ''}".strip() if total else None,
        snapshot=tuple(one.id for one in made),
        # A shipment tells the number and where it goes, not which of several orders with that number it is for.
        live=tuple(
            one.id for one in made if one.is_live and not labels.destinations.differ(destination, one.to_address)
        ),
        destination=destination,
        checks=_checks(order, terms),
        country=country_of(order),
        weight=kilograms(order),
    )


def _checks(order: Order, terms: Terms) -> tuple[Check, ...]:
    unpaid = terms.paid_words is not None and not is_paid(order, terms.paid_words)
    found = checks_of(
        order,
        sender_country=terms.sender_country,
        option=terms.option_of(order),
        option_expected=terms.option_expected,
        parcels=terms.choices.parcels,
    )
    return (Check(CheckKind.PAYMENT_UNKNOWN), *found) if unpaid else found


def _is_older(shipment: Shipment, order: Order) -> bool:
    """Return whether a shipment is for an older order that had the same number."""
    placed = placed_at(order)
    return placed is not None and shipment.created_at is not None and shipment.created_at < placed - OLDER


def placed_at(order: Order) -> datetime | None:
    """Return when an order was placed, by the shop's clock or Sendcloud's, whichever is earlier; None if unknown."""
    return min((one for one in (order.created, order.created_at) if one is not None), default=None)


def country_of(order: Order) -> str | None:
    """Return the ISO code of where an order goes, in capitals; None where it has none."""
    code = ((order.shipping_address.country_code if order.shipping_address else None) or "").strip().upper()
    return code if len(code) == _COUNTRY_LETTERS and code.isalpha() else None
