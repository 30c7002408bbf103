"""Bots as processes: started, killed, stopped and started again from outside."""

from __future__ import annotations

import asyncio
import contextlib
import json
import os
import resource
import signal
import sys
from pathlib import Path
from typing import Any, Final

ROOT: Final = Path(__file__).parents[2]


class Bot:
    """One bot process. *ended* is set when it is gone, whoever or whatever ended it; *status* is minus the signal."""

    def __init__(self, pid: int, port: int) -> None:
        self.pid = pid
        self.port = port
        self.status: int | None = None
        self.ended = asyncio.Event()

    @property
    def alive(self) -> bool:
        """Whether the process has not been reported as gone."""
        return not self.ended.is_set()

    def send(self, number: signal.Signals) -> None:
        """Send a signal; nothing happens when the process is gone."""
        if self.alive:
            with contextlib.suppress(ProcessLookupError):
                os.kill(self.pid, number)

    def kill(self) -> None:
        """End it as a power cut does."""
        self.send(signal.SIGKILL)

    def fill_the_disk(self) -> None:
        """Let no file grow beyond a page from now on, as on a disk without room."""
        self._room(4096)

    def empty_the_disk(self) -> None:
        """Let files grow again."""
        self._room(resource.RLIM_INFINITY)

    def _room(self, size: int) -> None:
        if self.alive:
            with contextlib.suppress(ProcessLookupError):
                resource.prlimit(self.pid, resource.RLIMIT_FSIZE, (size, resource.RLIM_INFINITY))


def is_working(pid: int) -> bool:
    """Whether a process, or one that it started, computes, waits for its turn to, or for the disk; False if unknown."""
    with contextlib.suppress(OSError):
        for task in os.listdir(f"/proc/{pid}/task"):
            if _state(f"/proc/{pid}/task/{task}") in ("R", "D"):
                return True
            children = Path(f"/proc/{pid}/task/{task}/children").read_text(encoding="ascii").split()
            if any(is_working(int(child)) for child in children):
                return True
    return False


def _state(task: str) -> str:
    return Path(f"{task}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()[0]


class Starter:
    """The process that starts bots."""

    def __init__(self) -> None:
        self._process: asyncio.subprocess.Process | None = None
        self._reading: asyncio.Task[None] | None = None
        self._asked: dict[str, tuple[asyncio.Future[Bot], int]] = {}
        self._bots: dict[int, Bot] = {}
        self._count = 0

    async def open(self) -> None:
        """Start the starter itself."""
        self._process = await asyncio.create_subprocess_exec(
            sys.executable, "-m", "tests.chaos.starter", cwd=ROOT,
            stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE,
        )  # fmt: skip
        self._reading = asyncio.create_task(self._read())

    async def close(self) -> None:
        """End the starter and with it every bot."""
        if self._process is None or self._process.stdin is None or self._reading is None:
            return
        for bot in self._bots.values():
            bot.send(signal.SIGCONT)
            bot.kill()
        self._process.stdin.close()
        await self._process.wait()
        await self._reading

    async def start(self, port: int, order: dict[str, Any]) -> Bot:
        """Start a bot that listens on *port*; return as soon as its process exists."""
        if self._process is None or self._process.stdin is None:
            raise RuntimeError("the starter is not open")
        self._count += 1
        name = str(self._count)
        told: asyncio.Future[Bot] = asyncio.get_running_loop().create_future()
        self._asked[name] = told, port
        self._process.stdin.write(json.dumps({**order, "id": name}).encode() + b"\n")
        return await told

    def is_working(self) -> bool:
        """Whether one of its bots is working."""
        return any(is_working(bot.pid) for bot in self._bots.values() if bot.alive)

    async def _read(self) -> None:
        """Note what the starter tells, to its end. When that is over, or broken off, nobody waits for a bot in vain."""
        if self._process is None or self._process.stdout is None:
            return
        try:
            await self._follow(self._process.stdout)
        finally:
            for bot in self._bots.values():
                bot.kill()
                bot.ended.set()
            for told, _ in self._asked.values():
                told.cancel()

    async def _follow(self, told_by_starter: asyncio.StreamReader) -> None:
        while line := await told_by_starter.readline():
            what, first, second = line.decode().split()
            if what == "started":
                told, port = self._asked.pop(first)
                bot = self._bots[int(second)] = Bot(int(second), port)
                if told.cancelled():
                    bot.kill()  # whoever asked for it wants it no more
                else:
                    told.set_result(bot)
            else:
                bot = self._bots.pop(int(first))
                bot.status = int(second)
                bot.ended.set()
