"""What spoils one order goes to a person with that order: its run, its plan and the process go on."""

from __future__ import annotations

import asyncio
import secrets
from collections.abc import Awaitable
from datetime import datetime
from typing import TypeVar

from bot.engine.context import EngineContext, log
from bot.ledger import Database, LeaseLost, LedgerUnavailable, runs, settlements
from bot.model import Cause, Item
from bot.model.trouble import Trouble
from bot.sendcloud import SendcloudError

T = TypeVar("T")

_ABOUT_MORE = (LeaseLost, LedgerUnavailable, SendcloudError)
"""Failures that are no matter of a single order's data."""


async def outcome_of(work: Awaitable[T]) -> T | Exception:
    """Wait for *work* and return what it returned, or the fault of ours that it met.

    Raises what concerns more than the data it was done with: a lost lease, a ledger or a Sendcloud out of reach.
    """
    (result,) = await asyncio.gather(work, return_exceptions=True)
    if not isinstance(result, BaseException):
        return result
    if isinstance(result, _ABOUT_MORE) or not isinstance(result, Exception):
        raise result
    return result


async def fault_of(work: Awaitable[object]) -> Exception | None:
    """Wait for *work* and return the fault of ours that it met; None when it met none. Raises as `outcome_of` does."""
    outcome = await outcome_of(work)
    return outcome if isinstance(outcome, Exception) else None


async def hand_over(context: EngineContext, item: Item, fault: Exception) -> None:
    """Have a person decide about an order that cannot be handled, and log why by a reference."""
    reference = secrets.token_hex(3).upper()
    log.error("An order of run %s cannot be handled (reference %s).", item.run_id, reference, exc_info=fault)
    await context.write_surely(_to_person, item, Cause(Trouble.OWN, reference), now=context.now())


def _to_person(db: Database, item: Item, cause: Cause, *, now: datetime) -> None:
    settlements.hand_to_person(db, item, [item.shipment_id] if item.shipment_id else [], cause=cause, now=now)
    runs.changed(db, item.run_id, now=now)
