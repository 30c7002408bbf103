"""A second person is asked about a plan: in its channel, and privately where an approver is not in there."""

from __future__ import annotations

import logging
from collections.abc import Awaitable
from typing import Final

from bot.documents import DocumentFile
from bot.ledger import frozen_plans, messages, plan_pages
from bot.model import FrozenPlan, FrozenState
from bot.slack.delivery import single_message
from bot.slack.delivery.approvers import Approvers
from bot.slack.delivery.context import DeliveryContext
from bot.slack.delivery.known import Place
from bot.slack.delivery.late_copies import LateCopies
from bot.slack.delivery.outbox import MessageTag
from bot.slack.delivery.outcomes import ChannelClosed, SlackBusy, SlackDown, SlackFailure, SlackRefused, TooLate
from bot.slack.delivery.patience import Patience
from bot.slack.delivery.protocol import Delivery
from bot.slack.screens import approval
from bot.slack.screens.post import Post

log = logging.getLogger(__name__)

CHANNEL: Final = "approval"
"""Key of the message in the channel; one to a person has their id behind it."""

CAME_BACK: Final = "came_back"
"""Key of the reply that mentions whoever asked."""

_GROUP_UNREAD: Final = 10.0
"""Seconds until a user group that could not be read is asked for again."""


class ApprovalMessages:
    """The messages about one frozen plan. Returns from `show` when its newest version was shown, or need not be."""

    def __init__(self, frozen_id: str, context: DeliveryContext, approvers: Approvers) -> None:
        self._id = frozen_id
        self._context = context
        self._approvers = approvers
        self._delivery = Delivery(context)
        self._patience = Patience(f"approval {frozen_id}")

    async def show(self) -> None:
        """Return when Slack shows the newest version, or its reader cannot be reached at all; try until then."""
        while not self._context.stopping.is_set():
            frozen = await self._context.ledger.read(frozen_plans.load, self._id)
            if frozen is None:
                return
            pause = await self._patience.after(self._try(frozen))
            if not pause:
                await self._context.ledger.write_as(
                    self._context.token, frozen_plans.shown, self._id, frozen.version
                )
                return
            await self._context.clock.sleep(pause)

    async def look_again(self) -> None:
        """Look once more at messages of which nobody knows when Slack carried them out."""
        await LateCopies(self._id, self._context).take()

    async def _try(self, frozen: FrozenPlan) -> float:
        """Return the seconds until the next try, 0 when this version is done with."""
        shared = not frozen.channel.startswith("D") and await self._is_shared(frozen)
        pause = await self._in(frozen, CHANNEL, Place(frozen.channel), shared=shared)
        pause = pause or await self._came_back(frozen, shared=shared)
        if pause:
            return pause
        told, rest = await self._told(frozen, shared=shared)
        for user in told:
            try:
                pause = await self._in(frozen, f"{CHANNEL}:{user}", Place(await self._context.outbox.direct(user)))
            except SlackRefused as refused:
                log.warning("%s cannot be asked about %s: %s", user, self._id, refused)
                continue
            if pause:
                return pause
        return rest

    async def _is_shared(self, frozen: FrozenPlan) -> bool:
        """Ask whether another company reads the channel; one that cannot be read is not written to either."""
        try:
            return await self._context.outbox.is_shared(frozen.channel)
        except (ChannelClosed, SlackRefused):
            return True

    async def _told(self, frozen: FrozenPlan, *, shared: bool) -> tuple[tuple[str, ...], float]:
        """Return who is asked privately, and the seconds until more of them may be known, 0 when all are."""
        if frozen.told is not None or frozen.state is not FrozenState.ASKED:
            return frozen.told or (), 0.0
        plan = await self._context.ledger.read(plan_pages.head, frozen.plan_id)
        but = frozenset({frozen.by.user, plan.by.user if plan else frozen.by.user})
        people, complete = await self._approvers.to_tell(frozen.channel, but=but, shared=shared)
        if complete:
            await self._context.ledger.write_as(self._context.token, frozen_plans.tell, self._id, people)
        return tuple(people), 0.0 if complete else _GROUP_UNREAD

    async def _in(self, frozen: FrozenPlan, key: str, place: Place, *, shared: bool = False) -> float:
        """Bring one message in line, and the file below it."""
        drawing = approval.approval(
            frozen, key, groups=self._approvers.groups, private=key != CHANNEL, shared=shared
        )
        # Once it is decided there is nothing left to ask.
        asked = frozen.state is FrozenState.ASKED
        pause = await self._shown(frozen, drawing, place, post_missing=asked)
        if pause or shared or not asked or not approval.has_file(frozen):
            return pause
        return await self._unless_refused(self._file(frozen, key, place), key)

    async def _came_back(self, frozen: FrozenPlan, *, shared: bool) -> float:
        """Mention whoever asked in a reply to the message in the channel, when they have their plan back."""
        drawing = approval.came_back(frozen, CAME_BACK, shared=shared)
        above = await self._context.ledger.read(messages.one, self._id, CHANNEL)
        if drawing is None or above is None or above.ts is None or above.state != "posted":
            return 0.0
        return await self._shown(frozen, drawing, Place(above.channel, above.ts))

    async def _shown(self, frozen: FrozenPlan, drawing: Post, place: Place, *, post_missing: bool = True) -> float:
        """Bring a message in line."""
        message = await self._context.ledger.read(messages.one, self._id, drawing.key)
        unsure = self._delivery.unsure(self._id, drawing.key, "approval", place.channel, begun=frozen.asked_at)
        work = single_message.show(
            self._delivery, self._id, "approval", place, drawing, message=message or unsure, post_missing=post_missing
        )
        return await self._unless_refused(work, drawing.key)

    async def _unless_refused(self, work: Awaitable[float], key: str) -> float:
        """Return what *work* does; a place that cannot be written to at all is left alone."""
        try:
            return await work
        except (SlackBusy, SlackDown, TooLate):
            raise
        except SlackFailure as refused:
            log.error("approval %s cannot be shown (%s): %s", self._id, key, refused)
            return 0.0

    async def _file(self, frozen: FrozenPlan, key: str, place: Place) -> float:
        """Put a file of all orders below a message, once."""
        tag = MessageTag(self._id, f"rows:{key}")
        above = await self._context.ledger.read(messages.one, self._id, key)
        before = await self._context.ledger.read(messages.one, self._id, tag.key)
        if above is None or above.ts is None or (before is not None and before.state == "posted"):
            return 0.0
        thread = Place(place.channel, above.ts)
        tried = before.file_ids if before is not None else ()
        if before is not None and before.state == "posting" and tried:
            wait = self._delivery.before_look(before)
            if wait > 0:
                return wait
            if (await self._delivery.find_files(before, thread, lambda one: one in tried)).state == "posted":
                return 0.0
        name, content = approval.rows_file(frozen)
        rows = DocumentFile("orders", content, orders=len(frozen.orders), parcels=0)
        await self._delivery.upload(tag, thread, [rows], [name], approval.file_comment(frozen), tried=tried)
        return 0.0
