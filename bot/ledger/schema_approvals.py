"""The table of plans that are frozen until they are bought."""

from __future__ import annotations

from typing import Final

from bot.ledger.sql import among
from bot.model import OPEN, FrozenState

APPROVALS: Final = (
    # A plan that nobody may change any more: a second person is asked for approval or, where `late`, it was confirmed
    # when it was too old to buy by. `person` asked, `decided_by` approved or declined; `orders` and `choices` are what
    # was frozen, `digest` the SHA-256 of it, `changes` what a second look found different.
    f"""
    CREATE TABLE frozen_plans (
        id TEXT NOT NULL PRIMARY KEY, plan_id TEXT NOT NULL REFERENCES plans (id),
        state TEXT NOT NULL CHECK (state IN {among(FrozenState)}),
        late INTEGER NOT NULL CHECK (late IN (0, 1)),
        person TEXT NOT NULL, team TEXT NOT NULL, channel TEXT NOT NULL,
        asked_at TEXT NOT NULL, expires_at TEXT NOT NULL, labels INTEGER NOT NULL,
        decided_by TEXT, decided_at TEXT, reason TEXT, changes TEXT NOT NULL DEFAULT '[]',
        choices TEXT NOT NULL, orders TEXT NOT NULL, digest TEXT NOT NULL CHECK (length(digest) = 64),
        -- What only the bot needs: the id of the run it becomes, who gets it privately, which version was shown.
        run_id TEXT NOT NULL UNIQUE, told TEXT,
        version INTEGER NOT NULL DEFAULT 1, shown_version INTEGER NOT NULL DEFAULT 0
    ) STRICT
    """,
    f"CREATE UNIQUE INDEX one_open_freeze_per_plan ON frozen_plans (plan_id) WHERE state IN {among(OPEN)}",
    "CREATE INDEX frozen_plans_by_plan ON frozen_plans (plan_id, asked_at)",
    f"CREATE INDEX frozen_plans_to_expire ON frozen_plans (expires_at) WHERE state = '{FrozenState.ASKED}'",
    f"CREATE INDEX frozen_plans_to_buy ON frozen_plans (id) WHERE state = '{FrozenState.CHECKING}'",
    "CREATE INDEX frozen_plans_to_show ON frozen_plans (id) WHERE shown_version < version",
)
