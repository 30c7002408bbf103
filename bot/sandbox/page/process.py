"""The real bot as a process of its own, which can be killed and started again."""

from __future__ import annotations

import asyncio
import signal
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, Final

Json = dict[str, Any]

ROOT: Final = Path(__file__).resolve().parents[3]
STOP_SECONDS: Final = 12.0
TAIL_BYTES: Final = 4000


class BotProcess:
    """`python -m bot run` with an environment made from nothing; its output goes to a file in *folder*."""

    def __init__(self, environ: Mapping[str, str], folder: Path, changed: Callable[[], None]) -> None:
        self.environ = dict(environ)
        self.log = folder / "bot.log"
        self.folder = folder
        self.state = "stopped"
        self.reason = ""
        self._changed = changed
        self._process: asyncio.subprocess.Process | None = None
        self._watch: asyncio.Task[None] | None = None
        self._told: set[signal.Signals] = set()

    @property
    def pid(self) -> int | None:
        """The id of the process, None when there is none."""
        return self._process.pid if self._process is not None and self._process.returncode is None else None

    async def start(self) -> None:
        """Starts the bot unless it runs."""
        if self.pid is not None:
            return
        self._told.clear()
        with self.log.open("ab") as log:
            self._process = await asyncio.create_subprocess_exec(
                sys.executable, "-m", "bot", "run",
                env=self.environ | {"PYTHONPATH": str(ROOT), "PYTHONUNBUFFERED": "1", "LANG": "C.UTF-8"},
                cwd=self.folder, stdin=asyncio.subprocess.DEVNULL, stdout=log, stderr=log,
                start_new_session=True,
            )  # fmt: skip
        self._now("starting")
        self._watch = asyncio.create_task(self._wait(self._process))

    def ready(self) -> None:
        """Notes that the bot has its connection to Slack."""
        if self.state == "starting":
            self._now("running")

    def kill(self) -> None:
        """Sends SIGKILL: the bot gets no chance to put anything in order."""
        self._send(signal.SIGKILL)

    async def stop(self) -> None:
        """Sends SIGTERM and waits until the process is gone; SIGKILL when it takes too long."""
        process = self._process
        if process is None or process.returncode is not None:
            return
        self._send(signal.SIGTERM)
        try:
            await asyncio.wait_for(process.wait(), STOP_SECONDS)
        except TimeoutError:
            self._send(signal.SIGKILL)
            await process.wait()
        if self._watch is not None:
            await self._watch

    def json(self) -> Json:
        """Returns how the bot is, for the page."""
        return {"state": self.state, "pid": self.pid, "reason": self.reason}

    def _send(self, what: signal.Signals) -> None:
        if self._process is not None and self._process.returncode is None:
            self._told.add(what)
            self._process.send_signal(what)

    async def _wait(self, process: asyncio.subprocess.Process) -> None:
        code = await process.wait()
        if signal.SIGKILL in self._told:
            self._now("killed", "SIGKILL: it could put nothing in order.")
        elif signal.SIGTERM in self._told:
            self._now("stopped")
        else:
            self._now("stopped", f"It ended by itself with exit code {code}. {self._last_line()}")

    def _last_line(self) -> str:
        with self.log.open("rb") as log:
            log.seek(0, 2)
            log.seek(max(0, log.tell() - TAIL_BYTES))
            lines = log.read().decode("utf-8", "replace").strip().splitlines()
        return lines[-1] if lines else ""

    def _now(self, state: str, reason: str = "") -> None:
        self.state, self.reason = state, reason
        self._changed()
