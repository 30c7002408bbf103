"""App Home, when somebody opens it, and what comes of a press in it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from slack_bolt.async_app import AsyncAck

from bot.desk import Desk
from bot.model import HomePage, HomeRefusal, Person
from bot.slack.delivery.homes import Homes, Read
from handlers.people import acting


async def opened(ack: AsyncAck, body: dict[str, Any], desk: Desk, homes: Homes) -> None:
    """Somebody opened a tab of the bot's own page; the Messages tab is Slack's alone."""
    await ack()
    event = body["event"]
    if event.get("tab") != "home":
        return
    seen = (event.get("view") or {}).get("hash")
    await homes.opened(event["user"], _reads(desk, acting(body)), seen=seen)


async def pressed(told: Sequence[dict[str, Any]], body: dict[str, Any], desk: Desk, homes: Homes) -> None:
    """Show what a press in App Home has changed, and what was answered to it on top."""
    by = acting(body)
    await homes.pressed(by.user, _reads(desk, by), told, seen=body["view"].get("hash"))


def _reads(desk: Desk, by: Person) -> Read:
    async def read(fresh: bool) -> HomePage | HomeRefusal:
        return await desk.home.read(by, fresh=fresh)

    return read
