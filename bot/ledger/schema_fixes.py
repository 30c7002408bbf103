"""The table of what people changed of orders whose labels were refused: names of fields and keyed hashes, no values."""

from __future__ import annotations

from typing import Final

from bot.ledger.sql import among
from bot.model import FIX_OPEN, FixProblem, FixRetry, FixState

FIXES: Final = (
    # `hashes`: of each new value, by the name of its field; `code`: Sendcloud's, where it refused; its words may quote
    # what was typed and are not kept.
    f"""
    CREATE TABLE fixes (
        id INTEGER PRIMARY KEY, item_id INTEGER NOT NULL REFERENCES items (id),
        run_id TEXT NOT NULL REFERENCES runs (id), person TEXT NOT NULL, team TEXT NOT NULL, at TEXT NOT NULL,
        state TEXT NOT NULL CHECK (state IN {among(FixState)}), since TEXT NOT NULL,
        hashes TEXT NOT NULL CHECK (json_type(hashes) = 'object' AND hashes <> '{{}}'),
        problem TEXT CHECK (problem IN {among(FixProblem)}), code TEXT,
        retry TEXT CHECK (retry IN {among(FixRetry)}),
        -- What only the bot needs: when it is looked at next, how often it was.
        next_look_at TEXT, looks INTEGER NOT NULL DEFAULT 0,
        CHECK ((state = '{FixState.FAILED}') = (problem IS NOT NULL)),
        CHECK ((state = '{FixState.SAVED}') = (retry IS NOT NULL)),
        CHECK ((state IN {among(FIX_OPEN)}) = (next_look_at IS NOT NULL))
    ) STRICT
    """,
    f"CREATE UNIQUE INDEX one_open_fix_per_order ON fixes (item_id) WHERE state IN {among(FIX_OPEN)}",
    "CREATE INDEX fixes_by_order ON fixes (item_id)",
    "CREATE INDEX fixes_by_run ON fixes (run_id)",
    "CREATE INDEX fixes_due ON fixes (next_look_at) WHERE next_look_at IS NOT NULL",
)
