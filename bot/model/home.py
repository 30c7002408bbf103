"""What App Home shows of plans and runs, of the day, the team's limits, and how the bot is."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from bot.model.failures import NOTHING_OPEN, OpenFailures
from bot.model.labels_of_day import NO_LABELS, LabelsOfDay
from bot.model.limits import NO_LIMITS, Limits
from bot.model.plan_page import PlanPage
from bot.model.run_overview import RunOverview
from bot.model.trouble import Refusal

RUNS_STAND: Final = timedelta(days=7)
"""For how long a run stands in the App Home of whoever confirmed it."""


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
class HomeRefusal:
    """Somebody may not use the bot. *usergroups*, *channels*: who may, and where, as far as they may know that."""

    reason: Refusal
    usergroups: tuple[str, ...] = ()
    channels: tuple[str, ...] = ()


@dataclass(frozen=True)
class HomePage:
    """*plans*: without their lines, the newest first. *to_decide*: what the reader may approve; *asked*: what they have
    asked for themselves. *failures*: what is open over all runs. *runs*: the reader's own of the last days, the newest
    first. *own_day*: the labels of today that they asked for; *team_day*: those of everybody, None for who may not see
    what others spend. *left_today*: labels that they may still have until *until*, where there is a daily limit.
    *problems*: what does not work just now, a sentence each. *workspace*: the address under which Slack shows messages.
    """

    plans: tuple[PlanPage, ...] = ()
    to_decide: tuple[OpenQuestion, ...] = ()
    asked: tuple[OpenQuestion, ...] = ()
    failures: OpenFailures = NOTHING_OPEN
    runs: tuple[RunOverview, ...] = ()
    own_day: LabelsOfDay = NO_LABELS
    team_day: LabelsOfDay | None = None
    limits: Limits = NO_LIMITS
    left_today: int | None = None
    until: datetime | None = None
    problems: tuple[str, ...] = ()
    workspace: str = ""
