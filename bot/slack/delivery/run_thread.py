"""The thread of one run, brought in line with the ledger and kept there for as long as the run moves."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Iterable
from dataclasses import replace
from datetime import timedelta
from typing import Final

from bot.ledger import runs, shown
from bot.ledger.store import LeaseLost
from bot.model import RunState, Shown
from bot.slack.delivery import difference
from bot.slack.delivery.context import SEND_WITHIN, SETTLE, DeliveryContext
from bot.slack.delivery.difference import FORMER, MOVED, PARENT, REPLACED, SIGNPOST, Drawing, Step
from bot.slack.delivery.late_copies import LateCopies
from bot.slack.delivery.outbox import MessageTag
from bot.slack.delivery.outcomes import ChannelClosed, MessageGone, SlackBusy, SlackDown, SlackRefused, TooLate
from bot.slack.delivery.pace import edit_gap
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
        self._late_copies = LateCopies(run_id, context)
        self._version = version
        self._shown = 0
        self._begun = context.clock.now()
        self._picture: Drawing | None = None
        self._refused: dict[str, str] = {}
        self._refused_rest = _REFUSED_REST
        self._not_before = self._begun
        self._backoff = 1.0

    def tell(self, version: int) -> None:
        """The ledger has this version of the run by now."""
        if version > self._version:
            self._version = version
            self._news.wake()

    def hurry(self) -> None:
        """Look up from whatever is waited for."""
        self._news.wake()

    async def keep_up(self) -> None:
        """Return when Slack shows the newest version and nothing in the run moves by itself, or when stopping."""
        while not self._context.stopping.is_set():
            picture = await self._draw()
            if picture is None:
                return
            await self._late_copies.take()
            rows = await self._rows(picture)
            steps = [step for step in difference.steps(picture, rows) if self._refused.get(step.key) != step.digest]
            if steps:
                await self._next(steps, picture)
            elif self._refused:
                await self._news.wait(self._refused_rest)
                self._refused_rest = min(self._refused_rest * 2, _LONGEST_REFUSED_REST)
                self._refused.clear()
            elif await self._at_rest(picture):
                return

    async def _rows(self, picture: Drawing) -> dict[str, Shown]:
        """Return what is known of the messages; in a restored ledger those it may not know of are to be looked for."""
        rows = await self._context.ledger.read(shown.of, self.run_id)
        channel = rows[MOVED].channel if MOVED in rows else picture.run.channel
        for post in picture.posts:
            unsure = self._context.unsure(self.run_id, post.key, channel, picture.run.created_at)
            if unsure is not None:
                rows.setdefault(post.key, unsure)
        return rows

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
            difference.picture, run, version=version, now=now, buys_from=self._context.buys_from
        )
        return self._picture

    async def _next(self, steps: list[Step], picture: Drawing) -> None:
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
            await self._never_sent(step)
        except SlackDown as down:
            log.warning("slack is not answering: %s (%s of %s)", down, step.key, self.run_id)
            if down.stored_maybe:
                await self._doubt(step)
            else:
                await self._never_sent(step)
            self._rest()
        except MessageGone as gone:
            await self._gone(step, picture, deleted=gone.deleted)
        except ChannelClosed as closed:
            await self._closed(step, picture, closed.reason)
        except SlackRefused as refused:
            await self._give_up(step, refused.code)

    def _pause(self, step: Step, picture: Drawing) -> float:
        now, pace = self._context.clock.now(), self._context.outbox.pace
        wait = (self._not_before - now).total_seconds()
        if step.row is not None and step.kind == "edit":
            gap, urgent = self._terms(picture)
            if not step.row.digest:
                # Somebody was about to edit it then, who may be on the way yet.
                wait = max(wait, self._context.unsettled(step.row))
            return max(wait, pace.before_edit(step.row.channel, step.row.ts or "", gap=gap, urgent=urgent))
        if step.row is not None and step.kind == "find":
            return max(wait, self._context.unsettled(step.row), pace.before(step.history))
        if step.kind == "delete":
            return max(wait, pace.before("chat.delete"))
        if step.again_after is not None:
            wait = max(wait, (step.again_after + _REPOST_REST - now).total_seconds())
        return max(wait, pace.before_post(step.channel))

    def _terms(self, picture: Drawing) -> tuple[float, bool]:
        """Return the gap between edits, and whether one counts as urgent: a last state, or what a person has done."""
        urgent = picture.run.state is not RunState.RUNNING
        return edit_gap(self._context.clock.now() - self._begun, urgent=urgent), urgent

    async def _carry_out(self, step: Step, picture: Drawing) -> None:
        outbox, label, row = self._context.outbox, MessageTag(self.run_id, step.key), step.row
        if step.kind == "edit" and row is not None:
            await self._edit(step, row, picture)
        elif step.kind == "find" and row is not None:
            await self._found(step, row, label)
        elif step.kind == "delete" and row is not None:
            await self._delete(row, picture)
        else:
            row = Shown(self.run_id, step.key, step.channel, None, "posting", step.digest, self._context.clock.now())
            await self._context.note(row)
            ts = await outbox.post(
                step.channel,
                label,
                text=step.post.text,
                blocks=step.post.blocks,
                thread_ts=step.thread_ts,
                send_by=row.at + SEND_WITHIN,
            )
            try:
                await self._context.note(replace(row, ts=ts, state="posted"))
            except LeaseLost:
                # This process slept in the middle of the call, and its successor may have posted the same.
                await self._doubt(step)
                raise

    async def _delete(self, row: Shown, picture: Drawing) -> None:
        """Delete a reply that stands under a parent which is gone, before it is told anew."""
        try:
            await self._context.outbox.delete(row.channel, row.ts or "")
        except MessageGone:
            pass
        except (ChannelClosed, SlackRefused) as refused:
            log.warning("%s of %s stays under a parent that is gone (%s)", row.key, self.run_id, refused)
        await self._context.note(*self._doubted([row], picture))

    async def _doubt(self, step: Step) -> None:
        """Have a post or an edit looked at again later; a look and a deletion leave nothing behind."""
        if step.kind in ("post", "edit"):
            channel = step.row.channel if step.row is not None else step.channel
            await self._context.doubt(self.run_id, step.key, channel, step.thread_ts)

    async def _edit(self, step: Step, row: Shown, picture: Drawing) -> None:
        gap, urgent = self._terms(picture)
        # What the message says is open until Slack has answered: without this, a run that comes back to where it was
        # before an edit whose answer got lost would be taken for told. Noted before each edit, because only who holds
        # the work can: a process that slept and was replaced meanwhile ends here.
        if not row.digest and self._context.under_way(row):
            await self._doubt(step)
        begun = replace(row, digest="", at=self._context.clock.now())
        await self._context.note(begun)
        try:
            await self._context.outbox.edit(
                row.channel,
                row.ts or "",
                text=step.post.text,
                blocks=step.post.blocks,
                gap=gap,
                urgent=urgent,
                send_by=begun.at + SEND_WITHIN,
            )
        except (SlackBusy, TooLate, MessageGone, ChannelClosed, SlackRefused):
            # Nothing was changed.
            await self._context.note(row)
            raise
        try:
            await self._context.note(replace(row, state="posted", digest=step.digest))
        except LeaseLost:
            # This process slept in the middle of the call: what it sent may be older than what its successor had shown.
            await self._context.ledger.write(shown.doubt, self.run_id, step.key)
            await self._doubt(step)
            raise

    async def _found(self, step: Step, row: Shown, label: MessageTag) -> None:
        """Look for a message that may have been posted; one that is not there is posted next."""
        try:
            ts = await self._context.outbox.find(row.channel, label, since=row.at, thread_ts=step.thread_ts)
        except SlackRefused as refused:
            # Told twice is better than not told.
            log.warning("cannot look for %s of %s (%s); it is posted again", step.key, self.run_id, refused.code)
            ts = None
        if ts is None and self._context.under_way(row):
            await self._context.doubt(self.run_id, step.key, row.channel, step.thread_ts)
        # What it says is not known: an edit follows.
        await self._context.note(replace(row, ts=ts, state="posted" if ts else "lost", digest="" if ts else row.digest))

    async def _gone(self, step: Step, picture: Drawing, *, deleted: bool) -> None:
        if step.key != PARENT and step.kind == "edit":
            await self._context.note(*self._doubted([step.row] if step.row else [], picture))
            return
        rows = await self._context.ledger.read(shown.of, self.run_id)
        before = rows.get(REPLACED)
        again = f"again {deleted}" if before else f"first {deleted}"
        log.warning("the parent of %s is gone and is posted anew", self.run_id)
        mark = Shown(self.run_id, REPLACED, picture.run.channel, None, "lost", again, self._context.clock.now())
        # Replies under a parent that is still there stay; those of a deleted one are told anew under the new one.
        lost = [row for key, row in rows.items() if not key.startswith("~") and (deleted or key == PARENT)]
        if deleted:
            # Slack keeps the thread of a deleted message: what stands there is deleted before it is told again.
            orphaned = [row for row in lost if row.key != PARENT and row.state == "posted"]
            parent = rows.get(PARENT)
            for row in lost:
                if row.key != PARENT and row.state == "posting" and parent is not None and parent.ts:
                    # Whether it stands there, too, nobody knows: it may have been stored as its sender died.
                    await self._context.doubt(self.run_id, row.key, parent.channel, parent.ts)
            others = self._doubted([row for row in lost if row not in orphaned], picture)
            await self._context.note(mark, *others, *(replace(row, state="orphaned") for row in orphaned))
        else:
            # One that stands and cannot be edited would be found again.
            former = [replace(row, key=f"{FORMER}{row.ts}") for row in lost if row.ts]
            await self._context.note(mark, *former, *_lost(lost))

    async def _closed(self, step: Step, picture: Drawing, reason: str) -> None:
        """Go on in a direct message to whoever began the run."""
        rows = await self._context.ledger.read(shown.of, self.run_id)
        if MOVED in rows:
            await self._give_up(step, reason)
            return
        try:
            direct = await self._context.outbox.direct(picture.run.by.user)
        except (SlackBusy, SlackDown):
            self._rest()
            return
        except (ChannelClosed, SlackRefused) as nowhere:
            await self._give_up(step, str(nowhere))
            return
        log.warning("%s cannot be told in its channel (%s) and goes on in a direct message", self.run_id, reason)
        await self._move(rows, picture, direct, reason)

    async def _move(self, rows: dict[str, Shown], picture: Drawing, direct: str, reason: str) -> None:
        """Note that a run is told in *direct* from now on, all in one: half of it would tell things twice."""
        parent, now = rows.get(PARENT), self._context.clock.now()
        noted = self._doubted([row for key, row in rows.items() if not key.startswith("~")], picture, direct)
        if parent is not None and parent.state == "posted":
            noted.append(Shown(self.run_id, SIGNPOST, parent.channel, parent.ts, "posted", "", now))
        await self._context.note(*noted, Shown(self.run_id, MOVED, direct, None, "posted", reason, now))

    async def _give_up(self, step: Step, code: str) -> None:
        if step.key == SIGNPOST:
            await self._lose([step.row] if step.row else [])
            return
        log.error("slack refuses %s of %s: %s", step.key, self.run_id, code)
        await self._never_sent(step)
        self._refused[step.key] = step.digest

    async def _never_sent(self, step: Step) -> None:
        if step.kind == "post":
            now = self._context.clock.now()
            await self._context.note(Shown(self.run_id, step.key, step.channel, None, "lost", step.digest, now))

    def _doubted(self, rows: Iterable[Shown], picture: Drawing, channel: str | None = None) -> list[Shown]:
        """Return rows of messages that are gone. In a restored ledger they may have been told anew since the backup,
        in *channel* or where they were, and are looked for first."""
        doubted = []
        for row in _lost(rows):
            unsure = self._context.unsure(self.run_id, row.key, channel or row.channel, picture.run.created_at)
            # What the restored ledger wrote itself it knows.
            doubted.append(unsure if unsure is not None and row.at <= unsure.at else row)
        return doubted

    async def _lose(self, rows: list[Shown]) -> None:
        await self._context.note(*_lost(rows))

    def _rest(self) -> None:
        now = self._context.clock.now()
        self._not_before = now + timedelta(seconds=max(self._backoff, SETTLE.total_seconds()))
        self._backoff = min(self._backoff * 2, _LONGEST_BACKOFF)


def _lost(rows: Iterable[Shown]) -> list[Shown]:
    return [replace(row, state="lost") for row in rows]
