"""What asking once more means for an order of a run: decided here, without SQL or effects."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from bot.model import LIVE, Holder, Item, Run, State


@dataclass(frozen=True)
class Taken:
    """Somebody else has the order by now; it is skipped."""

    holder: Holder


@dataclass(frozen=True)
class Queued:
    """The order waits, to be looked up and asked for again. The fields are what is known of it from now on.

    *attempt_id*, *open_until*: the last request, and until when it may still be carried out; None: nothing is open.
    *asked_again*: how often it was asked for after an unknown outcome. *snapshot*: shipments that are no news.
    """

    attempt_id: int | None
    open_until: datetime | None
    asked_again: int
    snapshot: tuple[str, ...]
    shipment_id: str | None
    reason: str | None


def still_open(item: Item, now: datetime) -> bool:
    """Return whether the request for a failed order may still be carried out: it was adopted early and failed."""
    return item.state is State.FAILED and item.open_until is not None and item.open_until > now


def free_for_others(item: Item, now: datetime) -> bool:
    """Return whether another run may have reserved this order: its state and its request keep nobody out."""
    return item.state not in LIVE and not still_open(item, now)


def judge_requeue(item: Item, holder: Holder | None, *, reason: str | None, now: datetime) -> Taken | Queued:
    """Return what becomes of an order that somebody asks for once more; *holder*: who else has it."""
    if holder is not None:
        return Taken(holder)
    if item.state is State.UNDECIDED:
        # The last request is still open: what it made, if anything, is looked for first, and another unknown outcome
        # would be the second one. Shipments that the person was shown no longer keep the order from being asked for.
        return Queued(
            attempt_id=item.attempt_id,
            open_until=None,
            asked_again=item.asked_again + 1,
            snapshot=(*item.snapshot, *item.candidates),
            shipment_id=None if item.candidates else item.shipment_id,
            reason=reason,
        )
    return Queued(
        # Nobody was asked since a stop: what was open before it still is.
        attempt_id=item.attempt_id if item.state is State.STOPPED else None,
        open_until=item.open_until if still_open(item, now) else None,
        asked_again=item.asked_again,
        snapshot=item.snapshot,
        shipment_id=item.shipment_id,
        reason=item.reason,
    )


def changed_since(run: Run, shown: Mapping[int, str]) -> tuple[int, ...]:
    """Return the positions of orders that are not in doubt as they were shown. *shown*: the doubt by position."""
    standing = {item.position: item.doubt for item in run.of(State.UNDECIDED)}
    return tuple(position for position, doubt in sorted(shown.items()) if standing.get(position) != doubt)
