"""Field types for what comes back: a wrong or missing value becomes None instead of an error.

Sendcloud sends one field as a number here and as a text there, leaves optional fields out or null, and adds fields
without notice. Only what a caller cannot do without is required, model by model.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from decimal import Decimal, InvalidOperation
from typing import Annotated, Any, Final, TypeVar

from pydantic import BaseModel, BeforeValidator, ConfigDict, ValidationError

_TEXT_OR_NUMBER: Final = (str, int, float, Decimal)
_OBJECT: Final = (dict, Mapping, BaseModel)
_MOST_DIGITS: Final = 30
_FIRST_YEAR: Final = 1970
_LAST_YEAR: Final = 2200


class Lenient(BaseModel):
    """A part of an answer. Its repr and its errors show no values, which may be a customer's."""

    model_config = ConfigDict(extra="ignore", frozen=True, hide_input_in_errors=True)

    def __repr_args__(self) -> Any:
        """Show the id, where there is one, and nothing else."""
        return [("id", self.__dict__["id"])] if "id" in self.__dict__ else []

    __str__ = BaseModel.__repr__


Model = TypeVar("Model", bound=BaseModel)


def read(model: type[Model], value: object) -> Model | None:
    """Return *value* as *model*, None when it lacks what the model cannot do without."""
    try:
        return model.model_validate(value)
    except ValidationError:
        return None


def read_rows(model: type[Model], value: object) -> tuple[list[Model], list[object]]:
    """Return the rows of the list *value* as *model*, and those that could not be read."""
    rows = [(each, read(model, each)) for each in (value if isinstance(value, list) else [])]
    return [row for _, row in rows if row is not None], [each for each, row in rows if row is None]


def as_text(value: object) -> str | None:
    """Return a text or number as text; None for blanks and everything else."""
    if isinstance(value, bool) or not isinstance(value, _TEXT_OR_NUMBER):
        return None
    text = str(value)
    return text if text.strip() else None


def as_decimal(value: object) -> Decimal | None:
    """Return a number, or a text that is one, as a finite Decimal."""
    if isinstance(value, bool) or not isinstance(value, _TEXT_OR_NUMBER):
        return None
    try:
        number = Decimal(str(value).strip())
    except InvalidOperation:
        return None
    return number if number.is_finite() and abs(number.adjusted()) <= _MOST_DIGITS else None


def as_int(value: object) -> int | None:
    """Return a whole number, or a text that is one."""
    number = as_decimal(value)
    if number is None or number != number.to_integral_value():
        return None
    return int(number)


def as_bool(value: object) -> bool | None:
    """Return true or false, also when spelled as text."""
    if isinstance(value, str):
        return {"true": True, "false": False}.get(value.strip().lower())
    return value if isinstance(value, bool) else None


def as_moment(value: object) -> datetime | None:
    """Return an ISO 8601 text as an aware datetime in UTC; one without an offset is taken to be UTC.

    A year in which nobody ordered anything is none: a shop writes the year 1 for a date that it does not know.
    """
    if isinstance(value, datetime):
        moment = value
    elif isinstance(value, str):
        try:
            moment = datetime.fromisoformat(value.strip())
        except ValueError:
            return None
    else:
        return None
    if not _FIRST_YEAR <= moment.year <= _LAST_YEAR:
        return None
    return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)


def as_object(value: object) -> object:
    """Let an object through; None for everything else."""
    return value if isinstance(value, _OBJECT) else None


def as_objects(value: object) -> list[object]:
    """Return the objects of a list (a lone object counts as one of them)."""
    if isinstance(value, Mapping):
        return [value]
    return [each for each in value if as_object(each) is not None] if isinstance(value, list | tuple) else []


def as_texts(value: object) -> list[str]:
    """Return the readable texts of a list."""
    return [text for text in map(as_text, value) if text is not None] if isinstance(value, list | tuple) else []


Identifier = Annotated[str, BeforeValidator(as_text)]
"""A required opaque id; a number becomes its text."""
Number = Annotated[int, BeforeValidator(as_int)]
Text = Annotated[str | None, BeforeValidator(as_text)]
Whole = Annotated[int | None, BeforeValidator(as_int)]
Amount = Annotated[Decimal | None, BeforeValidator(as_decimal)]
Flag = Annotated[bool | None, BeforeValidator(as_bool)]
Moment = Annotated[datetime | None, BeforeValidator(as_moment)]
Texts = Annotated[list[str], BeforeValidator(as_texts)]
OBJECT = BeforeValidator(as_object)
OBJECTS = BeforeValidator(as_objects)
