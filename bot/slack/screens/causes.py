"""What people are told about each kind of trouble: what it is, and what to do next."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from bot.model import Cause
from bot.model.trouble import Trouble


@dataclass(frozen=True)
class Advice:
    """What to tell people, in sentences: what happened, and what to do next, by whom or where."""

    headline: str
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


_FIX = "in the shop or in Sendcloud, then retry"

ADVICE: Final[Mapping[Trouble, Advice]] = {
    Trouble.ADDRESS: Advice("Address refused.", f"Correct the address {_FIX}."),
    Trouble.HOUSE_NUMBER: Advice("House number missing or wrong.", f"Fill in the house number {_FIX}."),
    Trouble.PHONE: Advice(
        "Phone number missing or wrong.",
        f"Add a phone number {_FIX}. Some carriers want it in the form used inside the country.",
    ),
    Trouble.EMAIL: Advice("E-mail address missing or wrong.", f"Correct the e-mail address {_FIX}."),
    Trouble.WEIGHT: Advice(
        "Weight or size missing, or too much for the shipping option.",
        "Set weight and size in Sendcloud, or choose another shipping option, then retry.",
    ),
    Trouble.SERVICE_POINT: Advice(
        "Service point missing or no longer valid.",
        "Choose a service point of the same carrier in Sendcloud, or a home delivery option, then retry.",
    ),
    Trouble.CUSTOMS: Advice(
        "Customs data missing.",
        "Complete the items (customs code, country of origin, value, weight) and the customs details in Sendcloud, "
        "then retry. Tax and EORI numbers of the sender are set by a Sendcloud administrator.",
    ),
    Trouble.CURRENCY: Advice("Currency refused.", f"Use one currency that Sendcloud takes {_FIX}."),
    Trouble.NEGATIVE_PRICE: Advice(
        "A line has a negative price.",
        "Set the line (often a discount) to zero in the shop or in Sendcloud, then retry.",
    ),
    Trouble.OPTION: Advice(
        "Shipping option cannot be used.",
        "Ask a Sendcloud administrator to enable the carrier and its contract, or start again with another shipping "
        "option.",
    ),
    Trouble.NOT_FOUND: Advice(
        "Sendcloud does not know the order.",
        "Check the number and the shop. If the order is new, wait until the shop has handed it over, then retry.",
    ),
    Trouble.CARRIER_BUSY: Advice("Carrier out of reach.", "This passes. Wait a few minutes, then retry."),
    Trouble.CARRIER: Advice("Refused by the carrier.", "Correct what the carrier names, in Sendcloud, then retry."),
    Trouble.CANCELLED: Advice(
        "Shipment cancelled in Sendcloud.", "If the parcel is to be sent after all, retry: that buys a new label."
    ),
    Trouble.NO_LABEL: Advice("Shipment without a label.", "Look at its status in Sendcloud, then look again."),
    Trouble.SHIPMENT_GONE: Advice(
        "Shipment gone from Sendcloud.", "Look in Sendcloud what became of it, then look again."
    ),
    Trouble.DOCUMENTS: Advice(
        "The documents are too large or too badly damaged to be put together.", "Print them in Sendcloud."
    ),
    Trouble.DATA: Advice("Refused by Sendcloud.", "Correct what Sendcloud names, in Sendcloud, then retry."),
    Trouble.CREDENTIALS: Advice(
        "Sendcloud refused the API keys.",
        "Ask a Sendcloud administrator to renew the keys, or switch the bot to OAuth2 if the integration asks for it. "
        "Restart the bot, then try again.",
    ),
    Trouble.PAYMENT: Advice(
        "Sendcloud wants a valid payment method.",
        "Ask the owner of the Sendcloud account to add a payment method or pay the open invoice (Settings, Financial), "
        "then try again.",
    ),
    Trouble.FORBIDDEN: Advice(
        "The Sendcloud account may not create labels.",
        "Ask a Sendcloud administrator to give the API keys the right to create parcels and to activate the account "
        "for shipping, then try again.",
    ),
    Trouble.SENDER: Advice(
        "The sender address does not exist at Sendcloud.", "Start a new run with another sender address."
    ),
    Trouble.BRAND: Advice("The brand does not exist at Sendcloud.", "Start a new run with another brand."),
    Trouble.SHOP: Advice(
        "The shop does not exist at Sendcloud, or the keys may not use it.",
        "Ask a Sendcloud administrator to check the integration, or start a new run with another shop.",
    ),
    Trouble.CALL: Advice(
        "Sendcloud rejected the request as a whole.",
        "Ask the person who runs this bot to check SENDCLOUD_API_URL and to look for a newer version, then try again.",
    ),
    Trouble.UNREACHABLE: Advice(
        "Sendcloud is down.", "Try again in a few minutes. A run that is under way goes on by itself."
    ),
    Trouble.THROTTLED: Advice(
        "Sendcloud asks the bot to slow down.", "Try again in a minute. A run that is under way goes on by itself."
    ),
    Trouble.UNCLEAR: Advice(
        "Sendcloud gave no clear answer.",
        "Wait until the orders in question have been checked, see that Sendcloud works, then go on.",
    ),
    Trouble.OWN: Advice(
        "The bot made a mistake.",
        "Give the reference that is quoted here to the person who runs this bot; it leads to the place in its log.",
    ),
}
