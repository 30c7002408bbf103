"""The soak in its short form: run after run, and the process does not grow."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.soak import soak


@pytest.mark.timeout(300)
async def test_run_after_run_the_process_stays_as_it_is(tmp_path: Path) -> None:
    result = await soak(tmp_path, 0.15, idle=0)
    assert result.findings == []
    # How many connections are kept open follows the work, and settles in minutes: the long form looks at those, too.
    assert result.file_growth <= 0
    assert result.samples[-1].descriptors < 100
    assert result.samples[-1].orders >= 80
    # What stays of an order is its row, its events and its part of the messages: a few kilobytes, whatever the run.
    assert result.samples[-1].ledger / result.samples[-1].orders < 8_000
