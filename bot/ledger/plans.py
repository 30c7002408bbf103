"""Plans in the ledger: what was pasted, what was found, and which view shows it."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Sequence, Set
from datetime import datetime
from typing import Final

from sqlite_utils import Database

from bot.ledger import events, holders, plan_ticks
from bot.ledger.rows import line_row, lines_from, plan_from
from bot.ledger.sql import among, dump, insert, insert_all, stamp, update
from bot.model import (
    Cause,
    Choices,
    EventKind,
    LineKind,
    Person,
    Plan,
    PlanLine,
    PlanState,
)

_NO_ORDER: Final = (LineKind.NOT_FOUND, LineKind.NOT_KNOWN, LineKind.WAITING)
"""Lines that may hold anything, as no order has such a number."""


def create(
    db: Database,
    plan_id: str,
    *,
    by: Person,
    channel: str,
    choices: Choices,
    lines: Sequence[PlanLine],
    twice: Sequence[str],
    not_understood: Sequence[str],
    cut: bool,
    view_id: str | None,
    now: datetime,
) -> str:
    """Store a new plan and return its id.

    The same form submitted twice is one plan. A form that was changed and submitted again (Slack keeps it open when
    our answer comes late) replaces the first one, unless that was confirmed.
    """
    if view_id is not None:
        same = _replaced(db, view_id, channel, choices, [line.typed for line in lines], by=by, now=now)
        if same is not None:
            return same
    insert(
        db,
        "plans",
        {
            "id": plan_id,
            "person": by.user,
            "team": by.team,
            "channel": channel,
            "choices": choices,
            "state": PlanState.CHECKING,
            "created_at": now,
            "twice": tuple(twice),
            "not_understood": tuple(not_understood),
            "cut": cut,
            "holds_words": True,
            "view_id": view_id,
            # The answer to the submission shows version 1 itself.
            "version": 1,
            "shown_version": 1,
        },
    )
    insert_all(db, "plan_lines", [line_row(plan_id, line) for line in lines])
    detail = {"plan": plan_id, "orders": len(lines)}
    events.append(db, EventKind.PLAN_ASKED_FOR, now=now, person=by.user, detail=detail, rows={"plans": plan_id})
    return plan_id


def _replaced(
    db: Database, view_id: str, channel: str, choices: Choices, typed: Sequence[str], *, by: Person, now: datetime
) -> str | None:
    """Replace what the form of this window made before; return the plan of the very same form, or one confirmed."""
    if (known := of_view(db, view_id)) is not None:
        same = (known.channel, known.choices, [line.typed for line in known.lines]) == (channel, choices, typed)
        if same or known.state is PlanState.CONFIRMED:
            return known.id
        _replace(db, known.id, by=by, now=now)
    for row in db.execute("SELECT id FROM plans WHERE aside_view_id = ?", [view_id]).fetchall():
        _replace(db, row[0], by=by, now=now)
    return None


def _replace(db: Database, plan_id: str, *, by: Person, now: datetime) -> None:
    db.execute(
        "UPDATE plans SET view_id = NULL, aside_view_id = NULL, state = 'failed', version = version + 1, "
        "shown_version = version + 1 WHERE id = ?",
        [plan_id],
    )
    events.append(db, EventKind.PLAN_REPLACED, now=now, person=by.user, detail={"plan": plan_id})


def load(db: Database, plan_id: str) -> Plan | None:
    """Return a plan with its lines."""
    return _one(db, "id = ?", plan_id)


def of_view(db: Database, view_id: str) -> Plan | None:
    """Return the plan that a modal shows."""
    return _one(db, "view_id = ?", view_id)


def _one(db: Database, where: str, value: str) -> Plan | None:
    for row in db.query(f"SELECT * FROM plans WHERE {where}", [value]):
        return plan_from(row, _lines(db, row["id"]))
    return None


def _lines(db: Database, plan_id: str) -> tuple[PlanLine, ...]:
    return lines_from(db.query("SELECT * FROM plan_lines WHERE plan_id = ? ORDER BY position", [plan_id]))


def to_check(db: Database) -> list[str]:
    """Return the ids of the plans that Sendcloud has not been asked about, oldest first."""
    return [
        row[0] for row in db.execute("SELECT id FROM plans WHERE state = 'checking' ORDER BY created_at").fetchall()
    ]


def checked(
    db: Database,
    plan_id: str,
    lines: Sequence[PlanLine],
    *,
    twice: Sequence[str] = (),
    eager_feedback: bool,
    shop_failing_since: str | None,
    shop_failed_with: str | None = None,
    shop_failed_at: str | None = None,
    unknown_words: Sequence[tuple[str, int]] | None = None,
    checked_at: datetime,
    now: datetime,
) -> None:
    """Store what a look at Sendcloud found; orders that another run has count as labelled. Here the bot ticks.

    *checked_at*: when the look began, which is how old the picture is. *twice*: numbers that turned out to name an
    order that was named before; they leave the lines. Their own ``ticked`` is ignored: `plan_ticks.carried_over`.
    """
    lines = _taken_over(db, plan_id, lines, twice, now=now)
    insert_all(db, "plan_lines", [line_row(plan_id, line) for line in lines], replace=True)
    told = {"eager_feedback": eager_feedback, "shop_failing_since": shop_failing_since, "checked_at": checked_at}
    words = {"unknown_words": tuple(unknown_words)} if unknown_words is not None else {}
    _ready(db, plan_id, {**told, "shop_failed_with": shop_failed_with, "shop_failed_at": shop_failed_at, **words})
    found = Counter(line.kind.value for line in lines)
    events.append(db, EventKind.PLAN_CHECKED, now=now, detail={"plan": plan_id, **found})


def _taken_over(
    db: Database, plan_id: str, lines: Sequence[PlanLine], twice: Sequence[str], *, now: datetime
) -> list[PlanLine]:
    """Return the lines that stay in a plan as they are stored, with who holds them and their ticks; drop the others."""
    before = {line.position: line for line in _lines(db, plan_id)}
    found_by_chance = {line.position for line in lines if line.possible and line.kind is LineKind.NOT_FOUND}
    if twice:
        _drop_twice(db, plan_id, lines, twice)
    _drop(db, plan_id, found_by_chance)
    integration = _integration(db, plan_id)
    held = [holders.with_holder(db, integration, line, now=now) for line in lines]
    kept = [line for line in held if line.position not in found_by_chance]
    return plan_ticks.without_rivals([plan_ticks.carried_over(before.get(line.position), line) for line in kept])


def _ready(db: Database, plan_id: str, columns: dict[str, object]) -> None:
    db.execute(
        "UPDATE plans SET version = version + 1, tick_version = tick_version + 1 WHERE id = ? AND state = 'checking'",
        [plan_id],
    )
    # A plan that is about to be bought stays frozen: what was found decides about it, and no press comes between.
    frozen = db.execute("SELECT 1 FROM frozen_plans WHERE plan_id = ? AND state = 'checking'", [plan_id]).fetchone()
    state = PlanState.FROZEN if frozen else PlanState.READY
    done = {"state": state, "cause": None, "holds_words": True, **columns}
    update(db, "plans", done, "id = :by_id AND state = :by_state", {"by_id": plan_id, "by_state": PlanState.CHECKING})


def _drop_twice(db: Database, plan_id: str, lines: Sequence[PlanLine], twice: Sequence[str]) -> None:
    """Take lines out of a plan that are not among *lines*, and add their numbers to those that stood there twice."""
    keep = {line.position for line in lines}
    known = db.execute("SELECT position FROM plan_lines WHERE plan_id = ?", [plan_id]).fetchall()
    _drop(db, plan_id, {row[0] for row in known} - keep)
    before = db.execute("SELECT twice FROM plans WHERE id = ?", [plan_id]).fetchone()
    update(db, "plans", {"twice": [*json.loads(before[0]), *twice]}, "id = :by_id", {"by_id": plan_id})


def _drop(db: Database, plan_id: str, positions: Set[int]) -> None:
    db.conn.executemany(
        "DELETE FROM plan_lines WHERE plan_id = ? AND position = ?", [(plan_id, position) for position in positions]
    )


def _integration(db: Database, plan_id: str) -> int:
    row = db.execute("SELECT choices FROM plans WHERE id = ?", [plan_id]).fetchone()
    return int(json.loads(row[0])["integration_id"])


def failed(db: Database, plan_id: str, cause: Cause, *, now: datetime) -> None:
    """Store why the look at Sendcloud did not succeed."""
    db.execute(
        "UPDATE plans SET state = 'failed', cause = ?, version = version + 1 WHERE id = ? AND state = 'checking'",
        [dump(cause), plan_id],
    )
    events.append(db, EventKind.PLAN_CHECK_FAILED, now=now, detail={"plan": plan_id, "cause": cause})


def check_again(db: Database, plan_id: str, *, now: datetime) -> bool:
    """Send a plan back to be looked up anew; False when it is confirmed already or being checked."""
    done = db.execute(
        "UPDATE plans SET state = 'checking', done = 0, version = version + 1 "
        f"WHERE id = ? AND state IN {among((PlanState.READY, PlanState.FAILED))}",
        [plan_id],
    ).rowcount
    if done:
        events.append(db, EventKind.PLAN_TO_CHECK_AGAIN, now=now, detail={"plan": plan_id})
    return bool(done)


def to_show(db: Database) -> list[str]:
    """Return the ids of the plans whose newest version nobody has seen."""
    return [row[0] for row in db.execute("SELECT id FROM plans WHERE shown_version < version").fetchall()]


def shown(db: Database, plan_id: str, version: int) -> None:
    """Remember which version of a plan was shown last."""
    db.execute("UPDATE plans SET shown_version = max(shown_version, ?) WHERE id = ?", [version, plan_id])


def in_view(db: Database, plan_id: str, view_id: str | None, version: int | None = None) -> None:
    """Remember the modal that shows a plan; None when it was closed, so that the plan comes as a message.

    With the *version* that it shows: a message about the plan has yet to lose its button.
    """
    db.execute("UPDATE plans SET view_id = ?, aside_view_id = NULL WHERE id = ?", [view_id, plan_id])
    if version is not None:
        shown(db, plan_id, version)
        db.execute("UPDATE plans SET version = version + 1 WHERE id = ?", [plan_id])


def lay_aside(db: Database, plan_id: str) -> None:
    """Show nothing of a plan until its form, which stands in its window again to be changed, is closed or submitted."""
    db.execute(
        "UPDATE plans SET aside_view_id = view_id, view_id = NULL, shown_version = version "
        "WHERE id = ? AND view_id IS NOT NULL AND state <> 'confirmed'",
        [plan_id],
    )


def closed(db: Database, view_id: str) -> None:
    """Have a plan shown as a message, if it is no run yet, since its reader closed the modal that it stood in."""
    for column in ("view_id", "aside_view_id"):
        db.execute(f"UPDATE plans SET {column} = NULL, version = version + 1 WHERE {column} = ?", [view_id])


def forget_words(db: Database, *, before: datetime) -> int:
    """Blank what was pasted and is no order number in plans that are confirmed, or were made before *before*.

    Return in how many places there was any.

    Entries that are no number, that stood there twice, or that no order has can be anything. Their count stays, and
    so do the numbers of orders.
    """
    rows = db.execute(
        "SELECT id, json_array_length(not_understood), json_array_length(twice) FROM plans "
        "WHERE holds_words = 1 AND (state = 'confirmed' OR created_at < ?)",
        [stamp(before)],
    ).fetchall()
    for plan_id, not_understood, twice in rows:
        columns = {"not_understood": [""] * not_understood, "twice": [""] * twice, "holds_words": False}
        update(db, "plans", columns, "id = :by_id", {"by_id": plan_id})
        db.execute(
            "UPDATE plan_lines SET typed = '', spellings = '[]', candidates = '[]', checks = '[]', snapshot = '[]', "
            "holder = NULL, destination = NULL, carrier = NULL, reason = NULL "
            f"WHERE plan_id = ? AND kind IN {among(_NO_ORDER)}",
            [plan_id],
        )
    return len(rows)
