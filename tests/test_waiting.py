"""Waiting for the first of several things, and for tasks that are known by name."""

from __future__ import annotations

import asyncio

import pytest

from bot.waiting import NamedTasks, Wakeup, repeat, wait_any
from tests.clock import HandClock


async def never(ended: list[str]) -> None:
    try:
        await asyncio.Event().wait()
    finally:
        ended.append("ended")


async def test_the_first_of_several_waits_ends_the_others() -> None:
    ended: list[str] = []
    await wait_any(never(ended), asyncio.sleep(0))
    assert ended == ["ended"]


async def test_a_task_of_the_caller_goes_on_after_another_wait_was_first() -> None:
    task = asyncio.create_task(never([]))
    await wait_any(task, asyncio.sleep(0))
    assert not task.done()
    task.cancel()


async def test_a_wait_that_is_cut_short_leaves_nothing_behind() -> None:
    ended: list[str] = []
    waiting = asyncio.create_task(wait_any(never(ended), never(ended)))
    await asyncio.sleep(0.001)
    waiting.cancel()
    with pytest.raises(asyncio.CancelledError):
        await waiting
    assert ended == ["ended", "ended"]


async def test_who_waits_is_woken_or_looks_after_a_second() -> None:
    clock = HandClock()
    wakeup = Wakeup(clock)
    waiting = asyncio.create_task(wakeup.wait(1.0))
    await clock.run_for(0.5)
    assert not waiting.done()
    wakeup.wake()
    await clock.run_for(0.1)
    assert waiting.done()
    again = asyncio.create_task(wakeup.wait(1.0))
    await clock.run_for(1.1)
    assert again.done()


async def test_a_step_is_repeated_through_an_outage_until_told_to_stop() -> None:
    clock = HandClock()
    wakeup, stopping, told = Wakeup(clock), asyncio.Event(), list[str]()
    turns = 0

    async def step() -> None:
        nonlocal turns
        turns += 1
        if turns == 1:
            raise OSError("the disk is full")

    working = asyncio.create_task(
        repeat(step, stopping=stopping, wakeup=wakeup, outage=OSError, told=lambda exc: told.append(str(exc)))
    )
    await clock.run_for(1.5)
    assert (turns, told) == (2, ["the disk is full"])
    stopping.set()
    wakeup.wake()
    await working


async def test_each_ended_task_is_named_once_with_its_fault_and_a_fatal_one_is_raised() -> None:
    async def fail(fault: Exception) -> None:
        raise fault

    tasks = NamedTasks()
    tasks.begin("small", fail(ValueError("small")))
    tasks.begin("fatal", fail(OSError("fatal")))
    await tasks.wait()
    reaped = tasks.reap(fatal=(OSError,))
    name, fault = next(reaped)
    assert (name, str(fault)) == ("small", "small")
    assert next(reaped) == ("fatal", None)
    with pytest.raises(OSError, match="fatal"):
        next(reaped)
    assert len(tasks) == 0
