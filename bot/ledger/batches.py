"""What is known of the orders for which somebody chooses a shipping option."""

from __future__ import annotations

from decimal import Decimal

from sqlite_utils import Database

from bot.ledger.rows import choices_from
from bot.model import Batch


def of_form(db: Database, view_id: str) -> Batch | None:
    """Return the ready orders of the plan whose form stands in a window to be changed; None where there are none.

    *view_id*: the window. What is typed into the form since is not known until it is checked.
    """
    row = db.execute("SELECT id, choices FROM plans WHERE aside_view_id = ?", [view_id]).fetchone()
    if row is None:
        return None
    rows = db.execute(
        "SELECT country, count(*), min(CAST(weight AS REAL)), max(CAST(weight AS REAL)), min(has_service_point) "
        "FROM plan_lines WHERE plan_id = ? AND kind = 'ready' GROUP BY country ORDER BY count(*) DESC, country",
        [row[0]],
    ).fetchall()
    if not rows:
        return None
    parcels = choices_from(row[1]).parcels
    lightest = [Decimal(str(least)) for _, _, least, _, _ in rows if least is not None]
    heaviest = [Decimal(str(most)) for _, _, _, most, _ in rows if most is not None]
    return Batch(
        countries=tuple(country for country, *_ in rows if country is not None),
        lightest=min(lightest) / parcels if lightest else None,
        heaviest=max(heaviest) / parcels if heaviest else None,
        has_service_points=all(row[4] for row in rows),
    )
