"""Who sees to a failure: *Take it*, *Hand over* and *Dismiss*."""

from __future__ import annotations

from typing import Any

from slack_bolt.async_app import AsyncAck, AsyncRespond
from slack_sdk.web.async_client import AsyncWebClient

from bot.desk import Desk, NotAllowed, NotAsShown
from bot.slack.screens import modal, owners
from bot.slack.screens.modal import SHORTEST_REASON, read_reason
from handlers.people import acting, click_of
from handlers.replies import open_view, tell


async def take(ack: AsyncAck, body: dict[str, Any], respond: AsyncRespond, client: AsyncWebClient, desk: Desk) -> None:
    """Somebody pressed *Take it* for one order."""
    await ack()
    item_id, _, _ = owners.read_shown(body["actions"][0]["value"])
    taken = await desk.failures.take([item_id], by=acting(body), click=click_of(body))
    await tell(owners.taken(taken.mine, taken.others), body, respond, client)


async def take_of_run(
    ack: AsyncAck, body: dict[str, Any], respond: AsyncRespond, client: AsyncWebClient, desk: Desk
) -> None:
    """Somebody pressed *Take it* on a run: all that is open of it, and that nobody sees to."""
    await ack()
    taken = await desk.failures.take_of_run(body["actions"][0]["value"], by=acting(body), click=click_of(body))
    await tell(owners.taken(taken.mine, taken.others), body, respond, client)


async def hand_over(
    ack: AsyncAck, body: dict[str, Any], respond: AsyncRespond, client: AsyncWebClient, desk: Desk
) -> None:
    """Somebody pressed *Hand over*: they are asked to whom."""
    await ack()
    shown = body["actions"][0]["value"]
    number = await desk.failures.number_of(owners.read_shown(shown)[0], by=acting(body))
    await open_view(client, respond, body, owners.hand_over(number, shown))


async def handed_over(ack: AsyncAck, body: dict[str, Any], desk: Desk) -> None:
    """Somebody chose who sees to it from now on, who has to be somebody who may."""
    view = body["view"]
    item_id, seen, _ = owners.read_shown(view["private_metadata"])
    to = owners.read_owner(view)
    if to is None:
        await ack(**owners.nobody_chosen())
        return
    try:
        done = await desk.failures.hand_over(item_id, to, seen=seen, by=acting(body), click=click_of(body))
    except NotAllowed as exc:
        await ack(**owners.may_not(exc.refusal))
        return
    line = owners.changed(done.now) if isinstance(done, NotAsShown) else owners.handed_line(done, to)
    await ack(response_action="update", view=owners.told(owners.HAND_OVER, line))


async def dismiss(
    ack: AsyncAck, body: dict[str, Any], respond: AsyncRespond, client: AsyncWebClient, desk: Desk
) -> None:
    """Somebody pressed *Dismiss*: they are asked why."""
    await ack()
    shown = body["actions"][0]["value"]
    number = await desk.failures.number_of(owners.read_shown(shown)[0], by=acting(body))
    await open_view(client, respond, body, owners.dismiss(number, shown))


async def dismissed(ack: AsyncAck, body: dict[str, Any], desk: Desk) -> None:
    """Somebody said why nobody has to see to it."""
    view, reason = body["view"], read_reason(body["view"])
    if len(reason) < SHORTEST_REASON:
        await ack(**modal.reason_needed())
        return
    item_id, _, since = owners.read_shown(view["private_metadata"])
    done = await desk.failures.dismiss(item_id, reason, seen=since, by=acting(body), click=click_of(body))
    line = owners.changed(done.now) if isinstance(done, NotAsShown) else owners.dismissed_line(done)
    await ack(response_action="update", view=owners.told(owners.DISMISS, line))
