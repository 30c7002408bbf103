"""Writing to the bot, mentioning it, opening its page: what somebody finds who does not know the command yet."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.sandbox.slack import ApiError, Message, Person
from tests.world import World, world_at

HELP = "opens the form Create labels"


def conversation(world: World, person: Person) -> str:
    return world.slack.workspace.direct(person.id).id


async def answered(world: World, person: Person) -> Message:
    """Wait for the private answer with the help in it, the newest one."""
    return await world.soon(lambda: next((one for one in reversed(person.ephemerals) if HELP in one.plain()), None))


async def test_writing_to_the_bot_is_answered_with_the_help_and_a_button_that_opens_the_form(
    either_world: World,
) -> None:
    world = either_world
    await world.agent.say("Hello?", channel=conversation(world, world.agent))
    told = await answered(world, world.agent)
    await world.agent.press(told, "Create labels")
    form = await world.opened(world.agent)
    assert form.title == "Create labels"
    assert form.values()["Order numbers"] is None


async def test_the_button_brings_the_numbers_that_were_written(world: World) -> None:
    world.orders("1001", "1002")
    await world.agent.say("@label-bot 1001, 1002")
    told = await answered(world, world.agent)
    assert "with what you wrote in it" in told.plain()
    await world.agent.press(told, "Create labels")
    form = await world.opened(world.agent)
    assert form.values()["Order numbers"] == "1001, 1002"
    assert await form.submit() == {}
    assert (await world.checked(world.agent)).submit_text == "Create 2 labels"


async def test_a_mention_is_answered_to_the_one_person_and_in_their_thread(world: World) -> None:
    parent = await world.colleague.say("What about these?")
    await world.agent.say("@label-bot please", thread_ts=parent.ts)
    told = await answered(world, world.agent)
    assert (told.channel, told.thread_ts) == (parent.channel, parent.ts)
    assert world.colleague.ephemerals == []
    assert world.slack.messages(parent.channel)[-1] is parent


async def test_a_mention_that_is_delivered_again_or_edited_is_answered_once(world: World) -> None:
    world.slack.deliver_twice()
    message = await world.agent.say("@label-bot hi")
    await answered(world, world.agent)
    await world.agent.edit(message, "@label-bot hello")
    await world.agent.say("@label-bot and now?")
    await world.soon(lambda: len(world.agent.ephemerals) >= 2)
    assert [HELP in one.plain() for one in world.agent.ephemerals] == [True, True]


@pytest.mark.parametrize(("name", "words"), [("U0GUEST", "Guests cannot"), ("U0STRANGER", "Only members")])
async def test_whoever_may_not_use_the_bot_is_told_whom_to_ask(world: World, name: str, words: str) -> None:
    person = world.slack.person(name)
    await person.say("@label-bot 1001", channel="C0SHARED" if name == "U0STRANGER" else "C0SHIPPING")
    told = await world.soon(lambda: next(iter(person.ephemerals), None))
    assert words in told.plain()
    assert told.buttons() == {}


async def test_every_other_event_of_its_own_conversation_is_acknowledged(either_world: World) -> None:
    """The private message of a plan is posted, edited and answered; Slack sends again what nobody acknowledges."""
    world = either_world
    world.orders("1001")
    form = await world.form(world.agent, "1001")
    await form.submit()
    await form.close()
    message = await world.until(lambda: next(iter(world.agent.dms()), None))
    await world.agent.press(message, "Check and confirm")
    run = await world.confirm(world.agent, await world.checked(world.agent))
    await world.until(lambda: "confirmed this plan" in message.plain())
    await world.done(run)
    events = await world.soon(lambda: [one for one in world.slack.deliveries if one.what.startswith("message")][1:])
    assert [one.error for one in events if one.error] == []


async def test_the_command_can_be_typed_in_its_own_conversation_where_channels_are_limited(tmp_path: Path) -> None:
    async with world_at(tmp_path, LABEL_BOT_ALLOWED_CHANNELS="C0SHIPPING") as world:
        world.orders("1001")
        form = await world.form(world.agent, "1001", channel=conversation(world, world.agent))
        form.choose("Post to", "C0SUPPORT")
        assert list(await form.submit()) == ["Post to"]
        form.choose("Post to", "C0SHIPPING")
        assert await form.submit() == {}
        await world.done(await world.confirm(world.agent, await world.checked(world.agent)))
        await world.agent.say("@label-bot hi", channel="C0SUPPORT")
        assert "may not be used in this channel" in await world.told(world.agent, "this channel")


async def test_the_home_tab_says_how_to_begin_and_its_button_opens_the_form(world: World) -> None:
    await world.agent.open_home()
    home = await world.soon(lambda: world.agent.home)
    assert HELP in home.plain()
    await world.agent.press(home, "Create labels")
    assert (await world.soon(lambda: world.agent.modal)).title == "Create labels"


async def test_the_home_tab_tells_whoever_may_not_whom_to_ask(world: World) -> None:
    guest = world.slack.person("U0GUEST")
    await guest.open_home()
    home = await world.soon(lambda: guest.home)
    assert "Ask a full member of this workspace" in home.plain()
    assert "Create labels" not in home.plain()


async def test_a_form_that_comes_too_late_says_what_to_do_once_more(world: World) -> None:
    late = ApiError("expired_trigger_id")
    world.slack.faults.next("views.open", late)
    await world.agent.command("/label")
    assert "Type /label once more." in await world.told(world.agent, "three seconds")
    world.slack.faults.next("views.open", late)
    await world.agent.command("/label 1001 1002")
    assert "Type /label with the same numbers once more." in await world.told(world.agent, "same numbers")
    world.slack.faults.next("views.open", late)
    message = await world.agent.say("1001")
    await world.agent.shortcut("create_labels_from_message", message)
    assert "in the menu of the message once more" in await world.told(world.agent, "menu of the message once")
    await world.agent.say("hello", channel=conversation(world, world.agent))
    told = await answered(world, world.agent)
    world.slack.faults.next("views.open", late)
    await world.agent.press(told, "Create labels")
    assert "Press “Create labels” once more." in await world.told(world.agent, "“Create labels” once more")


async def test_a_form_that_comes_too_late_in_the_home_tab_is_said_there_once(world: World) -> None:
    await world.agent.open_home()
    home = await world.soon(lambda: world.agent.home)
    for _ in range(2):
        seen = home.revision
        world.slack.faults.next("views.open", ApiError("expired_trigger_id"))
        await world.agent.press(home, "Create labels")
        await world.soon(lambda seen=seen: home.revision > seen)  # type: ignore[misc]  # each its own press
    assert home.plain().count("Press “Create labels” once more.") == 1


async def test_a_window_on_top_of_the_plan_that_comes_too_late_is_said_in_the_plan(world: World) -> None:
    world.orders("1001", kind="already_labelled")
    modal = await world.plan(world.agent, "1001")
    for _ in range(2):
        seen = modal.view.revision
        world.slack.faults.next("views.push", ApiError("expired_trigger_id"))
        await world.agent.press(modal, "Second label…")
        await world.soon(lambda seen=seen: modal.view.revision > seen)  # type: ignore[misc]  # each its own press
    assert modal.plain().count("Press “Second label…” once more.") == 1
    await world.agent.press(modal, "Second label…")
    await world.soon(lambda: modal.title == "Second label")
