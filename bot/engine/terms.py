"""How the orders of a plan would be shipped: where from, and by which of the account's shipping options."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final

from bot.clock import Clock, steady
from bot.engine.context import log
from bot.model import Choices, Shipping
from bot.sendcloud import Order, Sendcloud, SendcloudError, SenderAddress, ShippingOption, ShippingOptionFilter

KEEPS: Final = timedelta(minutes=10)
"""How old the account's sender addresses and options may be: what they demand changes rarely, and asking is a write."""

OptionKey = tuple[str, int | None]
"""Code and contract; no contract means the carrier's default one."""


@dataclass(frozen=True)
class Origin:
    """Where parcels leave from: the ISO code of a country, and the postcode where it is known."""

    country: str
    postcode: str = ""


@dataclass(frozen=True)
class Terms:
    """The sender address of a plan, if it is known, and the account's options by code and contract.

    *paid_words*: the shop's own words that count as paid, where orders have to be paid to be in the plan at all.
    """

    choices: Choices
    sender: SenderAddress | None = None
    countries: frozenset[str] = frozenset()
    options: Mapping[OptionKey, ShippingOption] = field(default_factory=dict)
    paid_words: frozenset[str] | None = None

    @property
    def sender_country(self) -> str | None:
        """ISO code of where the parcels leave from; None where nobody can say which sender is the default."""
        if self.sender is not None:
            return (self.sender.country_code or "").upper() or None
        return next(iter(self.countries)) if len(self.countries) == 1 else None

    @property
    def origin(self) -> Origin | None:
        """Where the parcels leave from, as far as that is known."""
        country = self.sender_country
        return Origin(country, (self.sender.postal_code if self.sender else None) or "") if country else None

    @property
    def origins(self) -> tuple[Origin, ...]:
        """Where the parcels may leave from, where nobody can say which sender is the default."""
        return tuple(Origin(country) for country in sorted(self.countries))

    @property
    def option_expected(self) -> bool:
        """Whether each order itself has to say how it is shipped."""
        return self.choices.shipping is Shipping.ORDER and not self.choices.test_labels

    def key_of(self, order: Order) -> OptionKey | None:
        """Return code and contract by which *order* would be shipped; None where rules decide, or nothing does."""
        choices = self.choices
        if choices.test_labels or choices.shipping is Shipping.RULES:
            return None
        if choices.shipping is Shipping.OPTION:
            return (choices.option_code, choices.contract_id) if choices.option_code else None
        code = order.ship_with.shipping_option_code if order.ship_with else None
        return (code, order.ship_with.contract_id if order.ship_with else None) if code else None

    def option_of(self, order: Order) -> ShippingOption | None:
        """Return the option by which *order* would be shipped, where that is known."""
        key = self.key_of(order)
        if key is None:
            return None
        # One code can come once for each contract: without one, only what is the same everywhere is known.
        same_code = [option for (code, _), option in self.options.items() if code == key[0]]
        return self.options.get(key) or (same_code[0] if len(same_code) == 1 else None)


@dataclass(frozen=True)
class _Account:
    at: datetime
    senders: Sequence[SenderAddress]
    options: Mapping[OptionKey, ShippingOption]


class TermsReader:
    """Reads the terms of plans; what cannot be read is left out, as every check does without it."""

    def __init__(self, sendcloud: Sendcloud, clock: Clock) -> None:
        self._sendcloud = sendcloud
        self._clock = steady(clock)
        self._account: _Account | None = None

    async def of(self, choices: Choices) -> Terms:
        """Return the terms of a plan with these *choices*."""
        account = await self._read(with_options=choices.shipping is not Shipping.RULES and not choices.test_labels)
        sender = next((one for one in account.senders if one.id == choices.sender_address_id), None)
        countries = {(one.country_code or "").upper() for one in account.senders}
        known = countries if choices.sender_address_id is None else set()
        return Terms(choices, sender, frozenset(known - {""}), account.options)

    async def _read(self, *, with_options: bool) -> _Account:
        now, known = self._clock.now(), self._account
        if known is not None and now - known.at <= KEEPS and (known.options or not with_options):
            return known
        senders: Sequence[SenderAddress] = ()
        options: dict[OptionKey, ShippingOption] = {}
        try:
            senders = await self._sendcloud.sender_addresses()
            if with_options:
                found = await self._sendcloud.shipping_options(ShippingOptionFilter())
                options = {(option.code, option.contract_id): option for option in found}
        except SendcloudError as exc:
            log.warning("What orders are shipped by could not be read, and some checks are left out: %s", exc)
            return _Account(now, senders, options)
        self._account = _Account(now, senders, options)
        return self._account
