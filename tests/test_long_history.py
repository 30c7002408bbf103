"""The ledger that long histories are measured with is one that the bot could have written."""

from __future__ import annotations

from pathlib import Path

from bot.ledger import audit
from tests.long_history import made


def test_a_ledger_made_for_measuring_agrees_with_its_own_history(tmp_path: Path) -> None:
    verdict = audit.verify(made(tmp_path / "ledger.db", 500))
    assert verdict.problems == []
    assert verdict.events >= 500
