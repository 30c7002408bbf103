"""A plan in front of the person who asked for it: in its modal, or as a private message once that was closed."""

from __future__ import annotations

import logging
from datetime import timedelta
from typing import Final

from bot.ledger import messages, plans, runs
from bot.model import Plan, PlanState
from bot.slack.delivery import single_message
from bot.slack.delivery.context import DeliveryContext
from bot.slack.delivery.known import Place
from bot.slack.delivery.late_copies import LateCopies
from bot.slack.delivery.outcomes import SlackBusy, SlackDown, SlackFailure, TooLate, ViewGone
from bot.slack.delivery.protocol import ARRIVES_WITHIN, Delivery
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
        self._delivery = Delivery(context)
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
                pause = max(self._backoff, ARRIVES_WITHIN.total_seconds())
                self._backoff = min(self._backoff * 2, _LONGEST_BACKOFF)
            except TooLate:
                pause = 1.0
            except SlackFailure as refused:
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
        view = modal_check_and_confirm.plan(plan, self._context.clock.now())
        try:
            await self._delivery.update_view(plan.id, plan.view_id, view)
        except ViewGone:
            await self._context.ledger.write_as(self._context.token, plans.closed, plan.view_id)
            return await self._in_message(plan)
        return 0.0

    async def _in_message(self, plan: Plan) -> float:
        message = await self._context.ledger.read(messages.one, plan.id, MESSAGE)
        if plan.state in (PlanState.CHECKING, PlanState.CONFIRMED) and message is None:
            return 0.0
        place = Place(message.channel if message else await self._context.outbox.direct(plan.by.user))
        return await single_message.show(
            self._delivery,
            plan.id,
            "plan",
            place,
            await self._draw(plan),
            message=message or self._delivery.unsure(plan.id, MESSAGE, "plan", place.channel, begun=plan.created_at),
            # A confirmed plan has a thread by now; a message that is not there misleads nobody.
            post_missing=plan.state is not PlanState.CONFIRMED,
        )

    async def _draw(self, plan: Plan) -> Post:
        run = await self._context.ledger.read(runs.brief, plan.run_id) if plan.run_id else None
        return plan_message.plan_confirmed(run) if run else plan_message.plan_message(plan)
