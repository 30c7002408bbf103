"""A bell between the desk, the engine and the projector: there is something new in the ledger."""

from __future__ import annotations

import asyncio

from bot.clock import Clock


class Bell:
    """Rung after a write. Who waits for it looks into the ledger either way, so a lost ring costs only time."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._rung = asyncio.Event()

    def ring(self) -> None:
        """Wake whoever waits now, or will wait next."""
        self._rung.set()

    async def wait(self, seconds: float) -> None:
        """Return when the bell is rung, or after *seconds* at the latest."""
        ringing = asyncio.ensure_future(self._rung.wait())
        pause = asyncio.ensure_future(self._clock.sleep(seconds))
        try:
            await asyncio.wait({ringing, pause}, return_when=asyncio.FIRST_COMPLETED)
        finally:
            ringing.cancel()
            pause.cancel()
        self._rung.clear()
