"""Who is let in by what Slack says, and what happens when it says nothing."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator

import pytest

from bot.people import DirectoryUnavailable
from bot.sandbox.slack.faults import ApiError, Drop, Hang, RateLimited, ServerError
from bot.slack.directory import Directory
from tests.slack.outbox_kit import Bench, bench

GROUP = "S0AGENTS"


@pytest.fixture
async def slack() -> AsyncIterator[Bench]:
    async with bench() as one:
        yield one


@pytest.fixture
def directory(slack: Bench) -> Directory:
    return Directory(slack.client, slack.clock)


async def test_guests_strangers_and_members_are_told_apart(directory: Directory) -> None:
    agent = await directory.member("U0AGENT", fresh=True)
    guest = await directory.member("U0GUEST", fresh=True)
    stranger = await directory.member("U0STRANGER", fresh=True)
    assert (agent.is_guest, agent.is_stranger, agent.deleted) == (False, False, False)
    assert guest.is_guest
    assert stranger.is_stranger
    own = (await directory.identity()).team_id
    assert own in agent.teams
    assert own not in stranger.teams


async def test_somebody_whose_account_was_closed_is_noticed_at_the_next_click(
    slack: Bench, directory: Directory
) -> None:
    assert not (await directory.member("U0AGENT", fresh=True)).deleted
    slack.slack.workspace.users["U0AGENT"].deleted = True
    slack.clock.advance(0.5)
    assert not (await directory.member("U0AGENT", fresh=False)).deleted
    assert (await directory.member("U0AGENT", fresh=True)).deleted


async def test_removal_from_the_group_is_noticed_at_the_next_click(slack: Bench, directory: Directory) -> None:
    assert await directory.in_group("U0AGENT", ("S0LEADS", GROUP), fresh=True)
    slack.slack.usergroups[GROUP].remove("U0AGENT")
    slack.clock.advance(0.5)
    assert not await directory.in_group("U0AGENT", ("S0LEADS", GROUP), fresh=True)


async def test_many_at_once_are_one_question_to_slack(slack: Bench, directory: Directory) -> None:
    answers = await asyncio.gather(*(directory.in_group("U0AGENT", (GROUP,), fresh=True) for _ in range(50)))
    assert all(answers)
    assert len(slack.calls("usergroups.users.list")) == 1


async def test_a_rate_limit_is_bridged_by_a_list_of_the_last_minute_and_no_longer(
    slack: Bench, directory: Directory
) -> None:
    assert await directory.in_group("U0AGENT", (GROUP,), fresh=True)
    slack.clock.advance(50)
    slack.slack.faults.next("usergroups.users.list", RateLimited(30), times=2)
    assert await directory.in_group("U0AGENT", (GROUP,), fresh=True)
    slack.clock.advance(20)
    with pytest.raises(DirectoryUnavailable):
        await directory.in_group("U0AGENT", (GROUP,), fresh=True)


@pytest.mark.parametrize("fault", [ServerError(), Drop(), ApiError("missing_scope"), ApiError("no_such_subteam")])
async def test_a_group_that_cannot_be_read_lets_nobody_in(
    slack: Bench, directory: Directory, fault: ServerError | Drop | ApiError
) -> None:
    assert await directory.in_group("U0AGENT", (GROUP,), fresh=True)
    slack.clock.advance(10)
    slack.slack.faults.next("usergroups.users.list", fault, times=2)  # a GET may be sent twice
    with pytest.raises(DirectoryUnavailable):
        await directory.in_group("U0AGENT", (GROUP,), fresh=True)


async def test_a_group_that_can_be_read_lets_its_people_in_though_another_cannot(
    slack: Bench, directory: Directory
) -> None:
    slack.slack.faults.next("usergroups.users.list", ServerError())
    assert await directory.in_group("U0AGENT", ("S0LEADS", GROUP), fresh=True)


async def test_a_slow_question_about_one_group_holds_up_no_other(slack: Bench, directory: Directory) -> None:
    slack.slack.faults.next("usergroups.users.list", Hang(0.5))
    slow = asyncio.create_task(directory.in_group("U0AGENT", (GROUP,), fresh=True))
    await asyncio.sleep(0.05)
    assert await directory.in_group("U0LEAD", ("S0LEADS",), fresh=True)
    assert not slow.done()
    assert await slow


async def test_channels_as_the_bot_sees_them(slack: Bench, directory: Directory) -> None:
    shipping = await directory.channel("C0SHIPPING", fresh=True)
    assert shipping is not None
    assert (shipping.name, shipping.is_member, shipping.is_archived) == ("shipping", True, False)
    outside = await directory.channel("C0PUBLIC", fresh=True)
    assert outside is not None
    assert not outside.is_member
    assert await directory.channel("C0PRIVATE", fresh=True) is None
    assert await directory.channel("C0NOWHERE", fresh=True) is None
    slack.slack.faults.next("conversations.info", ServerError())
    slack.clock.advance(61)
    with pytest.raises(DirectoryUnavailable):
        await directory.channel("C0SHIPPING", fresh=False)


async def test_the_bot_asks_once_who_it_is(slack: Bench, directory: Directory) -> None:
    slack.slack.faults.next("auth.test", ServerError())
    with pytest.raises(DirectoryUnavailable):
        await directory.identity()
    first, second = await asyncio.gather(directory.identity(), directory.identity())
    assert first == second
    assert (first.team_id, first.user_id) == (slack.slack.team_id, slack.slack.bot_user_id)
    assert len(slack.calls("auth.test")) == 1
