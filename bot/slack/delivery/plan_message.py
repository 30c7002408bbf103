"""A plan in front of the person who asked for it: in its modal, or as a private message once that was closed."""

from __future__ import annotations

import logging
from dataclasses import replace
from datetime import timedelta
from typing import Final

from bot.ledger import plans, runs, shown
from bot.ledger.store import LeaseLost
from bot.model import Plan, PlanState, Shown
from bot.slack.delivery.context import SEND_WITHIN, SETTLE, DeliveryContext
from bot.slack.delivery.late_copies import LateCopies
from bot.slack.delivery.outbox import MessageTag
from bot.slack.delivery.outcomes import (
    ChannelClosed,
    MessageGone,
    SlackBusy,
    SlackDown,
    SlackRefused,
    SlackTrouble,
    TooLate,
    ViewGone,
)
from bot.slack.delivery.pace import SECONDS_BETWEEN_EDITS
from bot.slack.screens import modal_check_and_confirm, plan_message
from bot.slack.screens.post import Post

log = logging.getLogger(__name__)

MESSAGE: Final = "message"

_AFTER_THE_ANSWER: Final = timedelta(seconds=0.5)
"""The answer to the submission shows the modal as *checking*. It must arrive before what is shown next, or it would
cover that for good; it is on its way within half a second of the plan being stored."""

_LONGEST_BACKOFF: Final = 30.0


class PlanMessage:
    """One plan. Returns from `show` when its newest version was shown, or need not be."""

    def __init__(self, plan_id: str, context: DeliveryContext) -> None:
        self._id = plan_id
        self._context = context
        self._begun = context.clock.now()
        self._backoff = 1.0

    async def show(self) -> None:
        """Show the newest version, whatever it takes; a reader who cannot be reached at all is left alone."""
        while not self._context.stopping.is_set():
            plan = await self._context.ledger.read(plans.load, self._id)
            if plan is None:
                return
            try:
                pause = await self._try(plan)
            except SlackBusy as busy:
                pause = busy.retry_after
            except SlackDown as down:
                log.warning("slack is not answering: %s (plan %s)", down, self._id)
                pause = max(self._backoff, SETTLE.total_seconds())
                self._backoff = min(self._backoff * 2, _LONGEST_BACKOFF)
            except TooLate:
                pause = 1.0
            except SlackTrouble as refused:
                log.error("plan %s cannot be shown: %s", self._id, refused)
                pause = 0.0
            if not pause:
                await self._context.ledger.write_as(self._context.token, plans.shown, self._id, plan.version)
                return
            await self._context.clock.sleep(pause)

    async def look_again(self) -> None:
        """Look once more at a message of which nobody knows when Slack carried it out."""
        await LateCopies(self._id, self._context).take()

    async def _try(self, plan: Plan) -> float:
        """Return the seconds until the next try, 0 when this version is done with."""
        if plan.view_id is None or plan.state is PlanState.CONFIRMED:
            return await self._in_message(plan)
        early = (self._begun + _AFTER_THE_ANSWER - self._context.clock.now()).total_seconds()
        if early > 0:
            return early
        try:
            await self._context.outbox.update_view(
                plan.view_id, modal_check_and_confirm.plan(plan, self._context.clock.now())
            )
        except ViewGone:
            await self._context.ledger.write_as(self._context.token, plans.closed, plan.view_id)
            return await self._in_message(plan)
        return 0.0

    async def _in_message(self, plan: Plan) -> float:
        row = (await self._context.ledger.read(shown.of, plan.id)).get(MESSAGE)
        if plan.state in (PlanState.CHECKING, PlanState.CONFIRMED) and row is None:
            return 0.0
        run = await self._context.ledger.read(runs.brief, plan.run_id) if plan.run_id else None
        post = plan_message.plan_confirmed(run) if run else plan_message.plan_message(plan)
        if row is None:
            channel = await self._context.outbox.direct(plan.by.user)
            row = self._context.unsure(plan.id, MESSAGE, channel, plan.created_at)
        if row is not None and row.state == "posting":
            unsettled = self._context.unsettled(row)
            if unsettled > 0:
                return unsettled
            row = await self._found(row)
        if row is None or row.state == "lost":
            await self._post(plan, post)
        elif row.digest != post.digest():
            return await self._edit(plan, post, row)
        return 0.0

    async def _post(self, plan: Plan, post: Post) -> None:
        if plan.state is PlanState.CONFIRMED:
            # It has a thread by now; a message that is not there misleads nobody.
            return
        channel = await self._context.outbox.direct(plan.by.user)
        row = Shown(plan.id, MESSAGE, channel, None, "posting", post.digest(), self._context.clock.now())
        await self._note(row, "posting", None)
        try:
            ts = await self._context.outbox.post(
                channel, MessageTag(plan.id, MESSAGE), text=post.text, blocks=post.blocks, send_by=row.at + SEND_WITHIN
            )
        except (SlackBusy, ChannelClosed, SlackRefused, TooLate):
            await self._note(row, "lost", None)
            raise
        except SlackDown as down:
            if down.stored_maybe:
                await self._doubt(row)
            raise
        try:
            await self._note(row, "posted", ts)
        except LeaseLost:
            await self._doubt(row)
            raise

    async def _doubt(self, row: Shown) -> None:
        await self._context.doubt(row.about, row.key, row.channel)

    async def _edit(self, plan: Plan, post: Post, row: Shown) -> float:
        """Edit the message and return 0, or return the seconds until its turn."""
        outbox, ts = self._context.outbox, row.ts or ""
        # Somebody may have been about to edit it, and be on the way yet.
        unsettled = 0.0 if row.digest else self._context.unsettled(row)
        wait = max(unsettled, outbox.pace.before_edit(row.channel, ts, gap=SECONDS_BETWEEN_EDITS, urgent=True))
        if wait > 0:
            return wait
        # What the message says is open until Slack has answered.
        if not row.digest and self._context.under_way(row):
            await self._doubt(row)
        begun = replace(row, digest="", at=self._context.clock.now())
        await self._context.note(begun)
        try:
            await outbox.edit(row.channel, ts, text=post.text, blocks=post.blocks, send_by=begun.at + SEND_WITHIN)
        except MessageGone:
            await self._post(plan, post)
            return 0.0
        except SlackDown as down:
            if down.stored_maybe:
                await self._doubt(row)
            raise
        await self._note(row, "posted", row.ts, post.digest())
        return 0.0

    async def _found(self, row: Shown) -> Shown | None:
        """Return the row of a message whose answer was lost as it turns out to be; None when it has to be posted."""
        try:
            ts = await self._context.outbox.find(row.channel, MessageTag(row.about, row.key), since=row.at)
        except SlackRefused as refused:
            log.warning("cannot look for the message about plan %s (%s); it is posted again", self._id, refused.code)
            return None
        if ts is None:
            if self._context.under_way(row):
                await self._doubt(row)
            return None
        return await self._note(row, "posted", ts, "")

    async def _note(self, row: Shown, state: str, ts: str | None, digest: str | None = None) -> Shown:
        kept = Shown(**{**row.__dict__, "state": state, "ts": ts, "digest": row.digest if digest is None else digest})
        await self._context.note(kept)
        return kept
