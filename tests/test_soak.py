"""The soak in its short form: run after run, and the process does not grow."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.soak import soak


@pytest.mark.timeout(300)
async def test_run_after_run_the_process_stays_as_it_is(tmp_path: Path) -> None:
    result = await soak(tmp_path, 0.1)
    assert result.findings == []
    # Up to 20 connections to Sendcloud are kept open once there were so many; one left behind an order would be more.
    assert result.descriptor_growth <= 20 < result.samples[-1].orders
    assert result.samples[-1].orders >= 40
    # What stays of an order is its row, its events and its part of the messages: a few kilobytes, whatever the run.
    assert result.samples[-1].ledger / result.samples[-1].orders < 8_000
