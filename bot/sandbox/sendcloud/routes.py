"""From a request to its answer: which endpoint it means, whether it is well formed, and who carries it out."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from bot.sandbox.sendcloud import addresses, documents, reads, repairs
from bot.sandbox.sendcloud.auth import Keys
from bot.sandbox.sendcloud.bodies import error, ok, refuse
from bot.sandbox.sendcloud.calls import Ask, Reply
from bot.sandbox.sendcloud.faults import Fault
from bot.sandbox.sendcloud.problems import body_problems, header_problems, query_problems
from bot.sandbox.sendcloud.purchase import create_labels
from bot.sandbox.sendcloud.quotes import options
from bot.sandbox.sendcloud.schema import (
    Body,
    ContractsQuery,
    CreateLabels,
    DocumentQuery,
    DocumentsQuery,
    IntegrationsQuery,
    LogsQuery,
    OrdersQuery,
    PageQuery,
    Query,
    ShipmentsQuery,
    ShippingOptions,
    ValidateAddress,
)
from bot.sandbox.sendcloud.schema_changes import PatchOrder, ServicePointsQuery
from bot.sandbox.sendcloud.world import World

Carry = Callable[["Desk", Ask, "re.Match[str]", Fault | None], Reply]
TOKEN_PATH = "/oauth2/token"  # noqa: S105 - a path


@dataclass(frozen=True)
class Endpoint:
    """One method of one path. *body* None says that a body is not allowed; *repeatable* may be given more than once."""

    method: str
    path: re.Pattern[str]
    carry: Carry
    query: type[Query] = Query
    body: type[Body] | None = None
    repeatable: str | None = None


class Desk:
    """Answers requests from the state of one account; keeps in *refusals* what the real one would not have accepted."""

    def __init__(self, world: World, keys: Keys, integration_id: int) -> None:
        self.world, self.keys, self.integration_id = world, keys, integration_id
        self.refusals: list[str] = []

    def note(self, ask: Ask, why: str) -> None:
        """Record that *ask* was refused, and why."""
        self.refusals.append(f"{ask.method} {ask.path}: {why}")

    def answer(self, ask: Ask, fault: Fault | None) -> Reply:
        """Carry *ask* out and return the answer; its shape, credentials and contents are all checked here."""
        if ask.path == TOKEN_PATH and ask.method == "POST":
            reply = self.keys.token(ask)
            if reply.status != 200:
                self.note(ask, "the token was refused")
            return reply
        denied = self.keys.refusal(ask)
        if denied is not None:
            self.note(ask, "missing or wrong credentials")
            return denied
        endpoint, match = self._endpoint(ask)
        if endpoint is None or match is None:
            return self._no_endpoint(ask)
        return self._malformed(ask, endpoint) or endpoint.carry(self, ask, match, fault)

    def _endpoint(self, ask: Ask) -> tuple[Endpoint | None, re.Match[str] | None]:
        for endpoint in ENDPOINTS:
            match = endpoint.path.fullmatch(ask.path)
            if match is not None and endpoint.method == ask.method:
                return endpoint, match
        return None, None

    def _no_endpoint(self, ask: Ask) -> Reply:
        if any(endpoint.path.fullmatch(ask.path) for endpoint in ENDPOINTS):
            self.note(ask, "method not allowed")
            return refuse(405, error(405, "invalid", f'Method "{ask.method}" not allowed.'))
        self.note(ask, "no such page")
        return refuse(404, error(404, "not_found", "The page you have requested could not be found."))

    def _malformed(self, ask: Ask, endpoint: Endpoint) -> Reply | None:
        if ask.method == "GET" and ask.raw:
            self.note(ask, "a GET with a body")
            return refuse(403, error(403, "forbidden", "A GET request must not have a body."))
        problems = list(query_problems(ask, endpoint.query, endpoint.repeatable))
        if ask.method != "GET":
            problems += header_problems(ask)
        if endpoint.body is not None:
            problems += body_problems(ask, endpoint.body)
        elif ask.raw:
            problems.append(error(400, "invalid", "This request takes no body.", pointer="/data"))
        for problem in problems:
            self.note(ask, f"{problem['detail']} {problem.get('source', '')}".strip())
        return refuse(400, *problems) if problems else None


def _metadata(desk: Desk, _ask: Ask, _match: re.Match[str], _fault: Fault | None) -> Reply:
    return ok({"data": {"user_id": 1, "integration_id": desk.integration_id}})


def _read(handler: Callable[[World, Ask], Reply]) -> Carry:
    return lambda desk, ask, _match, _fault: handler(desk.world, ask)


def _read_one(handler: Callable[[World, Ask, str], Reply]) -> Carry:
    return lambda desk, ask, match, _fault: handler(desk.world, ask, match[1])


def _cancel(desk: Desk, ask: Ask, match: re.Match[str], fault: Fault | None) -> Reply:
    return reads.cancel(desk.world, ask, match[1], fault)


def _order(desk: Desk, ask: Ask, match: re.Match[str], _fault: Fault | None) -> Reply:
    if not match[1].isdigit():
        desk.note(ask, "the path wants Sendcloud's internal number of the order")
    return reads.order(desk.world, ask, match[1])


def _update(desk: Desk, ask: Ask, match: re.Match[str], fault: Fault | None) -> Reply:
    return repairs.update(desk.world, ask, match[1], PatchOrder.model_validate_json(ask.raw), fault)


def _logs(desk: Desk, ask: Ask, match: re.Match[str], _fault: Fault | None) -> Reply:
    return reads.logs(desk.world, ask, match[1])


def _buy(desk: Desk, ask: Ask, _match: re.Match[str], fault: Fault | None) -> Reply:
    return create_labels(desk.world, ask, CreateLabels.model_validate_json(ask.raw), fault, desk.refusals)


def _options(desk: Desk, ask: Ask, _match: re.Match[str], _fault: Fault | None) -> Reply:
    return ok({"data": options(ShippingOptions.model_validate_json(ask.raw), rise=desk.world.price_rise)})


def _validate(desk: Desk, ask: Ask, _match: re.Match[str], _fault: Fault | None) -> Reply:
    return addresses.validate(desk.world, ask, ValidateAddress.model_validate_json(ask.raw))


def _document(desk: Desk, ask: Ask, match: re.Match[str], fault: Fault | None) -> Reply:
    return documents.one(desk.world, ask, match[1], match[2], fault, desk.refusals)


def _documents(desk: Desk, ask: Ask, match: re.Match[str], fault: Fault | None) -> Reply:
    return documents.many(desk.world, ask, match[1], fault, desk.refusals)


def _at(path: str) -> re.Pattern[str]:
    return re.compile(path.replace("{}", "([^/]+)"))


ENDPOINTS: tuple[Endpoint, ...] = (
    Endpoint("GET", _at("/user/auth/metadata"), _metadata),
    Endpoint("GET", _at("/integrations"), _read(reads.integrations), IntegrationsQuery),
    Endpoint("GET", _at("/integrations/{}/logs"), _logs, LogsQuery),
    Endpoint("POST", _at("/orders/create-labels-async"), _buy, body=CreateLabels),
    Endpoint("GET", _at("/orders"), _read(reads.orders), OrdersQuery),
    Endpoint("GET", _at("/orders/{}"), _order),
    Endpoint("PATCH", _at("/orders/{}"), _update, body=PatchOrder),
    Endpoint("GET", _at("/service-points"), _read(repairs.service_points), ServicePointsQuery),
    Endpoint("GET", _at("/shipments"), _read(reads.shipments), ShipmentsQuery),
    Endpoint("GET", _at("/shipments/{}"), _read_one(reads.shipment)),
    Endpoint("POST", _at("/shipments/{}/cancel"), _cancel),
    Endpoint("GET", _at("/parcels/statuses"), _read(reads.statuses)),
    Endpoint("GET", _at("/parcels/{}/documents/{}"), _document, DocumentQuery),
    Endpoint("GET", _at("/parcel-documents/{}"), _documents, DocumentsQuery, repeatable="parcels"),
    Endpoint("POST", _at("/shipping-options"), _options, body=ShippingOptions),
    Endpoint("POST", _at("/addresses/validate"), _validate, body=ValidateAddress),
    Endpoint("GET", _at("/addresses/sender-addresses"), _read(reads.senders), PageQuery),
    Endpoint("GET", _at("/brands"), _read(reads.brands), PageQuery),
    Endpoint("GET", _at("/contracts"), _read(reads.contract_list), ContractsQuery),
)
