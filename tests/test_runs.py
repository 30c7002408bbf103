"""``/label runs``: the latest runs of everybody, where each stands, and the way to its thread."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.model import Choices, Double, RunOverview, RunState, State
from bot.sandbox.slack import Person
from bot.slack.screens import answer_runs
from tests.slack.drawing_kit import ASKER, check_answer
from tests.world import World, world_at

AT = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
RUN = RunOverview(
    "L-2345678",
    ASKER,
    "C0SHIPPING",
    "1700000000.000100",
    Choices(integration_id=70, shop_name="Main shop"),
    RunState.DONE,
    waits=False,
    created_at=AT,
    by_state={State.LABELLED: 2, State.REFUSED: 1},
)


@pytest.fixture
async def world(tmp_path: Path) -> AsyncIterator[World]:
    async with world_at(tmp_path) as one:
        yield one


async def asked(world: World, person: Person) -> str:
    """Type ``/label runs`` and return the private answer on one line."""
    seen = len(person.ephemerals)
    await person.command("/label runs")
    answer = await world.soon(lambda: person.ephemerals[-1] if len(person.ephemerals) > seen else None)
    return " ".join(answer.plain().split())


async def test_the_runs_of_everybody_are_listed_the_newest_first_with_a_way_to_each(world: World) -> None:
    assert "There is no run yet" in await asked(world, world.agent)
    world.orders("1001", "1002")
    world.orders("1003", kind="bad_address")
    first = await world.run(world.agent, "1001 1003")
    await world.done(first)
    await world.clock.run_for(60, step=10)
    second = await world.run(world.colleague, "1002")
    await world.done(second)

    told = await asked(world, world.agent)

    newer, older = told.partition("@U0AGENT")[0], told.partition("@U0COLLEAGUE")[2]
    assert "Done · 1 ready · Main shop · @U0COLLEAGUE" in newer
    assert "Done, 1 need attention · 1 ready · 1 failed · Main shop" in older
    links = world.agent.ephemerals[-1].text
    for run in (first, second):
        assert f"/archives/C0SHIPPING/p{run.ts.replace('.', '')}" in links


async def test_a_run_that_is_going_counts_as_its_message_does(world: World) -> None:
    numbers = [str(number) for number in range(1001, 1061)]
    parent = await world.half_bought(numbers)
    await world.press(world.agent, parent, "Stop")
    await world.until(lambda: "Stopped" in parent.plain() and world.all_shown())

    told = await asked(world, world.colleague)

    line = next(line for line in parent.plain().splitlines() if line.startswith("Stopped · "))
    assert line in told


async def test_runs_of_a_channel_that_is_not_allowed_any_more_are_not_listed(tmp_path: Path) -> None:
    async with world_at(tmp_path) as world:
        world.orders("1001")
        await world.done(await world.run(world.agent, "1001"))
        await world.stop_bot()
        world.environ["LABEL_BOT_ALLOWED_CHANNELS"] = "C0OTHER"
        await world.start_bot()
        conversation = world.slack.workspace.direct(world.agent.id).id
        await world.agent.command("/label runs", channel=conversation)
        await world.told(world.agent, "There is no run yet")


def test_a_hundred_runs_are_cut_and_the_answer_is_one_that_slack_takes() -> None:
    runs = [replace(RUN, choices=replace(RUN.choices, shop_name="<!channel>" * 30)) for _ in range(16)]

    text, _ = told = answer_runs.runs(runs, workspace="https://slack.com/")

    check_answer(told)
    assert text.count("• ") == answer_runs.MOST
    assert "There are older ones" in text
    assert "older ones" not in answer_runs.runs(runs[1:], workspace="https://slack.com/")[0]


@pytest.mark.parametrize(
    ("run", "told"),
    [
        (RUN, "Done, 1 need attention · 2 ready · 1 failed"),
        (replace(RUN, by_state={State.LABELLED: 3}), "Done · 3 ready"),
        (replace(RUN, state=RunState.RUNNING, by_state={State.WAITING: 3}), "Running · 3 to go"),
        (replace(RUN, state=RunState.RUNNING, waits=True, by_state={State.WAITING: 3}), "Paused · 3 to go"),
        (replace(RUN, state=RunState.STOPPED, by_state={State.STOPPED: 1}), "Stopped · 1 held back"),
        (
            replace(RUN, by_state={State.LABELLED: 1}, doubles=(Double("1001", "L-2", None),)),
            "Done, 1 need attention · 1 ready",
        ),
        (replace(RUN, ts=None, by_state={State.WAITING: 3}), "about to be posted in <#C0SHIPPING>"),
    ],
)
def test_a_line_says_where_a_run_stands(run: RunOverview, told: str) -> None:
    assert told in answer_runs.runs([run], workspace="https://slack.com/")[0]
