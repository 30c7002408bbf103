"""Which file the ledger is, and how far it had come: a copy that somebody put in its place is told by it.

The file's own identity is its number in its file system (inode) and that file system's; every way of copying makes a
new one, and a restarted container finds the same on its volume. Where an older copy is written over the file itself the
number stays, so a small file beside the ledger remembers the number of the newest event as well: every other second,
and in step with each purchase, after it is written down and before it is asked for.
"""

from __future__ import annotations

import json
import os
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Seen:
    """*file* identifies the ledger's file here; *events*: the newest event that was ever seen in it, 0 if unknown."""

    file: str
    events: int = 0


def beside(path: Path) -> Path:
    """Return where is remembered how far the ledger at *path* has come."""
    return path.with_name(f"{path.name}-seen")


def look(path: Path) -> Seen | None:
    """Return what identifies the ledger at *path*, and how far it had come; None when the file cannot be looked at."""
    try:
        file = f"{path.stat().st_ino}:{os.statvfs(path).f_fsid}"
    except OSError:
        return None
    return Seen(file, _remembered(path, file))


def _remembered(path: Path, file: str) -> int:
    try:
        noted = json.loads(beside(path).read_text(encoding="utf-8"))
        # Where the ledger was moved away and another one put there, what is remembered is about the former.
        return int(noted["events"]) if noted["file"] == file else 0
    except (OSError, ValueError, TypeError, KeyError):
        return 0


def remember(path: Path, seen: Seen) -> bool:
    """Note how far the ledger has come; False where that cannot be done now."""
    target = beside(path)
    fresh = target.with_name(f"{target.name}.new")
    try:
        fresh.write_text(json.dumps({"file": seen.file, "events": seen.events}), encoding="utf-8")
        fresh.chmod(0o600)
        fresh.replace(target)
    except OSError:
        return False
    return True
