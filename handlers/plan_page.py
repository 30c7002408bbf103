"""The pages of *Check and confirm*: ticks, pages, choices, numbers left out, another shop. Each is drawn at once."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from slack_bolt.async_app import AsyncAck, AsyncRespond
from slack_sdk.web.async_client import AsyncWebClient

from bot.desk import Desk
from bot.model import Person, PlanPage, PlanState
from bot.plan_words import PlanWords
from bot.slack.delivery.outcomes import ViewGone
from bot.slack.delivery.windows import Windows
from bot.slack.screens import modal_check_and_confirm, modal_leave_out
from bot.slack.screens.modal import whole_number
from bot.slack.screens.plan_choose import read_pick
from bot.slack.screens.plan_parts import read_target
from bot.slack.screens.plan_place import PlanPlace, read_place
from bot.slack.screens.tick_boxes import read_screen
from handlers.people import acting
from handlers.replies import push_view


async def tick(ack: AsyncAck, body: dict[str, Any], desk: Desk, windows: Windows, words: PlanWords) -> None:
    """Somebody ticked or unticked an order: counts and button follow."""
    await ack()
    place = await noted(body, desk)
    await drawn(body, place, desk, windows, words)


async def turn(ack: AsyncAck, body: dict[str, Any], desk: Desk, windows: Windows, words: PlanWords) -> None:
    """Somebody wants another page, one section alone, or everything again."""
    await ack()
    place = await noted(body, desk)
    section, page = read_target(body["actions"][0]["value"]) or (None, 1)
    await drawn(body, replace(place, show=section, page=page), desk, windows, words)


async def pick_order(ack: AsyncAck, body: dict[str, Any], desk: Desk, windows: Windows, words: PlanWords) -> None:
    """Somebody chose one of several orders that share a number."""
    await ack()
    place = await noted(body, desk)
    picked = read_pick((body["actions"][0].get("selected_option") or {}).get("value") or "")
    if picked is not None:
        position, order_id = picked
        await desk.plans.pick(place.plan_id, position, order_id, by=acting(body))
    await drawn(body, place, desk, windows, words)


async def use_shop(ack: AsyncAck, body: dict[str, Any], desk: Desk) -> None:
    """Somebody wants the orders that only another shop has looked up there."""
    await ack()
    place = await noted(body, desk)
    shop = whole_number(body["actions"][0]["value"])
    if shop is not None:
        await desk.pages.use_shop(place.plan_id, shop, by=acting(body))


async def count_as_paid(ack: AsyncAck, body: dict[str, Any], desk: Desk) -> None:
    """Somebody says that one of the shop's own words means paid."""
    await ack()
    place = await noted(body, desk)
    await desk.ready.count_as_paid(place.plan_id, body["actions"][0]["value"], by=acting(body))


async def leave_out(
    ack: AsyncAck, body: dict[str, Any], respond: AsyncRespond, client: AsyncWebClient, desk: Desk
) -> None:
    """Somebody clicked *Leave out*: they are asked for the numbers."""
    await ack()
    place = await noted(body, desk)
    await push_view(client, respond, body, modal_leave_out.leave_out(place))


async def leave_these_out(ack: AsyncAck, body: dict[str, Any], desk: Desk, windows: Windows, words: PlanWords) -> None:
    """Somebody gave the numbers to leave out: these are unticked, and the plan below shows it."""
    view = body["view"]
    place = read_place(view["private_metadata"])
    left = await desk.pages.leave_out(place.plan_id, modal_leave_out.read_numbers(view), by=acting(body))
    if not left.orders:
        await ack(**modal_leave_out.none_of_these(left.unknown))
        return
    if left.unknown:
        await ack(response_action="update", view=modal_leave_out.left_out(left.orders, left.unknown))
    else:
        await ack()
    below = {**body, "view": {"id": view.get("previous_view_id") or view.get("root_view_id")}}
    await drawn(below, place, desk, windows, words)


async def noted(body: dict[str, Any], desk: Desk) -> PlanPlace:
    """Keep what stood ticked on the screen that was pressed, and return where it stands."""
    view = body["view"]
    place = read_place(view["private_metadata"])
    seen_at = str(body["actions"][0].get("action_ts") or "")
    await desk.pages.take_ticks(place.plan_id, read_screen(view, place), by=acting(body), seen_at=seen_at)
    return place


async def drawn(body: dict[str, Any], place: PlanPlace, desk: Desk, windows: Windows, words: PlanWords) -> None:
    """Draw the window again at *place*, as the plan is when its turn comes; a closed one comes as a message."""
    by, view = acting(body), body["view"]

    async def draw() -> dict[str, Any]:
        page = await desk.pages.read(place.plan_id, by, show=place.show, page=place.page, fresh=False)
        return drawing(page, by, desk, words)

    try:
        await windows.show(view["id"], draw, seen=view.get("hash"))
    except ViewGone:
        await desk.plans.view_closed(view["id"])


def drawing(page: PlanPage | None, by: Person, desk: Desk, words: PlanWords) -> dict[str, Any]:
    """Return the window of a plan for *by*: names and towns are for the person who asked for it."""
    if page is None or page.plan.state is PlanState.CONFIRMED:
        return modal_check_and_confirm.not_ready()
    return modal_check_and_confirm.plan(page, desk.now(), words if by.user == page.plan.by.user else PlanWords())
