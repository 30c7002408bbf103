"""Who may do what, checked on every command, submission, button and search against the person who acts."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from pathlib import Path
from urllib.parse import urlencode

import pytest

from bot.sandbox.sendcloud import DropRow
from bot.sandbox.slack import ApiError, Message, Person
from tests.world import World, world_at

GROUPS, CHANNELS = "S0AGENTS", "C0SHIPPING,C0SHARED"


@pytest.fixture
async def team(tmp_path: Path) -> AsyncIterator[World]:
    """A bot that two people of one user group may use in two channels."""
    async with world_at(tmp_path, LABEL_BOT_ALLOWED_USERGROUPS=GROUPS, LABEL_BOT_ALLOWED_CHANNELS=CHANNELS) as world:
        yield world


def who(world: World, name: str) -> Person:
    return world.slack.person({"guest": "U0GUEST", "stranger": "U0STRANGER", "outsider": "U0LEAD"}[name])


def leave_group(world: World) -> None:
    """Take the agent out of the group; what was asked a moment before tells nothing any more."""
    world.slack.usergroups["S0AGENTS"].remove("U0AGENT")
    world.clock.advance(0.1)


REFUSED = [
    ("guest", "Guests cannot"),
    ("stranger", "Only members of the workspace"),
    ("outsider", "not in a user group"),
]


@pytest.mark.parametrize(("name", "words"), REFUSED)
async def test_every_command_refuses_whoever_may_not(team: World, name: str, words: str) -> None:
    person = who(team, name)
    for typed in ("", "1001", "status 1001", "history 1001", "help", "runs"):
        result = await person.command(f"/label {typed}".strip(), channel="C0SHARED")
        await team.soon(lambda result=result: result.replies)  # type: ignore[misc]  # each its own answer
        assert words in result.text
    assert person.modal is None


async def test_every_command_is_refused_in_a_channel_that_is_not_allowed(team: World) -> None:
    for typed in ("1001", "status 1001", "help"):
        result = await team.agent.command(f"/label {typed}", channel="C0SUPPORT")
        await team.soon(lambda result=result: result.replies)  # type: ignore[misc]  # each its own answer
        assert "may not be used in this channel" in result.text
    assert team.agent.modal is None


@pytest.mark.parametrize(("name", "words"), REFUSED)
async def test_the_message_shortcut_refuses_whoever_may_not(team: World, name: str, words: str) -> None:
    message = await team.agent.say("1001", channel="C0SHARED")
    person = who(team, name)
    await person.shortcut("create_labels_from_message", message)
    await team.told(person, words)
    assert person.modal is None


@pytest.mark.parametrize(("name", "words"), REFUSED)
async def test_a_submission_of_either_modal_refuses_whoever_may_not(team: World, name: str, words: str) -> None:
    team.orders("1001")
    form = await team.form(team.agent, "1001")
    assert words in str((await team.submit_as(who(team, name), form)).body)
    assert team.rows("SELECT 1 FROM plans") == []
    await form.submit()
    plan = await team.checked(team.agent)
    assert words in str((await team.submit_as(who(team, name), plan)).body)
    assert team.rows("SELECT 1 FROM runs") == []


@pytest.mark.parametrize(("name", "words"), REFUSED)
async def test_every_button_on_a_run_refuses_whoever_may_not(team: World, name: str, words: str) -> None:
    team.orders("1001")
    bad = team.sendcloud.add_order("1002", kind="bad_address")
    run = await team.run(team.agent, "1001 1002")
    await team.done(run)
    bad.kind = "fine"
    person, before = who(team, name), team.rows("SELECT count(*) FROM events")
    for button in ("Retry 1 failed", "Get documents", "Hand-over list"):
        seen = len(person.ephemerals)
        await person.press(run, button)
        await team.soon(lambda seen=seen: len(person.ephemerals) > seen)  # type: ignore[misc]  # each its own count
        assert words in person.ephemerals[-1].plain()
    assert team.rows("SELECT count(*) FROM events") == before


@pytest.mark.parametrize(("name", "words"), REFUSED)
async def test_the_buttons_of_an_undecided_run_refuse_whoever_may_not(team: World, name: str, words: str) -> None:
    run = await undecided(team)
    for button in ("Look again", "Buy again"):
        person = who(team, name)
        seen = len(person.ephemerals)
        await person.press(run, button)
        await team.soon(lambda seen=seen, person=person: len(person.ephemerals) > seen)  # type: ignore[misc]
        assert words in person.ephemerals[-1].plain()
        assert person.modal is None
    assert team.states() == {"1001": "undecided"}


async def test_a_reason_from_somebody_who_may_not_is_refused(team: World) -> None:
    run = await undecided(team)
    modal = await team.asked_for_a_reason(team.agent, run)
    modal.fill("Reason", "Because.")
    assert "not in a user group" in str((await team.submit_as(who(team, "outsider"), modal)).body)
    assert team.states() == {"1001": "undecided"}
    await modal.close()


async def test_a_search_by_somebody_who_may_not_finds_nothing(team: World) -> None:
    form = await team.form(team.agent, "1001")
    form.choose("Shipping", "Choose an option")
    await team.soon(lambda: "Shipping option" in form.inputs)
    assert await team.agent.search("Shipping option", "dpd") != []
    leave_group(team)
    await team.clock.run_for(61, step=5)
    assert await team.agent.search("Shipping option", "dpd") == []


async def test_whoever_left_the_group_between_opening_and_submitting_is_refused(team: World) -> None:
    form = await team.form(team.agent, "1001")
    leave_group(team)
    await form.submit()
    assert "not in a user group" in form.plain()
    assert team.rows("SELECT 1 FROM plans") == []


async def test_whoever_left_the_group_between_plan_and_confirmation_buys_nothing(team: World) -> None:
    team.orders("1001")
    modal = await team.plan(team.agent, "1001")
    leave_group(team)
    await modal.submit()
    assert "not in a user group" in modal.plain()
    assert team.rows("SELECT 1 FROM runs") == []


@pytest.mark.parametrize("error", ["no_such_subteam", "ratelimited", "internal_error"])
async def test_while_the_group_cannot_be_read_nobody_may(team: World, error: str) -> None:
    team.slack.faults.next("usergroups.users.list", ApiError(error), times=2)
    await team.agent.command("/label 1001")
    await team.told(team.agent, "cannot read who may use it")
    assert team.agent.modal is None
    team.slack.faults.clear()
    await team.form(team.agent, "1001")


@pytest.mark.parametrize("method", ["usergroups.users.list", "users.info"])
async def test_a_scope_that_is_missing_is_told_as_what_whoever_runs_the_bot_must_add(team: World, method: str) -> None:
    team.slack.faults.next(method, ApiError("missing_scope"), times=2)
    await team.agent.command("/label 1001")
    told = await team.told(team.agent, "The bot lacks a right in Slack")
    assert "Tell whoever runs it" in told
    assert "Try again in a minute" not in told
    assert team.agent.modal is None


async def test_a_channel_that_cannot_be_seen_for_want_of_a_scope_is_told_as_that(team: World) -> None:
    team.orders("1001")
    form = await team.form(team.agent, "1001")
    team.slack.faults.next("conversations.info", ApiError("missing_scope"))
    errors = await form.submit()
    assert ["The bot lacks a right in Slack" in error for error in errors.values()] == [True]


async def test_while_slack_does_not_say_who_somebody_is_they_may_not(team: World) -> None:
    team.slack.faults.next("users.info", ApiError("internal_error"))
    await team.agent.command("/label 1001")
    await team.told(team.agent, "did not say who you are")


async def test_a_person_who_was_deactivated_may_not(team: World) -> None:
    form = await team.form(team.agent, "1001")
    team.slack.workspace.users["U0AGENT"].deleted = True
    team.clock.advance(0.1)
    await form.submit()
    assert form.title == "Not allowed"
    assert "does not know this account as an active person" in form.plain()


async def test_a_person_whom_slack_does_not_know_is_not_told_to_try_again(team: World) -> None:
    team.slack.faults.next("users.info", ApiError("user_not_found"))
    await team.agent.command("/label 1001")
    assert "in a minute" not in await team.told(team.agent, "does not know this account as an active person")


async def test_nobody_is_told_to_be_forbidden_because_slack_does_not_answer(team: World) -> None:
    team.orders("1001")
    modal = await team.plan(team.agent, "1001")
    team.slack.faults.next("users.info", ApiError("internal_error"))
    await modal.submit()
    assert modal.title == "Not possible just now"
    assert "Try again in a minute" in modal.plain()
    assert team.rows("SELECT 1 FROM runs") == []


async def test_a_channel_that_is_not_allowed_is_refused_on_its_input(team: World) -> None:
    form = await team.form(team.agent, "1001")
    form.choose("Post to", "C0SUPPORT")
    assert "may not be created in this channel" in (await form.submit())["Post to"]


async def test_without_a_list_every_full_member_may_and_guests_and_strangers_never(world: World) -> None:
    await world.form(world.slack.person("U0LEAD"), "1001")
    for name in ("guest", "stranger"):
        await who(world, name).command("/label 1001", channel="C0SHARED")
        await world.soon(lambda name=name: who(world, name).ephemerals)  # type: ignore[misc]  # each its own person
        assert who(world, name).modal is None


async def test_a_private_plan_message_opens_for_nobody_who_may_not(team: World) -> None:
    team.orders("1001")
    form = await team.form(team.agent, "1001")
    await form.submit()
    await form.close()
    message = await team.until(lambda: next(iter(team.agent.dms()), None))
    leave_group(team)
    await team.agent.press(message, "Check and confirm")
    await team.until(lambda: any("not in a user group" in one.plain() for one in team.agent.ephemerals))
    assert team.agent.modal is None


Forge = Callable[[World, str], dict[str, str]]


@pytest.mark.parametrize(
    "forge",
    [
        lambda world, body: {},
        lambda world, body: world.slack.sign(body) | {"X-Slack-Signature": "v0=" + "0" * 64},
        lambda world, body: world.slack.sign(body + "x"),
        lambda world, body: world.slack.sign(body, timestamp=1_000_000_000),
        lambda world, body: {name: value for name, value in world.slack.sign(body).items() if "Timestamp" not in name},
    ],
)
async def test_a_forged_or_replayed_request_is_refused_and_changes_nothing(world: World, forge: Forge) -> None:
    body = urlencode(
        {
            "command": "/label",
            "text": "1001",
            "user_id": "U0AGENT",
            "team_id": "T0SANDBOX",
            "channel_id": "C0SHIPPING",
            "trigger_id": "1.2.3",
        }
    )
    headers = forge(world, body) | {"Content-Type": "application/x-www-form-urlencoded"}
    before = len(world.slack.calls)
    status, _ = await world.slack.send_raw(body, headers)
    assert status == 401
    assert world.slack.calls[before:] == []


async def test_in_socket_mode_nothing_is_taken_over_http(tmp_path: Path) -> None:
    async with world_at(tmp_path, socket=True) as world:
        assert world.bot is not None
        world.slack.request_url = f"http://127.0.0.1:{world.bot.port}/slack/events"
        status, _ = await world.slack.send_raw("command=/label", {"Content-Type": "application/x-www-form-urlencoded"})
        assert status == 404


async def undecided(world: World) -> Message:
    """Return a run with one order whose outcome a person has to decide."""
    world.orders("1001")
    world.sendcloud.faults.next("POST", "/orders/create-labels-async", DropRow(0, acted=False), times=2)
    run = await world.run(world.agent, "1001")
    await world.done(run)
    return run
