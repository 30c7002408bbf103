"""*Print options*: documents of a run in another format or order, or only some of them."""

from __future__ import annotations

from typing import Any

from slack_bolt.async_app import AsyncAck, AsyncRespond
from slack_sdk.web.async_client import AsyncWebClient

from bot.desk import CameSecond, Desk, Done, ToOneAlone
from bot.model import Wanted
from bot.slack.screens import answers, modal, modal_print_options
from bot.slack.screens.parent_buttons import GET_DOCUMENTS
from handlers.people import acting, click_of
from handlers.replies import open_view


async def ask(ack: AsyncAck, body: dict[str, Any], respond: AsyncRespond, client: AsyncWebClient, desk: Desk) -> None:
    """Somebody clicked *Print options*: the form opens with what the channel chose the last time."""
    await ack()
    run, kept = await desk.runs.print_choice(body["actions"][0]["value"], acting(body))
    await open_view(client, respond, body, modal_print_options.print_options(run, kept))


async def get(ack: AsyncAck, body: dict[str, Any], desk: Desk) -> None:
    """Somebody chose, and wants the documents. What cannot be undone is asked about first."""
    view = body["view"]
    wanted = modal_print_options.read_wanted(view)
    run, _ = await desk.runs.print_choice(view["private_metadata"], acting(body))
    wrong = modal_print_options.mistakes(wanted, modal_print_options.labels_of(run))
    if wrong is not None:
        await ack(**wrong)
    elif modal_print_options.is_for_good(wanted):
        await ack(response_action="push", view=modal_print_options.really_zpl(run.id, wanted))
    else:
        await _get(ack, body, desk, run.id, wanted)


async def get_zpl(ack: AsyncAck, body: dict[str, Any], desk: Desk) -> None:
    """Somebody said that ZPL is what they want."""
    run_id, wanted = modal_print_options.read_zpl(body["view"])
    await _get(ack, body, desk, run_id, wanted)


async def _get(ack: AsyncAck, body: dict[str, Any], desk: Desk, run_id: str, wanted: Wanted) -> None:
    match await desk.runs.get_documents(run_id, wanted, by=acting(body), click=click_of(body)):
        case Done():
            await ack(response_action="clear")
        case CameSecond():
            await ack(response_action="update", view=_told(answers.ALREADY["documents"]))
        case ToOneAlone(came_second=None):
            await ack(response_action="update", view=_told(answers.DOCUMENTS_TO_YOU))
        case ToOneAlone():
            await ack(response_action="update", view=_told(answers.ALREADY["documents_alone"]))


def _told(sentence: str) -> dict[str, Any]:
    return modal.sentence_view(GET_DOCUMENTS, sentence)
