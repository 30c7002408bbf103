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
    live = [one for one in shown if one.id not in others and _stands_in_the_way(item, one)]
    if not live:
        return MayBeBought(_ids(shown))
    own = next((one for one in live if one.id == item.shipment_id), None)
    if own is not None:
        return Adopt(own)
    if not any(_is_new(item, one) for one in live):
        return HasLabel(live[0].made_at)
    return _what_is_new(item, live, has_competitor=has_competitor)


def _what_is_new(item: Item, live: Sequence[Seen], *, has_competitor: bool) -> PrecheckVerdict:
    """Judge an order that an earlier request may have made a label for, one of these *live* shipments."""
    if len(live) == 1 and live[0].sure and not has_competitor:
        return Adopt(live[0])
    return HasLabel(live[0].made_at) if item.attempt_id is None else AskPerson(_ids(live))


def _ids(shown: Sequence[Seen]) -> tuple[str, ...]:
    return tuple(one.id for one in shown)


def _stands_in_the_way(item: Item, one: Seen) -> bool:
    """Orders can share a number: what was there before and goes elsewhere is another one's.

    Of a further label on purpose: what was there when somebody decided so does not stand in its way.
    """
    if not one.live:
        return False
    if one.id == item.shipment_id or one.id not in item.snapshot:
        return True
    return not (one.elsewhere or item.copy > 1 or item.reason)


def _is_new(item: Item, one: Seen) -> bool:
    """Can an earlier request have made it? That of this order, while it is open, or one that a backup does not know."""
    can_be_ours = item.attempt_id is not None or one.after_backup
    return can_be_ours and one.id not in item.snapshot and not one.elsewhere
