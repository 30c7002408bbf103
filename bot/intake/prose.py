"""What the numbers of one line come to: certain, possible, or neither."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace

from bot.intake.alternatives import are_several, in_between, parts_of
from bot.intake.cells import flaw_of, wanted
from bot.intake.headings import ORDER_HEADINGS, folded
from bot.intake.lines import Line, LineKind
from bot.intake.named import is_asked_for, named_numbers
from bot.intake.pattern import ShopNumbers
from bot.intake.ranges import spanned
from bot.intake.reading import Flaw, NotUnderstood, Possible, Wanted, Why
from bot.intake.spellings import has_digit, spellings_in_words, spellings_of
from bot.intake.tokens import CODES, Kind, Token, at
from bot.intake.vocabulary import CONJUNCTIONS

CONTEXT = 30
"""Characters before and behind a possible number that are shown with it."""

_NO_ORDER = re.compile(rf"[:%€$£¥]|^\d+[.,]\d{{2}}$|^{CODES}(?:\s|\d+[.,]\d{{2}}$)|[.,]\d{{2}}\s?{CODES}$")
"""Signs of a time, a share or an amount of money."""

_LINK = re.compile(r"https?://[^?#]*/([A-Za-z_-]{2,40})/(?:%23)?(\d[\w-]{0,40})/?(?:[?#].*)?$", re.IGNORECASE)

_ENDING = ".:!?"
"""Signs at the end of a number that belong to its sentence."""


@dataclass
class Findings:
    """What has been found so far, line by line."""

    certain: list[Wanted] = field(default_factory=list)
    possible: list[Possible] = field(default_factory=list)
    not_understood: list[NotUnderstood] = field(default_factory=list)


def take_list(line: Line, found: Findings, shop: ShopNumbers | None) -> None:
    """Take every number of a line that holds a list, or that asks for labels and says nothing else."""
    for place, token in enumerate(line.tokens):
        match token.kind:
            case Kind.QUANTITY:
                found.not_understood.append(NotUnderstood(_with_unit(line, place), Flaw.QUANTITY))
            case Kind.MEASURE:
                found.possible += _possible(line, token, shop)
            case Kind.NUMBER | Kind.QUOTED:
                if line.kind is LineKind.LIST or is_asked_for(line.tokens, place, shop):
                    _take(line, token, found, shop)
                else:
                    found.possible += _possible(line, token, shop)
            case Kind.WORD | Kind.SIGN | Kind.ADDRESS:
                pass
    found.possible += [*_in_between(line), *_linked(line)]


def take_prose(line: Line, found: Findings, shop: ShopNumbers | None) -> None:
    """Take the numbers behind ``#`` or an order word, and those in the shop's own pattern; the others are possible."""
    for token, named in named_numbers(line.tokens, shop):
        if named:
            _take(line, token, found, shop)
        else:
            found.possible += _possible(line, token, shop)
    found.possible += [*_in_between(line), *_linked(line)]


def _take(line: Line, token: Token, found: Findings, shop: ShopNumbers | None) -> None:
    """Take one number, or the numbers that its signs may be instead."""
    typed = token.text if token.kind is Kind.QUOTED else _without_end(token.text)
    if flaw := flaw_of(typed):
        found.not_understood.append(NotUnderstood(typed, flaw))
        return
    parts, rivals, are_list = _readings(token.core, shop)
    if are_list:
        found.certain += [wanted(part, shop, rivals) for part in parts]
        found.possible += [_one(line, token, whole, Why.OTHER_READING, token.core) for whole in rivals]
        return
    found.certain.append(wanted(typed, shop, rivals))
    found.possible += [_one(line, token, part, Why.OTHER_READING, token.core) for part in rivals]
    found.possible += [_one(line, token, number, Why.RANGE, token.core) for number in spanned(token.core)]


def _without_end(text: str) -> str:
    """Return a number without the signs of its sentence behind it, and without a bracket that opened before it."""
    bare = text.rstrip(_ENDING)
    if bare.endswith(")") and "(" not in bare:
        bare = bare[:-1].rstrip(_ENDING)
    return bare or text


def _readings(core: str, shop: ShopNumbers | None) -> tuple[tuple[str, ...], tuple[str, ...], bool]:
    """Return the numbers that signs may be instead of one, the reading that is less likely, and which one that is.
    A shop whose numbers have three digits may have come to those with four since.

    The last is true where several numbers are the likelier: nobody separates millions in an order number.
    """
    parts = parts_of(core)
    several = are_several(core, parts, shop) if parts else False
    if several is None:
        several = "," in core and len(parts) > 2
        return parts, (core,) if several else parts, several
    digits = sum(char.isdigit() for char in core)
    may_be_next = several and shop is not None and digits == max(shop.lengths, default=0) + 1
    return parts, (core,) if may_be_next else (), several


def _in_between(line: Line) -> list[Possible]:
    return [
        _one(line, token, number, Why.RANGE, within)
        for token, within, numbers in in_between(line.tokens)
        for number in numbers
    ]


def _linked(line: Line) -> list[Possible]:
    """Return the numbers of orders to which the links of a line lead: a shop may use others there than its own."""
    links = [(token, _LINK.match(token.core)) for token in line.tokens if token.kind is Kind.ADDRESS]
    return [
        _one(line, token, link[2], Why.PROSE) for token, link in links if link and folded(link[1]) in ORDER_HEADINGS
    ]


def _possible(line: Line, token: Token, shop: ShopNumbers | None) -> list[Possible]:
    """Return a number of prose with the words around it; none for what can be no order number."""
    if flaw_of(token.core) or not has_digit(token.core) or _NO_ORDER.search(token.core):
        return []
    parts = [_one(line, token, part, Why.OTHER_READING, token.core) for part in parts_of(token.core)]
    one = replace(_one(line, token, token.core, Why.PROSE), spellings=spellings_in_words(token.core, shop))
    return [one, *parts]


def _one(line: Line, token: Token, number: str, why: Why, within: str = "") -> Possible:
    return Possible(number, spellings_of(number), _words_around(line.text, token), why, within)


def _words_around(text: str, token: Token) -> str:
    """Return a token with whole words of *text* on both sides, and "…" where there are more: a part of another number
    would be taken for one."""
    end = token.place + len(token.text)
    before, after = text[: token.place], text[end:]
    if len(before) > CONTEXT:
        before = "…" + (before[-CONTEXT - 1 :].partition(" ")[2] or before[-CONTEXT:])
    if len(after) > CONTEXT:
        after = (after[: CONTEXT + 1].rpartition(" ")[0] or after[:CONTEXT]) + "…"
    return " ".join(f"{before}{text[token.place : end]}{after}".split())


def _with_unit(line: Line, place: int) -> str:
    """Return a quantity with its unit."""
    token, after = line.tokens[place], at(line.tokens, place + 1)
    if token.ends or after.kind is not Kind.WORD or after.word in CONJUNCTIONS:
        return token.core
    return f"{token.core} {after.core}"
