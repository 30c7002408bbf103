"""How long the engine waits for what. Seconds, all derived from two: the purchase time-out and the settle time."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta


@dataclass(frozen=True)
class Times:
    """The engine's patience.

    *purchase_timeout*: how long create-labels-async may take. *settle*: how long after that (or after an answer that
    does not account for an order) Sendcloud may still be carrying the request out. *document_timeout*: how long a call
    for documents may take, before they are asked for one by one. *send_within*: how old a claim may
    be when its request leaves. *last_drawing*: how long Slack may take to be shown the last state at the end.
    """

    purchase_timeout: float = 60.0
    document_timeout: float = 25.0
    settle: float = 60.0
    send_within: float = 1.0
    looks: tuple[float, ...] = (5.0, 15.0, 30.0, 60.0, 90.0)
    watches: tuple[float, ...] = (2.0, 3.0, 5.0, 8.0, 13.0, 20.0, 30.0, 60.0, 120.0, 300.0)
    pauses: tuple[float, ...] = (2.0, 5.0, 15.0, 30.0, 60.0)
    last_drawing: float = 2.0

    @classmethod
    def short(cls) -> Times:
        """Return waits of seconds where there are minutes, for a Sendcloud that is known to be a stand-in."""
        return cls(purchase_timeout=5.0, settle=5.0, looks=(1.0, 2.0, 3.0), pauses=(1.0, 2.0, 3.0, 5.0))

    @property
    def unanswered(self) -> timedelta:
        """From the moment of sending until a request without an answer can be counted out."""
        return timedelta(seconds=self.purchase_timeout + self.settle)

    def counted_out(self, send_by: datetime, answered_at: datetime | None) -> datetime:
        """Return when a request that left by *send_by* can be counted out; *answered_at* where an answer came.

        An answer that does not account for an order shortens nothing: it can be a proxy's, given while what is behind
        it goes on.
        """
        unanswered = send_by + self.unanswered
        return max(unanswered, answered_at + timedelta(seconds=self.settle)) if answered_at else unanswered

    def watch_after(self, looks: int) -> timedelta:
        """How long to wait before the next look at a shipment that was looked at *looks* times."""
        return timedelta(seconds=self.watches[min(looks, len(self.watches) - 1)])

    def pause_after(self, failures: int) -> timedelta:
        """How long a run rests after *failures* calls in a row went wrong."""
        return timedelta(seconds=self.pauses[min(failures, len(self.pauses) - 1)])
