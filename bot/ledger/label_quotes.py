"""By which option labels were made, what that costs, and what the shipping rules did for orders like another one."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Final

from sqlite_utils import Database

from bot.ledger import events, runs
from bot.ledger.rows import item_from
from bot.ledger.sql import insert_all, stamp, update
from bot.model import Estimate, EventKind, Item, Quoted, Shipping, band_of, estimate

REMEMBERED: Final = timedelta(days=90)
"""How long what rules did says what they will do."""


@dataclass(frozen=True)
class CameBack:
    """What Sendcloud tells of a label. Countries are ISO codes, *weight* kilograms of the whole order; None where it
    does not tell."""

    option_code: str
    contract_id: int | None
    from_country: str | None
    country: str | None
    weight: Decimal | None


@dataclass(frozen=True)
class ToQuote:
    """A label whose price is still to be asked for, made *at*. *weight*: kilograms of the whole order. *fee*: what the
    plan of Sendcloud adds for its parcels."""

    item_id: int
    at: datetime
    sender_address_id: int | None
    from_country: str | None
    country: str
    weight: Decimal
    parcels: int
    option_code: str
    contract_id: int | None
    fee: Decimal


def note(db: Database, item: Item, came: CameBack, *, now: datetime) -> None:
    """Remember what a label was made by, unless the plan knew its price; asked for once, whatever becomes of it."""
    found = db.execute(
        "SELECT json_extract(choices, '$.shipping'), json_extract(choices, '$.sender_address_id'), "
        "json_extract(choices, '$.parcels'), json_extract(choices, '$.test_labels'), country, weight, contract_id "
        "FROM items JOIN runs ON runs.id = run_id WHERE items.id = ?",
        [item.id],
    ).fetchone()
    if found is None:
        return
    shipping, sender, parcels, test_labels, country, weight, contract_id = found
    as_planned = item.option_code == came.option_code and contract_id in (None, came.contract_id)
    if test_labels or (as_planned and item.price is not None):
        return
    country, weight = country or came.country, weight or came.weight
    row = {
        "item_id": item.id,
        "integration_id": item.integration_id,
        "at": now,
        "by_rules": shipping == Shipping.RULES,
        "sender_address_id": sender,
        "from_country": came.from_country,
        "country": country,
        "weight": weight,
        "parcels": parcels,
        "option_code": came.option_code,
        "contract_id": came.contract_id,
        "asked": country is None or weight is None,
    }
    insert_all(db, "label_quotes", [row], replace=True)


def to_ask(db: Database, *, most: int) -> list[ToQuote]:
    """Return labels whose price nobody has asked for, oldest first."""
    rows = db.execute(
        "SELECT item_id, quote.at, sender_address_id, from_country, quote.country, quote.weight, quote.parcels, "
        "quote.option_code, quote.contract_id, coalesce(json_extract(runs.choices, '$.label_fee'), '0') "
        "FROM label_quotes AS quote JOIN items ON items.id = item_id JOIN runs ON runs.id = items.run_id "
        "WHERE asked = 0 ORDER BY item_id LIMIT ?",
        [most],
    ).fetchall()
    return [
        ToQuote(
            item_id,
            datetime.fromisoformat(at),
            sender,
            origin,
            country,
            weight=Decimal(weight),
            parcels=parcels,
            option_code=option,
            contract_id=contract,
            fee=Decimal(fee) * parcels,
        )
        for item_id, at, sender, origin, country, weight, parcels, option, contract, fee in rows
    ]


def quoted(db: Database, quotes: Iterable[tuple[ToQuote, Quoted]], *, now: datetime) -> None:
    """Store what labels cost, with an event for each whose price that changes."""
    told: set[str] = set()
    for one, quote in quotes:
        without_fee = {
            "option_label": quote.option_label,
            "carrier": quote.carrier,
            "price": quote.price,
            "currency": quote.currency,
            "asked": True,
        }
        update(db, "label_quotes", without_fee, "item_id = :by_id", {"by_id": one.item_id})
        for row in db.query("SELECT * FROM items WHERE id = ?", [one.item_id]):
            if _priced(db, item_from(row), quote, one.fee, now=now):
                told.add(row["run_id"])
    for run_id in sorted(told):
        runs.changed(db, run_id, now=now)


def _priced(db: Database, item: Item, quote: Quoted, fee: Decimal, *, now: datetime) -> bool:
    """Put the price of a label, with its fee, into the row of its order; False when it stands there already."""
    price = quote.price + fee if quote.price is not None else None
    rough = price is not None and quote.is_rough
    told = {"option_label": quote.option_label, "price": price, "currency": quote.currency, "price_is_rough": rough}
    if told == {name: getattr(item, name) for name in told}:
        return False
    update(db, "items", told, "id = :by_id", {"by_id": item.id})
    events.append(db, EventKind.LABEL_PRICED, now=now, order=item, detail=told)
    return True


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
