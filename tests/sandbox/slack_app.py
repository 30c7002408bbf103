"""What a small Bolt app needs to meet the local Slack: a connection of either kind, a modal, a refusal to expect."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from typing import Any

import pytest
from aiohttp import web
from slack_bolt.adapter.socket_mode.aiohttp import AsyncSocketModeHandler
from slack_bolt.async_app import AsyncApp
from slack_bolt.request.async_request import AsyncBoltRequest
from slack_sdk.errors import SlackApiError

from bot.sandbox.slack import SlackStandIn


def text(value: str) -> dict[str, Any]:
    return {"type": "plain_text", "text": value}


def option(value: str) -> dict[str, Any]:
    return {"text": text(value), "value": value.lower()}


def first_view() -> dict[str, Any]:
    return {
        "type": "modal",
        "callback_id": "create",
        "title": text("Create labels"),
        "submit": text("Check orders"),
        "notify_on_close": True,
        "blocks": [
            {
                "type": "input",
                "block_id": "numbers",
                "label": text("Order numbers"),
                "element": {"type": "plain_text_input", "action_id": "value", "multiline": True},
            },
            {
                "type": "input",
                "block_id": "file",
                "label": text("Order file"),
                "optional": True,
                "element": {"type": "file_input", "action_id": "value", "filetypes": ["csv"], "max_files": 1},
            },
            {
                "type": "input",
                "block_id": "option",
                "label": text("Shipping option"),
                "optional": True,
                "element": {"type": "external_select", "action_id": "carrier", "min_query_length": 2},
            },
            {
                "type": "input",
                "block_id": "channel",
                "label": text("Post to"),
                "element": {
                    "type": "conversations_select",
                    "action_id": "value",
                    "default_to_current_conversation": True,
                    "response_url_enabled": True,
                },
            },
        ],
    }


@asynccontextmanager
async def connected(
    slack: SlackStandIn, app: AsyncApp, transport: str, ping_interval: float = 10
) -> AsyncIterator[None]:
    if transport == "socket":
        handler: Any = AsyncSocketModeHandler(app, slack.app_token, ping_interval=ping_interval)
        try:
            await handler.connect_async()
            await slack.until(lambda: slack.sockets.open)
            yield
        finally:
            # Left open, slack_sdk's client keeps reconnecting and the event loop of the test never ends.
            await handler.close_async()
        return

    async def events(request: web.Request) -> web.Response:
        headers: dict[str, str | Sequence[str]] = {name: [value] for name, value in request.headers.items()}
        answer = await app.async_dispatch(AsyncBoltRequest(body=await request.text(), headers=headers))
        content_type = answer.headers.get("content-type", ["text/plain"])[0].partition(";")[0]
        return web.Response(status=answer.status, text=answer.body, content_type=content_type)

    server = web.Application()
    server.router.add_post("/slack/events", events)
    runner = web.AppRunner(server)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    slack.request_url = f"http://127.0.0.1:{runner.addresses[0][1]}/slack/events"
    try:
        yield
    finally:
        await runner.cleanup()


async def refused(call: Any) -> str:
    with pytest.raises(SlackApiError) as caught:
        await call
    return str(caught.value.response["error"])
