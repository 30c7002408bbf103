"""Orders that somebody puts right from Slack: what they see, what Sendcloud is told, and what becomes of the label."""

from __future__ import annotations

import json
import logging
from pathlib import Path
from typing import Any

import pytest

from bot.sandbox.sendcloud import Call, CallLevelError, Hang, Html502, ResetAfter, ResetBefore, Respond, ShopSync
from bot.sandbox.slack import Message, Modal, Person
from tests.world import World, world_at

ORDER = "/orders/*"
SECRET_NUMBER = "UNMISTAKABLE-77"
"""A value that stands nowhere but where somebody typed it."""


async def failed(world: World, *numbers: str, kind: str = "bad_address", **more: Any) -> Message:
    """Return the run of orders that have no label, when its failures stand in the thread."""
    for number in numbers:
        world.sendcloud.add_order(number, kind=kind, **more)
    run = await world.run(world.agent, " ".join(numbers))
    await world.done(run)
    return run


def failures_of(world: World, run: Message) -> Message:
    return next(reply for reply in world.slack.thread(run.channel, run.ts) if "without a label:" in reply.plain())


async def opened(world: World, person: Person, run: Message) -> Modal:
    """Press *Fix address* and return the form when it is filled."""
    await world.until(lambda: "Fix address" in failures_of(world, run).buttons())
    await person.press(failures_of(world, run), "Fix address")
    return await form_of(world, person)


async def form_of(world: World, person: Person) -> Modal:
    return await world.until(lambda: person.modal if person.modal and person.modal.inputs else None)


async def says(world: World, person: Person, words: str) -> Modal:
    return await world.until(lambda: person.modal if person.modal and words in person.modal.plain() else None)


def changes(world: World) -> list[Call]:
    return [call for call in world.sendcloud.calls if call.method == "PATCH"]


async def test_an_address_is_fixed_saved_read_back_and_retried(world: World) -> None:
    run = await failed(world, "1001")
    form = await opened(world, world.agent, run)
    assert "address refused" in form.plain().casefold()
    assert "sync" in form.plain()
    assert set(form.inputs) == {"Street", "House number", "Second address line", "Postal code", "Town"}
    form.fill("House number", SECRET_NUMBER)
    assert await form.submit() == {}
    await says(world, world.agent, "Saved in Sendcloud, and the label is asked for again.")
    await world.says(run, "1 of 1 label ready")

    sent = json.loads(changes(world)[0].raw_request)
    assert sent["shipping_address"]["house_number"] == SECRET_NUMBER
    assert sent["shipping_address"]["name"] == world.sendcloud.world.orders[669].name
    assert set(sent) == {"shipping_address"}
    kinds = [kind for kind in world.events("1001") if "fix" in kind]
    assert kinds == ["fix_taken", "fix_sending", "fix_sent", "fix_saved"]
    assert world.events("1001").count("order_retried") == 1


async def test_nothing_that_was_typed_is_in_the_ledger_or_the_log(
    world: World, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    run = await failed(world, "1001")
    refusal = CallLevelError(400, "invalid", detail=f"'{SECRET_NUMBER}' is no house number.")
    world.sendcloud.faults.next("PATCH", ORDER, refusal)
    for words in ("Not saved", "Saved in Sendcloud"):
        form = await opened(world, world.agent, run)
        form.fill("House number", SECRET_NUMBER)
        await form.submit()
        await says(world, world.agent, words)
    await world.says(run, "1 of 1 label ready")
    held = b"".join(file.read_bytes() for file in world.folder.glob(f"{world.database.name}*"))
    assert SECRET_NUMBER.encode() not in held
    assert SECRET_NUMBER not in caplog.text
    fields = [json.loads(row[0]) for row in world.rows("SELECT hashes FROM fixes")]
    assert [list(one) for one in fields] == [["house_number"], ["house_number"]]


async def test_a_phone_number_is_written_to_both_places(world: World) -> None:
    run = await failed(world, "1001", kind="no_phone")
    form = await opened(world, world.agent, run)
    assert set(form.inputs) == {"Phone"}
    form.fill("Phone", "06")
    assert "telephone number" in str(await form.submit())
    form.fill("Phone", "+31 6 8765 4321")
    assert await form.submit() == {}
    await world.says(run, "1 of 1 label ready")
    sent = json.loads(changes(world)[0].raw_request)
    assert sent["customer_details"] == {"phone": "+31 6 8765 4321"}
    assert sent["shipping_address"]["phone_number"] == "+31 6 8765 4321"


async def test_a_form_in_which_nothing_was_changed_changes_nothing(world: World) -> None:
    run = await failed(world, "1001")
    form = await opened(world, world.agent, run)
    assert "Change at least one field" in str(await form.submit())
    assert changes(world) == []


async def test_what_the_shops_sync_takes_back_is_said_and_not_retried(world: World) -> None:
    run = await failed(world, "1001")
    bought = len(world.purchases())
    form = await opened(world, world.agent, run)
    world.sendcloud.faults.next("PATCH", ORDER, ShopSync())
    form.fill("House number", "99")
    await form.submit()
    await says(world, world.agent, "does not show the change, so it was not retried")
    await world.says(run, "correct it in the shop, then retry")
    assert len(world.purchases()) == bought
    assert world.states() == {"1001": "refused"}


@pytest.mark.parametrize("fault", [ResetAfter(), Html502(after=True)], ids=["cut", "proxy"])
async def test_a_lost_answer_is_made_good_by_reading_the_order(world: World, fault: ResetAfter | Html502) -> None:
    run = await failed(world, "1001")
    form = await opened(world, world.agent, run)
    world.sendcloud.faults.next("PATCH", ORDER, fault)
    form.fill("House number", "99")
    await form.submit()
    await world.says(run, "1 of 1 label ready")
    assert len(changes(world)) == 1


@pytest.mark.parametrize(
    ("fault", "times", "words"),
    [
        (CallLevelError(400, "invalid"), 1, "does not take this change (invalid)"),
        (Respond(403, {"errors": [{"status": "403", "code": "forbidden", "detail": "No."}]}), 1, "administrator"),
        (Respond(404, {"errors": [{"status": "404", "code": "not_found", "detail": "No."}]}), 1, "no such order"),
        (ResetBefore(), 9, "does not show the change"),
    ],
    ids=["refused", "account", "gone", "unanswered"],
)
async def test_a_change_that_was_not_saved_is_told_and_can_be_made_again(
    world: World, fault: CallLevelError | Respond | ResetBefore, times: int, words: str
) -> None:
    run = await failed(world, "1001")
    form = await opened(world, world.agent, run)
    world.sendcloud.faults.next("PATCH", ORDER, fault, times=times)
    form.fill("House number", "99")
    await form.submit()
    await says(world, world.agent, words)
    await world.says(run, "changed by")
    world.sendcloud.faults.clear()
    form = await opened(world, world.agent, run)
    form.fill("House number", "99")
    await form.submit()
    await world.says(run, "1 of 1 label ready")


async def test_two_people_who_fix_the_same_order_do_so_once(world: World) -> None:
    run = await failed(world, "1001")
    mine, theirs = await opened(world, world.agent, run), await opened(world, world.colleague, run)
    mine.fill("House number", "98")
    theirs.fill("House number", "99")
    await mine.submit()
    await theirs.submit()
    told = await world.until(lambda: now if (now := theirs.plain()) and "Nothing was changed" in now else "")
    assert "1001" in told
    await world.says(run, "1 of 1 label ready")
    assert len(changes(world)) == 1


async def test_a_form_that_comes_too_late_changes_nothing(world: World) -> None:
    run = await failed(world, "1001")
    form = await opened(world, world.agent, run)
    await world.press(world.colleague, run, "Retry 1 failed")
    await world.until(lambda: world.events("1001").count("label_refused") == 2)
    form.fill("House number", "99")
    await form.submit()
    await says(world, world.agent, "not as it was when this form was opened")
    assert changes(world) == []


async def test_somebody_who_may_not_is_shown_nothing(world: World) -> None:
    run = await failed(world, "1001")
    guest = world.slack.person("U0GUEST")
    await guest.press(failures_of(world, run), "Fix address")
    await world.told(guest, "Guests cannot")
    assert guest.modal is None


async def test_several_fixes_in_a_row_take_a_step_each(world: World) -> None:
    run = await failed(world, "1001", "1002", "1003")
    form = await opened(world, world.agent, run)
    assert "3 orders of this run can be fixed here" in form.plain()
    for place, number in enumerate(("1001", "1002", "1003")):
        form = await form_of(world, world.agent)
        assert number in form.plain()
        form.fill("House number", f"9{place}")
        await form.submit()
        done = await says(world, world.agent, "Saved in Sendcloud")
        if number != "1003":
            assert done.submit_text == "Next order"
            await done.submit()
    assert done.submit_text is None
    await world.says(run, "3 of 3 labels ready")


async def test_a_suggestion_of_the_carriers_check_stands_in_the_form_and_is_marked(world: World) -> None:
    world.sendcloud.add_order("1001", kind="bad_address")
    form = await world.form(world.agent, "1001")
    await world.choose_option(form, "dpd predict")
    assert await form.submit() == {}
    run = await world.confirm(world.agent, await world.checked(world.agent))
    await world.done(run)
    before = world.sendcloud.world.orders[669].house_number
    form = await opened(world, world.agent, run)
    assert form.inputs["House number (changed)"]["initial_value"] == str(int(before) + 1)
    assert f"The order has “{before}”" in str(form.view)
    await form.submit()
    await world.says(run, "1 of 1 label ready")


async def test_a_service_point_is_searched_near_the_address(world: World) -> None:
    run = await failed(world, "1001", kind="closed_point")
    form = await opened(world, world.agent, run)
    assert set(form.inputs) == {"Service point"}
    found = await form.search("Service point", "")
    assert any("Kiosk Central" in one for one in found)
    form.choose("Service point", next(one for one in found if "Book shop" in one))
    assert await form.submit() == {}
    await world.says(run, "1 of 1 label ready")
    assert json.loads(changes(world)[0].raw_request) == {"service_point_details": {"id": "10875350"}}


async def test_a_bot_that_was_killed_before_it_told_sendcloud_says_so(world: World) -> None:
    run = await failed(world, "1001")
    form = await opened(world, world.agent, run)
    world.sendcloud.faults.next("GET", ORDER, Html502(), times=50)
    form.fill("House number", SECRET_NUMBER)
    await form.submit()
    await world.until(lambda: bool(world.rows("SELECT 1 FROM fixes WHERE state = 'taken'")))
    await world.kill_bot()
    world.sendcloud.faults.clear()
    await world.start_bot()
    await world.says(run, "what was typed is kept nowhere. Type it again.")
    assert changes(world) == []
    assert world.states() == {"1001": "refused"}


async def test_a_bot_that_was_killed_while_it_told_sendcloud_finds_out(world: World) -> None:
    run = await failed(world, "1001")
    form = await opened(world, world.agent, run)
    world.sendcloud.faults.next("PATCH", ORDER, Hang(0.5))
    form.fill("House number", "99")
    await form.submit()
    await world.until(lambda: bool(changes(world)))
    await world.kill_bot()
    await world.start_bot()
    await world.says(run, "1 of 1 label ready")
    assert len(changes(world)) == 1


async def test_the_open_failures_have_the_button_for_each_order(world: World) -> None:
    run = await failed(world, "1001", "1002")
    await world.agent.command("/label failures")
    answer = await world.soon(lambda: next((one for one in world.agent.ephemerals if "1002" in one.plain()), None))
    [run_id] = world.rows("SELECT id FROM runs")[0]
    await world.agent.press(answer, "Fix address", value=f"{run_id} 2")
    form = await form_of(world, world.agent)
    assert "1002" in form.plain()
    form.fill("House number", "99")
    await form.submit()
    await world.says(run, "1 of 2 labels ready")


async def test_a_form_that_slack_delivers_twice_is_carried_out_once(world: World) -> None:
    run = await failed(world, "1001")
    form = await opened(world, world.agent, run)
    form.fill("House number", "99")
    world.slack.deliver_twice()
    await form.submit()
    await world.says(run, "1 of 1 label ready")
    assert len(changes(world)) == 1
    assert world.events("1001").count("fix_taken") == 1


async def test_an_order_full_of_odd_values_can_be_fixed_all_the_same(world: World) -> None:
    order = world.sendcloud.add_order("1001", weight="50")
    run = await world.run(world.agent, "1001")
    await world.done(run)
    order.weight, order.address_line_2 = "1e200", "half \ud83d an emoji"
    form = await opened(world, world.agent, run)
    assert set(form.inputs) == {"Weight in kg"}
    assert "initial_value" not in form.inputs["Weight in kg"]
    form.fill("Weight in kg", "1,2")
    assert await form.submit() == {}
    await world.says(run, "1 of 1 label ready")
    weight = {"value": 1.2, "unit": "kg"}
    assert json.loads(changes(world)[0].raw_request) == {"shipping_details": {"measurement": {"weight": weight}}}


async def test_a_forged_form_about_another_order_changes_nothing(world: World) -> None:
    run = await failed(world, "1001")
    form = await opened(world, world.agent, run)
    form.fill("House number", "99")
    told = world.submission(world.agent, form)
    metadata = json.loads(told["view"]["private_metadata"])
    told["view"]["private_metadata"] = json.dumps(metadata | {"at": 17})
    await world.agent.delivery.interactive(told)
    assert changes(world) == []
    assert world.rows("SELECT 1 FROM fixes") == []


async def test_where_another_company_reads_along_the_form_is_private_and_the_thread_has_ids_alone(world: World) -> None:
    world.slack.channel("C0SHIPPING").is_ext_shared = True
    run = await failed(world, "1001")
    stranger = world.slack.person("U0STRANGER")
    await stranger.press(failures_of(world, run), "Fix address")
    await world.told(stranger, "Only members of the workspace")
    assert stranger.modal is None
    form = await opened(world, world.agent, run)
    form.fill("House number", SECRET_NUMBER)
    world.sendcloud.faults.next("PATCH", ORDER, ShopSync())
    await form.submit()
    thread = await world.says(run, "correct it in the shop, then retry")
    order = world.sendcloud.world.orders[669]
    private = (SECRET_NUMBER, order.name, order.address_line_1, order.postal_code, order.email, order.phone_number)
    assert [value for value in private if value in thread] == []


async def test_a_label_above_somebodys_limit_is_saved_and_not_asked_for(tmp_path: Path) -> None:
    async with world_at(tmp_path, LABEL_BOT_DAILY_LIMIT="1") as world:
        run = await failed(world, "1001")
        world.orders("1002")
        await world.done(await world.run(world.agent, "1002"))
        form = await opened(world, world.agent, run)
        form.fill("House number", "99")
        await form.submit()
        await says(world, world.agent, "above your limit")
        await world.says(run, "somebody else has to retry it")
        await world.press(world.colleague, run, "Retry 1 failed")
        await world.says(run, "1 of 1 label ready")
