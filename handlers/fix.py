"""*Fix address*: a form for one order without a label, what is typed into it, and the next order."""

from __future__ import annotations

from contextlib import suppress
from typing import Any

from slack_bolt.async_app import AsyncAck, AsyncRespond
from slack_sdk.web.async_client import AsyncWebClient

from bot.desk import BeingFixed, Desk, GoneOn, NothingToFix, NotRead, Taken, ToFix
from bot.slack.delivery.outcomes import ViewGone
from bot.slack.delivery.windows import Windows
from bot.slack.screens import modal_fix
from handlers.people import acting, click_of
from handlers.replies import open_view


async def open_form(
    ack: AsyncAck, body: dict[str, Any], respond: AsyncRespond, client: AsyncWebClient, desk: Desk, windows: Windows
) -> None:
    """Somebody pressed *Fix address* of one order, or of a run: then the first that can be fixed is read, and its form
    opens."""
    await ack()
    run_id, _, position = body["actions"][0]["value"].partition(" ")
    chosen = await desk.fixes.choose(run_id, acting(body), position=int(position) if position else None)
    view_id = await open_view(client, respond, body, first_view(chosen))
    if view_id is not None and isinstance(chosen, ToFix):
        await fill(desk, windows, view_id, chosen)


async def next_form(ack: AsyncAck, body: dict[str, Any], desk: Desk, windows: Windows) -> None:
    """Somebody pressed *Next order* under what came of a change."""
    run_id, position = modal_fix.read_next(body["view"])
    chosen = await desk.fixes.choose(run_id, acting(body), position=position)
    if isinstance(chosen, NothingToFix) and chosen.by is None:
        chosen = await desk.fixes.choose(run_id, acting(body))
    await ack(response_action="update", view=first_view(chosen))
    if isinstance(chosen, ToFix):
        await fill(desk, windows, body["view"]["id"], chosen)


def first_view(chosen: ToFix | NothingToFix) -> dict[str, Any]:
    """Return what is shown before the order is read, or why there is nothing to fix."""
    match chosen:
        case ToFix(item=item):
            return modal_fix.reading(item.order_number)
        case NothingToFix(item=item, by=by) if item is not None and by is not None:
            return modal_fix.busy(item.order_number, by)
        case NothingToFix():
            return modal_fix.none_left()


async def fill(desk: Desk, windows: Windows, view_id: str, chosen: ToFix) -> None:
    """Read the order and show its form."""

    async def draw() -> dict[str, Any]:
        read, number = await desk.fixes.values(chosen), chosen.item.order_number
        if isinstance(read, NotRead):
            return modal_fix.not_read(number, is_gone=read.is_gone)
        return modal_fix.form(
            chosen.item, chosen.fields, read.values, read.suggested, seen=chosen.seen, orders=chosen.orders
        )

    with suppress(ViewGone):
        await windows.follow(view_id, draw)


async def save(ack: AsyncAck, body: dict[str, Any], desk: Desk, windows: Windows) -> None:
    """Somebody pressed *Save and retry*. From here on this process alone has what they typed."""
    given, by, view_id = modal_fix.read(body["view"]), acting(body), body["view"]["id"]
    await desk.admit(by)
    wrong = desk.fixes.misfits(given.changed)
    if not given.changed or wrong:
        problems = {one: problem.value for one, problem in wrong.items()}
        await ack(**(modal_fix.wrong(problems) if wrong else modal_fix.nothing_changed(body["view"])))
        return
    item, taken = await desk.fixes.take(
        given.run_id, given.position, given.changed, seen=given.seen, by=by, click=click_of(body)
    )
    match taken:
        case BeingFixed(by=other):
            await ack(response_action="update", view=modal_fix.busy(item.order_number, other))
        case GoneOn():
            await ack(response_action="update", view=modal_fix.gone_on(item.order_number))
        case Taken():
            await ack(response_action="update", view=modal_fix.saving(item.order_number))
            fix = await desk.fixes.carry_out(taken, item, given.changed)
            following = await desk.fixes.following(given.run_id, given.position, by)

            async def draw() -> dict[str, Any]:
                return modal_fix.result(item.order_number, fix, following)

            with suppress(ViewGone):
                await windows.follow(view_id, draw)


async def search_points(ack: AsyncAck, body: dict[str, Any], desk: Desk) -> None:
    """Somebody looks for a service point: near the order's address, or near what they type."""
    given = modal_fix.read(body["view"])
    points = await desk.fixes.service_points(given.run_id, given.position, body.get("value") or "", acting(body))
    await ack(options=modal_fix.points((point.id, point.words) for point in points))
