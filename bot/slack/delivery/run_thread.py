"""The thread of one run, brought in line with the ledger and kept there for as long as the run moves."""

from __future__ import annotations

import asyncio
import logging
from dataclasses import replace
from datetime import timedelta
from functools import partial
from typing import Final

from bot.ledger import refused_blocks, run_places, runs
from bot.model import RunState, SlackMessage
from bot.slack.delivery import difference, thread_moves
from bot.slack.delivery.context import DeliveryContext
from bot.slack.delivery.difference import Drawing, Missing, Open, Orphaned, Outdated, Step
from bot.slack.delivery.known import PARENT, SIGNPOST, Known
from bot.slack.delivery.late_copies import LateCopies
from bot.slack.delivery.outcomes import ChannelClosed, MessageGone, SlackBusy, SlackDown, SlackRefused, TooLate
from bot.slack.delivery.pace import edit_gap
from bot.slack.delivery.protocol import ARRIVES_WITHIN, Delivery
from bot.slack.delivery.readers import Readers
from bot.slack.delivery.run_list import RunList
from bot.slack.delivery.thread_moves import Leaving
from bot.slack.screens.rows import used_in
from bot.waiting import Wakeup

log = logging.getLogger(__name__)

REDRAW: Final = 5.0
"""Seconds between two drawings of a run in which nothing was written: what is said also depends on the time."""

_MANY_ORDERS: Final = 200
_SECONDS_BETWEEN_LOADS: Final = 2.0
_REFUSED_REST: Final = 60.0
_LONGEST_REFUSED_REST: Final = 3600.0
_REPOST_REST: Final = timedelta(seconds=60)
_LONGEST_BACKOFF: Final = 30.0
_GLANCE: Final = 1.0


class RunThread:
    """One run. Nothing is queued: before each call the run is drawn again, so the newest state is what is sent."""

    def __init__(self, run_id: str, version: int, context: DeliveryContext) -> None:
        self.run_id = run_id
        self._context = context
        self._news = Wakeup(context.clock)
        self._delivery = Delivery(context)
        self._late_copies = LateCopies(run_id, context)
        self._list = RunList(run_id, context, self._redraw)
        self._readers = Readers(context)
        self._version = version
        self._shown = 0
        self._begun = context.clock.now()
        self._picture: Drawing | None = None
        self._refused: dict[str, str] = {}
        self._refused_rest = _REFUSED_REST
        self._not_before = self._begun
        self._backoff = 1.0

    def tell(self, version: int) -> None:
        """Note that the ledger has this version of the run, so that it is drawn and sent."""
        if version > self._version:
            self._version = version
            self._news.wake()

    def hurry(self) -> None:
        """End the wait for a turn or for the next look, since something has changed."""
        self._news.wake()

    def _redraw(self) -> None:
        self._picture = None

    async def keep_up(self) -> None:
        """Return when Slack shows the newest version and nothing in the run moves by itself, or when stopping."""
        while not self._context.stopping.is_set():
            picture = await self._draw()
            if picture is None:
                return
            await self._late_copies.take()
            known = await self._known(picture)
            steps = [step for step in difference.steps(picture, known) if self._refused.get(step.key) != step.digest]
            if steps:
                await self._next(steps, picture)
            elif pause := await self._list.bring(picture.run, known):
                await self._news.wait(pause)
            elif self._refused:
                await self._news.wait(self._refused_rest)
                self._refused_rest = min(self._refused_rest * 2, _LONGEST_REFUSED_REST)
                self._refused.clear()
            elif await self._at_rest(picture):
                return

    async def _known(self, picture: Drawing) -> Known:
        """Return what is known of the thread; in a restored ledger, what it may not know of is to be looked for."""
        known = await self._delivery.known(self.run_id)
        channel, begun = difference.channel_of(picture.run, known), picture.run.created_at
        unsure = {
            post.key: self._delivery.unsure(self.run_id, post.key, "thread", channel, begun=begun)
            for post in picture.posts
        }
        return replace(known, messages={key: one for key, one in unsure.items() if one} | dict(known.messages))

    async def _at_rest(self, picture: Drawing) -> bool:
        if picture.version > self._shown:
            await self._context.ledger.write_as(self._context.token, runs.shown, self.run_id, picture.version)
            self._shown = picture.version
        if self._version > picture.version:
            if len(picture.run.items) > _MANY_ORDERS:
                await self._news.wait(_GLANCE)
            return False
        if not picture.moving:
            return True
        await self._news.wait(REDRAW)
        return False

    async def _draw(self) -> Drawing | None:
        now, old = self._context.clock.now(), self._picture
        if old is not None:
            age = (now - old.at).total_seconds()
            if age < REDRAW and self._version <= old.version:
                return old
            if age < _SECONDS_BETWEEN_LOADS and len(old.run.items) > _MANY_ORDERS:
                return old
        version = self._version
        run = await self._context.ledger.read(runs.load, self.run_id)
        if run is None:
            return None
        # A thousand orders take a while to draw; in another thread nobody's click waits for it.
        self._picture = await asyncio.to_thread(
            difference.picture,
            await self._readers.told(run),
            version=version,
            now=now,
            buys_from=self._context.buys_from,
            rows=self._context.outbox.blocks.rows,
        )
        return self._picture

    async def _next(self, steps: list[Step], picture: Drawing) -> None:
        """Carry out the step that may be done first, or wait until one may."""
        pauses = [(self._pause(step, picture), place) for place, step in enumerate(steps)]
        pause, place = min(pauses)
        if pause > 0:
            await self._news.wait(min(pause, _GLANCE))
            return
        step = steps[place]
        try:
            await self._carry_out(step, picture)
            self._backoff = 1.0
        except (SlackBusy, TooLate):
            pass  # Nothing was done, and its turn comes again.
        except SlackDown as down:
            log.warning("slack is not answering: %s (%s of %s)", down, step.key, self.run_id)
            self._rest()
        except MessageGone as gone:
            await self._gone(step, picture, deleted=gone.deleted)
        except ChannelClosed as closed:
            await self._closed(step, picture, closed.reason)
        except SlackRefused as refused:
            await self._give_up(step, refused.code)

    def _pause(self, step: Step, picture: Drawing) -> float:
        """Return the seconds until a step may be done; zero or less for now."""
        now = self._context.clock.now()
        wait = (self._not_before - now).total_seconds()
        match step:
            case Outdated(message=message):
                gap, urgent = self._terms(picture)
                return max(wait, self._delivery.before_edit(message, gap=gap, urgent=urgent))
            case Open(message=message):
                return max(wait, self._delivery.before_find(message, step.place.thread_ts))
            case Orphaned():
                return max(wait, self._context.outbox.pace.before("chat.delete"))
            case Missing(again_after=again_after):
                if again_after is not None:
                    wait = max(wait, (again_after + _REPOST_REST - now).total_seconds())
                return max(wait, self._delivery.before_post(step.place.channel))

    def _terms(self, picture: Drawing) -> tuple[float, bool]:
        """Return the gap between edits, and whether one counts as urgent: a last state, or what a person has done."""
        urgent = picture.run.state is not RunState.RUNNING
        return edit_gap(self._context.clock.now() - self._begun, urgent=urgent), urgent

    async def _carry_out(self, step: Step, picture: Drawing) -> None:
        thread_ts = step.place.thread_ts
        match step:
            case Outdated(message=message):
                gap, urgent = self._terms(picture)
                await self._delivery.edit(message, step.drawing, thread_ts=thread_ts, gap=gap, urgent=urgent)
            case Open(message=message):
                await self._delivery.find(message, thread_ts)
            case Orphaned(message=message):
                await self._delete(message, picture)
            case Missing():
                await self._delivery.post(self.run_id, "thread", step.place, step.drawing)

    async def _delete(self, message: SlackMessage, picture: Drawing) -> None:
        """Delete a reply that stands under a parent which is gone, before it is told anew.

        What cannot be deleted in a channel that is closed now is looked at again once that is open.
        """
        try:
            await self._delivery.delete(message.channel, message.ts or "")
        except MessageGone:
            pass
        except ChannelClosed:
            replaced = (await self._delivery.known(self.run_id)).replaced
            for ts in {place.ts for place in replaced if place.reason == "deleted" and place.ts}:
                await self._delivery.doubt(message, ts)
        except SlackRefused as refused:
            log.warning("%s of %s stays under a parent that is gone (%s)", message.key, self.run_id, refused)
        await self._delivery.note(self._delivery.gone(message, begun=picture.run.created_at))

    async def _gone(self, step: Step, picture: Drawing, *, deleted: bool) -> None:
        run = picture.run
        lost = partial(self._delivery.gone, begun=run.created_at)
        if step.key != PARENT and isinstance(step, Outdated):
            await self._delivery.note(lost(step.message))
            return
        log.warning("the parent of %s is gone and is posted anew", self.run_id)
        known, now = await self._delivery.known(self.run_id), self._context.clock.now()
        if deleted:
            await self._leave(thread_moves.parent_deleted(run, known, lost, now=now))
        else:
            await self._leave(thread_moves.parent_uneditable(run, known, now=now))

    async def _closed(self, step: Step, picture: Drawing, code: str) -> None:
        """Go on in a direct message to whoever began the run."""
        known, run = await self._delivery.known(self.run_id), picture.run
        if known.moved is not None:
            await self._give_up(step, code)
            return
        try:
            direct = await self._context.outbox.direct(run.by.user)
        except (SlackBusy, SlackDown):
            self._rest()
            return
        except (ChannelClosed, SlackRefused) as nowhere:
            await self._give_up(step, str(nowhere))
            return
        log.warning("%s cannot be told in its channel (%s) and goes on in a direct message", self.run_id, code)
        lost = partial(self._delivery.gone, begun=run.created_at, channel=direct)
        now = self._context.clock.now()
        await self._leave(thread_moves.moved(run, known, lost, direct=direct, code=code, now=now))

    async def _leave(self, leaving: Leaving) -> None:
        for message in leaving.doubted:
            await self._delivery.doubt(message, leaving.place.ts)
        # All in one: half of it would tell things twice.
        await self._context.ledger.write_as(self._context.token, run_places.leave, leaving.place, leaving.noted)

    async def _give_up(self, step: Step, code: str) -> None:
        if step.key == SIGNPOST and isinstance(step, Outdated):
            await self._delivery.note(replace(step.message, state="lost"))
            return
        rows = used_in(step.drawing.blocks)
        until = self._context.outbox.blocks.refused(rows, code)
        if until is not None:
            await self._context.ledger.write_as(self._context.token, refused_blocks.note, rows, until=until)
            log.warning("this workspace refuses %s (%s); long lists are drawn plainer for a day", rows, code)
            self._redraw()
            return
        log.error("slack refuses %s of %s: %s", step.key, self.run_id, code)
        self._refused[step.key] = step.digest

    def _rest(self) -> None:
        now = self._context.clock.now()
        self._not_before = now + timedelta(seconds=max(self._backoff, ARRIVES_WITHIN.total_seconds()))
        self._backoff = min(self._backoff * 2, _LONGEST_BACKOFF)
