"""*Get label*: the label of one order, in the conversation with whoever pressed."""

from __future__ import annotations

from typing import Any

from slack_bolt.async_app import AsyncAck, AsyncRespond
from slack_sdk.errors import SlackClientError
from slack_sdk.web.async_client import AsyncWebClient

from bot.desk import Desk
from bot.model import HeldLabel, Person
from bot.people import SLACK, DirectoryUnavailable
from bot.slack.screens import get_label
from bot.slack.screens.get_label import Conversation, LeftOut, OfPlan, OneOrder, Outside
from handlers.people import acting, click_of
from handlers.replies import open_view, push_view, say


async def get(ack: AsyncAck, body: dict[str, Any], respond: AsyncRespond, client: AsyncWebClient, desk: Desk) -> None:
    """Somebody clicked *Get label*: the file comes to them alone, and the answer says where."""
    await ack()
    by = acting(body)
    match get_label.read_button(body["actions"][0].get("value") or ""):
        case OneOrder() | Outside() as one:
            await _bring(one, body, respond, client, desk)
        case OfPlan(plan_id=plan_id):
            await _choose(await desk.labels.of_plan(plan_id, by=by), body, respond, client, desk)
        case LeftOut(run_id=run_id):
            await _choose(await desk.labels.left_out(run_id, by=by), body, respond, client, desk)


async def get_chosen(ack: AsyncAck, body: dict[str, Any], client: AsyncWebClient, desk: Desk) -> None:
    """Somebody chose which of several labels they want."""
    one = get_label.read_which(body["view"])
    by = acting(body)
    number = await _ask(one, body, desk) if one else None
    await ack(response_action="update", view=get_label.coming_view(number, await _conversation(by, client, desk)))


async def _choose(
    held: list[HeldLabel], body: dict[str, Any], respond: AsyncRespond, client: AsyncWebClient, desk: Desk
) -> None:
    """Bring the only label there is; ask which one where there are several."""
    if len(held) == 1:
        await _bring(get_label.of_held(held[0]), body, respond, client, desk)
    elif "view" in body:
        await push_view(client, respond, body, get_label.which(held) if held else get_label.none_held_view())
    elif held:
        await open_view(client, respond, body, get_label.which(held))
    else:
        await say(respond, get_label.none_held())


async def _ask(one: OneOrder | Outside, body: dict[str, Any], desk: Desk) -> str | None:
    """Write down what is wanted; return the number of the order, None where it has no label."""
    by, click = acting(body), click_of(body)
    match one:
        case OneOrder(run_id=run_id, position=position):
            return await desk.labels.get(run_id, position, by=by, click=click)
        case Outside(shipment_id=shipment_id, order_number=number):
            channel = (body.get("channel") or {}).get("id")
            return await desk.labels.get_outside(shipment_id, number, by=by, channel=channel, click=click)


async def _bring(
    one: OneOrder | Outside, body: dict[str, Any], respond: AsyncRespond, client: AsyncWebClient, desk: Desk
) -> None:
    by = acting(body)
    number = await _ask(one, body, desk)
    conversation = await _conversation(by, client, desk)
    if "view" in body:
        await push_view(client, respond, body, get_label.coming_view(number, conversation))
    else:
        await say(respond, get_label.coming(number, conversation))


async def _conversation(by: Person, client: AsyncWebClient, desk: Desk) -> Conversation:
    """Return where the file comes. Without Slack's word for it the answer goes without a link."""
    try:
        opened = await client.conversations_open(users=by.user)
        return Conversation(await desk.questions.workspace(), str(opened["channel"]["id"]))
    except (SlackClientError, DirectoryUnavailable):
        return Conversation(SLACK, None)
