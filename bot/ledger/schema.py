"""The schema of the ledger: tables of the work here, those of Slack in `schema_messages`.

A step that was released is never edited, only followed by another.
"""

from __future__ import annotations

from sqlite_utils import Database, Migrations

from bot.ledger.schema_messages import DELIVERY

migrations = Migrations("label-bot")


def known_migrations() -> set[str]:
    """Return the names of all steps this program has."""
    return {migration.name for migration in migrations._migrations}


@migrations()
def m0001_first_release(db: Database) -> None:
    for statement in (*WORK, *DELIVERY):
        db.execute(statement)


WORK = (
    # Who may work on the ledger now. The token grows with every new holder, so a paused one is recognised.
    "CREATE TABLE lease (name TEXT PRIMARY KEY, owner TEXT NOT NULL, token INTEGER NOT NULL, until TEXT NOT NULL)",
    # A backup has a row that says when it was made; `at` is when a bot first went on with it.
    "CREATE TABLE restores (id INTEGER PRIMARY KEY, made_at TEXT NOT NULL, at TEXT)",
    """
    CREATE TABLE plans (
        id TEXT PRIMARY KEY, user TEXT NOT NULL, team TEXT NOT NULL, channel TEXT NOT NULL, choices TEXT NOT NULL,
        state TEXT NOT NULL, created_at TEXT NOT NULL, checked_at TEXT, twice TEXT NOT NULL,
        not_understood TEXT NOT NULL, cut INTEGER NOT NULL DEFAULT 0, cause TEXT,
        eager_feedback INTEGER NOT NULL DEFAULT 0,
        shop_failing_since TEXT, rechecked INTEGER NOT NULL DEFAULT 0, run_id TEXT,
        version INTEGER NOT NULL DEFAULT 1, view_id TEXT, shown_version INTEGER NOT NULL DEFAULT 0
    )
    """,
    "CREATE UNIQUE INDEX one_plan_per_view ON plans (view_id) WHERE view_id IS NOT NULL",
    """
    CREATE TABLE plan_lines (
        plan_id TEXT NOT NULL REFERENCES plans (id), position INTEGER NOT NULL, typed TEXT NOT NULL,
        kind TEXT NOT NULL, order_number TEXT, order_id TEXT, sendcloud_id TEXT, found TEXT NOT NULL,
        PRIMARY KEY (plan_id, position)
    ) WITHOUT ROWID
    """,
    """
    CREATE TABLE runs (
        id TEXT PRIMARY KEY, plan_id TEXT NOT NULL UNIQUE REFERENCES plans (id), user TEXT NOT NULL, team TEXT NOT NULL,
        channel TEXT NOT NULL, choices TEXT NOT NULL, state TEXT NOT NULL, created_at TEXT NOT NULL,
        changed_at TEXT NOT NULL, stopped_by TEXT, reason TEXT, resume_at TEXT, round INTEGER NOT NULL DEFAULT 1,
        trouble INTEGER NOT NULL DEFAULT 0, version INTEGER NOT NULL DEFAULT 1,
        shown_version INTEGER NOT NULL DEFAULT 0
    )
    """,
    "CREATE INDEX words_to_forget ON plan_lines (plan_id) WHERE kind IN ('not_found', 'waiting') AND typed <> ''",
    "CREATE INDEX runs_by_state ON runs (state)",
    "CREATE INDEX runs_to_show ON runs (id) WHERE shown_version < version",
    "CREATE INDEX plans_to_show ON plans (id) WHERE shown_version < version",
    "CREATE INDEX plans_to_check ON plans (created_at) WHERE state = 'checking'",
    """
    CREATE TABLE attempts (
        id INTEGER PRIMARY KEY, run_id TEXT NOT NULL REFERENCES runs (id), token INTEGER NOT NULL,
        claimed_at TEXT NOT NULL, send_by TEXT NOT NULL, request TEXT NOT NULL, orders INTEGER NOT NULL,
        ended_at TEXT, outcome TEXT, http_status INTEGER
    )
    """,
    "CREATE INDEX open_attempts ON attempts (token) WHERE ended_at IS NULL",
    """
    CREATE TABLE items (
        id INTEGER PRIMARY KEY, run_id TEXT NOT NULL REFERENCES runs (id), position INTEGER NOT NULL,
        integration_id INTEGER NOT NULL, order_number TEXT NOT NULL, order_id TEXT NOT NULL, sendcloud_id TEXT,
        copy INTEGER NOT NULL DEFAULT 1, state TEXT NOT NULL, since TEXT NOT NULL, batch TEXT NOT NULL DEFAULT '',
        snapshot TEXT NOT NULL DEFAULT '[]', checked_at TEXT, destination TEXT,
        attempt_id INTEGER REFERENCES attempts (id), asked_again INTEGER NOT NULL DEFAULT 0,
        shipment_id TEXT, parcels TEXT NOT NULL DEFAULT '[]', carrier TEXT, cause TEXT, holder TEXT,
        candidates TEXT NOT NULL DEFAULT '[]', next_look_at TEXT, looks INTEGER NOT NULL DEFAULT 0, open_until TEXT,
        may_ask_again INTEGER NOT NULL DEFAULT 0, price TEXT, currency TEXT,
        reason TEXT, UNIQUE (run_id, position)
    )
    """,
    # The wall: whatever clicks, processes and crashes do, the database lets one run have an order at a time.
    """
    CREATE UNIQUE INDEX one_live_label_per_order_and_copy ON items (integration_id, order_id, copy)
    WHERE state IN ('waiting', 'claimed', 'unknown', 'accepted', 'labelled', 'undecided')
    """,
    "CREATE INDEX items_by_number ON items (order_number COLLATE NOCASE)",
    "CREATE INDEX items_by_shipment ON items (shipment_id) WHERE shipment_id IS NOT NULL",
    "CREATE INDEX items_to_look_at ON items (next_look_at) WHERE next_look_at IS NOT NULL",
    "CREATE INDEX items_waiting ON items (run_id) WHERE state = 'waiting'",
    "CREATE INDEX items_by_attempt ON items (attempt_id) WHERE attempt_id IS NOT NULL",
    "CREATE INDEX items_to_count_out ON items (open_until) WHERE open_until IS NOT NULL",
    """
    CREATE TABLE document_requests (
        id INTEGER PRIMARY KEY, run_id TEXT NOT NULL REFERENCES runs (id), user TEXT NOT NULL, at TEXT NOT NULL,
        state TEXT NOT NULL, reprint INTEGER NOT NULL DEFAULT 0, problem TEXT, ended_at TEXT
    )
    """,
    "CREATE UNIQUE INDEX one_open_request_per_run ON document_requests (run_id) WHERE state = 'waiting'",
    "CREATE INDEX requests_by_run ON document_requests (run_id)",
    "CREATE INDEX requests_to_serve ON document_requests (state, id)",
    # Which clicks of buttons were carried out, for a day: the same one may be delivered again.
    "CREATE TABLE clicks (id TEXT PRIMARY KEY, at TEXT NOT NULL) WITHOUT ROWID",
    """
    CREATE TABLE events (
        seq INTEGER PRIMARY KEY AUTOINCREMENT, at TEXT NOT NULL, what TEXT NOT NULL, person TEXT, run_id TEXT,
        integration_id INTEGER, order_number TEXT, order_id TEXT, detail TEXT NOT NULL, previous TEXT NOT NULL,
        hash TEXT NOT NULL
    )
    """,
    "CREATE INDEX events_by_run ON events (run_id)",
    "CREATE INDEX events_by_number ON events (order_number COLLATE NOCASE)",
    """
    CREATE TRIGGER events_are_never_changed BEFORE UPDATE ON events
    BEGIN SELECT RAISE(ABORT, 'events are append-only'); END
    """,
    """
    CREATE TRIGGER events_are_never_removed BEFORE DELETE ON events
    BEGIN SELECT RAISE(ABORT, 'events are append-only'); END
    """,
)
