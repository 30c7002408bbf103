"""The stage of the sandbox: both stand-ins, the real bot between them, and a transcript of what can be seen."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TextIO, TypeVar

from bot.sandbox.process import BotGone, BotProcess, command, free_port, settings_for
from bot.sandbox.sendcloud import SendcloudStandIn
from bot.sandbox.slack import Message, SlackStandIn
from bot.sandbox.terminal import Screen, short, wrapped

T = TypeVar("T")

LEDGER = "label-bot.db"
TRANSCRIPT = "thread.txt"
LOG = "bot.log"

PATIENCE = 20.0
"""Seconds that each thing may take to show."""


class StepFailed(Exception):
    """A step did not go as it should have."""

    def __init__(self, expected: str, seen: str) -> None:
        super().__init__(f"expected {expected}; seen: {seen}")
        self.expected = expected
        self.seen = seen


class Transcript:
    """Tells every line to *echo* and to the file at *path*, where links keep their addresses."""

    def __init__(self, echo: Callable[[str], None], path: Path) -> None:
        self._echo = echo
        self._path = path
        self._file: TextIO | None = None
        self._begun = time.monotonic()

    def open(self) -> None:
        """Begin the file anew."""
        self._file = self._path.open("w", encoding="utf-8")

    def close(self) -> None:
        """Close the file."""
        if self._file is not None:
            self._file.close()
            self._file = None

    def say(self, line: str = "", indent: str = "") -> None:
        """Tell one line."""
        for part in wrapped(short(line), indent) or [""]:
            self._echo(part)
        if self._file is not None:
            self._file.write(f"{indent}{line}".rstrip() + "\n")
            self._file.flush()

    def quote(self, who: str, lines: Sequence[str]) -> None:
        """Tell what somebody sees, with the seconds since the beginning, set off from the story."""
        self.say(f"{time.monotonic() - self._begun:5.1f} s  {who}")
        for line in lines:
            self.say(line, "       │ ")


class Thread:
    """A run's parent message and its replies, told again whenever something in them has changed."""

    def __init__(self, slack: SlackStandIn, parent: Message, screen: Screen, transcript: Transcript) -> None:
        self._slack = slack
        self.parent = parent
        self._screen = screen
        self._transcript = transcript
        self._told: dict[str, list[str]] = {}

    @property
    def replies(self) -> list[Message]:
        """The replies, oldest first."""
        return self._slack.thread(self.parent.channel, self.parent.ts)

    def look(self) -> None:
        """Tell what is new."""
        self._tell(self.parent, "message")
        for reply in self.replies:
            self._tell(reply, "reply in the thread")

    def _tell(self, message: Message, what: str) -> None:
        now, before = self._screen.message(message), self._told.get(message.ts)
        if now == before:
            return
        self._told[message.ts] = now
        if before is None:
            self._transcript.quote(what, now)
        else:
            self._transcript.quote(f"{what}, edited", [line for line in now if line not in before] or now[:1])


class Stage:
    """Everything that a play happens on. *folder* receives the ledger, the log, the transcript and the documents."""

    def __init__(
        self,
        folder: Path,
        echo: Callable[[str], None],
        *,
        sendcloud: SendcloudStandIn | None = None,
        patience: float = PATIENCE,
    ) -> None:
        self.folder = folder.absolute()
        self.slack = SlackStandIn()
        self.sendcloud = sendcloud or SendcloudStandIn(announce_after=1.5)
        self.screen = Screen(self.slack)
        self.transcript = Transcript(echo, self.folder / TRANSCRIPT)
        self.thread: Thread | None = None
        self.patience = patience
        self._bot: BotProcess | None = None

    @property
    def ledger(self) -> Path:
        """Where the ledger is."""
        return self.folder / LEDGER

    @property
    def bot(self) -> BotProcess:
        """The bot, once it was started."""
        assert self._bot is not None  # noqa: S101 (the first step starts it)
        return self._bot

    async def open(self) -> None:
        """Let both stand-ins listen. OSError when the folder cannot be written to."""
        self.transcript.open()
        await self.slack.start()
        await self.sendcloud.start()

    async def start_bot(self) -> str:
        """Start the bot; return what it says when it is ready."""
        settings = settings_for(self.slack, self.sendcloud, self.ledger, port=free_port())
        self._bot = BotProcess(settings, self.folder / LOG)
        await self._bot.start()
        expected = "a bot that answers “ready” on /readyz"
        try:
            return await self._bot.ready(self.patience)
        except TimeoutError as late:
            raise StepFailed(expected, str(late)) from late
        except BotGone as gone:
            raise StepFailed(expected, str(gone)) from gone

    async def until(
        self, expected: str, condition: Callable[[], T | None], seen: Callable[[], str], seconds: float = 0.0
    ) -> T:
        """Wait until *condition* returns something true and return that; tell meanwhile what the thread shows.

        Raises StepFailed, naming what was *expected* and what was *seen*, after *seconds* (normally the stage's
        patience) or when the bot is gone.
        """
        deadline = time.monotonic() + (seconds or self.patience)
        while True:
            if self.thread is not None:
                self.thread.look()
            found = condition()
            if found:
                return found
            if time.monotonic() > deadline:
                raise StepFailed(expected, seen() or "nothing")
            try:
                self.bot.check()
            except BotGone as gone:
                raise StepFailed(expected, str(gone)) from gone
            await asyncio.sleep(0.02)

    async def command(self, *words: str) -> tuple[int, str]:
        """Run another command of the bot on the ledger; return exit status and output."""
        return await command(*words, settings={"LABEL_BOT_DATABASE": str(self.ledger)}, home=self.folder)

    def tell_failure(self, headline: str, problem: Exception) -> None:
        """Tell what went wrong, what the bot wrote last, and what the stand-ins refused."""
        say = self.transcript.say
        say()
        say(headline)
        if isinstance(problem, StepFailed):
            say(f"Expected: {problem.expected}.", "   ")
            say("Seen:", "   ")
            for line in problem.seen.splitlines():
                say(line, "     ")
        else:
            say(str(problem), "   ")
        lines = self._bot.last_lines() if self._bot is not None else []
        if lines:
            say(f"The last lines of {self.folder / LOG}:", "   ")
            for line in lines:
                say(line, "     ")
        for refusal in dict.fromkeys([*self.slack.refusals, *self.sendcloud.refusals]):
            say(f"Refused: {refusal}", "   ")

    async def close(self) -> None:
        """End the bot, whatever state it is in, and both stand-ins."""
        try:
            if self._bot is not None:
                await self._bot.kill()
        finally:
            await self.slack.stop()
            await self.sendcloud.stop()
            self.transcript.close()
