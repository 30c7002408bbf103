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
from bot.slack.screens.post import Post, banner
from bot.slack.screens.text import Words, bold, foreign, join, moment, say
from bot.slack.screens.thread_failures import QUOTE_MOST

UNDECIDED: Final = "Nobody knows yet whether {orders} got a label:"
UNDECIDED_ONE: Final = "{number}: asked for, and no certain answer, {since}"
UNDECIDED_OWN: Final = "{number}: its own shipment {id} has no label, or not one for every parcel, {since}"
UNDECIDED_WHY: Final = ". {why}"
UNDECIDED_STATUS: Final = ". Its status is {status}, and it has no label."
UNDECIDED_FOUND: Final = "; Sendcloud has shipments that may or may not be its own: {ids}"
UNDECIDED_NONE: Final = "; no shipment was found"
UNDECIDED_AGAIN: Final = "; asked for {times}"
UNDECIDED_RISK: Final = (
    "The risk: to ask again may buy a second, paid label. Look again searches Sendcloud once more and buys nothing. "
    "Ask again asks for a new label; it wants a reason first, and the record keeps it."
)
LOOKED_UP_HEAD: Final = "No answer accounts for {orders}; the bot is looking {them} up and buys nothing meanwhile:"
UNDECIDED_MORE: Final = "Orders of which nobody knows yet whether they got a label, continued:"
LOOKED_UP_MORE: Final = "Orders that are being looked up, continued:"
LOOKED_UP: Final = "{number}: being looked up until {until}"
LOOKED_UP_SOON: Final = "{number}: being looked up"
LOOKED_UP_LATE: Final = "{number}: Sendcloud cannot be asked about it at the moment; the bot goes on trying"

LOOKED_UP_AFTER: Final = timedelta(seconds=20)
"""How long an open outcome stays a matter of the parent message alone; most are known by then."""


def undecided(run: Run, *, now: datetime) -> list[Post]:
    """Return the orders whose outcome nobody knows: those a person decides about, and those still being looked up."""
    open_ones = run.of(State.UNDECIDED)
    looked_up = [item for item in run.of(State.UNKNOWN) if now - item.since > LOOKED_UP_AFTER]
    more = (paragraph((bold(UNDECIDED_MORE),)),)
    entries = [Entry(_undecided_line(item), _undecided_heading(open_ones), more) for item in open_ones]
    more = (paragraph((bold(LOOKED_UP_MORE),)),)
    entries += [Entry(_looked_up_line(item, now), _looked_up_heading(looked_up), more) for item in looked_up]
    return pack("undecided", entries, first=banner(run), further=banner(run), last=left_out, most=MESSAGES_MOST)


def _undecided_heading(items: Sequence[Item]) -> tuple[Part, ...]:
    head = (bold(UNDECIDED.format(orders=words.orders(len(items)))),)
    return (paragraph(head, say(UNDECIDED_RISK)),)


def _undecided_line(item: Item) -> Words:
    number, since = foreign(item.order_number), moment(item.since)
    if item.shipment_id is not None and item.candidates == (item.shipment_id,):
        line = say(UNDECIDED_OWN, number=number, id=foreign(item.shipment_id, 64), since=since)
        return line + (_why(item.cause) if item.cause else ())
    line = say(UNDECIDED_ONE, number=number, since=since)
    if item.candidates:
        found = join(([foreign(shipment, 64)] for shipment in item.candidates[:5]), ", ")
        line += say(UNDECIDED_FOUND, ids=found)
    else:
        line += say(UNDECIDED_NONE)
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


def _looked_up_heading(items: Sequence[Item]) -> tuple[Part, ...]:
    told = LOOKED_UP_HEAD.format(orders=words.orders(len(items)), them=words.them(len(items)))
    return (paragraph((bold(told),)),)


def _looked_up_line(item: Item, now: datetime) -> Words:
    number = foreign(item.order_number)
    if item.open_until is not None and item.open_until > now:
        return say(LOOKED_UP, number=number, until=moment(item.open_until))
    if item.open_until is not None and item.next_look_at is not None and item.next_look_at > item.open_until:
        # Only a look that failed is followed by one after the time was over.
        return say(LOOKED_UP_LATE, number=number)
    return say(LOOKED_UP_SOON, number=number)
