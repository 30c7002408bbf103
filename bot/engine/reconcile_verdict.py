"""What a look at an order whose outcome is unknown means for it. No side effects."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from bot.engine.picture import Seen
from bot.model import Item

CLOCKS_DIFFER: Final = timedelta(seconds=5)
"""How far Sendcloud's clock may be from ours where a moment of one is compared with a moment of the other."""

LAST_INTERVAL: Final = 30.0
"""Seconds from one look to the next once the planned ones are over."""


@dataclass(frozen=True)
class Found:
    """This shipment is what the request made. *open_until*: till then another one may still turn up."""

    shipment: Seen
    open_until: datetime | None = None


@dataclass(frozen=True)
class LookLater:
    """Nothing is decided yet; the next look is at *at*."""

    at: datetime


@dataclass(frozen=True)
class Undecided:
    """Looked for until the end without a certain answer: a person decides between these and none."""

    shipment_ids: tuple[str, ...]


@dataclass(frozen=True)
class AskAgain:
    """Looked for until the end, and there is none: the engine asks again. *snapshot*: what there was then."""

    snapshot: tuple[str, ...]


ReconcileVerdict = Found | LookLater | Undecided | AskAgain


@dataclass(frozen=True)
class Known:
    """What the ledger knows besides the order itself.

    *others*: shipments that are another order's. *has_competitor*: another order of this number has an open outcome,
    too. *claimed_at*: when the request was noted down.
    """

    others: Collection[str] = ()
    has_competitor: bool = False
    claimed_at: datetime | None = None


def after_a_look(
    item: Item,
    shown: Sequence[Seen],
    known: Known,
    *,
    looked_at: datetime,
    now: datetime,
    intervals: tuple[float, ...],
) -> ReconcileVerdict:
    """Judge an order by the shipments *shown* under its number by a look that began at *looked_at*.

    *intervals*: seconds from the request to each of the planned looks.
    """
    new = [one for one in shown if one.id not in item.snapshot and one.id not in known.others]
    open_until = _open_until(item, looked_at)
    ours = _the_one(new, is_over=open_until is None)
    if ours is not None and not known.has_competitor and not _made_before(item, ours, known):
        return Found(ours, open_until)
    if open_until is not None:
        return LookLater(min(now + timedelta(seconds=_interval(item.looks, intervals)), open_until))
    if new or not item.may_ask_again:
        return Undecided(tuple(one.id for one in new))
    return AskAgain(tuple(one.id for one in shown))


def _open_until(item: Item, looked_at: datetime) -> datetime | None:
    """Return till when the request may still be carried out; None when it can be counted out by this look.

    A look that decides must have begun after that, not only have ended then.
    """
    return item.open_until if item.open_until is not None and looked_at < item.open_until else None


def _the_one(new: Sequence[Seen], *, is_over: bool) -> Seen | None:
    """Return the one shipment that our request can have made; None where there is none or several.

    One that is dead already can be a colleague's, cancelled again, and our own request may still be on its way: it
    counts only once that is over.
    """
    ours = [one for one in new if not one.elsewhere and one.sure]
    best = [one for one in ours if one.live] or (ours if is_over else [])
    return best[0] if len(best) == 1 else None


def late_arrivals(item: Item, shown: Sequence[Seen], others: Collection[str]) -> list[str]:
    """Return what has turned up beside the shipment that was adopted early: a label of ours may be among them."""
    return [
        one.id
        for one in shown
        if one.live
        and not one.elsewhere
        and one.id not in item.snapshot
        and one.id not in others
        and one.id != item.shipment_id
    ]


def _made_before(item: Item, one: Seen, known: Known) -> bool:
    """Was it made after our look at the order and clearly before our request? Then a colleague made it meanwhile.

    Sendcloud's clock is not ours, so a few seconds decide nothing; nor does a moment from before our look, which
    the look would have shown.
    """
    if known.claimed_at is None or one.made_at is None or item.checked_at is None:
        return False
    return item.checked_at <= one.made_at < known.claimed_at - CLOCKS_DIFFER


def _interval(looks: int, intervals: tuple[float, ...]) -> float:
    """Return the seconds between look number *looks* and the one after it."""
    if looks + 1 >= len(intervals):
        return LAST_INTERVAL
    return intervals[looks + 1] - intervals[looks]
