"""From what was pasted to a plan: what is ready, what is not and why, before anything is bought."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.sandbox.sendcloud import Empty429, Respond
from bot.sandbox.slack import CannotDo, Modal
from tests.world import PURCHASE, SECRET_KEY, World, world_at


async def test_a_plan_says_how_many_are_ready_and_nothing_is_bought_before_the_click(world: World) -> None:
    world.orders("1001", "1002")
    modal = await world.plan(world.agent, "1001 1002")
    assert "You gave 2 entries: 2 ready." in modal.plain()
    assert modal.submit_text == "Create 2 labels"
    assert world.sendcloud.calls_to("POST", PURCHASE) == []


async def test_one_label_is_called_one_label(world: World) -> None:
    world.orders("1001")
    assert (await world.plan(world.agent, "1001")).submit_text == "Create 1 label"


async def test_an_order_labelled_in_the_panel_is_named_and_not_bought(world: World) -> None:
    world.orders("1001")
    world.orders("1002", kind="already_labelled")
    modal = await world.plan(world.agent, "1001 1002")
    assert "1 ready, 1 already labelled" in modal.plain()
    assert "1002: outside the bot, " in modal.plain()
    await world.done(await world.confirm(world.agent, modal))
    assert world.sendcloud.bought == ["1001"]


async def test_an_order_the_bot_has_labelled_says_by_whom_and_when(world: World) -> None:
    world.orders("1001")
    await world.done(await world.run(world.agent, "1001"))
    modal = await world.plan(world.colleague, "1001")
    assert "1001: by \n@U0AGENT\n, \n2026-11-23 09:0" in modal.plain()
    assert modal.submit_text is None


async def test_an_order_that_somebody_is_having_labelled_says_who_has_it(world: World) -> None:
    world.orders("1001")
    world.sendcloud.announce_after = 60
    await world.run(world.agent, "1001")
    assert "1001: \n@U0AGENT\n has it in a run since" in (await world.plan(world.colleague, "1001")).plain()


async def test_a_number_nobody_knows_is_named_with_a_reason_and_never_sent(world: World) -> None:
    world.orders("1001")
    modal = await world.plan(world.agent, "1001 4711")
    assert "1 ready, 1 not found" in modal.plain()
    assert "Not found in Main shop" in modal.plain()
    assert "It may be a typing error" in modal.plain()
    assert "What is ticked can be bought all the same." in modal.plain()
    await world.done(await world.confirm(world.agent, modal))
    assert world.sendcloud.bought == ["1001"]


@pytest.mark.parametrize(
    ("stored", "typed"), [("#1001", "1001"), ("1001", "#1001"), ("WEB-7", "web-7"), ("1001", "1001.0")]
)
async def test_an_order_is_found_by_the_other_spelling_of_its_number(world: World, stored: str, typed: str) -> None:
    world.orders(stored)
    modal = await world.plan(world.agent, typed)
    assert modal.submit_text == "Create 1 label"


async def test_as_typed_comes_first_where_both_spellings_exist(world: World) -> None:
    world.sendcloud.add_order("#1001", order_id="with")
    world.sendcloud.add_order("1001", order_id="without")
    await (await world.plan(world.agent, "#1001")).submit()
    await world.until(world.purchases)
    assert world.purchases() == [["with"]]


async def test_one_of_several_orders_with_the_same_number_is_picked(world: World) -> None:
    first = world.sendcloud.add_order("1001", kind="duplicate")
    modal = await world.plan(world.agent, "1001")
    assert "0 ready, 1 to choose" in modal.plain()
    assert modal.submit_text is None
    await world.agent.choose(modal, "pick_order", modal.options("pick_order")[0])
    await world.until(lambda: modal.submit_text == "Create 1 label")
    await modal.submit()
    await world.until(world.purchases)
    assert world.purchases()[0][0] in {first.order_id, *(o.order_id for o in world.sendcloud.world.orders.values())}


async def test_two_spellings_of_one_ambiguous_number_count_as_pasted_twice(world: World) -> None:
    world.sendcloud.add_order("1001", kind="duplicate")
    modal = await world.plan(world.agent, "1001 #1001")
    assert "You gave 2 entries: 0 ready, 1 to choose, 1 pasted twice." in modal.plain()


async def test_a_picked_order_that_may_have_a_label_from_the_panel_is_not_bought(world: World) -> None:
    first = world.sendcloud.add_order("1001", kind="duplicate")
    world.sendcloud.add_shipment_made_in_panel("1001", order_id=first.order_id)
    modal = await world.plan(world.agent, "1001")
    option = next(text for text in modal.options("pick_order") if first.city in text)
    await world.agent.choose(modal, "pick_order", option)
    await world.until(lambda: "1 already labelled" in modal.plain())
    assert modal.submit_text is None


async def test_the_second_of_two_twins_can_be_bought_after_the_bot_has_bought_the_first(world: World) -> None:
    world.sendcloud.add_order("1001", kind="duplicate")
    for place in (0, 1):
        modal = await world.plan(world.agent, "1001")
        await world.agent.choose(modal, "pick_order", modal.options("pick_order")[place])
        await world.done(await world.confirm(world.agent, modal))
        await modal.close()
    assert len({made.order_id for made in world.sendcloud.world.bought}) == 2


async def test_the_same_number_twice_is_told_and_bought_once(world: World) -> None:
    world.orders("1001")
    modal = await world.plan(world.agent, "1001 1001")
    assert "You gave 2 entries: 1 ready, 1 pasted twice." in modal.plain()
    await world.done(await world.confirm(world.agent, modal))
    assert world.sendcloud.bought == ["1001"]


async def test_two_spellings_of_one_order_are_told_and_bought_once(world: World) -> None:
    world.orders("#1001")
    modal = await world.plan(world.agent, "1001 #1001")
    assert "You gave 2 entries: 1 ready, 1 pasted twice." in modal.plain()
    await world.done(await world.confirm(world.agent, modal))
    assert world.sendcloud.bought == ["#1001"]


async def test_what_was_not_understood_is_listed(world: World) -> None:
    world.orders("1001")
    modal = await world.plan(world.agent, "1001 1.00123E+11")
    assert "1 ready, 1 not understood" in modal.plain()
    assert "1.00123E+11" in modal.plain()


async def test_an_empty_list_is_answered_on_the_input(world: World) -> None:
    modal = await world.form(world.agent)
    assert list(await modal.submit()) == ["Order numbers"]


async def test_a_list_without_a_single_number_is_answered_on_the_input(world: World) -> None:
    modal = await world.form(world.agent)
    modal.fill("Order numbers", "!!! ,,, ???")
    assert await modal.submit() == {"Order numbers": "No order number could be read here."}


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("orders.xlsx", b"PK\x03\x04spreadsheet", "cannot be read"),
        ("orders.csv", b"<html><table><tr><td>1001</td></tr></table></html>", "neither CSV nor an Excel workbook"),
        ("orders.csv", b"\x89PNG\0\0", "cannot be read"),
        ("orders.csv", b"", "No order number"),
    ],
)
async def test_a_file_that_is_no_list_is_answered_on_the_file(
    world: World, name: str, content: bytes, words: str
) -> None:
    modal = await world.form(world.agent)
    modal.attach("Order file", name, content)
    errors = await modal.submit()
    assert words in errors["Order file"]


async def test_the_list_can_be_mended_after_it_was_refused(world: World) -> None:
    world.orders("1001")
    modal = await world.form(world.agent)
    await modal.submit()
    modal.fill("Order numbers", "1001")
    assert await modal.submit() == {}
    assert (await world.checked(world.agent)).submit_text == "Create 1 label"


@pytest.mark.parametrize(
    "content",
    [
        b"1001\n1002\n",
        b"\xef\xbb\xbforder number;name\r\n1001;A\r\n1002;B\r\n",
        "Bestelnummer\tNaam\n1001\tA\n1002\tB\n".encode("utf-16"),
    ],
)
async def test_a_file_alone_is_enough(world: World, content: bytes) -> None:
    world.orders("1001", "1002")
    modal = await world.form(world.agent)
    modal.attach("Order file", "orders.csv", content)
    assert await modal.submit() == {}
    assert (await world.checked(world.agent)).submit_text == "Create 2 labels"


async def test_a_file_with_customers_in_it_gives_its_orders_and_the_plan_names_the_column(world: World) -> None:
    world.orders("1001", "1002")
    modal = await world.form(world.agent)
    modal.attach("Order file", "orders.csv", b"Name;Number;Order;City\nWilhelmina;7;1001;X\nAleida;9;1002;Y\n")
    assert await modal.submit() == {}
    plan = await world.checked(world.agent)
    assert plan.submit_text == "Create 2 labels"
    assert "Order numbers were read from the column “Order” of the file." in plan.plain()
    assert not world.rows("SELECT 1 FROM plan_lines WHERE typed LIKE '%Wilhelmina%'")


async def test_file_and_text_are_joined(world: World) -> None:
    world.orders("1001", "1002", "1003")
    modal = await world.form(world.agent, "1001 1002")
    modal.attach("Order file", "orders.csv", b"1002\n1003\n")
    assert await modal.submit() == {}
    plan = await world.checked(world.agent)
    assert "You gave 4 entries: 3 ready, 1 pasted twice." in plan.plain()


async def test_more_than_ten_thousand_orders_are_refused_with_their_number(world: World) -> None:
    modal = await world.form(world.agent)
    modal.attach("Order file", "orders.csv", "\n".join(str(number) for number in range(10_001)).encode())
    assert "10,001" in (await modal.submit())["Order file"]


async def test_more_than_ten_thousand_orders_in_file_and_text_are_refused(world: World) -> None:
    modal = await world.form(world.agent, "A1")
    modal.attach("Order file", "orders.csv", "\n".join(str(number) for number in range(10_000)).encode())
    assert "10,001" in (await modal.submit())["Order file"]


async def test_a_list_longer_than_the_field_is_cut_between_two_numbers_and_that_is_told(world: World) -> None:
    numbers = [str(1_000_000 + number) for number in range(400)]
    await world.agent.command("/label " + ",".join(numbers))
    modal = await world.opened(world.agent)
    kept = str(modal.values()["Order numbers"]).split(",")
    assert kept == numbers[: len(kept)]
    await world.told(world.agent, "Use Order file")


async def test_a_plan_older_than_fifteen_minutes_is_checked_again_and_then_bought(world: World) -> None:
    world.orders("1001", "1002")
    modal = await world.plan(world.agent, "1001 1002")
    await world.clock.run_for(16 * 60, step=10)
    world.sendcloud.add_shipment_made_in_panel("1002")
    await modal.submit()
    assert world.purchases() == []
    assert "looked up once more before they are bought" in modal.plain()
    await world.done(await world.until(lambda: next(iter(world.parents()), None)))
    assert world.sendcloud.bought == ["1001"]
    await world.until(lambda: "1 label is on the way" in modal.plain())
    assert "1 order could not be bought any more and was left out: 1002." in modal.plain()


async def test_a_plan_whose_modal_was_closed_comes_as_a_message_that_opens_it(world: World) -> None:
    world.orders("1001")
    modal = await world.form(world.agent, "1001")
    await modal.submit()
    await modal.close()
    message = await world.until(lambda: next(iter(world.agent.dms()), None))
    assert "1 ready" in message.plain()
    await world.agent.press(message, "Check and confirm")
    again = await world.soon(lambda: world.agent.modal)
    await world.done(await world.confirm(world.agent, again))


async def test_a_message_about_a_plan_that_was_confirmed_opens_nothing(world: World) -> None:
    world.orders("1001")
    form = await world.form(world.agent, "1001")
    await form.submit()
    await form.close()
    message = await world.until(lambda: next(iter(world.agent.dms()), None))
    await world.agent.press(message, "Check and confirm")
    await (await world.soon(lambda: world.agent.modal)).submit()
    await world.done(await world.until(lambda: next(iter(world.parents()), None)))
    await world.agent.press(message, "Check and confirm", stale=True)
    await world.told(world.agent, "confirmed already")


async def test_look_again_finds_an_order_that_has_come_in_and_leaves_the_tick_to_a_person(world: World) -> None:
    modal = await world.plan(world.agent, "1001")
    world.orders("1001")
    await world.agent.press(modal, "Look again")
    await world.until(lambda: "1 ready" in modal.plain())
    assert modal.submit_text is None


async def test_orders_not_found_do_not_hold_up_the_others(world: World) -> None:
    world.orders("1001")
    modal = await world.plan(world.agent, "1001 4711 4712")
    assert modal.submit_text == "Create 1 label"
    assert "Look again" in modal.buttons()


async def test_a_shop_whose_import_fails_is_named_as_a_reason(world: World) -> None:
    world.sendcloud.world.integrations[70]["started_failing_at"] = "2026-11-22T08:00:00Z"
    assert "has been failing since" in (await world.plan(world.agent, "4711")).plain()


async def test_sendcloud_down_is_one_plain_sentence_and_look_again_works_later(world: World) -> None:
    world.orders("1001")
    form = await world.form(world.agent, "1001")
    await world.sendcloud.stop()
    await form.submit()
    modal = await world.checked(world.agent)
    assert "Sendcloud is down." in modal.plain()
    assert modal.submit_text is None
    await world.sendcloud.start()
    await world.agent.press(modal, "Look again")
    await world.until(lambda: modal.submit_text == "Create 1 label")


async def test_wrong_keys_are_one_plain_sentence_and_look_again_works_later(world: World) -> None:
    world.orders("1001")
    form = await world.form(world.agent, "1001")
    world.sendcloud.faults.next("GET", "/orders", Respond(401), times=9)
    await form.submit()
    modal = await world.checked(world.agent)
    assert "Sendcloud refused the API keys." in modal.plain()
    assert SECRET_KEY not in modal.plain()
    world.sendcloud.faults.clear()
    await world.agent.press(modal, "Look again")
    await world.until(lambda: modal.submit_text == "Create 1 label")


async def test_the_form_opens_and_says_so_when_sendcloud_is_down_from_the_start(tmp_path: Path) -> None:
    async with world_at(tmp_path, SENDCLOUD_INTEGRATION_ID="70") as world:
        await world.stop_bot()
        await world.sendcloud.stop()
        await world.start_bot()
        modal = await world.form(world.agent, "1001")
        assert "missing" in modal.plain()
        await world.sendcloud.start()


async def test_a_channel_without_the_bot_is_refused_on_post_to(world: World) -> None:
    world.orders("1001")
    modal = await world.form(world.agent, "1001")
    modal.choose("Post to", "C0PUBLIC")
    assert "invite the bot first" in (await modal.submit())["Post to"]
    modal.choose("Post to", "C0SUPPORT")
    assert await modal.submit() == {}
    await (await world.checked(world.agent)).submit()
    await world.done(await world.until(lambda: next(iter(world.parents("C0SUPPORT")), None)))


async def test_an_archived_channel_is_refused_on_post_to(world: World) -> None:
    modal = await world.form(world.agent, "1001")
    world.slack.channel("C0SHIPPING").is_archived = True
    assert list(await modal.submit()) == ["Post to"]


async def test_the_price_is_told_by_carrier(world: World) -> None:
    world.orders("1001", "1002")
    modal = await world.form(world.agent, "1001 1002")
    await world.choose_option(modal, "dpd predict", "Predict")
    modal.choose("Sender address", next(text for text in modal.options("Sender address") if "DE" not in text))
    assert await modal.submit() == {}
    assert "2 labels with DPD, about EUR 12.74" in (await world.checked(world.agent)).plain()


async def test_a_price_that_is_not_known_is_never_called_free(world: World) -> None:
    world.orders("1001")
    plain = (await world.plan(world.agent, "1001")).plain()
    assert "price unknown" in plain
    assert "free" not in plain.casefold()


async def test_a_chosen_option_contract_sender_and_brand_are_what_is_asked_for(world: World) -> None:
    # Within Germany, from Berlin; the sender lives in the street that orders from there have otherwise.
    world.sendcloud.add_order("1001", country="DE").address_line_1 = "Lindenweg"
    modal = await world.form(world.agent, "1001")
    await world.choose_option(modal, "ups standard", "620")
    modal.choose("Sender address", next(text for text in modal.options("Sender address") if "Berlin" in text))
    modal.choose("Brand", "Waxworks Outlet")
    assert await modal.submit() == {}
    await (await world.checked(world.agent)).submit()
    call = (await world.until(lambda: world.sendcloud.calls_to("POST", PURCHASE)))[0]
    assert isinstance(call.body, dict)
    assert (call.body["sender_address_id"], call.body["brand_id"]) == (18, 43)
    assert call.body["ship_with"]["properties"] == {"shipping_option_code": "ups:standard", "contract_id": 620}
    assert call.body["orders"][0].get("apply_shipping_rules", False) is False


async def test_shipping_rules_are_asked_for_by_default_and_not_with_the_orders_own(world: World) -> None:
    world.orders("1001")
    chosen = {"type": "shipping_option_code", "properties": {"shipping_option_code": "dhl:parcel"}}
    world.sendcloud.add_order("1002", ship_with=chosen)
    await world.done(await world.run(world.agent, "1001"))
    modal = await world.form(world.agent, "1002")
    modal.choose("Shipping", "As set on the order")
    await modal.submit()
    await (await world.checked(world.agent)).submit()
    calls = await world.until(lambda: world.sendcloud.calls_to("POST", PURCHASE)[1:])
    first, second = world.sendcloud.calls_to("POST", PURCHASE)[0], calls[0]
    assert isinstance(first.body, dict)
    assert isinstance(second.body, dict)
    assert first.body["orders"][0]["apply_shipping_rules"] is True
    assert second.body["orders"][0].get("apply_shipping_rules", False) is False


async def test_test_labels_are_the_free_letter_and_every_message_says_so(tmp_path: Path) -> None:
    async with world_at(tmp_path, SENDCLOUD_TEST_LABELS="true") as world:
        world.orders("1001")
        form = await world.form(world.agent, "1001")
        assert "Test labels" in form.plain()
        await form.submit()
        modal = await world.checked(world.agent)
        assert "Test labels" in modal.plain()
        assert "Sendcloud charges a label" not in modal.plain()
        await modal.submit()
        assert "Test labels" in modal.plain()
        parent = await world.until(lambda: next(iter(world.parents()), None))
        await world.done(parent)
        assert all("Test labels" in one.plain() for one in [parent, *world.slack.thread(parent.channel, parent.ts)])
        assert [made.option_code for made in world.sendcloud.world.bought] == ["sendcloud:letter"]
        for asked in ("help", "status 1001", "history 1001", "status 4711", "history 4711"):
            result = await world.agent.command(f"/label {asked}")
            await world.soon(lambda result=result: result.replies)  # type: ignore[misc]  # each its own answer
            assert "the free sendcloud:letter" in result.text


async def test_a_test_label_is_still_told_as_one_when_real_ones_are_made_again(tmp_path: Path) -> None:
    async with world_at(tmp_path, SENDCLOUD_TEST_LABELS="true") as world:
        world.orders("1001")
        await world.done(await world.run(world.agent, "1001"))
        await world.stop_bot()
        world.environ["SENDCLOUD_TEST_LABELS"] = "false"
        await world.start_bot()
        await world.agent.command("/label status 1001")
        told = await world.told(world.agent, "labelled (a test label, not for shipping)")
        assert "switched on" not in told


async def test_a_channel_with_people_of_another_company_is_pointed_out_before_anything_is_told_there(
    world: World,
) -> None:
    world.orders("1001")
    shared = await world.plan(world.agent, "1001", channel="C0SHARED")
    assert "People of another company are in" in shared.plain()
    assert shared.submit_text == "Create 1 label"
    await shared.close()
    assert "another company" not in (await world.plan(world.agent, "1001")).plain()


async def test_a_shop_that_tells_its_customers_at_once_is_pointed_out(world: World) -> None:
    world.sendcloud.add_integration(72, "Eager shop", feedback_type="eager")
    world.sendcloud.add_order("1001", integration_id=72)
    await world.stop_bot()
    await world.start_bot()
    modal = await in_shop(world, "1001", "Eager shop")
    assert "may tell the customer at that moment" in modal.plain()


async def test_the_same_number_in_two_shops_is_two_orders(world: World) -> None:
    world.sendcloud.add_order("1001", integration_id=70, order_id="main")
    world.sendcloud.add_order("1001", integration_id=71, order_id="outlet")
    await world.done(await world.run(world.agent, "1001"))
    modal = await in_shop(world, "1001", "Outlet")
    await modal.submit()
    await world.until(lambda: len(world.purchases()) == 2)
    assert world.purchases() == [["main"], ["outlet"]]


async def test_what_is_likely_to_be_refused_is_pointed_out_before(world: World) -> None:
    world.sendcloud.add_order("1001", house_number="", address_line_1="Dorpsstraat")
    world.orders("1002", kind="negative_price")
    plain = (await world.plan(world.agent, "1001 1002")).plain()
    assert "no house number" in plain
    assert "negative price" in plain
    assert "Dorpsstraat" not in plain


async def test_a_plan_of_more_orders_than_pages_hold_is_complete(world: World) -> None:
    world.sendcloud.add_orders(45)
    modal = await world.plan(world.agent, " ".join(str(number) for number in range(2001, 2046)))
    assert modal.submit_text == "Create 45 labels"
    assert len(world.sendcloud.calls) < 30


async def test_a_submission_that_slack_delivers_twice_makes_one_plan(world: World) -> None:
    world.orders("1001")
    modal = await world.form(world.agent, "1001")
    world.slack.deliver_twice()
    await modal.submit()
    await world.checked(world.agent)
    assert len(world.rows("SELECT id FROM plans")) == 1


async def test_numbers_in_a_message_fill_the_form(world: World) -> None:
    message = await world.slack.person("U0LEAD").say(
        "Please send #1001, 1002 and the rest of the file", files={"a.csv": b"1003\n"}
    )
    await world.agent.shortcut("create_labels_from_message", message)
    modal = await world.opened(world.agent)
    assert str(modal.values()["Order numbers"]).split() == ["#1001", "1002", "1003"]


async def test_nobody_can_press_create_while_a_plan_is_being_checked(world: World) -> None:
    modal = await world.form(world.agent, "1001")
    await modal.submit()
    with pytest.raises(CannotDo):
        await modal.submit()
    await world.checked(world.agent)


async def test_in_a_channel_without_the_bot_the_form_opens_and_the_channel_is_refused(world: World) -> None:
    form = await world.form(world.agent, "1001", channel="C0PRIVATE")
    assert "invite the bot first" in (await form.submit())["Post to"]


async def test_in_a_direct_message_the_channel_has_to_be_chosen(world: World) -> None:
    world.orders("1001")
    form = await world.form(world.agent, "1001", channel=world.slack.workspace.direct("U0AGENT").id)
    assert list(await form.submit()) == ["Post to"]
    form.choose("Post to", "C0SHIPPING")
    assert await form.submit() == {}
    await world.done(await world.confirm(world.agent, await world.checked(world.agent)))


async def test_a_429_while_a_plan_is_checked_only_takes_time(world: World) -> None:
    world.orders("1001")
    world.sendcloud.faults.next("GET", "/orders", Empty429("3"), times=2)
    assert (await world.plan(world.agent, "1001")).submit_text == "Create 1 label"


async def test_an_order_id_too_long_for_the_purchase_is_named_by_its_number(world: World) -> None:
    world.sendcloud.add_order("1001", order_id="x" * 65)
    await world.done(await world.run(world.agent, "1001"))
    assert world.sendcloud.bought == ["1001"]


async def test_a_service_point_of_another_carrier_than_the_option_is_told_and_not_ticked(world: World) -> None:
    world.orders("1001", kind="service_point")
    form = await world.form(world.agent, "1001")
    await world.choose_option(form, "dpd pickup", "Pickup")
    await form.submit()
    modal = await world.checked(world.agent)
    assert "belongs to another carrier" in modal.plain()
    assert modal.submit_text is None


async def in_shop(world: World, numbers: str, shop: str) -> Modal:
    modal = await world.form(world.agent, numbers)
    modal.choose("Shop", shop)
    assert await modal.submit() == {}
    return await world.checked(world.agent)


async def test_a_plan_confirmed_from_its_private_message_is_not_offered_there_any_more(world: World) -> None:
    world.orders("1001")
    form = await world.form(world.agent, "1001")
    await form.submit()
    await form.close()
    message = await world.until(lambda: next(iter(world.agent.dms()), None))
    await world.agent.press(message, "Check and confirm")
    run = await world.confirm(world.agent, await world.checked(world.agent))
    told = await world.until(lambda: message.plain() if "confirmed this plan" in message.plain() else None)
    assert "Nothing has been bought yet" not in told
    assert list(message.buttons()) == []
    await world.done(run)
