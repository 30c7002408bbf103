"""Sendcloud's lists, page by page, and what stands in ``data``."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any, TypeVar

from pydantic import BaseModel

from bot.sendcloud.errors import Rejected, Unavailable
from bot.sendcloud.lenient import read_rows
from bot.sendcloud.paging import next_cursor
from bot.sendcloud.transport import Params, Transport, log
from bot.sendcloud.wire import Page

MOST_PAGES = 100
"""Pages of one list that are read before it is given up."""

OTHERS_A_PAGE = 100
"""Sender addresses or brands on one page, as published."""

Model = TypeVar("Model", bound=BaseModel)


class Lists:
    """Reads lists. Raises the classes of ``errors``."""

    def __init__(self, http: Transport) -> None:
        self._http = http

    async def data(self, path: str) -> Any:
        """Return what stands in ``data`` of an answer. Raises ``Unavailable`` where it has no such member."""
        document = (await self._http.get(path)).document
        if not isinstance(document, dict) or "data" not in document:
            raise Unavailable("Sendcloud's answer holds no data.")
        return document["data"]

    async def page(self, model: type[Model], path: str, params: Params, cursor: str | None) -> Page[Model]:
        """Return one page, the first where *cursor* is None."""
        try:
            answer = await self._http.get(path, {**params, "cursor": cursor} if cursor else params)
        except Rejected as exc:
            if exc.http_status == 404 and (cursor or is_about_the_cursor(exc)):
                raise Unavailable("Sendcloud no longer knows this page of the list.", errors=exc.errors) from exc
            raise
        data = answer.document.get("data") if isinstance(answer.document, dict) else None
        if not isinstance(data, list):
            raise Unavailable("Sendcloud's answer holds no list.")
        items, unreadable = read_rows(model, data)
        if unreadable:
            log.warning("GET %s: %d rows could not be read", path, unreadable)
        following = next_cursor(answer.headers.get("Link"))
        if following is not None and following == cursor:
            raise Unavailable("Sendcloud's list leads in a circle.")
        return Page(items, following, unreadable)

    async def pages(self, model: type[Model], path: str, params: Params) -> AsyncIterator[Page[Model]]:
        """Yield each page of a list. Raises ``Unavailable`` for a list without end."""
        cursor: str | None = None
        seen: set[str] = set()
        for _ in range(MOST_PAGES):
            page = await self.page(model, path, params, cursor)
            yield page
            cursor = page.next_cursor
            if cursor is None:
                return
            if cursor in seen:
                raise Unavailable("Sendcloud's list leads in a circle.")
            seen.add(cursor)
        raise Unavailable("Sendcloud's list does not end.")

    async def every(self, model: type[Model], path: str) -> list[Model]:
        """Return the readable rows of a whole list."""
        pages = self.pages(model, path, {"page_size": OTHERS_A_PAGE})
        return [row async for page in pages for row in page.items]


def readable_rows(model: type[Model], data: object) -> list[Model]:
    """Return the rows of *data* that can be read as *model*; how many cannot is logged."""
    rows, unreadable = read_rows(model, data)
    if unreadable:
        log.warning("%d rows (%s) could not be read", unreadable, model.__name__)
    return rows


def is_about_the_cursor(problem: Rejected) -> bool:
    """Whether Sendcloud refused a page of a list, not the question."""
    return any("cursor" in f"{each.title} {each.detail}".lower() for each in problem.errors)
