"""The bot gets ``kill -9`` between every two steps of a fix: it is saved once and retried once, or said not to be."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.chaos.sweep import Spot, strike

CHANGE, READ = "PATCH /orders/*", "GET /orders/*"
SPOTS = (
    ("sql", "event fix_taken", "after", 1),
    ("sql", "commit of update fixes", "before", 1),
    ("sql", "commit of update fixes", "after", 1),
    ("sendcloud", CHANGE, "before", 1),
    ("sendcloud", CHANGE, "after", 1),
    ("sql", "commit of update fixes", "before", 2),
    ("sql", "commit of update fixes", "after", 2),
    ("sql", "event fix_saved", "before", 1),
    ("sql", "event fix_saved", "after", 1),
)
"""Taken; being sent; sent; answered; read back; saved and retried."""


@pytest.mark.parametrize(("where", "name", "moment", "nth"), SPOTS)
async def test_a_kill_in_the_midst_of_a_fix_loses_and_doubles_nothing(
    tmp_path: Path, where: str, name: str, moment: str, nth: int
) -> None:
    outcome = await strike(tmp_path, Spot("fixing", where, name, moment, nth))
    assert (outcome.struck, outcome.restful) == (True, True)
    assert outcome.verdict.sentences() == []
    assert outcome.verdict.orders == 3
