"""What people are told about each kind of trouble: what it is, who can end it, and what to do next."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from bot.model import Cause
from bot.model.trouble import Trouble


@dataclass(frozen=True)
class Advice:
    """What to tell people: what happened and what to do next (sentences), and who can do it (no sentence)."""

    headline: str
    who: str
    next_step: str


def advise(cause: Cause) -> Advice:
    """Return what to tell people about *cause*; a kind that is not in the set counts as a refusal for its data."""
    try:
        return ADVICE[Trouble(cause.kind)]
    except ValueError:
        return ADVICE[Trouble.DATA]


def in_sentences(cause: Cause) -> str:
    """Return what happened and what to do next; for a fault of the bot, the reference by which its log tells more."""
    advice = advise(cause)
    if cause.kind == Trouble.OWN:
        return f"{advice.headline} Reference {cause.text}."
    return f"{advice.headline} {advice.next_step}"


_CARE = "Whoever looks after the order"
_SHOP_OR_SENDCLOUD = "in the shop or in Sendcloud, then retry"
_ADMIN = "A Sendcloud administrator"
_OPERATOR = "Whoever runs this bot"

ADVICE: Final[Mapping[Trouble, Advice]] = {
    Trouble.ADDRESS: Advice("The address was refused.", _CARE, f"Correct the address {_SHOP_OR_SENDCLOUD}."),
    Trouble.HOUSE_NUMBER: Advice(
        "The house number is missing or does not fit.", _CARE, f"Fill in the house number {_SHOP_OR_SENDCLOUD}."
    ),
    Trouble.PHONE: Advice(
        "The phone number is missing or does not fit.",
        _CARE,
        f"Add a phone number {_SHOP_OR_SENDCLOUD}. Some carriers want it in the form used inside the country.",
    ),
    Trouble.EMAIL: Advice(
        "The e-mail address is missing or does not fit.", _CARE, f"Correct the e-mail address {_SHOP_OR_SENDCLOUD}."
    ),
    Trouble.WEIGHT: Advice(
        "The weight or size is missing or too much for the shipping option.",
        _CARE,
        "Set weight and size in Sendcloud, or choose another shipping option, then retry.",
    ),
    Trouble.SERVICE_POINT: Advice(
        "The service point is missing or no longer valid.",
        _CARE,
        "Choose a service point of the same carrier in Sendcloud, or a home delivery option, then retry.",
    ),
    Trouble.CUSTOMS: Advice(
        "Customs data is missing.",
        _CARE,
        "Complete the items (customs code, country of origin, value, weight) and the customs details in Sendcloud, "
        "then retry. Tax and EORI numbers of the sender are for a Sendcloud administrator.",
    ),
    Trouble.CURRENCY: Advice(
        "The currency of the order was refused.", _CARE, f"Use one currency that Sendcloud takes {_SHOP_OR_SENDCLOUD}."
    ),
    Trouble.NEGATIVE_PRICE: Advice(
        "The order has a line with a negative price.",
        _CARE,
        "Set the line (often a discount) to zero in the shop or in Sendcloud, then retry.",
    ),
    Trouble.OPTION: Advice(
        "The shipping option cannot be used.",
        _ADMIN,
        "Enable the carrier and its contract in Sendcloud, or start again with another shipping option.",
    ),
    Trouble.NOT_FOUND: Advice(
        "Sendcloud does not know the order.",
        _CARE,
        "Check the number and the shop. If the order is new, wait until the shop has handed it over, then retry.",
    ),
    Trouble.CARRIER_BUSY: Advice(
        "The carrier could not be reached.", "Nobody; this passes", "Wait a few minutes, then retry."
    ),
    Trouble.CARRIER: Advice(
        "The carrier refused the parcel.",
        _CARE,
        "The carrier's own words are quoted here. Mend what they name in Sendcloud, then retry.",
    ),
    Trouble.CANCELLED: Advice(
        "The shipment was cancelled in Sendcloud.",
        _CARE,
        "If the parcel is to be sent after all, retry: that buys a new label.",
    ),
    Trouble.NO_LABEL: Advice(
        "The shipment has no label.", _CARE, "Look at it in Sendcloud: its status is quoted here. Then look again."
    ),
    Trouble.SHIPMENT_GONE: Advice(
        "The shipment is not there any more.", _CARE, "Look in Sendcloud what became of it, then look again."
    ),
    Trouble.DOCUMENTS: Advice(
        "The documents are too large or too badly damaged to be put together.", _CARE, "Print them in Sendcloud."
    ),
    Trouble.DATA: Advice(
        "Sendcloud refused the order.",
        _CARE,
        "Sendcloud's own words are quoted here. Mend what they name in Sendcloud, then retry.",
    ),
    Trouble.CREDENTIALS: Advice(
        "Sendcloud refused the API keys.",
        _ADMIN,
        "Renew the keys, or switch the bot to OAuth2 if the integration asks for it; restart the bot, then try again.",
    ),
    Trouble.PAYMENT: Advice(
        "Sendcloud wants a valid payment method.",
        "The owner of the Sendcloud account",
        "Add a payment method or pay the open invoice in Sendcloud under Settings, Financial; then try again.",
    ),
    Trouble.FORBIDDEN: Advice(
        "The Sendcloud account may not create labels.",
        _ADMIN,
        "Give the API keys the right to create parcels, and see that the account is activated for shipping; then "
        "try again.",
    ),
    Trouble.SENDER: Advice(
        "The sender address does not exist at Sendcloud.",
        "Whoever started the run",
        "Start a new run with another sender address.",
    ),
    Trouble.BRAND: Advice(
        "The brand does not exist at Sendcloud.",
        "Whoever started the run",
        "Start a new run with another brand.",
    ),
    Trouble.SHOP: Advice(
        "The shop does not exist at Sendcloud, or the keys may not use it.",
        _ADMIN,
        "Check the integration in Sendcloud, or start a new run with another shop.",
    ),
    Trouble.CALL: Advice(
        "Sendcloud rejected the request as a whole.",
        _OPERATOR,
        "Check SENDCLOUD_API_URL and look for a newer version of the bot, then try again.",
    ),
    Trouble.UNREACHABLE: Advice(
        "Sendcloud cannot be reached.",
        "Nobody; this passes",
        "Try again in a few minutes. A run that is under way goes on by itself.",
    ),
    Trouble.THROTTLED: Advice(
        "Sendcloud asks the bot to slow down.",
        "Nobody; this passes",
        "Try again in a minute. A run that is under way goes on by itself.",
    ),
    Trouble.UNCLEAR: Advice(
        "Sendcloud did not answer, or its answer does not say what happened.",
        _OPERATOR,
        "Wait until the orders in question have been looked up, check that Sendcloud works, then go on.",
    ),
    Trouble.OWN: Advice(
        "The bot made a mistake.",
        _OPERATOR,
        "Give them the reference that is quoted here; they find it in the bot's log.",
    ),
}
