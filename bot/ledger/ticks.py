"""What people tick and untick in a plan."""

from __future__ import annotations

from collections.abc import Sequence, Set

from sqlite_utils import Database

from bot.ledger.sql import among, marks
from bot.model import Differs, OnScreen, PlanState, same_number_key

_AT_ONCE = 500
_TICKED_IN = (PlanState.READY, PlanState.CHECKING)
"""States of a plan whose window shows ticks."""


def take(db: Database, plan_id: str, screen: OnScreen, *, seen_at: str) -> bool:
    """Store the ticks that stood on a screen when something was pressed on it; False when they do not count.

    *seen_at*: Slack's own time of the press. What was pressed before the newest press that is known comes late and is
    passed over. Of a screen from before the bot changed ticks only the unticks count, and the plan has to be drawn
    under new ids: what a person has unticked is not bought because the bot looked again at that moment.
    """
    row = db.execute(
        "UPDATE plans SET ticks_from = ?, shown_again = NULL "
        f"WHERE id = ? AND state IN {among(_TICKED_IN)} AND coalesce(ticks_from, '') < ? RETURNING tick_version",
        [seen_at, plan_id, seen_at],
    ).fetchone()
    if row is None:
        return False
    if row[0] == screen.tick_version:
        _mark(db, plan_id, screen.shown, screen.ticked)
    elif _mark(db, plan_id, screen.shown - screen.ticked, frozenset()):
        db.execute("UPDATE plans SET tick_version = tick_version + 1 WHERE id = ?", [plan_id])
    return True


def _mark(db: Database, plan_id: str, shown: Set[int], ticked: Set[int]) -> int:
    """Tick and untick the lines *shown*; return how many changed."""
    return db.conn.executemany(
        "UPDATE plan_lines SET ticked = :tick WHERE plan_id = :plan AND position = :position AND kind = 'ready' "
        "AND ticked <> :tick",
        [{"tick": int(one in ticked), "plan": plan_id, "position": one} for one in sorted(shown)],
    ).rowcount


def untick(db: Database, plan_id: str, positions: Set[int]) -> None:
    """Take the ticks of these lines away."""
    _mark(db, plan_id, positions, frozenset())


def show_again(db: Database, plan_id: str, screen: OnScreen, why: Differs) -> None:
    """Have a plan drawn anew under new ids, with the ticks that stood on the screen where these are the newest."""
    if why is Differs.COUNT:
        _mark(db, plan_id, screen.shown, screen.ticked)
    db.execute(
        "UPDATE plans SET shown_again = ?, version = version + 1, tick_version = tick_version + 1 WHERE id = ?",
        [why.value, plan_id],
    )


def leave_out(db: Database, plan_id: str, spellings: Sequence[tuple[str, ...]]) -> list[int]:
    """Untick the ready orders with these numbers, each given by its spellings; return how many lines each met."""
    found = db.execute(
        "SELECT position, order_number, typed FROM plan_lines JOIN plans ON plans.id = plan_id "
        "WHERE plan_id = ? AND kind = 'ready' AND state = 'ready'",
        [plan_id],
    ).fetchall()
    by_number: dict[str, set[int]] = {}
    for position, number, typed in found:
        for key in (same_number_key(number), same_number_key(typed)):
            by_number.setdefault(key, set()).add(position)
    met = [_first(by_number, each) for each in spellings]
    positions = sorted(set().union(*met)) if met else []
    for start in range(0, len(positions), _AT_ONCE):
        part = positions[start : start + _AT_ONCE]
        db.execute(
            f"UPDATE plan_lines SET ticked = 0 WHERE plan_id = ? AND position IN {marks(part)}", [plan_id, *part]
        )
    if positions:
        db.execute("UPDATE plans SET tick_version = tick_version + 1, shown_again = NULL WHERE id = ?", [plan_id])
    return [len(one) for one in met]


def _first(by_number: dict[str, set[int]], spellings: tuple[str, ...]) -> set[int]:
    """Return the lines that the first matching spelling names."""
    return next((by_number[key] for one in spellings if (key := same_number_key(one)) in by_number), set())
