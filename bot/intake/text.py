"""What somebody pasted or typed."""

from __future__ import annotations

import html
import re
from collections.abc import Iterable, Sequence
from dataclasses import replace

from bot.intake.reading import Reading, collect
from bot.intake.spellings import TRIM, has_digit, printable
from bot.intake.tables import read_table
from bot.model import TEXT_FIELD

NOISE = frozenset(
    {
        "order", "orders", "number", "numbers", "nr", "no", "nrs", "num", "and", "or", "for", "the", "label",
        "labels", "bestelling", "bestellingen", "bestelnummer", "en", "und", "bestellung", "bestellnummer",
        "commande", "commandes", "et", "ordine", "ordini", "e", "pedido", "pedidos", "y",
    }
)  # fmt: skip
"""Words that stand beside order numbers and mean nothing else."""

_LISTED = re.compile(r"^\s*(\d{1,4})[.)]\s+\S")
_QUOTED = re.compile(r"(?<!\w)[\"“”„]([^\"“”„\n]+)[\"“”„](?!\w)|(?<!\w)'([^'\n]+)'(?!\w)")
_BREAKS = re.compile(r"[\s,;]+")


def read_text(text: str, *, escaped: bool = False) -> Reading:
    """Read what somebody pasted or typed.

    *escaped*: the text comes from a slash command or a message, where Slack writes ``&``, ``<`` and ``>`` as entities.
    """
    if escaped:
        text = html.unescape(text)
    lines = [printable(line) for line in text.splitlines()]
    filled = [line for line in lines if line.strip()]
    if len(filled) > 1 and all("\t" in line for line in filled):
        reading = read_table([line.split("\t") for line in filled])
    else:
        reading = collect(_tokens(_without_list_numbers(filled)))
    return replace(reading, cut=len(text) >= TEXT_FIELD)


def _without_list_numbers(lines: Sequence[str]) -> list[str]:
    """Drop ``1.``, ``2.``, ``3.`` where a whole list is numbered that way."""
    marks = [_LISTED.match(line) for line in lines]
    counted = [int(mark.group(1)) for mark in marks if mark]
    if len(lines) > 1 and counted == list(range(counted[0] if counted else 0, (counted or [0])[0] + len(lines))):
        return [re.sub(r"^\s*\d{1,4}[.)]\s+", "", line) for line in lines]
    return list(lines)


def _tokens(lines: Iterable[str]) -> list[tuple[str, bool]]:
    """Return each token with whether it may be an order number.

    A number may consist of letters alone; beside one with a digit, letters alone are taken for words.
    """
    found: list[tuple[str, bool]] = []
    for line in lines:
        tokens = list(_split(line))
        beside_numbers = any(has_digit(token) for token, _ in tokens)
        for token, quoted in tokens:
            bare = token.strip(TRIM)
            if not bare or (bare.casefold() in NOISE and not quoted):
                continue
            is_word = beside_numbers and not quoted and bare.replace("-", "").replace("'", "").isalpha()
            found.append((token, not is_word))
    return found


def _split(line: str) -> Iterable[tuple[str, bool]]:
    """Cut a line at white space, commas and semicolons, except inside quotation marks."""
    place = 0
    for match in _QUOTED.finditer(line):
        yield from ((part, False) for part in _BREAKS.split(line[place : match.start()]) if part)
        inside = (match.group(1) or match.group(2)).strip()
        if inside:
            yield inside, True
        place = match.end()
    yield from ((part, False) for part in _BREAKS.split(line[place:]) if part)
