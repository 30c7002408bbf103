"""The composition root: builds everything once, starts it, and stops it in the right order. It knows all the others."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import os
import secrets
import signal
import socket
import sys
from collections.abc import AsyncIterator

from slack_bolt.async_app import AsyncApp

import handlers
from bot import doctor, logs
from bot.clock import Clock, SystemClock
from bot.desk import Catalogue, Desk, Rights, Rules
from bot.engine.causes import Causes
from bot.engine.context import EngineContext
from bot.engine.documents import Reader
from bot.engine.parts import parts_of
from bot.engine.privacy import Destinations, FixHashes
from bot.engine.shops import Shops
from bot.engine.times import Times
from bot.engine.worker import Worker
from bot.from_settings import limits_of, sendcloud_for
from bot.ledger import Ledger, LedgerUnavailable, NewerLedger
from bot.people import DirectoryUnavailable
from bot.plan_words import PlanWords
from bot.readiness import ReadinessCheck
from bot.settings import Settings
from bot.slack.delivery.anchors import DailyAnchor
from bot.slack.delivery.approvers import Approvers
from bot.slack.delivery.homes import Homes
from bot.slack.delivery.outbox import Outbox
from bot.slack.delivery.private_files import PrivateFiles
from bot.slack.delivery.projector import Projector
from bot.slack.delivery.windows import Windows
from bot.slack.directory import Directory
from bot.slack.downloads import Downloads
from bot.slack.http import slack_client
from bot.slack.probe import SlackProbe
from bot.slack.transport import Socket, SocketRefused, over_http
from bot.waiting import Wakeup, cancel, wait_any
from bot.web import SlackEndpoint, Web, WebhookEndpoint
from bot.webhook import SendcloudWebhook

log = logging.getLogger("label_bot")


class CannotStart(Exception):
    """The bot cannot start; the text says why and what to do."""


class Bot:
    """The whole bot: what listens, what works, and what they share."""

    def __init__(self, settings: Settings, *, clock: Clock | None = None, times: Times | None = None) -> None:
        self.settings = settings
        self.clock = clock or SystemClock()
        self.wakeup = Wakeup(self.clock)
        self._stopping = asyncio.Event()
        self.ledger = Ledger(settings.label_bot_database)
        times = times or Times(settle=settings.label_bot_settle_seconds)
        self.sendcloud = sendcloud_for(settings, self.clock, times)
        self._slack = slack_client(settings.slack_bot_token.get_secret_value(), api_url=settings.slack_api_url)
        self.words = PlanWords()
        self._outbox = Outbox(self._slack, self.clock)
        self._windows = Windows(self._outbox, self.clock)
        self._homes = self._homes_for(settings.sendcloud_test_labels)
        self.directory = Directory(self._slack, self.clock)
        self._limits = limits_of(settings)
        self._catalogue = self._catalogue_for(settings)
        self._readiness = ReadinessCheck(self._slack, self.sendcloud, self.ledger, self.clock, socket=self._socket_open)
        self.desk = Desk(
            ledger=self.ledger,
            sendcloud=self.sendcloud,
            directory=self.directory,
            rights=Rights(
                Rules(settings.label_bot_allowed_channels, settings.label_bot_allowed_usergroups), self.directory
            ),
            catalogue=self._catalogue,
            test_labels=settings.sendcloud_test_labels,
            panel_url=settings.label_bot_panel_url,
            label_fee=settings.label_bot_label_fee,
            zone=settings.label_bot_timezone,
            clock=self.clock,
            wakeup=self.wakeup,
            words=self.words,
            fix_hashes=FixHashes(settings.sendcloud_secret_key.get_secret_value()),
            limits=self._limits,
            health=self._readiness.problems,
        )
        self.bolt = self._bolt()
        self._worker = self._worker_for(times)
        self._web = Web(
            settings.label_bot_host,
            settings.label_bot_port,
            slack=None if settings.socket_mode else self._over_http(),
            ready=self._readiness.look,
            webhook=self._webhook(),
        )
        self._socket: Socket | None = None
        self._working: asyncio.Task[None] | None = None
        self._keeping_homes: asyncio.Task[None] | None = None

    def _bolt(self) -> AsyncApp:
        secret = self.settings.slack_signing_secret
        app = AsyncApp(
            name="label-bot",
            client=self._slack,
            # Socket Mode needs no signature; Bolt wants a secret all the same, and a random one opens nothing.
            signing_secret=secret.get_secret_value() if secret else secrets.token_hex(32),
            raise_error_for_unhandled_request=False,
        )
        token = self.settings.slack_bot_token.get_secret_value()
        downloads = Downloads(self._slack, token=token, api_url=self.settings.slack_api_url)
        files = PrivateFiles(self._outbox, self.clock)
        handlers.register(app, self.desk, downloads, self.words, self._windows, files, self._homes)
        return app

    def _catalogue_for(self, settings: Settings) -> Catalogue:
        shop, test_labels = settings.sendcloud_integration_id, settings.sendcloud_test_labels
        return Catalogue(self.sendcloud, self.clock, integration_id=shop, test_labels=test_labels)

    def _homes_for(self, test_labels: bool) -> Homes:
        pace = self._outbox.pace
        return Homes(self._slack, pace, self.ledger, self.clock, self.wakeup, test_labels=test_labels)

    def _over_http(self) -> SlackEndpoint:
        secret = self.settings.slack_signing_secret
        assert secret is not None  # noqa: S101 (the settings want it where there is no app token)
        return over_http(self.bolt, self._stopping, self.clock, signing_secret=secret.get_secret_value())

    def _webhook(self) -> WebhookEndpoint | None:
        secret = self.settings.sendcloud_webhook_secret
        if secret is None:
            return None
        return SendcloudWebhook(secret.get_secret_value(), self.ledger, self.clock, self.wakeup).take

    def _worker_for(self, times: Times) -> Worker:
        anchor = self.settings.label_bot_anchor_channel
        context = EngineContext(
            ledger=self.ledger,
            sendcloud=self.sendcloud,
            clock=self.clock,
            wakeup=self.wakeup,
            times=times,
            destinations=Destinations(self.settings.sendcloud_secret_key.get_secret_value()),
            fix_hashes=FixHashes(self.settings.sendcloud_secret_key.get_secret_value()),
            causes=Causes(self.sendcloud),
            words=self.words,
            shops=Shops(self.sendcloud, self.clock),
        )
        return Worker(
            context,
            owner=f"{socket.gethostname()}:{os.getpid()}:{secrets.token_hex(4)}",
            engine=parts_of(context, self._limits, keep_words_days=self.settings.label_bot_keep_words_days),
            drawing=Projector(
                self.ledger,
                self._outbox,
                Reader(self.sendcloud),
                self.clock,
                self.wakeup,
                anchor=DailyAnchor(anchor) if anchor else None,
                unanswered=context.times.unanswered,
                windows=self._windows,
                words=self.words,
                approvers=Approvers(self.directory, self._limits.approvers),
                limits=self._limits,
            ),
        )

    async def _socket_open(self) -> str | None:
        if not self.settings.socket_mode:
            return None
        return await self._socket.problem() if self._socket else "The socket to Slack is not opened yet."

    @property
    def port(self) -> int:
        """The port that is listened on."""
        return self._web.port

    async def start(self) -> None:
        """Open the ledger, listen, begin to work, and go to Slack. Raises `CannotStart`."""
        try:
            await self.ledger.open()
        except (LedgerUnavailable, NewerLedger) as exc:
            raise CannotStart(str(exc)) from exc
        try:
            await self._web.start()
        except OSError as exc:
            where = f"{self.settings.label_bot_host}:{self.settings.label_bot_port}"
            raise CannotStart(
                f"{where} cannot be listened on: {exc.strerror}. "
                "Set LABEL_BOT_HOST and LABEL_BOT_PORT to a free address."
            ) from exc
        self._working = asyncio.create_task(self._worker.run(self._stopping))
        self._keeping_homes = asyncio.create_task(self._homes.work(self._stopping))
        await self._catalogue.warm()
        await self._check_install()
        if self.settings.slack_app_token is not None:
            self._socket = Socket(self.bolt, self._slack, self.settings.slack_app_token.get_secret_value(), self.clock)
            try:
                await self._socket.open(self._stopping)
            except SocketRefused as exc:
                raise CannotStart(str(exc)) from exc
        if self._stopping.is_set():
            return
        mode = "Socket Mode" if self.settings.socket_mode else "HTTP"
        log.info("label-bot is running (%s, port %d).", mode, self.port)

    async def _check_install(self) -> None:
        """Raise `CannotStart` for an app that is installed in no workspace. A Slack that is silent is asked later."""
        with contextlib.suppress(DirectoryUnavailable):
            if (await self.directory.identity()).organisation_wide:
                raise CannotStart(f"SLACK_BOT_TOKEN: {doctor.ORGANISATION_WIDE}. {doctor.INSTALL_IN_WORKSPACE}")

    async def wait(self) -> None:
        """Return when the bot was told to end; raise what ended its work otherwise."""
        assert self._working is not None  # noqa: S101 (start comes first)
        await wait_any(self._stopping.wait(), self._working)
        if self._working.done():
            self._working.result()

    def tell_to_stop(self) -> None:
        """Take no new work from here on."""
        self._stopping.set()
        self.wakeup.wake()

    async def stop(self) -> None:
        """Stop listening, let the call in flight end, write everything down, close the ledger."""
        self.tell_to_stop()
        if self._socket is not None:
            await self._socket.hang_up()
        try:
            if self._working is not None:
                await self._working
        finally:
            if self._keeping_homes is not None:
                await cancel([self._keeping_homes])
            if self._socket is not None:
                await self._socket.close()
            await self._web.stop()
            await self._readiness.close()
            await self._catalogue.close()
            await self.sendcloud.aclose()
            await self.ledger.close()


@contextlib.asynccontextmanager
async def running(bot: Bot) -> AsyncIterator[Bot]:
    """Start a bot for the length of a block."""
    try:
        await bot.start()
        yield bot
    finally:
        await bot.stop()


async def run(
    settings: Settings, *, clock: Clock | None = None, times: Times | None = None, short_waits: bool = False
) -> int:
    """Run the bot until SIGTERM or Ctrl-C; return the exit status. *short_waits*: between stand-ins alone."""
    bot = Bot(settings, clock=clock, times=Times.short() if short_waits else times)
    sys.excepthook = logs.last_words  # from here on an error may quote what somebody sent
    loop = asyncio.get_running_loop()
    for name in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(name, bot.tell_to_stop)
    try:
        async with running(bot):
            await bot.wait()
    except CannotStart as exc:
        log.error("label-bot does not start. %s", exc)
        return 1
    log.info("label-bot has stopped.")
    return 0


async def examine(settings: Settings) -> list[doctor.Finding]:
    """Check every setting, key, scope, channel and file, changing nothing."""
    app_token = settings.slack_app_token
    probe = SlackProbe(
        bot_token=settings.slack_bot_token.get_secret_value(),
        app_token=app_token.get_secret_value() if app_token else None,
        api_url=settings.slack_api_url,
    )
    sendcloud = sendcloud_for(settings, SystemClock(), Times())
    try:
        return await doctor.examine(settings, slack=probe, sendcloud=sendcloud)
    finally:
        await sendcloud.aclose()
