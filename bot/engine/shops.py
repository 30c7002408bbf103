"""Whether Sendcloud lists the labels that were bought for a shop under that shop, which nothing promises.

In memory only, since what is forgotten costs calls and never money. A shop that is not known to be listed is looked at
twice, with its filter and without, which shows all that either look shows; the filter alone, one call less, is trusted
only by a process that has seen a label of its own under it. So after a start each look takes one call more, until the
next label of the shop was bought and found.
"""

from __future__ import annotations

import logging
from datetime import datetime, timedelta
from typing import Final

from bot.clock import Clock, steady
from bot.sendcloud import Rejected, Sendcloud, Unavailable

log = logging.getLogger("label_bot.engine")

PROBE_AGAIN: Final = timedelta(seconds=10)
"""From one probe to the next, while a label that was bought is not listed."""


class Shops:
    """Knows of each shop whether a label bought for it was seen under it. Until then, looks also ask without a shop."""

    def __init__(self, sendcloud: Sendcloud, clock: Clock) -> None:
        self._sendcloud = sendcloud
        self._clock = steady(clock)
        self._bought: dict[int, str] = {}
        self._sure: set[int] = set()
        self._probed: dict[int, datetime] = {}

    def bought(self, integration_id: int, shipment_id: str) -> None:
        """Remember a label that was bought for a shop, to probe with."""
        if integration_id not in self._sure:
            self._bought[integration_id] = shipment_id

    async def is_sure(self, integration_id: int) -> bool:
        """Return whether what was bought for this shop is known to be listed under it, after a probe where one is due.

        Raises what concerns every call, such as ``AccountProblem``.
        """
        shipment_id, now = self._bought.get(integration_id), self._clock.now()
        last = self._probed.get(integration_id)
        if integration_id in self._sure or shipment_id is None or (last and now < last + PROBE_AGAIN):
            return integration_id in self._sure
        self._probed[integration_id] = now
        try:
            listed = await self._sendcloud.shipments([shipment_id], integration_id=integration_id)
        except (Rejected, Unavailable) as exc:
            log.warning("Whether labels are listed under shop %d cannot be told now: %s", integration_id, exc)
            return False
        if listed:
            self._sure.add(integration_id)
        return bool(listed)
