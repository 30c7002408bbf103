"""Answers that say less than they seem to: of a gateway, empty, or with a status that is in no file."""

from __future__ import annotations

import json
from http import HTTPStatus

from bot.sandbox.sendcloud.faults import Respond


def no_route() -> Respond:
    """The 404 of a gateway that lost its way to Sendcloud: it says nothing about what was asked for."""
    return Respond(404, {"message": "no Route matched with those values"})


def empty(status: int) -> Respond:
    """An answer with no body at all."""
    return Respond(status, b"", {"Content-Type": "application/json"})


def bare(status: int, body: object) -> Respond:
    """An answer of JSON that is none of the documented objects, such as `{}` or null."""
    return Respond(status, json.dumps(body).encode(), {"Content-Type": "application/json"})


def none_beside_an_error(status: int = 200) -> Respond:
    """An empty list with an error beside it: nothing was looked for."""
    error = {"status": "500", "code": "invalid", "detail": "The search is not available at the moment."}
    return Respond(status, {"data": [], "errors": [error]})


def refused(status: int, sentence: str = "", *, code: str = "invalid", pointer: str | None = None) -> Respond:
    """A refusal in Sendcloud's own form; without a *sentence* that of the status."""
    told: dict[str, object] = {"status": str(status), "code": code, "detail": sentence or _sentence(status)}
    if pointer is not None:
        told["source"] = {"pointer": pointer}
    return Respond(status, {"errors": [told]})


def _sentence(status: int) -> str:
    return f"This request cannot be served: {HTTPStatus(status).phrase.lower()}."


def updated_after_refused() -> Respond:
    """The 400 that GET /shipments gives for a moment that it does not like; arm it with `query="updated_after"`."""
    detail = "Validation failed, updated_after is not a datetime"
    return refused(400, detail, code="validation_error", pointer="/list_shipments/filters")
