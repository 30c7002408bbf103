"""What people ask about labels that were bought and never scanned. Nothing is changed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime
from typing import Final
from zoneinfo import ZoneInfo

from bot.clock import Clock
from bot.engine.trouble import trouble_of
from bot.ledger import Ledger, unused
from bot.model import Cause, Sighting, cancel_terms
from bot.model.unused import Scanned, UnusedLabels, judge_scanned
from bot.sendcloud import Sendcloud, SendcloudError, Shipment

TOGETHER: Final = 100
"""Shipments in one look, as published for ``shipment_uuids``."""

_NEVER: Final = datetime.max.replace(tzinfo=UTC)


class Unused:
    """The answer to ``/label unused``."""

    def __init__(self, ledger: Ledger, sendcloud: Sendcloud, *, clock: Clock, zone: ZoneInfo) -> None:
        self._ledger = ledger
        self._sendcloud = sendcloud
        self._clock = clock
        self._zone = zone

    async def find(self) -> UnusedLabels:
        """Return the labels that were bought 5 to 42 days ago and that no carrier has scanned, the most urgent first.

        Asks Sendcloud about a hundred at a time. Where it stops answering, what was found by then is returned with the
        reason; the rest counts as not asked about.
        """
        seen, not_asked = await self._ledger.read(unused.old_enough, now=self._clock.now())
        counts: Counter[Scanned] = Counter()
        labels: list[Sighting] = []
        problem: Cause | None = None
        for start in range(0, len(seen), TOGETHER):
            some = seen[start : start + TOGETHER]
            try:
                judged = await self._judged(some)
            except SendcloudError as exc:
                problem = Cause(trouble_of(exc))
                not_asked += len(seen) - start
                break
            counts.update(judged)
            labels += [one for one, scanned in zip(some, judged, strict=True) if scanned is Scanned.NEVER]
        with_terms = [replace(one, terms=cancel_terms(one.item, zone=self._zone)) for one in labels]
        with_terms.sort(key=lambda one: one.terms.until if one.terms and one.terms.until else _NEVER)
        return UnusedLabels(
            tuple(with_terms), counts[Scanned.UNTRACKED], counts[Scanned.UNKNOWN], not_asked, problem
        )

    async def _judged(self, some: Sequence[Sighting]) -> list[Scanned]:
        """Return whether each label was scanned. Raises `SendcloudError`."""
        wanted = [one.item.shipment_id or "" for one in some if judge_scanned(one.item, None) is Scanned.UNKNOWN]
        shipments = await self._sendcloud.shipments(wanted) if wanted else []
        by_id = {shipment.id: shipment for shipment in shipments}
        return [_judge(one, by_id.get(one.item.shipment_id or "")) for one in some]


def _judge(one: Sighting, shipment: Shipment | None) -> Scanned:
    if shipment is not None and not shipment.is_live:
        return Scanned.SEEN
    alive = [parcel.status_code for parcel in shipment.parcels if not parcel.is_dead] if shipment else None
    return judge_scanned(one.item, alive)
