"""Which orders of a plan the bot ticks, after each look at Sendcloud: decided here, without SQL or effects."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from bot.checks import is_ticked
from bot.intake import parts_of
from bot.model import LineKind, PlanLine


def carried_over(before: PlanLine | None, found: PlanLine) -> PlanLine:
    """Return a line as it was found, with what people did to it *before*: its tick, and the orders to choose from.

    The bot ticks an order once, when it is first seen, found what was certainly meant, and nothing speaks against it.
    Later looks only take ticks away, where something new speaks against an order: what was known when somebody ticked
    it does not. What somebody has unticked, and what was found late, waits for a person.
    """
    line = replace(found, ticked=found.kind is LineKind.READY and _may_tick(before, found))
    if before is not None and any(one.order_id == found.order_id for one in before.candidates):
        return replace(line, candidates=found.candidates or before.candidates)
    return line


def _may_tick(before: PlanLine | None, found: PlanLine) -> bool:
    if before is None or before.kind is LineKind.WAITING:
        return not found.possible and is_ticked(found.checks)
    same_order = (before.order_id, before.copy) == (found.order_id, found.copy)
    if not (before.kind is LineKind.READY and same_order and before.ticked):
        return False
    known = {check.kind for check in before.checks}
    return is_ticked(tuple(check for check in found.checks if check.kind not in known))


def without_rivals(lines: Sequence[PlanLine]) -> list[PlanLine]:
    """Return *lines* with no tick where the same signs may name other orders that exist, too.

    ``1,001`` may be one number or two. Where both readings are orders, nobody knows which was meant.
    """
    found = {line.typed: line for line in lines if line.kind is not LineKind.NOT_FOUND}
    doubtful: set[int] = set()
    for line in found.values():
        parts = [found[part] for part in parts_of(line.typed) if part in found]
        if parts and any(one.possible for one in (line, *parts)):
            doubtful |= {one.position for one in (line, *parts)}
    return [replace(line, ticked=False) if line.position in doubtful else line for line in lines]
