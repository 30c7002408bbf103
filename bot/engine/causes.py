"""Why an order has no label, in words that quote nothing of the customer."""

from __future__ import annotations

from collections.abc import Sequence

from bot.engine.mask import mask
from bot.engine.privacy import PrivateValues
from bot.engine.refusal_words import CARRIER_CODE
from bot.engine.said import readable
from bot.engine.trouble import diagnosis, of_a_carrier
from bot.model import CancelRefusal, Cause, Item
from bot.model.trouble import Trouble
from bot.sendcloud import ApiError, Order, Sendcloud, SendcloudError, Shipment, Stage


class Causes:
    """Words causes, with the address values of orders that were looked at lately kept in memory to mask them."""

    def __init__(self, sendcloud: Sendcloud) -> None:
        self._sendcloud = sendcloud
        self._private = PrivateValues()

    def note(self, integration_id: int, order: Order) -> None:
        """Remember what must not be quoted about an order."""
        self._private.note(integration_id, order.order_id, order.private_values())

    def at_hand(self, item: Item, kind: Trouble, error: ApiError) -> Cause:
        """Return the cause with the customer's data masked; without words where memory does not know that data."""
        private = self._private.get(item.integration_id, item.order_id)
        text = mask(_words(error), private) if private is not None else ""
        found = diagnosis(error)
        return Cause(kind, text, error.code, found.fields if found.trouble is kind else ())

    def needs_reading(self, item: Item) -> bool:
        """Return whether the order has to be read again before Sendcloud's words about it can be quoted."""
        return self._private.get(item.integration_id, item.order_id) is None

    async def of(self, item: Item, kind: Trouble, error: ApiError) -> Cause:
        """Return the cause, after reading the order's address values once more where they are not in memory."""
        if _words(error) and self.needs_reading(item):
            await self._read_again(item)
        return self.at_hand(item, kind, error)

    def of_shipment(self, item: Item, shipment: Shipment) -> Cause:
        """Return why a shipment that failed or was cancelled has no label."""
        if shipment.stage is Stage.CANCELLED:
            return Cause(Trouble.CANCELLED)
        error = next(iter(shipment.errors), ApiError(code=CARRIER_CODE))
        private = self._private.get(item.integration_id, item.order_id) or frozenset()
        found = of_a_carrier(error)
        return Cause(
            found.trouble, mask(_words(error), shipment.private_values() | private), error.code, found.fields
        )

    def of_cancellation(
        self, item: Item, why: CancelRefusal, errors: Sequence[ApiError], read: Shipment | None
    ) -> Cause:
        """Return why a label was not cancelled; without words where nobody knows what in them is the customer's."""
        error = next(iter(errors), ApiError())
        private = self._private.get(item.integration_id, item.order_id)
        if read is not None:
            private = (private or frozenset()) | read.private_values()
        text = mask(_words(error), private) if private is not None else ""
        return Cause(why.value, text, error.code)

    async def _read_again(self, item: Item) -> None:
        """Note an order's address values once more; where that is not possible now, there are no words at all."""
        if item.sendcloud_id is None:
            return
        try:
            order = await self._sendcloud.order(item.sendcloud_id)
        except SendcloudError:
            return
        if order is not None:
            self.note(item.integration_id, order)


def _words(error: ApiError) -> str:
    return readable(error.detail or error.title or "")
