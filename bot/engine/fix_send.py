"""Telling Sendcloud what somebody typed: done once, by the process that took the form, from memory alone."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import timedelta
from typing import Concatenate, Final, ParamSpec, TypeVar

from bot.clock import Clock
from bot.engine.context import log
from bot.engine.fix_order import order_of
from bot.engine.fix_values import update_of
from bot.ledger import Database, Ledger, LedgerUnavailable, fix_rows, fixes
from bot.model import Fix, FixProblem, Item
from bot.model.trouble import Field
from bot.sendcloud import (
    AccountProblem,
    InvalidRequest,
    NotSent,
    Order,
    Rejected,
    Sendcloud,
    SendcloudError,
    Throttled,
)
from bot.waiting import Wakeup

P = ParamSpec("P")
T = TypeVar("T")

SEND_WITHIN: Final = timedelta(seconds=40)
"""How long after the form was taken Sendcloud is told at the latest; whoever looks after it takes it for gone then."""

ANSWERED_WITHIN: Final = timedelta(seconds=60)
"""How long Sendcloud is waited for; then the order is read without its answer."""

LEAVES_WITHIN: Final = timedelta(seconds=10)
"""How long after it was written down that Sendcloud is told the request may leave, waiting for its turn included."""

_A_CODE: Final = re.compile(r"[a-z_]{1,40}")
"""A code of Sendcloud's, and nothing that somebody could have typed."""


class FixSender:
    """Sends fixes. Any process may, whoever has the lease: only this one has the values."""

    def __init__(self, ledger: Ledger, sendcloud: Sendcloud, clock: Clock, wakeup: Wakeup) -> None:
        self._ledger = ledger
        self._sendcloud = sendcloud
        self._clock = clock
        self._wakeup = wakeup

    async def send(self, fix_id: int, item: Item, changed: Mapping[Field, str]) -> None:
        """Tell Sendcloud once. What came of it stands in the ledger; whatever cannot be written down there is found
        out by whoever reads the order later."""
        try:
            await self._send(await self._ledger.read(fix_rows.load, fix_id), item, changed)
        except LedgerUnavailable as exc:
            log.warning("%s What became of a change is found out by reading the order.", exc)

    async def _send(self, one: Fix, item: Item, changed: Mapping[Field, str]) -> None:
        try:
            order = await order_of(self._sendcloud, item)
        except (SendcloudError, ValueError) as exc:
            log.warning("An order cannot be changed now: %s", type(exc).__name__)
            await self._write(fixes.failed, one, _before(exc), now=self._clock.now())
            return
        if order is None:
            await self._write(fixes.failed, one, FixProblem.NO_ORDER, now=self._clock.now())
            return
        await self._tell(one, order, changed)

    async def _tell(self, one: Fix, order: Order, changed: Mapping[Field, str]) -> None:
        try:
            request = update_of(order, changed)
        except InvalidRequest:
            await self._write(fixes.failed, one, FixProblem.REFUSED, now=self._clock.now())
            return
        now = self._clock.now()
        if not await self._write(fixes.sending, one, look_at=now + ANSWERED_WITHIN, now=now):
            return
        one = await self._ledger.read(fix_rows.load, one.id)

        def in_time() -> bool:
            return self._clock.now() < now + LEAVES_WITHIN

        problem, code = None, None
        try:
            await self._sendcloud.update_order(order.id, request, still_allowed=in_time)
        except SendcloudError as exc:
            problem, code = _problem(exc), _code(exc)
            log.warning("A change of an order was answered otherwise than with yes: %s", type(exc).__name__)
        if problem is None:
            await self._write(fixes.sent, one, now=self._clock.now())
        else:
            await self._write(fixes.failed, one, problem, code=code, now=self._clock.now())

    async def _write(self, change: Callable[Concatenate[Database, P], T], /, *args: P.args, **kwargs: P.kwargs) -> T:
        result = await self._ledger.write(change, *args, **kwargs)
        self._wakeup.wake()
        return result


def _before(exc: Exception) -> FixProblem:
    """Return why an order could not even be read."""
    return FixProblem.ACCOUNT if isinstance(exc, AccountProblem) else FixProblem.NOT_SENT


def _problem(exc: SendcloudError) -> FixProblem | None:
    """Return why nothing was changed; None where it may have been."""
    match exc:
        case NotSent() | Throttled():
            return FixProblem.NOT_SENT
        case AccountProblem():
            return FixProblem.ACCOUNT
        case Rejected(http_status=404):
            return FixProblem.NO_ORDER
        case Rejected():
            return FixProblem.REFUSED
        case _:
            return None


def _code(exc: SendcloudError) -> str | None:
    """Return Sendcloud's code. Its words may quote what was typed: they are kept nowhere."""
    codes = (error.code for error in exc.errors)
    return next((code for code in codes if code and _A_CODE.fullmatch(code)), None)
