"""Which kind of trouble an error of Sendcloud's is. The one place that says so for calls, runs and orders."""

from __future__ import annotations

from bot.engine.classify import diagnose
from bot.engine.refusal_words import CARRIER_CODE, Diagnosis
from bot.engine.said import told
from bot.model.trouble import Trouble
from bot.sendcloud import AccountProblem, ApiError, Rejected, SendcloudError, Throttled

_OF_THE_ACCOUNT = frozenset({Trouble.CREDENTIALS, Trouble.PAYMENT, Trouble.FORBIDDEN})

_CHOSEN = {
    "sender_address_id": Trouble.SENDER,
    "brand_id": Trouble.BRAND,
    "integration_id": Trouble.SHOP,
    "ship_with": Trouble.OPTION,
    "shipping_option_code": Trouble.OPTION,
    "contract_id": Trouble.OPTION,
}
"""Fields of create-labels-async that every order of a run shares: wrong once, wrong each time."""


def trouble_of(error: SendcloudError) -> Trouble:
    """Return what kind of trouble a failed call is for the person who waits for it."""
    match error:
        case AccountProblem():
            return Trouble(error.kind)
        case Throttled():
            return Trouble.THROTTLED
        case Rejected():
            return next((found for one in error.errors if (found := of_every_order(one))), Trouble.CALL)
        case _:
            return Trouble.UNREACHABLE


def of_one_order(error: ApiError) -> Trouble:
    """Return what an error means for the order that it was given for."""
    return diagnosis(error).trouble


def diagnosis(error: ApiError) -> Diagnosis:
    """Return what an error means for the order that it was given for, and which of its fields it is about."""
    return diagnose(error.code, _words(error), error.pointer, error.parameter, error.status)


def of_a_carrier(error: ApiError) -> Diagnosis:
    """Return what a refusal by the carrier means; whatever stands on a failed shipment is one, under any code."""
    return diagnose(CARRIER_CODE, _words(error), error.pointer, error.parameter, error.status)


def _words(error: ApiError) -> str:
    return told(error.detail or error.title or "")


def of_the_account(error: ApiError) -> Trouble | None:
    """Return the trouble when it is our account that Sendcloud refuses, else None."""
    found = of_one_order(error)
    return found if found in _OF_THE_ACCOUNT else None


def of_every_order(error: ApiError) -> Trouble | None:
    """Return the trouble when it stands in the way of every order of a run, else None."""
    if found := of_the_account(error):
        return found
    parts = reversed((error.pointer or error.parameter or "").split("/"))
    return next((_CHOSEN[part] for part in parts if part in _CHOSEN), None)
