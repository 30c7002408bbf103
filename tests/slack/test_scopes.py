"""An app that was installed with too few scopes, or for a whole organisation: said to whoever can mend it."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from aiohttp import web

from bot.app import Bot, CannotStart
from bot.desk.rights import NotAllowed, Rights, Rules
from bot.model import Person
from bot.model.trouble import Refusal
from bot.people import ScopeMissing
from bot.slack.directory import Directory
from bot.slack.http import slack_client
from bot.slack.probe import SlackProbe, SlackSaysNo
from tests.clock import HandClock
from tests.world import World

IN_A_WORKSPACE = {"ok": True, "team_id": "T1", "enterprise_id": "E1", "is_enterprise_install": False, "user_id": "UB"}
FOR_AN_ORGANISATION = {"ok": True, "team_id": "E1", "enterprise_id": "E1", "is_enterprise_install": True}
PERSON = Person("U0AGENT", "T1")


@asynccontextmanager
async def slack(answers: Mapping[str, object]) -> AsyncIterator[str]:
    """Serve a Slack that gives these answers by method, and otherwise lacks a scope; yield its address."""

    async def serve(request: web.BaseRequest) -> web.StreamResponse:
        method = request.path.rsplit("/", 1)[-1]
        return web.json_response(answers.get(method) or {"ok": False, "error": "missing_scope", "needed": "users:read"})

    runner = web.ServerRunner(web.Server(serve))
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    try:
        yield f"http://127.0.0.1:{runner.addresses[0][1]}/api/"
    finally:
        await runner.cleanup()


async def test_a_missing_scope_is_named_in_the_log_once_a_minute(caplog: pytest.LogCaptureFixture) -> None:
    clock = HandClock()
    async with slack({"auth.test": IN_A_WORKSPACE}) as url:
        rights = Rights(Rules(), Directory(slack_client("xoxb-1", api_url=url), clock))
        for _ in range(3):
            with pytest.raises(NotAllowed) as refused:
                await rights.check(PERSON, None)
            assert refused.value.refusal is Refusal.SCOPE_MISSING
    assert [record.message for record in caplog.records if "users:read" in record.message] == [
        "Slack refuses to say who may do what: the app lacks the scope users:read. Bring the app up to date with "
        "manifest.yml and install it in the workspace once more."
    ]


@pytest.mark.parametrize("needed", ["users:read,channels:read", None, 7, "x" * 9_000, "<script>", "\ud800"])
async def test_whatever_slack_names_as_missing_is_told_in_few_plain_words(needed: object) -> None:
    refusal = {"ok": False, "error": "missing_scope", "needed": needed}
    async with slack({"conversations.info": refusal}) as url:
        with pytest.raises(ScopeMissing) as missing:
            await Directory(slack_client("xoxb-1", api_url=url), HandClock()).channel("C1", fresh=True)
    assert missing.value.scope in ("users:read,channels:read", "(Slack does not say which)")


async def test_the_doctor_hears_which_scope_is_missing() -> None:
    async with slack({}) as url:
        with pytest.raises(SlackSaysNo, match="missing_scope, the app lacks the scope users:read"):
            await SlackProbe(bot_token="xoxb-1", app_token=None, api_url=url).channel("C1")


@pytest.mark.parametrize("identity", [FOR_AN_ORGANISATION, {"ok": True, "user_id": "UB"}])
async def test_an_app_for_a_whole_organisation_refuses_everybody_with_the_reason(identity: dict[str, object]) -> None:
    user = {"ok": True, "user": {"id": "U0AGENT", "team_id": "T1"}}
    async with slack({"auth.test": identity, "users.info": user}) as url:
        rights = Rights(Rules(), Directory(slack_client("xoxb-1", api_url=url), HandClock()))
        with pytest.raises(NotAllowed) as refused:
            await rights.check(PERSON, None)
        assert (await SlackProbe(bot_token="xoxb-1", app_token=None, api_url=url).identity()).organisation_wide
    assert refused.value.refusal is Refusal.ORGANISATION_WIDE


async def test_a_workspace_of_an_organisation_is_a_workspace() -> None:
    user = {"ok": True, "user": {"id": "U0AGENT", "team_id": "T1"}}
    async with slack({"auth.test": IN_A_WORKSPACE, "users.info": user}) as url:
        await Rights(Rules(), Directory(slack_client("xoxb-1", api_url=url), HandClock())).check(PERSON, None)


async def test_an_app_for_a_whole_organisation_does_not_start_and_says_why(tmp_path: Path) -> None:
    world = World(tmp_path)
    await world.slack.start()
    await world.sendcloud.start()
    async with slack({"auth.test": FOR_AN_ORGANISATION}) as url:
        world.environ["SLACK_API_URL"] = url
        bot = Bot(world.settings(), clock=world.clock, times=world.times)
        with pytest.raises(CannotStart, match="installed for a whole organisation"):
            await bot.start()
        world.bot = bot
        await world.stop_bot()
    await world.close()
