"""What the labels of some days cost, order by order."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from typing import Final

from sqlite_utils import Database

from bot.ledger.rows import choices_from
from bot.ledger.sql import stamp
from bot.model import AlikeOrders, BoughtOrder, Choices

MOST: Final = 50_000
"""Orders of one answer; more than 1,500 a day for a month. What is beyond is said to be missing."""


_WHAT: Final = (
    "coalesce(items.carrier, ''), coalesce(items.pressed_by, runs.person), items.run_id, "
    "max(1, json_array_length(items.parcels)), items.price, items.currency, items.price_is_rough"
)
_OF: Final = (
    "FROM items JOIN runs ON runs.id = items.run_id "
    "WHERE items.state = 'labelled' AND items.since >= :since AND items.since < :until "
    "AND (:by IS NULL OR coalesce(items.pressed_by, runs.person) = :by)"
)


def between(
    db: Database, since: datetime, until: datetime, *, by: str | None = None, most: int = MOST
) -> tuple[tuple[BoughtOrder, ...], bool]:
    """Return the orders whose labels became ready from *since* until before *until*, and were not cancelled since; and
    whether there are more than *most*.

    *by*: only what this person asked for, in a run of theirs or by asking once more; None for everybody's.
    """
    question = f"SELECT 1, items.order_number, items.since, {_WHAT} {_OF} ORDER BY items.since, items.id LIMIT :most"
    return _asked(db, question, since, until, by, most)


def summed(
    db: Database, since: datetime, until: datetime, *, by: str | None = None, most: int = MOST
) -> tuple[tuple[BoughtOrder, ...], bool]:
    """Return the same in fewer rows, without the numbers: one for all orders of a run that became ready in the same
    minute and are alike in all that is told. A day of whatever time zone begins with a minute."""
    question = (
        f"SELECT count(*), '', min(items.since), {_WHAT} {_OF} "
        "GROUP BY 4, 5, 6, 7, 8, 9, 10, substr(items.since, 1, 16) ORDER BY 3 LIMIT :most"
    )
    return _asked(db, question, since, until, by, most)


def _asked(
    db: Database, question: str, since: datetime, until: datetime, by: str | None, most: int
) -> tuple[tuple[BoughtOrder, ...], bool]:
    values = {"since": stamp(since), "until": stamp(until), "by": by, "most": most + 1}
    rows = db.execute(question, values).fetchall()
    choices: dict[str, Choices] = {}
    for run_id in {row[5] for row in rows}:
        choices[run_id] = choices_from(db.execute("SELECT choices FROM runs WHERE id = ?", [run_id]).fetchone()[0])
    return tuple(_bought(*row, choices=choices[row[5]]) for row in rows[:most]), len(rows) > most


def _bought(
    orders: int,
    number: str,
    since: str,
    carrier: str,
    person: str,
    run_id: str,
    parcels: int,
    price: str | None,
    currency: str | None,
    rough: int,
    *,
    choices: Choices,
) -> BoughtOrder:
    fee = (choices.label_fee or Decimal()) * parcels
    cost = AlikeOrders(
        orders,
        parcels,
        Decimal(price) if price is not None else None,
        currency,
        bool(rough),
        choices.test_labels,
        fee=fee if price is not None else None,
    )
    return BoughtOrder(number, datetime.fromisoformat(since), carrier, choices.shop_name, person, run_id, cost)
