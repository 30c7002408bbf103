"""Open modals that are drawn again as their readers press: one update in flight a window, and the newest wins."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final

from bot.clock import Clock, steady
from bot.slack.delivery.outbox import Outbox
from bot.slack.delivery.outcomes import Json, SlackBusy, SlackFailure, TooLate, ViewGone

log = logging.getLogger(__name__)

Draw = Callable[[], Awaitable[Json]]

BETWEEN_UPDATES: Final = timedelta(seconds=0.5)
"""At most two drawings a second a window; how many there may be in a minute for all of them is the outbox's pace."""

_WINDOWS_MOST: Final = 1_000


@dataclass
class _Window:
    """*wanted*: what is to be drawn next, with the hash of what its reader had before them when they pressed."""

    wanted: tuple[Draw, str | None] | None = None
    busy: bool = False
    last: datetime | None = None
    turn: asyncio.Lock = field(default_factory=asyncio.Lock)


class Windows:
    """The modals of this process, by the ids of their views."""

    def __init__(self, outbox: Outbox, clock: Clock) -> None:
        self._outbox = outbox
        self._clock = steady(clock)
        self._windows: dict[str, _Window] = {}

    def turn(self, view_id: str) -> asyncio.Lock:
        """Return what whoever draws into a modal holds from reading what to show until Slack has answered."""
        return self._window(view_id).turn

    def is_newest(self, view_id: str, seen: str) -> bool:
        """Is *seen*, the hash in a press, that of the newest drawing, with none under way?"""
        return not self._window(view_id).busy and self._outbox.newest_view(view_id) in (None, seen)

    async def follow(self, view_id: str, draw: Draw) -> None:
        """Show what *draw* returns in a modal in which an acknowledgement has just shown something else.

        Raises `ViewGone` when the modal was closed.
        """
        self._outbox.forget_view(view_id)
        await self.show(view_id, draw, seen=None)

    async def show(self, view_id: str, draw: Draw, *, seen: str | None) -> None:
        """Show what *draw* returns when its turn comes; something newer that is wanted before then replaces it.

        *seen*: the hash of the view in the press. Raises `ViewGone` when the modal was closed. Where Slack has
        something newer, or does not answer, what stands there stays: the button is compared with the ledger anyway.
        """
        window = self._window(view_id)
        window.wanted = (draw, seen)
        if window.busy:
            return
        window.busy = True
        try:
            while window.wanted is not None:
                await self._rest(window)
                async with window.turn:
                    await self._draw(view_id, window)
        finally:
            window.busy, window.wanted = False, None

    async def _rest(self, window: _Window) -> None:
        while window.last is not None and (left := window.last + BETWEEN_UPDATES - self._clock.now()) > timedelta(0):
            await self._clock.sleep(left.total_seconds())

    async def _draw(self, view_id: str, window: _Window) -> None:
        wanted, window.wanted = window.wanted, None
        if wanted is None:
            return
        draw, seen = wanted
        view = await draw()
        window.last = self._clock.now()
        try:
            await self._outbox.update_view(view_id, view, seen=seen)
        except SlackBusy as busy:
            window.wanted = window.wanted or wanted
            await self._clock.sleep(busy.retry_after)
        except ViewGone:
            raise
        except TooLate:
            log.debug("a newer drawing of a plan is there already")
        except SlackFailure as failure:
            log.warning("a plan could not be drawn again: %s", failure)

    def _window(self, view_id: str) -> _Window:
        found = self._windows.setdefault(view_id, _Window())
        if len(self._windows) > _WINDOWS_MOST:
            idle = (name for name, one in self._windows.items() if not one.busy and not one.turn.locked())
            del self._windows[next(idle, view_id)]
        return found
