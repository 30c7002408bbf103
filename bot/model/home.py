"""What App Home shows: plans that nobody has bought or that wait for a second person, and what failed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from bot.model.failures import NOTHING_OPEN, OpenFailures
from bot.model.plan_page import PlanPage


@dataclass(frozen=True)
class OpenQuestion:
    """A plan that waits for a second person until *expires_at*. *asked_by*, *made_by*: who asked, and whose plan it is.

    *channel*, *ts*: the message that a reader decides in; *ts* is None where it is not posted yet.
    """

    asked_by: str
    made_by: str
    labels: int
    expires_at: datetime
    channel: str
    ts: str | None


@dataclass(frozen=True)
class HomePage:
    """*plans*: without their lines, the newest first. *to_decide*: what the reader may approve; *asked*: what they have
    asked for themselves. *failures*: what is open over all runs. *workspace*: the address under which Slack shows
    messages."""

    plans: tuple[PlanPage, ...] = ()
    to_decide: tuple[OpenQuestion, ...] = ()
    asked: tuple[OpenQuestion, ...] = ()
    failures: OpenFailures = NOTHING_OPEN
    workspace: str = ""
