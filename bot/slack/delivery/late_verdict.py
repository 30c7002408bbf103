"""What a second look at a doubtful message comes to: which copies go, and what is known of the message then. Pure."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final

from bot.ledger.doubts import LATE, Doubt
from bot.model import SlackMessage
from bot.slack.delivery.known import Known

_NEVER_EDITED: Final = frozenset({"documents", "anchor"})


@dataclass(frozen=True)
class Copy:
    """A message in Slack that carries the name of the doubtful one."""

    ts: str
    has_replies: bool = False


@dataclass(frozen=True)
class NotYet:
    """Which thread is the one that counts is not known yet."""


@dataclass(frozen=True)
class Look:
    """What stands in Slack must be listed first."""


@dataclass(frozen=True)
class Cleared:
    """These copies go; *changed* is what is known of the message now, None when nothing new."""

    remove: tuple[Copy, ...]
    changed: SlackMessage | None


def verdict(doubt: Doubt, known: Known, copies: Sequence[Copy] | None) -> NotYet | Look | Cleared:
    """Decide about a doubt that is due. *copies* is what stands in its place with its name, None before the look."""
    message, parent = known.messages.get(doubt.key), known.parent
    if doubt.thread_ts and parent is not None and parent.state != "posted":
        return NotYet()
    if copies is None:
        return Look()
    copies = _without_others(copies, doubt, known)
    if message is not None and message.channel != doubt.channel:
        # It is told elsewhere by now, and what it left here is known by another name.
        return Cleared(tuple(copies), None)
    kept = None if _orphaned(doubt, message, known) else _kept(copies, message, since=doubt.since)
    remove = tuple(copy for copy in copies if copy.ts != kept)
    return Cleared(remove, _changed(message, kept, thread_ts=doubt.thread_ts, parent=parent))


def _without_others(copies: Sequence[Copy], doubt: Doubt, known: Known) -> list[Copy]:
    """Leave out what is known under another name: the parent left behind in a channel, or one that could not be edited
    and was followed by another."""
    others = known.former | {one.ts for key, one in known.messages.items() if key != doubt.key}
    return [copy for copy in copies if copy.ts not in others]


def _orphaned(doubt: Doubt, message: SlackMessage | None, known: Known) -> bool:
    """Say whether its thread hangs under a parent that is gone; what counts is told under another one. Files stay."""
    standing = {None, *known.former, *(one.ts for one in known.messages.values())}
    return doubt.thread_ts not in standing and (message is None or message.kind != "documents")


def _kept(copies: Collection[Copy], message: SlackMessage | None, *, since: datetime) -> str | None:
    """Return the ts of the one that stays: with replies under it before one without, then the one that the ledger
    knows, then the oldest, which comes first. One that the ledger knew long before the doubt was not listed."""
    current = message.ts if message is not None and message.state == "posted" else None
    listed = {copy.ts for copy in copies}
    if current is not None and current not in listed and float(current) < (since - LATE).timestamp():
        return current
    if not copies:
        return None
    return max(copies, key=lambda copy: (copy.has_replies, copy.ts == current)).ts


def _changed(
    message: SlackMessage | None, kept: str | None, *, thread_ts: str | None, parent: SlackMessage | None
) -> SlackMessage | None:
    """Return what is known of a message after the look, None when there is nothing new."""
    if message is None:
        return None
    # An older edit may cover the last one, so what can be edited is edited once more, whatever it says.
    if message.kind not in _NEVER_EDITED:
        again = replace(message, state="posted", digest=None, editing_since=None)
    else:
        again = replace(message, state="posted")
    if message.state == "posted":
        renewed = replace(again, ts=kept or message.ts)
        return renewed if renewed != message else None
    above = parent.ts if parent is not None and thread_ts else None
    if message.state == "lost" and kept and message.kind != "documents" and thread_ts == above:
        return replace(again, ts=kept)
    return None
