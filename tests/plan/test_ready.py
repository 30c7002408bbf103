"""``/label ready``: the paid orders of a shop that have no label, and what is said of those that are in doubt."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from pathlib import Path

import pytest

from bot.intake import ReadyAsked, read_ready
from bot.sandbox.slack import Modal
from bot.settings import SettingsError
from tests.clock import START
from tests.world import World, world_at

MONDAY = date(2026, 11, 23)


@pytest.mark.parametrize(
    ("typed", "asked"),
    [
        ("", ReadyAsked(date(2026, 11, 9))),
        ("Outlet", ReadyAsked(date(2026, 11, 9), "Outlet")),
        ("since monday", ReadyAsked(date(2026, 11, 16))),
        ("since Fri", ReadyAsked(date(2026, 11, 20))),
        ("since yesterday.", ReadyAsked(date(2026, 11, 22))),
        ("since today", ReadyAsked(MONDAY)),
        ("since 2026-11-20 my  Outlet", ReadyAsked(date(2026, 11, 20), "my Outlet")),
        ("Outlet since 2026-11-20", ReadyAsked(date(2026, 11, 20), "Outlet")),
        ("since", None),
        ("since t", None),
        ("since 2026-12-24", None),
        ("since 1999-01-01", None),
        ("since lunch", None),
    ],
)
def test_what_stands_behind_ready(typed: str, asked: ReadyAsked | None) -> None:
    assert read_ready(typed, MONDAY) == asked


async def ready(world: World, typed: str = "") -> Modal:
    """Type ``/label ready`` and return the plan."""
    await world.agent.command(f"/label ready {typed}".strip(), channel="C0SHIPPING")
    await world.until(lambda: world.agent.modal)
    return await world.checked(world.agent)


def ticked(world: World) -> dict[str, int]:
    """Return the orders of the plan with their ticks."""
    return dict(world.rows("SELECT order_number, ticked FROM plan_lines ORDER BY position"))


def placed(world: World, number: str, days_ago: float, **fields: object) -> None:
    """Let the shop have an order that was placed some days ago."""
    at = START - timedelta(days=days_ago)
    world.sendcloud.add_order(number, created_at=at, modified_at=at, **fields)  # type: ignore[arg-type]


async def test_paid_orders_of_the_last_14_days_without_a_label_are_ticked(world: World) -> None:
    placed(world, "1001", 13)
    placed(world, "1002", 15)
    placed(world, "1003", 2)
    world.orders("1004", kind="already_labelled")
    modal = await ready(world)
    assert ticked(world) == {"1001": 1, "1003": 1}
    assert modal.submit_text == "Create 2 labels"
    await world.done(await world.confirm(world.agent, modal))
    assert world.sendcloud.bought == ["1001", "1003"]


async def test_a_day_of_one_of_the_teams_own_zone_is_where_the_list_is_cut(tmp_path: Path) -> None:
    async with world_at(tmp_path, LABEL_BOT_TIMEZONE="America/New_York") as world:
        for number, at in (("1001", "2026-11-20T04:59:00+00:00"), ("1002", "2026-11-20T05:01:00+00:00")):
            moment = datetime.fromisoformat(at)
            world.sendcloud.add_order(number, created_at=moment, modified_at=moment)
        await ready(world, "since 2026-11-20")
        assert ticked(world) == {"1002": 1}


async def test_an_unpaid_or_cancelled_order_is_left_out_and_a_refunded_one_that_was_paid_is_not_ticked(
    world: World,
) -> None:
    placed(world, "1001", 1, payment_code="pending", payment_message="Pending")
    placed(world, "1002", 1, payment_code="refunded", payment_message="Refunded")
    placed(world, "1003", 1, status_code="on_hold", status_message="On hold")
    placed(world, "1004", 1, status_code="cancelled", status_message="Cancelled")
    placed(world, "1005", 1, is_local_pickup=True)
    placed(world, "1006", 1)
    await ready(world)
    assert ticked(world) == {"1003": 0, "1004": 0, "1005": 0, "1006": 1}


async def test_a_word_that_nobody_knows_is_shown_and_counted_as_paid_once_somebody_says_so(world: World) -> None:
    for number in ("1001", "1002"):
        placed(world, number, 1, payment_code="klarna_ok", payment_message="Klarna OK")
    placed(world, "1003", 1)
    modal = await ready(world)
    assert ticked(world) == {"1001": 0, "1002": 0, "1003": 1}
    assert "2 orders with the payment status “klarna ok”, which is not known to mean paid" in modal.plain()

    await world.agent.press(modal, "Count as paid")
    await world.until(lambda: modal.submit_text == "Create 3 labels")
    assert "klarna" not in modal.plain()
    assert world.rows("SELECT integration_id, word, person FROM paid_words") == [(70, "klarna ok", "U0AGENT")]
    await modal.close()
    assert (await ready(world)).submit_text == "Create 3 labels"


async def test_what_somebody_unticked_stays_so_when_a_word_is_counted_as_paid(world: World) -> None:
    placed(world, "1001", 1)
    placed(world, "1002", 1, payment_code="ok?", payment_message="")
    modal = await ready(world)
    await world.agent.choose(modal, "ticks", [])
    await world.until(lambda: modal.submit_text is None)
    await world.agent.press(modal, "Count as paid")
    await world.until(lambda: modal.submit_text == "Create 1 label")
    assert ticked(world) == {"1001": 0, "1002": 1}


async def test_another_shop_is_named_by_a_part_of_its_name(world: World) -> None:
    world.sendcloud.add_order("5001", integration_id=71, created_at=START - timedelta(days=1))
    placed(world, "1001", 1)
    name = str(world.sendcloud.world.integrations[71]["shop_name"])
    await ready(world, name.split()[0].lower())
    assert ticked(world) == {"5001": 1}


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ("since lunch", "takes a day"),
        ("Nowhere", "I know no shop by that name. There are: Main shop, Outlet"),
        ("o", "Several shops go by that name: Main shop, Outlet"),
    ],
)
async def test_what_cannot_be_read_is_answered(world: World, typed: str, told: str) -> None:
    await world.agent.command(f"/label ready {typed}", channel="C0SHIPPING")
    assert told in await world.told(world.agent, told)
    assert world.agent.modal is None


async def test_a_channel_without_the_bot_is_answered(world: World) -> None:
    world.slack.channel("C0SHIPPING").is_archived = True
    await world.agent.command("/label ready", channel="C0SHIPPING")
    await world.told(world.agent, "cannot post in this channel")


async def test_orders_are_listed_by_date_and_never_by_status(world: World) -> None:
    placed(world, "1001", 1)
    await ready(world)
    asked = [dict(call.query) for call in world.sendcloud.calls_to("GET", "/orders")]
    assert [one["order_created_at_min"] for one in asked if "order_created_at_min" in one] == ["2026-11-08"]
    assert not any("status" in one for one in asked)


def test_a_zone_that_is_none_stops_the_start(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="LABEL_BOT_TIMEZONE is malformed"):
        World(tmp_path, LABEL_BOT_TIMEZONE="Europe/Nowhere").settings()
