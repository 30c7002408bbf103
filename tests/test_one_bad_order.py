"""One text or number that nobody can read spoils the order it stands in: the others get their labels."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from bot.sandbox.sendcloud import Respond, strange
from bot.sandbox.sendcloud.calls import Ask, Reply
from bot.sandbox.sendcloud.poison import POISONS
from tests.test_absence import NAMES, OPEN
from tests.world import World

GOOD = [str(number) for number in range(1001, 1013)]
UNUSABLE = {
    **dict(zip(NAMES, OPEN, strict=True)),
    "cut off": Respond(200, b'{"data":[{"id":"7","order_', {"Content-Type": "application/json"}),
    "too deep": Respond(200, b'{"data":' + b"[" * 100_000),
    "too large": Respond(200, b" " * 60_000_000),
    "a page": Respond(400, b"<html>Blocked</html>"),
    "its own fault": Respond(500, b"<html>Server Error</html>"),
    "elsewhere": Respond(302, b""),
    "refused": strange.refused(400, "This number cannot be searched for."),
}
"""Answers about one order that say nothing about it, however often it is asked for."""


def about(number: str, path: str, answer: Respond) -> Callable[[Ask, Reply], Reply]:
    """Have *answer* given to every question for one number, and to every list that would have that order on it."""

    def reply(ask: Ask, honest: Reply) -> Reply:
        if ask.path != path or honest.status >= 300:
            return honest
        asked = ask.one("order_number")
        on_it = number.encode() in honest.body if asked is None else asked == number
        return answer.reply() if on_it else honest

    return reply


@pytest.mark.parametrize("poison", POISONS)
async def test_a_poisoned_order_spoils_no_other(world: World, poison: str) -> None:
    world.orders(*GOOD)
    world.sendcloud.add_order("2001", kind=poison)
    modal = await world.plan(world.agent, " ".join([*GOOD[:6], "2001", *GOOD[6:]]))
    assert "Create" in (modal.submit_text or "")
    parent = await world.confirm(world.agent, modal)
    await world.until(lambda: {world.states()[number] for number in GOOD} == {"labelled"})
    # The poisoned one is decided, too, or waits for a person.
    ended = {"labelled", "undecided", "refused", "failed"}
    await world.until(lambda: world.states()["2001"] in ended, limit=900)
    bot = world.bot
    assert bot is not None
    assert bot._working is not None
    assert not bot._working.done()
    assert len([number for number in world.sendcloud.bought if number in GOOD]) == len(GOOD)
    assert sorted(set(world.sendcloud.bought)) == sorted(world.sendcloud.bought)
    world.orders("3001")
    await world.done(await world.run(world.agent, "3001"))
    assert parent.ts


@pytest.mark.parametrize("path", ["/orders", "/shipments"])
@pytest.mark.parametrize("some", [slice(0, 1), slice(0, 8), slice(8, 99)])
async def test_an_order_about_which_no_answer_can_be_used_is_not_bought_and_spoils_no_other(
    world: World, path: str, some: slice
) -> None:
    bad = {str(number): answer for number, answer in enumerate(list(UNUSABLE.values())[some], start=2001)}
    spoilt = [about(number, path, answer) for number, answer in bad.items()]
    world.orders("1001", *bad, "1002")
    for number in bad:
        world.sendcloud.add_shipment_made_in_panel(number)
    world.sendcloud.on_reply = lambda ask, reply: next(
        (told for each in spoilt if (told := each(ask, reply)) is not reply), reply
    )
    modal = await world.plan(world.agent, " ".join(["1001", *bad, "1002"]))

    assert modal.submit_text == "Create 2 labels"
    assert f"2 ready, {len(bad)} without a usable answer." in modal.plain()
    assert "No usable answer about these" in modal.plain()
    assert "cannot be bought until they are looked up again" in modal.plain()

    await world.done(await world.confirm(world.agent, modal))
    assert world.states() == {"1001": "labelled", "1002": "labelled"}
    assert sorted(world.sendcloud.bought) == ["1001", "1002"]


@pytest.mark.parametrize("path", ["/orders", "/shipments"])
async def test_of_a_long_list_the_orders_are_asked_for_by_themselves_where_one_spoils_the_list(
    world: World, path: str
) -> None:
    world.orders(*GOOD, "2001")
    world.sendcloud.add_shipment_made_in_panel("2001")
    world.sendcloud.on_reply = about("2001", path, UNUSABLE["too deep"])
    modal = await world.plan(world.agent, " ".join([*GOOD, "2001"]))

    assert modal.submit_text == "Create 12 labels"
    assert "12 ready, 1 without a usable answer." in modal.plain()


async def test_what_could_not_be_used_is_looked_up_again_on_a_press_and_waits_for_its_tick(world: World) -> None:
    world.orders("1001", "2001")
    world.sendcloud.on_reply = about("2001", "/shipments", UNUSABLE["{}"])
    modal = await world.plan(world.agent, "1001 2001")
    assert modal.submit_text == "Create 1 label"

    world.sendcloud.on_reply = None
    await world.agent.press(modal, "Look again")
    await world.until(lambda: "2 ready." in modal.plain())
    assert modal.submit_text == "Create 1 label"
    assert "without a usable answer" not in modal.plain()


async def test_an_order_that_has_a_label_is_so_again_once_its_answer_can_be_used(world: World) -> None:
    world.orders("1001", "2001")
    world.sendcloud.add_shipment_made_in_panel("2001")
    world.sendcloud.on_reply = about("2001", "/shipments", UNUSABLE["{}"])
    modal = await world.plan(world.agent, "1001 2001")
    world.sendcloud.on_reply = None
    await world.agent.press(modal, "Look again")
    await world.until(lambda: "1 ready, 1 already labelled." in modal.plain())


async def test_where_nothing_can_be_known_of_any_order_the_plan_says_why_and_offers_another_look(world: World) -> None:
    world.orders("1001", "1002")
    world.sendcloud.faults.next("GET", "/shipments", strange.empty(200), times=100)
    modal = await world.plan(world.agent, "1001 1002")
    assert "The orders could not be checked, and nothing was bought." in modal.plain()
    assert "Look again" in modal.buttons()


async def test_a_number_whose_order_lacks_its_id_is_not_called_not_found(world: World) -> None:
    world.orders("1001", "2001")

    def reply(ask: Ask, honest: Reply) -> Reply:
        nameless = honest.body.replace(b'"order_number":"2001"', b'"order_number":"2001","order_id":null')
        return replace(honest, body=nameless) if ask.path == "/orders" and nameless != honest.body else honest

    world.sendcloud.on_reply = reply
    modal = await world.plan(world.agent, "1001 2001")
    assert "1 ready, 1 without a usable answer." in modal.plain()


async def test_a_frozen_plan_is_bought_without_the_order_that_cannot_be_looked_up_and_says_so(world: World) -> None:
    world.orders("1001", "2001")
    modal = await world.plan(world.agent, "1001 2001")
    await world.clock.run_for(16 * 60, step=10)
    world.sendcloud.on_reply = about("2001", "/shipments", UNUSABLE["{}"])
    await modal.submit()
    await world.done(await world.until(lambda: next(iter(world.parents()), None)))
    assert world.sendcloud.bought == ["1001"]
    await world.until(lambda: "1 label is on the way" in modal.plain())
    assert "Sendcloud gave no usable answer about 1 order, which was left out: 2001." in modal.plain()


@pytest.mark.parametrize("answer", ["too deep", "its own fault", "elsewhere"])
async def test_a_shipment_that_spoils_every_list_it_is_on_keeps_no_other_from_its_label(
    world: World, answer: str
) -> None:
    world.orders(*GOOD, "2001")
    run = await world.run(world.agent, " ".join([*GOOD, "2001"]))
    spoilt = about("2001", "/shipments", UNUSABLE[answer])
    world.sendcloud.on_reply = lambda ask, reply: spoilt(ask, reply) if ask.one("shipment_uuids") else reply
    await world.done(run)
    assert set(world.states().values()) == {"labelled"}


async def test_orders_of_which_nothing_can_be_read_before_they_are_bought_go_to_a_person_once_others_can_be(
    world: World,
) -> None:
    world.orders("1001", "2001", "2002")
    modal = await world.plan(world.agent, "1001 2001 2002")
    first, second = (about(number, "/shipments", UNUSABLE["its own fault"]) for number in ("2001", "2002"))
    world.sendcloud.on_reply = lambda ask, reply: second(ask, first(ask, reply))
    await world.clock.run_for(20, step=1)
    told = await world.done(await world.confirm(world.agent, modal))
    assert world.states() == {"1001": "labelled", "2001": "refused", "2002": "refused"}
    assert "answer about this order cannot be read" in told


async def test_orders_of_which_nothing_can_be_read_go_to_a_person_one_after_the_other_where_there_is_no_other(
    world: World,
) -> None:
    world.orders("2001", "2002")
    modal = await world.plan(world.agent, "2001 2002")
    world.sendcloud.faults.next("GET", "/shipments", UNUSABLE["{}"], times=100_000)
    await world.clock.run_for(20, step=1)
    await world.confirm(world.agent, modal)
    await world.until(lambda: set(world.states().values()) == {"refused"}, limit=2_000)


async def test_an_order_waits_while_nothing_can_be_read_of_those_that_could_be_read_before(world: World) -> None:
    world.orders("1001", "2001")
    await world.done(await world.run(world.agent, "1001"))
    modal = await world.plan(world.agent, "2001")
    world.sendcloud.faults.next("GET", "/shipments", UNUSABLE["its own fault"], times=100_000)
    await world.clock.run_for(20, step=1)
    run = await world.confirm(world.agent, modal)
    await world.clock.run_for(1_200, step=5)
    assert world.states()["2001"] == "waiting"

    world.sendcloud.faults.clear()
    await world.done(run)
    assert world.states()["2001"] == "labelled"
