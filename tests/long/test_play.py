"""The play of ``label-bot sandbox --play``: it happens as a whole, and where it does not, it says where."""

from __future__ import annotations

import asyncio
from pathlib import Path

from pypdf import PdfReader

from bot.sandbox.play import BOUGHT, play
from bot.sandbox.sendcloud import SendcloudStandIn
from bot.sandbox.stage import Stage


async def test_every_step_happens(tmp_path: Path) -> None:
    told: list[str] = []

    status = await play(tmp_path, told.append)

    assert status == 0, "\n".join(told)
    (labels,) = tmp_path.glob("* labels.pdf")
    pages = [page.extract_text() for page in PdfReader(labels).pages]
    assert list(dict.fromkeys(next(n for n in BOUGHT if n in page) for page in pages)) == list(BOUGHT)
    assert len(list(tmp_path.glob("* customs paper.pdf"))) == 1
    assert (tmp_path / "label-bot.db").is_file()
    transcript = (tmp_path / "thread.txt").read_text(encoding="utf-8")
    for words in ("Running", "Done, 2 need attention", "https://tracking.example.com", "none changed"):
        assert words in transcript
    assert not [line for line in told if "http" in line and "tracking" in line]
    assert max(map(len, told)) <= 130


async def test_a_step_that_fails_is_named(tmp_path: Path) -> None:
    told: list[str] = []
    stage = Stage(tmp_path, told.append, sendcloud=SendcloudStandIn(secret_key="another"), patience=5.0)

    status = await play(tmp_path, told.append, stage=stage)

    text = " ".join(" ".join(told).split())
    assert status == 1
    assert "Step 1 failed: The bot starts." in text
    assert "Expected: a bot that answers" in text
    assert "credentials, HTTP 401" in text
    assert f"The last lines of {tmp_path / 'bot.log'}:" in text
    assert not stage.bot.runs


async def test_a_ledger_from_before_is_left_alone(tmp_path: Path) -> None:
    told: list[str] = []
    (tmp_path / "label-bot.db").write_bytes(b"precious")

    status = await play(tmp_path, told.append)

    assert status == 1
    assert "choose another folder" in " ".join(" ".join(told).split())
    assert [path.name for path in tmp_path.iterdir()] == ["label-bot.db"]


async def test_an_interruption_leaves_no_bot_behind(tmp_path: Path) -> None:
    told: list[str] = []
    stage = Stage(tmp_path, told.append)
    playing = asyncio.create_task(play(tmp_path, told.append, stage=stage))
    await stage.slack.until(lambda: (tmp_path / "bot.log").exists() and stage.bot.runs)

    playing.cancel()

    assert await playing == 130
    assert told[-1] == "Interrupted."
    assert not stage.bot.runs
