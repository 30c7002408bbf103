"""What holds when something else goes wrong at the same moment: each one a way to buy twice, or to stand still."""

from __future__ import annotations

from typing import Any

import pytest

from bot.engine.request import request_for
from bot.model import Choices, Item, Shipping, State
from bot.sandbox.sendcloud import Empty429, LateAct, ResetAfter, ResetBefore, Respond
from tests.clock import START
from tests.own_fault import meets_a_fault
from tests.world import PURCHASE, World

NO_KEYS = {"errors": [{"status": "401", "code": "authentication_failed", "detail": "Invalid username/password."}]}
ITEM = Item(
    id=1, run_id="L-1", position=1, integration_id=70, order_number="1001", order_id="id-1", sendcloud_id="1", copy=1,
    state=State.WAITING, since=START,
)  # fmt: skip
OPTION = {"type": "shipping_option_code", "properties": {"shipping_option_code": "postnl:standard"}}
CONTRACT = {"type": "shipping_option_code", "properties": {"shipping_option_code": "postnl:standard", "contract_id": 5}}
LETTER = {"type": "shipping_option_code", "properties": {"shipping_option_code": "sendcloud:letter"}}


@pytest.mark.parametrize(
    ("shipping", "more", "rules", "ship_with"),
    [
        (Shipping.RULES, {}, True, None),
        (Shipping.RULES, {"option_code": "postnl:standard", "contract_id": 5}, True, None),
        (Shipping.ORDER, {}, False, None),
        (Shipping.ORDER, {"option_code": "postnl:standard"}, False, None),
        (Shipping.OPTION, {"option_code": "postnl:standard"}, False, OPTION),
        (Shipping.OPTION, {"option_code": "postnl:standard", "contract_id": 5}, False, CONTRACT),
        (Shipping.RULES, {"test_labels": True}, False, LETTER),
        (Shipping.ORDER, {"test_labels": True}, False, LETTER),
        (Shipping.OPTION, {"test_labels": True, "option_code": "postnl:standard", "contract_id": 5}, False, LETTER),
    ],
)
def test_a_test_label_is_the_free_letter_and_nothing_else(
    shipping: Shipping, more: dict[str, Any], rules: bool, ship_with: object
) -> None:
    choices = Choices(integration_id=70, shop_name="Main shop", shipping=shipping, **more)
    body = request_for(choices, [ITEM]).body()
    assert body["orders"] == [{"order_id": "id-1", "apply_shipping_rules": rules}]
    assert body.get("ship_with") == ship_with


async def test_an_order_that_failed_is_not_retried_while_its_first_request_may_still_arrive(world: World) -> None:
    world.orders("1001")
    world.sendcloud.faults.next("POST", PURCHASE, LateAct(70))
    run = await world.run(world.agent, "1001")
    await world.until(world.purchases)
    await world.clock.run_for(8, step=0.5)
    panel = world.sendcloud.add_shipment_made_in_panel("1001")
    await world.until(lambda: world.states()["1001"] in ("accepted", "labelled"))
    panel.forced_status = "ANNOUNCEMENT_FAILED"
    await world.clock.run_for(20, step=1)
    if "Retry 1 failed" in run.buttons():
        await world.press(world.agent, run, "Retry 1 failed")
    await world.clock.run_for(300, step=1)
    assert len(world.sendcloud.purchases_of("1001")) == 1


async def test_look_again_never_leads_to_a_purchase_by_itself(world: World) -> None:
    world.orders("1001")
    world.sendcloud.faults.next("POST", PURCHASE, ResetBefore())
    run = await world.run(world.agent, "1001")
    await world.until(lambda: world.states() == {"1001": "undecided"})
    await world.press(world.agent, run, "Look again")
    await world.clock.run_for(300, step=2)
    assert world.states() == {"1001": "undecided"}
    assert len(world.purchases()) == 1


async def test_an_order_given_back_to_a_run_that_was_stopped_meanwhile_is_held_back(world: World) -> None:
    world.orders("1001")
    modal = await world.plan(world.agent, "1001")

    async def slow(method: str, path: str) -> None:
        if path == PURCHASE:
            await world.clock.sleep(10)

    world.sendcloud.on_call = slow
    world.sendcloud.faults.next("POST", PURCHASE, Empty429("5"))
    run = await world.confirm(world.agent, modal)
    await world.until(lambda: world.states() == {"1001": "claimed"})
    await world.press(world.agent, run, "Stop")
    await world.says(run, "1 held back")
    world.sendcloud.on_call = None
    await world.press(world.agent, run, "Continue")
    await world.done(run)
    assert world.states() == {"1001": "labelled"}


async def test_keys_that_are_refused_at_the_look_before_buying_stop_the_run_and_are_told(world: World) -> None:
    world.orders("1001")
    modal = await world.plan(world.agent, "1001")
    await world.clock.run_for(20, step=1)
    world.sendcloud.faults.next("GET", "/shipments", Respond(401, NO_KEYS), times=100_000)
    run = await world.confirm(world.agent, modal)
    await world.says(run, "refused the API keys")
    before = len(world.sendcloud.calls)
    await world.clock.run_for(60, step=1)
    assert len(world.sendcloud.calls) - before < 10
    world.sendcloud.faults.clear()
    await world.press(world.agent, run, "Continue")
    await world.done(run)
    assert world.states() == {"1001": "labelled"}


async def test_a_fault_while_an_answer_is_settled_leaves_the_order_to_be_looked_up(world: World) -> None:
    world.orders("1001")
    modal = await world.plan(world.agent, "1001")
    meets_a_fault(world, "Outcomes.write", times=1)
    run = await world.confirm(world.agent, modal)
    await world.says(run, "made a mistake")
    await world.until(lambda: world.states()["1001"] in ("accepted", "labelled"))
    await world.clock.run_for(120, step=1)
    assert len(world.purchases()) == 1


@pytest.mark.parametrize("question", ["Reconciler._act", "Reconciler._close_window"])
async def test_a_fault_while_an_order_is_looked_up_gives_that_order_to_a_person_and_the_others_go_on(
    world: World, question: str
) -> None:
    world.orders("1001", "1002")
    modal = await world.plan(world.agent, "1001 1002")
    meets_a_fault(world, question, order="1001")
    world.sendcloud.faults.next("POST", PURCHASE, ResetAfter())
    run = await world.confirm(world.agent, modal)
    await world.until(lambda: world.states() == {"1001": "undecided", "1002": "labelled"})
    await world.says(run, "1 need attention")
    await world.clock.run_for(300, step=2)
    assert world.states() == {"1001": "undecided", "1002": "labelled"}
    assert len(world.purchases()) == 1


async def test_a_fault_in_the_look_before_buying_gives_that_order_to_a_person_and_the_others_are_bought(
    world: World,
) -> None:
    world.orders("1001", "1002")
    modal = await world.plan(world.agent, "1001 1002")
    await world.clock.run_for(20, step=1)
    meets_a_fault(world, "Precheck._act", order="1001")
    run = await world.confirm(world.agent, modal)
    await world.until(lambda: world.states() == {"1001": "undecided", "1002": "labelled"})
    await world.says(run, "1 need attention")
    assert sorted(world.sendcloud.bought) == ["1002"]


async def test_a_fault_while_a_plan_is_checked_is_told_in_it(world: World) -> None:
    world.orders("1001")
    assert world.bot is not None

    async def faulty() -> Any:
        raise ZeroDivisionError

    world.bot.sendcloud.integrations = faulty  # type: ignore[method-assign]  # a fault of ours right there
    modal = await world.plan(world.agent, "1001")
    assert "made a mistake" in modal.plain()


async def test_a_sendcloud_that_fails_is_not_asked_without_pause_what_became_of_an_order(world: World) -> None:
    world.orders("1001")
    world.sendcloud.faults.next("POST", PURCHASE, ResetBefore())
    await world.run(world.agent, "1001")
    await world.until(lambda: world.states() == {"1001": "unknown"})
    world.sendcloud.faults.next("GET", "/*", Respond(503), times=100_000)
    await world.clock.run_for(20, step=1)
    before = len(world.sendcloud.calls)
    await world.clock.run_for(60, step=0.5)
    # Each look is tried three times, and made anew after ten seconds; the health of the bot is asked besides.
    assert 3 <= len(world.sendcloud.calls) - before <= 60
