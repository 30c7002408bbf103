"""Cancelling labels: Sendcloud is asked, the shipment is read, and until that is certain it is followed up."""

from __future__ import annotations

import asyncio
import secrets
from collections.abc import Awaitable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from bot.engine import cancel_verdict
from bot.engine.asking import few_at_once
from bot.engine.bulkhead import fault_of
from bot.engine.cancel_verdict import AskAgain, Cancelled, CancelVerdict, Refused, Standing, Taken, Unclear, judge
from bot.engine.context import EngineContext, log
from bot.ledger import LedgerUnavailable, cancellation_rows, cancellations
from bot.model import Cancellation, CancelRefusal, CancelSaid, CancelState, Cause, Item
from bot.sendcloud import (
    AccountProblem,
    ApiError,
    NotSent,
    Rejected,
    SendcloudError,
    Shipment,
    Throttled,
    Withdrawn,
)

TOGETHER: Final = 100
"""Shipments in one look, as published for ``shipment_uuids``."""

ASKED_TOGETHER: Final = 20
"""Cancellations that are asked for before the others are looked at."""

LOOKS: Final = (5.0, 15.0, 30.0, 60.0, 300.0, 900.0, 3600.0, 10_800.0)
"""Seconds until the next look at a shipment that is being cancelled; the last is repeated for 14 days."""

TRIES_AGAIN: Final = timedelta(seconds=30)
LONGEST_REST: Final = timedelta(minutes=15)
"""How long Sendcloud is left alone that could not be reached, or asked to slow down: twice as long each time."""

ASKS_AGAIN: Final = timedelta(seconds=5)
SET_ASIDE: Final = timedelta(hours=1)


@dataclass(frozen=True)
class _Heard:
    """What is known of a cancellation now: what Sendcloud said to it, in which words, and how its shipment stands."""

    one: Cancellation
    item: Item
    said: CancelSaid | None
    errors: Sequence[ApiError] = ()
    is_account: bool = False
    stands: Standing = Standing.NOT_READ
    shipment: Shipment | None = None

    @property
    def words(self) -> str:
        """Sendcloud's own words."""
        return " ".join(filter(None, (error.detail or error.title for error in self.errors)))


class Canceller:
    """Takes what people want cancelled, asks Sendcloud for it, and sees how the shipment stands then."""

    def __init__(self, context: EngineContext) -> None:
        self._context = context
        self._stopping = asyncio.Event()
        self._failures = 0
        self._not_before: datetime | None = None

    async def work(self, stopping: asyncio.Event) -> None:
        """Carry out whatever is due until *stopping* is set."""
        self._stopping, context = stopping, self._context
        await context.write(cancellations.take_over, context.token, now=context.now())
        while not stopping.is_set():
            try:
                done = await self.step()
            except LedgerUnavailable as exc:
                log.warning("%s Cancelling waits.", exc)
                done = 0
            await context.rest(0.2 if done else 1.0, stopping)

    async def step(self) -> int:
        """Do what is due; return how many cancellations that was."""
        context = self._context
        asked = 0 if self._rests else ASKED_TOGETHER
        to_ask, to_look = await context.ledger.read(
            cancellation_rows.due, now=context.now(), most_asked=asked, most_looked_at=TOGETHER
        )
        if to_look:
            await self._look(to_look)
        await few_at_once(self._carry_out, to_ask)
        return len(to_look) + len(to_ask)

    @property
    def _rests(self) -> bool:
        """Whether Sendcloud is left alone for now: it could not be reached, or asked to slow down."""
        return self._not_before is not None and self._context.now() < self._not_before

    def _leave_alone(self) -> datetime:
        """Return until when Sendcloud is left alone, longer each time; what goes wrong together counts once."""
        if self._not_before is None or not self._rests:
            rest = min(TRIES_AGAIN * 2 ** min(self._failures, 10), LONGEST_REST)
            self._not_before, self._failures = self._context.now() + rest, self._failures + 1
        return self._not_before

    def _may_go_on(self) -> bool:
        return self._context.has_lease and not self._stopping.is_set()

    async def _guarded(self, one: Cancellation, work: Awaitable[None]) -> None:
        """Have one that cannot be handled spoil no other: it is looked at again in a while."""
        fault = await fault_of(work)
        if fault is None:
            return
        reference = secrets.token_hex(3).upper()
        log.error("A cancellation cannot be handled (reference %s).", reference, exc_info=fault)
        now = self._context.now()
        await self._context.write_surely(cancellations.set_aside, one.id, at=now + SET_ASIDE, now=now)

    # ------------------------------------------------------------------------------------------------------- asking

    async def _carry_out(self, pair: tuple[Cancellation, Item]) -> None:
        """Ask for one, and read what has become of its shipment."""
        if self._may_go_on() and not self._rests:
            await self._guarded(pair[0], self._ask_and_read(pair[0]))

    async def _ask_and_read(self, one: Cancellation) -> None:
        context = self._context
        if not await context.write(cancellations.send, one, token=context.token, now=context.now()):
            return
        heard = await self._ask(*await context.ledger.read(cancellation_rows.load, one.id))
        if heard is not None:
            self._failures = 0
            await self._decide(await self._read(heard))

    async def _ask(self, one: Cancellation, item: Item) -> _Heard | None:
        """Ask once and return what was said; None where Sendcloud was surely not asked."""
        context = self._context
        try:
            answer = await context.sendcloud.cancel_shipment(one.shipment_id, still_allowed=self._may_go_on)
        except (NotSent, Throttled) as exc:
            log.warning("A label is not being cancelled yet: %s", exc)
            again = context.now() if isinstance(exc, Withdrawn) else self._leave_alone()
            await context.write_surely(cancellations.not_sent, one, again_at=again, now=context.now())
            return None
        except AccountProblem as exc:
            return _Heard(one, item, CancelSaid.REFUSED, exc.errors, is_account=True)
        except Rejected as exc:
            return _Heard(one, item, cancel_verdict.said_by(exc.http_status, exc.errors), exc.errors)
        except SendcloudError as exc:
            return _Heard(one, item, CancelSaid.LOST, exc.errors)
        except ValueError:
            return _Heard(one, item, CancelSaid.NOT_FOUND)
        return _Heard(one, item, CancelSaid.QUEUED if answer.status == "queued" else CancelSaid.DONE)

    async def _read(self, heard: _Heard) -> _Heard:
        """Read the shipment by itself."""
        try:
            shipment = await self._context.sendcloud.shipment(heard.one.shipment_id)
        except (SendcloudError, ValueError) as exc:
            log.warning("A shipment that is being cancelled cannot be read now: %s", type(exc).__name__)
            return heard
        return _seen(heard, shipment)

    # ------------------------------------------------------------------------------------------------------ looking

    async def _look(self, pairs: Sequence[tuple[Cancellation, Item]]) -> None:
        """Look at shipments of which it is not certain yet whether they are cancelled."""
        found: Mapping[str, Shipment] = {}
        try:
            listed = await self._context.sendcloud.shipments([one.shipment_id for one, _ in pairs])
            found = {shipment.id: shipment for shipment in listed}
        except SendcloudError as exc:
            log.warning("Shipments that are being cancelled are read one by one: %s", exc)

        async def decide(one: Cancellation, item: Item) -> None:
            heard = _Heard(one, item, one.said, _kept(one))
            listed = found.get(one.shipment_id)
            await self._decide(_seen(heard, listed) if listed is not None else await self._read(heard))

        async def one_of_them(pair: tuple[Cancellation, Item]) -> None:
            await self._guarded(pair[0], decide(*pair))

        await few_at_once(one_of_them, pairs)

    # ----------------------------------------------------------------------------------------------------- deciding

    async def _decide(self, heard: _Heard) -> None:
        """Write down what a cancellation has come to."""
        context = self._context
        one, item, now = heard.one, heard.item, context.now()
        verdict = judge(one, heard.said, heard.stands, words=heard.words, made_at=item.since, now=now)
        if heard.is_account and isinstance(verdict, Refused):
            verdict = Refused(CancelRefusal.ACCOUNT)
        await self._write(heard, verdict)

    async def _write(self, heard: _Heard, verdict: CancelVerdict) -> None:
        context = self._context
        one, now = heard.one, context.now()
        look_at = now + timedelta(seconds=LOOKS[min(one.looks, len(LOOKS) - 1)])
        match verdict:
            case Cancelled():
                await context.write_surely(cancellations.cancelled, one, heard.said, now=now)
            case Taken():
                await context.write_surely(cancellations.taken, one, heard.said, look_at=look_at, now=now)
            case AskAgain():
                await context.write_surely(cancellations.ask_again, one, at=now + ASKS_AGAIN, now=now)
            case Refused(why=why):
                cause = self._cause(heard, why)
                await context.write_surely(cancellations.refused, one, why, cause, heard.said, now=now)
            case Unclear() if one.state is CancelState.ASKING:
                said = heard.said or CancelSaid.LOST
                cause = self._cause(heard, CancelRefusal.OTHER)
                await context.write_surely(cancellations.unclear, one, said, cause=cause, look_at=look_at, now=now)
            case Unclear():
                # It could not be read: that is no look, and the next comes as soon as after the first one.
                later = max(look_at, now + TRIES_AGAIN)
                await context.write_surely(cancellations.look_later, one, at=later, looked=False)

    def _cause(self, heard: _Heard, why: CancelRefusal) -> Cause | None:
        if heard.one.state is not CancelState.ASKING and heard.one.cause is not None:
            return Cause(why.value, heard.one.cause.text, heard.one.cause.code)
        return self._context.causes.of_cancellation(heard.item, why, heard.errors, heard.shipment)


def _seen(heard: _Heard, shipment: Shipment | None) -> _Heard:
    stands = cancel_verdict.standing(shipment)
    return _Heard(heard.one, heard.item, heard.said, heard.errors, heard.is_account, stands, shipment)


def _kept(one: Cancellation) -> Sequence[ApiError]:
    """Return Sendcloud's words as they were written down, masked."""
    return (ApiError(code=one.cause.code, detail=one.cause.text),) if one.cause is not None else ()
