"""A small language for what a value may be, and the error objects for what it is not."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from typing import Protocol

from bot.sandbox.sendcloud.bodies import error
from bot.sandbox.sendcloud.calls import Json

Problem = dict[str, Json]


class Check(Protocol):
    """Something that a value is held against."""

    def problems(self, value: Json, pointer: str) -> Iterator[Problem]:
        """Yield an error object for every fault of *value*, which stands at *pointer*."""
        ...


def _invalid(detail: str, pointer: str, code: str = "invalid") -> Problem:
    return error(400, code, detail, pointer=pointer)


@dataclass(frozen=True)
class Text:
    """A string of *shortest* to *longest* characters."""

    shortest: int = 0
    longest: int = 10_000

    def problems(self, value: Json, pointer: str) -> Iterator[Problem]:
        """Yield what is wrong with *value*."""
        if not isinstance(value, str):
            yield _invalid("Input should be a valid string", pointer)
        elif len(value) < self.shortest:
            yield _invalid(f"String should have at least {self.shortest} character", pointer)
        elif len(value) > self.longest:
            yield _invalid(f"String should have at most {self.longest} characters", pointer)


@dataclass(frozen=True)
class Amount:
    """A positive decimal number written as a string, as weights and dimensions are."""

    def problems(self, value: Json, pointer: str) -> Iterator[Problem]:
        """Yield what is wrong with *value*."""
        if not isinstance(value, str):
            yield _invalid("Input should be a valid string", pointer)
            return
        try:
            good = Decimal(value).is_finite() and Decimal(value) > 0
        except InvalidOperation:
            good = False
        if not good:
            yield _invalid("Input should be a positive decimal", pointer)


@dataclass(frozen=True)
class Whole:
    """An integer, never a bool and never a string."""

    least: int | None = None

    def problems(self, value: Json, pointer: str) -> Iterator[Problem]:
        """Yield what is wrong with *value*."""
        if not isinstance(value, int) or isinstance(value, bool):
            yield _invalid("Input should be a valid integer", pointer)
        elif self.least is not None and value < self.least:
            yield _invalid(f"Input should be greater than or equal to {self.least}", pointer, "min_value")


@dataclass(frozen=True)
class Number:
    """Any number of JSON."""

    def problems(self, value: Json, pointer: str) -> Iterator[Problem]:
        """Yield what is wrong with *value*."""
        if not isinstance(value, int | float) or isinstance(value, bool):
            yield _invalid("Input should be a valid number", pointer)


@dataclass(frozen=True)
class Flag:
    """True or false."""

    def problems(self, value: Json, pointer: str) -> Iterator[Problem]:
        """Yield what is wrong with *value*."""
        if not isinstance(value, bool):
            yield _invalid("Input should be a valid boolean", pointer)


@dataclass(frozen=True)
class OneOf:
    """One of some strings."""

    values: tuple[str, ...]

    def problems(self, value: Json, pointer: str) -> Iterator[Problem]:
        """Yield what is wrong with *value*."""
        if value not in self.values:
            yield _invalid(f"Input should be one of {', '.join(self.values)}", pointer, "invalid_choice")


@dataclass(frozen=True)
class Anything:
    """A value that the stand-in does not look into."""

    def problems(self, value: Json, pointer: str) -> Iterator[Problem]:  # noqa: ARG002 - the shape of every check
        """Yield nothing."""
        return iter(())


@dataclass(frozen=True)
class OrNull:
    """What *check* allows, or null."""

    check: Check

    def problems(self, value: Json, pointer: str) -> Iterator[Problem]:
        """Yield what is wrong with *value*."""
        return iter(()) if value is None else self.check.problems(value, pointer)


@dataclass(frozen=True)
class Object:
    """An object with these fields and no others; `exactly_one` names fields of which one alone must be present."""

    fields: Mapping[str, Check]
    required: tuple[str, ...] = ()
    exactly_one: tuple[str, ...] = ()
    not_together: Sequence[tuple[frozenset[str], frozenset[str]]] = field(default=())

    def problems(self, value: Json, pointer: str) -> Iterator[Problem]:
        """Yield what is wrong with *value*."""
        if not isinstance(value, dict):
            yield _invalid("Input should be a valid object", pointer)
            return
        for name in value.keys() - self.fields.keys():
            yield _invalid("Extra inputs are not permitted", f"{pointer}/{name}", "unknown_field")
        for name in self.required:
            if name not in value:
                yield _invalid("Field required", f"{pointer}/{name}", "required")
        for name, check in self.fields.items():
            if name in value:
                yield from check.problems(value[name], f"{pointer}/{name}")
        if self.exactly_one and sum(name in value for name in self.exactly_one) != 1:
            yield _invalid(f"Give exactly one of {', '.join(self.exactly_one)}", pointer)
        for one, other in self.not_together:
            if one & value.keys() and other & value.keys():
                yield _invalid(f"{min(one)} and {min(other)} exclude each other", pointer)


@dataclass(frozen=True)
class List:
    """A list of *shortest* to *longest* elements, all different when *unique*."""

    item: Check
    shortest: int = 0
    longest: int = 1000
    unique: bool = False

    def problems(self, value: Json, pointer: str) -> Iterator[Problem]:
        """Yield what is wrong with *value*."""
        if not isinstance(value, list):
            yield _invalid("Input should be a valid list", pointer, "not_a_list")
            return
        if len(value) < self.shortest:
            yield _invalid(f"List should have at least {self.shortest} item", pointer)
        if len(value) > self.longest:
            yield _invalid(f"List should have at most {self.longest} items, not {len(value)}", pointer)
        if self.unique and len({json.dumps(entry, sort_keys=True) for entry in value}) < len(value):
            yield _invalid("List items should be unique", pointer)
        for index, entry in enumerate(value):
            yield from self.item.problems(entry, f"{pointer}/{index}")
