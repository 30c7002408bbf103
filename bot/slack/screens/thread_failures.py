"""The replies about orders without a label: what failed, why, and what to do."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from bot.model import RETRYABLE, Cause, Item, Retried, Run, State
from bot.model.trouble import OWN_WORDS, Trouble
from bot.slack.screens import owners, words
from bot.slack.screens.blocks import bullets, paragraph
from bot.slack.screens.causes import Advice, advise
from bot.slack.screens.message_pages import MESSAGES_MOST, Entry, left_out, numbers_lines, pack
from bot.slack.screens.post import Post, banner, with_actions
from bot.slack.screens.text import Words, bold, foreign, foreign_bold, join, moment, own, person, say
from bot.slack.screens.thread_fixes import fix_buttons, fix_lines

FAILURES: Final = "{orders} without a label:"
FAILURES_MORE: Final = "Orders without a label, continued:"
CAUSE: Final = "{orders}: {headline}"
SAYS: Final = " {who}: “{text}”"
CARRIER_SAYS: Final = "Carrier says"
SENDCLOUD_SAYS: Final = "Sendcloud says"
TELLS: Final = " {text}"
SAID: Final = ": “{text}”"
TRIED: Final = " Tried again {at} by {who}{same}."
SAME_ANSWER: Final = ": same answer"
CARRIER_LATE: Final = " Sendcloud had accepted, then the carrier refused."

QUOTE_MOST: Final = 300
"""Characters of what Sendcloud or a carrier said."""

_NAMED_MOST: Final = 5
_NAMES_MOST: Final = 200
"""Orders that stand in the headline of their cause, and their characters; more are counted there and listed below."""

_NOTHING = Cause(Trouble.DATA)
_NAMES: Final = ("Sendcloud", "EORI")


def failures(run: Run) -> list[Post]:
    """Return the failures by cause, each with all its orders, the original words, and what helps."""
    failed = run.of(*RETRYABLE)
    entries = [entry for group in _by_cause(failed) for entry in _cause_entries(group)]
    first = [*banner(run), paragraph(say(FAILURES, orders=words.orders(len(failed)))), *owners.of_run(run)]
    changes = fix_lines(run, failed)
    first += [bullets(changes)] if changes else []
    further = [*banner(run), paragraph(say(FAILURES_MORE))]
    posts = pack("failures", entries, first=first, further=further, last=left_out, most=MESSAGES_MOST)
    return [with_actions(posts[0], *fix_buttons(run)), *posts[1:]] if posts else posts


def _by_cause(failed: Sequence[Item]) -> list[list[Item]]:
    """Return the orders by kind of trouble and by what happened to them and was tried, the largest group first."""
    groups: dict[tuple[Advice, bool, Retried | None], list[Item]] = {}
    for item in failed:
        advice = advise(item.cause or _NOTHING)
        groups.setdefault((advice, item.state is State.FAILED, item.retried), []).append(item)
    return sorted(groups.values(), key=len, reverse=True)


def refused_late(item: Item) -> bool:
    """Did the carrier say no after Sendcloud had said yes? Not where a person cancelled the shipment."""
    return item.state is State.FAILED and (item.cause or _NOTHING).kind != Trouble.CANCELLED


def _cause_entries(group: Sequence[Item]) -> list[Entry]:
    by_text: dict[str, list[str]] = {}
    for item in group:
        by_text.setdefault((item.cause or _NOTHING).text, []).append(item.order_number)
    if _stands_in_headline(group) and len(by_text) == 1:
        return [Entry(_one_line(group, next(iter(by_text))))]
    headline = advise(group[0].cause or _NOTHING).headline
    counted = (bold(CAUSE.format(orders=words.orders(len(group)), headline=_within(headline))),)
    heading = paragraph(counted, say(_next(group)) + _tried(group[0]))
    return [
        Entry(line, (heading,))
        for text, numbers in by_text.items()
        for line in numbers_lines(numbers, say(SAID, text=foreign(text, QUOTE_MOST)) if text else ())
    ]


def _stands_in_headline(group: Sequence[Item]) -> bool:
    named = len(group) <= _NAMED_MOST and sum(len(foreign(item.order_number).said) for item in group) <= _NAMES_MOST
    return named or len(group) == 1


def _one_line(group: Sequence[Item], text: str) -> Words:
    """Return a cause with its few orders, as in ``1005: address refused. Carrier says: “…” Correct the address.``"""
    numbers = join(([foreign_bold(item.order_number)] for item in group), ", ")
    line = (*numbers, bold(": " + _within(advise(group[0].cause or _NOTHING).headline)))
    if text and (group[0].cause or _NOTHING).kind in OWN_WORDS:
        line += say(TELLS, text=foreign(text, QUOTE_MOST))
    elif text:
        carrier = refused_late(group[0]) or (group[0].cause or _NOTHING).kind == Trouble.CARRIER
        line += say(SAYS, who=CARRIER_SAYS if carrier else SENDCLOUD_SAYS, text=foreign(text, QUOTE_MOST))
    return (*line, own(f" {_next(group)}"), *_tried(group[0]))


def _tried(item: Item) -> Words:
    """Return who had it tried again, when, and whether the same came of it."""
    if item.retried is None:
        return ()
    same = SAME_ANSWER if item.retried.same else ""
    return say(TRIED, at=moment(item.retried.at), who=person(item.retried.by), same=same)


def _next(group: Sequence[Item]) -> str:
    step = advise(group[0].cause or _NOTHING).next_step
    return step + CARRIER_LATE if refused_late(group[0]) else step


def _within(headline: str) -> str:
    """Return a headline as it reads after a colon."""
    return headline if headline.startswith(_NAMES) else headline[:1].lower() + headline[1:]
