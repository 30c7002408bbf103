"""A plan in front of the person who asked for it: in its modal, or as a private message once that was closed."""

from __future__ import annotations

import logging
from dataclasses import replace
from datetime import timedelta
from typing import Final

from bot.ledger import frozen_plans, messages, plan_pages, plans, runs
from bot.model import PlanPage, PlanState, SlackMessage
from bot.slack.delivery import single_message
from bot.slack.delivery.context import DeliveryContext
from bot.slack.delivery.known import Place
from bot.slack.delivery.late_copies import LateCopies
from bot.slack.delivery.outcomes import SlackFailure, ViewGone
from bot.slack.delivery.patience import Patience
from bot.slack.delivery.protocol import Delivery
from bot.slack.screens import modal_check_and_confirm, modal_frozen, plan_message
from bot.slack.screens.post import Post

log = logging.getLogger(__name__)

MESSAGE: Final = "message"

CAME_BACK: Final = "came_back"
"""How the key begins of the reply that tells of a late confirmation that bought nothing."""

_AFTER_THE_ANSWER: Final = timedelta(seconds=0.5)
"""The answer to the submission shows the modal as *checking*. It must arrive before what is shown next, or it would
cover that for good; it is on its way within half a second of the plan being stored."""

_SAID_ELSEWHERE: Final = (PlanState.CHECKING, PlanState.FROZEN, PlanState.CONFIRMED)
"""States of which a window, a question to a second person or a run's thread tells."""


class PlanMessage:
    """One plan. Returns from `show` when its newest version was shown, or need not be."""

    def __init__(self, plan_id: str, context: DeliveryContext) -> None:
        self._id = plan_id
        self._context = context
        self._delivery = Delivery(context)
        self._begun = context.clock.now()
        self._patience = Patience(f"plan {plan_id}")

    async def show(self) -> None:
        """Return when Slack shows the newest version, or its reader cannot be reached at all; try until then."""
        while not self._context.stopping.is_set():
            page = await self._read()
            if page is None:
                return
            try:
                pause = await self._patience.after(self._try(page))
            except SlackFailure as refused:
                log.error("plan %s cannot be shown: %s", self._id, refused)
                pause = 0.0
            if not pause:
                await self._context.ledger.write_as(self._context.token, plans.shown, self._id, page.plan.version)
                return
            await self._context.clock.sleep(pause)

    async def look_again(self) -> None:
        """Look once more at a message of which nobody knows when Slack carried it out."""
        await LateCopies(self._id, self._context).take()

    async def _try(self, page: PlanPage) -> float:
        """Return the seconds until the next try, 0 when this version is done with."""
        plan = page.plan
        if plan.aside_view_id is not None:
            return 0.0
        bought = plan.state is PlanState.CONFIRMED and modal_frozen.window(plan, page.standing) is None
        if plan.view_id is None or bought:
            return await self._in_message(page)
        early = (self._begun + _AFTER_THE_ANSWER - self._context.clock.now()).total_seconds()
        if early > 0:
            return early
        try:
            async with self._context.windows.turn(plan.view_id):
                await self._in_window(plan.view_id)
        except ViewGone:
            await self._context.ledger.write_as(self._context.token, plans.closed, plan.view_id)
            return await self._in_message(replace(page, plan=replace(plan, view_id=None)))
        return await self._in_message(page)

    async def _read(self) -> PlanPage | None:
        context = self._context
        page = await context.ledger.read(plan_pages.read, self._id)
        if page is None:
            return None
        reader, now = page.plan.by, context.clock.now()
        standing = await context.ledger.read(frozen_plans.standing, page.plan, context.limits, by=reader, now=now)
        return replace(page, standing=standing)

    async def _in_window(self, view_id: str) -> None:
        """Draw the plan as it is when the turn has come: its reader may have ticked meanwhile."""
        page = await self._read()
        if page is not None and page.plan.view_id == view_id:
            view = modal_check_and_confirm.plan(page, self._context.clock.now(), self._context.words)
            await self._delivery.update_view(self._id, view_id, view)

    async def _in_message(self, page: PlanPage) -> float:
        plan = page.plan
        message = await self._context.ledger.read(messages.one, plan.id, MESSAGE)
        seen_elsewhere = plan.view_id is not None or plan.state in _SAID_ELSEWHERE
        if seen_elsewhere and message is None:
            return 0.0
        place = Place(message.channel if message else await self._context.outbox.direct(plan.by.user))
        pause = await single_message.show(
            self._delivery,
            plan.id,
            "plan",
            place,
            await self._draw(page),
            message=message or self._delivery.unsure(plan.id, MESSAGE, "plan", place.channel, begun=plan.created_at),
            # A plan that stands in a modal or has a thread by now: a message that is not there misleads nobody.
            post_missing=not seen_elsewhere or plan.state is PlanState.CHECKING,
        )
        return pause or (await self._came_back(page, message) if message is not None else 0.0)

    async def _came_back(self, page: PlanPage, message: SlackMessage) -> float:
        """Reply to a message that stood there when the plan was confirmed late, once that bought nothing."""
        frozen = page.standing.frozen if page.standing is not None else None
        if frozen is None or message.ts is None or message.state != "posted" or page.plan.view_id is not None:
            return 0.0
        drawing = plan_message.late_came_back(page, f"{CAME_BACK}:{frozen.id}")
        if drawing is None or frozen.decided_at is None or message.noted_at >= frozen.decided_at:
            return 0.0
        reply = await self._context.ledger.read(messages.one, self._id, drawing.key)
        place = Place(message.channel, message.ts)
        unsure = self._delivery.unsure(self._id, drawing.key, "plan", place.channel, begun=frozen.asked_at)
        return await single_message.show(self._delivery, self._id, "plan", place, drawing, message=reply or unsure)

    async def _draw(self, page: PlanPage) -> Post:
        run_id = page.plan.run_id
        run = await self._context.ledger.read(runs.brief, run_id) if run_id else None
        return plan_message.plan_confirmed(run) if run else plan_message.plan_message(page)
