"""What is wrong with a request, as the error objects that Sendcloud answers with."""

from __future__ import annotations

import uuid
from collections.abc import Iterator

from pydantic import BaseModel, ValidationError

from bot.sandbox.sendcloud.bodies import error
from bot.sandbox.sendcloud.calls import Ask, Json
from bot.sandbox.sendcloud.schema import Query

Problem = dict[str, Json]
# Sendcloud's published codes for pydantic's types of errors; every other one is `invalid`.
_CODES = {
    "extra_forbidden": "unknown_field",
    "missing": "required",
    "literal_error": "invalid_choice",
    "list_type": "not_a_list",
    "greater_than_equal": "min_value",
}
_MOMENTS = ("updated_before", "updated_after", "announced_before", "announced_after")


def query_problems(ask: Ask, allowed: type[Query], repeatable: str | None = None) -> Iterator[Problem]:
    """Yield an error object for each query parameter that is unknown, malformed or given twice."""
    names = [name for name, _ in ask.query]
    for name in {name for name in names if names.count(name) > 1} - {repeatable}:
        yield error(400, "invalid", f"{name} was given twice.", parameter=name)
    for name, value in ask.query:
        try:
            allowed.model_validate({name: value})
        except ValidationError as found:
            yield _of_parameter(name, found)


def _of_parameter(name: str, found: ValidationError) -> Problem:
    first = found.errors()[0]
    if first["type"] == "extra_forbidden":
        return error(400, "unknown_field", f"Unknown query parameter {name}.", parameter=name)
    if name in _MOMENTS:
        # the published example of this 400 carries the status 404 in its body
        detail = f"Validation failed, {name} is not a datetime"
        return error(404, "validation_error", detail, pointer="/list_shipments/filters")
    return error(400, "invalid", f"Invalid value for {name}: {first['msg']}", parameter=name)


def body_problems(ask: Ask, allowed: type[BaseModel]) -> Iterator[Problem]:
    """Yield an error object for everything in the body that *allowed* does not allow."""
    try:
        allowed.model_validate_json(ask.raw)
    except ValidationError as found:
        for one in found.errors(include_url=False):
            pointer = "/".join(["/data/attributes", *map(str, one["loc"])])
            yield error(400, _CODES.get(one["type"], "invalid"), one["msg"], pointer=pointer)


def header_problems(ask: Ask) -> Iterator[Problem]:
    """Yield an error object for each header of a write that is missing or malformed."""
    if ask.raw and ask.headers.get("content-type", "").split(";")[0].strip() != "application/json":
        yield error(400, "invalid", "Content-Type must be application/json.")
    try:
        uuid.UUID(ask.headers.get("sendcloud-partner-id", str(uuid.NAMESPACE_URL)))
    except ValueError:
        made = error(400, "invalid", "The partner id is not a valid UUID.")
        yield made | {"source": {"header": "Sendcloud-Partner-Id"}}
