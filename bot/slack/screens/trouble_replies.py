"""The replies about orders without a label: what failed and why, what is undecided, what was left out."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Final

from bot.advice import Trouble, advise
from bot.model import RETRYABLE, Cause, Item, Run, State
from bot.slack.screens import words, words_run
from bot.slack.screens.message_pages import Entry, numbers_lines, pack
from bot.slack.screens.parent import banner
from bot.slack.screens.post import Post
from bot.slack.screens.text import Part, Words, bold, foreign, join, moment, paragraph, say

TEXT_MOST: Final = 300
"""Characters of what Sendcloud or a carrier said."""

MESSAGES_MOST: Final = 20
LOOKED_UP_AFTER: Final = timedelta(seconds=20)
"""How long an open outcome stays a matter of the parent message alone; most are settled by then."""

_NOTHING = Cause(Trouble.DATA)


def failures(run: Run) -> list[Post]:
    """Return the failures by cause, each with all its orders, the original words, who can mend it and how."""
    failed = run.of(*RETRYABLE)
    entries = [entry for group in _by_cause(failed) for entry in _cause_entries(group)]
    first = [*banner(run), paragraph(say(words_run.FAILURES, orders=words.orders(len(failed))))]
    further = [*banner(run), paragraph(say(words_run.FAILURES_MORE))]
    return pack("failures", entries, first=first, further=further, last=_left_out, most=MESSAGES_MOST)


def _left_out(entries: int) -> list[Part]:
    if not entries:
        return []
    return [paragraph(say(words_run.LEFT_OUT, entries=words.count(entries, "more line"), are=words.be(entries)))]


def _by_cause(failed: Sequence[Item]) -> list[list[Item]]:
    """Return the orders by kind of trouble and by what happened to them, the largest group first."""
    groups: dict[tuple[str, bool], list[Item]] = {}
    for item in failed:
        groups.setdefault(((item.cause or _NOTHING).kind, item.state is State.FAILED), []).append(item)
    return sorted(groups.values(), key=len, reverse=True)


def refused_late(item: Item) -> bool:
    """Did the carrier say no after Sendcloud had said yes? Not where a person cancelled the shipment."""
    return item.state is State.FAILED and (item.cause or _NOTHING).kind != Trouble.CANCELLED


def _cause_entries(group: Sequence[Item]) -> list[Entry]:
    advice = advise(group[0].cause or _NOTHING)
    late = words_run.CARRIER_LATE if refused_late(group[0]) else ""
    headline = words_run.CAUSE.format(headline=advice.headline.rstrip(".") + late, orders=words.orders(len(group)))
    heading = paragraph((bold(headline),), say(words_run.WHO_AND_NEXT, who=advice.who, step=advice.next_step))
    by_text: dict[str, list[str]] = {}
    for item in group:
        by_text.setdefault((item.cause or _NOTHING).text, []).append(item.order_number)
    return [
        Entry(line, (heading,))
        for text, numbers in by_text.items()
        for line in numbers_lines(numbers, say(words_run.SAID, text=foreign(text, TEXT_MOST)) if text else ())
    ]


def undecided(run: Run, *, now: datetime) -> list[Post]:
    """Return the orders whose outcome nobody knows: those a person decides about, and those still being looked up."""
    open_ones = run.of(State.UNDECIDED)
    looked_up = [item for item in run.of(State.UNKNOWN) if now - item.since > LOOKED_UP_AFTER]
    more = (paragraph((bold(words_run.UNDECIDED_MORE),)),)
    entries = [Entry(_undecided_line(item), _undecided_heading(open_ones), more) for item in open_ones]
    more = (paragraph((bold(words_run.LOOKED_UP_MORE),)),)
    entries += [Entry(_looked_up_line(item, now), _looked_up_heading(looked_up), more) for item in looked_up]
    return pack("undecided", entries, first=banner(run), further=banner(run), last=_left_out, most=MESSAGES_MOST)


def _undecided_heading(items: Sequence[Item]) -> tuple[Part, ...]:
    head = (bold(words_run.UNDECIDED.format(orders=words.orders(len(items)))),)
    return (paragraph(head, say(words_run.UNDECIDED_RISK)),)


def _undecided_line(item: Item) -> Words:
    number, since = foreign(item.order_number), moment(item.since)
    if item.shipment_id is not None and item.candidates == (item.shipment_id,):
        line = say(words_run.UNDECIDED_OWN, number=number, id=foreign(item.shipment_id, 64), since=since)
        if item.cause and item.cause.text:
            line += say(words_run.UNDECIDED_WHY, why=foreign(item.cause.text, TEXT_MOST))
        return line
    line = say(words_run.UNDECIDED_ONE, number=number, since=since)
    if item.candidates:
        found = join(([foreign(shipment, 64)] for shipment in item.candidates[:5]), ", ")
        line += say(words_run.UNDECIDED_FOUND, ids=found)
    else:
        line += say(words_run.UNDECIDED_NONE)
    if item.asked_again:
        line += say(words_run.UNDECIDED_AGAIN, times=words.times(item.asked_again + 1))
    return line


def _looked_up_heading(items: Sequence[Item]) -> tuple[Part, ...]:
    told = words_run.LOOKED_UP_HEAD.format(orders=words.orders(len(items)), them=words.them(len(items)))
    return (paragraph((bold(told),)),)


def _looked_up_line(item: Item, now: datetime) -> Words:
    number = foreign(item.order_number)
    if item.open_until is not None and item.open_until > now:
        return say(words_run.LOOKED_UP, number=number, until=moment(item.open_until))
    if item.open_until is not None and item.next_look_at is not None and item.next_look_at > item.open_until:
        # Only a look that failed is followed by one after the time was over.
        return say(words_run.LOOKED_UP_LATE, number=number)
    return say(words_run.LOOKED_UP_SOON, number=number)


def skipped(run: Run) -> list[Post]:
    """Return the orders that were left out and the run that has them.

    People are not named here: in a new message that would notify them, and they did nothing but be first.
    """
    items = run.of(State.SKIPPED)
    n = len(items)
    head = say(
        words_run.SKIPPED,
        orders=words.orders(n),
        they=words.they(n),
        have="has" if n == 1 else "have",
        them=words.them(n),
    )
    return pack(
        "skipped",
        [Entry(_skipped_line(item)) for item in items],
        first=[*banner(run), paragraph(head), paragraph(say(words_run.SKIPPED_WHO))],
        further=[*banner(run), paragraph(say(words_run.SKIPPED_MORE))],
        last=_left_out,
        most=MESSAGES_MOST,
    )


def _skipped_line(item: Item) -> Words:
    number, holder = foreign(item.order_number), item.holder
    at = moment(holder.at) if holder and holder.at else ""
    if holder and holder.run_id:
        return say(words_run.SKIPPED_RUN, number=number, run=foreign(holder.run_id, 40), at=at or "?")
    if at:
        return say(words_run.SKIPPED_OUTSIDE_AT, number=number, at=at)
    return say(words_run.SKIPPED_OUTSIDE, number=number)
