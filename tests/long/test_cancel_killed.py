"""The bot gets ``kill -9`` between any two steps of a cancellation: what is told of each label is what became of it."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.chaos.sweep import Spot, strike

CANCEL = "POST /shipments/*/cancel"
SPOTS = (
    ("sql", "commit of insert clicks", "after"),
    ("sendcloud", CANCEL, "before"),
    ("sendcloud", CANCEL, "after"),
    ("sql", "items -> cancelled", "after"),
)
"""The others are struck by `make chaos`."""


@pytest.mark.parametrize(("where", "name", "moment"), SPOTS)
async def test_a_kill_in_the_midst_of_cancelling_loses_and_doubles_nothing(
    tmp_path: Path, where: str, name: str, moment: str
) -> None:
    outcome = await strike(tmp_path, Spot("cancelling", where, name, moment))
    assert (outcome.struck, outcome.restful) == (True, True)
    assert outcome.verdict.sentences() == []
