"""The table of labels that somebody wants cancelled."""

from __future__ import annotations

from typing import Final

from bot.ledger.sql import HAS_WORDS, among
from bot.model import CANCEL_OPEN, CancelRefusal, CancelSaid, CancelState

CANCELLATIONS: Final = (
    # `press`: which press on a button of the run, counted from 1; `said`: what Sendcloud said to it last; `asks`: how
    # often it was asked; `refusal`: why the label stays, and `cause` in which words.
    f"""
    CREATE TABLE cancellations (
        id INTEGER PRIMARY KEY, item_id INTEGER NOT NULL REFERENCES items (id),
        run_id TEXT NOT NULL REFERENCES runs (id), press INTEGER NOT NULL CHECK (press > 0),
        shipment_id TEXT NOT NULL CHECK (shipment_id <> ''), person TEXT NOT NULL, at TEXT NOT NULL,
        state TEXT NOT NULL CHECK (state IN {among(CancelState)}), since TEXT NOT NULL,
        said TEXT CHECK (said IN {among(CancelSaid)}),
        refusal TEXT CHECK (refusal IN {among(CancelRefusal)}), cause TEXT,
        asks INTEGER NOT NULL DEFAULT 0 CHECK (asks >= 0),
        -- What only the bot needs: who had the work when Sendcloud was asked, when the shipment is looked at, how often
        -- it was.
        token INTEGER, next_look_at TEXT, looks INTEGER NOT NULL DEFAULT 0,
        CHECK ((state = '{CancelState.REFUSED}') = (refusal IS NOT NULL)),
        CHECK (state <> '{CancelState.ASKING}' OR token IS NOT NULL)
    ) STRICT
    """,
    f"""
    CREATE UNIQUE INDEX one_open_cancellation_per_label ON cancellations (item_id)
    WHERE state IN {among(CANCEL_OPEN)}
    """,
    "CREATE INDEX cancellations_by_run ON cancellations (run_id)",
    "CREATE INDEX cancellations_by_label ON cancellations (item_id)",
    "CREATE INDEX cancellations_due ON cancellations (next_look_at) WHERE next_look_at IS NOT NULL",
    f"CREATE INDEX cancellations_being_asked ON cancellations (token) WHERE state = '{CancelState.ASKING}'",
    f"CREATE INDEX cancellations_with_words ON cancellations (since) WHERE {HAS_WORDS}",
)
