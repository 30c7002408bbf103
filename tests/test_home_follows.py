"""App Home follows the ledger for a while after somebody has opened it, and never shows an older state over a newer."""

from __future__ import annotations

import logging
from datetime import datetime, timedelta
from itertools import pairwise

import pytest

from bot.sandbox.slack.faults import ApiError, RateLimited, StoreThenTimeout
from bot.sandbox.slack.records import User, View
from bot.sandbox.slack.views import publish_view
from bot.slack.delivery.homes import LIVE_FOR
from bot.slack.delivery.pace import HOMES_A_MINUTE
from tests.test_home import home_of, said
from tests.world import World

ELSEWHERE = {"type": "home", "blocks": [{"type": "divider"}]}


def drawn(world: World) -> list[datetime]:
    """Return when App Home was drawn, for anybody."""
    return [call.time for call in world.slack.calls if call.method == "views.publish" and call.response.get("ok")]


async def test_an_open_home_tab_counts_along_with_a_run(world: World) -> None:
    world.orders("1001", "1002")
    home = await home_of(world, world.agent)
    assert "Your runs" not in said(home)
    run = await world.run(world.agent, "1001 1002")
    await world.until(lambda: "Your runs" in said(home))
    await world.done(run)
    await world.until(lambda: "Done · 2 ready" in said(home), limit=10)
    assert "Yours: 2 labels" in said(home)


async def test_documents_on_their_way_are_told_where_they_were_asked_for(world: World) -> None:
    world.orders("1001")
    await world.done(await world.run(world.agent, "1001"))
    home = await home_of(world, world.agent)
    seen = home.revision
    await world.agent.press(home, "Get documents")
    await world.soon(lambda: home.revision > seen)
    assert "Documents are on their way for @U0AGENT" in said(home)
    await world.until(lambda: "Get documents" in str(home.body))


async def test_it_follows_for_ten_minutes_after_it_was_opened(world: World) -> None:
    world.orders("1001")
    home = await home_of(world, world.agent)
    world.clock.advance(LIVE_FOR.total_seconds() + 1)
    await world.done(await world.run(world.agent, "1001"))
    await world.clock.run_for(30)
    assert "Your runs" not in said(home)
    assert "Done · 1 ready" in said(await home_of(world, world.agent))


async def test_nothing_is_drawn_where_nothing_changed(world: World) -> None:
    home = await home_of(world, world.agent)
    await world.clock.run_for(120, step=1)
    assert home.revision == 1
    assert len(drawn(world)) == 1


async def test_however_many_have_it_open_it_is_drawn_sixty_times_a_minute_at_most(world: World) -> None:
    people = [f"U0PERSON{number:02}" for number in range(40)]
    for user in people:
        world.slack.workspace.users[user] = User(user, user.lower(), user, "T0SANDBOX")
        await world.slack.person(user).open_home()
    await world.until(lambda: len(drawn(world)) == len(people))
    world.orders(*(str(number) for number in range(2001, 2004)), kind="bad_address")
    for number in range(2001, 2004):  # each failure is shown to everybody
        await world.done(await world.run(world.agent, str(number)))
    await world.until(lambda: all("2003" in said(person_home(world, user)) for user in people))

    times = drawn(world)
    minute = timedelta(minutes=1)
    assert max(sum(begun <= one < begun + minute for one in times) for begun in times) <= HOMES_A_MINUTE
    assert len(times) > HOMES_A_MINUTE


def person_home(world: World, user: str) -> View:
    return world.slack.workspace.homes[user]


async def test_what_another_process_has_drawn_since_is_not_covered_until_it_is_opened_again(world: World) -> None:
    world.orders("1001")
    home = await home_of(world, world.agent)
    publish_view(world.slack.workspace, {"user_id": world.agent.id, "view": ELSEWHERE})
    await world.done(await world.run(world.agent, "1001"))
    await world.clock.run_for(30)
    assert home.body["blocks"][0]["type"] == "divider"
    assert [one for one in world.slack.calls if one.response.get("error") == "hash_conflict"]
    assert "Done · 1 ready" in said(await home_of(world, world.agent))


@pytest.mark.parametrize("refused", ["not_enabled", "account_inactive"])
async def test_what_slack_refuses_is_one_line_in_the_log_and_no_loop(
    world: World, refused: str, caplog: pytest.LogCaptureFixture
) -> None:
    world.orders("1001")
    await home_of(world, world.agent)
    world.slack.faults.next("views.publish", ApiError(refused), times=100)
    with caplog.at_level(logging.WARNING):
        await world.done(await world.run(world.agent, "1001"))
        await world.clock.run_for(60)
    tried = [one for one in world.slack.calls if one.response.get("error") == refused]
    assert len(tried) == 1
    assert [line for line in caplog.messages if "App Home" in line] == [f"Slack does not take an App Home: {refused}"]


@pytest.mark.parametrize("fault", [RateLimited(20), StoreThenTimeout(drop=True)])
async def test_what_slack_was_too_busy_for_is_drawn_later(world: World, fault: object) -> None:
    world.orders("1001")
    home = await home_of(world, world.agent)
    world.slack.faults.next("views.publish", fault)  # type: ignore[arg-type]  # one of the faults
    await world.done(await world.run(world.agent, "1001"))
    await world.until(lambda: "Done · 1 ready" in said(home), limit=60)
    calls = [one.time for one in world.slack.calls if one.method == "views.publish"]
    if isinstance(fault, RateLimited):
        assert any(later - earlier >= timedelta(seconds=20) for earlier, later in pairwise(calls))


async def test_an_answer_stands_on_top_of_the_newest_state_for_a_while(world: World) -> None:
    world.orders("1001", "1002")
    await world.done(await world.run(world.agent, "1001"))
    home = await home_of(world, world.agent)
    await world.agent.press(home, "Yesterday's")
    await world.until(lambda: "there is nothing to hand over" in said(home))
    await world.done(await world.run(world.agent, "1002"))
    await world.until(lambda: "Yours: 2 labels" in said(home))
    assert "there is nothing to hand over" in said(home)
    await world.clock.run_for(140, step=1)
    assert "there is nothing to hand over" not in said(home)


async def test_who_may_not_any_more_sees_nothing_of_it(world: World) -> None:
    world.orders("1001")
    await world.done(await world.run(world.agent, "1001"))
    home = await home_of(world, world.agent)
    world.slack.workspace.users[world.agent.id].is_restricted = True
    await world.clock.run_for(60)
    world.orders("1002")
    await world.done(await world.run(world.colleague, "1002"))
    await world.until(lambda: "Guests cannot create labels" in said(home), limit=90)
    assert "Your runs" not in said(home)


async def test_after_a_restart_it_is_drawn_when_it_is_opened(world: World) -> None:
    world.orders("1001")
    home = await home_of(world, world.agent)
    await world.stop_bot()
    await world.start_bot()
    await world.done(await world.run(world.agent, "1001"))
    assert "Your runs" not in said(home)
    assert "Done · 1 ready" in said(await home_of(world, world.agent))
