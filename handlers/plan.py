"""*Create labels* and *Check and confirm*: from a form to a plan, and from a plan to a run."""

from __future__ import annotations

from typing import Any

from slack_bolt.async_app import AsyncAck, AsyncRespond
from slack_sdk.web.async_client import AsyncWebClient

from bot.desk import (
    AllTaken,
    AlreadyConfirmed,
    BadList,
    ChannelRefused,
    Confirmed,
    Desk,
    LabelRequest,
    NotReady,
    Rechecking,
    UnknownShop,
)
from bot.model import PlanState, Shipping
from bot.slack import ids
from bot.slack.downloads import Downloads, FileRefused, FileSlow, FileTooBig
from bot.slack.screens import (
    answers,
    modal,
    modal_after_confirm,
    modal_check_and_confirm,
    modal_create_labels,
    modal_second_label,
    words,
)
from bot.slack.screens.modal import SHORTEST_REASON, read_reason
from bot.slack.screens.modal_create_labels import CreateForm, read_create, read_option
from bot.slack.screens.plan_lists import read_pick
from handlers.people import acting
from handlers.replies import open_view, push_view, say

PATIENCE = 2.0
"""Seconds for fetching the file: a submission has to be answered within three."""


async def check_orders(ack: AsyncAck, body: dict[str, Any], desk: Desk, downloads: Downloads) -> None:
    """Somebody pressed *Check orders*: the form becomes a plan, and the engine looks its orders up."""
    form = read_create(body["view"])
    by = acting(body)
    # The channel is no matter of who is asking: one that cannot be used is answered on its input.
    await desk.admit(by)
    try:
        request = await label_request(form, downloads)
        plan = await desk.plans.make(request, by=by, view_id=body["view"]["id"])
    except (Misfit, BadList, ChannelRefused, UnknownShop) as exc:
        await ack(**modal.errors(on_its_input(exc, form)))
    else:
        # A second delivery of the same submission finds the plan of the first, perhaps checked by now.
        await ack(response_action="update", view=modal_check_and_confirm.plan(plan, desk.now()))


async def pick_order(ack: AsyncAck, body: dict[str, Any], desk: Desk) -> None:
    """Somebody chose one of several orders that share a number."""
    await ack()
    picked = read_pick((body["actions"][0].get("selected_option") or {}).get("value") or "")
    if picked is not None:
        position, order_id = picked
        await desk.plans.pick(body["view"]["private_metadata"], position, order_id, by=acting(body))


async def look_again(ack: AsyncAck, body: dict[str, Any], desk: Desk) -> None:
    """Somebody wants Sendcloud asked once more about a plan."""
    await ack()
    await desk.plans.look_again(body["view"]["private_metadata"], by=acting(body))


async def second_label(ack: AsyncAck, body: dict[str, Any], client: AsyncWebClient, desk: Desk) -> None:
    """Somebody clicked *Second label…*: they are asked which orders, and why."""
    await ack()
    plan = await desk.plans.find(body["view"]["private_metadata"], acting(body))
    if plan is not None:
        await push_view(client, body["trigger_id"], modal_second_label.second_label(plan))


async def add_second_labels(ack: AsyncAck, body: dict[str, Any], desk: Desk) -> None:
    """Somebody chose orders that are to get a second label, and gave a reason."""
    view = body["view"]
    reason = read_reason(view)
    if len(reason) < SHORTEST_REASON:
        await ack(**modal.reason_needed())
        return
    chosen = modal_second_label.read_second(view)
    if await desk.plans.second_labels(view["private_metadata"], chosen, reason, by=acting(body)):
        await ack()
    else:
        await ack(response_action="update", view=modal_second_label.too_late())


async def confirm_plan(ack: AsyncAck, body: dict[str, Any], desk: Desk) -> None:
    """Somebody pressed *Create N labels*: the plan becomes a run, once."""
    match await desk.plans.confirm(body["view"]["private_metadata"], by=acting(body)):
        case Confirmed(channel=channel, labels=labels, taken=taken, test_labels=test_labels):
            view = modal_after_confirm.started(labels, channel, taken, test_labels=test_labels)
        case AlreadyConfirmed(by=first, at=at):
            view = modal_after_confirm.already_confirmed(first, at)
        case AllTaken(taken=taken):
            view = modal_after_confirm.all_taken(taken)
        case Rechecking(plan=plan):
            view = modal_check_and_confirm.plan(plan, desk.now())
        case NotReady(plan=waiting):
            view = modal_check_and_confirm.plan(waiting, desk.now()) if waiting else modal_check_and_confirm.not_ready()
    await ack(response_action="update", view=view)


async def view_closed(ack: AsyncAck, body: dict[str, Any], desk: Desk) -> None:
    """Somebody closed one of the modals; a plan that stood in it comes as a private message."""
    await ack()
    await desk.plans.view_closed(body["view"]["id"])


async def open_plan(
    ack: AsyncAck, body: dict[str, Any], respond: AsyncRespond, client: AsyncWebClient, desk: Desk
) -> None:
    """The private message about a checked plan brings its modal back."""
    await ack()
    plan = await desk.plans.find(body["actions"][0]["value"], acting(body))
    if plan is None:
        await say(respond, answers.sentence(words.GONE))
    elif plan.state is PlanState.CONFIRMED:
        await say(respond, answers.sentence(answers.PLAN_USED))
    else:
        view = modal_check_and_confirm.plan(plan, desk.now())
        view_id = await open_view(client, respond, body["trigger_id"], view)
        if view_id is not None:
            await desk.plans.opened(plan.id, view_id, plan.version)


class Misfit(Exception):
    """Two answers on the form do not fit together, or a file could not be had; *sentence* goes to input *block*."""

    def __init__(self, block: str, sentence: str) -> None:
        super().__init__(sentence)
        self.block = block
        self.sentence = sentence


def on_its_input(exc: Misfit | BadList | ChannelRefused | UnknownShop, form: CreateForm) -> dict[str, str]:
    """Return the input that a problem of *Create labels* belongs to, and what is said there."""
    match exc:
        case Misfit():
            return {exc.block: exc.sentence}
        case BadList():
            block = ids.ORDER_FILE if exc.in_file else ids.ORDER_NUMBERS
            return {block: modal_create_labels.list_error(exc.problem.value, exc.count)}
        case ChannelRefused():
            return {ids.POST_TO: modal_create_labels.channel_error(exc.problem.value)}
        case UnknownShop():
            block = ids.SHOP if form.shop_id is not None else ids.ORDER_NUMBERS
            return {block: modal_create_labels.NO_SHOP_KNOWN}


async def label_request(form: CreateForm, downloads: Downloads) -> LabelRequest:
    """Return what the form asks for. Raises `Misfit`."""
    option = read_option(form.option) if form.option else None
    if form.shipping is Shipping.OPTION and option is None:
        raise Misfit(ids.SHIPPING_OPTION, modal_create_labels.NO_OPTION)
    if form.shipping is not Shipping.OPTION and option is not None:
        # Somebody who picked an option and left the rules on would be surprised either way.
        raise Misfit(ids.SHIPPING_OPTION, modal_create_labels.OPTION_NOT_CHOSEN)
    if form.channel is None:
        raise Misfit(ids.POST_TO, modal_create_labels.CHANNEL_UNUSABLE)
    return LabelRequest(
        text=form.numbers,
        files=tuple([await fetched(dict(file), downloads) for file in form.files]),
        channel=form.channel,
        shop_id=form.shop_id,
        shipping=form.shipping,
        option_code=option[0] if option else None,
        contract_id=option[1] if option else None,
        option_label=form.option_label,
        sender_address_id=form.sender_address_id,
        sender_label=form.sender_label,
        brand_id=form.brand_id,
        brand_label=form.brand_label,
    )


async def fetched(file: dict[str, Any], downloads: Downloads) -> bytes:
    """Return the content of a file that was given to the form. Raises `Misfit`."""
    try:
        return await downloads.file(file, timeout_seconds=PATIENCE)
    except FileTooBig as exc:
        raise Misfit(ids.ORDER_FILE, modal_create_labels.FILE_TOO_LARGE) from exc
    except (FileRefused, FileSlow) as exc:
        raise Misfit(ids.ORDER_FILE, modal_create_labels.FILE_NOT_FETCHED) from exc
