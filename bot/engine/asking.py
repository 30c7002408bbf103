"""Asking about many things, a few at a time, and one about which nothing can be told spoils no other."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Iterable
from typing import Final, TypeVar

from bot.sendcloud import AccountProblem, Rejected, SendcloudError, Unavailable

S = TypeVar("S")

AT_ONCE: Final = 8
"""Look-ups under way together."""

MOST_IN_A_ROW: Final = 20
"""After so many questions in a row without a usable answer the rest is not asked: it is none of their own faults."""


async def few_at_once(do: Callable[[S], Awaitable[None]], items: Iterable[S]) -> None:
    """*do* something with all *items*; when some of it fails, raise the failure that tells most."""
    slots = asyncio.Semaphore(AT_ONCE)

    async def one(item: S) -> None:
        async with slots:
            await do(item)

    try:
        async with asyncio.TaskGroup() as group:
            for item in items:
                group.create_task(one(item))
    except BaseExceptionGroup as failed:
        about_account, rest = failed.split(AccountProblem)
        told: BaseException = about_account or rest or failed
        while isinstance(told, BaseExceptionGroup):
            told = told.exceptions[0]
        raise told from failed


async def each_known(ask: Callable[[S], Awaitable[None]], items: Iterable[S]) -> list[tuple[S, SendcloudError]]:
    """*ask* about all *items*; return those about which no usable answer came, each with what came instead.

    Raises what every further question would meet: a refusal of the account, and a pace that is too fast.
    """
    unknown: list[tuple[S, SendcloudError]] = []
    in_a_row = 0

    async def one(item: S) -> None:
        nonlocal in_a_row
        if in_a_row >= MOST_IN_A_ROW:
            unknown.append((item, unknown[-1][1]))
            return
        try:
            await ask(item)
        except (Rejected, Unavailable) as exc:
            in_a_row += 1
            unknown.append((item, exc))
        else:
            in_a_row = 0

    await few_at_once(one, items)
    return unknown
