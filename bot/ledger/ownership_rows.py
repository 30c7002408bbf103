"""What people have said of failures, as it stands."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from datetime import datetime

from sqlite_utils import Database

from bot.model.ownership import Ownership, OwnerState


def of(db: Database, item_ids: Iterable[int]) -> dict[int, Ownership]:
    """Return what was said last of these orders, by their ids."""
    rows = db.query(
        "SELECT failure_owners.* FROM json_each(?) JOIN failure_owners ON item_id = json_each.value",
        [json.dumps(list(item_ids))],
    )
    return {row["item_id"]: _read(row) for row in rows}


def _read(row: Mapping[str, object]) -> Ownership:
    return Ownership(
        item_id=int(str(row["item_id"])),
        state=OwnerState(str(row["state"])),
        owner=str(row["owner"]) if row["owner"] else None,
        person=str(row["person"]),
        at=datetime.fromisoformat(str(row["at"])),
        reason=str(row["reason"]) if row["reason"] else None,
    )
