"""*Create labels*: the form opens, what is chosen in it changes it, and submitted it becomes a plan."""

from __future__ import annotations

import re
from contextlib import suppress
from dataclasses import replace
from typing import Any

from slack_bolt.async_app import AsyncAck, AsyncRespond
from slack_sdk.web.async_client import AsyncWebClient

from bot.desk import BadList, ChannelRefused, Desk, LabelRequest, UnknownShop
from bot.model import TEXT_FIELD, Plan, PlanState, Shipping
from bot.plan_words import PlanWords
from bot.slack import ids
from bot.slack.delivery.outcomes import ViewGone
from bot.slack.delivery.windows import Windows
from bot.slack.downloads import Downloads, FileRefused, FileSlow, FileTooBig
from bot.slack.screens import answers, kept_file, modal, modal_check_and_confirm, modal_create_labels, shipping_option
from bot.slack.screens.modal_create_labels import CreateForm, read_create
from bot.slack.screens.shipping_option import read_option
from handlers.given import given_to
from handlers.people import acting
from handlers.replies import open_view, say

PATIENCE = 2.0
"""Seconds for fetching the file: a submission has to be answered within three."""


async def open_form(
    client: AsyncWebClient,
    respond: AsyncRespond,
    body: dict[str, Any],
    desk: Desk,
    *,
    numbers: str,
    channel: str | None,
    again: str = "",
) -> str | None:
    """Open *Create labels* with *numbers* in it, and say so when not all of them fit; return the window's id.

    *channel*: where it was asked for. *again*: what to do once more should Slack's time run out.
    """
    fits = fitting(numbers)
    start = await desk.forms.start(acting(body), channel)
    form = modal_create_labels.create_labels(start.offer, numbers=fits, chosen=start.chosen)
    opened = await open_view(client, respond, body, form, again=again)
    if opened is not None and fits != numbers:
        await say(respond, answers.sentence(answers.NUMBERS_CUT))
    return opened


async def from_button(
    ack: AsyncAck, body: dict[str, Any], respond: AsyncRespond, client: AsyncWebClient, desk: Desk
) -> None:
    """Somebody pressed *Create labels* under an answer or in App Home."""
    await ack()
    channel = (body.get("channel") or {}).get("id")
    await desk.admit(acting(body), channel)
    await open_form(client, respond, body, desk, numbers=body["actions"][0].get("value") or "", channel=channel)


async def choose_shipping(ack: AsyncAck, body: dict[str, Any], desk: Desk, windows: Windows) -> None:
    """Somebody chose in *Shipping*: *Shipping option* comes when it counts, and goes when it does not."""
    await ack()
    await desk.admit(acting(body), fresh=False)
    view = body["view"]
    as_shown = shipping_option.is_shown(view) is shipping_option.counts(view)
    if not as_shown or not windows.is_newest(view["id"], view["hash"]):
        await redraw(windows, view, shipping_option.as_it_counts(view))


async def remove_file(ack: AsyncAck, body: dict[str, Any], desk: Desk, windows: Windows) -> None:
    """Somebody pressed *Remove* beside the file of before."""
    await ack()
    await desk.admit(acting(body), fresh=False)
    await redraw(windows, body["view"], kept_file.without_it(body["view"]))


async def redraw(windows: Windows, view: dict[str, Any], form: dict[str, Any]) -> None:
    """Draw an open form anew; one that was closed or submitted meanwhile stays as it is."""

    async def draw() -> dict[str, Any]:
        return form

    with suppress(ViewGone):
        await windows.show(view["id"], draw, seen=view["hash"])


def fitting(typed: str) -> str:
    """Return as much of a list as the form's text field holds, cut between two numbers."""
    if len(typed) <= TEXT_FIELD:
        return typed
    breaks = list(re.finditer(r"[\s,;]+", typed[: TEXT_FIELD + 1]))
    return typed[: breaks[-1].start()] if breaks else typed[:TEXT_FIELD]


async def check_orders(ack: AsyncAck, body: dict[str, Any], desk: Desk, downloads: Downloads, words: PlanWords) -> None:
    """Somebody pressed *Check orders*: the form becomes a plan, and the engine looks its orders up."""
    form = read_create(body["view"])
    by = acting(body)
    # The channel is no matter of who is asking: one that cannot be used is answered on its input.
    await desk.admit(by)
    try:
        beside = words.beside(body["view"]["id"])
        request = replace(await label_request(form, downloads), beside=beside)
        plan = await desk.plans.make(request, by=by, view_id=body["view"]["id"])
    except (Misfit, BadList, ChannelRefused, UnknownShop) as exc:
        await ack(**modal.errors(on_its_input(exc, form)))
    else:
        await ack(response_action="update", view=first_view(plan))
        words.note_given(plan.id, given_to(plan, form.numbers, form.files, beside))
        if plan.state is not PlanState.CHECKING:
            # A second delivery of the same submission finds the plan of the first, checked by now.
            await desk.plans.show_newest(plan.id)
        await desk.forms.remember(request, by=by)


def first_view(plan: Plan) -> dict[str, Any]:
    """Return what the answer to the form shows: never the plan itself, which may be larger than an answer may be."""
    confirmed = plan.state is PlanState.CONFIRMED
    return modal_check_and_confirm.not_ready() if confirmed else modal_check_and_confirm.checking(plan, len(plan.lines))


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
    chosen = form.shipping is Shipping.OPTION
    option = read_option(form.option) if form.option and chosen else None
    if chosen and option is None:
        if form.shows_option:
            raise Misfit(ids.SHIPPING_OPTION, modal_create_labels.NO_OPTION)
        raise Misfit(ids.SHIPPING, modal_create_labels.OPTION_NOT_SHOWN)
    if form.parcels is None:
        raise Misfit(ids.PARCELS, modal_create_labels.BAD_PARCELS)
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
        option_label=form.option_label if option else None,
        sender_address_id=form.sender_address_id,
        sender_label=form.sender_label,
        brand_id=form.brand_id,
        brand_label=form.brand_label,
        parcels=form.parcels,
    )


async def fetched(file: dict[str, Any], downloads: Downloads) -> bytes:
    """Return the content of a file that was given to the form. Raises `Misfit`."""
    try:
        return await downloads.file(file, timeout_seconds=PATIENCE)
    except FileTooBig as exc:
        raise Misfit(ids.ORDER_FILE, modal_create_labels.FILE_TOO_LARGE) from exc
    except (FileRefused, FileSlow) as exc:
        gone = isinstance(exc, FileRefused) and file.get("kept")
        told = modal_create_labels.KEPT_FILE_GONE if gone else modal_create_labels.FILE_NOT_FETCHED
        raise Misfit(ids.ORDER_FILE, told) from exc
