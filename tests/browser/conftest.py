"""The sandbox as `label-bot sandbox` serves it, with the real bot in it, and a Chromium to open it with."""

from __future__ import annotations

import os
import re
from collections.abc import AsyncIterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from bot.sandbox.serve import Sandbox
    from tests.browser.chromium import Windows


@pytest.fixture
def artefacts(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where screenshots are kept: LABEL_BOT_ARTEFACTS, or pytest's own temporary folder."""
    named = os.environ.get("LABEL_BOT_ARTEFACTS")
    return Path(named) if named else tmp_path_factory.getbasetemp() / "screens"


@pytest.fixture
async def sandbox(tmp_path: Path) -> AsyncIterator[Sandbox]:
    """A sandbox whose bot is connected."""
    from bot.sandbox.serve import Sandbox

    made = Sandbox(tmp_path, 0)
    try:
        await made.start()
        await made.slack.until(lambda: made.bot is not None and made.bot.state == "running", 20)
        yield made
    finally:
        await made.stop()


@pytest.fixture
def chromium() -> str:
    """The Chromium of this machine; without one the test is skipped before anything is started for it."""
    from tests.browser.chromium import CHROMIUM

    if CHROMIUM is None:
        pytest.skip("there is no Chromium here (Debian: chromium), and LABEL_BOT_CHROMIUM names none")
    return CHROMIUM


@pytest.fixture
async def windows(
    chromium: str, sandbox: Sandbox, artefacts: Path, request: pytest.FixtureRequest
) -> AsyncIterator[Windows]:
    """Windows on the sandbox; nothing may go wrong inside of them."""
    from tests.browser.chromium import windows_on

    test = re.sub(r"\W+", "-", request.node.name.removeprefix("test_"))
    async with windows_on(sandbox, artefacts, test) as opened:
        yield opened
        assert [error for screen in opened.screens for error in screen.errors] == []
