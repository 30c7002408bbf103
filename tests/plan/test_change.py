"""**Change**: back to the form, filled as before; closed, the plan comes back; sent, it is replaced."""

from __future__ import annotations

from bot.sandbox.slack import ApiError
from tests.plan.kit import toggle
from tests.world import World


async def test_change_brings_the_form_back_filled_as_before(world: World) -> None:
    world.orders("1001", "1002", "1003")
    form = await world.form(world.agent, "1001 1002")
    form.choose("Brand", "Waxworks Outlet")
    await form.submit()
    modal = await world.checked(world.agent)
    await world.agent.press(modal, "Change")
    await world.until(lambda: modal.title == "Create labels")
    assert modal.values()["Order numbers"] == "1001 1002"
    assert modal.values()["Brand"] == "Waxworks Outlet"
    modal.fill("Order numbers", "1001 1003")
    assert await modal.submit() == {}
    again = await world.checked(world.agent)
    await world.done(await world.confirm(world.agent, again))
    assert world.sendcloud.bought == ["1001", "1003"]
    assert world.agent.dms() == []


async def test_a_file_that_was_given_stays_with_its_numbers_and_can_be_removed(world: World) -> None:
    world.orders("1001", "1002", "1003")
    form = await world.form(world.agent, "1003")
    form.attach("Order file", "orders.csv", b"1001\n1002\n")
    await form.submit()
    modal = await world.checked(world.agent)
    await world.agent.press(modal, "Change")
    await world.until(lambda: "orders.csv, 2 numbers" in modal.plain())
    await modal.submit()
    modal = await world.checked(world.agent)
    assert modal.submit_text == "Create 3 labels"
    await world.agent.press(modal, "Change")
    await world.until(lambda: "Remove" in modal.buttons())
    await world.agent.press(modal, "Remove")
    await world.until(lambda: "orders.csv" not in modal.plain())
    assert modal.values()["Order numbers"] == "1003"
    await modal.submit()
    assert (await world.checked(world.agent)).submit_text == "Create 1 label"


async def test_after_a_restart_the_form_has_the_numbers(world: World) -> None:
    world.orders("1001", "1002")
    form = await world.form(world.agent)
    form.fill("Order numbers", "Order #1001 and order #1002, please")
    await form.submit()
    modal = await world.checked(world.agent)
    await world.stop_bot()
    await world.start_bot()
    await world.agent.press(modal, "Change")
    await world.until(lambda: modal.title == "Create labels")
    assert str(modal.values()["Order numbers"]).replace("#", "").split() == ["1001", "1002"]
    assert "What was given here is not at hand any more" in modal.plain()
    assert "The numbers that were read of it stand below." in modal.plain()


async def test_after_a_restart_a_long_list_that_does_not_fit_is_to_be_attached_again(world: World) -> None:
    form = await world.form(world.agent)
    numbers = [str(number) for number in range(10_001, 10_701)]
    form.attach("Order file", "orders.csv", "\n".join(numbers).encode())
    await form.submit()
    modal = await world.checked(world.agent)
    await world.kill_bot()
    await world.start_bot()
    await world.agent.press(modal, "Change")
    await world.until(lambda: modal.title == "Create labels")
    assert "orders.csv" not in modal.plain()
    assert "Only the first 500 of the 700 numbers that were read of it fit below" in modal.plain()
    assert "attach the file once more for all of them" in modal.plain()
    modal.fill("Order numbers", "")
    modal.attach("Order file", "orders.csv", "\n".join(numbers).encode())
    assert await modal.submit() == {}
    await world.until(lambda: "700 not found" in modal.plain())


async def test_a_kept_file_that_slack_has_no_more_is_asked_for_again(world: World) -> None:
    world.orders("1001")
    form = await world.form(world.agent)
    form.attach("Order file", "orders.csv", b"1001\n1002\n")
    await form.submit()
    modal = await world.checked(world.agent)
    await world.agent.press(modal, "Change")
    await world.until(lambda: "orders.csv, 2 numbers" in modal.plain())
    await world.stop_bot()
    await world.start_bot()
    world.slack.faults.next("files.info", ApiError("file_deleted"))
    assert await modal.submit() == {
        "Order file": "Slack does not hand this file over any more. Press Remove below, then attach it once more, "
        "or paste the numbers."
    }
    await world.agent.press(modal, "Remove")
    await world.until(lambda: "orders.csv" not in modal.plain())
    modal.attach("Order file", "orders.csv", b"1001\n")
    assert await modal.submit() == {}
    await world.until(lambda: modal.submit_text == "Create 1 label")


async def test_a_form_that_is_closed_instead_brings_its_plan_as_a_message(world: World) -> None:
    world.orders("1001", "1002")
    modal = await world.plan(world.agent, "1001 1002")
    await toggle(world.agent, modal, "1002")
    await world.until(lambda: modal.submit_text == "Create 1 label")
    await world.agent.press(modal, "Change")
    await world.until(lambda: modal.title == "Create labels")
    await modal.close()
    message = await world.until(lambda: next(iter(world.agent.dms()), None))
    await world.agent.press(message, "Check and confirm")
    again = await world.soon(lambda: world.agent.modal)
    assert again.submit_text == "Create 1 label"
    await world.until(lambda: not message.buttons())
    await world.done(await world.confirm(world.agent, again))
    assert world.sendcloud.bought == ["1001"]
