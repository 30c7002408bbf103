"""Which kind of trouble an error of Sendcloud's is, and which fields of the order it is about: decided here alone.

Its codes are no closed set and many refusals are the carrier's own prose
(https://api.sendcloud.dev/docs/sendcloud-public-api/, error objects). Code and pointer come first, then the words.
"""

from __future__ import annotations

import re
from typing import Final

from bot.engine.phrases import accounts, names, orders
from bot.engine.phrases.folding import first_of, fold
from bot.engine.refusal_words import CARRIER_CODE, Diagnosis, read_words
from bot.model.trouble import Field, Trouble

_BY_STATUS: Final = {401: Trouble.CREDENTIALS, 402: Trouble.PAYMENT, 403: Trouble.FORBIDDEN, 429: Trouble.THROTTLED}
_BY_CODE: Final = {
    "authentication_failed": Trouble.CREDENTIALS,
    "no_valid_payment_method": Trouble.PAYMENT,
    "forbidden": Trouble.FORBIDDEN,
}
_ACCOUNT: Final = (
    (accounts.CREDENTIALS, Trouble.CREDENTIALS),
    (accounts.FORBIDDEN, Trouble.FORBIDDEN),
    (accounts.PAYMENT, Trouble.PAYMENT),
    (accounts.SUBSCRIPTION, Trouble.SUBSCRIPTION),
    (accounts.LOCKED, Trouble.LOCKED),
)
_THERE_IS_NO: Final = (
    (orders.NO_SUCH_PAGE, Trouble.CALL),
    (accounts.NO_SUCH_SHOP, Trouble.SHOP),
)
_SHARED: Final = (
    (re.compile(r"sender_address"), Trouble.SENDER),
    (re.compile(r"brand_id|/brand$"), Trouble.BRAND),
    (re.compile(r"integration(_id)?$"), Trouble.SHOP),
)
"""Parts of pointers that name what all orders of a call share."""

_ABOUT_AN_ORDER: Final = re.compile(r"(?:^|/)orders?/")
_ITSELF: Final = re.compile(r"/order_(?:id|number)$|/orders?(?:/?\[?\d+\]?)?$")
_PRICE: Final = re.compile(r"(?<!insured_)price(?:/value)?/?$")
_CURT: Final = 30
"""Characters of a sentence that says that something does not exist, and not what."""


def diagnose(
    code: str | None,
    detail: str | None,
    pointer: str | None = None,
    parameter: str | None = None,
    status: int | str | None = None,
) -> Diagnosis:
    """Return what one error of Sendcloud's means.

    *status* may be the HTTP status or the one in the error, which need not agree; neither decides where a text or a
    pointer tells more, save for the statuses that concern the whole account.
    """
    where = "/".join(filter(None, (pointer, parameter)))
    number = int(status) if status is not None and str(status).isdecimal() else None
    of_carrier = code == CARRIER_CODE
    found = None if of_carrier else _of_more_than_the_data(code, detail or "", where, number)
    if found is not None:
        return Diagnosis(found)
    told = _of_the_pointer(where) or read_words(detail or "", of_carrier=of_carrier) or _of_a_group(where)
    return told or Diagnosis(Trouble.CARRIER if of_carrier else _of_the_rest(code, detail or "", where, number))


def _of_more_than_the_data(code: str | None, detail: str, where: str, number: int | None) -> Trouble | None:
    """Return the trouble that concerns the account, the whole call, or that the order itself is not there."""
    text = fold(detail)
    account = _BY_STATUS.get(number or 0) or _BY_CODE.get(code or "") or first_of(_ACCOUNT, text)
    if account is not None:
        return account
    if _ITSELF.search(where.casefold()) and orders.NOT_FOUND.search(text) and len(text) < _CURT:
        return Trouble.NOT_FOUND
    shared = None if _ABOUT_AN_ORDER.search(where) else first_of(_SHARED, where.casefold())
    return first_of(_THERE_IS_NO, text) or shared


def _of_the_pointer(where: str) -> Diagnosis | None:
    if _PRICE.search(where.casefold()):
        return Diagnosis(Trouble.NEGATIVE_PRICE, (Field.PRICE,))
    named = names.of_pointer(where)
    return Diagnosis(*named) if named else None


def _of_a_group(where: str) -> Diagnosis | None:
    about = names.of_group(where)
    return Diagnosis(*about) if about else None


def _of_the_rest(code: str | None, detail: str, where: str, number: int | None) -> Trouble:
    text = fold(detail)
    if code == "not_found" or orders.NOT_FOUND.search(text):
        # "No Parcel matches the given query" says nothing about an order.
        about_order = "order" in text or len(text) < _CURT or _ABOUT_AN_ORDER.search(where)
        return Trouble.NOT_FOUND if about_order else Trouble.CALL
    if number is not None and number >= 500:
        return Trouble.UNCLEAR
    if number in (404, 405, 410) and not _ABOUT_AN_ORDER.search(where):
        return Trouble.CALL
    return Trouble.DATA
