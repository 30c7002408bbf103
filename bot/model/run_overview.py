"""A run without its orders: how many of them are in which state, and where its thread is."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from bot.model.plan import Choices
from bot.model.run import Double, RunState, State


@dataclass(frozen=True)
class RunOverview:
    """What a list of runs tells of one of them.

    *by_state*: orders in each state that any is in. *channel*, *ts*: its thread; *ts* is None where that is not posted
    yet. *documents_for*: who waits for documents in the thread. *waits*, *doubles*: as those of a `Run`.
    """

    id: str
    by: str
    channel: str
    ts: str | None
    choices: Choices
    state: RunState
    waits: bool
    created_at: datetime
    by_state: Mapping[State, int]
    doubles: tuple[Double, ...] = ()
    documents_for: str | None = None

    def counts(self) -> dict[State, int]:
        """Return how many orders are in each state; the values add up to what was asked for."""
        return dict.fromkeys(State, 0) | dict(self.by_state)
