"""The bot's clock counts: setting the host's clock moves nothing that is being waited for."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from bot.clock import STEP, SystemClock, steady

NOON = datetime(2026, 11, 30, 12, 0, tzinfo=UTC)


class Host:
    """A machine whose clock can be set."""

    def __init__(self) -> None:
        self.seconds = 100.0
        self.set_by = timedelta(0)

    def wall(self) -> datetime:
        return NOON + timedelta(seconds=self.seconds - 100.0) + self.set_by

    def clock(self) -> SystemClock:
        return SystemClock(wall=self.wall, elapsed=lambda: self.seconds)


def test_a_minute_stays_a_minute_when_the_hosts_clock_is_set() -> None:
    host = Host()
    clock = host.clock()
    host.seconds += 60
    host.set_by = timedelta(minutes=3)

    assert clock.now() == NOON + timedelta(seconds=60)
    assert clock.step() == timedelta(minutes=3)

    host.set_by = timedelta(hours=-1)
    assert clock.now() == NOON + timedelta(seconds=60)
    assert clock.step() == timedelta(hours=-1)


def test_a_clock_that_is_slowly_put_right_was_not_set() -> None:
    host = Host()
    clock = host.clock()
    host.set_by = STEP - timedelta(milliseconds=1)

    assert clock.step() == timedelta(0)


def test_the_hosts_time_is_taken_over_when_asked() -> None:
    host = Host()
    clock = host.clock()
    host.set_by = timedelta(hours=1)
    clock.follow()

    assert clock.now() == NOON + timedelta(hours=1)
    assert clock.step() == timedelta(0)


def test_the_real_machine_has_a_boot_and_a_time() -> None:
    clock = SystemClock()

    earlier, later = clock.counted(), SystemClock().counted()
    assert earlier.boot == later.boot
    assert earlier.seconds <= later.seconds
    assert abs(clock.now() - datetime.now(UTC)) < STEP


def test_what_lasts_a_second_lasts_a_second_though_the_time_taken_over_was_an_hour_back() -> None:
    host = Host()
    clock = host.clock()
    kept = steady(clock)
    begun = kept.now()
    host.set_by = timedelta(hours=-1)
    clock.follow()
    host.seconds += 1

    assert kept.now() - begun == timedelta(seconds=1)
    assert steady(kept) is kept
