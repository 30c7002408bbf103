"""The replies that list labels: the orders of a run in fixed pages of twenty, by their place in the run."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Final

from bot.model import Item, Run, RunState, State, chunks
from bot.model.frozen import is_known
from bot.slack.screens import words
from bot.slack.screens.blocks import Part, paragraph
from bot.slack.screens.message_pages import Entry, pack
from bot.slack.screens.post import Post, banner
from bot.slack.screens.text import Words, foreign, join, link, own, said, say

PAGE: Final = "Orders {first} to {last} of {total}{more}:"
ONE_PAGE: Final = "Labels of this run{more}:"
CONTINUED: Final = ", continued"
PARCELS: Final = "; {parcels} {ids}"
MORE_PARCELS: Final = " and {n} more"
NO_PARCELS: Final = "; parcel id not known yet"
SHIPMENT: Final = "; shipment {id}"
CARRIER: Final = "; {carrier}"
COSTS: Final = "; {price}"
COPY: Final = " (label {n} for this order, on purpose: {reason})"
TRACKING: Final = "; tracking "
TRACK: Final = "track"
MORE_TRACKING: Final = ", and {n} more"
BEING_MADE: Final = "; bought, PDF on its way"
SECOND_SHIPMENT: Final = (
    "; Sendcloud's answer names another shipment for this order, {ids}: you may pay twice. "
    "Look at both in Sendcloud and cancel the one that is too many"
)

ORDERS_A_PAGE: Final = 20
PARCELS_MOST: Final = 50
SHIPMENTS_MOST: Final = 5
TRACKING_MOST: Final = 900
"""Characters of tracking links for one order."""

PATIENCE: Final = timedelta(seconds=30)
"""How long a page waits for a label that is being made, so that it need not be edited."""


def label_pages(run: Run, *, now: datetime) -> list[Post]:
    """Return every page that has something to tell and is not about to have more."""
    return [
        post
        for number, items in enumerate(chunks(run.items, ORDERS_A_PAGE), start=1)
        if _told(items) and not _held(run, items, now)
        for post in page(run, number)
    ]


def page(run: Run, number: int) -> list[Post]:
    """Return one page (counted from 1) as it stands, in as many messages as it takes; none when it is empty."""
    if not 1 <= number <= -(-len(run.items) // ORDERS_A_PAGE):
        return []
    items = run.items[(number - 1) * ORDERS_A_PAGE : number * ORDERS_A_PAGE]
    entries = [Entry(label_line(item, with_price=not run.choices.shared_channel)) for item in _told(items)]
    first, further = (_heading(run, number, len(items), more) for more in ("", CONTINUED))
    return pack(f"labels:{number}", entries, first=[*banner(run), first], further=[*banner(run), further])


def _told(items: Sequence[Item]) -> list[Item]:
    return [item for item in items if item.state in (State.LABELLED, State.ACCEPTED)]


def _held(run: Run, items: Sequence[Item], now: datetime) -> bool:
    if run.state is not RunState.RUNNING:
        return False
    return any(
        item.state in (State.WAITING, State.CLAIMED) or (item.state is State.ACCEPTED and now - item.since <= PATIENCE)
        for item in items
    )


def _heading(run: Run, number: int, size: int, more: str) -> Part:
    total, first = len(run.items), (number - 1) * ORDERS_A_PAGE + 1
    template = ONE_PAGE if total <= ORDERS_A_PAGE else PAGE
    return paragraph(say(template, first=first, last=first + size - 1, total=total, more=more))


def label_line(item: Item, *, with_price: bool = True) -> Words:
    """Return an order with its parcel ids, shipment id, carrier, option, price and tracking links, as far as they are
    known. *with_price* is False where another company reads it."""
    line: Words = (foreign(item.order_number),)
    if item.copy > 1:
        line += say(COPY, n=item.copy, reason=foreign(item.reason or "", 120))
    line += _parcel_ids(item)
    if item.shipment_id:
        line += say(SHIPMENT, id=foreign(item.shipment_id, 64))
    line += _carried_by(item)
    if item.state is State.ACCEPTED:
        line += say(BEING_MADE)
    elif with_price and is_known(item.price):
        line += say(COSTS, price=words.price(item.price, item.currency, rough=item.price_is_rough))
    return line + _tracking(item) + _second_shipment(item)


def _carried_by(item: Item) -> Words:
    """Return the carrier and, once there is a label, its shipping option; a carrier that is named in that once."""
    carrier, option = item.carrier or "", item.option_label or ""
    if item.state is not State.LABELLED:
        option = ""
    elif carrier.casefold() in option.casefold():
        carrier = ""
    told = ", ".join(filter(None, (carrier, option)))
    return say(CARRIER, carrier=foreign(told, 80)) if told else ()


def _second_shipment(item: Item) -> Words:
    others = [shipment for shipment in item.candidates if shipment != item.shipment_id]
    if not others:
        return ()
    return say(SECOND_SHIPMENT, ids=join(([foreign(other, 64)] for other in others[:SHIPMENTS_MOST]), ", "))


def _parcel_ids(item: Item) -> Words:
    ids = [str(parcel.id) for parcel in item.parcels]
    if not ids:
        return say(NO_PARCELS)
    told = ", ".join(ids[:PARCELS_MOST])
    if len(ids) > PARCELS_MOST:
        told += MORE_PARCELS.format(n=len(ids) - PARCELS_MOST)
    return say(PARCELS, parcels="parcel" if len(ids) == 1 else "parcels", ids=told)


def _tracking(item: Item) -> Words:
    tracked = [parcel for parcel in item.parcels if parcel.tracking_number or parcel.tracking_url]
    line: Words = ()
    for place, parcel in enumerate(tracked):
        one = link(parcel.tracking_url, parcel.tracking_number or TRACK)
        if place and len(said(line)) + len(one.said) > TRACKING_MOST:
            return line + say(MORE_TRACKING, n=len(tracked) - place)
        line += (own(TRACKING if not place else " · "), one)
    return line


def page_number(key: str) -> int | None:
    """Return the page that *key* (``labels:3``, ``labels:3:b``) belongs to; None for other keys."""
    kind, _, rest = key.partition(":")
    number = rest.partition(":")[0]
    return int(number) if kind == "labels" and number.isascii() and number.isdigit() else None
