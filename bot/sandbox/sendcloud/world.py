"""Everything that the stand-in remembers: shops, orders and shipments, with the indexes that keep it quick."""

from __future__ import annotations

import random
import uuid
from collections.abc import Callable, Sequence
from dataclasses import fields
from datetime import datetime, timedelta
from decimal import Decimal

from bot.sandbox.sendcloud.calls import Json
from bot.sandbox.sendcloud.catalogue import CARRIERS, by_default, find_option
from bot.sandbox.sendcloud.orders import StandInOrder, blank
from bot.sandbox.sendcloud.poison import shipment_id
from bot.sandbox.sendcloud.shipments import FAILED, NO_LABEL, READY, Parcel, Shipment

_SLOW_SECONDS = 60.0
_OUTCOMES = {"late_failure": FAILED, "no_label": NO_LABEL}
_ORDER_FIELDS = frozenset(part.name for part in fields(StandInOrder))


class World:
    """The state of one account.

    *now* gives aware UTC; *announce_after* is the seconds from a shipment's creation to the carrier's word.
    """

    def __init__(self, seed: int, now: Callable[[], datetime], announce_after: float) -> None:
        self.now = now
        self.announce_after = announce_after
        self.visibility_lag = 0.0
        self.loose_matching = False
        self.drop_labelled_orders = False
        self.lists_by_key = False
        self.price_rise = Decimal(0)
        self.named_houses: set[str] = set()
        self.own_integration = 70
        self.integrations: dict[int, dict[str, Json]] = {}
        self.orders: dict[int, StandInOrder] = {}
        self.shipments: dict[str, Shipment] = {}
        self.parcels: dict[int, Shipment] = {}
        self.zpl_parcels: set[str] = set()
        self.bought: list[Shipment] = []
        self._random = random.Random(seed)  # noqa: S311 - repeatable ids, not secrets
        self._orders_by_number: dict[str, list[StandInOrder]] = {}
        self._orders_by_id: dict[str, list[StandInOrder]] = {}
        self._shipments_by_number: dict[str, list[Shipment]] = {}
        self._shipments_by_order: dict[int, list[Shipment]] = {}
        self._next_pk, self._next_parcel = 669, 420001

    def add_integration(self, integration_id: int, shop_name: str, feedback_type: str, kind: str) -> None:
        """Add a shop, as GET /integrations will show it."""
        since = (self.now() - timedelta(days=30)).strftime("%Y-%m-%dT%H:%M:%SZ")
        lately = self.now().strftime("%Y-%m-%dT%H:%M:%SZ")
        self.integrations[integration_id] = {
            "id": integration_id,
            "shop_name": shop_name,
            "shop_url": "https://shop.example.com/",
            "type": kind,
            "started_failing_at": None,
            "last_fetched_at": lately,
            "created_at": since,
            "updated_at": lately,
            "service_point_enabled": True,
            "service_point_carriers": ["postnl", "dhl"],
            "webhook_active": False,
            "webhook_url": None,
            "feedback_type": feedback_type,
        }

    def add_order(
        self,
        order_number: str,
        kind: str,
        integration_id: int,
        order_id: str | None,
        country: str,
        weight: str,
        overrides: dict[str, object],
    ) -> StandInOrder:
        """Add an order (two for a duplicate). TypeError for an override that is not a field of StandInOrder."""
        unknown = set(overrides) - _ORDER_FIELDS
        if unknown:
            raise TypeError(f"StandInOrder has no {', '.join(sorted(unknown))}")
        order = self._new_order(order_number, kind, integration_id, order_id, country, weight, overrides)
        if kind == "duplicate":
            twin: dict[str, object] = {"total": "99.00", "name": "Another Customer", "city": "Utrecht"}
            self._new_order(order_number, kind, integration_id, None, country, weight, overrides | twin)
        if kind == "already_labelled":
            at = self.now() - timedelta(hours=2)
            self.add_shipment(order, at=at, source="panel")
        return order

    def _new_order(
        self,
        order_number: str,
        kind: str,
        integration_id: int,
        order_id: str | None,
        country: str,
        weight: str,
        overrides: dict[str, object],
    ) -> StandInOrder:
        pk = self._next_pk
        self._next_pk += 1
        chosen = order_id or str(uuid.UUID(int=self._random.getrandbits(128), version=4))
        order = blank(order_number, chosen, pk, integration_id, kind, country, weight, self.now())
        for name, value in overrides.items():
            setattr(order, name, value)
        self.orders[pk] = order
        self._orders_by_number.setdefault(order.order_number.casefold(), []).append(order)
        self._orders_by_id.setdefault(order.order_id.casefold(), []).append(order)
        return order

    def renumber(self, order: StandInOrder, order_number: str) -> None:
        """Give *order* another number; its shipments keep the one they were made under."""
        self._orders_by_number[order.order_number.casefold()].remove(order)
        order.order_number, order.modified_at = order_number, self.now()
        self._orders_by_number.setdefault(order_number.casefold(), []).append(order)

    def orders_numbered(self, order_number: str) -> list[StandInOrder]:
        """Return the orders with that number, letter case aside."""
        if self.loose_matching:
            wanted = order_number.casefold()
            return [order for order in self.orders.values() if wanted in order.order_number.casefold()]
        return list(self._orders_by_number.get(order_number.casefold(), ()))

    def orders_with_id(self, order_id: str) -> list[StandInOrder]:
        """Return the orders with that id of the shop's, letter case aside."""
        return list(self._orders_by_id.get(order_id.casefold(), ()))

    def shipments_numbered(self, order_number: str) -> list[Shipment]:
        """Return the shipments with that order number, oldest first."""
        if self.loose_matching:
            wanted = order_number.casefold()
            return [made for made in self.shipments.values() if wanted in made.order_number.casefold()]
        return list(self._shipments_by_number.get(order_number.casefold(), ()))

    def is_labelled(self, order: StandInOrder) -> bool:
        """Whether *order* has a shipment that is or may become a label."""
        return any(made.live(self.now()) for made in self._shipments_by_order.get(order.pk, ()))

    def add_shipment(
        self,
        order: StandInOrder,
        *,
        at: datetime,
        source: str,
        option_code: str | None = None,
        contract_id: int | None = None,
        parcels: Sequence[Parcel] | None = None,
    ) -> Shipment:
        """Make a shipment for *order*, as the panel (*source* `panel`) or the API would."""
        code = option_code or by_default(order.country, in_customs_union=not order.leaves_customs_union)
        option = find_option(code, contract_id)
        carrier = code.split(":", 1)[0]
        wait = max(_SLOW_SECONDS, self.announce_after) if order.kind == "slow" else self.announce_after
        shipment = Shipment(
            id=self._shipment_id(order.kind),
            seq=len(self.shipments) + 1,
            order=order,
            order_number=order.order_number,
            integration_id=self.own_integration if self.lists_by_key and source == "api" else order.integration_id,
            option_code=code,
            contract_id=contract_id or (option.contract_id if option else 500),
            carrier=(carrier, CARRIERS.get(carrier, carrier)),
            parcels=list(parcels) if parcels is not None else self.whole_order(order),
            created_at=at,
            settles_at=at + timedelta(seconds=wait),
            outcome=self._outcome(order),
            source=source,
            to_address=order.address(),
        )
        self.shipments[shipment.id] = shipment
        self._shipments_by_number.setdefault(order.order_number.casefold(), []).append(shipment)
        self._shipments_by_order.setdefault(order.pk, []).append(shipment)
        self.parcels.update((parcel.id, shipment) for parcel in shipment.parcels)
        if source == "api":
            self.bought.append(shipment)
        return shipment

    def _outcome(self, order: StandInOrder) -> str:
        """Return what the carrier will answer."""
        if order.kind == "busy_carrier":
            return READY if self._shipments_by_order.get(order.pk) else FAILED
        return _OUTCOMES.get(order.kind, READY)

    def _shipment_id(self, kind: str) -> str:
        honest = str(uuid.UUID(int=self._random.getrandbits(128), version=4))
        wanted = shipment_id(kind, honest)
        return honest if wanted in self.shipments else wanted

    def whole_order(self, order: StandInOrder) -> list[Parcel]:
        """Return the parcels of an order that was not divided by hand: one, or as many as its kind says."""
        items = tuple((str(item.get("item_id", "")), int(str(item["quantity"]))) for item in order.items)
        weight = f"{float(order.weight or '1') / order.parcel_count:.3f}"
        return [self.parcel(weight, items if place == 0 else ()) for place in range(order.parcel_count)]

    def parcel(
        self, weight: str, items: tuple[tuple[str, int], ...], dimensions: dict[str, Json] | None = None
    ) -> Parcel:
        """Return a new parcel with its own id and tracking number."""
        number = self._next_parcel
        self._next_parcel += 1
        return Parcel(number, f"3SYZXG{number}", weight, items, dimensions)
