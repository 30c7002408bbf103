"""A thousand of each stay smooth: nothing that stands is drawn again, and no task of the page blocks it for long."""

from __future__ import annotations

import pytest

from bot.sandbox.serve import Sandbox
from tests.browser.chromium import Windows
from tests.browser.smooth import thousand_messages, thousand_orders, watch

pytestmark = pytest.mark.timeout(400)

LONGEST_TASK = 1500
"""Milliseconds, for a machine with much else to do; a quiet one needs 67."""


async def test_a_run_of_a_thousand_orders(windows: Windows, sandbox: Sandbox) -> None:
    agent = await windows.open()
    await watch(agent)
    figures = await thousand_orders(sandbox, agent)
    await agent.keep("done")
    assert figures["longest_task"] < LONGEST_TASK
    # Every message of the run is drawn once for each change that Slack tells, in the channel and in its thread.
    assert figures["drawn"] < 1000
    assert figures["nodes"] < 8000
    assert len(set(sandbox.sendcloud.bought)) == len(sandbox.sendcloud.bought) == 1000


async def test_a_channel_with_a_thousand_messages(windows: Windows, sandbox: Sandbox) -> None:
    agent = await windows.open()
    await watch(agent)
    figures = await thousand_messages(sandbox, agent)
    assert figures["longest_task"] < LONGEST_TASK
    assert figures["drawn"] == 0
    assert await agent.messages.count() >= 1000
