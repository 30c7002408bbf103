"""Which orders without a label can be put right from Slack, and what of them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from bot.model.fix import Fix
from bot.model.remedy import Safety, remedy
from bot.model.run import RETRYABLE, Item, Run
from bot.model.trouble import Field

FIXABLE: Final = (
    Field.NAME, Field.COMPANY, Field.STREET, Field.HOUSE_NUMBER, Field.LINE_2, Field.POSTAL_CODE, Field.CITY,
    Field.STATE, Field.COUNTRY, Field.PHONE, Field.EMAIL, Field.WEIGHT, Field.DIMENSIONS, Field.SERVICE_POINT,
    Field.POST_NUMBER,
)  # fmt: skip
"""Fields that can be changed from Slack, in the order in which a form asks for them."""


def fixable(item: Item) -> tuple[Field, ...]:
    """Return the fields at fault of an order without a label, as far as they can be changed from Slack.

    A street may have to be shortened, so the second line of the address comes with it; a number at a service point is
    part of naming the point.
    """
    known = remedy(item.cause)
    if item.state not in RETRYABLE or known.safety is not Safety.FIX_FIRST:
        return ()
    named = set(known.fields)
    if Field.STREET in named:
        named.add(Field.LINE_2)
    if Field.POST_NUMBER in named:
        named.add(Field.SERVICE_POINT)
    return tuple(one for one in FIXABLE if one in named)


def to_fix(run: Run) -> list[Item]:
    """Return the orders of a run that can be fixed from Slack and that nobody is fixing now, in the order given."""
    busy = {one.item_id for one in run.fixes if one.is_open}
    return [item for item in run.items if item.id not in busy and fixable(item)]


def next_to_fix(run: Run, after: int) -> Item | None:
    """Return the next order to fix behind the position *after*, from the top again behind the last; None for none.

    Neither the order at *after* nor one that somebody tried to fix since it failed is offered by itself.
    """
    waiting = [item for item in to_fix(run) if item.position != after and not _was_tried(item, run.fixes)]
    return next((item for item in waiting if item.position > after), waiting[0] if waiting else None)


def _was_tried(item: Item, fixes: Iterable[Fix]) -> bool:
    return any(one.item_id == item.id and one.at >= item.since for one in fixes)
