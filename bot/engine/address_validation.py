"""Asks Sendcloud about the addresses that our own checks doubt: one question for each, and few a minute."""

from __future__ import annotations

from collections import deque
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Final

from bot.checks import Check, CheckKind
from bot.clock import Clock, steady
from bot.engine.context import log
from bot.engine.terms import Terms
from bot.model import PlanLine
from bot.sendcloud import (
    AccountProblem,
    AddressValidation,
    InvalidRequest,
    Order,
    Rejected,
    Sendcloud,
    SendcloudError,
    ValidateAddress,
    raw_address,
)

MOST_A_MINUTE: Final = 20
"""Questions about addresses: each counts as a write, and writes are what buys labels."""

MINUTE: Final = timedelta(minutes=1)
MOST_KEPT: Final = 5_000
LONGEST: Final = timedelta(seconds=20)
"""For how long one plan goes on asking: each question may take half a minute, and somebody waits for the plan."""

ASKED_AGAIN: Final = timedelta(hours=1)
"""How long Sendcloud is not asked after it said that this account may not."""

DOUBTS: Final = frozenset(
    {CheckKind.NO_HOUSE_NUMBER, CheckKind.NO_POSTAL_CODE, CheckKind.ODD_POSTAL_CODE, CheckKind.NO_STATE}
)
"""What our own table of countries finds, and the carrier may see otherwise."""

_REASONS: Final[Mapping[str, CheckKind]] = {
    "ADDRESS_TOO_LONG": CheckKind.LONG_LINE,
    "HOUSE_NUMBER_TOO_LONG": CheckKind.ODD_HOUSE_NUMBER,
    "HOUSE_NUMBER_TOO_SHORT": CheckKind.ODD_HOUSE_NUMBER,
    "ADDRESS_NOT_VALID": CheckKind.UNKNOWN_ADDRESS,
    "COUNTRY_CODE_MISSING": CheckKind.NO_COUNTRY,
    "POSTAL_CODE_MISSING": CheckKind.NO_POSTAL_CODE,
    "STATE_MISSING": CheckKind.NO_STATE,
    "PROVINCE_MISSING": CheckKind.NO_STATE,
}


def weighed(checks: Sequence[Check], told: AddressValidation) -> tuple[Check, ...]:
    """Return *checks* in the light of what Sendcloud says of the address.

    A valid address takes our own doubts of it away. One that is not valid keeps them, with Sendcloud's reasons added.
    An answer that says neither changes nothing.
    """
    if told.input_address_is_valid is None:
        return tuple(checks)
    if told.input_address_is_valid:
        return tuple(check for check in checks if check.kind not in DOUBTS)
    known = {check.kind for check in checks}
    reasons = {_REASONS[reason]: None for reason in sorted(told.reasons) if reason in _REASONS}
    return (*checks, *(Check(kind) for kind in reasons if kind not in known))


class AddressLooks:
    """Asks about addresses and remembers the answers, in memory alone."""

    def __init__(self, sendcloud: Sendcloud, clock: Clock) -> None:
        self._sendcloud = sendcloud
        self._clock = steady(clock)
        self._known: dict[ValidateAddress, AddressValidation] = {}
        self._asked: deque[datetime] = deque(maxlen=MOST_A_MINUTE)
        self._refused_at: datetime | None = None

    async def weigh(self, terms: Terms, lines: Sequence[PlanLine], orders: Mapping[int, Order]) -> list[PlanLine]:
        """Return *lines*, those whose address is doubted with what Sendcloud says of it.

        *orders*: those of the lines that are ready, by position. What cannot be asked stays as our own checks left it:
        a carrier that is not known, more than 20 addresses a minute, an account that may not ask, answers that take
        longer than `LONGEST` together.
        """
        until = self._clock.now() + LONGEST
        return [
            await self._looked_at(line, terms, orders[line.position], until=until)
            if line.position in orders and any(check.kind in DOUBTS for check in line.checks)
            else line
            for line in lines
        ]

    async def _looked_at(self, line: PlanLine, terms: Terms, order: Order, *, until: datetime) -> PlanLine:
        option = terms.option_of(order)
        carrier = option.carrier.code if option is not None and option.carrier is not None else None
        if carrier is None or order.shipping_address is None:
            return line
        asked = ValidateAddress(address=raw_address(order.shipping_address), carrier_code=carrier)
        told = self._known.get(asked) or await self._ask(asked, until=until)
        return line if told is None else replace(line, checks=weighed(line.checks, told))

    async def _ask(self, asked: ValidateAddress, *, until: datetime) -> AddressValidation | None:
        now = self._clock.now()
        refused = self._refused_at is not None and now - self._refused_at < ASKED_AGAIN
        busy = len(self._asked) == MOST_A_MINUTE and now - self._asked[0] < MINUTE
        if refused or busy or now >= until:
            return None
        self._asked.append(now)
        try:
            told = await self._sendcloud.validate_address(asked)
        except (AccountProblem, Rejected) as exc:
            if isinstance(exc, AccountProblem) or exc.http_status in (404, 405):
                self._refused_at = now
                log.warning("Sendcloud does not check addresses for this account, so our own checks decide: %s", exc)
                return None
            # What it does not take once it does not take again; the next look need not ask.
            log.info("An address was not checked by Sendcloud: %s", exc)
            told = AddressValidation()
        except (SendcloudError, InvalidRequest) as exc:
            log.info("An address was not checked by Sendcloud: %s", exc)
            return None
        self._known[asked] = told
        while len(self._known) > MOST_KEPT:
            del self._known[next(iter(self._known))]
        return told
