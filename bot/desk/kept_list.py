"""A list of the account's, as it was fetched last: there at once, and refreshed in the background when it is old."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta
from typing import Generic, TypeVar

from bot.clock import Clock, steady
from bot.sendcloud import SendcloudError
from bot.waiting import cancel

T = TypeVar("T")

KEEPS = timedelta(minutes=5)
"""How old a list may be before it is fetched anew."""

log = logging.getLogger("label_bot.desk")


class KeptList(Generic[T]):
    """What *fetch* returned last. A list that cannot be fetched stays as it was."""

    def __init__(self, fetch: Callable[[], Awaitable[list[T]]], clock: Clock) -> None:
        self._fetch = fetch
        self._clock = steady(clock)
        self._items: list[T] | None = None
        self._at: datetime | None = None
        self._coming: asyncio.Task[None] | None = None

    @property
    def is_missing(self) -> bool:
        """Was it never fetched?"""
        return self._items is None

    @property
    def known(self) -> list[T]:
        """The list as it was fetched last; empty when it never was."""
        return self._items or []

    def refresh(self) -> asyncio.Task[None] | None:
        """Start fetching a list that is missing or old; return the fetching that is under way, if any."""
        old = self._at is None or self._clock.now() - self._at > KEEPS
        if old and (self._coming is None or self._coming.done()):
            self._coming = asyncio.create_task(self._fill())
        return self._coming if self._coming is not None and not self._coming.done() else None

    def coming(self) -> asyncio.Task[None] | None:
        """Refresh; return the fetching when it is the first and so worth waiting for."""
        task = self.refresh()
        return task if self.is_missing else None

    async def close(self) -> None:
        """End the fetching."""
        if self._coming is not None:
            await cancel([self._coming])

    async def _fill(self) -> None:
        try:
            self._items = await self._fetch()
            self._at = self._clock.now()
        except SendcloudError as exc:
            log.warning("A list for the modal could not be fetched: %s", exc)


async def arrive(coming: list[asyncio.Task[None] | None], seconds: float) -> None:
    """Wait for what is being fetched, so many seconds at most."""
    tasks = {task for task in coming if task is not None}
    if tasks:
        await asyncio.wait(tasks, timeout=seconds)
