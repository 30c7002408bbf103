"""What the bot asks of Sendcloud while people use it, held against what Sendcloud has published."""

from __future__ import annotations

import pytest

from tests.contract import spec
from tests.contract.checker import check_calls
from tests.world import World

pytestmark = pytest.mark.skipif(spec.folder() is None, reason=spec.WHY_NOT)

KINDS = ("fine", "bad_address", "late_failure", "multicollo", "non_eu", "no_parcels_ids", "already_labelled")


async def test_a_run_with_every_kind_of_order_asks_only_for_what_is_published(world: World) -> None:
    numbers = [world.sendcloud.add_order(f"K-{kind}", kind=kind).order_number for kind in KINDS]
    numbers += [world.sendcloud.add_order(str(number)).order_number for number in range(2001, 2026)]
    form = await world.form(world.agent)
    rows = "\n".join(["order number", *numbers, "#K-fine", "nobody-has-this"])
    form.attach("Order file", "orders.csv", rows.encode())
    assert await form.submit() == {}
    parent = await world.confirm(world.agent, await world.checked(world.agent))
    await world.done(parent)
    await world.agent.press(parent, "Retry 2 failed")
    await world.until(lambda: "Running" in parent.plain())
    await world.done(parent)
    await world.agent.press(parent, "Get documents")
    await world.until(lambda: [one for reply in world.slack.thread(parent.channel, parent.ts) for one in reply.files])
    await world.agent.command("/label status K-already_labelled")
    await world.press(world.agent, parent, "Cancel labels")
    modal = await world.soon(lambda: now if (now := world.agent.modal) and now.submit_text == "Cancel labels" else None)
    modal.choose("Which labels", modal.options("Which labels")[0])
    await modal.submit()
    await world.says(parent, "asked for and not certain yet")
    assert len({call.path for call in world.sendcloud.calls}) > 10
    assert check_calls(world.sendcloud.calls) == []


async def test_an_option_with_its_price_sender_and_brand_is_asked_for_as_published(world: World) -> None:
    world.sendcloud.add_order("1001")
    form = await world.form(world.agent, "1001")
    await world.choose_option(form, "postnl")
    form.choose("Sender address", form.options("Sender address")[0])
    form.choose("Brand", form.options("Brand")[0])
    assert await form.submit() == {}
    plan = await world.checked(world.agent)
    await plan.submit()
    parent = await world.until(lambda: next(iter(world.slack.messages("C0SHIPPING")), None))
    await world.done(parent)
    bodies = [call.body for call in world.sendcloud.calls_to("POST", "/orders/create-labels-async")]
    assert isinstance(bodies[0], dict)
    assert {"sender_address_id", "brand_id", "ship_with"} <= set(bodies[0])
    assert check_calls(world.sendcloud.calls) == []
