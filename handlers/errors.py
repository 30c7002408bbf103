"""What a person is told when something here went wrong that nobody foresaw."""

from __future__ import annotations

import logging
import secrets
from typing import Any

from slack_bolt.async_app import AsyncApp, AsyncRespond
from slack_sdk.errors import SlackClientError

from bot.ledger import LedgerUnavailable
from bot.slack.delivery.outcomes import trouble
from bot.slack.screens import answers
from handlers.label import say

log = logging.getLogger("label_bot.handlers")


def register(app: AsyncApp) -> None:
    """Listen to errors of listeners."""

    @app.error
    async def fault(error: Exception, body: dict[str, Any], respond: AsyncRespond) -> None:
        reference = secrets.token_hex(3).upper()
        slack_said = f": {trouble(error)}" if isinstance(error, SlackClientError) else ""
        log.error("A listener failed (reference %s)%s.", reference, slack_said, exc_info=error)
        if isinstance(error, SlackClientError):
            told = answers.sentence(answers.SLACK_TROUBLE)
        elif isinstance(error, LedgerUnavailable):
            told = answers.sentence(answers.LEDGER_TROUBLE)
        else:
            told = answers.trouble(reference)
        if body.get("response_url"):
            await say(respond, told)
