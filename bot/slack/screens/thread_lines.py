"""One order with its label, as a line."""

from __future__ import annotations

from typing import Final

from bot.model import Item, State
from bot.model.frozen import is_known
from bot.slack.screens import words
from bot.slack.screens.counts import STATE_WORDS
from bot.slack.screens.text import Words, foreign, join, link, own, said, say

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
BEING_MADE: Final = f"; {STATE_WORDS[State.ACCEPTED]}"
SECOND_SHIPMENT: Final = (
    "; Sendcloud's answer names another shipment for this order, {ids}: you may pay twice. "
    "Look at both in Sendcloud and cancel the one that is too many"
)
PARCELS_MOST: Final = 50
SHIPMENTS_MOST: Final = 5
TRACKING_MOST: Final = 900
"""Characters of tracking links for one order."""


def label_line(item: Item, *, with_price: bool = True) -> Words:
    """Return an order with its parcel ids, shipment id, carrier, option, price and tracking links, as far as they are
    known. *with_price* is False where another company reads it."""
    line: Words = (foreign(item.order_number),)
    line += _copy(item)
    line += _parcel_ids(item)
    if item.shipment_id:
        line += say(SHIPMENT, id=foreign(item.shipment_id, 64))
    line += _carried_by(item)
    if item.state is State.ACCEPTED:
        line += say(BEING_MADE)
    elif with_price and is_known(item.price):
        line += say(COSTS, price=words.price(item.price, item.currency, rough=item.price_is_rough))
    return line + _tracking(item) + _second_shipment(item)


def remark(item: Item) -> Words:
    """Return what is special about a label: that it is one more for its order, or that there may be another."""
    return _copy(item) + _second_shipment(item)


def _copy(item: Item) -> Words:
    return say(COPY, n=item.copy, reason=foreign(item.reason or "", 120)) if item.copy > 1 else ()


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
    others = item.other_shipments
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
