"""The head of the ledger in a channel, once a day: whoever alters the file cannot alter what was posted there."""

from __future__ import annotations

import logging
from dataclasses import replace
from datetime import UTC, datetime, time, timedelta
from typing import Final

from bot.ledger import Database, anchors, doubts, messages
from bot.ledger.anchors import ABOUT
from bot.model import SlackMessage
from bot.slack.delivery.context import DeliveryContext
from bot.slack.delivery.known import Place
from bot.slack.delivery.late_copies import LateCopies
from bot.slack.delivery.outcomes import ChannelClosed, SlackBusy, SlackDown, SlackFailure, TooLate
from bot.slack.delivery.protocol import Delivery
from bot.slack.screens import anchor as screen

log = logging.getLogger(__name__)

_LATE_REST: Final = 1.0
_DOWN_REST: Final = 30.0
_REFUSED_REST: Final = 3600.0


class DailyAnchor:
    """Posts to one channel. Each call does one thing; what is left is done by the next."""

    def __init__(self, channel: str) -> None:
        self._channel = channel
        self._not_before: tuple[int, datetime] | None = None
        """Under which token it rests, and until when: whoever takes up the work anew may have another clock."""

    async def due(self, context: DeliveryContext) -> bool:
        """Say whether there is something to do now."""
        now = context.clock.now()
        if self._not_before is not None and self._not_before[0] == context.token and now < self._not_before[1]:
            return False
        return await context.ledger.read(_due, now=now)

    async def post(self, context: DeliveryContext) -> None:
        """Find out what became of an anchor whose answer was lost, otherwise post the one of today."""
        delivery = Delivery(context)
        try:
            await LateCopies(ABOUT, context).take()
            message = await context.ledger.read(anchors.unanswered) or await self._not_known_here(context, delivery)
            if message is None:
                await self._post(context, delivery)
            elif (wait := delivery.before_find(message)) > 0:
                self._rest(wait, context)
            else:
                await self._find(message, delivery)
        except SlackBusy as busy:
            self._rest(busy.retry_after, context)
        except TooLate:
            self._rest(_LATE_REST, context)
        except SlackDown as down:
            log.warning("slack is not answering: %s (anchor of the ledger)", down)
            self._rest(_DOWN_REST, context)
        except SlackFailure as refused:
            log.error("the anchor of the ledger cannot be posted to %s: %s", self._channel, refused)
            self._rest(_REFUSED_REST, context)

    async def _not_known_here(self, context: DeliveryContext, delivery: Delivery) -> SlackMessage | None:
        day = context.clock.now().date()
        if await context.ledger.read(messages.one, ABOUT, day.isoformat()) is not None:
            return None
        begun = datetime.combine(day, time(), UTC)
        return delivery.unsure(ABOUT, day.isoformat(), "anchor", self._channel, begun=begun)

    async def _find(self, message: SlackMessage, delivery: Delivery) -> None:
        try:
            await delivery.find(message)
        except ChannelClosed as closed:
            log.warning("cannot look for the anchor of %s (%s); another one is posted", message.key, closed)
            await delivery.note(replace(message, state="lost"))

    async def _post(self, context: DeliveryContext, delivery: Delivery) -> None:
        day = context.clock.now().date()
        head = await context.ledger.read(anchors.to_post, day)
        if head is None:
            return
        await context.ledger.write_as(context.token, anchors.note, day, head)
        await delivery.post(ABOUT, "anchor", Place(self._channel), screen.anchor(day, seq=head.seq, hash=head.hash))

    def _rest(self, seconds: float, context: DeliveryContext) -> None:
        self._not_before = context.token, context.clock.now() + timedelta(seconds=seconds)


def _due(db: Database, *, now: datetime) -> bool:
    """Say whether an anchor is in doubt, unanswered, or to be posted."""
    return (
        bool(doubts.of(db, ABOUT, now=now))
        or anchors.unanswered(db) is not None
        or anchors.to_post(db, now.date()) is not None
    )
