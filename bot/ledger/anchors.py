"""Anchors: number and hash of an event, noted outside the ledger, where nobody who edits the file can reach them."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Final

from sqlite_utils import Database

from bot.ledger import events, messages
from bot.model import SlackMessage

ABOUT: Final = "anchor"
"""What the messages with anchors are about; their key is the day."""

_SHORT = re.compile(r"(?<![\w:])(\d{1,18}):([0-9a-fA-F]{64})(?!\w)")
_TOLD = re.compile(r"\bevent\s+(\d{1,18})\s+has\s+the\s+hash\s+([0-9a-fA-F]{64})(?!\w)")
_ALIKE = re.compile(r"\bhas\s+the\s+hash\b|(?<![\w:])\d+:[0-9a-fA-F]{8,}")


@dataclass(frozen=True)
class Anchor:
    """At some time event *seq* had this *hash* (SHA-256 in hex)."""

    seq: int
    hash: str

    def __str__(self) -> str:
        return f"{self.seq}:{self.hash}"


def read(text: str) -> Anchor | None:
    """Return the anchor that *text* is, written ``SEQ:HASH``; None when it is none."""
    found = _SHORT.fullmatch(text.strip())
    return Anchor(int(found[1]), found[2].lower()) if found else None


def found_in(text: str) -> tuple[list[Anchor], list[int]]:
    """Return the anchors in *text* (``SEQ:HASH`` or the posted sentence), and the numbers of the lines, from 1,
    that look like one and cannot be read. Other lines, such as names and times copied along, mean nothing."""
    anchors: list[Anchor] = []
    unreadable: list[int] = []
    for number, line in enumerate(text.splitlines(), start=1):
        here = [Anchor(int(seq), value.lower()) for seq, value in (*_SHORT.findall(line), *_TOLD.findall(line))]
        anchors += here
        if len(here) < len(_ALIKE.findall(line)):
            unreadable.append(number)
    return anchors, unreadable


def differences(db: Database, anchors: Iterable[Anchor]) -> list[str]:
    """Return a sentence for each anchor that the ledger does not agree with."""
    problems: list[str] = []
    newest = events.head(db)[0]
    for anchor in anchors:
        row = db.execute("SELECT hash FROM events WHERE seq = ?", [anchor.seq]).fetchone()
        if row is None and anchor.seq > newest:
            problems.append(f"Event {anchor.seq} is missing, though an anchor names it: the last here is {newest}.")
        elif row is None:
            problems.append(f"Event {anchor.seq} is missing, though an anchor names it.")
        elif row[0] != anchor.hash:
            problems.append(f"Event {anchor.seq} has the hash {row[0]} here, and {anchor.hash} in its anchor.")
    return problems


def unanswered(db: Database) -> SlackMessage | None:
    """Return the oldest anchor that was sent and of which nobody knows whether it arrived."""
    return messages.oldest_posting(db, ABOUT)


def to_post(db: Database, day: date) -> Anchor | None:
    """Return the head of the ledger when it is to be posted on *day*: once, and only with events that are new."""
    today = messages.one(db, ABOUT, day.isoformat())
    if today is not None and today.state == "posted":
        return None
    seq, digest = events.head(db)
    last = db.execute("SELECT seq FROM posted_anchors WHERE state = 'posted' ORDER BY day DESC LIMIT 1").fetchone()
    return Anchor(seq, digest) if seq > (last[0] if last else 0) else None


def note(db: Database, day: date, anchor: Anchor) -> None:
    """Write down what is about to be posted on *day*."""
    db.execute(
        "INSERT OR REPLACE INTO anchors (day, seq, hash) VALUES (?, ?, ?)", [day.isoformat(), anchor.seq, anchor.hash]
    )
