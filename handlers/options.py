"""The live search of shipping options: each key pressed in *Shipping option*."""

from __future__ import annotations

from typing import Any

from slack_bolt.async_app import AsyncAck

from bot.desk import Desk
from bot.slack.screens import shipping_option
from handlers.people import acting


async def search(ack: AsyncAck, body: dict[str, Any], desk: Desk) -> None:
    """Offer the shipping options that match what was typed so far."""
    await desk.admit(acting(body), fresh=False)
    found = await desk.catalogue.options.search(body.get("value") or "")
    await ack(**shipping_option.option_choices(found))
