"""The bot's messages in Slack: noted before each is sent, completed by Slack's answer."""

from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import datetime
from typing import Any

from sqlite_utils import Database

from bot.ledger.sql import stamp
from bot.model import SlackMessage

_COLUMNS = "about, key, kind, channel, ts, state, digest, noted_at, editing_since, file_ids"


def of(db: Database, about: str) -> dict[str, SlackMessage]:
    """Return the messages about a run, a plan or the anchors, by their keys."""
    rows = db.query(f"SELECT {_COLUMNS} FROM messages WHERE about = ?", [about])
    return {row["key"]: _message(row) for row in rows}


def one(db: Database, about: str, key: str) -> SlackMessage | None:
    """Return one message; None when it is not known."""
    return _first(db.query(f"SELECT {_COLUMNS} FROM messages WHERE about = ? AND key = ?", [about, key]))


def oldest_posting(db: Database, about: str) -> SlackMessage | None:
    """Return the message with the lowest key of which nobody knows whether it arrived."""
    return _first(
        db.query(f"SELECT {_COLUMNS} FROM messages WHERE about = ? AND state = 'posting' ORDER BY key LIMIT 1", [about])
    )


def note(db: Database, messages: Iterable[SlackMessage]) -> None:
    """Write messages down as they are now, over what was known of them."""
    for message in messages:
        db.execute(
            f"INSERT OR REPLACE INTO messages ({_COLUMNS}) "
            "VALUES (:about, :key, :kind, :channel, :ts, :state, :digest, :noted_at, :editing_since, :file_ids)",
            _row(message),
        )


def words_unknown(db: Database, about: str, key: str) -> None:
    """Have a message edited once more by whoever holds the lease, because nobody knows what it says."""
    db.execute("UPDATE messages SET digest = NULL WHERE about = ? AND key = ?", [about, key])
    show_again(db, about)


def show_again(db: Database, about: str) -> None:
    """Have a run, plan or frozen plan compared with Slack once more."""
    db.execute("UPDATE frozen_plans SET version = version + 1 WHERE id = ?", [about])
    db.execute("UPDATE runs SET version = version + 1 WHERE id = ?", [about])
    db.execute("UPDATE plans SET version = version + 1 WHERE id = ?", [about])


def _first(rows: Iterable[dict[str, Any]]) -> SlackMessage | None:
    return next((_message(row) for row in rows), None)


def _message(row: dict[str, Any]) -> SlackMessage:
    editing = row["editing_since"]
    return SlackMessage(
        **{
            **row,
            "noted_at": datetime.fromisoformat(row["noted_at"]),
            "editing_since": datetime.fromisoformat(editing) if editing else None,
            "file_ids": tuple(json.loads(row["file_ids"] or "[]")),
        }
    )


def _row(message: SlackMessage) -> dict[str, str | None]:
    return {
        "about": message.about,
        "key": message.key,
        "kind": message.kind,
        "channel": message.channel,
        "ts": message.ts,
        "state": message.state,
        "digest": message.digest,
        "noted_at": stamp(message.noted_at),
        "editing_since": stamp(message.editing_since) if message.editing_since else None,
        "file_ids": json.dumps(message.file_ids) if message.file_ids else None,
    }
