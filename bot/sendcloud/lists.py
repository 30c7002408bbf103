"""Sendcloud's lists, page by page, and what stands in ``data``.

"There are none" is never taken from an answer that leaves it open: see `NotKnown`.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from typing import Any, TypeVar

from pydantic import BaseModel

from bot.sendcloud.errors import NotKnown, Rejected
from bot.sendcloud.lenient import read_rows
from bot.sendcloud.paging import PageIsCut, next_cursor
from bot.sendcloud.transport import Params, Transport, log
from bot.sendcloud.wire import Page

MOST_PAGES = 100
"""Pages of one list that are read before it is given up."""

_NOT_BESIDE_DATA = ("errors", "error", "message", "detail", "next")
"""Members that say that a list is not the whole answer to what was asked."""

_ANOTHER_THING = ("page", "cursor", "partner", "route", "url", "path", "endpoint", "host", "portal", "integration")
"""What is missing where the same error is not about the thing asked for."""

Model = TypeVar("Model", bound=BaseModel)


def every(_row: object) -> bool:
    """Any row that cannot be read is missed."""
    return True


class Lists:
    """Reads lists and single things. Raises the classes of ``errors``."""

    def __init__(self, http: Transport) -> None:
        self._http = http

    async def data(self, path: str) -> Any:
        """Return what stands in ``data`` of an answer. Raises `NotKnown` where it has no such member."""
        answer = await self._http.get(path)
        return _document(answer.status, answer.document)["data"]

    async def one(self, path: str, word: str) -> Any | None:
        """Return ``data`` of one thing; None when Sendcloud says that there is no such thing.

        *word* is what Sendcloud calls it, such as ``order``. Raises `NotKnown` for every other answer without it.
        """
        try:
            return await self.data(path)
        except Rejected as exc:
            if says_none(exc, word):
                return None
            raise not_known(exc) from exc

    async def page(
        self,
        model: type[Model],
        path: str,
        params: Params,
        cursor: str | None,
        *,
        page_size: int,
        minds: Callable[[object], bool] = every,
    ) -> Page[Model]:
        """Return one page, the first where *cursor* is None. Raises `NotKnown` where the answer is not one.

        *minds*: says of a row that cannot be read whether it counts as missing.
        """
        asked = {**params, "page_size": page_size, **({"cursor": cursor} if cursor else {})}
        try:
            answer = await self._http.get(path, asked)
        except Rejected as exc:
            if exc.http_status == 404 and (cursor or _speaks_of(exc, "cursor")):
                raise NotKnown("Sendcloud no longer knows this page of the list.", errors=exc.errors) from exc
            raise
        data = _document(answer.status, answer.document)["data"]
        if not isinstance(data, list):
            raise NotKnown("Sendcloud's answer holds no list.")
        items, unreadable = read_rows(model, data)
        if unreadable:
            log.warning("GET %s: %d rows could not be read", path, len(unreadable))
        missing = sum(map(minds, unreadable))
        try:
            following = next_cursor(answer.headers.get("Link"), rows=len(data), page_size=page_size)
        except PageIsCut:
            return Page(items, None, missing, is_cut=True)
        if following is not None and following == cursor:
            raise NotKnown("Sendcloud's list leads in a circle.")
        return Page(items, following, missing)

    async def pages(
        self,
        model: type[Model],
        path: str,
        params: Params,
        *,
        page_size: int,
        minds: Callable[[object], bool] = every,
    ) -> AsyncIterator[Page[Model]]:
        """Yield each page of a list; the last may be cut. Raises `NotKnown` for a list without end."""
        cursor: str | None = None
        seen: set[str] = set()
        for _ in range(MOST_PAGES):
            page = await self.page(model, path, params, cursor, page_size=page_size, minds=minds)
            yield page
            cursor = page.next_cursor
            if cursor is None:
                return
            if cursor in seen:
                raise NotKnown("Sendcloud's list leads in a circle.")
            seen.add(cursor)
        raise NotKnown("Sendcloud's list does not end.")

    async def whole(
        self, model: type[Model], path: str, params: Params, *, page_size: int, minds: Callable[[object], bool]
    ) -> list[Model]:
        """Return all rows of a list: an empty one says "none". Raises `NotKnown` where a part of it is missing, be it a
        row that *minds* counts."""
        found: list[Model] = []
        async for page in self.pages(model, path, params, page_size=page_size, minds=minds):
            if not page.is_whole:
                raise NotKnown("A part of Sendcloud's list could not be read.")
            found += page.items
        return found

    async def readable(self, model: type[Model], path: str, *, page_size: int) -> list[Model]:
        """Return the readable rows of a list to choose from, where a missing row is no evidence of anything."""
        pages = self.pages(model, path, {}, page_size=page_size)
        return [row async for page in pages for row in page.items]


def readable_rows(model: type[Model], data: object) -> list[Model]:
    """Return the rows of *data* that can be read as *model*; how many cannot is logged."""
    rows, unreadable = read_rows(model, data)
    if unreadable:
        log.warning("%d rows (%s) could not be read", len(unreadable), model.__name__)
    return rows


def _document(status: int, document: object) -> dict[str, Any]:
    """Return the body of a 200 that has ``data`` and nothing that takes it back. Raises `NotKnown` for others."""
    if status != 200 or not isinstance(document, dict) or "data" not in document:
        raise NotKnown(f"Sendcloud's answer (HTTP {status}) holds no data.", http_status=status)
    if any(document.get(name) for name in _NOT_BESIDE_DATA):
        raise NotKnown("Sendcloud's answer holds an error beside its data.", http_status=status)
    return document


def says_none(problem: Rejected, word: str) -> bool:
    """Return whether a 404 is Sendcloud's published error object for exactly the thing asked for, named by *word*."""
    return (
        problem.http_status == 404
        and bool(problem.errors)
        and all(
            each.published
            and each.code == "not_found"
            and each.status in (None, "404")
            and _is_about(f"{each.title or ''} {each.detail or ''}".casefold(), word)
            for each in problem.errors
        )
    )


def not_known(problem: Rejected) -> Rejected | NotKnown:
    """Return what a refusal to tell amounts to: a 404 says nothing, unless it is Sendcloud's for a wrong address."""
    if problem.http_status != 404 or _speaks_of(problem, "page you have requested"):
        return problem
    return NotKnown("Sendcloud's answer does not say whether there is any.", errors=problem.errors, http_status=404)


def _is_about(text: str, word: str) -> bool:
    if any(other in text for other in _ANOTHER_THING):
        return False
    return word in text or text.strip(" .") == "not found"


def _speaks_of(problem: Rejected, word: str) -> bool:
    return any(word in f"{each.title} {each.detail}".casefold() for each in problem.errors)
