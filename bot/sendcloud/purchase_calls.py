"""The calls that cost money: waiting for a turn, and asking once."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable

from bot.sendcloud.labels import LabelsAnswer, read_purchase
from bot.sendcloud.pace import Turn
from bot.sendcloud.requests import CreateLabels
from bot.sendcloud.transport import Transport


class PurchaseCalls:
    """The part of the client that buys. *partner_id* is sent along where there is one."""

    _http: Transport
    _partner_id: str | None

    async def wait_for_purchase_turn(self) -> Turn:
        """Wait until one purchase may go (and fetch a new access token if one is due). Call it before claiming, and end
        the turn that it returns where nothing is asked for after all.
        """
        return await self._http.prepare_purchase()

    @property
    def until_purchase_turn(self) -> float:
        """Seconds until one more purchase may go; 0 for at once."""
        return self._http.pace.writes.until_turn(purchase=True)

    def purchase_turns(self, count: int) -> list[float]:
        """Return in how many seconds each of the next *count* purchases may go, about."""
        return self._http.pace.writes.turns(count, purchase=True)

    def remember_purchases(self, ages: Iterable[float]) -> None:
        """Count purchases that another process sent so many seconds ago: the limits are the account's."""
        self._http.pace.writes.remember(ages, purchase=True)

    async def create_labels(
        self, request: CreateLabels, *, still_allowed: Callable[[], bool], turn: Turn | None = None
    ) -> LabelsAnswer:
        """Ask once for labels: this costs money, so it is neither paced nor repeated here.

        *still_allowed* is called last, before anything is sent and again before the body's first byte; False raises
        ``NotSent``. *turn*: from `wait_for_purchase_turn`. Returns what a readable 2xx says, which may be errors only,
        or what any other answer with rows says. Raises ``NotSent``, ``Throttled``, ``AccountProblem`` or ``Rejected``
        (nothing was made), else ``OutcomeUnknown``.
        """
        content = json.dumps(request.body(), ensure_ascii=False, separators=(",", ":")).encode()
        # Only here: a wrong partner id is answered with an error, and on look-ups a 404 has another meaning.
        headers = {"Sendcloud-Partner-Id": self._partner_id} if self._partner_id else {}
        answer = await self._http.purchase(
            "/orders/create-labels-async", content, headers=headers, still_allowed=still_allowed, turn=turn
        )
        return read_purchase(answer.status, answer.content, retry_after=answer.retry_after)
