"""Who somebody is, and who has an order already."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True)
class Person:
    """Somebody in Slack, by the ids that Slack sends with each request."""

    user: str
    team: str


@dataclass(frozen=True)
class Holder:
    """Who has an order already, by their Slack id. Without a person it was labelled outside the bot.

    *cancelling*: its label is asked to be cancelled, and may be gone any moment.
    """

    at: datetime | None = None
    person: str | None = None
    run_id: str | None = None
    state: str = "labelled"
    cancelling: bool | None = None
