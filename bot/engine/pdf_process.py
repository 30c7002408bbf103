"""Joins PDFs in a process of its own, which is given no setting and no secret and is ended when it takes too long."""

from __future__ import annotations

import asyncio
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass

from bot.engine import pdf

SECONDS_AT_LEAST = 60.0
SECONDS_A_PART = 5.0
"""How long joining may take: with many parts not each of them may use up its own time."""


class CannotJoin(Exception):
    """The process ended without an answer: out of time or of memory."""


@dataclass(frozen=True)
class Joined:
    """One PDF. *pages*: how many of them each part has, 0 where it cannot be read and is not in it."""

    content: bytes
    pages: tuple[int, ...]


async def join(parts: Sequence[bytes], *, sheets: bool = False) -> Joined:
    """Return the pages of all *parts* that can be read, in their order; with *sheets* four on each A4 page.

    Raises `CannotJoin`.
    """
    return await asyncio.to_thread(_join, parts, sheets)


def _join(parts: Sequence[bytes], sheets: bool) -> Joined:
    try:
        done = subprocess.run(  # noqa: S603 (our own module, by this very Python)
            # Isolated, so that neither the environment nor the folder at hand has a say in what is imported.
            [sys.executable, "-I", pdf.__file__, *([pdf.SHEETS] if sheets else [])],
            input=pdf.pack(parts),
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env={},
            timeout=SECONDS_AT_LEAST + SECONDS_A_PART * len(parts),
            check=True,
        )
        content, *pages = pdf.unpack(done.stdout)
        return Joined(content, tuple(int(count) for count in pages))
    except (OSError, subprocess.SubprocessError, ValueError) as exc:
        raise CannotJoin(type(exc).__name__) from exc
