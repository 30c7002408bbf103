"""The account's shipping options: found by carrier and name, with what they cost within the sender's country."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from bot.clock import Clock
from bot.desk.kept_list import KeptList, arrive
from bot.model import PriceRange, ShippingChoice
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

PATIENCE = 2.0
"""Seconds for a list that was never fetched; the answer to a search has to be there within three."""

Key = tuple[str, int | None]


class OptionSearch:
    """Answers each key pressed in *Shipping option* from the list that was fetched last."""

    def __init__(self, sendcloud: Sendcloud, senders: KeptList[SenderAddress], clock: Clock) -> None:
        self._sendcloud = sendcloud
        self._senders = senders
        self._options: KeptList[ShippingOption] = KeptList(self._fetch_options, clock)
        self._priced: KeptList[ShippingOption] = KeptList(self._fetch_priced, clock)

    async def search(self, typed: str) -> list[ShippingChoice]:
        """Return the options whose carrier, name, code or contract holds every word typed, by name.

        A code can come once for each contract.
        """
        await arrive([self._options.coming(), self._priced.coming()], PATIENCE)
        words = typed.casefold().split()
        prices = {_key(option): price for option in self._priced.known if (price := price_range(option))}
        found: dict[Key, ShippingChoice] = {}
        for option in self._options.known:
            carrier = option.carrier.name if option.carrier else ""
            sought = f"{option_label(option)} {carrier} {option.code}".casefold()
            if all(word in sought for word in words):
                code, contract = _key(option)
                found[_key(option)] = ShippingChoice(code, contract, option_label(option), prices.get(_key(option)))
        return sorted(found.values(), key=lambda choice: choice.label.casefold())

    def label_of(self, code: str | None, contract_id: int | None) -> str | None:
        """Return the name by which people know an option; None while nobody knows it."""
        return next((option_label(one) for one in self._options.known if _key(one) == (code, contract_id)), None)

    def has(self, code: str, contract_id: int | None) -> bool | None:
        """Does the account still have this option? None when nobody can say yet; the answer is being fetched then."""
        self._options.refresh()
        if self._options.is_missing:
            return None
        return any(_key(one) == (code, contract_id) for one in self._options.known)

    async def close(self) -> None:
        """End whatever is being fetched."""
        await self._options.close()
        await self._priced.close()

    async def _fetch_options(self) -> list[ShippingOption]:
        found = await self._everywhere() or await self._at_home(calculate_quotes=False, one_kilogram=True)
        return [option for option in found if not option.functionalities.get("returns")]

    async def _fetch_priced(self) -> list[ShippingOption]:
        return await self._at_home(calculate_quotes=True, one_kilogram=False)

    async def _everywhere(self) -> list[ShippingOption]:
        """Return every option, where Sendcloud lists them without a destination."""
        try:
            return await self._sendcloud.shipping_options(ShippingOptionFilter())
        except Rejected:
            return []

    async def _at_home(self, *, calculate_quotes: bool, one_kilogram: bool) -> list[ShippingOption]:
        """Return what there is within the country of a sender; without a weight it is quoted for each band."""
        senders = self._senders.known or await self._sendcloud.sender_addresses()
        country = next((one.country_code for one in senders if one.country_code and len(one.country_code) == 2), None)
        if country is None:
            return []
        place = OptionAddress(country_code=country)
        parcel = OptionParcel(weight=WeightRequest(value=Decimal(1), unit="kg"))
        return await self._sendcloud.shipping_options(
            ShippingOptionFilter(
                from_address=place,
                to_address=place,
                parcels=[parcel] if one_kilogram else None,
                calculate_quotes=calculate_quotes,
            )
        )


def option_label(option: ShippingOption) -> str:
    """Return the name of an option with its carrier, said once, and its contract."""
    carrier = option.carrier.name if option.carrier and option.carrier.name else ""
    name = option.name or option.code
    label = name if carrier.casefold() in name.casefold() else f"{carrier}: {name}"
    contract = option.contract.name if option.contract and option.contract.name else ""
    if carrier and contract.casefold().startswith(carrier.casefold()):
        contract = contract[len(carrier) :].strip(" -:,")
    return f"{label} ({contract})" if contract else label


def price_range(option: ShippingOption) -> PriceRange | None:
    """Return the lowest and the highest of an option's quotes above zero, where they share a currency."""
    totals = [quote.price.total for quote in option.quotes if quote.price and quote.price.total]
    return _range([(one.value, one.currency) for one in totals if one.value and one.value > 0 and one.currency])


def _range(prices: Sequence[tuple[Decimal, str]]) -> PriceRange | None:
    currencies = {currency for _, currency in prices}
    if len(currencies) != 1:
        return None
    values = [value for value, _ in prices]
    return PriceRange(min(values), max(values), currencies.pop())


def _key(option: ShippingOption) -> Key:
    return option.code, option.contract_id or None
