"""One page of a plan: counted and cut by SQL, so that a plan of 10,000 orders costs as much memory as a small one."""

from __future__ import annotations

import json
from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from sqlite_utils import Database

from bot.ledger.rows import checks_from, lines_from, plan_from
from bot.model import Elsewhere, Plan, PlanLine, PlanPage, Section, Tally, most_shown

_LINES = (
    Section.READY, Section.DOUBTED, Section.CHOOSE, Section.POSSIBLE, Section.LABELLED, Section.NOT_KNOWN,
    Section.NOT_FOUND,
)  # fmt: skip
"""Sections that list lines; what is still waiting is only counted."""

_TO_CHOOSE = "candidates <> '[]' AND possible = 0"
"""Numbers that several orders share, those that somebody has chosen for included."""

_SECOND_MOST = 20

_NAMED_ELSEWHERE = 5
"""Numbers that are named of those that another shop has."""


def read(db: Database, plan_id: str, *, show: Section | None = None, page: int = 1) -> PlanPage | None:
    """Return one page of a plan: the overview, or a page of the section *show*. A page beyond the last is the last."""
    for row in db.query("SELECT * FROM plans WHERE id = ?", [plan_id]):
        plan = plan_from(row, ())
        head = PlanPage(plan, _tallies(db, plan_id), show, page, choices=_choices(db, plan_id))
        page = min(max(page, 1), head.pages)
        sections = (show,) if show is not None else tuple(Section)
        return PlanPage(
            plan,
            head.tallies,
            show,
            page,
            lines={one: _lines(db, head, one, page) for one in sections if one in _LINES},
            entries={
                Section.TWICE: _entries(plan.twice, head, Section.TWICE, page),
                Section.NOT_UNDERSTOOD: _entries(plan.not_understood, head, Section.NOT_UNDERSTOOD, page),
            },
            findings=_findings(db, plan_id),
            elsewhere=_elsewhere(db, plan_id),
            choices=head.choices,
            second=_second(db, plan_id) if show is None else (),
        )
    return None


def counted(db: Database, plan_id: str) -> PlanPage | None:
    """Return the overview of a plan with its counts alone."""
    plan = head(db, plan_id)
    return PlanPage(plan, _tallies(db, plan_id), None, choices=_choices(db, plan_id)) if plan is not None else None


def head(db: Database, plan_id: str) -> Plan | None:
    """Return a plan without its lines."""
    return next((plan_from(row, ()) for row in db.query("SELECT * FROM plans WHERE id = ?", [plan_id])), None)


def _tallies(db: Database, plan_id: str) -> tuple[Tally, ...]:
    rows = db.execute(
        "SELECT section, ticked, count(*), carrier, country, currency, price, price_is_rough, like_orders > 0 "
        "FROM plan_lines WHERE plan_id = ? GROUP BY 1, 2, 4, 5, 6, 7, 8, 9",
        [plan_id],
    )
    return tuple(
        Tally(
            section=Section(section),
            ticked=bool(ticked),
            orders=orders,
            carrier=carrier,
            country=country,
            currency=currency,
            price=Decimal(price) if price is not None else None,
            price_is_rough=bool(rough),
            estimated=bool(estimated),
        )
        for section, ticked, orders, carrier, country, currency, price, rough, estimated in rows.fetchall()
    )


def _choices(db: Database, plan_id: str) -> int:
    row = db.execute(f"SELECT count(*) FROM plan_lines WHERE plan_id = ? AND {_TO_CHOOSE}", [plan_id]).fetchone()
    return int(row[0])


def _second(db: Database, plan_id: str) -> tuple[PlanLine, ...]:
    rows = db.query(
        "SELECT * FROM plan_lines WHERE plan_id = ? AND copy > 1 AND kind = 'ready' ORDER BY position LIMIT ?",
        [plan_id, _SECOND_MOST],
    )
    return lines_from(rows)


def _lines(db: Database, head: PlanPage, section: Section, page: int) -> tuple[PlanLine, ...]:
    alone = head.show is not None
    most = most_shown(section, alone=alone)
    if section is Section.READY and not alone and head.count(section) > most:
        return ()
    if section is Section.CHOOSE:
        where, order = _TO_CHOOSE, "kind <> 'ambiguous', position"
    else:
        where, order = f"section = '{section.value}'", "position"
    rows = db.query(
        f"SELECT * FROM plan_lines WHERE plan_id = ? AND {where} ORDER BY {order} LIMIT ? OFFSET ?",
        [head.plan.id, most, (page - 1) * most],
    )
    return lines_from(rows)


def _entries(given: tuple[str, ...], head: PlanPage, section: Section, page: int) -> tuple[str, ...]:
    if head.show not in (None, section):
        return ()
    most = most_shown(section, alone=head.show is not None)
    return given[(page - 1) * most : page * most]


def _findings(db: Database, plan_id: str) -> tuple[tuple[Any, int], ...]:
    rows = db.execute(
        "SELECT checks, count(*) FROM plan_lines WHERE plan_id = ? AND section = 'doubted' GROUP BY checks", [plan_id]
    ).fetchall()
    return tuple((checks_from(checks), orders) for checks, orders in rows)


def _elsewhere(db: Database, plan_id: str) -> tuple[Elsewhere, ...]:
    rows = db.execute(
        "SELECT other_shops, typed FROM plan_lines "
        "WHERE plan_id = ? AND section = 'not_found' AND other_shops <> '[]' ORDER BY position",
        [plan_id],
    ).fetchall()
    return tuple(_by_shop((json.loads(shops), typed) for shops, typed in rows))


def _by_shop(rows: Iterable[tuple[list[list[Any]], str]]) -> Iterable[Elsewhere]:
    found: dict[tuple[int, str], list[str]] = {}
    for shops, typed in rows:
        for integration_id, name in shops:
            found.setdefault((int(integration_id), str(name)), []).append(typed)
    for (integration_id, name), numbers in found.items():
        yield Elsewhere(integration_id, name, tuple(numbers[:_NAMED_ELSEWHERE]), len(numbers))
