"""One answer of Sendcloud's, read to its end."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import Any

import httpx


@dataclass(frozen=True, slots=True)
class Answer:
    """A whole answer. *document* is the JSON value of a 2xx, where JSON was asked for; *retry_after* is in seconds."""

    status: int
    headers: httpx.Headers
    content: bytes
    received: datetime
    document: Any = None
    retry_after: float | None = None

    @property
    def is_success(self) -> bool:
        """Whether it is a 2xx."""
        return 200 <= self.status < 300

    @property
    def ahead(self) -> timedelta | None:
        """How far Sendcloud's clock is ahead of ours at least, by the header ``Date``; None where it does not tell."""
        try:
            told = parsedate_to_datetime(self.headers.get("Date", ""))
        except (ValueError, OverflowError):
            return None
        return (told if told.tzinfo else told.replace(tzinfo=UTC)) - self.received
