"""The live search of shipping options."""

from __future__ import annotations

from typing import Any

from slack_bolt.async_app import AsyncAck, AsyncApp

from bot.desk import Desk, NotAllowed
from bot.slack import ids
from bot.slack.screens import modal_create_labels
from handlers.people import acting


def register(app: AsyncApp, desk: Desk) -> None:
    """Listen to each key pressed in *Shipping option*."""

    @app.options(ids.SHIPPING_OPTION)
    async def search(ack: AsyncAck, body: dict[str, Any]) -> None:
        try:
            await desk.admit(acting(body), fresh=False)
        except NotAllowed:
            # Slack shows nothing but options here; whoever may not search is told so by the submission.
            await ack(options=[])
            return
        await ack(**modal_create_labels.option_choices(await desk.search_options(body.get("value") or "")))
