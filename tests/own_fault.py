"""A fault of the bot's own, right where it writes something down or reads it: what no stand-in can bring about."""

from __future__ import annotations

from typing import Any

from tests.world import World


def meets_a_fault(world: World, change: str, *, order: str | None = None, times: int | None = None) -> None:
    """Have the bot fail whenever it is about to make a *change* to the ledger, told by its qualified name.

    *order*: only where it is about the order with this number. *times*: so often and no more.
    """
    assert world.bot is not None
    honest = world.bot.ledger.write_as
    met = 0

    async def faulty(token: int, made: Any, /, *args: Any, **kwargs: Any) -> Any:
        nonlocal met
        is_it = getattr(made, "__qualname__", "") == change and (order is None or args[0].order_number == order)
        if is_it and (times is None or met < times):
            met += 1
            raise ZeroDivisionError
        return await honest(token, made, *args, **kwargs)

    world.bot.ledger.write_as = faulty  # type: ignore[method-assign]  # a fault of ours right there


def meets_a_fault_reading(world: World, question: str) -> None:
    """Have the bot fail whenever it is about to ask the ledger a *question*, told by its qualified name."""
    assert world.bot is not None
    honest = world.bot.ledger.read

    async def faulty(asked: Any, /, *args: Any, **kwargs: Any) -> Any:
        if getattr(asked, "__qualname__", "") == question:
            raise ZeroDivisionError
        return await honest(asked, *args, **kwargs)

    world.bot.ledger.read = faulty  # type: ignore[method-assign]  # a fault of ours right there
