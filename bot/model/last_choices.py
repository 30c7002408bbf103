"""What somebody chose in *Create labels* the last time."""

from __future__ import annotations

from dataclasses import dataclass

from bot.model.plan import Shipping


@dataclass(frozen=True)
class LastChoices:
    """By Sendcloud's and Slack's ids; None where nothing was chosen. The orders and the parcels are no part of it."""

    shop_id: int | None = None
    shipping: Shipping = Shipping.RULES
    option_code: str | None = None
    contract_id: int | None = None
    option_label: str | None = None
    sender_address_id: int | None = None
    brand_id: int | None = None
    channel: str | None = None
