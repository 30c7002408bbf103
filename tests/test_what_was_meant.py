"""Only what was meant as an order is bought: pasted mails, lists, tables and files, in a shop that numbers 1, 2, 3."""

from __future__ import annotations

import pytest

from bot.sandbox.slack import Modal
from tests.world import World


async def pasted(world: World, text: str) -> Modal:
    """Paste *text* into the form and return the checked plan."""
    modal = await world.form(world.agent)
    modal.fill("Order numbers", text)
    assert await modal.submit() == {}
    return await world.checked(world.agent)


async def test_a_postcode_in_a_customers_mail_is_not_bought(world: World) -> None:
    world.orders("2001", "1012")
    modal = await pasted(world, "Order 2001: she moved to Kerkstraat 12, 1012 AB Amsterdam")
    assert modal.submit_text == "Create 1 label"
    assert "1 ready, 1 also found in your text" in modal.plain()
    assert "Also found in your text; tick what is meant as an order" in modal.plain()
    await world.done(await world.confirm(world.agent, modal))
    assert world.sendcloud.bought == ["2001"]


@pytest.mark.parametrize(
    "text",
    [
        "2001 (2 items), 2002 x3",
        "Please send these:\n1. 2001\n2. 2002",
        "1. 2001\n2. 2002",
        "Order number,Name,Qty\n2001,Amsel,1\n2002,Star,2",
        "On 3 Nov 2026 at 09:14, Robin wrote:\n> please ship 2001 and 2002",
        "2001\t3 Nov\tAmsel\t€ 1.00\t2 items\n2002\t3 Nov\tStar\t€ 3.00\t1 item",
        "2001 3 € 2002 1 €",
        "2001 2 EUR 2002 1 EUR",
    ],
)
async def test_marks_quantities_and_dates_are_not_bought_where_they_are_orders_too(world: World, text: str) -> None:
    world.orders("1", "2", "3", "2001", "2002", "2026")
    modal = await pasted(world, text)
    assert modal.submit_text == "Create 2 labels"
    await world.done(await world.confirm(world.agent, modal))
    assert sorted(world.sendcloud.bought) == ["2001", "2002"]


async def test_a_text_in_which_nothing_is_certain_buys_nothing(world: World) -> None:
    world.orders("2", "1012")
    modal = await world.form(world.agent)
    modal.fill("Order numbers", "Please send 2 items")
    assert list(await modal.submit()) == ["Order numbers"]


async def test_numbers_that_are_only_possible_are_shown_and_cannot_be_bought(world: World) -> None:
    world.orders("1012")
    modal = await pasted(world, "My address is Kerkstraat 12, 1012 AB Amsterdam")
    assert "0 ready, 1 also found in your text" in modal.plain()
    assert modal.submit_text is None


@pytest.mark.parametrize(
    ("orders", "label"), [(["1001"], "Create 1 label"), (["1", "001"], None), (["1001", "1", "001"], None)]
)
async def test_where_two_readings_exist_neither_is_bought(world: World, orders: list[str], label: str | None) -> None:
    world.orders(*orders)
    assert (await pasted(world, "1,001")).submit_text == label


@pytest.mark.parametrize(
    ("orders", "label"),
    [(["1001", "1002"], "Create 2 labels"), (["1001", "1002", "1"], None), (["1", "001", "002"], None)],
)
async def test_a_row_of_thousands_is_read_as_such_and_waits_where_its_pieces_are_orders(
    world: World, orders: list[str], label: str | None
) -> None:
    world.orders(*orders)
    modal = await pasted(world, "1,001,1,002")
    assert modal.submit_text == label
    assert all(f"{one} " in modal.plain() for one in orders)


async def test_the_number_of_a_payment_card_is_not_four_orders(world: World) -> None:
    world.orders("1001", "4111", "1111")
    modal = await pasted(world, "1001\n4111 1111 1111 1111")
    assert modal.submit_text == "Create 1 label"
    assert "2 also found in your text" in modal.plain()


async def test_several_numbers_between_commas_are_bought_unless_they_are_one(world: World) -> None:
    world.orders("100", "200", "300")
    assert (await pasted(world, "100,200,300")).submit_text == "Create 3 labels"
    world.orders("100200300")
    await world.agent.modal.close() if world.agent.modal else None
    assert (await pasted(world, "100,200,300")).submit_text is None


async def test_a_file_in_utf_16_without_a_mark_is_read(world: World) -> None:
    world.orders("1001", "1002")
    modal = await world.form(world.agent)
    modal.attach("Order file", "orders.txt", "Order number\tName\r\n1001\tÄ\r\n1002\tÖ\r\n".encode("utf-16-le"))
    assert await modal.submit() == {}
    assert (await world.checked(world.agent)).submit_text == "Create 2 labels"


async def test_a_cell_with_a_word_before_its_number_is_one_order_and_not_one_given_twice(world: World) -> None:
    world.orders("1001", "1002")
    modal = await world.form(world.agent)
    modal.attach("Order file", "orders.csv", b"Robin;order 1001\nAmber;order 1002\n")
    assert await modal.submit() == {}
    await world.checked(world.agent)
    assert modal.submit_text == "Create 2 labels"
    assert "You gave 2 entries: 2 ready." in modal.plain()


async def test_a_command_with_a_number_behind_it_buys_nothing(world: World) -> None:
    told = await world.agent.command("/label spend 20960")
    await world.soon(lambda: told.replies)
    assert "/label spend takes today" in told.text
    assert world.agent.modal is None


async def test_a_mistyped_command_is_asked_about_and_its_words_can_go_into_the_form(world: World) -> None:
    told = await world.agent.command("/label stauts 1001")
    message = await world.soon(lambda: next(iter(told.replies), None))
    assert "I don't know stauts. Did you mean status?" in told.text.replace("\n", "").replace("*", "")
    assert world.agent.modal is None
    await world.agent.press(message, "Open the form")
    modal = await world.opened(world.agent)
    assert modal.values()["Order numbers"] == "stauts 1001"


async def test_the_status_of_several_orders_is_one_answer(world: World) -> None:
    world.orders("1001", "1002")
    await world.done(await world.run(world.agent, "1001"))
    told = await world.agent.command("/label status: 1001, 1002")
    await world.soon(lambda: told.replies)
    assert "Order 1001:" in told.text.replace("\n", "")
    assert "Order 1002 is known to Sendcloud" in told.text.replace("\n", "")


async def test_what_has_the_shops_own_pattern_is_taken_from_a_message(world: World) -> None:
    world.orders("W-1001", "W-1002", "W-1003", "W-1004")
    await world.done(await world.run(world.agent, "W-1001 W-1002 W-1003"))
    message = await world.slack.person("U0LEAD").say("Robin asks where W-1004 is, she lives at flat B-12")
    await world.agent.shortcut("create_labels_from_message", message)
    await world.soon(lambda: world.agent.modal and world.agent.modal.title == "Create labels")
    modal = await world.opened(world.agent)
    assert modal.values()["Order numbers"] == "W-1004"


async def test_an_order_number_with_a_space_in_it_comes_from_a_message_as_one(world: World) -> None:
    world.orders("WEB 1001")
    message = await world.slack.person("U0LEAD").say("", files={"a.csv": b"Order number;City\nWEB 1001;Delft\n"})
    await world.agent.shortcut("create_labels_from_message", message)
    modal = await world.opened(world.agent)
    assert await modal.submit() == {}
    assert (await world.checked(world.agent)).submit_text == "Create 1 label"


async def test_numbers_of_a_long_text_that_are_not_looked_up_are_told(world: World) -> None:
    world.orders("2001")
    modal = await pasted(world, "Order 2001 of Amsel\n" + "\n".join(f"Amsel {number}" for number in range(3000, 3205)))
    assert modal.submit_text == "Create 1 label"
    assert "5 not understood" in modal.plain()


async def test_what_was_not_read_of_a_message_is_named(world: World) -> None:
    message = await world.slack.person("U0LEAD").say(
        "please ship 1001", files={"app.log": b"2026-11-03 retry 3\n", "a.csv": b"<html><p>1</html>"}
    )
    await world.agent.shortcut("create_labels_from_message", message)
    modal = await world.opened(world.agent)
    assert modal.values()["Order numbers"] == "1001"
    told = await world.told(world.agent, "Not read from this message")
    assert "app.log" in told
    assert "a.csv" in told


async def test_a_number_without_the_shops_sign_is_bought_as_the_order_that_the_shop_has(world: World) -> None:
    world.orders("W-1001", "W-1002", "W-1003", "W-1004")
    await world.done(await world.run(world.agent, "W-1001 W-1002 W-1003"))
    modal = await pasted(world, "W1004")
    assert modal.submit_text == "Create 1 label"
    await world.done(await world.confirm(world.agent, modal))
    assert world.sendcloud.bought[-1] == "W-1004"
    told = await world.agent.command("/label status W1004")
    await world.soon(lambda: told.replies)
    assert "Order W1004:labelled" in told.text.replace("\n", "").replace("*", "")


@pytest.mark.parametrize("others", [0, 12])
async def test_where_an_order_has_what_was_typed_and_one_has_it_as_the_shop_writes_it_neither_is_ticked(
    world: World, others: int
) -> None:
    more = [f"W-{number}" for number in range(2001, 2001 + others)]
    world.orders("W-1001", "W-1002", "W-1003", "W-1004", "W1004", *more)
    await world.done(await world.run(world.agent, "W-1001 W-1002 W-1003"))
    modal = await pasted(world, " ".join(["W1004", *more]))
    assert modal.submit_text == (f"Create {others} labels" if others else None)
    assert "W1004: 2 orders" in modal.plain()
    await modal.choose("Choose", next(text for text in modal.options("Choose") if text.startswith("W-1004 ")))
    await world.until(lambda: modal.submit_text == f"Create {others + 1} label{'s' if others else ''}")
    await world.done(await world.confirm(world.agent, modal))
    assert sorted(world.sendcloud.bought[3:]) == sorted(["W-1004", *more])


async def test_what_may_be_an_order_in_a_message_is_found_in_the_plan_and_waits_for_a_tick(world: World) -> None:
    world.orders("2001", "2002", "1012")
    message = await world.slack.person("U0LEAD").say("Order 2001: she moved to Kerkstraat 12, 1012 AB Amsterdam")
    await world.agent.shortcut("create_labels_from_message", message)
    modal = await world.opened(world.agent)
    assert modal.values()["Order numbers"] == "2001"
    assert await modal.submit() == {}
    await world.checked(world.agent)
    assert modal.submit_text == "Create 1 label"
    assert "1 ready, 1 also found in your text" in modal.plain()
    assert "she moved to Kerkstraat 12, 1012 AB Amsterdam" in modal.plain()
    await world.agent.press(modal, "Change")
    await world.until(lambda: modal.title == "Create labels")
    modal.fill("Order numbers", "2001 1012 2002")
    assert await modal.submit() == {}
    assert (await world.checked(world.agent)).submit_text == "Create 3 labels"
    assert "also found" not in modal.plain().casefold()


async def test_a_message_in_which_nothing_is_certain_still_leads_to_a_plan(world: World) -> None:
    world.orders("1012")
    message = await world.slack.person("U0LEAD").say("She lives in Kerkstraat 12, 1012 AB Amsterdam")
    await world.agent.shortcut("create_labels_from_message", message)
    modal = await world.opened(world.agent)
    assert await modal.submit() == {}
    await world.checked(world.agent)
    assert modal.submit_text is None
    assert "0 ready, 1 also found in your text" in modal.plain()
    told = await world.told(world.agent, "1012: it may be an order number")
    assert "If it is one, the plan shows it unticked" in told


async def test_a_message_without_any_order_leads_to_a_plan_that_says_so(world: World) -> None:
    message = await world.slack.person("U0LEAD").say("She lives in Kerkstraat 12, 1012 AB Amsterdam")
    await world.agent.shortcut("create_labels_from_message", message)
    modal = await world.opened(world.agent)
    assert await modal.submit() == {}
    await world.checked(world.agent)
    assert "There is nothing to create a label for" in modal.plain()
