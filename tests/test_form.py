"""*Create labels*: what it asks, when, and what it remembers of each person."""

from __future__ import annotations

import json

import pytest

from bot.sandbox.slack import Modal, Person
from tests.world import World


async def shows_option(world: World, form: Modal, *, shown: bool = True) -> None:
    """Wait until *Shipping option* is there, or gone."""
    await world.until(lambda: ("Shipping option" in form.inputs) is shown)


async def opened_again(world: World, person: Person, channel: str = "C0SHIPPING") -> Modal:
    """Close what is open and type ``/label``."""
    if person.modal is not None:
        await person.modal.close(whole=True)
    return await world.form(person, channel=channel)


async def test_the_shipping_option_is_asked_for_only_when_it_counts_and_what_was_typed_stays(
    either_world: World,
) -> None:
    world = either_world
    form = await world.form(world.agent)
    form.fill("Order numbers", "1001 1002")
    assert "Shipping option" not in form.inputs
    found = await world.choose_option(form, "dpd predict")
    form.choose("Shipping", "Shipping rules")
    await shows_option(world, form, shown=False)
    form.choose("Shipping", "Choose an option")
    await shows_option(world, form)
    assert form.values()["Shipping option"] == found
    assert form.values()["Order numbers"] == "1001 1002"


async def test_choose_an_option_without_one_is_answered_on_the_input(world: World) -> None:
    form = await world.form(world.agent, "1001")
    form.choose("Shipping", "Choose an option")
    await shows_option(world, form)
    assert list(await form.submit()) == ["Shipping option"]


async def test_whoever_is_quicker_than_the_input_is_answered_where_they_chose(world: World) -> None:
    form = await world.form(world.agent, "1001")
    chosen = form.choose("Shipping", "Choose an option")
    assert list(await form.submit()) == ["Shipping"]
    await chosen


async def test_of_two_quick_choices_the_newer_one_is_shown(world: World) -> None:
    form = await world.form(world.agent, "1001")
    for chosen in ("Choose an option", "Shipping rules", "Choose an option", "Shipping rules"):
        await form.choose("Shipping", chosen)
    await world.clock.run_for(5, step=0.5)
    await shows_option(world, form, shown=False)


async def test_an_option_that_does_not_count_any_more_is_not_used(world: World) -> None:
    world.orders("1001")
    form = await world.form(world.agent, "1001")
    await world.choose_option(form, "dpd predict")
    form.choose("Shipping", "Shipping rules")
    await shows_option(world, form, shown=False)
    assert await form.submit() == {}
    plan = await world.checked(world.agent)
    assert "Shipping rules" in plan.plain()
    assert "Predict" not in plan.plain()


async def test_options_are_found_by_carrier_and_name_and_say_the_carrier_once_and_the_price(world: World) -> None:
    form = await world.form(world.agent, "1001")
    form.choose("Shipping", "Choose an option")
    await shows_option(world, form)
    found = await world.agent.search("Shipping option", "dpd pre")
    assert any("Predict" in text for text in found)
    assert all(text.count("DPD") == 1 for text in found)
    assert all("EUR " in text and "–" in text for text in found)
    assert not any("Return" in text for text in await world.agent.search("Shipping option", "return"))
    await world.agent.search("Shipping option", "")
    answers = [one for one in world.slack.deliveries if one.what.startswith("block_suggestion")]
    assert max(len(json.dumps(one.body)) for one in answers) <= 16_000


async def test_the_form_opens_with_what_somebody_chose_the_last_time(world: World) -> None:
    world.orders("1001")
    form = await world.form(world.agent, "1001")
    option = await world.choose_option(form, "ups standard", "620")
    form.choose("Shop", "Outlet")
    sender = next(text for text in form.options("Sender address") if "Berlin" in text)
    form.choose("Sender address", sender)
    form.choose("Brand", "Waxworks Outlet")
    form.fill("Parcels per order", "2")
    form.choose("Post to", "C0SUPPORT")
    assert await form.submit() == {}
    await world.soon(lambda: world.rows("SELECT 1 FROM last_choices"))

    values = (await opened_again(world, world.agent)).values()
    assert values["Shop"] == "Outlet"
    assert values["Shipping"] == "Choose an option"
    assert str(values["Shipping option"]) in option
    assert values["Sender address"] == sender
    assert values["Brand"] == "Waxworks Outlet"
    assert values["Parcels per order"] == "1"
    assert values["Post to"] == "C0SHIPPING"
    direct = world.slack.workspace.direct(world.agent.id).id
    assert (await opened_again(world, world.agent, direct)).values()["Post to"] == "C0SUPPORT"

    values = (await opened_again(world, world.colleague)).values()
    assert (values["Shipping"], values["Sender address"], values["Brand"]) == ("Shipping rules", None, None)


async def test_what_does_not_exist_any_more_is_forgotten(world: World) -> None:
    world.orders("1001")
    form = await world.form(world.agent, "1001")
    form.choose("Shop", "Outlet")
    form.choose("Post to", "C0SUPPORT")
    assert await form.submit() == {}
    await world.soon(lambda: world.rows("SELECT 1 FROM last_choices"))
    world.slack.channel("C0SUPPORT").is_archived = True
    world.sendcloud.world.integrations.pop(71)
    await world.clock.run_for(360, step=30)
    await opened_again(world, world.agent)

    form = await opened_again(world, world.agent, world.slack.workspace.direct(world.agent.id).id)
    assert form.values()["Shop"] == "Main shop"
    assert form.values()["Post to"] is None
    form.fill("Order numbers", "1001")
    assert list(await form.submit()) == ["Post to"]


async def test_numbers_and_a_file_may_both_be_given(world: World) -> None:
    world.orders("1001", "1002", "1003")
    form = await world.form(world.agent, "1001")
    form.attach("Order file", "orders.txt", b"Order number\n1002\n1003\n")
    assert await form.submit() == {}
    assert (await world.checked(world.agent)).submit_text == "Create 3 labels"


@pytest.mark.parametrize("name", ["orders.csv", "orders.tsv", "orders.txt", "orders.xlsx"])
async def test_the_form_takes_the_files_that_it_names(world: World, name: str) -> None:
    form = await world.form(world.agent)
    form.attach("Order file", name, b"1001\n")


async def test_the_answer_to_the_form_is_small_and_the_plan_comes_after_it(either_world: World) -> None:
    world = either_world
    world.orders("1001")
    form = await world.form(world.agent, "1001")
    assert await form.submit() == {}
    await world.until(lambda: form.submit_text == "Create 1 label")
    again = world.slack.redelivery()
    seen = form.view.revision
    told = json.dumps((await again()).body)
    assert "Checking 1 order" in told
    assert len(told) < 4_000
    await world.until(lambda: form.view.revision > seen)
    assert len(world.rows("SELECT id FROM plans")) == 1
