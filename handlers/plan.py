"""*Create labels* and *Check and confirm*: from a form to a plan, and from a plan to a run."""

from __future__ import annotations

from typing import Any

from slack_bolt.async_app import AsyncAck, AsyncApp, AsyncRespond
from slack_sdk.web.async_client import AsyncWebClient

from bot.desk import BadList, ChannelRefused, Desk, LabelRequest, NotAllowed, Rechecking, UnknownShop
from bot.ledger.confirmation_verdict import AllTaken, AlreadyConfirmed, NotReady
from bot.ledger.confirmations import Confirmed
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
from handlers.label import say
from handlers.openings import open_view, push_view
from handlers.people import acting

PATIENCE = 2.0
"""Seconds for fetching the file: a submission has to be answered within three."""


def register(app: AsyncApp, desk: Desk, downloads: Downloads) -> None:
    """Listen to both modals."""

    @app.view(ids.CREATE_LABELS)
    async def check_orders(ack: AsyncAck, body: dict[str, Any]) -> None:
        form = read_create(body["view"])
        by = acting(body)
        try:
            # The channel is no matter of who is asking: one that cannot be used is answered on its input.
            await desk.admit(by)
            order = await asked_for(form, downloads)
            plan = await desk.plan(order, by=by, view_id=body["view"]["id"])
        except Misfit as exc:
            await ack(**modal.errors({exc.block: exc.sentence}))
        except BadList as exc:
            block = ids.ORDER_FILE if exc.in_file else ids.ORDER_NUMBERS
            await ack(**modal.errors({block: modal_create_labels.list_error(exc.trouble.value, exc.count)}))
        except ChannelRefused as exc:
            await ack(**modal.errors({ids.POST_TO: modal_create_labels.channel_error(exc.trouble.value)}))
        except UnknownShop:
            block = ids.SHOP if form.shop_id is not None else ids.ORDER_NUMBERS
            await ack(**modal.errors({block: modal_create_labels.NO_SHOP_KNOWN}))
        except NotAllowed as exc:
            await ack(response_action="update", view=modal.refused(exc.refusal))
        else:
            # A second delivery of the same submission finds the plan of the first, perhaps checked by now.
            await ack(response_action="update", view=modal_check_and_confirm.plan(plan, desk.now()))

    @app.view(ids.CONFIRM_PLAN)
    async def confirm_plan(ack: AsyncAck, body: dict[str, Any]) -> None:
        """Somebody pressed *Create N labels*: the plan becomes a run, once."""
        plan_id = body["view"]["private_metadata"]
        try:
            result = await desk.confirm(plan_id, by=acting(body))
        except NotAllowed as exc:
            await ack(response_action="update", view=modal.refused(exc.refusal))
            return
        match result:
            case Confirmed(channel=channel, labels=labels, taken=taken, test_labels=test_labels):
                view = modal_after_confirm.started(labels, channel, taken, test_labels=test_labels)
            case AlreadyConfirmed(by=first, at=at):
                view = modal_after_confirm.already_confirmed(first, at)
            case AllTaken(taken=taken):
                view = modal_after_confirm.all_taken(taken)
            case Rechecking(plan=plan):
                view = modal_check_and_confirm.plan(plan, desk.now())
            case NotReady(plan=waiting):
                view = modal_check_and_confirm.plan(waiting, desk.now()) if waiting else gone()
        await ack(response_action="update", view=view)

    @app.view_closed(ids.CREATE_LABELS)
    @app.view_closed(ids.CONFIRM_PLAN)
    @app.view_closed(ids.ASK_AGAIN_VIEW)
    @app.view_closed(ids.SECOND_LABEL_VIEW)
    @app.view_closed(ids.SENTENCE)
    async def closed(ack: AsyncAck, body: dict[str, Any]) -> None:
        await ack()
        await desk.view_closed(body["view"]["id"])

    @app.action(ids.PICK_ORDER)
    async def pick_order(ack: AsyncAck, body: dict[str, Any], client: AsyncWebClient) -> None:
        await ack()
        view = body["view"]
        picked = read_pick((body["actions"][0].get("selected_option") or {}).get("value") or "")
        if picked is None:
            return
        try:
            await desk.pick(view["private_metadata"], picked[0], picked[1], by=acting(body))
        except NotAllowed as exc:
            await client.views_update(view_id=view["id"], view=modal.refused(exc.refusal))

    @app.action(ids.LOOK_AGAIN_PLAN)
    async def look_again(ack: AsyncAck, body: dict[str, Any], client: AsyncWebClient) -> None:
        await ack()
        view = body["view"]
        try:
            await desk.look_again_at_plan(view["private_metadata"], by=acting(body))
        except NotAllowed as exc:
            await client.views_update(view_id=view["id"], view=modal.refused(exc.refusal))

    @app.action(ids.SECOND_LABEL)
    async def second_label(ack: AsyncAck, body: dict[str, Any], client: AsyncWebClient) -> None:
        await ack()
        try:
            plan = await desk.find_plan(body["view"]["private_metadata"], acting(body))
        except NotAllowed as exc:
            await client.views_update(view_id=body["view"]["id"], view=modal.refused(exc.refusal))
            return
        if plan is not None:
            await push_view(client, body["trigger_id"], modal_second_label.second_label(plan))

    @app.view(ids.SECOND_LABEL_VIEW)
    async def add_second_labels(ack: AsyncAck, body: dict[str, Any]) -> None:
        view = body["view"]
        reason = read_reason(view)
        if len(reason) < SHORTEST_REASON:
            await ack(**modal.reason_needed())
            return
        try:
            added = await desk.second_labels(
                view["private_metadata"], modal_second_label.read_second(view), reason, by=acting(body)
            )
        except NotAllowed as exc:
            await ack(response_action="update", view=modal.refused(exc.refusal))
            return
        if added:
            await ack()
        else:
            await ack(
                response_action="update",
                view=modal_second_label.too_late(),
            )

    @app.action(ids.OPEN_PLAN)
    async def open_plan(ack: AsyncAck, body: dict[str, Any], respond: AsyncRespond, client: AsyncWebClient) -> None:
        """The private message about a checked plan brings its modal back."""
        await ack()
        try:
            plan = await desk.find_plan(body["actions"][0]["value"], acting(body))
        except NotAllowed as exc:
            await say(respond, answers.not_allowed(exc.refusal))
            return
        if plan is None or plan.state is PlanState.CONFIRMED:
            await say(respond, answers.sentence(answers.PLAN_USED if plan else words.GONE))
            return
        view_id = await open_view(client, body["trigger_id"], modal_check_and_confirm.plan(plan, desk.now()))
        if view_id is None:
            await say(respond, answers.sentence(answers.PERSON_TOO_FAST))
        else:
            await desk.plan_opened(plan.id, view_id, plan.version)


class Misfit(Exception):
    """Two answers on the form do not fit together, or a file could not be had; *sentence* goes to input *block*."""

    def __init__(self, block: str, sentence: str) -> None:
        super().__init__(sentence)
        self.block = block
        self.sentence = sentence


async def asked_for(form: CreateForm, downloads: Downloads) -> LabelRequest:
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
    try:
        return await downloads.file(file, timeout_seconds=PATIENCE)
    except FileTooBig as exc:
        raise Misfit(ids.ORDER_FILE, modal_create_labels.FILE_TOO_LARGE) from exc
    except (FileRefused, FileSlow) as exc:
        raise Misfit(ids.ORDER_FILE, modal_create_labels.FILE_NOT_FETCHED) from exc


def gone() -> dict[str, Any]:
    return modal_check_and_confirm.not_ready()
