"""App Home, kept as the ledger has it for those who have opened it lately: one drawing at a time for each person.

Only this process knows whose tabs are open: after a restart each is drawn again when it is opened again.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import partial
from typing import Final

from slack_sdk.web.async_client import AsyncWebClient

from bot.clock import Clock
from bot.ledger import home as ledger_home
from bot.ledger.store import Ledger, LedgerUnavailable
from bot.model import HomePage, HomeRefusal
from bot.model.trouble import Refusal
from bot.slack.delivery.outcomes import Json, SlackBusy, SlackDown, SlackFailure, SlackRefused, TooLate, answer
from bot.slack.delivery.pace import Pace
from bot.slack.screens import home, view_again
from bot.waiting import NamedTasks, Wakeup, repeat

log = logging.getLogger(__name__)

Read = Callable[[bool], Awaitable[HomePage | HomeRefusal]]
"""Reads what one person finds there. The flag: ask Slack who they are, and do not trust what it said a while ago."""

LIVE_FOR: Final = timedelta(minutes=10)
"""For how long after somebody opened it, or pressed something in it, the tab follows the ledger."""

BETWEEN: Final = timedelta(seconds=3)
"""The least between two drawings for one person by themselves, since a run changes many times a second."""

LOOK_EVERY: Final = timedelta(seconds=15)
"""How long what no event tells of, such as a plan that is looked up now, may stand as it was."""

ANSWER_STANDS: Final = timedelta(minutes=2)
"""For how long what was answered to a press stays on top."""

_REST: Final = timedelta(seconds=10)
_HOMES_MOST: Final = 1_000
_UNCERTAIN: Final = (Refusal.UNKNOWN_PERSON, Refusal.GROUPS_UNREADABLE)
"""Slack does not say just now who somebody is: nothing new is shown to them, and what stands there stays."""

Drawn = tuple[HomePage | HomeRefusal, tuple[Json, ...]]


@dataclass
class _Home:
    """One person's tab. *drawn*, *hash*: what Slack has, as far as that is known. *mark*: how far the ledger was when
    it was looked at last. *told*: that Slack does not take it stands in the log."""

    read: Read
    live_until: datetime
    hash: str | None = None
    drawn: Drawn | None = None
    answer: tuple[Json, ...] = ()
    answered_at: datetime | None = None
    looked_at: datetime | None = None
    mark: object = None
    rests_until: datetime | None = None
    told: bool = False
    turn: asyncio.Lock = field(default_factory=asyncio.Lock)

    def is_due(self, mark: object, now: datetime) -> bool:
        """Say whether it is time to compare it with the ledger, which is at *mark*."""
        if self.turn.locked() or (self.rests_until is not None and now < self.rests_until):
            return False
        if self.looked_at is None or now >= self.looked_at + LOOK_EVERY:
            return True
        return mark != self.mark and now >= self.looked_at + BETWEEN

    def standing_answer(self, now: datetime) -> tuple[Json, ...]:
        """Return what was answered to the last press, for a while."""
        if self.answered_at is None or now >= self.answered_at + ANSWER_STANDS:
            return ()
        return self.answer


class Homes:
    """The tabs that this process draws, by person."""

    def __init__(
        self,
        client: AsyncWebClient,
        pace: Pace,
        ledger: Ledger,
        clock: Clock,
        wakeup: Wakeup,
        *,
        test_labels: bool = False,
    ) -> None:
        """*client* comes without retry handlers; *pace*: that of the outbox."""
        self._client = client
        self._pace = pace
        self._ledger = ledger
        self._clock = clock
        self._wakeup = wakeup
        self._test_labels = test_labels
        self._homes: dict[str, _Home] = {}
        self._tasks = NamedTasks()

    async def opened(self, user: str, read: Read, *, seen: str | None) -> None:
        """Draw it for somebody who has just opened it. *seen*: the hash of what Slack showed them so far."""
        one = self._known(user, read, seen)
        one.answer, one.answered_at = (), None
        await self._draw(user, one, asked_for=True, always=True)

    async def pressed(self, user: str, read: Read, told: Sequence[Json], *, seen: str | None) -> None:
        """Draw what a press in it has changed, with the answer to it on top for a while, if there is one."""
        one = self._known(user, read, seen)
        one.answer, one.answered_at = tuple(told), self._clock.now()
        await self._draw(user, one, asked_for=True, always=bool(told))

    async def work(self, stopping: asyncio.Event) -> None:
        """Keep the tabs in line with the ledger until *stopping* is set (wake with it to be heard at once)."""
        try:
            await repeat(
                self.step,
                stopping=stopping,
                wakeup=self._wakeup,
                outage=LedgerUnavailable,
                told=lambda exc: log.warning("App Home is not brought up to date: %s", exc),
            )
        finally:
            await self._tasks.end()

    async def step(self) -> None:
        """Look once: draw the tabs that show something else than the ledger has, those first that waited longest."""
        for user, fault in self._tasks.reap():
            if isinstance(fault, LedgerUnavailable):
                log.warning("App Home is not brought up to date: %s", fault)
            elif fault is not None:
                log.error("an App Home could not be drawn: %s", type(fault).__name__, exc_info=fault)
                self._homes.pop(user, None)
        now = self._clock.now()
        self._homes = {user: one for user, one in self._homes.items() if one.live_until > now}
        if not self._homes:
            return
        mark = await self._ledger.read(ledger_home.mark)
        for user, one in sorted(self._homes.items(), key=lambda both: both[1].looked_at or both[1].live_until):
            if user in self._tasks or not one.is_due(mark, now):
                continue
            if self._pace.before_home(asked_for=False) > 0:
                return
            one.mark = mark
            self._tasks.begin(user, self._draw(user, one, asked_for=False))

    def _known(self, user: str, read: Read, seen: str | None) -> _Home:
        until = self._clock.now() + LIVE_FOR
        one = self._homes.setdefault(user, _Home(read, until))
        one.read, one.live_until, one.rests_until, one.hash = read, until, None, one.hash or seen
        while len(self._homes) > _HOMES_MOST:
            del self._homes[next(iter(self._homes))]
        return one

    async def _draw(self, user: str, one: _Home, *, asked_for: bool, always: bool = False) -> None:
        """Read and draw it; *always*: also where Slack shows the same already, as far as that is known."""
        async with one.turn:
            drawn = await self._read(one, asked_for=asked_for)
            while self._pace.before_home(asked_for=asked_for) > 0:
                if not asked_for:
                    one.mark = None
                    return
                await self._clock.sleep(self._pace.before_home(asked_for=True))
                drawn = await self._read(one, asked_for=True)
            if not always and (drawn == one.drawn or (not asked_for and _is_uncertain(drawn[0]))):
                return
            try:
                one.hash = await self._publish(user, self._view(drawn), one.hash, asked_for=asked_for)
            except SlackFailure as failure:
                self._after(failure, user, one)
                return
            one.drawn, one.told = drawn, False
            if isinstance(drawn[0], HomeRefusal):
                self._homes.pop(user, None)

    async def _read(self, one: _Home, *, asked_for: bool) -> Drawn:
        one.looked_at = self._clock.now()
        page = await one.read(asked_for)
        return page, one.standing_answer(self._clock.now())

    def _view(self, drawn: Drawn) -> Json:
        page, told = drawn
        if isinstance(page, HomeRefusal):
            return home.refused(page)
        view = home.home(page, now=self._clock.now(), test_labels=self._test_labels)
        return view_again.led_home(view, told)

    async def _publish(self, user: str, view: Json, over: str | None, *, asked_for: bool) -> str | None:
        """Show *view* and return its hash. Raises `TooLate` where Slack shows something newer than *over*, which what
        was *asked_for* just now covers all the same: it was read after the tab was opened."""
        send = partial(self._client.views_publish, user_id=user, view=view)
        try:
            with self._pace.sending("views.publish"):
                shown = await answer(send(hash=over))
        except SlackBusy as busy:
            self._pace.hold("views.publish", busy.retry_after)
            raise
        except SlackRefused as refused:
            if refused.code != "hash_conflict" or over is None:
                raise
            if not asked_for:
                raise TooLate("somebody else has drawn it") from None
            return await self._publish(user, view, None, asked_for=True)
        return (shown.get("view") or {}).get("hash")

    def _after(self, failure: SlackFailure, user: str, one: _Home) -> None:
        """Try later what Slack was too busy for; give up what it refuses until the tab is opened again."""
        if isinstance(failure, TooLate):
            self._homes.pop(user, None)  # another process has drawn it since, and goes on
            return
        if isinstance(failure, SlackBusy | SlackDown):
            wait = timedelta(seconds=failure.retry_after) if isinstance(failure, SlackBusy) else _REST
            one.rests_until, one.drawn = self._clock.now() + wait, None
            one.hash = one.hash if isinstance(failure, SlackBusy) else None  # it may be shown all the same
        else:
            self._homes.pop(user, None)
        if not one.told:
            log.warning("Slack does not take an App Home: %s", failure)
        one.told = True


def _is_uncertain(page: HomePage | HomeRefusal) -> bool:
    return isinstance(page, HomeRefusal) and page.reason in _UNCERTAIN
