"""What a person is told when a listener could not do what they asked: it is refused, or something went wrong."""

from __future__ import annotations

import inspect
import logging
import secrets
from collections.abc import Awaitable, Callable
from typing import Any

from slack_bolt.async_app import AsyncAck, AsyncRespond
from slack_sdk.errors import SlackClientError
from slack_sdk.web.async_client import AsyncWebClient

from bot.desk import Desk, LedgerUnavailable, NotAllowed, Repeated, UnknownRun
from bot.slack.delivery.homes import Homes
from bot.slack.delivery.outcomes import failure_of
from bot.slack.screens import answers, modal, modal_buy_again, words
from bot.slack.screens.answers import Answer
from handlers import home
from handlers.replies import TOLD_AT_HOME, tell

log = logging.getLogger("label_bot.handlers")


Listener = Callable[..., Awaitable[None]]


def telling(listener: Listener, *, desk: Desk, homes: Homes, **handed: object) -> Listener:
    """Return *listener* as Bolt calls it: it gets by name what it asks for, and its refusals are told to the person.

    It may ask for ack, body, respond and client, for *desk* and *homes*, and for what else is *handed* to each.
    """
    names = inspect.signature(listener).parameters

    async def told(ack: AsyncAck, body: dict[str, Any], respond: AsyncRespond, client: AsyncWebClient) -> None:
        given = {"ack": ack, "body": body, "respond": respond, "client": client, "desk": desk, "homes": homes}
        try:
            await listener(**{name: (given | handed)[name] for name in names})
        except NotAllowed as exc:
            await refuse(answers.not_allowed(exc.refusal), modal.refused(exc.refusal), ack, body, respond, client)
        except UnknownRun:
            await refuse(answers.sentence(words.GONE), modal_buy_again.unknown_run(), ack, body, respond, client)
        except Repeated:
            # A click was answered the first time; a form that was sent again is still open.
            await refuse(None, modal_buy_again.answered_already(), ack, body, respond, client)
        if (body.get("view") or {}).get("type") == "home" and "actions" in body:
            await home.pressed(body.pop(TOLD_AT_HOME, ()), body, desk, homes)

    told.__name__ = getattr(listener, "__name__", "listener")
    return told


async def refuse(
    told: Answer | None,
    view: dict[str, Any],
    ack: AsyncAck,
    body: dict[str, Any],
    respond: AsyncRespond,
    client: AsyncWebClient,
) -> None:
    """Say no where the person looks: in the modal that they use (*view*), otherwise privately (*told*)."""
    match body:
        case {"type": "view_submission"}:
            await ack(response_action="update", view=view)
        case {"type": "block_suggestion"}:
            # Slack shows nothing but options here; whoever may not search is told so by the submission.
            await ack(options=[])
        case {"type": "block_actions", "view": {"id": view_id, "type": "modal"}}:
            await client.views_update(view_id=view_id, view=view)
        case _:
            if told is not None:
                await tell(told, body, respond, client)


async def fault(error: Exception, body: dict[str, Any], respond: AsyncRespond, client: AsyncWebClient) -> None:
    """Log a fault of our own, of Slack or of the ledger, and say what to do about it where Slack allows an answer."""
    reference = secrets.token_hex(3).upper()
    slack_said = f": {failure_of(error)}" if isinstance(error, SlackClientError) else ""
    log.error("A listener failed (reference %s)%s.", reference, slack_said, exc_info=error)
    if isinstance(error, SlackClientError):
        told = answers.sentence(answers.SLACK_FAILED)
    elif isinstance(error, LedgerUnavailable):
        told = answers.sentence(answers.LEDGER_UNAVAILABLE)
    else:
        told = answers.bot_failed(reference)
    written = "event" in body and not isinstance(error, SlackClientError)
    if body.get("response_url") or written:
        await tell(told, body, respond, client)
