"""Rows of the ledger as values of the model: a column for each field, JSON where a field holds more than one thing."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import fields
from datetime import datetime
from typing import Any, Final

from pydantic import TypeAdapter

from bot.checks import Check
from bot.model import (
    ALL_DOCUMENTS,
    Cancellation,
    Choices,
    DocumentRequest,
    Event,
    Fix,
    Item,
    Plan,
    PlanLine,
    Run,
    Wanted,
)

Row = Mapping[str, Any]

_JSON: Final = frozenset(
    {
        "candidates", "cause", "checks", "choices", "detail", "failed_before", "hashes", "holder", "not_understood",
        "other_shops", "parcels", "snapshot", "spellings", "twice", "unknown_words",
    }
)  # fmt: skip

_CANCELLATIONS: Final = TypeAdapter(tuple[Cancellation, ...])
_CHECKS: Final = TypeAdapter(tuple[Check, ...])
_CHOICES: Final = TypeAdapter(Choices)
_EVENTS: Final = TypeAdapter(list[Event])
_FIXES: Final = TypeAdapter(tuple[Fix, ...])
_ITEMS: Final = TypeAdapter(tuple[Item, ...])
_PLAN: Final = TypeAdapter(Plan)
_PLAN_LINES: Final = TypeAdapter(tuple[PlanLine, ...])
_REQUESTS: Final = TypeAdapter(tuple[DocumentRequest, ...])
_RUN: Final = TypeAdapter(Run)
_WANTED: Final = TypeAdapter(Wanted)


def moment(text: str | None) -> datetime | None:
    """Return a stored time as an aware datetime in UTC; None for none."""
    return datetime.fromisoformat(text) if text else None


def choices_from(text: str) -> Choices:
    """Return what was chosen for a plan or a run."""
    return _CHOICES.validate_json(text)


def items_from(rows: Iterable[Row]) -> tuple[Item, ...]:
    """Return rows of ``items`` as orders of runs."""
    return _ITEMS.validate_python([_decoded(row) for row in rows])


def item_from(row: Row) -> Item:
    """Return a row of ``items`` as an order of a run."""
    return items_from([row])[0]


def cancellations_from(rows: Iterable[Row]) -> tuple[Cancellation, ...]:
    """Return rows of ``cancellations`` as what they are about."""
    return _CANCELLATIONS.validate_python([_decoded(row) for row in rows])


def fixes_from(rows: Iterable[Row]) -> tuple[Fix, ...]:
    """Return rows of ``fixes`` as what they are about."""
    return _FIXES.validate_python([_decoded(row) for row in rows])


def lines_from(rows: Iterable[Row]) -> tuple[PlanLine, ...]:
    """Return rows of ``plan_lines`` as lines of a plan."""
    return _PLAN_LINES.validate_python([_decoded(row) for row in rows])


def checks_from(text: str) -> tuple[Check, ...]:
    """Return stored findings of the checks."""
    return _CHECKS.validate_json(text)


def line_row(plan_id: str, line: PlanLine) -> dict[str, object]:
    """Return a line of a plan as a row of ``plan_lines``."""
    return {"plan_id": plan_id, **{field.name: getattr(line, field.name) for field in fields(line)}}


def requests_from(rows: Iterable[Row]) -> tuple[DocumentRequest, ...]:
    """Return rows of ``document_requests`` as what they ask for."""
    return _REQUESTS.validate_python([_request(row) for row in rows])


def _request(row: Row) -> dict[str, Any]:
    wanted = wanted_from(row["wanted"]) if row["wanted"] else ALL_DOCUMENTS
    run_id, number = row["run_id"] or "", row["order_number"] or ""
    return {**row, "by": row["person"], "wanted": wanted, "run_id": run_id, "order_number": number}


def wanted_from(text: str) -> Wanted:
    """Return what somebody chose of documents."""
    return _WANTED.validate_json(text)


def events_from(rows: Iterable[Row]) -> list[Event]:
    """Return rows of ``events`` as the events they stand for."""
    return _EVENTS.validate_python([_decoded(row) for row in rows])


def plan_from(row: Row, lines: tuple[PlanLine, ...]) -> Plan:
    """Return a row of ``plans`` with its lines as a plan."""
    return _PLAN.validate_python({**_decoded(row), "by": _person(row), "lines": lines})


def run_from(row: Row, items: tuple[Item, ...], documents: tuple[DocumentRequest, ...]) -> Run:
    """Return a row of ``runs`` with its orders and requests for documents as a run."""
    return _RUN.validate_python({**_decoded(row), "by": _person(row), "items": items, "documents": documents})


def _person(row: Row) -> dict[str, str]:
    return {"user": row["person"], "team": row["team"]}


def _decoded(row: Row) -> dict[str, Any]:
    values = dict(row)
    for name in _JSON & values.keys():
        cell = values[name]
        if cell:
            values[name] = () if cell == "[]" else json.loads(cell)  # most lists are empty
    return values
