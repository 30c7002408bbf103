"""Never more than Sendcloud's published limits, in any stretch of time, whoever asks and however."""

from __future__ import annotations

import asyncio
import random
import selectors
from bisect import bisect_left
from collections.abc import Callable, Coroutine
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from bot.sendcloud.pace import CONCURRENT_WRITES, LESS_FOR, READS, WRITES, Lane, Pace, Window


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
    moments = sorted(moments)
    return max(bisect_left(moments, begin + seconds) - place for place, begin in enumerate(moments))


def test_the_numbers_keep_the_published_limits() -> None:
    minute, second = WRITES
    assert (minute.most, minute.kept, second.most, CONCURRENT_WRITES) == (95, 10, 14, 15)
    assert minute.seconds >= 60
    assert second.seconds >= 1
    assert [(one.most <= 1000, one.seconds >= 60) for one in READS] == [(True, True)]


@pytest.mark.parametrize(
    ("windows", "callers", "limits"),
    [(WRITES, 300, [(1, 14), (60, 95)]), (READS, 1500, [(60, 950)])],
    ids=["writes", "reads"],
)
@pytest.mark.parametrize("seed", range(3))
def test_no_stretch_of_time_sees_more_than_the_limit_however_long_sending_takes(
    windows: tuple[Window, ...], callers: int, limits: list[tuple[float, int]], seed: int
) -> None:
    chance = random.Random(seed)

    async def story(loop: JumpingLoop, clock: LoopClock) -> list[float]:
        lane, went = Lane(windows, clock), []

        async def caller(delay: float, claim: float, answer: float) -> None:
            await asyncio.sleep(delay)
            with await lane.turn(purchase=chance.random() < 0.7) as turn:
                await asyncio.sleep(claim)
                turn.sent()
                went.append(loop.time())
                await asyncio.sleep(answer)

        # The worst there is: quiet, so that all is free, then everybody at once; and stragglers.
        delays = [30.0 if chance.random() < 0.7 else chance.uniform(0, 120) for _ in range(callers)]
        await asyncio.gather(*(caller(one, chance.choice([0, 0.01, 1.5]), chance.uniform(0, 5)) for one in delays))
        return went

    went = simulate(story)
    assert len(went) == callers
    for seconds, limit in limits:
        assert most_in_any(went, seconds) <= limit


def test_all_of_a_window_can_be_used() -> None:
    async def story(loop: JumpingLoop, clock: LoopClock) -> list[float]:
        lane, went = Lane(WRITES, clock), []
        for _ in range(250):
            with await lane.turn() as turn:
                turn.sent()
                went.append(loop.time())
        return went

    went = simulate(story)
    assert went[94] == pytest.approx(6 * 1.1, abs=0.01)
    assert went[-1] == pytest.approx(2 * 60.1 + 4 * 1.1, abs=0.1)


@pytest.mark.parametrize(
    ("purchases_before", "others_before", "purchases_now", "others_now"),
    [
        (0, 0, 85, 95),
        (85, 0, 0, 10),
        (85, 10, 0, 0),
        (60, 10, 25, 25),
        (60, 5, 25, 30),
        (0, 95, 0, 0),
    ],
)
def test_ten_writes_of_a_minute_are_kept_from_purchases(
    purchases_before: int, others_before: int, purchases_now: int, others_now: int
) -> None:
    async def story(loop: JumpingLoop, clock: LoopClock, purchase: bool) -> list[float]:
        lane, went = Lane(WRITES[:1], clock), []
        lane.remember([1.0] * purchases_before, purchase=True)
        lane.remember([1.0] * others_before, purchase=False)
        while loop.time() < 1:
            with await lane.turn(purchase=purchase) as turn:
                turn.sent()
                went.append(loop.time())
        return went

    for purchase, now in ((True, purchases_now), (False, others_now)):
        went = simulate(lambda loop, clock, purchase=purchase: story(loop, clock, purchase))  # type: ignore[misc]
        assert len([at for at in went if at < 1]) == now


def test_somebody_who_cancels_does_not_wait_behind_ten_thousand_orders() -> None:
    async def story(loop: JumpingLoop, clock: LoopClock) -> list[float]:
        lane = Lane(WRITES, clock)

        async def buy() -> None:
            while True:
                with await lane.turn(purchase=True) as turn:
                    turn.sent()
                    await asyncio.sleep(0.3)

        buying = [asyncio.create_task(buy()) for _ in range(8)]
        await asyncio.sleep(20)
        begun = loop.time()
        with await lane.turn() as turn:
            turn.sent()
        waited = loop.time() - begun
        for one in buying:
            one.cancel()
        return [waited]

    assert simulate(story) == [pytest.approx(0.0, abs=0.01)]


def test_a_turn_that_is_not_used_is_free_again() -> None:
    async def story(loop: JumpingLoop, clock: LoopClock) -> list[float]:
        lane = Lane((Window(1, 60.0),), clock)
        with await lane.turn():
            pass
        with await lane.turn() as turn:
            turn.sent()
        return [loop.time()]

    assert simulate(story) == [pytest.approx(0.0, abs=0.01)]


def test_what_another_process_sent_within_the_minute_counts() -> None:
    async def story(loop: JumpingLoop, clock: LoopClock) -> list[float]:
        lane, went = Lane(WRITES, clock), []
        lane.remember([59.0 - place * 0.5 for place in range(84)], purchase=True)
        for _ in range(3):
            with await lane.turn(purchase=True) as turn:
                turn.sent()
                went.append(loop.time())
        return went

    assert simulate(story) == [pytest.approx(0.0, abs=0.01), pytest.approx(1.1, abs=0.01), pytest.approx(1.6, abs=0.01)]


def test_a_pause_holds_everybody_and_its_end_lets_no_flood_through() -> None:
    async def story(loop: JumpingLoop, clock: LoopClock) -> list[float]:
        lane, went = Lane(WRITES, clock), []

        async def caller() -> None:
            with await lane.turn() as turn:
                turn.sent()
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
            with await pace.writes.turn() as turn:
                turn.sent()
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
        with pytest.raises(ValueError, match="broken"), await pace.writes.turn():
            raise ValueError("broken")
        await pace.writes.turn()
        return [loop.time()]

    assert simulate(story) == [pytest.approx(0.0, abs=0.01)]


def test_after_a_429_less_is_asked_for_ten_minutes() -> None:
    async def story(loop: JumpingLoop, clock: LoopClock) -> list[float]:
        lane, went = Lane(READS, clock), []
        # Those that were under way together are refused together, which is told once.
        for _ in range(8):
            lane.throttled(7)
        begun = loop.time()
        while loop.time() < LESS_FOR.total_seconds() + 61:
            with await lane.turn() as turn:
                turn.sent()
                went.append(loop.time() - begun)
        return went

    went = simulate(story)
    assert went[0] >= 7
    assert most_in_any([at for at in went if at < 590], 60) == 760
    assert most_in_any([at for at in went if at > 590], 60) == 950
