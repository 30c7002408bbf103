"""App Home, when somebody opens it."""

from __future__ import annotations

from typing import Any

from slack_bolt.async_app import AsyncAck
from slack_sdk.web.async_client import AsyncWebClient

from bot.desk import Desk
from bot.model import HomeRefusal
from bot.slack.screens import home
from handlers.people import acting


async def opened(ack: AsyncAck, body: dict[str, Any], client: AsyncWebClient, desk: Desk) -> None:
    """Somebody opened a tab of the bot's own page; the Messages tab is Slack's alone."""
    await ack()
    event = body["event"]
    if event.get("tab") != "home":
        return
    page = await desk.home.read(acting(body))
    if isinstance(page, HomeRefusal):
        view = home.refused(page)
    else:
        view = home.home(page, now=desk.now(), test_labels=desk.test_labels)
    await client.views_publish(user_id=event["user"], view=view)
