"""Failures have an owner: taken, handed over, dismissed, and open again at the next failure."""

from __future__ import annotations

from pathlib import Path

from bot.sandbox.slack import Message, Modal, Person
from tests.test_failures import asked, labels
from tests.test_home import home_of, said
from tests.world import World, world_at


async def failed(world: World, *numbers: str) -> Message:
    world.orders(*numbers, kind="bad_address")
    run = await world.run(world.agent, " ".join(numbers))
    await world.done(run)
    return run


async def form(world: World, person: Person, title: str) -> Modal:
    return await world.until(lambda: person.modal if person.modal and person.modal.title == title else None)


def events(world: World, number: str) -> list[str]:
    return [kind for kind in world.events(number) if kind.startswith("failure")]


async def test_take_it_says_in_the_thread_and_in_every_list_who_sees_to_it(world: World) -> None:
    run = await failed(world, "1001", "1002")
    await world.press(world.colleague, run, "Take it", times=2)
    await world.told(world.colleague, "You see to 1001, 1002 now.")
    assert "@U0COLLEAGUE\n sees to 1001, 1002" in await world.says(run, " sees to 1001, 1002")
    await world.until(lambda: "Take it" not in run.buttons())

    told = " ".join((await asked(world, world.agent)).plain().split())
    assert told.count("@U0COLLEAGUE sees to it") == 2
    assert "no owner" not in told
    assert "@U0COLLEAGUE sees to it" in said(await home_of(world, world.agent))
    assert events(world, "1001") == ["failure_taken"]


async def test_of_two_who_take_the_same_at_once_the_second_is_told_who_was_first(world: World) -> None:
    await failed(world, "1001")
    mine, theirs = await asked(world, world.agent), await asked(world, world.colleague)
    await world.agent.press(mine, "Take it")
    await world.told(world.agent, "You see to 1001 now.")
    await world.colleague.press(theirs, "Take it")
    await world.told(world.colleague, "@U0AGENT")
    assert world.rows("SELECT owner FROM failure_owners") == [("U0AGENT",)]


async def test_a_failure_is_handed_over_to_somebody_who_may(world: World) -> None:
    run = await failed(world, "1001")
    await world.press(world.agent, run, "Take it")
    await world.told(world.agent, "You see to 1001 now.")
    answer = await asked(world, world.agent)
    assert labels(answer)[-2:] == ["Hand over", "Dismiss"]
    await world.agent.press(answer, "Hand over")
    modal = await form(world, world.agent, "Hand over")
    modal.choose("To whom", "U0GUEST")
    refused = await modal.submit()
    assert "To whom" in str(refused) or "new_owner" in str(refused)
    modal.choose("To whom", "U0COLLEAGUE")
    await modal.submit()
    await world.until(lambda: "sees to 1001 now" in " ".join(modal.plain().split()))
    await world.until(lambda: "@U0COLLEAGUE\n sees to 1001" in world.thread(run))
    assert events(world, "1001") == ["failure_taken", "failure_handed_over"]

    await world.agent.press(answer, "Hand over")
    late = await form(world, world.agent, "Hand over")
    late.choose("To whom", "U0AGENT")
    await late.submit()
    await world.until(lambda: "Nothing was changed" in late.plain())
    assert world.rows("SELECT owner FROM failure_owners") == [("U0COLLEAGUE",)]


async def test_what_is_dismissed_is_listed_no_longer_until_it_fails_once_more(world: World) -> None:
    run = await failed(world, "1001")
    answer = await asked(world, world.agent)
    await world.agent.press(answer, "Dismiss")
    modal = await form(world, world.agent, "Dismiss")
    modal.fill("Reason", "The customer has cancelled.")
    await modal.submit()
    await world.until(lambda: "is dismissed" in modal.plain())
    assert "Nothing is open" in (await asked(world, world.agent)).plain()
    await world.until(lambda: "Take it" not in run.buttons())
    assert world.rows("SELECT reason FROM failure_owners") == [("The customer has cancelled.",)]

    await world.clock.run_for(1)
    await world.press(world.agent, run, "Retry 1 failed")
    await world.until(lambda: world.events("1001").count("label_refused") == 2)
    await world.done(run)
    assert "1 open failure" in (await asked(world, world.agent)).plain()
    await world.until(lambda: "Take it" in run.buttons())


async def test_who_may_not_use_the_bot_owns_nothing(tmp_path: Path) -> None:
    async with world_at(tmp_path) as world:
        run = await failed(world, "1001")
        guest = world.slack.person("U0GUEST")
        await guest.press(run, "Take it")
        await world.clock.run_for(2)
        assert world.rows("SELECT 1 FROM failure_owners") == []
