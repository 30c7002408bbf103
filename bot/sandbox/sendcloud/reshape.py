"""Faults that change an honest answer on its way back: pages without their links, lists that are cut, poison."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from bot.sandbox.sendcloud.calls import Reply
from bot.sandbox.sendcloud.writing import written


@dataclass(frozen=True)
class StripLink:
    """Answer a page of a list without its `Link` header, as a proxy does that knows better."""


@dataclass(frozen=True)
class UnreadableNext:
    """Answer a page whose `next` link has no cursor. Without *always*, a page that is the last stays as it is."""

    always: bool = False


@dataclass(frozen=True)
class CutList:
    """Leave out all but the first *keep* rows of `data`; nothing tells that there were more."""

    keep: int = 0


@dataclass(frozen=True)
class Rewrite:
    """Put *value* at *path* of the answer (`data.*.parcels.*.tracking_number`), wherever that path is there.

    `ENDLESS` as a value becomes a number too large for any float.
    """

    path: str
    value: object


@dataclass(frozen=True)
class RowsBeside:
    """Buy for every order but the one at *index* (None: for all), then answer *status* with rows and an error."""

    status: int = 400
    index: int | None = 0
    code: str = "validation_error"
    detail: str = "The order has no valid shipping address."


Reshaping = StripLink | UnreadableNext | CutList | Rewrite | RowsBeside


def reshaped(fault: Reshaping, reply: Reply) -> Reply:
    """Return an honest answer as *fault* has it."""
    match fault:
        case StripLink():
            return replace(reply, headers=_without_link(reply.headers))
        case UnreadableNext(always=always):
            if "next" not in reply.headers.get("Link", "") and not always:
                return reply
            told = '<https://panel.sendcloud.sc/api/v3/next-page>; rel="next"'
            return replace(reply, headers=_without_link(reply.headers) | {"Link": told})
        case CutList(keep=keep):
            body = _read(reply)
            if not isinstance(body, dict) or not isinstance(body.get("data"), list):
                return reply
            cut = written(body | {"data": body["data"][:keep]})
            return replace(reply, body=cut, headers=_without_link(reply.headers))
        case Rewrite(path=path, value=value):
            body = _read(reply)
            put(body, path, value)
            return reply if body is None else replace(reply, body=written(body))
        case RowsBeside(status=status):
            return replace(reply, status=status)


def _without_link(headers: Mapping[str, str]) -> dict[str, str]:
    return {name: value for name, value in headers.items() if name.lower() != "link"}


def _read(reply: Reply) -> Any:
    try:
        return json.loads(reply.body)
    except ValueError:
        return None


def put(node: Any, path: str, value: object) -> None:
    """Put *value* into *node* wherever *path* is there; names stand between dots, `*` means every element of a list."""
    first, _, rest = path.partition(".")
    if isinstance(node, list):
        places: list[Any] = list(range(len(node))) if first == "*" else []
    else:
        places = [first] if isinstance(node, dict) and first in node else []
    for place in places:
        if rest:
            put(node[place], rest, value)
        else:
            node[place] = value
