"""What the page's server lets in and hands out, and how the whole sandbox ends. No browser is needed."""

from __future__ import annotations

import asyncio
import os
import signal
import sys
from pathlib import Path

import aiohttp
import pytest
import yaml

from bot.sandbox.page import app
from bot.sandbox.serve import Sandbox

ROOT = Path(__file__).parents[2]


@pytest.mark.parametrize(
    "headers",
    [
        {"Host": "shop.example.com"},
        {"Origin": "https://shop.example.com"},
        {"Origin": "null"},
        {"Sec-Fetch-Site": "cross-site"},
    ],
    ids=str,
)
async def test_other_sites_are_refused(sandbox: Sandbox, headers: dict[str, str]) -> None:
    assert sandbox.page is not None
    async with aiohttp.ClientSession() as http:
        for path in ("live?as=U0AGENT", "orders.csv"):
            async with http.get(sandbox.page.url + path, headers=headers) as answer:
                assert answer.status == 403


async def test_files_go_to_those_who_see_them(sandbox: Sandbox) -> None:
    assert sandbox.page is not None
    said = await sandbox.slack.person("U0AGENT").say("look", files={"a.html": b"<script>1</script>", "b.csv": b"1001"})
    async with aiohttp.ClientSession() as http:
        page, csv = said.files
        async with http.get(f"{sandbox.page.url}files/{page.id}/a.html?as=U0COLLEAGUE") as answer:
            assert answer.headers["Content-Disposition"].startswith("attachment")
        async with http.get(f"{sandbox.page.url}files/{csv.id}/b.csv?as=U0COLLEAGUE") as answer:
            assert (answer.status, answer.content_type) == (200, "text/plain")
        async with http.get(f"{sandbox.page.url}files/{csv.id}/b.csv?as=U0STRANGER") as answer:
            assert answer.status == 404


async def test_sigterm_ends_everything(tmp_path: Path) -> None:
    program = (
        "import asyncio, pathlib, sys; from bot.sandbox.serve import serve;"
        "sys.exit(asyncio.run(serve(pathlib.Path(sys.argv[1]), lambda line: print(line, flush=True))))"
    )
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-c", program, str(tmp_path), cwd=ROOT, stdout=asyncio.subprocess.PIPE
    )
    assert process.stdout is not None
    assert "http://127.0.0.1:" in (await process.stdout.readline()).decode()
    for _ in range(100):
        if "is running" in (tmp_path / "bot.log").read_text():
            break
        await asyncio.sleep(0.1)
    children = Path(f"/proc/{process.pid}/task/{process.pid}/children").read_text().split()
    process.send_signal(signal.SIGTERM)
    assert await asyncio.wait_for(process.wait(), 20) == 0
    assert children
    for child in children:
        with pytest.raises(ProcessLookupError):
            os.kill(int(child), 0)


def test_the_page_offers_what_the_manifest_says() -> None:
    features = yaml.safe_load((ROOT / "manifest.yml").read_text())["features"]
    settings = yaml.safe_load((ROOT / "manifest.yml").read_text())["settings"]
    (command,) = features["slash_commands"]
    assert (command["command"], command["description"], command["usage_hint"]) == (
        app.COMMAND, app.COMMAND_DESCRIPTION, app.COMMAND_HINT,
    )  # fmt: skip
    offered = [(one["callback_id"], one["name"]) for one in features["shortcuts"] if one["type"] == "message"]
    assert offered == list(app.SHORTCUTS)
    assert set(settings.get("event_subscriptions", {}).get("bot_events", [])) == app.SUBSCRIPTIONS
