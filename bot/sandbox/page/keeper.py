"""The keeper of the bot: starts it, kills it on request, and notices when it is there and when it is gone."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any, Final

from bot.sandbox.process import BotGone, BotProcess

Json = dict[str, Any]

STOP_SECONDS: Final = 10.0
"""Nothing is real here, so whoever closes the sandbox need not wait for as long as a real bot may take."""

STARTING, RUNNING, STOPPED, KILLED = "starting", "running", "stopped", "killed"


class Keeper:
    """The state of the bot in one word, with a reason where there is one. *changed* is called when it changes."""

    def __init__(self, bot: BotProcess, changed: Callable[[], None]) -> None:
        self.bot = bot
        self.state = STOPPED
        self.reason = ""
        self._changed = changed
        self._lock = asyncio.Lock()

    async def start(self) -> None:
        """Starts the bot unless it runs."""
        async with self._lock:
            if not self.bot.runs:
                await self.bot.start()
                self._now(STARTING)

    async def shorten_waits(self, *, short: bool) -> None:
        """Has the bot wait for seconds where it waits for minutes, or no longer; one that runs is started anew."""
        if short == self.bot.short_waits:
            return
        self.bot.short_waits = short
        if self.bot.runs:
            await self.stop()
            await self.start()
        else:
            self._changed()

    async def kill(self) -> None:
        """Sends SIGKILL: the bot gets no chance to put anything in order."""
        async with self._lock:
            if self.bot.runs:
                await self.bot.kill()
                self._now(KILLED, "SIGKILL: it could put nothing in order.")

    async def stop(self) -> None:
        """Sends SIGTERM and waits until the bot is gone; SIGKILL when it takes too long."""
        async with self._lock:
            if not self.bot.runs:
                return
            try:
                await self.bot.stop(STOP_SECONDS)
            except TimeoutError:
                await self.bot.kill()
            self._now(STOPPED)

    def look(self, *, connected: bool) -> None:
        """Notes what became of the bot; *connected* says whether Slack has a connection of it."""
        if self.state == STARTING and connected:
            self._now(RUNNING)
        if self.state in (STARTING, RUNNING) and not self._lock.locked():
            try:
                self.bot.check()
            except BotGone as gone:
                last = self.bot.last_lines(1)
                self._now(STOPPED, f"It ended by itself: {gone}. {last[0] if last else ''}".strip())

    def json(self) -> Json:
        """Returns how the bot is, for the page."""
        return {
            "state": self.state,
            "pid": self.bot.pid if self.bot.runs else None,
            "reason": self.reason,
            "shortWaits": self.bot.short_waits,
        }

    def _now(self, state: str, reason: str = "") -> None:
        self.state, self.reason = state, reason
        self._changed()
