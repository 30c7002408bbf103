"""After buying every label has a price: that of the option it came back with, wherever labels are told of."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

from bot.engine.label_prices import MOST_QUESTIONS
from bot.ledger import audit
from bot.sandbox.sendcloud import Html502, Rewrite, catalogue
from bot.sandbox.sendcloud.calls import Ask, Reply
from tests.world import World, world_at

OPTIONS = "/shipping-options"


async def priced(world: World, labels: int) -> None:
    """Wait until so many labels have a price, and Slack shows it."""
    await world.until(lambda: world.rows("SELECT count(price) FROM labels") == [(labels,)] and world.all_shown())


def labels(world: World, columns: str) -> list[tuple[object, ...]]:
    return world.rows(f"SELECT {columns} FROM labels ORDER BY order_number")  # noqa: S608 (our own)


def quotes_asked(world: World) -> int:
    calls = world.sendcloud.calls_to("POST", OPTIONS)
    return sum("shipping_option_code" in json.loads(call.raw_request) for call in calls)


async def test_a_label_by_rules_has_its_price_in_thread_answers_and_ledger(world: World) -> None:
    world.orders("1001")
    world.sendcloud.add_order("1002", country="DE")
    run = await world.run(world.agent, "1001 1002")
    await world.done(run)
    await priced(world, 2)
    assert labels(world, "order_number, shipping_option, price, price_is_rough") == [
        ("1001", "PostNL Standard", "6.48", 1),
        ("1002", "DHL Parcel Connect", "10.97", 1),
    ]
    thread = world.thread(run)
    assert "; PostNL Standard; ≈ EUR 6.48; tracking" in thread
    assert "; DHL eCommerce, DHL Parcel Connect; ≈ EUR 10.97; tracking" in thread

    await world.agent.command("/label status 1002")
    assert "DHL Parcel Connect; ≈ EUR 10.97" in await world.told(world.agent, "labelled")
    await world.agent.command("/label history 1002")
    assert "label priced, run" in await world.told(world.agent, "DHL Parcel Connect, ≈ EUR 10.97")
    assert world.rows("SELECT labels, labels_with_price, labels_with_rough_price, amount FROM spend_by_day") == [
        (2, 2, 2, 17.45)
    ]
    await world.stop_bot()
    assert audit.verify(world.database).problems == []


async def test_a_price_that_the_plan_knew_exactly_stays_and_is_not_asked_for_again(world: World) -> None:
    world.orders("1001")
    form = await world.form(world.agent, "1001")
    await world.choose_option(form, "dhl parcel", "DHL Parcel")
    form.choose("Sender address", next(text for text in form.options("Sender address") if "NL" in text))
    assert await form.submit() == {}
    plan = await world.checked(world.agent)
    asked = quotes_asked(world)
    run = await world.confirm(world.agent, plan)
    assert "; DHL eCommerce, DHL Parcel; EUR 6.07; tracking" in await world.done(run)
    await world.clock.run_for(60)
    assert quotes_asked(world) == asked == 1
    assert "label_priced" not in world.events("1001")


async def test_a_label_that_came_with_another_option_costs_what_that_one_costs(world: World) -> None:
    world.orders("1001")
    world.sendcloud.announce_after = 5
    form = await world.form(world.agent, "1001")
    await world.choose_option(form, "dpd predict")
    form.choose("Sender address", next(text for text in form.options("Sender address") if "NL" in text))
    assert await form.submit() == {}
    run = await world.confirm(world.agent, await world.checked(world.agent))
    (made,) = await world.until(lambda: world.sendcloud.world.bought)
    made.option_code = "dpd:express_12"
    world.sendcloud.faults.next("POST", OPTIONS, Html502(), times=12)
    await world.done(run)
    assert labels(world, "price, shipping_option") == [(None, None)]
    await priced(world, 1)
    assert labels(world, "price, price_is_rough, shipping_option") == [("15.20", 1, "DPD Express before 12:00")]
    assert "≈ EUR 15.20" in world.thread(run)


async def test_a_label_that_nobody_could_quote_at_once_is_quoted_later(world: World) -> None:
    world.orders("1001")
    world.sendcloud.faults.next("POST", OPTIONS, Html502(), times=4)
    await world.done(await world.run(world.agent, "1001"))
    assert labels(world, "price") == [(None,)]
    await priced(world, 1)


async def test_more_lanes_than_one_turn_asks_about_all_get_their_price(world: World) -> None:
    found = [option for option in catalogue.OPTIONS if option.area == catalogue.HOME and not option.for_service_point]
    codes = sorted({option.code for option in found if option.price and not option.returns})
    for place, code in enumerate(codes):
        ship_with = {"type": "shipping_option_code", "properties": {"shipping_option_code": code}}
        world.sendcloud.add_order(f"{1001 + place}", ship_with=ship_with)
    form = await world.form(world.agent, " ".join(f"{1001 + place}" for place in range(len(codes))))
    form.choose("Shipping", "As set on the order")
    assert await form.submit() == {}
    await world.done(await world.confirm(world.agent, await world.checked(world.agent)))
    assert len(codes) > MOST_QUESTIONS
    await priced(world, len(codes))


async def test_an_order_without_weight_costs_what_its_label_weighs(world: World) -> None:
    world.sendcloud.add_order("1001", kind="no_weight")
    await world.done(await world.run(world.agent, "1001"))
    await priced(world, 1)


async def test_the_label_fee_is_in_the_price_of_every_parcel(tmp_path: Path) -> None:
    async with world_at(tmp_path, LABEL_BOT_LABEL_FEE="0.09") as world:
        world.orders("1001")
        form = await world.form(world.agent, "1001")
        form.fill("Parcels per order", "2")
        assert await form.submit() == {}
        await world.done(await world.confirm(world.agent, await world.checked(world.agent)))
        await priced(world, 1)
        assert labels(world, "price") == [("13.13",)]
        assert world.rows("SELECT labels, labels_with_price FROM spend_by_day") == [(2, 2)]


async def test_test_labels_are_not_quoted_and_say_nothing_about_what_rules_do(tmp_path: Path) -> None:
    async with world_at(tmp_path, SENDCLOUD_TEST_LABELS="true") as world:
        world.orders("1001")
        thread = await world.done(await world.run(world.agent, "1001"))
        await world.clock.run_for(60)
        assert quotes_asked(world) == 0
        assert world.rows("SELECT * FROM label_quotes") == []
        assert "EUR" not in thread


async def test_another_company_that_reads_along_is_not_told_prices(world: World) -> None:
    world.orders("1001")
    run = await world.run(world.agent, "1001", "C0SHARED")
    await world.done(run)
    await priced(world, 1)
    assert "PostNL" in world.thread(run)
    assert "EUR" not in world.thread(run)


async def test_a_shipment_that_does_not_tell_its_sender_is_quoted_from_the_plans(world: World) -> None:
    world.orders("1001")
    world.sendcloud.faults.next("GET", "/shipments*", Rewrite("data.*.from_address", None), times=100)
    form = await world.form(world.agent, "1001")
    form.choose("Sender address", next(text for text in form.options("Sender address") if "NL" in text))
    assert await form.submit() == {}
    await world.done(await world.confirm(world.agent, await world.checked(world.agent)))
    await priced(world, 1)


async def test_a_label_of_impossible_weight_has_no_price_and_others_have_theirs(world: World) -> None:
    world.sendcloud.add_order("1001", kind="no_weight")
    world.orders("1002")

    def reply(ask: Ask, honest: Reply) -> Reply:
        if not ask.path.startswith("/shipments") or honest.status >= 300:
            return honest
        told = json.loads(honest.body)
        for one in told["data"] if isinstance(told["data"], list) else [told["data"]]:
            if one["order_number"] == "1001":
                heavy = [{**parcel, "weight": {"value": "9e24", "unit": "kg"}} for parcel in one["parcels"]]
                one["parcels"] = [*heavy, *({**parcel, "id": f"{parcel['id']}1"} for parcel in heavy)]
        return replace(honest, body=json.dumps(told).encode())

    world.sendcloud.on_reply = reply
    await world.done(await world.run(world.agent, "1001 1002"))
    await priced(world, 1)
    assert labels(world, "order_number, price") == [("1001", None), ("1002", "6.48")]
    world.orders("1003")
    await world.done(await world.run(world.agent, "1003"))
    await priced(world, 2)


async def test_while_no_quote_is_answered_few_are_asked_for(world: World) -> None:
    for place in range(20):
        world.sendcloud.add_order(f"{1001 + place}", weight=f"{1 + place}.5", country=("NL", "DE")[place % 2])
    world.sendcloud.faults.next("POST", OPTIONS, Html502(), times=1000)
    await world.done(await world.run(world.agent, "\n".join(f"{1001 + place}" for place in range(20))))
    before = quotes_asked(world)
    await world.clock.run_for(120)
    assert 0 < quotes_asked(world) - before <= 30
    world.sendcloud.faults.clear()
    await priced(world, 20)


async def test_labels_of_which_no_quote_is_ever_answered_keep_no_other_from_its_price(world: World) -> None:
    bad = ["postnl:standard", "postnl:evening", "dhl:parcel", "dpd:classic"]
    for place, code in enumerate([*bad, "dhl:parcel/evening"]):
        ship_with = {"type": "shipping_option_code", "properties": {"shipping_option_code": code}}
        world.sendcloud.add_order(f"{1001 + place}", ship_with=ship_with)

    def reply(ask: Ask, honest: Reply) -> Reply:
        asked = json.loads(ask.raw).get("shipping_option_code") if ask.path == OPTIONS else None
        return Reply(502, b"<html>Bad Gateway</html>", "text/html") if asked in bad else honest

    world.sendcloud.on_reply = reply
    form = await world.form(world.agent, "1001 1002 1003 1004 1005")
    form.choose("Shipping", "As set on the order")
    assert await form.submit() == {}
    await world.done(await world.confirm(world.agent, await world.checked(world.agent)))
    await priced(world, 1)
    assert labels(world, "order_number, price IS NULL")[-1] == ("1005", 0)
