"""The orders that exist in the sandbox: one of every kind to begin with, more on request."""

from __future__ import annotations

from typing import Any, Final

from bot.sandbox.sendcloud import CAN_BE_PUT_RIGHT, SendcloudStandIn, StandInOrder, put_right

Json = dict[str, Any]

SEEDS: Final = (
    ("1001", "fine", "NL", "gets its label"),
    ("1002", "fine", "BE", "gets its label"),
    ("1003", "fine", "DE", "gets its label"),
    ("1004", "fine", "FR", "gets its label"),
    ("1005", "bad_address", "NL", "the carrier's check refuses the address"),
    ("1006", "late_failure", "NL", "the carrier refuses it after it was accepted"),
    ("1007", "slow", "NL", "announced only after a minute"),
    ("1008", "multicollo", "NL", "goes in three parcels"),
    ("1009", "non_eu", "CH", "needs a customs declaration"),
    ("1010", "already_labelled", "NL", "was labelled in Sendcloud's panel"),
    ("1011", "duplicate", "NL", "two orders share this number"),
    ("1012", "no_address", "NL", "has no address at all"),
    ("1013", "no_weight", "NL", "has no weight; 1 kg is taken"),
    ("1014", "no_label", "NL", "stays without a label; watched for an hour"),
    ("1015", "service_point", "NL", "goes to a PostNL point"),
    ("1016", "negative_price", "NL", "holds a discount that Sendcloud refuses"),
    ("1017", "no_parcels_ids", "NL", "is answered without parcels_ids"),
    ("1018", "busy_carrier", "NL", "its carrier is out of reach the first time"),
    ("1019", "no_phone", "NL", "has no phone number, and its carrier wants one"),
    ("1020", "closed_point", "NL", "goes to a PostNL point that is closed by now"),
)
FIRST_OF_MANY: Final = 20001
MANY: Final = 500

PUT_RIGHT: Final = "was put right: gets its label"
_KINDS: Final = {number: kind for number, kind, _country, _about in SEEDS}
_ABOUT: Final = {number: about for number, _kind, _country, about in SEEDS}


def seed(sendcloud: SendcloudStandIn) -> None:
    """Puts one order of every kind into the main shop and a few into the other one."""
    for number, kind, country, _about in SEEDS:
        sendcloud.add_order(number, kind=kind, country=country, cancel_answer="cancelled")
    for number in ("5001", "5002"):
        sendcloud.add_order(number, integration_id=71, cancel_answer="cancelled")


class Orders:
    """What the side panel shows of the orders, and what of it changed since somebody looked."""

    def __init__(self, sendcloud: SendcloudStandIn) -> None:
        self.sendcloud = sendcloud
        self._many = 0
        self._put_right: set[int] = set()

    def add_many(self) -> list[str]:
        """Adds 500 orders and returns their numbers."""
        first = FIRST_OF_MANY + self._many
        self._many += MANY
        return [order.order_number for order in self.sendcloud.add_orders(MANY, first=first)]

    def put_right(self, pk: int) -> None:
        """Ends the trouble of an order, as somebody in the shop would. KeyError when there is no such order, ValueError
        when nothing is wrong with it."""
        put_right(self.sendcloud.world.orders[pk], self.sendcloud.world.now())
        self._put_right.add(pk)

    def singles(self) -> list[Json]:
        """Lists the orders that were there from the beginning."""
        known = [order for order in self.sendcloud.world.orders.values() if not self._is_bulk(order)]
        return [self._json(order) for order in known]

    def bulks(self) -> list[Json]:
        """Lists the lots of 500: first and last number, and how many have their label."""
        found = []
        for start in range(0, self._many, MANY):
            first = FIRST_OF_MANY + start
            numbers = range(first, first + MANY)
            labelled = sum(self._labelled(str(number)) for number in numbers)
            found.append({"first": numbers[0], "last": numbers[-1], "count": MANY, "labelled": labelled})
        return found

    def csv(self) -> str:
        """Returns all numbers of the lots as a file with one number a row."""
        rows = [str(number) for number in range(FIRST_OF_MANY, FIRST_OF_MANY + self._many)]
        return "\n".join(["Order number", *rows]) + "\n"

    def _is_bulk(self, order: StandInOrder) -> bool:
        return order.order_number.isdigit() and int(order.order_number) >= FIRST_OF_MANY

    def _was_mended(self, order: StandInOrder) -> bool:
        return order.kind == "fine" and _KINDS.get(order.order_number) in CAN_BE_PUT_RIGHT

    def _labelled(self, number: str) -> bool:
        world = self.sendcloud.world
        return any(world.is_labelled(order) for order in world.orders_numbered(number))

    def _json(self, order: StandInOrder) -> Json:
        shop = str(self.sendcloud.world.integrations[order.integration_id]["shop_name"])
        about = _ABOUT.get(order.order_number, f"in the shop {shop}")
        return {
            "id": order.pk,
            "number": order.order_number,
            "about": PUT_RIGHT if order.pk in self._put_right or self._was_mended(order) else about,
            "broken": order.kind in CAN_BE_PUT_RIGHT,
            "country": order.country,
            "labelled": self.sendcloud.world.is_labelled(order),
        }
