"""The live search of shipping options: each key pressed in *Shipping option*."""

from __future__ import annotations

from typing import Any

from slack_bolt.async_app import AsyncAck

from bot.desk import Desk
from bot.slack import ids
from bot.slack.screens import shipping_option
from bot.slack.screens.modal import chosen, whole_number
from handlers.people import acting


async def search(ack: AsyncAck, body: dict[str, Any], desk: Desk) -> None:
    """Offer the shipping options that match what was typed so far."""
    await desk.admit(acting(body), fresh=False)
    view = body.get("view") or {}
    sender, _ = chosen(view, ids.SENDER_ADDRESS)
    typed, view_id = str(body.get("value") or ""), str(view.get("id") or "")
    found = await desk.forms.options(typed, view_id=view_id, sender=whole_number(sender))
    await ack(**shipping_option.option_choices(found))
