"""The probe, against a Slack that answers as it was told to."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from typing import Any

import pytest
from aiohttp import web

from bot.slack.probe import ChannelState, Identity, SlackProbe, SlackSaysNo, SlackSilent


@asynccontextmanager
async def slack(answers: Mapping[str, Any], *, scopes: str = "commands,chat:write") -> AsyncIterator[SlackProbe]:
    async def answer(request: web.Request) -> web.Response:
        said = answers.get(request.match_info["method"], {"ok": False, "error": "unknown_method"})
        if isinstance(said, str):
            return web.Response(status=502, text=said)
        return web.json_response(said, headers={"X-OAuth-Scopes": scopes})

    application = web.Application()
    application.add_routes([web.post("/api/{method}", answer), web.get("/api/{method}", answer)])
    runner = web.AppRunner(application)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    try:
        address = f"http://127.0.0.1:{runner.addresses[0][1]}/api/"
        yield SlackProbe(bot_token="xoxb-1", app_token="xapp-1", api_url=address)
    finally:
        await runner.cleanup()


async def test_what_slack_answers() -> None:
    answers = {
        "auth.test": {"ok": True, "team": "Shop", "team_id": "T1", "user_id": "U1"},
        "apps.connections.open": {"ok": True, "url": "wss://127.0.0.1/"},
        "conversations.info": {"ok": True, "channel": {"name": "x", "is_member": True, "is_ext_shared": True}},
        "usergroups.users.list": {"ok": True, "users": ["U1", "U2"]},
    }
    async with slack(answers) as probe:
        assert await probe.identity() == Identity("T1", "Shop", "U1", frozenset({"commands", "chat:write"}))
        await probe.open_socket_address()
        assert await probe.channel("C1") == ChannelState("x", True, False, True)
        assert await probe.members("S1") == 2


async def test_a_refusal_keeps_slacks_own_word() -> None:
    async with slack({"auth.test": {"ok": False, "error": "invalid_auth"}}) as probe:
        with pytest.raises(SlackSaysNo) as caught:
            await probe.identity()
    assert caught.value.code == "invalid_auth"


async def test_an_answer_that_is_none() -> None:
    async with slack({"auth.test": "<html>bad gateway</html>"}) as probe:
        with pytest.raises((SlackSaysNo, SlackSilent)) as caught:
            await probe.identity()
    assert "html" not in str(caught.value)


async def test_nobody_there() -> None:
    async with slack({}) as probe:
        pass
    with pytest.raises(SlackSilent):
        await probe.identity()
