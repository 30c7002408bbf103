"""A second look at messages of which nobody knows when Slack carried them out: told once, with the newest words."""

from __future__ import annotations

import logging
from collections.abc import Collection, Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Final

from bot.ledger import doubts, shown
from bot.ledger.doubts import Doubt
from bot.model import Shown
from bot.slack.delivery.context import DeliveryContext
from bot.slack.delivery.documents import documents_key
from bot.slack.delivery.outbox import MessageTag
from bot.slack.delivery.outcomes import ChannelClosed, Json, MessageGone, SlackBusy, SlackDown, SlackRefused

log = logging.getLogger(__name__)

AGAIN: Final = "again"
"""Digest of a message that is edited once more, whatever it says."""

_METHODS: Final = ("conversations.history", "conversations.replies", "chat.delete")
_REST: Final = timedelta(seconds=30)
_CLOSED_LONG: Final = timedelta(hours=1)


class LateCopies:
    """What may have come of the doubtful calls about one run, plan or day.

    Slack may carry a call out long after its answer was given up and another one was made: a message then stands there
    twice, or an old edit covers a newer one. *edits*: whether messages about this are ever edited.
    """

    def __init__(self, about: str, context: DeliveryContext, *, edits: bool = True) -> None:
        self._about = about
        self._context = context
        self._edits = edits
        self._listed: dict[tuple[str, str | None], list[Json]] = {}

    async def take(self) -> None:
        """Look at what is due, and put off what cannot be looked at now. No trouble of Slack's gets out of here."""
        now, pace = self._context.clock.now(), self._context.outbox.pace
        due = await self._context.ledger.read(doubts.of, self._about, now=now)
        if not due or max(pace.before(method) for method in _METHODS) > 0:
            return
        self._listed.clear()
        for doubt in due:
            try:
                await self._at(doubt)
            except SlackBusy as busy:
                await self._put_off(doubt, max(_REST, timedelta(seconds=busy.retry_after)))
            except SlackDown as down:
                log.warning("slack is not answering: %s (a second look at %s)", down, self._about)
                await self._put_off(doubt, _REST)
            except ChannelClosed as closed:
                if now - doubt.since < _CLOSED_LONG:
                    await self._put_off(doubt, _REST)
                else:
                    await self._give_up(doubt, closed.reason)
            except SlackRefused as refused:
                await self._give_up(doubt, refused.code)

    async def _at(self, doubt: Doubt) -> None:
        rows = await self._context.ledger.read(shown.of, self._about)
        row, parent = rows.get(doubt.key), rows.get("parent")
        if doubt.thread_ts and parent is not None and parent.state != "posted":
            # Which thread is the one that counts is not known yet.
            await self._put_off(doubt, _REST)
            return
        # What stands under another name is no copy: the parent left behind in a channel, or one that could not be
        # edited and was followed by another.
        others = {one.ts for key, one in rows.items() if key != doubt.key}
        copies = [one for one in await self._copies(doubt) if one["ts"] not in others]
        current = row.ts if row is not None and row.state == "posted" and row.channel == doubt.channel else None
        kept = _to_keep(copies, current, listed_since=doubt.since - doubts.LATE)
        if doubt.thread_ts not in {None, *(one.ts for one in rows.values())} and not doubt.key.startswith("~"):
            # Its thread hangs under a parent that is gone; what counts is told under another one.
            kept = None
        if row is not None and row.channel != doubt.channel:
            # It is told elsewhere by now, and what it left here is known by another name.
            kept = None
        for copy in copies:
            if copy["ts"] != kept:
                await self._remove(doubt.channel, copy)
        settled = None
        if row is not None and row.channel == doubt.channel:
            above = parent if doubt.thread_ts else None
            settled = _settled(row, kept, parent=above, thread_ts=doubt.thread_ts, edits=self._edits)
        changed = [settled] if settled is not None and settled != row else []
        await self._context.ledger.write_as(self._context.token, doubts.settle, doubt, changed)

    async def _copies(self, doubt: Doubt) -> list[Json]:
        messages = await self._list(doubt.channel, doubt.thread_ts, doubt)
        return [one for one in messages if doubt.key in _keys(one, self._about)]

    async def _list(self, channel: str, thread_ts: str | None, doubt: Doubt) -> list[Json]:
        """Return what the bot posted there, the oldest first."""
        place = channel, thread_ts
        if place not in self._listed:
            try:
                found = await self._context.outbox.own(channel, since=doubt.since - doubts.LATE, thread_ts=thread_ts)
            except MessageGone:
                found = []
            self._listed[place] = sorted(found, key=lambda one: str(one["ts"]))
        return self._listed[place]

    async def _remove(self, channel: str, copy: Json, *, replies: bool = True) -> None:
        """Delete a message, after the bot's replies under it, which nobody could read in their place any more."""
        if replies and copy.get("reply_count"):
            for reply in await self._context.outbox.own(channel, since=None, thread_ts=str(copy["ts"])):
                if reply["ts"] != copy["ts"] and _keys(reply, self._about) and not reply.get("files"):
                    await self._remove(channel, reply, replies=False)
        try:
            await self._context.outbox.delete(channel, str(copy["ts"]))
        except MessageGone:
            pass
        except SlackRefused as refused:
            log.warning("a message about %s that stands there twice stays (%s)", self._about, refused.code)

    async def _put_off(self, doubt: Doubt, seconds: timedelta) -> None:
        until = self._context.clock.now() + seconds
        await self._context.ledger.write_as(self._context.token, doubts.put_off, doubt, until=until)

    async def _give_up(self, doubt: Doubt, reason: str) -> None:
        log.warning("no second look can be taken at %s of %s: %s", doubt.key, self._about, reason)
        await self._context.ledger.write_as(self._context.token, doubts.settle, doubt, [])


def _keys(message: Json, about: str) -> Iterator[str]:
    """Say which message this is, if it is about *about*; one with files is known by their names."""
    label = MessageTag.of(message)
    if label is not None and label.about == about:
        yield label.key
    yield from (key for file in message.get("files") or () if (key := documents_key(str(file.get("name", "")))))


def _to_keep(copies: Collection[Json], current: str | None, *, listed_since: datetime) -> str | None:
    """Return the ts of the one that stays: with replies under it before one without, then the one that the ledger
    knows, then the oldest, which comes first. One that the ledger knew long before the doubt was not listed."""
    listed = {one["ts"] for one in copies}
    if current is not None and current not in listed and float(current) < listed_since.timestamp():
        return current
    if not copies:
        return None
    return str(max(copies, key=lambda one: (bool(one.get("reply_count")), one["ts"] == current))["ts"])


def _settled(row: Shown, kept: str | None, *, parent: Shown | None, thread_ts: str | None, edits: bool) -> Shown | None:
    """Return what is known of a message after the look, None when there is nothing to note."""
    again = AGAIN if edits else row.digest
    if row.state == "posted":
        return replace(row, ts=kept or row.ts, digest=again)
    if row.state == "lost" and kept and not row.key.startswith("~") and thread_ts == (parent.ts if parent else None):
        return replace(row, ts=kept, state="posted", digest=again)
    return None
