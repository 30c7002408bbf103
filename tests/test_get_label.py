"""*Get label*: the label of one order comes to whoever pressed, alone, or a sentence why not."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.sandbox.sendcloud import Respond
from bot.sandbox.slack import Message, Modal, Person
from bot.sandbox.slack.faults import ApiError
from tests.pdf_kit import BROKEN, words_on
from tests.world import World, world_at

LABELS = ("*/parcel-documents/label", "*/parcels/*/documents/label")
PDF = {"Content-Type": "application/pdf"}


@pytest.fixture
async def world(tmp_path: Path) -> AsyncIterator[World]:
    async with world_at(tmp_path) as one:
        yield one


async def labelled(world: World, *numbers: str) -> Message:
    """Return a run of orders that all have their labels."""
    world.orders(*numbers)
    run = await world.run(world.agent, " ".join(numbers))
    await world.done(run)
    return run


async def status(world: World, person: Person, numbers: str) -> Message:
    """Ask where orders stand, and return the private answer."""
    asked = await person.command(f"/label status {numbers}")
    return await world.soon(lambda: asked.replies[0] if asked.replies else None)


def files(person: Person) -> list[Message]:
    """Return the messages with files in somebody's conversation with the bot."""
    return [one for one in person.dms() if one.files]


async def file_for(world: World, person: Person, count: int = 1) -> Message:
    """Wait for the newest of so many files in somebody's conversation with the bot."""
    return await world.until(lambda: files(person)[-1] if len(files(person)) >= count else None)


async def modal(world: World, person: Person) -> Modal:
    """Wait for the modal *Get label* in front of somebody."""
    return await world.soon(lambda: person.modal if person.modal and person.modal.title == "Get label" else None)


async def test_a_label_asked_for_in_a_status_answer_comes_to_whoever_pressed_alone(world: World) -> None:
    run = await labelled(world, "1001", "1002")
    answer = await status(world, world.colleague, "1002")
    await world.colleague.press(answer, "Get label")
    await world.told(world.colleague, "The label of order 1002 comes to you alone")
    conversation = world.slack.workspace.direct(world.colleague.id).id
    assert f"/archives/{conversation}" in world.colleague.ephemerals[-1].text
    message = await file_for(world, world.colleague)
    (page,) = words_on(message.files[0].content)
    assert "Order 1002" in page
    assert message.files[0].name.endswith("Main shop 1 label.pdf")
    assert "Label of order 1002, from run" in message.text
    assert "Reprinting is free" in message.text
    assert files(world.agent) == []
    assert not any(reply.files for reply in world.slack.thread(run.channel, run.ts))
    assert world.events("1002")[-2:] == ["documents_asked_for", "documents_sent"]


async def test_pressed_twice_at_once_one_file_comes_and_pressed_later_it_comes_again(world: World) -> None:
    await labelled(world, "1001")
    answer = await status(world, world.agent, "1001")
    await world.agent.press(answer, "Get label", times=3)
    await file_for(world, world.agent)
    await world.clock.run_for(20)
    assert len(files(world.agent)) == 1
    await world.agent.press(answer, "Get label")
    again = await file_for(world, world.agent, 2)
    assert "Reprint: Label of order 1001" in again.text


async def test_two_people_who_want_the_same_label_get_it_both(world: World) -> None:
    await labelled(world, "1001")
    for person in (world.agent, world.colleague):
        await person.press(await status(world, person, "1001"), "Get label")
    await file_for(world, world.agent)
    await file_for(world, world.colleague)
    assert [len(files(one)) for one in (world.agent, world.colleague)] == [1, 1]


async def test_a_label_that_is_fetched_holds_up_no_documents_of_the_run(world: World) -> None:
    run = await labelled(world, "1001")
    answer = await status(world, world.agent, "1001")
    await world.sendcloud.stop()
    await world.agent.press(answer, "Get label")
    await world.press(world.colleague, run, "Get documents")
    await world.sendcloud.start()
    await file_for(world, world.agent)
    await world.until(lambda: any(reply.files for reply in world.slack.thread(run.channel, run.ts)))


async def test_a_label_that_cannot_be_read_ends_with_a_sentence_to_whoever_pressed(world: World) -> None:
    run = await labelled(world, "1001")
    before = world.thread(run)
    for path in LABELS:
        world.sendcloud.faults.next("GET", path, Respond(200, BROKEN["half of it"], PDF), times=2)
    await world.agent.press(await status(world, world.agent, "1001"), "Get label")
    sentence = "The label of order 1001 could not be given to you"
    told = await world.until(lambda: next((one for one in world.agent.dms() if sentence in one.text), None))
    assert "Press Get label to try again" in told.text
    assert files(world.agent) == []
    assert world.thread(run) == before


async def test_a_conversation_that_takes_no_file_for_long_ends_with_a_sentence(world: World) -> None:
    await labelled(world, "1001")
    answer = await status(world, world.agent, "1001")
    world.slack.faults.next("files.completeUploadExternal", ApiError("internal_error"), times=1_000)
    await world.agent.press(answer, "Get label")
    await world.until(lambda: any("Slack did not take the files" in one.text for one in world.agent.dms()), limit=900)
    assert world.rows("SELECT state FROM document_requests") == [("failed",)]


async def test_a_bot_that_is_killed_brings_the_label_once_when_it_is_back(world: World) -> None:
    await labelled(world, "1001")
    answer = await status(world, world.agent, "1001")
    await world.sendcloud.stop()
    await world.agent.press(answer, "Get label")
    await world.kill_bot()
    await world.sendcloud.start()
    await world.start_bot()
    await file_for(world, world.agent)
    await world.clock.run_for(20)
    assert len(files(world.agent)) == 1


async def test_a_plan_with_one_labelled_order_brings_its_label_at_once(world: World) -> None:
    await labelled(world, "1001")
    world.orders("1002")
    plan = await world.plan(world.colleague, "1001 1002")
    await world.colleague.press(plan, "Get label")
    assert "comes to you alone" in (await modal(world, world.colleague)).plain()
    (page,) = words_on((await file_for(world, world.colleague)).files[0].content)
    assert "Order 1001" in page


async def test_a_plan_with_several_labelled_orders_asks_which(world: World) -> None:
    await labelled(world, "1001", "1002")
    plan = await world.plan(world.colleague, "1001 1002")
    await world.colleague.press(plan, "Get label")
    which = await modal(world, world.colleague)
    which.choose("Order", next(one for one in which.options("Order") if one.startswith("1002")))
    await which.submit()
    (page,) = words_on((await file_for(world, world.colleague)).files[0].content)
    assert "Order 1002" in page


async def test_an_order_that_was_left_out_since_another_run_has_it_offers_the_label_of_that_run(world: World) -> None:
    world.orders("1001", "1002")
    mine = await world.plan(world.agent, "1001 1002")
    await world.done(await world.run(world.colleague, "1001"))
    run = await world.confirm(world.agent, mine)
    await world.done(run)
    reply = next(one for one in world.slack.thread(run.channel, run.ts) if "left out" in one.plain())
    guest = world.slack.person("U0GUEST")
    await world.press(guest, reply, "Get label")
    await world.told(guest, "Guests cannot")
    assert world.rows("SELECT 1 FROM document_requests") == []
    await world.press(world.agent, reply, "Get label")
    (page,) = words_on((await file_for(world, world.agent)).files[0].content)
    assert "Order 1001" in page


async def test_a_label_made_outside_the_bot_comes_too_and_the_history_of_the_order_knows_of_it(world: World) -> None:
    world.sendcloud.add_order("1010", kind="already_labelled")
    answer = await status(world, world.agent, "1010")
    assert "made outside the bot" in answer.plain()
    await world.agent.press(answer, "Get label", times=2)
    await world.told(world.agent, "The label of order 1010 comes to you alone")
    message = await file_for(world, world.agent)
    (page,) = words_on(message.files[0].content)
    assert "Order 1010" in page
    assert "Label of order 1010, made outside the bot." in message.text
    assert world.events("1010") == ["documents_asked_for", "documents_sent"]
    await world.clock.run_for(20)
    assert len(files(world.agent)) == 1


async def test_a_label_made_outside_the_bot_that_is_gone_meanwhile_ends_with_a_sentence(world: World) -> None:
    world.sendcloud.add_order("1010", kind="already_labelled")
    answer = await status(world, world.agent, "1010")
    for path in LABELS:
        world.sendcloud.faults.next("GET", path, Respond(200, BROKEN["no page"], PDF), times=2)
    await world.agent.press(answer, "Get label")
    sentence = "The label of order 1010 could not be given to you"
    await world.until(lambda: next((one for one in world.agent.dms() if sentence in one.text), None))


async def test_a_plan_offers_the_label_of_an_order_that_was_labelled_outside_the_bot(world: World) -> None:
    await labelled(world, "1001")
    world.sendcloud.add_order("1010", kind="already_labelled")
    plan = await world.plan(world.agent, "1001 1010")
    await world.agent.press(plan, "Get label")
    which = await modal(world, world.agent)
    which.choose("Order", "1010, made outside the bot")
    await which.submit()
    (page,) = words_on((await file_for(world, world.agent)).files[0].content)
    assert "Order 1010" in page
