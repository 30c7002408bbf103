"""The reply about orders whose outcome nobody knows: those a person decides about, and those being looked up."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Final

from bot.model import Cause, Item, Run, State
from bot.model.trouble import Trouble
from bot.slack.screens import words
from bot.slack.screens.blocks import Part, paragraph
from bot.slack.screens.causes import advise
from bot.slack.screens.message_pages import MESSAGES_MOST, Entry, left_out, pack
from bot.slack.screens.parent_buttons import BUY_AGAIN
from bot.slack.screens.post import Post, banner
from bot.slack.screens.text import Words, bold, foreign, join, moment, say
from bot.slack.screens.thread_failures import QUOTE_MOST

UNDECIDED: Final = "Decide about {orders}: Sendcloud gave no certain answer."
UNDECIDED_MORE: Final = "Orders to decide about, continued:"
UNDECIDED_ONE: Final = "{number}: sent {since}, and Sendcloud gave no clear answer"
UNDECIDED_OWN: Final = "{number}: Sendcloud has the shipment but no label yet. {again} may cost twice."
UNDECIDED_SHIPMENT: Final = " Shipment {id}, since {since}."
UNDECIDED_WHY: Final = " {why}"
UNDECIDED_STATUS: Final = " Its status is {status}."
UNDECIDED_FOUND: Final = ". It has shipments that may be its own: {ids}. {again} may cost twice."
UNDECIDED_NONE: Final = ". It has no shipment of it. {again} may cost twice."
UNDECIDED_AGAIN: Final = " Sent {times}."
UNDECIDED_RISK: Final = (
    "Look again searches Sendcloud once more and buys nothing. Buy again may buy a second, paid label; it wants a "
    "reason first, and the record keeps it."
)
LOOKED_UP_HEAD: Final = (
    "Sendcloud gave no clear answer for {orders}. Checking until {until}, so that none is bought twice."
)
LOOKED_UP_HEAD_SOON: Final = "Sendcloud gave no clear answer for {orders}. Checking, so that none is bought twice."
LOOKED_UP_MORE: Final = "Orders that are being checked, continued:"
LOOKED_UP: Final = "{number}: checking until {until}"
LOOKED_UP_SOON: Final = "{number}: being checked"
LOOKED_UP_LATE: Final = "{number}: Sendcloud cannot be asked about it just now; I keep trying"

LOOKED_UP_AFTER: Final = timedelta(seconds=20)
"""How long an open outcome stays a matter of the parent message alone; most are known by then."""


def undecided(run: Run, *, now: datetime) -> list[Post]:
    """Return the orders whose outcome nobody knows: those a person decides about, and those still being looked up."""
    open_ones = run.of(State.UNDECIDED)
    looked_up = [item for item in run.of(State.UNKNOWN) if now - item.since > LOOKED_UP_AFTER]
    more = (paragraph((bold(UNDECIDED_MORE),)),)
    entries = [Entry(_undecided_line(item), _undecided_heading(open_ones), more) for item in open_ones]
    more = (paragraph((bold(LOOKED_UP_MORE),)),)
    entries += [Entry(_looked_up_line(item, now), _looked_up_heading(looked_up, now), more) for item in looked_up]
    return pack("undecided", entries, first=banner(run), further=banner(run), last=left_out, most=MESSAGES_MOST)


def _undecided_heading(items: Sequence[Item]) -> tuple[Part, ...]:
    head = (bold(UNDECIDED.format(orders=words.orders(len(items)))),)
    return (paragraph(head, say(UNDECIDED_RISK)),)


def _undecided_line(item: Item) -> Words:
    number, since, again = foreign(item.order_number), moment(item.since), bold(BUY_AGAIN)
    if item.shipment_id is not None and item.candidates == (item.shipment_id,):
        line = say(UNDECIDED_OWN, number=number, again=again)
        line += say(UNDECIDED_SHIPMENT, id=foreign(item.shipment_id, 64), since=since)
        return line + (_why(item.cause) if item.cause else ())
    line = say(UNDECIDED_ONE, number=number, since=since)
    if item.candidates:
        found = join(([foreign(shipment, 64)] for shipment in item.candidates[:5]), ", ")
        line += say(UNDECIDED_FOUND, ids=found, again=again)
    else:
        line += say(UNDECIDED_NONE, again=again)
    if item.asked_again:
        line += say(UNDECIDED_AGAIN, times=words.times(item.asked_again + 1))
    return line


def _why(cause: Cause) -> Words:
    """Return why a shipment without a label is a matter for a person; nothing when that is not known."""
    if cause.kind == Trouble.SHIPMENT_GONE:
        return say(UNDECIDED_WHY, why=advise(cause).headline)
    if not cause.text:
        return ()
    quoted = foreign(cause.text, QUOTE_MOST)
    return say(UNDECIDED_STATUS if cause.kind == Trouble.NO_LABEL else UNDECIDED_WHY, status=quoted, why=quoted)


def _looked_up_heading(items: Sequence[Item], now: datetime) -> tuple[Part, ...]:
    """Return how many orders are being checked, and until when at the latest, where that is known."""
    ends = [item.open_until for item in items if item.open_until is not None and item.open_until > now]
    template = LOOKED_UP_HEAD if len(ends) == len(items) else LOOKED_UP_HEAD_SOON
    told = say(template, orders=words.orders(len(items)), until=moment(max(ends)) if ends else "")
    return (paragraph(told),)


def _looked_up_line(item: Item, now: datetime) -> Words:
    number = foreign(item.order_number)
    if item.open_until is not None and item.open_until > now:
        return say(LOOKED_UP, number=number, until=moment(item.open_until))
    if item.open_until is not None and item.next_look_at is not None and item.next_look_at > item.open_until:
        # Only a look that failed is followed by one after the time was over.
        return say(LOOKED_UP_LATE, number=number)
    return say(LOOKED_UP_SOON, number=number)
