"""*Shipping option* offers what can carry the orders, where these are known, at the price of their countries."""

from __future__ import annotations

import json
from decimal import Decimal
from typing import Any

import pytest

from bot.desk.carrying import carrying, price_range
from bot.model import Batch, PriceRange
from bot.sandbox.slack import Modal
from bot.sendcloud import ShippingOption
from tests.world import World


async def changing(world: World, numbers: str, *, sender: str = "Eindhoven") -> Modal:
    """Return the form of a plan that is being changed, with *Choose an option* and a sender chosen."""
    modal = await world.plan(world.agent, numbers)
    await world.agent.press(modal, "Change")
    await world.until(lambda: modal.title == "Create labels")
    modal.choose("Shipping", "Choose an option")
    await world.until(lambda: "Shipping option" in modal.inputs)
    if sender:
        modal.choose("Sender address", next(text for text in modal.options("Sender address") if sender in text))
    return modal


async def offered(modal: Modal, typed: str = "") -> list[str]:
    return list(await modal.search("Shipping option", typed))


async def test_a_plan_that_is_changed_is_offered_what_goes_to_its_country_at_that_price(world: World) -> None:
    world.sendcloud.add_order("1001", country="DE")
    world.sendcloud.add_order("1002", country="DE", weight="3")
    found = await offered(await changing(world, "1001 1002"), "dhl")
    assert found == ["DHL eCommerce: DHL Parcel Connect (518) · EUR 10.97"]


async def test_without_a_sender_everything_is_offered_that_any_sender_can_use(world: World) -> None:
    world.sendcloud.add_order("1001", country="DE")
    found = await offered(await changing(world, "1001", sender=""), "dhl parcel")
    names = {one.split(" (")[0].removeprefix("DHL eCommerce: ") for one in found}
    assert {"DHL Parcel", "DHL Parcel Connect"} <= names
    asked = [json.loads(call.raw_request) for call in world.sendcloud.calls_to("POST", "/shipping-options")]
    lanes = [(one["from_address"]["country_code"], one["to_address"]["country_code"]) for one in asked[-2:]]
    assert lanes == [("NL", "DE"), ("DE", "DE")]


async def test_an_option_costs_what_it_does_from_any_of_the_senders(world: World) -> None:
    world.sendcloud.add_order("1001", country="FR")
    form = await changing(world, "1001", sender="")

    async def dearer(_method: str, _path: str) -> None:
        last = next(iter(world.sendcloud.calls_to("POST", "/shipping-options")[-1:]), None)
        world.sendcloud.world.price_rise = Decimal(3 if last and b"from_address" in last.raw_request else 0)

    world.sendcloud.on_call = dearer
    assert await offered(form, "parcel connect") == ["DHL eCommerce: DHL Parcel Connect (518) · EUR 10.97–14.03"]


async def test_a_search_asks_for_few_lists_however_many_countries_there_are(world: World) -> None:
    for place, country in enumerate(("DE", "NL", "FR", "BE", "AT", "ES")):
        world.sendcloud.add_order(str(1001 + place), country=country)
    await offered(await changing(world, " ".join(str(1001 + place) for place in range(6)), sender=""))
    assert len(world.sendcloud.calls_to("POST", "/shipping-options")) <= 7


async def test_what_is_too_light_or_goes_to_a_service_point_is_left_out(world: World) -> None:
    world.sendcloud.add_order("1001", weight="3")
    found = await offered(await changing(world, "1001"))
    assert any("PostNL Standard (517) · EUR 6.48" in one for one in found)
    assert not any("Mailbox" in one or "service point" in one or "Pickup point" in one for one in found)
    assert not any("Europe" in one or "EU" in one.split("·")[0] for one in found)


async def test_orders_to_service_points_are_offered_what_goes_there(world: World) -> None:
    world.sendcloud.add_order("1001", kind="service_point")
    found = await offered(await changing(world, "1001"), "postnl service point")
    assert len(found) == 1


async def test_orders_that_nothing_carries_together_are_offered_what_carries_some(world: World) -> None:
    world.orders("1001")
    world.sendcloud.add_order("1002", country="DE")
    found = await offered(await changing(world, "1001 1002"), "dhl parcel")
    names = {one.split(" (")[0].removeprefix("DHL eCommerce: ") for one in found}
    assert {"DHL Parcel", "DHL Parcel Connect"} <= names
    assert "DHL Parcel International" not in names


async def test_before_the_orders_are_known_everything_is_offered_within_the_senders_country(world: World) -> None:
    form = await world.form(world.agent, "1001")
    form.choose("Shipping", "Choose an option")
    await world.until(lambda: "Shipping option" in form.inputs)
    assert any("Mailbox" in one for one in await offered(form))
    assert not any("letter" in one.lower() for one in await offered(form))
    form.choose("Sender address", next(text for text in form.options("Sender address") if "Berlin" in text))
    await offered(form, "dhl")
    asked = json.loads(world.sendcloud.calls_to("POST", "/shipping-options")[-1].raw_request)
    assert (asked["from_address"]["country_code"], asked["to_address"]["country_code"]) == ("DE", "DE")


async def test_an_answer_to_a_search_stays_small_however_many_options_there_are(world: World) -> None:
    world.orders("1001")
    modal = await changing(world, "1001")
    await offered(modal)
    answers = [one for one in world.slack.deliveries if one.what.startswith("block_suggestion")]
    assert max(len(json.dumps(one.body)) for one in answers) <= 16_000


def option(
    code: str, most: str = "30", *, service_point: bool = False, quotes: list[Any] | None = None
) -> ShippingOption:
    return ShippingOption.model_validate(
        {
            "code": code,
            "weight": {"min": {"value": "0", "unit": "kg"}, "max": {"value": most, "unit": "kg"}},
            "requirements": {"is_service_point_required": service_point},
            "quotes": quotes or [],
        }
    )


def quote(price: str, least: str, most: str, currency: str = "EUR") -> dict[str, Any]:
    weights = {"min": {"value": least, "unit": "kg"}, "max": {"value": most, "unit": "kg"}}
    return {"weight": weights, "price": {"total": {"value": price, "currency": currency}}}


DOOR, LIGHT, POINT = option("a:door"), option("a:light", "2"), option("a:point", service_point=True)
ALL = [DOOR, LIGHT, POINT]
BATCH = Batch(("NL", "DE"), Decimal(1), Decimal(3))


@pytest.mark.parametrize(
    ("batch", "to", "codes"),
    [
        (None, [], "door light point"),
        (BATCH, [ALL, ALL], "door"),
        (Batch(("NL",), None, None), [ALL], "door light"),
        (Batch(("NL",), Decimal(1), Decimal(3), has_service_points=True), [ALL], "door point"),
        (BATCH, [[DOOR, LIGHT], [LIGHT]], "door light"),
        (BATCH, [[DOOR, LIGHT], [DOOR]], "door"),
        (BATCH, [[LIGHT], [LIGHT]], "light"),
        (BATCH, [[POINT], [POINT]], "door light"),
        (Batch(("NL",), Decimal(1), Decimal(80)), [ALL], "door light"),
        (BATCH, [], "door"),
    ],
)
def test_what_can_carry_the_orders(batch: Batch | None, to: list[list[ShippingOption]], codes: str) -> None:
    lanes = [{(one.code, one.contract_id): one for one in lane} for lane in to]

    assert [one.code for one in carrying(ALL, batch, lanes)] == [f"a:{code}" for code in codes.split()]


@pytest.mark.parametrize(
    ("batch", "prices"),
    [
        (None, ("4", "12")),
        (Batch((), Decimal(1), Decimal(3)), ("4", "6")),
        (Batch((), Decimal(12), Decimal(12)), ("8", "12")),
        (Batch((), Decimal(40), Decimal(40)), None),
    ],
)
def test_the_price_is_that_of_the_weights_and_countries_of_the_orders(
    batch: Batch | None, prices: tuple[str, str] | None
) -> None:
    home = option("a:door", quotes=[quote("4", "0", "10"), quote("8", "10.001", "30")])
    abroad = option("a:door", quotes=[quote("6", "0", "10"), quote("12", "10.001", "30")])
    expected = PriceRange(Decimal(prices[0]), Decimal(prices[1]), "EUR") if prices else None

    assert price_range([home, abroad], batch) == expected
