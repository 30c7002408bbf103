"""What is known of a run's messages once its parent is gone, or its channel cannot be written to any more. Pure."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime

from bot.model import Run, RunPlace, SlackMessage
from bot.slack.delivery.known import PARENT, SIGNPOST, Known

Lost = Callable[[SlackMessage], SlackMessage]
"""Says what is known of a message that is gone: that it is lost, or that it must be looked for first."""


@dataclass(frozen=True)
class Leaving:
    """The run leaves *place*; *noted* is what is known of its messages then, *doubted* may still stand there."""

    place: RunPlace
    noted: tuple[SlackMessage, ...]
    doubted: tuple[SlackMessage, ...] = ()


def parent_deleted(run: Run, known: Known, lost: Lost, *, now: datetime) -> Leaving:
    """Return what follows from a parent that is not there any more: it and its replies are told anew.

    Slack keeps the thread of a deleted message. What stands there is deleted before it is told again; whether a reply
    that was on its way stands there, too, nobody knows: it may have been stored as its sender died.
    """
    replies = [message for message in known.thread if message.key != PARENT]
    standing = [reply for reply in replies if reply.state == "posted"]
    others = [message for message in known.thread if message not in standing]
    place = _left(run, known, now)
    doubted = [reply for reply in replies if reply.state == "posting" and place.ts]
    noted = [*map(lost, others), *(replace(reply, state="orphaned") for reply in standing)]
    return Leaving(place, tuple(noted), tuple(doubted))


def parent_uneditable(run: Run, known: Known, *, now: datetime) -> Leaving:
    """Return what follows from a parent that stands and cannot be edited: another is posted, its replies stay."""
    place = replace(_left(run, known, now), reason="uneditable")
    # Not to be looked for: it stands, and would be found again.
    return Leaving(place, (replace(known.parent, state="lost"),) if known.parent is not None else ())


def moved(run: Run, known: Known, lost: Lost, *, direct: str, code: str, now: datetime) -> Leaving:
    """Return what follows when a run goes on in the direct message *direct*, since Slack refused with *code*."""
    parent = known.parent
    noted = [lost(message) for message in known.thread]
    if parent is not None and parent.state == "posted":
        noted.append(SlackMessage(run.id, SIGNPOST, "signpost", parent.channel, parent.ts, "posted", None, now))
    place = replace(_left(run, known, now), reason="moved", moved_to=direct, code=code)
    return Leaving(place, tuple(noted))


def _left(run: Run, known: Known, now: datetime) -> RunPlace:
    parent = known.parent
    if parent is None:
        return RunPlace(run.id, run.channel, None, "deleted", now)
    return RunPlace(run.id, parent.channel, parent.ts, "deleted", now)
