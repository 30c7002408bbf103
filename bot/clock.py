"""What time it is and how to wait, as one parameter, so that tests hold the time in their own hands."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Final, Protocol, runtime_checkable

STEP: Final = timedelta(seconds=2)
"""How far the host's clock may be from what was counted before it counts as set: more than a slewing clock drifts."""

_BOOT_ID: Final = Path("/proc/sys/kernel/random/boot_id")


class Clock(Protocol):
    """Time as the bot sees it. It never jumps: what is counted on it lasts as long as it says."""

    def now(self) -> datetime:
        """Return the present moment, aware and in UTC."""
        ...

    async def sleep(self, seconds: float) -> None:
        """Return after *seconds* of this clock's time."""
        ...


@dataclass(frozen=True)
class Counted:
    """A moment as the machine counts it: *seconds* since *boot*, which is a start of the machine.

    Processes on the same boot can compare theirs, whatever happened to the host's clock meanwhile.
    """

    boot: str
    seconds: float


@runtime_checkable
class HostClock(Clock, Protocol):
    """A clock that knows the host's: what else reads that one may see another time than the bot."""

    def counted(self) -> Counted:
        """Return the present moment as the machine counts it, the time in which it slept included."""
        ...

    def step(self) -> timedelta:
        """Return how far the host's clock was set away from this one, ahead or (negative) back; zero below `STEP`."""
        ...

    def follow(self) -> None:
        """Take over the time of the host's clock. Only while nothing is open that is counted on this one."""
        ...

    def steady(self) -> Clock:
        """Return a clock that goes as this one did when it began, whatever this one follows."""
        ...


class SystemClock:
    """The machine's own clock, read once; from then on time is counted.

    Somebody may set the host's clock while labels are being bought. A request that has to be waited for 120 s is then
    waited for 120 s all the same, since nothing is counted on what was set (CLOCK_BOOTTIME counts suspension, too).
    """

    def __init__(
        self,
        *,
        wall: Callable[[], datetime] = lambda: datetime.now(UTC),
        elapsed: Callable[[], float] = lambda: time.clock_gettime(_COUNTED),
    ) -> None:
        self._wall = wall
        self._elapsed = elapsed
        self._boot = _boot_id()
        self.follow()

    def now(self) -> datetime:
        return self._began + timedelta(seconds=self._elapsed() - self._began_elapsed)

    def counted(self) -> Counted:
        return Counted(self._boot, self._elapsed())

    def step(self) -> timedelta:
        away = self._wall() - self.now()
        return away if abs(away) >= STEP else timedelta(0)

    def follow(self) -> None:
        self._began, self._began_elapsed = self._wall(), self._elapsed()

    def steady(self) -> Clock:
        return _SteadyClock(self)

    async def sleep(self, seconds: float) -> None:
        await asyncio.sleep(seconds)


class _SteadyClock:
    """Counts on from the moment at which it was made."""

    def __init__(self, clock: HostClock) -> None:
        self._clock = clock
        self._began, self._began_counted = clock.now(), clock.counted().seconds

    def now(self) -> datetime:
        return self._began + timedelta(seconds=self._clock.counted().seconds - self._began_counted)

    async def sleep(self, seconds: float) -> None:
        await self._clock.sleep(seconds)


# macOS has no CLOCK_BOOTTIME; its CLOCK_MONOTONIC goes on while the machine sleeps.
_COUNTED: Final[int] = getattr(time, "CLOCK_BOOTTIME", time.CLOCK_MONOTONIC)


def _boot_id() -> str:
    """Return the kernel's name for this start of the machine; one that no other process has where it gives none."""
    try:
        return _BOOT_ID.read_text(encoding="ascii").strip()
    except OSError:
        return f"unknown-{time.time_ns()}"


def steady(clock: Clock) -> Clock:
    """Return the clock for what lasts within this process and is in no ledger: paces, pauses, the age of what is kept.

    It never follows the host's: one that was set back by an hour would hold up for an hour what waits for a second.
    """
    return clock.steady() if isinstance(clock, HostClock) else clock


def counted(clock: Clock) -> Counted | None:
    """Return the present moment as the machine counts it; None for a clock that knows no machine."""
    return clock.counted() if isinstance(clock, HostClock) else None


def step_told(step: timedelta) -> str | None:
    """Return a sentence about a clock that was set by *step*; None when it was not."""
    if not step:
        return None
    where = "ahead" if step > timedelta(0) else "back"
    seconds = round(abs(step).total_seconds())
    return (
        f"The host's clock was set {where} by {seconds} s. What is waited for is counted on, and the new time is taken "
        "over when no request is open. Have the host's time service look after its clock."
    )
