"""By which option each label was made, what that costs, and what the shipping rules did for orders like another one."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Final

from sqlite_utils import Database

from bot.ledger.sql import insert_all, stamp, update
from bot.model import Estimate, Item, Shipping, band_of, estimate

REMEMBERED: Final = timedelta(days=90)
"""How long what rules did says what they will do."""


@dataclass(frozen=True)
class ToQuote:
    """A label whose price is still to be asked for. *weight*: kilograms of the whole order."""

    item_id: int
    sender_address_id: int | None
    country: str
    weight: Decimal
    parcels: int
    option_code: str
    contract_id: int | None


def note(db: Database, item: Item, option_code: str, contract_id: int | None, *, now: datetime) -> None:
    """Remember the option that a label came back with; asked for once, whatever becomes of the label later."""
    found = db.execute(
        "SELECT json_extract(runs.choices, '$.shipping'), json_extract(runs.choices, '$.sender_address_id'), "
        "coalesce(json_extract(runs.choices, '$.parcels'), 1), plan_lines.country, plan_lines.weight "
        "FROM runs LEFT JOIN plan_lines ON plan_lines.plan_id = runs.plan_id AND plan_lines.order_id = ? "
        "WHERE runs.id = ? LIMIT 1",
        [item.order_id, item.run_id],
    ).fetchone()
    if found is None:
        return
    shipping, sender, parcels, country, weight = found
    row = {
        "item_id": item.id,
        "integration_id": item.integration_id,
        "at": now,
        "by_rules": shipping == Shipping.RULES,
        "sender_address_id": sender,
        "country": country,
        "weight": weight,
        "parcels": parcels,
        "option_code": option_code,
        "contract_id": contract_id,
        "asked": country is None or weight is None,
    }
    insert_all(db, "label_quotes", [row], replace=True)


def to_ask(db: Database, *, most: int) -> list[ToQuote]:
    """Return labels whose price nobody has asked for, oldest first."""
    rows = db.execute(
        "SELECT item_id, sender_address_id, country, weight, parcels, option_code, contract_id FROM label_quotes "
        "WHERE asked = 0 ORDER BY item_id LIMIT ?",
        [most],
    ).fetchall()
    return [ToQuote(row[0], row[1], row[2], Decimal(row[3]), *row[4:]) for row in rows]


def quoted(
    db: Database,
    item_id: int,
    *,
    option_label: str | None,
    carrier: str | None,
    price: Decimal | None,
    currency: str | None,
) -> None:
    """Store what a label costs; everything is None where there is no quote."""
    columns = {"option_label": option_label, "carrier": carrier, "price": price, "currency": currency, "asked": True}
    update(db, "label_quotes", columns, "item_id = :by_id", {"by_id": item_id})


def estimates(
    db: Database, integration_id: int, kinds: Sequence[tuple[str, Decimal]], *, parcels: int, now: datetime
) -> dict[tuple[str, Decimal], Estimate]:
    """Return what the rules did for orders like each of *kinds*, country and weight band, where that is clear."""
    found: dict[tuple[str, Decimal], Estimate] = {}
    for country in {country for country, _ in kinds}:
        rows = db.execute(
            "SELECT weight, option_code, contract_id, option_label, carrier, price, currency FROM label_quotes "
            "WHERE by_rules = 1 AND integration_id = ? AND country = ? AND at >= ? AND parcels = ? AND asked = 1 "
            "AND weight IS NOT NULL",
            [integration_id, country, stamp(now - REMEMBERED), parcels],
        ).fetchall()
        by_band: dict[Decimal, Counter[tuple[object, ...]]] = {}
        for weight, *did in rows:
            by_band.setdefault(band_of(Decimal(weight)), Counter())[tuple(did)] += 1
        for band, counts in by_band.items():
            one = estimate(counts)
            if one is not None and (country, band) in kinds:
                found[country, band] = one
    return found
