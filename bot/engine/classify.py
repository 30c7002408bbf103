"""Which kind of trouble an error of Sendcloud's is.

Its codes are no closed set and many refusals are the carrier's own prose, so the rules look at texts and pointers too
(https://api.sendcloud.dev/docs/sendcloud-public-api/, error objects).
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from bot.model.trouble import Trouble


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
    if code == _CARRIER_CODE:
        return _first(_ORDER, text, where) or Trouble.CARRIER
    if account := _of_the_account(code, text, number):
        return account
    about_order = _ABOUT_AN_ORDER.search(where) is not None
    whole = None if about_order else _first(_CALL, text, where)
    return whole or _of_one_order(code, text, where) or _by_status(number, about_order=about_order)


def _of_the_account(code: str | None, text: str, number: int | None) -> Trouble | None:
    return _BY_STATUS.get(number or 0) or _BY_CODE.get(code or "") or _first(_ACCOUNT, text, "")


def _of_one_order(code: str | None, text: str, where: str) -> Trouble | None:
    if code == "min_value" and "price" in where:
        return Trouble.NEGATIVE_PRICE
    if "could not be found" in text and "page" in text:
        return Trouble.CALL
    if (code == "not_found" or _MISSING.search(text)) and not _first(_ORDER, text, ""):
        return Trouble.NOT_FOUND
    return _first(_ORDER, text, where)


def _by_status(number: int | None, *, about_order: bool) -> Trouble:
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
