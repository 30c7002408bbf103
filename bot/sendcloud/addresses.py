"""Whether a carrier can use an address: what is asked and what is answered.

``POST /addresses/validate`` (https://www.sendcloud.dev/docs/addresses/address-validation): Basic authentication only,
one address a call, and each call counts as a write.
"""

from __future__ import annotations

from typing import Annotated, Final

from pydantic import Field

from bot.sendcloud.lenient import OBJECT, OBJECTS, Flag, Lenient, Texts
from bot.sendcloud.requests import Strict
from bot.sendcloud.wire import Address

_FIELDS: Final = (
    "address_line_1", "house_number", "address_line_2", "postal_code", "city", "po_box", "state_province_code",
    "country_code",
)  # fmt: skip
"""What the contract's ``raw-address`` has: no name, company, phone or e-mail."""


class RawAddress(Strict):
    """An address as it is asked about; what is not known is left out."""

    address_line_1: str | None = None
    house_number: str | None = None
    address_line_2: str | None = None
    postal_code: str | None = None
    city: str | None = None
    po_box: str | None = None
    state_province_code: str | None = None
    country_code: str | None = None


class ValidateAddress(Strict):
    """The body of ``POST /addresses/validate``: an address, and one of the account's carriers."""

    address: RawAddress
    carrier_code: Annotated[str, Field(min_length=1)]


class _Result(Lenient):
    is_valid: Flag = None
    reasons: Texts = Field(default_factory=list)


class _Analysis(Lenient):
    validation_result: Annotated[_Result | None, OBJECT] = None


class _Suggestion(Lenient):
    address: Annotated[Address | None, OBJECT] = None
    recommended: Flag = None
    analysis: Annotated[_Analysis | None, OBJECT] = None


class AddressValidation(Lenient):
    """What Sendcloud says of an address. *input_address_is_valid* None: it did not say."""

    input_address_is_valid: Flag = None
    results: Annotated[list[_Suggestion], OBJECTS] = Field(default_factory=list)

    @property
    def reasons(self) -> frozenset[str]:
        """Why the address is not valid, in Sendcloud's codes, such as ``HOUSE_NUMBER_TOO_LONG``."""
        analyses = [one.analysis.validation_result for one in self.results if one.analysis is not None]
        return frozenset(reason for one in analyses if one is not None for reason in one.reasons)

    @property
    def suggestion(self) -> Address | None:
        """The address that Sendcloud recommends instead, in the fields of a `RawAddress` alone; None without one."""
        return next((one.address for one in self.results if one.recommended and one.address is not None), None)


def raw_address(address: Address) -> RawAddress:
    """Return the parts of *address* that Sendcloud can be asked about."""
    told = {name: (getattr(address, name) or "").strip() for name in _FIELDS}
    return RawAddress(**{name: value for name, value in told.items() if value})
