"""POST /addresses/validate: what a carrier makes of an address."""

from __future__ import annotations

from bot.sandbox.sendcloud.bodies import error, ok, refuse
from bot.sandbox.sendcloud.calls import Ask, Json, Reply
from bot.sandbox.sendcloud.catalogue import CARRIERS
from bot.sandbox.sendcloud.schema import ValidateAddress, ValidatedAddress
from bot.sandbox.sendcloud.world import World

_WITH_STATES = frozenset({"US", "CA", "IT"})
_WITHOUT_POSTAL_CODES = frozenset({"AE", "HK", "IE", "QA"})
_LONGEST_LINE = 60
_LONGEST_HOUSE_NUMBER = 20


def validate(world: World, ask: Ask, asked: ValidateAddress) -> Reply:
    """Say whether the address will do; the account must have the carrier, and Basic keys must ask.

    A refusal has the form of the contract's example; its schema there is a bare list, which the example is not.
    """
    if not ask.headers.get("authorization", "").lower().startswith("basic "):
        return refuse(401, error(401, "authentication_failed", "Invalid username/password."))
    if asked.carrier_code not in CARRIERS:
        return refuse(400, error(400, "invalid", "Unknown carrier.", pointer="/address/carrier_code"))
    reasons = _reasons(asked.address, world.named_houses)
    given = asked.address.model_dump(mode="json", exclude_unset=True)
    better = _corrected(world, asked.address)
    if better:
        reasons = reasons or ["ADDRESS_NOT_VALID"]
    results = [_result(given, reasons, [])]
    if better:
        results.append(_result({**given, **better}, [], sorted(better)))
    return ok({"input_address_is_valid": not reasons, "results": results})


def _result(address: dict[str, Json], reasons: list[str], changed: list[str]) -> Json:
    told: list[Json] = [*reasons]
    attributes: list[Json] = [*changed]
    analysis: Json = {
        "validation_result": {"is_valid": not reasons, "reasons": told},
        "changed_attributes": attributes,
    }
    return {"address": address, "recommended": not reasons, "analysis": analysis}


def _corrected(world: World, address: ValidatedAddress) -> dict[str, Json]:
    """Return what is changed in the address of an order that is known to be wrong: its house number is one too low."""
    given = (address.address_line_1, address.house_number, address.postal_code)
    for order in world.orders.values():
        if order.kind == "bad_address" and (order.address_line_1, order.house_number, order.postal_code) == given:
            return {"house_number": str(int(order.house_number) + 1)} if order.house_number.isdigit() else {}
    return {}


def _reasons(address: ValidatedAddress, named_houses: set[str]) -> list[str]:
    """Return what a carrier would not take, in the contract's codes."""
    country, street, number = address.country_code, address.address_line_1 or "", address.house_number or ""
    is_numbered = bool(number) or any(sign.isdigit() for sign in street) or street in named_houses
    wrong = {
        "COUNTRY_CODE_MISSING": not country,
        "POSTAL_CODE_MISSING": not address.postal_code and country not in _WITHOUT_POSTAL_CODES,
        "STATE_MISSING": country in _WITH_STATES and not address.state_province_code,
        "HOUSE_NUMBER_TOO_SHORT": not is_numbered,
        "HOUSE_NUMBER_TOO_LONG": len(number) > _LONGEST_HOUSE_NUMBER,
        "ADDRESS_TOO_LONG": len(street) > _LONGEST_LINE,
    }
    return [reason for reason, is_so in wrong.items() if is_so]
