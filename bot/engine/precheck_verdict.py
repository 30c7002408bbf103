"""What a look at an order that waits to be bought means for it. No side effects."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.engine.picture import Seen
from bot.model import Item


@dataclass(frozen=True)
class Adopt:
    """This shipment is the order's own: an earlier request made it."""

    shipment: Seen


@dataclass(frozen=True)
class AskPerson:
    """One of these may be what an earlier request made, and only a person can tell."""

    shipment_ids: tuple[str, ...]


@dataclass(frozen=True)
class HasLabel:
    """Somebody else made a label for it, at *at* if that is told: nothing is bought."""

    at: datetime | None


@dataclass(frozen=True)
class MayBeBought:
    """Nothing stands in the way; *snapshot*: the shipments that there were before anything was asked."""

    snapshot: tuple[str, ...]


PrecheckVerdict = Adopt | AskPerson | HasLabel | MayBeBought


def before_buying(
    item: Item, shown: Sequence[Seen], *, others: Collection[str], has_competitor: bool
) -> PrecheckVerdict:
    """Judge an order by the shipments *shown* under its number.

    *others*: shipments that are known to be another order's. *has_competitor*: another order of this number has an
    open outcome of its own, so what is new can be either's.
    """
    live = [one for one in shown if one.live and one.id not in others and _may_be_for(item, one)]
    if item.copy > 1 or item.reason:
        # A further label on purpose: those that were there when somebody decided so do not stand in its way.
        live = [one for one in live if one.id == item.shipment_id or one.id not in item.snapshot]
    for one in live:
        if one.id == item.shipment_id:
            return Adopt(one)
    # Where a request for this order is still open, what is new since then is what it made.
    asked = item.attempt_id is not None
    new = [one for one in live if one.id not in item.snapshot and not one.elsewhere and (asked or one.after_backup)]
    if len(new) == len(live) == 1 and new[0].sure and not has_competitor:
        return Adopt(new[0])
    if asked and new:
        return AskPerson(tuple(one.id for one in live))
    if live:
        return HasLabel(live[0].made_at)
    return MayBeBought(tuple(one.id for one in shown))


def _may_be_for(item: Item, one: Seen) -> bool:
    """Orders can share a number: what was there before and goes elsewhere is another one's."""
    return one.id == item.shipment_id or one.id not in item.snapshot or not one.elsewhere
