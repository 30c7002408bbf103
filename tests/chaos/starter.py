"""Starts real bots as processes of their own, with a quick clock and, where one is wanted, a fatal point in the SQL.

Each line on standard input is one order to start a bot, as JSON; a forked child runs it. Forking after the imports
makes a start cheap, so that a bot can be killed and started a hundred times a minute. Answers on standard output:
``started ID PID`` and ``ended PID STATUS``. The child is the product as it stands: `bot.app.run` with a clock of ours.
"""

from __future__ import annotations

import asyncio
import contextlib
import ctypes
import json
import logging
import os
import re
import select
import signal
import sqlite3
import sys
import time
from collections import Counter
from collections.abc import Callable, Sequence
from datetime import timedelta
from pathlib import Path
from typing import Any, Final

from bot import app, logs
from bot.clock import SystemClock
from bot.engine.times import Times
from bot.settings import Settings
from tests.chaos.quick import QuickClock, QuickLoop

Json = dict[str, Any]

_WRITES: Final = re.compile(r"\s*(INSERT|UPDATE|DELETE|BEGIN IMMEDIATE|COMMIT)\b", re.IGNORECASE)
_TABLE: Final = re.compile(r"\s*(INSERT(?: OR \w+)? INTO|UPDATE|DELETE FROM)\s+[\"\[]?(\w+)", re.IGNORECASE)
_ITEM_STATE: Final = re.compile(r"UPDATE items SET state = '(\w+)'", re.IGNORECASE)
_EVENT: Final = re.compile(r"VALUES \(\d+, '[^']*', '([^']*)'", re.IGNORECASE)
_MESSAGE_STATE: Final = re.compile(r"'(posting|posted|lost)'")
_PASSING: Final = re.compile(r"t[0-9a-f]{32}")
"""The name of a table that sqlite-utils makes and drops within one migration."""

_NOTHING_YET: Final = "nothing"

_PR_SET_PDEATHSIG: Final = 1


class Fatal:
    """Watches the statements of every connection and ends the process at one of them.

    A write is named by its shape: ``items -> claimed``, ``event label_ready``, ``messages posting``; a commit by the
    first thing that its transaction wrote. *point* is such a name with ``before `` or ``after `` in front, *nth* which
    of its occurrences is meant, *how* the signal. Every name seen is written to *record*.
    """

    def __init__(self, point: str | None, nth: int, how: str, record: str | None) -> None:
        self._moment, _, self._name = (point or " ").partition(" ")
        self._nth = nth
        self._signal = signal.Signals[how]
        self._record = record
        self._seen: Counter[str] = Counter()
        self._first = _NOTHING_YET
        self.after_this = False

    def statement(self, sql: str) -> None:
        """Take note of a statement that is about to run, with its values filled in."""
        if not _WRITES.match(sql):
            return
        name = self._named(sql)
        if name.endswith(f" of {_NOTHING_YET}"):
            return  # the end of a question, which wrote nothing
        self._seen[name] += 1
        if self._record is not None:
            with open(self._record, "a", encoding="utf-8") as record:
                record.write(f"{name}\n")
        if name != self._name or self._seen[name] != self._nth:
            return
        if self._moment == "before":
            self.strike()
        self.after_this = self._moment == "after"

    def strike(self) -> None:
        """End (or stop) this process, this moment."""
        self.after_this = False
        os.kill(os.getpid(), self._signal)
        # The machine may give the signal to another thread first; this one goes no further meanwhile.
        time.sleep(0.05)

    def _named(self, sql: str) -> str:
        word = sql.strip().upper()
        if word.startswith("BEGIN"):
            self._first = _NOTHING_YET
            return "begin"
        if word.startswith("COMMIT"):
            first, self._first = self._first, _NOTHING_YET
            return f"commit of {first}"
        name = _shape(sql)
        if self._first == _NOTHING_YET:
            self._first = name
        return name


def _shape(sql: str) -> str:
    match = _TABLE.match(sql)
    table = match.group(2) if match else "?"
    if _PASSING.fullmatch(table):
        table = "a passing table"
    if table == "items" and (state := _ITEM_STATE.search(sql)):
        return f"items -> {state.group(1)}"
    if table == "events" and (event := _EVENT.search(sql)):
        return f"event {event.group(1)}"
    if table == "messages" and (state := _MESSAGE_STATE.search(sql)):
        return f"messages {state.group(1)}"
    verb = (match.group(1) if match else sql).split()[0].lower()
    return f"{verb} {table}"


def watch_sql(fatal: Fatal) -> None:
    """Have *fatal* see every statement of every connection that this process opens from now on."""

    class Watched(sqlite3.Connection):
        def execute(self, *args: Any, **kwargs: Any) -> sqlite3.Cursor:
            cursor = super().execute(*args, **kwargs)
            if fatal.after_this:
                fatal.strike()
            return cursor

    honest = sqlite3.connect

    def connect(*args: Any, **kwargs: Any) -> sqlite3.Connection:
        connection: sqlite3.Connection = honest(*args, factory=Watched, **kwargs)
        connection.set_trace_callback(fatal.statement)
        return connection

    sqlite3.connect = connect  # type: ignore[assignment]  # the wrapper takes and gives what the original does


def run(order: Json) -> int:
    """Be the bot that *order* describes; return its exit status."""
    settings = Settings.load(order["environ"])
    logs.set_up("INFO", "text", settings.secrets())
    logging.raiseExceptions = False  # a full disk takes no log either
    if order.get("point") or order.get("record"):
        watch_sql(Fatal(order.get("point"), order.get("nth", 1), order.get("how", "SIGKILL"), order.get("record")))
    quick = QuickClock(Path(order["time"]), order["speed"])
    clock = SystemClock(wall=lambda: quick.now() + _set_by(order["clock"]), elapsed=quick.elapsed)
    with asyncio.Runner(loop_factory=lambda: QuickLoop(quick)) as runner:
        return runner.run(app.run(settings, clock=clock, times=Times(**order.get("times", {}))))


def _set_by(path: str) -> timedelta:
    """Return how far somebody set this machine's clock ahead; nothing as long as nobody did."""
    try:
        return timedelta(seconds=float(Path(path).read_text(encoding="ascii")))
    except FileNotFoundError:
        return timedelta(0)


def serve() -> None:
    """Start a bot for every line on standard input and tell of every one that ends, until the input ends."""
    waking, woken = os.pipe()
    os.set_blocking(woken, False)
    signal.set_wakeup_fd(woken)
    signal.signal(signal.SIGCHLD, lambda _number, _frame: None)
    children: set[int] = set()
    pending = b""
    while True:
        readable, _, _ = select.select([0, waking], [], [])
        if waking in readable:
            os.read(waking, 512)
            _tell_of_the_dead(children)
        if 0 in readable:
            read = os.read(0, 1 << 16)
            if not read:
                break
            *lines, pending = (pending + read).split(b"\n")
            for line in lines:
                _start(json.loads(line), children, (waking, woken))
    for child in children:
        os.kill(child, signal.SIGKILL)


def _start(order: Json, children: set[int], pipe: Sequence[int]) -> None:
    child = os.fork()
    if child == 0:
        signal.set_wakeup_fd(-1)
        signal.signal(signal.SIGCHLD, signal.SIG_DFL)
        _end_with_the_starter()
        for end in pipe:
            os.close(end)
        nothing = os.open(os.devnull, os.O_RDWR)
        log = os.open(order["log"], os.O_WRONLY | os.O_APPEND | os.O_CREAT)
        for number, end in ((0, nothing), (1, nothing), (2, log)):
            os.dup2(end, number)
        _leave(lambda: run(order))
    children.add(child)
    _say(f"started {order['id']} {child}")


def _end_with_the_starter() -> None:
    """Have the kernel kill this process when its parent is gone, however that ended; where it can."""
    with contextlib.suppress(OSError, AttributeError):
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)


def _leave(work: Callable[[], int]) -> None:
    status = 70
    try:
        status = work()
    finally:
        logging.shutdown()
        os._exit(status)


def _tell_of_the_dead(children: set[int]) -> None:
    for child in list(children):
        pid, status = os.waitpid(child, os.WNOHANG)
        if pid:
            children.remove(pid)
            _say(f"ended {pid} {os.waitstatus_to_exitcode(status)}")


def _say(line: str) -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    serve()
