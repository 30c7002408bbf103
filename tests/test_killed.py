"""The bot gets ``kill -9`` in the midst of a purchase: in short what `make long` and `make chaos` do at length."""

from __future__ import annotations

from pathlib import Path

from tests.chaos.sweep import Spot, strike


async def test_killed_when_it_has_written_down_that_it_asks_the_bot_buys_nothing_twice(tmp_path: Path) -> None:
    outcome = await strike(tmp_path, Spot("buying", "sql", "commit of insert attempts", "after"))
    assert (outcome.struck, outcome.restful) == (True, True)
    assert outcome.verdict.sentences() == []
