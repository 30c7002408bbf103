"""Rows of the ledger as the values of the model, and back."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, fields
from datetime import datetime
from decimal import Decimal
from typing import Any

from bot.model import (
    Candidate,
    Cause,
    Choices,
    DocumentRequest,
    Holder,
    Item,
    LineKind,
    Parcel,
    Person,
    Plan,
    PlanLine,
    PlanState,
    Run,
    RunState,
    Shipping,
    State,
)

Row = Mapping[str, Any]


def moment(text: str | None) -> datetime | None:
    """Return a stored time stamp as an aware UTC datetime."""
    return datetime.fromisoformat(text) if text else None


def dump(value: object) -> str:
    """Return a value of the model as JSON; money and times as text."""
    return json.dumps(value, ensure_ascii=False, default=_plain)


def _plain(value: object) -> object:
    if isinstance(value, datetime):
        return value.isoformat()
    if isinstance(value, Decimal):
        return str(value)
    return asdict(value)  # type: ignore[call-overload]  # the only other things stored are the model's dataclasses


def choices_from(text: str) -> Choices:
    stored = json.loads(text)
    return Choices(**{**stored, "shipping": Shipping(stored["shipping"])})


def cause_from(text: str | None) -> Cause | None:
    return Cause(**json.loads(text)) if text else None


def holder_from(stored: dict[str, Any] | None) -> Holder | None:
    return Holder(**{**stored, "at": moment(stored["at"])}) if stored else None


def line_from(row: Row) -> PlanLine:
    found = json.loads(row["found"])
    return PlanLine(
        position=row["position"],
        typed=row["typed"],
        kind=LineKind(row["kind"]),
        spellings=tuple(found.get("spellings", ())),
        order_number=row["order_number"],
        order_id=row["order_id"],
        sendcloud_id=row["sendcloud_id"],
        snapshot=tuple(found.get("snapshot", ())),
        destination=found.get("destination"),
        holder=holder_from(found.get("holder")),
        candidates=tuple(
            Candidate(**{**one, "snapshot": tuple(one["snapshot"]), "live": tuple(one["live"])})
            for one in found.get("candidates", ())
        ),
        warnings=tuple(found.get("warnings", ())),
        carrier=found.get("carrier"),
        price=Decimal(found["price"]) if found.get("price") else None,
        currency=found.get("currency"),
        copy=found.get("copy", 1),
        reason=found.get("reason"),
    )


_LINE_COLUMNS = {"position", "typed", "kind", "order_number", "order_id", "sendcloud_id"}


def line_row(plan_id: str, line: PlanLine) -> dict[str, Any]:
    found = {f.name: getattr(line, f.name) for f in fields(line) if f.name not in _LINE_COLUMNS}
    return {
        "plan_id": plan_id,
        "position": line.position,
        "typed": line.typed,
        "kind": line.kind.value,
        "order_number": line.order_number,
        "order_id": line.order_id,
        "sendcloud_id": line.sendcloud_id,
        "found": dump({name: value for name, value in found.items() if value not in (None, (), "")}),
    }


def plan_from(row: Row, lines: tuple[PlanLine, ...]) -> Plan:
    return Plan(
        id=row["id"],
        by=Person(row["user"], row["team"]),
        channel=row["channel"],
        choices=choices_from(row["choices"]),
        state=PlanState(row["state"]),
        created_at=datetime.fromisoformat(row["created_at"]),
        checked_at=moment(row["checked_at"]),
        lines=lines,
        twice=tuple(json.loads(row["twice"])),
        not_understood=tuple(json.loads(row["not_understood"])),
        view_id=row["view_id"],
        version=row["version"],
        cause=cause_from(row["cause"]),
        eager_feedback=bool(row["eager_feedback"]),
        shop_failing_since=row["shop_failing_since"],
        rechecked=bool(row["rechecked"]),
        cut=bool(row["cut"]),
        run_id=row["run_id"],
    )


def item_from(row: Row) -> Item:
    return Item(
        id=row["id"],
        run_id=row["run_id"],
        position=row["position"],
        integration_id=row["integration_id"],
        order_number=row["order_number"],
        order_id=row["order_id"],
        sendcloud_id=row["sendcloud_id"],
        copy=row["copy"],
        state=State(row["state"]),
        since=datetime.fromisoformat(row["since"]),
        batch=row["batch"],
        snapshot=tuple(json.loads(row["snapshot"])),
        checked_at=moment(row["checked_at"]),
        destination=row["destination"],
        attempt_id=row["attempt_id"],
        asked_again=row["asked_again"],
        shipment_id=row["shipment_id"],
        parcels=tuple(Parcel(**{**one, "documents": tuple(one["documents"])}) for one in json.loads(row["parcels"])),
        carrier=row["carrier"],
        cause=cause_from(row["cause"]),
        holder=holder_from(json.loads(row["holder"]) if row["holder"] else None),
        candidates=tuple(json.loads(row["candidates"])),
        next_look_at=moment(row["next_look_at"]),
        looks=row["looks"],
        open_until=moment(row["open_until"]),
        may_ask_again=bool(row["may_ask_again"]),
        price=Decimal(row["price"]) if row["price"] else None,
        currency=row["currency"],
        reason=row["reason"],
    )


def request_from(row: Row) -> DocumentRequest:
    return DocumentRequest(
        id=row["id"],
        run_id=row["run_id"],
        by=row["user"],
        at=datetime.fromisoformat(row["at"]),
        state=row["state"],
        reprint=bool(row["reprint"]),
        problem=row["problem"],
    )


def run_from(row: Row, items: tuple[Item, ...], documents: tuple[DocumentRequest, ...]) -> Run:
    return Run(
        id=row["id"],
        by=Person(row["user"], row["team"]),
        channel=row["channel"],
        choices=choices_from(row["choices"]),
        state=RunState(row["state"]),
        created_at=datetime.fromisoformat(row["created_at"]),
        changed_at=datetime.fromisoformat(row["changed_at"]),
        items=items,
        stopped_by=row["stopped_by"],
        reason=cause_from(row["reason"]),
        resume_at=moment(row["resume_at"]),
        round=row["round"],
        documents=documents,
    )
