"""The body of a purchase, which nobody may send too late."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable

from bot.sendcloud.errors import Withdrawn
from bot.sendcloud.pace import Turn


class PurchaseBody:
    """A request body that asks for leave before its first byte, and knows whether that byte was handed out."""

    def __init__(self, content: bytes, still_allowed: Callable[[], bool], turn: Turn) -> None:
        self._content = content
        self._still_allowed = still_allowed
        self._turn = turn
        self._begun = False

    def has_begun(self) -> bool:
        return self._begun

    async def parts(self) -> AsyncIterator[bytes]:
        if not self._still_allowed():
            raise Withdrawn("The request is no longer allowed to go.")
        self._begun = True
        self._turn.sent()
        yield self._content
