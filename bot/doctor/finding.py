"""One thing that was looked at."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Finding:
    """One thing looked at. *next_step* is what to do, and empty when all is well."""

    what: str
    ok: bool
    detail: str
    next_step: str = ""
