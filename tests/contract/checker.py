"""Real traffic against the published contract: every request and every answer that a stand-in recorded.

`check_calls` returns what breaks the contract and is not a named deviation; `unused_deviations` names the deviations
that nothing needed, which is a mistake too. Answers of injected faults are not looked at, nor are requests that the
stand-in refused: those stand in its `refusals`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from jsonschema import Draft202012Validator
from openapi_core.datatypes import RequestParameters
from openapi_core.exceptions import OpenAPIError
from werkzeug.datastructures import Headers, ImmutableMultiDict

from bot.sandbox.sendcloud import Call
from tests.contract import spec

_DOCUMENTS = ("application/pdf", "application/zpl", "image/png")
_ERRORS = {
    "type": "object",
    "required": ["errors"],
    "properties": {
        "errors": {
            "type": "array",
            "minItems": 1,
            "items": {"type": "object", "required": ["status", "code", "detail"]},
        }
    },
}
_BRANDS = {
    "type": "object",
    "required": ["data"],
    "properties": {
        "data": {
            "type": "array",
            "items": {
                "type": "object",
                "required": ["id", "name"],
                "properties": {
                    "id": {"type": "integer", "minimum": 1},
                    "name": {"type": "string", "minLength": 1},
                    "domain": {"type": ["string", "null"]},
                    "notify_reply_to_email": {"type": ["string", "null"]},
                },
            },
        }
    },
}
_TOKEN = {
    "type": "object",
    "required": ["access_token", "expires_in", "token_type"],
    "properties": {
        "access_token": {"type": "string", "minLength": 1},
        "expires_in": {"type": "integer", "minimum": 1},
        "scope": {"type": "string"},
        "token_type": {"const": "bearer"},
    },
}


@dataclass(frozen=True)
class Deviation:
    """One allowed difference: *allows* says of a call and a problem (one line) whether this is it."""

    name: str
    reason: str
    allows: Callable[[Call, str], bool]


def _status(*statuses: int) -> Callable[[Call, str], bool]:
    return lambda call, problem: call.status in statuses and problem.startswith("undocumented status")


DEVIATIONS: tuple[Deviation, ...] = (
    Deviation(
        "empty list of shipments",
        "a filtered list can be empty, yet GET /shipments has minItems 1",
        lambda call, problem: call.path == "/shipments" and "[] should be non-empty" in problem,
    ),
    Deviation(
        "integration takes a comma list",
        "the description of GET /orders allows `41,68`, the schema says integer",
        lambda call, problem: call.path == "/orders" and "integer" in problem and "," in _query(call, "integration"),
    ),
    Deviation(
        "errors of shipments are an object",
        "shipments.yml types its error body as a list, while every example in it is an object with `errors`",
        lambda call, problem: (
            call.path.startswith("/shipments") and call.status >= 400 and "of type 'array'" in problem
        ),
    ),
    Deviation("no 401 at the operations", "a missing or wrong key is answered 401 everywhere", _status(401)),
    Deviation("no 403 for a body on GET", "only the page on client requirements tells of this 403", _status(403)),
    Deviation("no 429 at the operations", "too many calls are answered 429 with an empty body", _status(429)),
    Deviation(
        "brands are in no file",
        "GET /brands exists but no contract file has it: held against a schema written from its page",
        lambda call, problem: problem == "no file: /brands",
    ),
    Deviation(
        "the token endpoint is in no file",
        "POST /oauth2/token is OAuth's own: held against a schema written from its page",
        lambda call, problem: problem == "no file: /oauth2/token",
    ),
    Deviation(
        "January merge through its schemas alone",
        "the merge does not load as a whole; its schemas do, one by one",
        lambda call, problem: problem == "no August file",
    ),
)
_used: set[str] = set()


def check_calls(calls: Iterable[Call]) -> list[str]:
    """Return one line for every problem of *calls* that no deviation allows; empty when all is well."""
    found = []
    for call in calls:
        if call.fault is not None or call.status == 0:
            continue
        for problem in _problems(call):
            allowing = [deviation.name for deviation in DEVIATIONS if deviation.allows(call, problem)]
            _used.update(allowing)
            if not allowing:
                found.append(f"{call.method} {call.path} -> {call.status}: {problem}")
    return found


def unused_deviations() -> list[str]:
    """Return the names of the deviations that no call needed since the start or `forget_used`."""
    return [deviation.name for deviation in DEVIATIONS if deviation.name not in _used]


def forget_used() -> None:
    """Begin to count the use of the deviations anew."""
    _used.clear()


@dataclass(frozen=True)
class _Operation:
    method: str
    template: str
    file: str

    def is_for(self, call: Call) -> bool:
        pattern = re.sub(r"\{[^}]+\}", "[^/]+", self.template)
        return self.method == call.method and re.fullmatch(pattern, call.path) is not None


_OPERATIONS = (
    _Operation("POST", "/orders/create-labels-async", "ship-an-order.yml"),
    _Operation("GET", "/orders", "orders.yml"),
    _Operation("GET", "/orders/{id}", "orders.yml"),
    _Operation("PATCH", "/orders/{id}", "orders.yml"),
    _Operation("GET", "/service-points", "service-points.yml"),
    _Operation("GET", "/shipments", "shipments.yml"),
    _Operation("GET", "/shipments/{id}", "shipments.yml"),
    _Operation("POST", "/shipments/{id}/cancel", "shipments.yml"),
    _Operation("POST", "/addresses/validate", "shipments.yml"),
    _Operation("GET", "/parcels/{id}/documents/{type}", "parcel-documents.yml"),
    _Operation("GET", "/parcel-documents/{type}", "parcel-documents.yml"),
    _Operation("GET", "/integrations", "integrations.yml"),
)
# path: (schema of the request body, schema of one element of `data`, whether `data` is a list)
_MERGED: Mapping[tuple[str, str], tuple[str | None, str, bool]] = {
    ("POST", "/shipping-options"): ("shipping-option-filter", "shipping-option", True),
    ("GET", "/addresses/sender-addresses"): (None, "SenderAddressResponse", True),
    ("GET", "/contracts"): (None, "contract", True),
    ("GET", "/parcels/statuses"): (None, "ParcelStatus", True),
    ("GET", "/user/auth/metadata"): (None, "UserAuthMetadata", False),
}
_BY_HAND: Mapping[tuple[str, str], Mapping[str, Any]] = {
    ("GET", "/brands"): _BRANDS,
    ("POST", "/oauth2/token"): _TOKEN,
}


def _problems(call: Call) -> Iterator[str]:
    key = (call.method, call.path)
    operation = next((known for known in _OPERATIONS if known.is_for(call)), None)
    if operation is not None:
        yield from _of_file(call, operation)
    elif key in _MERGED:
        yield "no August file"
        yield from _of_merge(call, *_MERGED[key])
    elif key in _BY_HAND:
        yield f"no file: {call.path}"
        if call.status == 200:
            yield from spec.problems_of(Draft202012Validator(_BY_HAND[key]), call.reply)
    else:
        yield "no such operation in any file"


def _of_file(call: Call, operation: _Operation) -> Iterator[str]:
    method = call.method.lower()
    contract = spec.openapi(operation.file)
    request = _Request(call)
    if call.status < 300:
        for name in {name for name, _ in call.query} - spec.parameters(operation.file, operation.template, method):
            yield f"query parameter {name} is not in the contract"
        yield from _lines(contract.iter_request_errors(request))
    if str(call.status) not in spec.documented(operation.file, operation.template, method):
        yield f"undocumented status {call.status}"
        if call.raw_response:
            yield from spec.problems_of(Draft202012Validator(_ERRORS), call.reply)
        return
    if call.document_length:
        yield from _of_document(call)
        return
    if call.raw_response:
        yield from _lines(contract.iter_response_errors(request, _Response(call)))


def _of_document(call: Call) -> Iterator[str]:
    """Check a document without its bytes, which are not kept: its type is one of the three that are documented."""
    if call.response_type not in _DOCUMENTS:
        yield f"a document of the type {call.response_type}"


def _of_merge(call: Call, asked: str | None, told: str, many: bool) -> Iterator[str]:
    if call.status < 300:
        for name in {name for name, _ in call.query} - spec.merge_parameters(call.path, call.method.lower()):
            yield f"query parameter {name} is not in the contract"
        if asked is not None:
            yield from spec.merge_problems(asked, call.body)
        body = call.reply
        data = body.get("data") if isinstance(body, dict) else None
        if many is not isinstance(data, list):
            yield "data is of the wrong kind"
            return
        for entry in data if isinstance(data, list) else [data]:
            yield from spec.merge_problems(told, entry)
    elif call.status == 400:
        yield from spec.merge_problems("errors", call.reply)
    else:
        yield f"undocumented status {call.status}"


def _lines(errors: Iterable[Exception]) -> Iterator[str]:
    for found in errors:
        if not isinstance(found, OpenAPIError):
            raise found
        broken = getattr(found.__cause__, "schema_errors", None)
        if not broken:
            yield f"{type(found).__name__}: {found.__cause__ or found}"
        for one in broken or ():
            yield f"{type(found).__name__}: {'/'.join(map(str, one.absolute_path))}: {one.message}"


def _query(call: Call, name: str) -> str:
    return next((value for key, value in call.query if key == name), "")


class _Request:
    """A recorded call as openapi-core wants to see a request: as if it had gone to the one documented server."""

    host_url = "https://panel.sendcloud.sc"

    def __init__(self, call: Call) -> None:
        self.method = call.method.lower()
        self.path = f"/api/v3{call.path}"
        self.content_type = call.headers.get("content-type", "application/json").split(";")[0]
        self.body = call.raw_request or None
        # credentials are never recorded, and Accept is no parameter (OpenAPI: such definitions are to be ignored)
        headers = {name: value for name, value in call.headers.items() if name != "accept"}
        self.parameters = RequestParameters(
            query=ImmutableMultiDict(call.query), header=Headers(headers | {"Authorization": "Basic eDp5"})
        )


class _Response:
    """A recorded answer as openapi-core wants to see it."""

    def __init__(self, call: Call) -> None:
        self.status_code = call.status
        self.data = call.raw_response
        self.content_type = (call.response_type or "").split(";")[0]
        self.headers = Headers(dict(call.response_headers))
