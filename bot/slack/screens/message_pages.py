"""Long lists in messages of a size that Slack lets us edit, each with its heading."""

from __future__ import annotations

import itertools
import string
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

from bot.slack.screens import words
from bot.slack.screens.blocks import Part, bullets, paragraph
from bot.slack.screens.post import Post, post
from bot.slack.screens.text import Span, Words, foreign, own, said, say

LEFT_OUT: Final = "{entries} {are} left out here. /label status with a number tells about each order."

TEXT_MOST: Final = 3500
"""Characters of the text of one reply. An edit takes 4,000 (https://docs.slack.dev/reference/methods/chat.update)."""

ENTRIES_MOST: Final = 40


@dataclass(frozen=True)
class Entry:
    """One line of a list and the heading it belongs under.

    Where a message ends in between, the next one begins with the heading *again*, or with the same one where that tells
    what its lines are about.
    """

    line: Words
    under: tuple[Part, ...] = ()
    again: tuple[Part, ...] = ()


def pack(
    key: str,
    entries: Sequence[Entry],
    *,
    first: Sequence[Part],
    further: Sequence[Part],
    last: Callable[[int], Sequence[Part]] = lambda _left: (),
    most: int = 26 * 26,
) -> list[Post]:
    """Return *entries* as messages *key*, *key:b*, *key:c* and so on, none longer than ``TEXT_MOST``.

    *first* opens the first message and *further* each of the others; *last* is asked for what closes the last one and
    told how many entries were left out because *most* messages were full.
    """
    posts: list[Post] = []
    rest = list(entries)
    before: tuple[Part, ...] = ()
    while rest and len(posts) < most:
        opening = list(further if posts else first)
        taken = _fitting(rest, TEXT_MOST - _size(opening) - _size(last(len(rest))))
        parts = opening + _parts(rest[:taken], before)
        before, rest = rest[taken - 1].under, rest[taken:]
        if not rest or len(posts) + 1 == most:
            parts += last(len(rest))
        posts.append(post(_part_key(key, len(posts)), parts))
    return posts


def numbers_lines(numbers: Sequence[str], tail: Words = (), most: int = 1200) -> list[Words]:
    """Return order numbers with commas between them as lines of about *most* characters, each followed by *tail*."""
    lines: list[Words] = []
    spans: list[Span] = []
    size = 0
    for number in numbers:
        shown = foreign(number)
        if spans and size + len(shown.said) > most:
            lines.append((*spans, *tail))
            spans, size = [], 0
        if spans:
            spans.append(own(", "))
        spans.append(shown)
        size += len(shown.said) + 2
    if spans:
        lines.append((*spans, *tail))
    return lines


def _fitting(entries: Sequence[Entry], room: int) -> int:
    """Return how many of *entries* go into *room*: one at least."""
    under: tuple[Part, ...] | None = None
    for place, entry in enumerate(entries):
        room -= len(said(entry.line)) + 3
        if entry.under != under:
            room -= _size(entry.under)
            under = entry.under
        if place and (room < 0 or place >= ENTRIES_MOST):
            return place
    return len(entries)


def _parts(entries: Sequence[Entry], before: tuple[Part, ...]) -> list[Part]:
    """Return lists with their headings; *before* is the last heading of the message before."""
    parts: list[Part] = []
    for under, group in itertools.groupby(entries, key=lambda entry: entry.under):
        together = list(group)
        goes_on = not parts and under == before and together[0].again
        parts += [*(together[0].again if goes_on else under), bullets(entry.line for entry in together)]
    return parts


def _size(parts: Sequence[Part]) -> int:
    return sum(len(part.said()) + 1 for part in parts)


def _part_key(key: str, place: int) -> str:
    if place == 0:
        return key
    letters = string.ascii_lowercase
    return f"{key}:{letters[place]}" if place < 26 else f"{key}:{letters[place // 26 - 1]}{letters[place % 26]}"


MESSAGES_MOST: Final = 20


def left_out(entries: int) -> list[Part]:
    """Return the line that counts the *entries* left out of a list; nothing when all are in it."""
    if not entries:
        return []
    return [paragraph(say(LEFT_OUT, entries=words.count(entries, "more line"), are=words.be(entries)))]
