"""Sendcloud's webhook: a shipment that is said to have changed is looked at now instead of in a while.

It is never a truth: notices come late, twice and in any order, and only for what was made through one integration. What
became of the shipment is read from Sendcloud, as without a webhook.
"""

from __future__ import annotations

import hashlib
import logging
from collections import OrderedDict
from typing import Final

from bot.clock import Clock
from bot.ledger import Ledger, LedgerUnavailable, lookups
from bot.sendcloud.webhook import is_signed, shipment_of
from bot.strangers import Strangers
from bot.waiting import Wakeup

log = logging.getLogger(__name__)

_REMEMBERED: Final = 10_000
"""Notices of which a second delivery is known. One that comes again after a restart costs one look, and no more."""

_ADVICE: Final = (
    "If they are Sendcloud's, copy the Webhook Signature Key of the integration (or its secret key, where none is "
    "shown) into SENDCLOUD_WEBHOOK_SECRET again."
)


class SendcloudWebhook:
    """Takes what is posted to ``/sendcloud/webhook``."""

    def __init__(self, secret: str, ledger: Ledger, clock: Clock, wakeup: Wakeup) -> None:
        self._secret = secret
        self._ledger = ledger
        self._clock = clock
        self._wakeup = wakeup
        self._strangers = Strangers(log, clock, _ADVICE)
        self._known: OrderedDict[bytes, None] = OrderedDict()

    async def take(self, body: bytes, signature: str) -> tuple[int, str]:
        """Return HTTP status and sentence for a *body* as it came, and what its header says of who signed it.

        200 for whatever Sendcloud signed, also where it is of no use: anything else is sent ten times more.
        """
        if not is_signed(body, signature, secret=self._secret):
            self._strangers.turned_away()
            return 401, "Sendcloud did not sign this."
        shipment_id = shipment_of(body)
        if shipment_id is None or self._is_repeated(body):
            return 200, "Nothing to do."
        try:
            sooner = await self._ledger.write(lookups.look_now, shipment_id, now=self._clock.now())
        except LedgerUnavailable as exc:
            log.warning("%s A notice of Sendcloud's is left to be sent again.", exc)
            return 503, "The ledger cannot be written now; send it again."
        self._remember(body)
        if not sooner:
            return 200, "Nothing to do."
        self._wakeup.wake()
        return 200, "It is looked at now."

    def _is_repeated(self, body: bytes) -> bool:
        return hashlib.sha256(body).digest() in self._known

    def _remember(self, body: bytes) -> None:
        self._known[hashlib.sha256(body).digest()] = None
        if len(self._known) > _REMEMBERED:
            self._known.popitem(last=False)
