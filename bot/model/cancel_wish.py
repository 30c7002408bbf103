"""Whether the label of an order can be asked to be cancelled. Pure."""

from __future__ import annotations

from datetime import datetime
from enum import Enum

from bot.model.cancellation import Cancellation, CancelState
from bot.model.run import Item, Run, State


class Wished(Enum):
    """What a wish to cancel a label meets."""

    OPEN = "open"  # it can be asked for
    UNDER_WAY = "under_way"
    GONE = "gone"  # it is cancelled already
    SETTLING = "settling"  # what its request made is still being looked up
    NONE = "none"  # there is no label (yet), or it is another one than somebody saw


def judge_wish(item: Item, before: Cancellation | None, shown: str | None, *, now: datetime) -> Wished:
    """Return whether the label of *item* can be cancelled. *before*: its newest cancellation; *shown*: the shipment
    that somebody saw."""
    if item.state is State.CANCELLED:
        return Wished.GONE
    if item.state is not State.LABELLED or not item.shipment_id or item.shipment_id != shown:
        return Wished.NONE
    if before is not None and before.is_open:
        return Wished.UNDER_WAY
    if before is not None and before.state is CancelState.CANCELLED:
        return Wished.GONE
    # Until it is counted out, the request may have made more than this shipment.
    settling = item.open_until is not None and item.open_until > now
    return Wished.SETTLING if settling else Wished.OPEN


def cancellable(run: Run, *, now: datetime) -> list[Item]:
    """Return the orders of a run whose labels can be asked to be cancelled, in the order given."""
    before = {one.item_id: one for one in run.cancellations}
    return [
        item
        for item in run.of(State.LABELLED)
        if judge_wish(item, before.get(item.id), item.shipment_id, now=now) is Wished.OPEN
    ]
