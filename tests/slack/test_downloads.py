"""Files from Slack: where the bot's token goes, and what the bot reads."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass, field

import pytest
from aiohttp import web
from slack_sdk.web.async_client import AsyncWebClient

from bot.sandbox.slack.files import new_file
from bot.sandbox.slack.records import Json
from bot.sandbox.slack.shown import file_json
from bot.slack.downloads import Downloads, FileRefused, FileSlow, FileTooBig
from tests.slack.outbox_kit import Bench, bench

TOKEN = "xoxb-sandbox"
NUMBERS = b"order\n1001\n1002\n"


@pytest.fixture
async def slack() -> AsyncIterator[Bench]:
    async with bench() as one:
        yield one


@pytest.fixture
def downloads(slack: Bench) -> Downloads:
    return Downloads(slack.client, token=TOKEN, api_url=slack.slack.api_url)


@dataclass
class Stranger:
    """Another server; remembers every token it was sent, and answers as the test says."""

    url: str = ""
    tokens: list[str] = field(default_factory=list)
    answer: Callable[[web.Request], Awaitable[web.StreamResponse]] | None = None

    async def serve(self, request: web.Request) -> web.StreamResponse:
        if "Authorization" in request.headers:
            self.tokens.append(request.headers["Authorization"])
        return await self.answer(request) if self.answer else web.Response(body=NUMBERS, content_type="text/csv")


@pytest.fixture
async def stranger() -> AsyncIterator[Stranger]:
    one = Stranger()
    app = web.Application()
    app.router.add_route("*", "/{path:.*}", one.serve)
    runner = web.AppRunner(app, shutdown_timeout=0.1)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    one.url = f"http://127.0.0.1:{runner.addresses[0][1]}"
    yield one
    await runner.cleanup()


def uploaded(slack: Bench, content: bytes = NUMBERS) -> Json:
    file = new_file(slack.slack.workspace, "orders.csv", "U0AGENT", content)
    file.completed = True
    return file_json(slack.slack.workspace, file)


async def test_a_file_is_read_with_the_bots_token(slack: Bench, downloads: Downloads) -> None:
    assert await downloads.file(uploaded(slack)) == NUMBERS


async def test_a_file_without_address_is_asked_for_first(slack: Bench, downloads: Downloads) -> None:
    assert await downloads.file({"id": uploaded(slack)["id"]}) == NUMBERS
    for nameless in ({"id": "F0UNKNOWN"}, {}):
        with pytest.raises(FileRefused):
            await downloads.file(nameless)


async def test_the_token_goes_to_no_other_host(slack: Bench, downloads: Downloads, stranger: Stranger) -> None:
    host = slack.slack.api_url.removeprefix("http://").removesuffix("/api/")
    for url in (
        f"{stranger.url}/orders.csv",
        f"http://{host}@{stranger.url.removeprefix('http://')}/orders.csv",
        "https://files.slack.com/files-pri/T1-F1/download/orders.csv",
        f"https://{host}/orders.csv",
        "file:///etc/passwd",
        "//nowhere",
        "http://[half",
        "",
    ):
        with pytest.raises(FileRefused):
            await downloads.file({"url_private_download": url})
    assert stranger.tokens == []


@pytest.mark.parametrize(
    "url",
    [
        "https://slack.com/files-pri/T1-F1/x.csv",
        "https://files.slack.com.evil.example/x.csv",
        "http://files.slack.com/x.csv",
        "https://files.slack.com:8443/x.csv",
        "https://evil.example/?https://files.slack.com/x.csv",
    ],
)
async def test_with_slack_itself_only_its_file_host_gets_the_token(url: str) -> None:
    there = Downloads(AsyncWebClient(), token=TOKEN, api_url="https://slack.com/api/")
    with pytest.raises(FileRefused):
        await there.file({"url_private_download": url})


async def test_a_redirect_is_not_followed(stranger: Stranger) -> None:
    async def away(request: web.Request) -> web.StreamResponse:
        raise web.HTTPFound("http://127.0.0.1:9/")

    stranger.answer = away
    there = Downloads(AsyncWebClient(), token=TOKEN, api_url=f"{stranger.url}/api/")
    with pytest.raises(FileRefused):
        await there.file({"url_private_download": f"{stranger.url}/x.csv"})
    assert len(stranger.tokens) == 1


async def test_a_sign_in_page_is_not_taken_for_the_file(stranger: Stranger) -> None:
    async def page(request: web.Request) -> web.StreamResponse:
        return web.Response(text="<!DOCTYPE html><title>Sign in</title>", content_type="text/html")

    stranger.answer = page
    there = Downloads(AsyncWebClient(), token=TOKEN, api_url=f"{stranger.url}/api/")
    with pytest.raises(FileRefused):
        await there.file({"url_private_download": f"{stranger.url}/x.csv"})


async def test_a_file_that_is_too_big_is_not_read_to_its_end(slack: Bench, downloads: Downloads) -> None:
    with pytest.raises(FileTooBig):
        await downloads.file(uploaded(slack, b"1" * 2000), max_bytes=1000)
    unsized = {**uploaded(slack, b"1" * 2000)}
    del unsized["size"]
    with pytest.raises(FileTooBig):
        await downloads.file(unsized, max_bytes=1000)


async def test_a_file_that_does_not_come_is_given_up(stranger: Stranger) -> None:
    async def later(request: web.Request) -> web.StreamResponse:
        await asyncio.sleep(5)
        return web.Response()

    stranger.answer = later
    there = Downloads(AsyncWebClient(), token=TOKEN, api_url=f"{stranger.url}/api/")
    with pytest.raises(FileSlow):
        await there.file({"url_private_download": f"{stranger.url}/x.csv"}, timeout_seconds=0.2)
