"""The tables of what was said in Slack, and where."""

from __future__ import annotations

from typing import Final, get_args

from bot.ledger.sql import among
from bot.model.messages import LeavingReason, MessageKind, MessageState

STANDING: Final[tuple[MessageState, ...]] = ("posted", "orphaned")
"""States of a message that Slack has."""

DELIVERY = (
    # A message of the bot's: a row is written before the call (posting) and completed by its answer (posted). `about`
    # is a run, a plan or 'anchor', `key` which of its messages. `digest` is that of what the message says, NULL while
    # nobody knows; `editing_since` is when an edit began whose answer is open. `file_ids` are Slack's, as JSON.
    f"""
    CREATE TABLE messages (
        about TEXT NOT NULL, key TEXT NOT NULL,
        kind TEXT NOT NULL CHECK (kind IN {among(get_args(MessageKind))}),
        channel TEXT NOT NULL, ts TEXT,
        state TEXT NOT NULL CHECK (state IN {among(get_args(MessageState))}),
        digest TEXT, noted_at TEXT NOT NULL, editing_since TEXT,
        file_ids TEXT CHECK (file_ids IS NULL OR json_valid(file_ids)),
        PRIMARY KEY (about, key),
        CHECK (ts IS NOT NULL OR kind = 'documents' OR state NOT IN {among(STANDING)}),
        CHECK (editing_since IS NULL OR digest IS NULL)
    ) STRICT, WITHOUT ROWID
    """,
    "CREATE INDEX messages_on_their_way ON messages (noted_at) WHERE state = 'posting'",
    "CREATE INDEX messages_by_time ON messages (noted_at)",
    "CREATE INDEX messages_being_edited ON messages (editing_since) WHERE editing_since IS NOT NULL",
    "CREATE INDEX messages_lost ON messages (kind) WHERE state = 'lost'",
    # A message that may stand in Slack twice, or with old words: a call may be carried out long after it was given up.
    # It is looked at once more, at `next_look_at`; the row goes when that is done.
    """
    CREATE TABLE doubts (
        id INTEGER PRIMARY KEY, about TEXT NOT NULL, key TEXT NOT NULL, channel TEXT NOT NULL, thread_ts TEXT,
        since TEXT NOT NULL, next_look_at TEXT NOT NULL
    ) STRICT
    """,
    "CREATE UNIQUE INDEX one_doubt_per_message ON doubts (about, key, channel, ifnull(thread_ts, ''))",
    "CREATE INDEX doubts_to_look_at ON doubts (next_look_at)",
    # Where the parent message of a run stood before, and why it is posted elsewhere or anew: the message was deleted,
    # or cannot be edited any more, or the run `moved_to` a direct message, since Slack refused with `code`.
    f"""
    CREATE TABLE run_places (
        id INTEGER PRIMARY KEY, run_id TEXT NOT NULL REFERENCES runs (id), channel TEXT NOT NULL, ts TEXT,
        reason TEXT NOT NULL CHECK (reason IN {among(get_args(LeavingReason))}),
        left_at TEXT NOT NULL, moved_to TEXT, code TEXT,
        CHECK ((reason = 'moved') = (moved_to IS NOT NULL)), CHECK ((reason = 'moved') = (code IS NOT NULL))
    ) STRICT
    """,
    "CREATE INDEX run_places_by_run ON run_places (run_id)",
    "CREATE INDEX run_places_by_time ON run_places (left_at)",
    "CREATE UNIQUE INDEX one_move_per_run ON run_places (run_id) WHERE reason = 'moved'",
    # Kinds of blocks that Slack refused in this workspace, and until when a plainer one is drawn in their place.
    "CREATE TABLE refused_blocks (block TEXT NOT NULL PRIMARY KEY, until TEXT NOT NULL) STRICT, WITHOUT ROWID",
    # Number and hash of the newest event, as posted on a day (UTC); its message has the day as `key`.
    """
    CREATE TABLE anchors (
        day TEXT PRIMARY KEY, seq INTEGER NOT NULL, hash TEXT NOT NULL CHECK (length(hash) = 64)
    ) STRICT, WITHOUT ROWID
    """,
    """
    CREATE VIEW posted_anchors AS
    SELECT day, seq, hash, channel, ts, state FROM anchors JOIN messages ON about = 'anchor' AND key = day
    """,
)
