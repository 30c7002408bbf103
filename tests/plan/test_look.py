"""What a look at Sendcloud adds to the lines of a plan: other shops, checks, prices, and what happened before."""

from __future__ import annotations

import json
from datetime import datetime, timedelta
from decimal import Decimal
from pathlib import Path

import pytest

from bot.sandbox.sendcloud import Respond
from bot.sandbox.slack import Modal
from bot.settings import SettingsError
from tests.clock import START
from tests.world import World, world_at

OPTIONS = "/shipping-options"


def line(world: World, number: str, *columns: str) -> tuple[object, ...]:
    """Return columns of the newest line with this number."""
    named = ", ".join(columns)
    found = f"SELECT {named} FROM plan_lines JOIN plans ON plans.id = plan_id WHERE typed = ? "  # noqa: S608 (our own)
    rows = world.rows(found + "ORDER BY plans.created_at DESC", number)
    return tuple(rows[0])


async def planned(world: World, numbers: str, **chosen: str) -> Modal:
    """Have *numbers* checked after choosing in the form."""
    modal = await world.form(world.agent, numbers)
    for label, value in chosen.items():
        name = label.replace("_", " ")
        offered = await modal.search(name, value) if name == "Shipping option" else modal.options(name)
        await modal.choose(name, next(text for text in offered if value in text))
    assert await modal.submit() == {}
    return await world.checked(world.agent)


def quotes_asked(world: World) -> int:
    """Return how many quotes Sendcloud was asked for by an order's option."""
    calls = world.sendcloud.calls_to("POST", OPTIONS)
    return sum("shipping_option_code" in json.loads(call.raw_request) for call in calls)


def last_origin(world: World) -> str | None:
    """Return where the options that Sendcloud was asked for last leave from, if that was said."""
    asked = json.loads(world.sendcloud.calls_to("POST", OPTIONS)[-1].raw_request)
    return (asked.get("from_address") or {}).get("country_code")


async def test_a_number_of_another_shop_says_which_shop_has_it(world: World) -> None:
    world.orders("1001")
    world.sendcloud.add_order("5001", integration_id=71)
    await world.plan(world.agent, "1001 5001 5002")
    name = world.sendcloud.world.integrations[71]["shop_name"]
    assert json.loads(str(line(world, "5001", "other_shops")[0])) == [[71, name]]
    assert line(world, "5002", "kind", "other_shops") == ("not_found", "[]")


async def test_a_number_that_another_shop_has_is_not_called_a_typing_error(world: World) -> None:
    world.sendcloud.add_order("5001", integration_id=71)
    modal = await world.plan(world.agent, "5001")
    assert "Use that shop" in modal.buttons()
    assert "typing error" not in modal.plain()
    assert "What is ticked" not in modal.plain()


async def test_a_connection_that_fails_is_told_with_the_name_of_the_failure_and_nothing_else(world: World) -> None:
    world.sendcloud.world.integrations[70]["started_failing_at"] = "2026-11-20T10:00:00Z"
    modal = await world.plan(world.agent, "1001")
    assert "has been failing since" in modal.plain()
    assert "What went wrong there last: requests.exceptions.SSLError, " in modal.plain()
    ((failure, at),) = world.rows("SELECT shop_failed_with, shop_failed_at FROM plans")
    assert failure == "requests.exceptions.SSLError"
    assert datetime.fromisoformat(at).tzinfo is not None


async def test_a_log_that_cannot_be_read_costs_only_the_name_of_the_failure(world: World) -> None:
    world.sendcloud.world.integrations[70]["started_failing_at"] = "2026-11-20T10:00:00Z"
    world.sendcloud.faults.next("GET", "/integrations/70/logs", Respond(403, {"errors": []}))
    assert "has been failing since" in (await world.plan(world.agent, "1001")).plain()


async def test_what_the_chosen_option_needs_and_the_order_lacks_is_not_ticked(world: World) -> None:
    world.sendcloud.add_order("1001", country="CH", kind="non_eu", email="")
    world.sendcloud.add_order("1002", country="CH", kind="non_eu")
    await planned(world, "1001 1002", Shipping="Choose an option", Shipping_option="PostNL GlobalPack")
    assert "no_email" in str(line(world, "1001", "checks")[0])
    assert [line(world, number, "ticked")[0] for number in ("1001", "1002")] == [0, 1]


async def test_customs_are_checked_from_the_country_of_the_chosen_sender(world: World) -> None:
    order = world.sendcloud.add_order("1001", kind="non_eu")
    for item in order.items:
        item.pop("hs_code", None)
    await planned(world, "1001", Sender_address="NL")
    assert "no_hs_code" in str(line(world, "1001", "checks")[0])


async def test_a_line_has_country_weight_and_date_and_memory_has_town_initials_and_items(world: World) -> None:
    world.sendcloud.add_order("1001", country="DE", weight="2.5", created_at=START - timedelta(days=3), name="Ann Lee")
    await world.plan(world.agent, "1001")
    told = line(world, "1001", "country", "weight", "ordered_at")
    assert told == ("DE", "2.500", "2026-11-20T09:00:00.000Z")
    assert world.bot is not None
    plan_id = str(world.rows("SELECT id FROM plans")[0][0])
    words = world.bot.words.of(plan_id, 1)
    assert (words.town, words.initials, words.items) == ("Berlin", "A.L.", "Beeswax candle, Linen napkin")


async def test_an_order_that_got_no_label_before_says_when_and_why(world: World) -> None:
    world.sendcloud.add_order("1001", kind="bad_address")
    await world.done(await world.run(world.agent, "1001"))
    await world.plan(world.colleague, "1001")
    failed = json.loads(str(line(world, "1001", "failed_before")[0]))
    assert failed["trouble"] == "address"
    assert failed["at"].startswith("2026-11-23T09:00")


async def test_a_number_that_another_order_had_in_a_run_says_so_where_only_the_new_one_is_seen(world: World) -> None:
    old = world.sendcloud.add_order("1001", order_id="old", kind="bad_address")
    await world.done(await world.run(world.agent, "1001"))
    world.sendcloud.world.renumber(old, "1001-gone")
    world.sendcloud.add_order("1001", order_id="new")
    modal = await world.plan(world.colleague, "1001")
    assert line(world, "1001", "order_id", "used_before") == ("new", 1)
    assert "number used before" in modal.plain()


async def test_one_question_prices_a_lane_and_every_weight_of_its_band(world: World) -> None:
    for place in range(60):
        weight = f"{1 + place / 10:.1f}"
        world.sendcloud.add_order(f"{1001 + place}", weight=weight, postal_code=f"{2000 + place} AB")
    numbers = " ".join(str(1001 + place) for place in range(60))
    await planned(world, numbers, Shipping="Choose an option", Shipping_option="DHL Parcel", Sender_address="NL")
    assert quotes_asked(world) == 1
    assert world.rows("SELECT count(*), min(price), max(price), max(price_is_rough) FROM plan_lines") == [
        (60, "6.07", "6.07", 1)
    ]

    assert world.agent.modal is not None
    await world.agent.modal.close()
    await planned(world, numbers, Shipping="Choose an option", Shipping_option="DHL Parcel", Sender_address="NL")
    assert quotes_asked(world) == 1


async def test_a_lane_of_few_postcodes_from_a_chosen_sender_has_exact_prices(world: World) -> None:
    world.orders("1001", "1002")
    await planned(
        world,
        "1001 1002",
        Shipping="Choose an option",
        Shipping_option="DHL Parcel",
        Sender_address="NL",
    )
    assert line(world, "1001", "price", "price_is_rough", "option_code") == ("6.07", 0, "dhl:parcel")


async def test_an_older_order_with_the_number_is_told_although_the_list_was_read_by_pages(world: World) -> None:
    old = START - timedelta(days=200)
    world.sendcloud.add_order("1003", order_id="old", created_at=old, modified_at=old)
    for place in range(450):
        at = START - timedelta(days=120) + timedelta(minutes=place)
        world.sendcloud.add_order(f"W{place}", created_at=at, modified_at=at)
    numbers = [order.order_number for order in world.sendcloud.add_orders(12, first=1001)]
    modal = await planned(world, " ".join(numbers))
    assert modal.submit_text == "Create 12 labels"
    used = "SELECT typed, order_id <> 'old' FROM plan_lines WHERE used_before"
    assert world.rows(used) == [("1003", 1)]
    assert "number used before" in modal.plain()
    assert len(world.sendcloud.calls_to("GET", "/orders")) <= 2 + 12


async def test_what_the_option_is_not_offered_for_says_so_and_is_not_ticked(world: World) -> None:
    world.orders("1001")
    world.sendcloud.add_order("1002", country="DE")
    modal = await planned(
        world,
        "1001 1002",
        Shipping="Choose an option",
        Shipping_option="DHL Parcel",
        Sender_address="NL",
    )
    assert "The shipping option is not offered for its country and weight. Choose another one." in modal.plain()
    assert modal.submit_text == "Create 1 label"
    assert line(world, "1002", "ticked", "price") == (0, None)


async def test_what_the_option_is_offered_for_from_no_sender_is_not_ticked(world: World) -> None:
    world.orders("1001")
    world.sendcloud.add_order("1002", country="FR")
    modal = await planned(world, "1001 1002", Shipping="Choose an option", Shipping_option="DHL Parcel")
    assert "The shipping option is not offered for its country and weight. Choose another one." in modal.plain()
    assert modal.submit_text == "Create 1 label"
    assert line(world, "1001", "ticked", "price", "price_is_rough", "carrier") == (1, "6.07", 1, "DHL eCommerce")
    assert line(world, "1002", "ticked", "price") == (0, None)


async def test_a_plan_does_not_wait_for_every_price_where_answers_take_long(world: World) -> None:
    for place in range(15):
        options = {"type": "shipping_option_code", "properties": {"shipping_option_code": f"none:{place}"}}
        world.sendcloud.add_order(f"{1001 + place}", ship_with=options)

    async def slowly(_method: str, path: str) -> None:
        if path == OPTIONS and quotes_asked(world):
            world.clock.advance(10)

    world.sendcloud.on_call = slowly
    numbers = " ".join(str(1001 + place) for place in range(15))
    await planned(world, numbers, Shipping="As set on the order", Sender_address="NL")
    assert quotes_asked(world) < 6


@pytest.mark.parametrize("seconds", [0, 600])
async def test_no_price_is_told_where_another_company_came_into_the_channel_after_the_plan(
    world: World, seconds: int
) -> None:
    world.orders("1001", "1002")
    modal = await planned(world, "1001", Shipping="Choose an option", Shipping_option="DHL Parcel", Sender_address="NL")
    await world.clock.run_for(seconds, step=60)
    world.slack.channel("C0SHIPPING").is_ext_shared = True
    run = await world.confirm(world.agent, modal)
    await world.done(run)
    assert "DHL" in world.thread(run)
    assert "6.07" not in run.plain() + world.thread(run)


async def test_no_price_is_told_where_another_company_came_into_the_channel_after_the_press(world: World) -> None:
    world.orders("1001")
    modal = await planned(world, "1001", Shipping="Choose an option", Shipping_option="DHL Parcel", Sender_address="NL")

    async def share(method: str, path: str) -> None:
        if path == "/orders/create-labels-async":
            world.slack.channel("C0SHIPPING").is_ext_shared = True

    world.sendcloud.on_call = share
    run = await world.confirm(world.agent, modal)
    await world.done(run)
    assert "DHL" in world.thread(run)
    assert "6.07" not in run.plain() + world.thread(run)


async def test_a_price_that_sendcloud_does_not_tell_holds_nothing_up(world: World) -> None:
    world.orders("1001")
    form = await world.form(world.agent, "1001")
    await world.choose_option(form, "dhl parcel")
    form.choose("Sender address", next(text for text in form.options("Sender address") if "NL" in text))
    refusal = Respond(400, {"errors": [{"status": "400", "code": "invalid", "detail": "No."}]})
    world.sendcloud.faults.next("POST", OPTIONS, refusal, times=9)
    await form.submit()
    plan = await world.checked(world.agent)
    assert plan.submit_text == "Create 1 label"
    assert "price unknown" in plan.plain()


async def test_the_carrier_of_a_chosen_option_is_told_though_its_price_is_not_known(world: World) -> None:
    world.sendcloud.add_order("1001", kind="no_weight")
    world.sendcloud.add_order("1002", kind="no_weight")
    form = await world.form(world.agent, "1001 1002")
    await world.choose_option(form, "dhl parcel")
    await form.submit()
    plan = await world.checked(world.agent)
    assert "2 labels with DHL eCommerce, price unknown" in plan.plain()
    assert "DHL eCommerce, DHL Mailbox parcel" in plan.plain()
    assert "≈" not in plan.plain()
    assert "to see them, choose a Sender address under Change" in plan.plain()


async def test_without_a_sender_the_price_is_about_the_highest_from_where_the_senders_are(world: World) -> None:
    world.sendcloud.add_order("1001", country="FR")

    async def dearer(_method: str, _path: str) -> None:
        world.sendcloud.world.price_rise = Decimal(3 if last_origin(world) else 0)

    form = await world.form(world.agent, "1001")
    await world.choose_option(form, "dhl parcel connect")
    world.sendcloud.on_call = dearer
    await form.submit()
    plan = await world.checked(world.agent)
    assert line(world, "1001", "price", "price_is_rough", "carrier") == ("14.03", 1, "DHL eCommerce")
    assert "≈ EUR 14.03" in plan.plain()
    assert last_origin(world) == "NL"
    assert quotes_asked(world) == 2


async def test_without_an_answer_for_every_country_of_senders_there_is_no_price(world: World) -> None:
    world.sendcloud.add_order("1001", country="FR")
    form = await world.form(world.agent, "1001")
    await world.choose_option(form, "dhl parcel connect")

    async def silent(_method: str, path: str) -> None:
        if path == OPTIONS and last_origin(world):
            world.sendcloud.faults.next("POST", OPTIONS, Respond(503, {}))

    world.sendcloud.on_call = silent
    await form.submit()
    await world.checked(world.agent)
    assert quotes_asked(world) > 1
    assert line(world, "1001", "price", "carrier") == (None, "DHL eCommerce")


async def test_no_plan_asks_for_more_than_twenty_quotes(world: World) -> None:
    for place in range(30):
        options = {"type": "shipping_option_code", "properties": {"shipping_option_code": f"none:{place}"}}
        world.sendcloud.add_order(f"{1001 + place}", ship_with=options)
    numbers = " ".join(str(1001 + place) for place in range(30))
    await planned(world, numbers, Shipping="As set on the order", Sender_address="NL")
    assert quotes_asked(world) == 20


async def test_the_label_fee_is_in_the_price_and_said(tmp_path: Path) -> None:
    async with world_at(tmp_path, LABEL_BOT_LABEL_FEE="0.09") as world:
        world.orders("1001")
        modal = await planned(
            world,
            "1001",
            Shipping="Choose an option",
            Shipping_option="DHL Parcel",
            Sender_address="NL",
        )
        assert line(world, "1001", "price") == ("6.16",)
        assert "include the label fee of your Sendcloud plan, 0.09 a label" in modal.plain()


@pytest.mark.parametrize("given", ["a lot", "-1", "1000"])
async def test_a_fee_that_is_none_stops_the_start(tmp_path: Path, given: str) -> None:
    with pytest.raises(SettingsError, match="LABEL_BOT_LABEL_FEE is malformed"):
        World(tmp_path, LABEL_BOT_LABEL_FEE=given).settings()
