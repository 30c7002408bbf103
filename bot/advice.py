"""From what went wrong to plain words: what it is, who can mend it, and what to do next. No side effects.

``classify`` reads Sendcloud's answer into one ``Trouble``; ``advise`` says what it means for people. Sendcloud's codes
are no closed set and many refusals are the carrier's own prose, so the rules look at texts and pointers as well
(https://api.sendcloud.dev/docs/sendcloud-public-api/, error objects). What fits no rule is shown as it came.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum

from bot.model import Cause


class Trouble(StrEnum):
    """Every kind of trouble that a ``Cause`` can have. The first group concerns one order, the second a whole run."""

    ADDRESS = "address"
    HOUSE_NUMBER = "house_number"
    PHONE = "phone"
    EMAIL = "email"
    WEIGHT = "weight"
    SERVICE_POINT = "service_point"
    CUSTOMS = "customs"
    CURRENCY = "currency"
    NEGATIVE_PRICE = "negative_price"
    OPTION = "option"
    NOT_FOUND = "not_found"
    CARRIER_BUSY = "carrier_busy"
    CANCELLED = "cancelled"
    CARRIER = "carrier"
    DATA = "data"

    CREDENTIALS = "credentials"
    PAYMENT = "payment"
    FORBIDDEN = "forbidden"
    SENDER = "sender"
    BRAND = "brand"
    SHOP = "shop"
    CALL = "call"
    UNREACHABLE = "unreachable"
    THROTTLED = "throttled"
    UNCLEAR = "unclear"
    OWN = "own"


CHOSEN = frozenset({Trouble.SENDER, Trouble.BRAND, Trouble.OPTION, Trouble.SHOP})
"""What somebody chose for a whole run: the same run meets the same refusal again, a new one need not."""


@dataclass(frozen=True)
class Advice:
    """What to tell people: two sentences, and who can mend it (no sentence).

    *retry_safe*: asking again cannot buy a second label, because there is none.
    """

    headline: str
    who: str
    next_step: str
    retry_safe: bool = True


class Refusal(StrEnum):
    """Why somebody may not do what they asked for."""

    GUEST = "guest"
    OTHER_WORKSPACE = "other_workspace"
    WRONG_CHANNEL = "wrong_channel"
    NOT_IN_GROUP = "not_in_group"
    GROUPS_UNREADABLE = "groups_unreadable"
    UNKNOWN_PERSON = "unknown_person"
    NO_MEMBER = "no_member"


def advise(cause: Cause) -> Advice:
    """Return what to tell people about *cause*; a kind that is not in the set counts as a refusal for its data."""
    try:
        return ADVICE[Trouble(cause.kind)]
    except ValueError:
        return ADVICE[Trouble.DATA]


_CARE = "Whoever looks after the order"
_SHOP_OR_SENDCLOUD = "in the shop or in Sendcloud, then retry"
_ADMIN = "A Sendcloud administrator"
_OPERATOR = "Whoever runs this bot"

ADVICE: dict[Trouble, Advice] = {
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
        retry_safe=False,
    ),
    Trouble.OWN: Advice(
        "The bot made a mistake.",
        _OPERATOR,
        "Give them the reference that is quoted here; they find it in the bot's log.",
        retry_safe=False,
    ),
}


@dataclass(frozen=True)
class _Rule:
    trouble: Trouble
    words: re.Pattern[str]
    where: re.Pattern[str] | None = None


def _rule(trouble: Trouble, words: str, where: str | None = None) -> _Rule:
    return _Rule(trouble, re.compile(words), re.compile(where) if where else None)


# The first rule that fits decides, so the more telling words come first ("e-mail address" before "address").
# *words* are looked for in the text, *where* in the pointer, both in lower case.
_ACCOUNT = (
    _rule(Trouble.PAYMENT, r"payment method|unpaid invoice|payment overdue|credit limit|direct debit"),
    _rule(Trouble.FORBIDDEN, r"not allowed to announce|permission denied|do(es)? not have permission"),
    _rule(Trouble.CREDENTIALS, r"invalid (username|credentials|token)|authentication credentials"),
)
_CALL = (
    _rule(Trouble.SENDER, r"sender[ _]address(_id)? .*(exist|invalid|unknown)", r"sender_address"),
    _rule(Trouble.BRAND, r"brand(_id)? .*(exist|invalid|unknown)", r"brand_id|/brand$"),
    _rule(Trouble.SHOP, r"integration(_id)? .*(exist|invalid|unknown|not found)", r"integration(_id)?$"),
)
_ORDER = (
    _rule(
        Trouble.CARRIER_BUSY,
        r"connecting to the carrier|carrier (is|was) (temporarily )?(unavailable|unreachable|not available|busy)"
        r"|temporarily unavailable|timed? ?out|try again later|service unavailable",
    ),
    _rule(
        Trouble.SERVICE_POINT, r"service[ _-]?point|servicepoint|parcel ?shop|pick-?up point|locker", r"service_point"
    ),
    _rule(
        Trouble.CUSTOMS,
        r"\bhs[ _-]?(tariff|code)|tariff|customs|origin[ _]country|country of origin|\beori\b|\bvat\b|\bioss\b"
        r"|tax number|invoice number|commercial invoice",
        r"hs_code|customs|origin_country|tax_numbers",
    ),
    _rule(
        Trouble.NEGATIVE_PRICE,
        r"negative.*(price|value|amount)|(price|value|amount).*(negative|greater than or equal to 0|less than 0)",
    ),
    _rule(Trouble.CURRENCY, r"currenc(y|ies)", r"currency"),
    _rule(Trouble.HOUSE_NUMBER, r"house[ _-]?(number|nr|no)\b", r"house_number"),
    _rule(Trouble.PHONE, r"phone|mobile number", r"phone"),
    _rule(Trouble.EMAIL, r"e-?mail", r"e-?mail"),
    _rule(
        Trouble.WEIGHT,
        r"\bweighs?\b|\bweight|dimensions?\b|too heavy|oversized?|\bgirth\b|(length|width|height) (is|are|must|of)\b",
        r"weight|dimensions",
    ),
    _rule(
        Trouble.OPTION,
        r"contract|shipping[ _](option|method|product)|carrier .*(not enabled|not active|disabled)|wallet"
        r"|number range|not enabled for",
        r"ship_with|contract_id|shipping_option",
    ),
    _rule(
        Trouble.ADDRESS,
        r"address|post(al)? ?code|\bzip\b|\bcity\b|\bstate\b|province|\bcountry\b|street|\brecipient\b|too long",
        r"address|postal_code|postcode|/city|country|state_province|/name$",
    ),
)
_ABOUT_AN_ORDER = re.compile(r"(?:^|/)orders?/")
_MISSING = re.compile(r"not[ _]found|(does|do) not exist|no order matches|doesn't exist|could not be found")
_BY_STATUS = {401: Trouble.CREDENTIALS, 402: Trouble.PAYMENT, 403: Trouble.FORBIDDEN, 429: Trouble.THROTTLED}
_BY_CODE = {
    "authentication_failed": Trouble.CREDENTIALS,
    "no_valid_payment_method": Trouble.PAYMENT,
    "forbidden": Trouble.FORBIDDEN,
}
_CARRIER_CODE = "parcel_announcement_error"


def classify(
    code: str | None,
    detail: str | None,
    pointer: str | None = None,
    parameter: str | None = None,
    status: int | str | None = None,
) -> Trouble:
    """Return the kind of trouble that one error of Sendcloud's means.

    *status* may be the HTTP status or the one in the error, which need not agree; neither decides where a text or a
    pointer tells more, save for the statuses that concern the whole account.
    """
    text = (detail or "").casefold()
    where = " ".join(filter(None, (pointer, parameter))).casefold()
    number = int(status) if status is not None and str(status).isdecimal() else None
    about_order = _ABOUT_AN_ORDER.search(where) is not None
    if code == _CARRIER_CODE:
        return _first(_ORDER, text, where) or Trouble.CARRIER
    if number in _BY_STATUS:
        return _BY_STATUS[number]
    account = _BY_CODE.get(code or "") or _first(_ACCOUNT, text, "")
    if account is not None:
        return account
    if not about_order and (whole := _first(_CALL, text, where)):
        return whole
    return _of_one_order(code, text, where, number, about_order=about_order)


def _of_one_order(code: str | None, text: str, where: str, number: int | None, *, about_order: bool) -> Trouble:
    if code == "min_value" and "price" in where:
        return Trouble.NEGATIVE_PRICE
    if "could not be found" in text and "page" in text:
        return Trouble.CALL
    if (code == "not_found" or _MISSING.search(text)) and not _first(_ORDER, text, ""):
        return Trouble.NOT_FOUND
    found = _first(_ORDER, text, where)
    if found is not None:
        return found
    if number is not None and number >= 500:
        return Trouble.UNCLEAR
    if number in (404, 405, 410) and not about_order:
        return Trouble.CALL
    return Trouble.DATA


def _first(rules: tuple[_Rule, ...], text: str, where: str) -> Trouble | None:
    for rule in rules:
        if rule.words.search(text) or (rule.where and rule.where.search(where)):
            return rule.trouble
    return None
