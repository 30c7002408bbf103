"""Never more than Sendcloud's published limits, in any stretch of time, whoever asks and however."""

from __future__ import annotations

import asyncio
import random
import selectors
from collections.abc import Callable, Coroutine
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from bot.sendcloud.pace import CONCURRENT_WRITES, READS, WRITES, Lane, Pace, Rate

BETWEEN_TURN_AND_SENDING = 2.0  # seconds: the claim is made in between


class JumpingLoop(asyncio.SelectorEventLoop):
    """An event loop in which waiting takes no time: its clock jumps to the next timer."""

    def __init__(self) -> None:
        self.moment = 0.0
        selector = selectors.DefaultSelector()
        select = selector.select

        def jump(timeout: float | None = None) -> Any:
            events = select(0)
            # A round of the loop takes a moment in any case: a timer that is due by a rounding error has to come due.
            self.moment += max(timeout or 0.0, 1e-7) if not events else 1e-7
            return events

        selector.select = jump  # type: ignore[method-assign]  # the loop asks it how long to wait
        super().__init__(selector)

    def time(self) -> float:
        return self.moment


class LoopClock:
    """The loop's own time as a clock."""

    def __init__(self, loop: JumpingLoop) -> None:
        self._loop = loop

    def now(self) -> datetime:
        return datetime(2026, 8, 3, tzinfo=UTC) + timedelta(seconds=self._loop.time())

    async def sleep(self, seconds: float) -> None:
        await asyncio.sleep(seconds)


def simulate(story: Callable[[JumpingLoop, LoopClock], Coroutine[Any, Any, list[float]]]) -> list[float]:
    """Return the moments at which requests went, as the *story* tells."""
    loop = JumpingLoop()
    try:
        return loop.run_until_complete(story(loop, LoopClock(loop)))
    finally:
        loop.close()


def most_in_any(moments: list[float], seconds: float) -> int:
    return max(sum(begin <= each < begin + seconds for each in moments) for begin in moments)


def test_the_numbers_keep_the_limits_even_when_sending_lags_behind_the_turn() -> None:
    assert WRITES.most_within(60 + BETWEEN_TURN_AND_SENDING) <= 100
    assert WRITES.most_within(1 + BETWEEN_TURN_AND_SENDING) <= 15
    assert READS.most_within(60 + BETWEEN_TURN_AND_SENDING) <= 1000
    assert CONCURRENT_WRITES <= 15


@pytest.mark.parametrize(
    ("rate", "callers", "limits"),
    [(WRITES, 300, [(1, 15), (60, 100)]), (READS, 1500, [(60, 1000)])],
)
@pytest.mark.parametrize("seed", range(3))
def test_no_stretch_of_time_sees_more_than_the_limit(
    rate: Rate, callers: int, limits: list[tuple[float, int]], seed: int
) -> None:
    chance = random.Random(seed)

    async def story(loop: JumpingLoop, clock: LoopClock) -> list[float]:
        lane, went = Lane(rate, clock), []

        async def caller(delay: float) -> None:
            await asyncio.sleep(delay)
            await lane.turn()
            went.append(loop.time())

        # The worst there is: quiet, so that the burst is full, then everybody at once; and stragglers.
        delays = [30.0 if chance.random() < 0.7 else chance.uniform(0, 120) for _ in range(callers)]
        await asyncio.gather(*map(caller, delays))
        return went

    went = simulate(story)
    assert len(went) == callers
    for seconds, limit in limits:
        assert most_in_any(went, seconds) <= limit


def test_a_pause_holds_everybody_and_its_end_lets_no_flood_through() -> None:
    async def story(loop: JumpingLoop, clock: LoopClock) -> list[float]:
        lane, went = Lane(WRITES, clock), []

        async def caller() -> None:
            await lane.turn()
            went.append(loop.time())

        callers = [asyncio.create_task(caller()) for _ in range(60)]
        await asyncio.sleep(5)
        lane.hold(20)
        lane.hold(3)  # a shorter pause does not end a longer one
        await asyncio.gather(*callers)
        return went

    went = simulate(story)
    assert len(went) == 60
    assert not [each for each in went if 5 < each < 25]
    assert most_in_any(went, 1) <= 15


def test_a_pause_is_never_longer_than_a_minute() -> None:
    async def story(loop: JumpingLoop, clock: LoopClock) -> list[float]:
        lane = Lane(WRITES, clock)
        lane.hold(86_400)
        await lane.turn()
        return [loop.time()]

    assert simulate(story) == [pytest.approx(60.0, abs=0.01)]


def test_no_more_writes_are_under_way_than_allowed() -> None:
    async def story(loop: JumpingLoop, clock: LoopClock) -> list[float]:
        pace, under_way, most = Pace(clock), 0, 0

        async def write() -> None:
            nonlocal under_way, most
            await pace.write_turn()
            with pace.writing():
                under_way += 1
                most = max(most, under_way)
                await asyncio.sleep(50)
                under_way -= 1

        await asyncio.gather(*(write() for _ in range(60)))
        return [float(most)]

    assert simulate(story) == [float(CONCURRENT_WRITES)]


def test_a_write_that_fails_gives_its_place_back() -> None:
    async def story(loop: JumpingLoop, clock: LoopClock) -> list[float]:
        pace = Pace(clock, concurrent_writes=1)
        with pytest.raises(ValueError, match="broken"), pace.writing():
            raise ValueError("broken")
        await pace.write_turn()
        return [loop.time()]

    assert simulate(story) == [pytest.approx(0.0, abs=0.01)]
