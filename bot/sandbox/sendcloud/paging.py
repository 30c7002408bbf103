"""Pages: an opaque cursor, and the Link header that is the only place where it is told."""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Callable, Sequence
from typing import TypeVar
from urllib.parse import quote

from bot.sandbox.sendcloud.bodies import PANEL

Item = TypeVar("Item")


class UnknownCursor(ValueError):
    """The cursor was not made here, or points at nothing."""


def page(
    items: Sequence[Item], key: Callable[[Item], int], cursor: str | None, size: int, path: str
) -> tuple[list[Item], dict[str, str]]:
    """Return one page of *items* and its headers. UnknownCursor when *cursor* cannot be read.

    A cursor names the last element of the page before (or, backwards, the first of the page after), so that what is
    added meanwhile neither repeats nor hides anything. The links carry the panel's host and a path without `/api`, as
    the pagination page shows them: whoever follows them instead of taking the cursor ends somewhere else.
    """
    start, end = _bounds(items, key, cursor, size)
    shown = list(items[start:end])
    links = []
    if shown and start > 0:
        links.append(_link(path, f"r=1&p={key(shown[0])}", "prev"))
    if shown and end < len(items):
        links.append(_link(path, f"p={key(shown[-1])}", "next"))
    return shown, ({"Link": ", ".join(links)} if links else {})


def _bounds(items: Sequence[Item], key: Callable[[Item], int], cursor: str | None, size: int) -> tuple[int, int]:
    if cursor is None:
        return 0, min(size, len(items))
    try:
        told = base64.b64decode(cursor, validate=True).decode("ascii")
    except (binascii.Error, ValueError) as problem:
        raise UnknownCursor(cursor) from problem
    match = re.fullmatch(r"(r=1&)?p=([0-9]+)", told)
    if match is None:
        raise UnknownCursor(cursor)
    wanted = int(match[2])
    place = next((index for index, item in enumerate(items) if key(item) == wanted), None)
    if place is None:
        raise UnknownCursor(cursor)
    if match[1]:
        return max(0, place - size), place
    return place + 1, min(place + 1 + size, len(items))


def _link(path: str, told: str, rel: str) -> str:
    cursor = quote(base64.b64encode(told.encode()).decode(), safe="")
    return f'<{PANEL}/v3{path}?cursor={cursor}>; rel="{rel}"'
