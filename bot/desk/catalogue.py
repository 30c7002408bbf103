"""The account's own lists for the modal: shops, sender addresses, brands and shipping options."""

from __future__ import annotations

from collections.abc import Sequence

from bot.clock import Clock
from bot.desk.kept_list import KeptList, arrive
from bot.desk.option_search import OptionSearch
from bot.model import MissingLists, Offer, Option
from bot.sendcloud import Brand, Integration, Sendcloud, SenderAddress

PATIENCE = 1.5
"""Seconds to wait for lists that were never fetched; Slack lets a modal open within three seconds of the click."""


class Catalogue:
    """Returns the lists it has at once and refreshes old ones in the background."""

    def __init__(self, sendcloud: Sendcloud, clock: Clock, *, integration_id: int | None, test_labels: bool) -> None:
        self._sendcloud = sendcloud
        self._integration_id = integration_id
        self._test_labels = test_labels
        self._shops: KeptList[Integration] = KeptList(sendcloud.integrations, clock)
        self._senders: KeptList[SenderAddress] = KeptList(sendcloud.sender_addresses, clock)
        self._brands: KeptList[Brand] = KeptList(sendcloud.brands, clock)
        self._own: KeptList[int] = KeptList(self._fetch_own, clock)
        self.options = OptionSearch(sendcloud, self._senders, clock)

    async def _fetch_own(self) -> list[int]:
        return [(await self._sendcloud.metadata()).integration_id]

    async def offer(self) -> Offer:
        """Return what the modal has to choose from; lists that do not come in time are left out, and it says so."""
        coming = [self._shops.coming(), self._senders.coming(), self._brands.coming()]
        if self._integration_id is None:
            coming.append(self._own.coming())
        await arrive(coming, PATIENCE)
        shops = tuple(Option(str(shop.id), shop.shop_name or f"Shop {shop.id}") for shop in self._shops.known)
        return Offer(
            shops=shops,
            default_shop=self._default(shops),
            senders=tuple(Option(str(one.id), _sender_label(one)) for one in self._senders.known),
            brands=tuple(Option(str(one.id), one.name or f"Brand {one.id}") for one in self._brands.known),
            test_labels=self._test_labels,
            missing=self._missing(),
        )

    def _default(self, shops: Sequence[Option]) -> str | None:
        """Return the shop that is chosen to begin with; none where a guess could buy for the wrong one."""
        known = {shop.id for shop in shops}
        if self._integration_id is not None:
            return str(self._integration_id) if not shops or str(self._integration_id) in known else None
        own = next(iter(self._own.known), None)
        if own is None:
            return shops[0].id if len(shops) == 1 else None
        return str(own) if not shops or str(own) in known else shops[0].id

    def _missing(self) -> MissingLists | None:
        if self._shops.is_missing:
            return MissingLists.ALL
        if self._senders.is_missing or self._brands.is_missing:
            return MissingLists.SENDERS_OR_BRANDS
        return None

    async def shop(self, integration_id: int | None) -> Option | None:
        """Return the shop that was chosen, or the default one; None when nobody knows it."""
        offer = await self.offer()
        wanted = str(integration_id) if integration_id is not None else offer.default_shop
        known = next((shop for shop in offer.shops if shop.id == wanted), None)
        if known is None and wanted is not None and not offer.shops:
            return Option(wanted, f"Shop {wanted}")
        return known

    async def warm(self) -> None:
        """Fetch everything once, so that the first modal is complete; a Sendcloud that is down holds nobody up."""
        lists = (self._shops, self._senders, self._brands, self._own)
        await arrive([one.refresh() for one in lists], PATIENCE)

    async def close(self) -> None:
        """End whatever is being fetched."""
        for one in (self._shops, self._senders, self._brands, self._own, self.options):
            await one.close()


def _sender_label(sender: SenderAddress) -> str:
    parts = (sender.company_name or sender.name, sender.address_line_1, sender.city, sender.country_code)
    return ", ".join(part for part in parts if part) or f"Sender {sender.id}"
