"""The real bot as a process of its own, started with an environment made from nothing."""

from __future__ import annotations

import asyncio
import os
import signal
import socket
import sys
import time
from collections.abc import Mapping
from pathlib import Path

import aiohttp

from bot.sandbox.sendcloud import SendcloudStandIn
from bot.sandbox.slack import SlackStandIn

STOPS_WITHIN = 30.0
"""Seconds that the bot may take to end after SIGTERM."""

_SOURCE = Path(__file__).resolve().parents[2]


class BotGone(Exception):
    """The bot ended although nobody told it to; the text says how."""


def settings_for(
    slack: SlackStandIn, sendcloud: SendcloudStandIn, ledger: Path, *, port: int, over_http: bool = False
) -> dict[str, str]:
    """Return the settings of a bot between two stand-ins, and no other: Socket Mode unless *over_http*."""
    settings = {
        "SLACK_BOT_TOKEN": slack.bot_token,
        "SLACK_API_URL": slack.api_url,
        "SENDCLOUD_PUBLIC_KEY": "public",
        "SENDCLOUD_SECRET_KEY": "secret",
        "SENDCLOUD_API_URL": sendcloud.base_url,
        "SENDCLOUD_TOKEN_URL": sendcloud.token_url,
        "LABEL_BOT_DATABASE": str(ledger.absolute()),
        "LABEL_BOT_PORT": str(port),
    }
    if over_http:
        return settings | {"SLACK_SIGNING_SECRET": slack.signing_secret}
    return settings | {"SLACK_APP_TOKEN": slack.app_token}


def free_port() -> int:
    """Return a port of the loopback that nobody listens on now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def environment(settings: Mapping[str, str], home: Path) -> dict[str, str]:
    """Return all that a command of the bot needs: nothing of the caller's own environment gets in."""
    return {"PATH": os.defpath, "HOME": str(home), "LANG": "C.UTF-8", "PYTHONUTF8": "1", **settings}


async def command(*words: str, settings: Mapping[str, str], home: Path, seconds: float = 30.0) -> tuple[int, str]:
    """Run ``label-bot`` with *words* to its end; return its exit status and all that it printed.

    Raises TimeoutError when it does not end within *seconds*; it is ended then.
    """
    process = await asyncio.create_subprocess_exec(
        *_python(*words),
        env=environment(settings, home),
        cwd=_SOURCE,
        stdin=asyncio.subprocess.DEVNULL,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
    )
    try:
        output, _ = await asyncio.wait_for(process.communicate(), seconds)
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()
    return process.returncode or 0, output.decode(errors="replace")


class BotProcess:
    """One ``label-bot run``. Its log goes to the file *log*, which grows over several starts.

    With `short_waits` the next start has it wait for seconds where it waits for minutes.
    """

    def __init__(self, settings: Mapping[str, str], log: Path) -> None:
        self.settings = dict(settings)
        self.log = log
        self.short_waits = False
        self._process: asyncio.subprocess.Process | None = None

    @property
    def pid(self) -> int:
        """The number of the process, 0 when there is none."""
        return self._process.pid if self._process is not None else 0

    @property
    def runs(self) -> bool:
        """Whether the process is there."""
        return self._process is not None and self._process.returncode is None

    async def start(self) -> None:
        """Start the bot. A session of its own keeps a Ctrl-C in the terminal away from it: its owner ends it."""
        with self.log.open("ab") as log:
            self._process = await asyncio.create_subprocess_exec(
                *_python("run", *(["--short-waits"] if self.short_waits else [])),
                env=environment(self.settings, self.log.parent),
                cwd=_SOURCE,
                stdin=asyncio.subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )

    def check(self) -> None:
        """Raise `BotGone` when the bot has ended."""
        if self._process is not None and self._process.returncode is not None:
            raise BotGone(f"the bot has ended with exit status {self._process.returncode}")

    async def ask(self, path: str) -> tuple[int, str]:
        """Return HTTP status and body of a GET to the bot's own server; status 0 when nobody listens yet."""
        address = f"http://127.0.0.1:{self.settings['LABEL_BOT_PORT']}{path}"
        try:
            async with aiohttp.ClientSession() as http, http.get(address) as answer:
                return answer.status, (await answer.text()).strip()
        except (aiohttp.ClientError, OSError) as error:
            return 0, f"no answer ({type(error).__name__})"

    async def ready(self, seconds: float = 20.0) -> str:
        """Wait until the bot says that it can reach everything; return its words.

        Raises TimeoutError with the last answer, and `BotGone`.
        """
        deadline = time.monotonic() + seconds
        while True:
            status, said = await self.ask("/readyz")
            if status == 200:
                return said
            self.check()
            if time.monotonic() > deadline:
                raise TimeoutError(said)
            await asyncio.sleep(0.1 if status == 0 else 0.5)

    async def stop(self, seconds: float = STOPS_WITHIN) -> int:
        """Send SIGTERM and return the exit status. Raises TimeoutError when the bot is still there after *seconds*."""
        assert self._process is not None  # noqa: S101 (start comes first)
        if self.runs:
            self._process.send_signal(signal.SIGTERM)
        return await asyncio.wait_for(self._process.wait(), seconds)

    async def kill(self) -> None:
        """End the bot at once, as a power cut does. Does nothing when it is not there."""
        if self._process is None:
            return
        if self._process.returncode is None:
            self._process.kill()
        await self._process.wait()

    def last_lines(self, most: int = 8) -> list[str]:
        """Return the end of the log."""
        try:
            return self.log.read_text(encoding="utf-8", errors="replace").splitlines()[-most:]
        except OSError:
            return []


def _python(*words: str) -> tuple[str, ...]:
    return (sys.executable, "-m", "bot", *words)
