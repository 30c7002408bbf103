"""A second look at messages of which nobody knows when Slack carried them out: told once, with the newest words."""

from __future__ import annotations

import logging
from collections.abc import Iterator, Sequence
from datetime import timedelta
from typing import Final

from bot.ledger import doubts
from bot.ledger.doubts import Doubt
from bot.slack.delivery.context import DeliveryContext
from bot.slack.delivery.known import Known
from bot.slack.delivery.late_verdict import Cleared, Copy, Look, NotYet, verdict
from bot.slack.delivery.outbox import MessageTag
from bot.slack.delivery.outcomes import ChannelClosed, Json, MessageGone, SlackBusy, SlackDown, SlackRefused, TooLate
from bot.slack.delivery.protocol import Delivery

log = logging.getLogger(__name__)

_METHODS: Final = ("conversations.history", "conversations.replies", "chat.delete")
_REST: Final = timedelta(seconds=30)
_CLOSED_LONG: Final = timedelta(hours=1)


class LateCopies:
    """What may have come of the doubtful calls about one run, one plan or the anchors.

    Slack may carry a call out long after its answer was given up and another one was made: a message then stands there
    twice, or an old edit covers a newer one.
    """

    def __init__(self, about: str, context: DeliveryContext) -> None:
        self._about = about
        self._context = context
        self._delivery = Delivery(context)
        self._listed: dict[tuple[str, str | None], list[Json]] = {}

    async def take(self) -> None:
        """Look at what is due, and put off what cannot be looked at now. No failure of Slack's gets out of here."""
        now, pace = self._context.clock.now(), self._context.outbox.pace
        due = await self._context.ledger.read(doubts.of, self._about, now=now)
        if not due or max(pace.before(method) for method in _METHODS) > 0:
            return
        self._listed.clear()
        for doubt in due:
            try:
                await self._clear(doubt)
            except SlackBusy as busy:
                await self._put_off(doubt, max(_REST, timedelta(seconds=busy.retry_after)))
            except TooLate:
                await self._put_off(doubt, _REST)
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

    async def _clear(self, doubt: Doubt, copies: Sequence[Copy] | None = None) -> None:
        known = await self._delivery.known(self._about)
        match verdict(doubt, known, copies):
            case NotYet():
                await self._put_off(doubt, _REST)
            case Look():
                await self._clear(doubt, await self._copies(doubt, known))
            case Cleared(remove, changed):
                for copy in remove:
                    await self._remove(doubt.channel, copy)
                noted = [changed] if changed is not None else []
                await self._context.ledger.write_as(self._context.token, doubts.end, doubt, noted)

    async def _copies(self, doubt: Doubt, known: Known) -> list[Copy]:
        """Return what stands there with the name of the doubtful message, the oldest first."""
        place = doubt.channel, doubt.thread_ts
        if place not in self._listed:
            since = doubt.since - doubts.LATE
            try:
                found = await self._context.outbox.own(doubt.channel, since=since, thread_ts=doubt.thread_ts)
            except MessageGone:
                found = []
            self._listed[place] = sorted(found, key=lambda one: str(one["ts"]))
        return [
            Copy(str(one["ts"]), bool(one.get("reply_count")))
            for one in self._listed[place]
            if doubt.key in (*_keys(one, self._about), *known.keys_of_files(one))
        ]

    async def _remove(self, channel: str, copy: Copy) -> None:
        """Delete a message, after the bot's replies under it, which nobody could read in their place any more."""
        if copy.has_replies:
            for reply in await self._context.outbox.own(channel, since=None, thread_ts=copy.ts):
                if reply["ts"] != copy.ts and [*_keys(reply, self._about)] and not reply.get("files"):
                    await self._delete(channel, str(reply["ts"]))
        await self._delete(channel, copy.ts)

    async def _delete(self, channel: str, ts: str) -> None:
        try:
            await self._delivery.delete(channel, ts)
        except MessageGone:
            pass
        except SlackRefused as refused:
            log.warning("a message about %s that stands there twice stays (%s)", self._about, refused.code)

    async def _put_off(self, doubt: Doubt, seconds: timedelta) -> None:
        until = self._context.clock.now() + seconds
        await self._context.ledger.write_as(self._context.token, doubts.put_off, doubt, until=until)

    async def _give_up(self, doubt: Doubt, reason: str) -> None:
        log.warning("no second look can be taken at %s of %s: %s", doubt.key, self._about, reason)
        await self._context.ledger.write_as(self._context.token, doubts.end, doubt, [])


def _keys(message: Json, about: str) -> Iterator[str]:
    """Yield the key of the message that this is by its tag, if it is about *about*."""
    tag = MessageTag.of(message)
    if tag is not None and tag.about == about:
        yield tag.key
