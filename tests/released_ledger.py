"""Writes a small ledger of this version as SQL: ``python -m tests.released_ledger``, once for each release.

``tests/fixtures/ledger-VERSION.sql`` is then opened by every later version's tests and never written again. While a
version is not released yet, delete its file and write it anew when the schema changes.
"""

from __future__ import annotations

import sys
import tempfile
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Final

from bot import __version__
from bot.ledger import Database, confirmations, document_requests, lease, messages, plans, purchases, runs, settlements
from bot.ledger.store import connect, prepare
from bot.model import CallOutcome, Cause, Choices, Item, LineKind, Parcel, Person, PlanLine, SlackMessage

FOLDER: Final = Path(__file__).parent / "fixtures"
NUMBERS: Final = ("1001", "1002", "1003", "1004", "1005")
RUN: Final = "L-7F3A"

_BEGUN: Final = datetime(2026, 11, 22, 9, 0, tzinfo=UTC)
_ANNA: Final = Person("U0AGENT", "T0SANDBOX")
_CHANNEL: Final = "C0SHIPPING"


def order_id(number: str) -> str:
    """Return the id that an order of this ledger has in its shop."""
    return f"shop-{number}"


def fill(db: Database) -> None:
    """Write a run into an empty ledger whose five orders are labelled, refused, waiting, claimed and unknown."""
    token = lease.take(db, "released", now=_BEGUN)
    assert token is not None
    lines = [
        PlanLine(
            place, number, LineKind.READY, ticked=True, order_number=number, order_id=order_id(number), carrier="PostNL"
        )
        for place, number in enumerate(NUMBERS, start=1)
    ]
    nobody = PlanLine(6, "9999", LineKind.NOT_FOUND, spellings=("9999", "#9999"))
    plans.create(
        db,
        "P-1",
        by=_ANNA,
        channel=_CHANNEL,
        choices=Choices(integration_id=70, shop_name="Shop"),
        lines=[*lines, nobody],
        twice=["1001"],
        not_understood=["please"],
        cut=False,
        view_id=None,
        now=_BEGUN,
    )
    plans.checked(
        db, "P-1", [*lines, nobody], eager_feedback=False, shop_failing_since=None, checked_at=_BEGUN, now=_BEGUN
    )
    confirmations.confirm(db, "P-1", RUN, by=_ANNA, now=_BEGUN)
    parent = SlackMessage(RUN, "parent", "thread", _CHANNEL, "1795338000.000100", "posted", "d" * 64, _BEGUN)
    messages.note(db, [parent])
    first, second, _, _, fifth = _asked(db, token, "1001", "1002", "1005")
    parcel = Parcel(3001, "3SABCD", "https://track.example/3SABCD", ("label",))
    settlements.accept(db, first, "4f0c1f50-0000-4000-8000-000000000001", [parcel], watch_at=_BEGUN, now=_BEGUN)
    settlements.labelled(db, _items(db)[0], [parcel], "PostNL", now=_BEGUN)
    settlements.refuse(db, second, Cause("address", "The house number is missing.", "invalid"), now=_BEGUN)
    later = _BEGUN + timedelta(minutes=2)
    settlements.unknown(db, fifth, next_look_at=_BEGUN, open_until=later, may_ask_again=True, now=_BEGUN)
    purchases.end_attempt(db, 1, CallOutcome.ANSWERED, 202, now=_BEGUN)
    _asked(db, token, "1004")
    document_requests.add(db, RUN, by=_ANNA, now=_BEGUN)


def _asked(db: Database, token: int, *numbers: str) -> list[Item]:
    chosen = [item for item in _items(db) if item.order_number in numbers]
    request = {"orders": [{"order_id": item.order_id} for item in chosen]}
    purchases.claim(db, RUN, chosen, request, token=token, send_by=_BEGUN + timedelta(seconds=1), now=_BEGUN)
    return _items(db)


def _items(db: Database) -> list[Item]:
    run = runs.load(db, RUN)
    assert run is not None
    return list(run.items)


def dump(folder: Path) -> str:
    """Return a filled ledger of today's schema as SQL, the same for every call."""
    db = connect(folder / "ledger.db")
    prepare(db)
    fill(db)
    db.execute("UPDATE _sqlite_migrations SET applied_at = ?", [_BEGUN.isoformat(" ")])
    text = "\n".join(db.conn.iterdump())
    db.close()
    return f"{text}\n"


def main() -> int:
    """Write the file of this version, unless it is there."""
    target = FOLDER / f"ledger-{__version__}.sql"
    if target.exists():
        sys.stderr.write(f"{target} exists; the ledger of a released version is never written anew.\n")
        return 1
    with tempfile.TemporaryDirectory() as folder:
        target.write_text(dump(Path(folder)), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
