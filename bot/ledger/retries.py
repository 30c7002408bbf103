"""Who had failed orders of a run tried again, when, and whether the answer was the same."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlite_utils import Database

from bot.ledger.sql import among
from bot.model import EventKind, Item, Retried

_REFUSALS = (EventKind.LABEL_REFUSED, EventKind.LABEL_FAILED)


def with_retries(db: Database, run_id: str, items: Iterable[Item]) -> tuple[Item, ...]:
    """Return the orders of a run, those that were tried again by a person with what came of it.

    Events hold what was answered without its words, but with their digest: equal ones were equal word for word.
    """
    rows = db.execute(
        "SELECT order_id, order_number, kind, person, at, json_extract(detail, '$.cause') FROM events "
        f"WHERE run_id = ? AND kind IN {among((EventKind.ORDER_RETRIED, *_REFUSALS))} ORDER BY seq",
        [run_id],
    ).fetchall()
    told: dict[tuple[Any, Any], Retried] = {}
    answers: dict[tuple[Any, Any], Any] = {}
    before: dict[tuple[Any, Any], Any] = {}
    for order_id, number, kind, person, at, cause in rows:
        order = (order_id, number)
        if kind == EventKind.ORDER_RETRIED:
            told[order] = Retried(str(person), datetime.fromisoformat(at), same=False)
            before[order] = answers.get(order)
            continue
        answers[order] = cause
        if order in told:
            told[order] = replace(told[order], same=cause is not None and cause == before[order])
    return tuple(replace(item, retried=told.get((item.order_id, item.order_number))) for item in items)
