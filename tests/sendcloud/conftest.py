"""The client under test and the scripted Sendcloud that it talks to over loopback HTTP."""

from __future__ import annotations

import os
import random
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio
from aiohttp import web

from bot.sendcloud import Sendcloud, basic
from tests.sendcloud.scripted import PUBLIC, SECRET, ManualClock, Server


@pytest.fixture
def clock() -> ManualClock:
    return ManualClock()


@pytest_asyncio.fixture
async def server() -> AsyncIterator[Server]:
    scripted = Server()
    app = web.Application()
    app.router.add_route("*", "/{rest:.*}", scripted.handle)
    runner = web.AppRunner(app, shutdown_timeout=0.1)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    port = runner.addresses[0][1]
    scripted.url = f"http://127.0.0.1:{port}"
    yield scripted
    await runner.cleanup()


@pytest_asyncio.fixture
async def client(server: Server, clock: ManualClock) -> AsyncIterator[Sendcloud]:
    made = Sendcloud(
        base_url=server.url + "/api/v3",
        auth=basic(PUBLIC, SECRET),
        clock=clock,
        partner_id="11111111-2222-3333-4444-555555555555",
        purchase_timeout=10.0,
        rng=random.Random(1),
    )
    yield made
    await made.aclose()


@pytest.fixture(scope="session")
def contract() -> Path:
    """The folder with Sendcloud's published OpenAPI files."""
    named = os.environ.get("LABEL_BOT_CONTRACT")
    if not named:
        pytest.skip("LABEL_BOT_CONTRACT does not name the folder with Sendcloud's OpenAPI files")
    for folder in (Path(named), Path(named) / "sendcloud"):
        if (folder / "ship-an-order.yml").is_file():
            return folder
    pytest.skip("the folder named by LABEL_BOT_CONTRACT holds no ship-an-order.yml")
