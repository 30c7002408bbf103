"""What changes when people of another company come into a channel: less is told there from then on."""

from __future__ import annotations

from sqlite_utils import Database

_NOTED = "UPDATE plans SET choices = json_set(choices, '$.shared_channel', json('true')), version = version + 1 "


def noted_in(db: Database, plan_id: str) -> None:
    """Note it in a plan that is still to be confirmed."""
    db.execute(f"{_NOTED} WHERE id = ? AND state = 'ready'", [plan_id])


def noted(db: Database, channel: str) -> None:
    """Note it in every plan that is still to be confirmed there, and have what waits for a second person drawn anew."""
    db.execute(
        f"{_NOTED} WHERE channel = ? AND state = 'ready' AND NOT coalesce(choices ->> '$.shared_channel', 0)", [channel]
    )
    db.execute("UPDATE frozen_plans SET version = version + 1 WHERE channel = ? AND state = 'asked'", [channel])
