"""The ledger: who asked for what, what was bought and what Slack was shown. The only room that speaks SQL."""

from __future__ import annotations

from sqlite_utils import Database

from bot.ledger.store import LeaseLost, Ledger, LedgerUnavailable, NewerLedger

__all__ = ["Database", "LeaseLost", "Ledger", "LedgerUnavailable", "NewerLedger"]
