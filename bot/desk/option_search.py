"""The account's shipping options: found by carrier and name, with what they cost where they are to go."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Final

from bot.clock import Clock
from bot.desk.carrying import ByKey, Key, carrying, key_of, price_range
from bot.desk.kept_list import KeptList, arrive
from bot.model import TEST_OPTION, Batch, ShippingChoice
from bot.sendcloud import (
    OptionAddress,
    OptionParcel,
    Rejected,
    Sendcloud,
    SenderAddress,
    ShippingOption,
    ShippingOptionFilter,
    WeightRequest,
)

PATIENCE: Final = 2.0
"""Seconds for a list that was never fetched; the answer to a search has to be there within three."""

MOST_COUNTRIES: Final = 5
"""Countries of a batch that are asked for, those with most orders first: each is a write."""

MOST_ASKED: Final = 6
"""Lists that one search asks for: from each country in which there are senders to each of a batch."""

MOST_ORIGINS: Final = 3
"""Countries of senders that are asked for where none was chosen."""

MOST_LANES: Final = 40
"""Lists by sender and country that are kept."""

Lane = tuple[int | None, str | None, int]
"""A sender address and the country of the orders, None for any sender and for the sender's own country; from how many
countries of senders it was asked for."""


class OptionSearch:
    """Answers each key pressed in *Shipping option* from the lists that were fetched last."""

    def __init__(self, sendcloud: Sendcloud, senders: KeptList[SenderAddress], clock: Clock) -> None:
        self._sendcloud = sendcloud
        self._senders = senders
        self._clock = clock
        self._options: KeptList[ShippingOption] = KeptList(self._fetch_options, clock)
        self._lanes: dict[Lane, KeptList[ShippingOption]] = {}

    async def search(self, typed: str, batch: Batch | None = None, sender: int | None = None) -> list[ShippingChoice]:
        """Return the options whose carrier, name, code or contract holds every word typed, by name.

        A code can come once for each contract. *batch*: the orders, where they are known: what cannot carry all of them
        is left out. *sender*: the sender address that was chosen.
        """
        by_country = await self._by_country(batch, sender)
        offered = carrying(self._options.known, batch, by_country if batch else [])
        found = {key_of(one): option_label(one) for one in offered if _is_sought(one, typed)}
        choices = [
            ShippingChoice(*key, label, price_range([lane[key] for lane in by_country if key in lane], batch))
            for key, label in found.items()
        ]
        return sorted(choices, key=lambda choice: choice.label.casefold())

    async def _by_country(self, batch: Batch | None, sender: int | None) -> list[ByKey]:
        """Return what there is to each country of a batch, as far as Sendcloud answers in time."""
        countries: Sequence[str | None] = batch.countries[:MOST_COUNTRIES] if batch else [None]
        origins = min(MOST_ORIGINS, max(1, MOST_ASKED // max(1, len(countries))))
        lanes = [await self._lane(sender, country, origins) for country in countries]
        await arrive([self._options.coming(), *(lane.coming() for lane in lanes)], PATIENCE)
        return [{key_of(one): one for one in lane.known} for lane in lanes if not lane.is_missing]

    def label_of(self, code: str | None, contract_id: int | None) -> str | None:
        """Return the name by which people know an option; None while nobody knows it."""
        return next((option_label(one) for one in self._options.known if key_of(one) == (code, contract_id)), None)

    def has(self, code: str, contract_id: int | None) -> bool | None:
        """Does the account still have this option? None when nobody can say yet; the answer is being fetched then."""
        self._options.refresh()
        if self._options.is_missing:
            return None
        return any(key_of(one) == (code, contract_id) for one in self._options.known)

    async def close(self) -> None:
        """End whatever is being fetched."""
        await self._options.close()
        for lane in self._lanes.values():
            await lane.close()

    async def _lane(self, sender: int | None, country: str | None, origins: int) -> KeptList[ShippingOption]:
        key = sender, country, origins
        if key not in self._lanes and len(self._lanes) >= MOST_LANES:
            await self._lanes.pop(next(iter(self._lanes))).close()

        async def fetch() -> list[ShippingOption]:
            return await self._from_any(sender, country, origins)

        return self._lanes.setdefault(key, KeptList(fetch, self._clock))

    async def _fetch_options(self) -> list[ShippingOption]:
        found = await self._everywhere() or await self._from_any(None, None, MOST_ORIGINS, any_weight=False)
        # A return is none of what is sent, and the test letter carries nothing anywhere.
        return [one for one in found if not one.functionalities.get("returns") and one.code != TEST_OPTION]

    async def _everywhere(self) -> list[ShippingOption]:
        """Return every option, where Sendcloud lists them without a destination."""
        try:
            return await self._sendcloud.shipping_options(ShippingOptionFilter())
        except Rejected:
            return []

    async def _from_any(
        self, sender: int | None, country: str | None, origins: int, *, any_weight: bool = True
    ) -> list[ShippingOption]:
        """Return what there is from the country of a sender, or of any sender, to another, each option with the quotes
        from all of them; of *any_weight* it is quoted for each band, otherwise it is what carries a kilogram."""
        senders = self._senders.known or await self._sendcloud.sender_addresses()
        parcel = OptionParcel(weight=WeightRequest(value=Decimal(1), unit="kg"))
        found: dict[Key, ShippingOption] = {}
        for origin in _countries([one for one in senders if one.id == sender] or senders)[:origins]:
            offered = await self._sendcloud.shipping_options(
                ShippingOptionFilter(
                    from_address=OptionAddress(country_code=origin),
                    to_address=OptionAddress(country_code=country or origin),
                    parcels=None if any_weight else [parcel],
                    calculate_quotes=any_weight,
                )
            )
            found |= {key_of(one): _with_quotes_of(one, found.get(key_of(one))) for one in offered}
        return list(found.values())


def _countries(senders: Sequence[SenderAddress]) -> list[str]:
    """Return the countries of some senders, each once."""
    return list(dict.fromkeys(one.country_code for one in senders if one.country_code and len(one.country_code) == 2))


def _with_quotes_of(option: ShippingOption, other: ShippingOption | None) -> ShippingOption:
    return option.model_copy(update={"quotes": [*other.quotes, *option.quotes]}) if other else option


def _is_sought(option: ShippingOption, typed: str) -> bool:
    """Say whether every word typed stands in what is known of an option."""
    carrier = option.carrier.name if option.carrier else ""
    sought = f"{option_label(option)} {carrier} {option.code}".casefold()
    return all(word in sought for word in typed.casefold().split())


def option_label(option: ShippingOption) -> str:
    """Return the name of an option with its carrier, said once, and its contract."""
    carrier = option.carrier.name if option.carrier and option.carrier.name else ""
    name = option.name or option.code
    label = name if carrier.casefold() in name.casefold() else f"{carrier}: {name}"
    contract = option.contract.name if option.contract and option.contract.name else ""
    if carrier and contract.casefold().startswith(carrier.casefold()):
        contract = contract[len(carrier) :].strip(" -:,")
    return f"{label} ({contract})" if contract else label
