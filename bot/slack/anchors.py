"""The head of the ledger in a channel, once a day: whoever alters the file cannot alter what was posted there."""

from __future__ import annotations

import logging
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from typing import Final

from bot.ledger import anchors, doubts, shown
from bot.ledger.anchors import ABOUT, Anchor
from bot.model import Shown
from bot.slack.outbox import Label
from bot.slack.outcomes import ChannelClosed, SlackBusy, SlackDown, SlackRefused, SlackTrouble
from bot.slack.post import Post, post
from bot.slack.second_look import SecondLook
from bot.slack.text import paragraph, say
from bot.slack.tools import Tools

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

    async def due(self, tools: Tools) -> bool:
        """Say whether there is something to do now."""
        now = tools.clock.now()
        if now < self._not_before:
            return False
        return (
            bool(await tools.ledger.read(doubts.of, ABOUT, now=now))
            or await tools.ledger.read(anchors.unanswered) is not None
            or await tools.ledger.read(anchors.to_post, now.date()) is not None
        )

    async def post(self, tools: Tools) -> None:
        """Find out what became of an anchor whose answer was lost, otherwise post the one of today."""
        try:
            await SecondLook(ABOUT, tools, edits=False).take()
            row = await tools.ledger.read(anchors.unanswered) or await self._not_known_here(tools)
            if row is not None:
                await self._look_for(row, tools)
            else:
                await self._post(tools)
        except SlackBusy as busy:
            self._rest(busy.retry_after, tools)
        except SlackDown as down:
            log.warning("slack is not answering: %s (anchor of the ledger)", down)
            self._rest(_DOWN_REST, tools)
        except SlackTrouble as refused:
            log.error("the anchor of the ledger cannot be posted to %s: %s", self._channel, refused)
            self._rest(_REFUSED_REST, tools)

    async def _not_known_here(self, tools: Tools) -> Shown | None:
        day = tools.clock.now().date()
        if day.isoformat() in await tools.ledger.read(shown.of, ABOUT):
            return None
        return tools.unsure(ABOUT, day.isoformat(), self._channel, datetime.combine(day, time(), UTC))

    async def _look_for(self, row: Shown, tools: Tools) -> None:
        unsettled = tools.unsettled(row)
        if unsettled > 0:
            self._rest(unsettled, tools)
            return
        try:
            ts = await tools.outbox.find(row.channel, Label(row.about, row.key), since=row.at)
        except (ChannelClosed, SlackRefused) as refused:
            log.warning("cannot look for the anchor of %s (%s); another one is posted", row.key, refused)
            ts = None
        if ts is None and tools.under_way(row):
            await tools.doubt(ABOUT, row.key, row.channel)
        await tools.note(replace(row, ts=ts, state="posted" if ts else "lost"))

    async def _post(self, tools: Tools) -> None:
        now = tools.clock.now()
        anchor = await tools.ledger.read(anchors.to_post, now.date())
        if anchor is None:
            return
        told = message(now.date(), anchor)
        row = Shown(ABOUT, told.key, self._channel, None, "posting", str(anchor), now)
        await tools.note(row)
        try:
            ts = await tools.outbox.post(row.channel, Label(ABOUT, row.key), text=told.text, blocks=told.blocks)
        except SlackDown as down:
            if down.stored_maybe:
                await tools.doubt(ABOUT, row.key, row.channel)
            else:
                await tools.note(replace(row, state="lost"))
            raise
        except SlackTrouble:
            await tools.note(replace(row, state="lost"))
            raise
        await tools.note(replace(row, ts=ts, state="posted"))

    def _rest(self, seconds: float, tools: Tools) -> None:
        self._not_before = tools.clock.now() + timedelta(seconds=seconds)
