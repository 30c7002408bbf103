"""The rules for calls: no proxy, no redirect, no answer without end; the same for Slack, files and Sendcloud."""

from __future__ import annotations

import asyncio
import gzip
import json
import zlib
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from aiohttp import web

from bot.outgoing import MOST_JSON, TooLarge, Unusable, unpacked
from bot.sandbox.sendcloud import Garbage, Respond
from bot.slack.delivery.outcomes import SlackBusy, SlackDown, answer
from bot.slack.downloads import Downloads, FileTooBig
from bot.slack.http import post_json, slack_client
from bot.slack.probe import SlackProbe, SlackSilent
from tests.slack.outbox_kit import bench
from tests.world import PURCHASE, World, world_at

BOMB = gzip.compress(b" " * (MOST_JSON + 1) + b"{}")
PROXIES = ("HTTP_PROXY", "http_proxy", "HTTPS_PROXY", "https_proxy", "ALL_PROXY", "all_proxy")


@dataclass
class Stranger:
    """Somebody else's server, which says what a test tells it to and remembers what it was sent."""

    url: str = ""
    seen: list[web.BaseRequest] = field(default_factory=list)
    answers: Callable[[web.BaseRequest], Awaitable[web.StreamResponse]] | None = None

    async def serve(self, request: web.BaseRequest) -> web.StreamResponse:
        self.seen.append(request)
        return await self.answers(request) if self.answers else web.Response(text="{}")


@pytest.fixture
async def stranger() -> AsyncIterator[Stranger]:
    one = Stranger()
    runner = web.ServerRunner(web.Server(one.serve))
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    one.url = f"http://127.0.0.1:{runner.addresses[0][1]}"
    yield one
    await runner.cleanup()


async def bomb(_: web.BaseRequest) -> web.StreamResponse:
    return web.Response(body=BOMB, content_type="application/json", headers={"Content-Encoding": "gzip"})


async def elsewhere(_: web.BaseRequest) -> web.StreamResponse:
    raise web.HTTPTemporaryRedirect("/taken")


# ------------------------------------------------------------------------------------------------------------ proxies


@pytest.mark.parametrize("socket", [False, True], ids=["HTTP", "Socket Mode"])
async def test_nothing_goes_to_a_proxy_of_the_environment(
    tmp_path: Path, stranger: Stranger, monkeypatch: pytest.MonkeyPatch, socket: bool
) -> None:
    for name in PROXIES:
        monkeypatch.setenv(name, stranger.url)
    async with world_at(tmp_path, socket=socket) as world:
        await everything(world)
    async with bench() as slack:
        await SlackProbe(bot_token=slack.slack.bot_token, app_token=None, api_url=slack.slack.api_url).identity()
    assert stranger.seen == []


async def everything(world: World) -> None:
    """Do one of each thing that makes the bot call somebody."""
    world.orders("1001")
    run = await world.run(world.agent, "1001")
    await world.done(run)
    await world.press(world.agent, run, "Get documents")
    await world.until(lambda: any(reply.files for reply in world.slack.thread(run.channel, run.ts)))
    await world.agent.command("/label status 1001", channel=run.channel)
    await world.told(world.agent, "1001")


# ---------------------------------------------------------------------------------------------------------- redirects


async def test_slacks_library_follows_no_redirect_with_the_token(stranger: Stranger) -> None:
    stranger.answers = elsewhere
    with pytest.raises(SlackDown):
        await answer(slack_client("xoxb-secret", api_url=f"{stranger.url}/api/").auth_test())
    assert [request.path for request in stranger.seen] == ["/api/auth.test"]


async def test_a_private_answer_follows_no_redirect(stranger: Stranger) -> None:
    stranger.answers = elsewhere
    assert await post_json(f"{stranger.url}/answer", {"text": "for one person"}) == 307
    assert [request.path for request in stranger.seen] == ["/answer"]


# -------------------------------------------------------------------------------------------------------------- sizes


async def test_a_bomb_in_place_of_slack_is_no_answer(stranger: Stranger) -> None:
    stranger.answers = bomb
    with pytest.raises(SlackDown):
        await answer(slack_client("xoxb-secret", api_url=f"{stranger.url}/api/").auth_test())
    with pytest.raises(SlackSilent):
        await SlackProbe(bot_token="xoxb-secret", app_token=None, api_url=f"{stranger.url}/api/").identity()


async def test_an_answer_that_never_ends_is_given_up_when_it_is_too_large(stranger: Stranger) -> None:
    async def endless(request: web.BaseRequest) -> web.StreamResponse:
        response = web.StreamResponse(headers={"Content-Type": "application/json"})
        await response.prepare(request)
        while True:
            await response.write(b" " * 1024 * 1024)

    stranger.answers = endless
    with pytest.raises(SlackDown):
        await answer(slack_client("xoxb-secret", api_url=f"{stranger.url}/api/").auth_test())


async def test_a_file_that_unfolds_to_more_than_allowed_is_too_big(stranger: Stranger) -> None:
    stranger.answers = bomb
    client = slack_client("xoxb-secret", api_url=f"{stranger.url}/api/")
    downloads = Downloads(client, token="xoxb-secret", api_url=f"{stranger.url}/api/")
    with pytest.raises(FileTooBig):
        await downloads.file({"id": "F1", "url_private_download": f"{stranger.url}/f"}, max_bytes=1_000_000)


async def test_a_bomb_in_place_of_sendcloud_is_a_sentence_in_the_plan_and_buys_nothing(tmp_path: Path) -> None:
    packed = {"Content-Encoding": "gzip", "Content-Type": "application/json"}
    async with world_at(tmp_path) as world:
        world.orders("1001")
        world.sendcloud.faults.next("GET", "*/orders*", Respond(200, BOMB, packed), times=6)
        plan = await world.plan(world.agent, "1001")
        assert "Create" not in (plan.submit_text or "")
        assert world.purchases() == []


async def test_a_purchase_whose_answer_is_a_bomb_is_looked_up_and_not_made_again(tmp_path: Path) -> None:
    async with world_at(tmp_path) as world:
        world.orders("1001")
        world.sendcloud.faults.next("POST", PURCHASE, Garbage(b" " * (MOST_JSON + 1)))
        await world.done(await world.run(world.agent, "1001"))
        assert len(world.purchases()) == 1
        assert world.sendcloud.bought == ["1001"]


# --------------------------------------------------------------------------------------------------- what is unpacked


@pytest.mark.parametrize(
    ("packed", "encoding"),
    [
        (b'{"ok": true}', ""),
        (b'{"ok": true}', "identity"),
        (gzip.compress(b'{"ok": true}'), "gzip"),
        (gzip.compress(b'{"ok": true}'), " GZIP "),
        (zlib.compress(b'{"ok": true}'), "deflate"),
        (zlib.compress(b'{"ok": true}')[2:-4], "deflate"),
    ],
    ids=range(6),
)
def test_what_may_come_packed_is_unpacked(packed: bytes, encoding: str) -> None:
    assert json.loads(unpacked(packed, encoding, most=100)) == {"ok": True}


@pytest.mark.parametrize(
    ("packed", "encoding"),
    [(b"x", "br"), (b"x", "gzip"), (b"x", "deflate"), (gzip.compress(b"y" * 99)[:-12], "gzip"), (b"x", "gzip, gzip")],
    ids=range(5),
)
def test_what_cannot_be_unpacked_is_no_answer(packed: bytes, encoding: str) -> None:
    with pytest.raises(Unusable):
        unpacked(packed, encoding, most=100)


@pytest.mark.parametrize(
    ("packed", "encoding"), [(b"x" * 101, ""), (gzip.compress(b"x" * 10_000_000), "gzip")], ids=range(2)
)
def test_nothing_is_unpacked_beyond_what_is_allowed(packed: bytes, encoding: str) -> None:
    with pytest.raises(TooLarge):
        unpacked(packed, encoding, most=100)


# -------------------------------------------------------------------------------------------------------------- times


@pytest.mark.parametrize(
    ("told", "waits"),
    [("nan", 10.0), ("inf", 10.0), ("soon", 10.0), ("-5", 0.1), ("3", 3.0), ("1e300", 3600.0)],
)
async def test_how_long_slack_asks_to_wait_is_a_time_that_ends(stranger: Stranger, told: str, waits: float) -> None:
    async def busy(_: web.BaseRequest) -> web.StreamResponse:
        return web.json_response({"ok": False, "error": "ratelimited"}, status=429, headers={"Retry-After": told})

    stranger.answers = busy
    with pytest.raises(SlackBusy) as asked:
        await answer(slack_client("xoxb-secret", api_url=f"{stranger.url}/api/").auth_test())
    assert asked.value.retry_after == waits


async def test_a_silent_slack_is_given_up() -> None:
    never = asyncio.Event()

    async def silent(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await never.wait()

    server = await asyncio.start_server(silent, "127.0.0.1", 0)
    url = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}/api/"
    with pytest.raises(SlackDown):
        await answer(slack_client("xoxb-secret", api_url=url, seconds=1).auth_test())
    never.set()
    server.close()
