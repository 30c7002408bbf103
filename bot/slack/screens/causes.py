"""What people are told about each kind of trouble: what it is, and what to do next."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from bot.model import Cause
from bot.model.trouble import Field, Trouble


@dataclass(frozen=True)
class Advice:
    """What to tell people, in sentences: what happened, and what to do next, by whom or where."""

    headline: str
    next_step: str


def advise(cause: Cause) -> Advice:
    """Return what to tell people about *cause*; a kind that is not in the set counts as a refusal for its data."""
    try:
        trouble = Trouble(cause.kind)
    except ValueError:
        trouble = Trouble.DATA
    known = ADVICE[trouble]
    if "{what}" not in known.next_step:
        return known
    named = [WHAT[Field(one)] for one in cause.fields if one in WHAT] or [UNNAMED[trouble]]
    step = known.next_step.format(what=_and(named))
    return Advice(known.headline, step + SHORTEN if _TEXTS & set(cause.fields) else step)


def _and(things: Sequence[str]) -> str:
    return things[0] if len(things) == 1 else f"{', '.join(things[:-1])} and {things[-1]}"


def in_sentences(cause: Cause) -> str:
    """Return what happened and what to do next; for a fault of the bot, the reference by which its log tells more."""
    advice = advise(cause)
    if cause.kind == Trouble.OWN:
        return f"{advice.headline} Reference {cause.text}."
    return f"{advice.headline} {advice.next_step}"


WHAT: Final[Mapping[Field, str]] = {
    Field.NAME: "the recipient's name",
    Field.COMPANY: "the company name",
    Field.STREET: "the street",
    Field.HOUSE_NUMBER: "the house number",
    Field.POSTAL_CODE: "the postal code",
    Field.CITY: "the town",
    Field.STATE: "the state or province",
    Field.COUNTRY: "the country",
    Field.PHONE: "the phone number",
    Field.EMAIL: "the e-mail address",
    Field.WEIGHT: "the weight",
    Field.DIMENSIONS: "length, width and height",
    Field.SERVICE_POINT: "a service point of the same carrier that is open",
    Field.POST_NUMBER: "the recipient's post number (DHL gives one to each user of a Packstation)",
    Field.HS_CODE: "the customs code (HS code) of each item",
    Field.ORIGIN_COUNTRY: "the country of origin of each item",
    Field.ITEM_VALUE: "the value of each item",
    Field.DESCRIPTION: "the description of each item",
    Field.INVOICE_NUMBER: "the invoice number",
    Field.TAX_NUMBER: "the recipient's tax number",
    Field.CUSTOMS: "the customs details",
}
"""What people call the fields that they correct."""

SHORTEN: Final = " What is too long has to be shortened."
_TEXTS: Final = frozenset({Field.NAME, Field.COMPANY, Field.STREET})
"""Fields of so many letters at most as a carrier's label has room for."""

UNNAMED: Final[Mapping[Trouble, str]] = {
    Trouble.ADDRESS: "the address",
    Trouble.WEIGHT: "weight and size",
    Trouble.SERVICE_POINT: "a service point of the same carrier that is open",
    Trouble.CUSTOMS: (
        "the items (customs code, country of origin, value, weight) and the customs details"
    ),
}

NAMES_NOTHING: Final = "Where that names nothing, ask Sendcloud's support with these words."

_FIX = "in the shop or in Sendcloud, then retry"

ADVICE: Final[Mapping[Trouble, Advice]] = {
    Trouble.ADDRESS: Advice("Address refused.", f"Correct {{what}} {_FIX}."),
    Trouble.HOUSE_NUMBER: Advice("House number missing or wrong.", f"Fill in the house number {_FIX}."),
    Trouble.PHONE: Advice(
        "Phone number missing or wrong.",
        f"Add a phone number {_FIX}. Some carriers want it in the form used inside the country.",
    ),
    Trouble.EMAIL: Advice("E-mail address missing or wrong.", f"Correct the e-mail address {_FIX}."),
    Trouble.WEIGHT: Advice(
        "Weight or size missing, or too much for the shipping option.",
        "If it is missing or wrong, set {what} in Sendcloud, then retry. If the parcel really is too heavy or too "
        "large, start a new run with another shipping option.",
    ),
    Trouble.SERVICE_POINT: Advice(
        "Service point missing or no longer valid.",
        "Set {what} in Sendcloud, then retry; or start a new run with a home delivery option.",
    ),
    Trouble.CUSTOMS: Advice("Customs data missing or wrong.", f"Complete {{what}} {_FIX}."),
    Trouble.SENDER_TAX: Advice(
        "The sender's tax or EORI number is missing or wrong.",
        "Ask a Sendcloud administrator to enter it with the sender address (Settings, Addresses), then retry. Retrying "
        "before that brings the same answer.",
    ),
    Trouble.CURRENCY: Advice(
        "Currency refused.", f"Change it to one for the whole order that Sendcloud takes (EUR, GBP, USD) {_FIX}."
    ),
    Trouble.NEGATIVE_PRICE: Advice(
        "A line has a negative price.",
        "Set the line (often a discount) to zero in the shop or in Sendcloud, then retry.",
    ),
    Trouble.OPTION: Advice(
        "The shipping option cannot be used for this order.",
        "Start a new run for it with another shipping option. If this one should be possible, ask a Sendcloud "
        "administrator to enable the carrier and its contract for it, then retry.",
    ),
    Trouble.INSURANCE: Advice(
        "Insurance refused.",
        "Lower the insured value in Sendcloud or in the shipping rule that sets it, then retry; or start a new run "
        "with an option that insures as much.",
    ),
    Trouble.CONTENTS: Advice(
        "The carrier does not take these contents.",
        "Start a new run for the order with a carrier that does, or correct the items in the shop, then retry.",
    ),
    Trouble.PARCELS: Advice(
        "Not in so many parcels.", "Start a new run for the order with fewer parcels, or with another shipping option."
    ),
    Trouble.CONTRACT: Advice(
        "The carrier refused the account or its contract.",
        "Ask a Sendcloud administrator to check the carrier's contract (Settings, Carriers: credentials, customer "
        "number, credit), then retry. The order itself is fine.",
    ),
    Trouble.NOT_FOUND: Advice(
        "Sendcloud does not know the order.",
        "Check the number and the shop. If the order is new, wait until the shop has handed it over, then retry.",
    ),
    Trouble.CARRIER_BUSY: Advice(
        "Carrier out of reach.", "Nobody has to correct anything: wait a few minutes, then retry."
    ),
    Trouble.IN_PROGRESS: Advice(
        "Sendcloud is still at work on this order.", "Nobody has to correct anything: wait a minute, then retry."
    ),
    Trouble.DUPLICATE: Advice(
        "There may be a shipment for this order already.",
        "Look in Sendcloud for its label before anything else. If there is none, start a new run for the order.",
    ),
    Trouble.CARRIER: Advice(
        "Refused by the carrier.", f"Correct what the carrier names, in Sendcloud, then retry. {NAMES_NOTHING}"
    ),
    Trouble.CANCELLED: Advice(
        "Shipment cancelled in Sendcloud.",
        "Ask who cancelled it. If the parcel is to be sent after all, start a new run for it: that buys a new label.",
    ),
    Trouble.NO_LABEL: Advice("Shipment without a label.", "Look at its status in Sendcloud, then look again."),
    Trouble.SHIPMENT_GONE: Advice(
        "Shipment gone from Sendcloud.", "Look in Sendcloud what became of it, then look again."
    ),
    Trouble.DOCUMENTS: Advice(
        "The documents are too large or too badly damaged to be put together.", "Print them in Sendcloud."
    ),
    Trouble.NOT_ASKED: Advice(
        "The bot could not ask for this order.", "Start a new plan for it; retrying in this run changes nothing."
    ),
    Trouble.DATA: Advice(
        "Refused by Sendcloud.", f"Correct what Sendcloud names, in Sendcloud, then retry. {NAMES_NOTHING}"
    ),
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
    Trouble.SUBSCRIPTION: Advice(
        "Sendcloud's plan does not cover this.",
        "Ask the owner of the Sendcloud account to look at its plan and allowance (Settings, Financial), then try "
        "again.",
    ),
    Trouble.LOCKED: Advice(
        "Sendcloud has locked the account.",
        "Ask the owner of the Sendcloud account to have it opened again (open invoices, Sendcloud's "
        "support), then retry.",
    ),
    Trouble.SENDER: Advice(
        "The sender address does not exist at Sendcloud, or is refused.",
        "Start a new run with another sender address. Or ask a Sendcloud administrator to complete this one (Settings, "
        "Addresses), then retry.",
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
