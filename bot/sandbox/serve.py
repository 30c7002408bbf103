"""The sandbox in the browser: both stand-ins, the page and the real bot beside them, until Ctrl-C."""

from __future__ import annotations

import asyncio
import contextlib
import secrets
import signal
import threading
import webbrowser
from collections.abc import Callable
from pathlib import Path
from typing import Final

from bot.sandbox.page.app import SUBSCRIPTIONS
from bot.sandbox.page.behind import Behind
from bot.sandbox.page.faults import FaultButtons
from bot.sandbox.page.keeper import Keeper
from bot.sandbox.page.orders import seed
from bot.sandbox.page.server import PageServer
from bot.sandbox.page.welcome import settle_in
from bot.sandbox.process import BotProcess, free_port, settings_for
from bot.sandbox.sendcloud import SendcloudStandIn
from bot.sandbox.sendcloud.webhooks import Webhooks
from bot.sandbox.slack import SlackStandIn
from bot.sandbox.stage import LEDGER, LOG

GOOD, FAILED = 0, 1
_KEPT: Final = 2000
"""Calls that both stand-ins remember: a sandbox may stay open for days, and the page shows the newest only."""
_EDITS_KEPT: Final = 20
_LATENCY: Final = 0.12
_POSTS_EVERY: Final = 0.3
_ANNOUNCE_AFTER: Final = 3.0
"""Seconds: about what the real Sendcloud and a quick carrier take, so that progress can be watched."""


class Sandbox:
    """Everything that runs while the page is served."""

    def __init__(self, folder: Path, port: int) -> None:
        self.slack = SlackStandIn()
        self.slack.event_subscriptions.clear()
        self.slack.event_subscriptions.update(SUBSCRIPTIONS)
        self.sendcloud = SendcloudStandIn(latency=_LATENCY, announce_after=_ANNOUNCE_AFTER)
        self.sendcloud.calls.most = _KEPT
        self.slack.forget(most=_KEPT, edits=_EDITS_KEPT)
        self.folder = folder.absolute()
        self.port = port
        self.bot: Keeper | None = None
        self.page: PageServer | None = None
        self._watching: list[asyncio.Task[None]] = []

    @property
    def database(self) -> Path:
        """The bot's ledger."""
        return self.folder / LEDGER

    async def start(self) -> str:
        """Starts everything and returns the address of the page. OSError when its port is in use."""
        await self.slack.start()
        await self.sendcloud.start()
        seed(self.sendcloud)
        await settle_in(self.slack)
        port = free_port()
        settings = settings_for(self.slack, self.sendcloud, self.database, port=port)
        webhooks = Webhooks(self.sendcloud, f"http://127.0.0.1:{port}/sendcloud/webhook", secrets.token_hex(16))
        settings["SENDCLOUD_WEBHOOK_SECRET"] = webhooks.secret
        process = BotProcess(settings, self.folder / LOG)
        self.bot = Keeper(process, self._bot_changed)
        buttons = FaultButtons(self.slack, self.sendcloud, lambda: process.short_waits)
        self.page = PageServer(
            self.slack, Behind(self.slack, self.sendcloud, self.bot, buttons, self.database), self.port
        )
        await self.page.start()
        self._watching = [
            asyncio.create_task(self._watch(buttons)), asyncio.create_task(webhooks.keep_posting(_POSTS_EVERY)),
        ]  # fmt: skip
        await self.bot.start()
        return self.page.url

    async def stop(self) -> None:
        """Ends everything, the bot first."""
        for task in self._watching:
            task.cancel()
        if self.bot is not None:
            await self.bot.stop()
        if self.page is not None:
            await self.page.stop()
        await self.slack.stop()
        await self.sendcloud.stop()

    def _bot_changed(self) -> None:
        if self.page is not None:
            self.page.bot_changed()

    async def _watch(self, buttons: FaultButtons) -> None:
        """Notes when the bot has its connection, and lets a carrier refuse in time."""
        while True:
            if self.bot is not None:
                self.bot.look(connected=self.slack.sockets.open > 0)
            buttons.json()
            await asyncio.sleep(0.1)


async def serve(folder: Path, echo: Callable[[str], object], *, port: int = 0, open_browser: bool = False) -> int:
    """Serves the page until Ctrl-C or SIGTERM; returns the exit code.

    *folder* holds the ledger and the bot's log. With *open_browser* the page opens by itself where that is possible.
    """
    ended = asyncio.Event()
    loop = asyncio.get_running_loop()
    for what in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(what, ended.set)
    sandbox = Sandbox(folder, port)
    try:
        url = await sandbox.start()
        echo(f"The sandbox is open at {url}")
        echo("Nothing in it is real: no Slack, no Sendcloud, no label, no money.")
        echo("Type there: /label 1001 1002 1003")
        echo(f"The ledger and the bot's log are in {sandbox.folder}")
        echo("Ctrl-C ends it.")
        if open_browser:
            _show(url)
        await ended.wait()
    except OSError as error:
        echo(f"label-bot: the sandbox cannot be served: {error}")
        return FAILED
    finally:
        with contextlib.suppress(OSError):
            await sandbox.stop()
        for what in (signal.SIGINT, signal.SIGTERM):
            loop.remove_signal_handler(what)
    echo("The sandbox is closed.")
    return GOOD


def _show(url: str) -> None:
    """Opens *url* in the browser of whoever sits here; does nothing where there is none."""
    try:
        browser = webbrowser.get()
    except webbrowser.Error:
        return
    # Without a screen only browsers are found that would draw in this terminal.
    if isinstance(browser, webbrowser.GenericBrowser) and not isinstance(browser, webbrowser.BackgroundBrowser):
        return
    # Some keep their caller until they are closed; neither the page nor its end waits for them.
    threading.Thread(target=browser.open, args=(url,), daemon=True).start()
