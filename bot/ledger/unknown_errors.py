"""Refusals in words that are in no catalogue: how often they came, and what they say, for whoever adds to it.

They stand beside the chain of events: the count stays, the words are erased with all others.
"""

from __future__ import annotations

import hashlib
import re
from datetime import datetime
from typing import Any

from sqlite_utils import Database

from bot.ledger.sql import stamp
from bot.model import UNKNOWN, Cause, Item

_NUMBERS = re.compile(r"\d+")


def note(db: Database, item: Item, cause: Cause, *, now: datetime) -> None:
    """Count a refusal of an order whose words nobody knows; those that differ in numbers alone are the same ones."""
    if cause.kind not in UNKNOWN or not cause.text:
        return
    said = "|".join((cause.kind, cause.code or "", _NUMBERS.sub("#", cause.text)))
    db.execute(
        "INSERT INTO unknown_errors (id, kind, code, said, seen, first_at, last_at, order_number) "
        "VALUES (:id, :kind, :code, :said, 1, :now, :now, :number) "
        "ON CONFLICT (id) DO UPDATE SET seen = seen + 1, said = :said, last_at = :now, order_number = :number",
        {
            "id": hashlib.sha256(said.encode()).hexdigest(),
            "kind": cause.kind,
            "code": cause.code,
            "said": cause.text,
            "now": stamp(now),
            "number": item.order_number,
        },
    )


def forget(db: Database, *, before: datetime) -> int:
    """Blank the words that were said before *before* for the last time; return how many there were."""
    return db.execute("UPDATE unknown_errors SET said = '' WHERE said <> '' AND last_at < ?", [stamp(before)]).rowcount


def listed(db: Database) -> list[dict[str, Any]]:
    """Return each of them, the most frequent first: how often, from and until when, by whom, and what was said."""
    question = (
        "SELECT seen, first_at, last_at, CASE kind WHEN 'carrier' THEN 'carrier' ELSE 'Sendcloud' END AS said_by, "
        "code, order_number AS last_order, CASE said WHEN '' THEN '(erased)' ELSE said END AS words "
        "FROM unknown_errors ORDER BY seen DESC, last_at DESC"
    )
    return list(db.query(question))
