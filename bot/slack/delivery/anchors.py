"""The head of the ledger in a channel, once a day: whoever alters the file cannot alter what was posted there."""

from __future__ import annotations

import logging
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from typing import Final

from bot.ledger import anchors, doubts, shown
from bot.ledger.anchors import ABOUT, Anchor
from bot.model import Shown
from bot.slack.delivery.context import DeliveryContext
from bot.slack.delivery.late_copies import LateCopies
from bot.slack.delivery.outbox import MessageTag
from bot.slack.delivery.outcomes import ChannelClosed, SlackBusy, SlackDown, SlackRefused, SlackTrouble
from bot.slack.screens.post import Post, post
from bot.slack.screens.text import paragraph, say

log = logging.getLogger(__name__)

TOLD: Final = "Ledger of {day}: event {seq} has the hash {hash}."
"""``label-bot audit verify --anchors`` reads this sentence; `bot.ledger.anchors.found_in` knows its form."""

_DOWN_REST: Final = 30.0
_REFUSED_REST: Final = 3600.0


def message(day: date, anchor: Anchor) -> Post:
    """Return the message that anchors the ledger on *day* (UTC)."""
    return post(
        day.isoformat(), [paragraph(say(TOLD, day=day.isoformat(), seq=anchor.seq, hash=anchor.hash))]
    )


class DailyAnchor:
    """Posts to one channel. Each call does one thing; what is left is done by the next."""

    def __init__(self, channel: str) -> None:
        self._channel = channel
        self._not_before = datetime.min.replace(tzinfo=UTC)

    async def due(self, context: DeliveryContext) -> bool:
        """Say whether there is something to do now."""
        now = context.clock.now()
        if now < self._not_before:
            return False
        return (
            bool(await context.ledger.read(doubts.of, ABOUT, now=now))
            or await context.ledger.read(anchors.unanswered) is not None
            or await context.ledger.read(anchors.to_post, now.date()) is not None
        )

    async def post(self, context: DeliveryContext) -> None:
        """Find out what became of an anchor whose answer was lost, otherwise post the one of today."""
        try:
            await LateCopies(ABOUT, context, edits=False).take()
            row = await context.ledger.read(anchors.unanswered) or await self._not_known_here(context)
            if row is not None:
                await self._look_for(row, context)
            else:
                await self._post(context)
        except SlackBusy as busy:
            self._rest(busy.retry_after, context)
        except SlackDown as down:
            log.warning("slack is not answering: %s (anchor of the ledger)", down)
            self._rest(_DOWN_REST, context)
        except SlackTrouble as refused:
            log.error("the anchor of the ledger cannot be posted to %s: %s", self._channel, refused)
            self._rest(_REFUSED_REST, context)

    async def _not_known_here(self, context: DeliveryContext) -> Shown | None:
        day = context.clock.now().date()
        if day.isoformat() in await context.ledger.read(shown.of, ABOUT):
            return None
        return context.unsure(ABOUT, day.isoformat(), self._channel, datetime.combine(day, time(), UTC))

    async def _look_for(self, row: Shown, context: DeliveryContext) -> None:
        unsettled = context.unsettled(row)
        if unsettled > 0:
            self._rest(unsettled, context)
            return
        try:
            ts = await context.outbox.find(row.channel, MessageTag(row.about, row.key), since=row.at)
        except (ChannelClosed, SlackRefused) as refused:
            log.warning("cannot look for the anchor of %s (%s); another one is posted", row.key, refused)
            ts = None
        if ts is None and context.under_way(row):
            await context.doubt(ABOUT, row.key, row.channel)
        await context.note(replace(row, ts=ts, state="posted" if ts else "lost"))

    async def _post(self, context: DeliveryContext) -> None:
        now = context.clock.now()
        anchor = await context.ledger.read(anchors.to_post, now.date())
        if anchor is None:
            return
        told = message(now.date(), anchor)
        row = Shown(ABOUT, told.key, self._channel, None, "posting", str(anchor), now)
        await context.note(row)
        try:
            ts = await context.outbox.post(row.channel, MessageTag(ABOUT, row.key), text=told.text, blocks=told.blocks)
        except SlackDown as down:
            if down.stored_maybe:
                await context.doubt(ABOUT, row.key, row.channel)
            else:
                await context.note(replace(row, state="lost"))
            raise
        except SlackTrouble:
            await context.note(replace(row, state="lost"))
            raise
        await context.note(replace(row, ts=ts, state="posted"))

    def _rest(self, seconds: float, context: DeliveryContext) -> None:
        self._not_before = context.clock.now() + timedelta(seconds=seconds)
