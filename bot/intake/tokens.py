"""The words, numbers and signs of a line, and what each may be."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from bot.intake.headings import folded
from bot.intake.runs import pieces
from bot.intake.spellings import LONGEST_NUMBER, TRIM, has_digit, is_sign
from bot.intake.thousands import thousands_apart
from bot.intake.vocabulary import MONTHS, QUANTITIES, UNITS


class Kind(StrEnum):
    """What a token is by its own form and the tokens beside it."""

    NUMBER = "number"
    WORD = "word"
    SIGN = "sign"
    QUANTITY = "quantity"  # 2 items, x3, 3x
    MEASURE = "measure"  # a date, a time, money, a percentage, a telephone number
    ADDRESS = "address"  # an e-mail address or a link
    QUOTED = "quoted"  # whatever stands in quotation marks

    @property
    def is_number(self) -> bool:
        """May it stand for a number of whatever?"""
        return self in (Kind.NUMBER, Kind.QUOTED, Kind.QUANTITY, Kind.MEASURE)


@dataclass(frozen=True)
class Token:
    """A piece of a line. *text*: as it stands; *core*: without the signs around it; *word*: folded.

    *ends*: a comma, a semicolon or the like stands behind it. *place*: where it begins in the line.
    """

    text: str
    core: str
    kind: Kind
    place: int
    ends: bool = False
    word: str = ""


NOTHING = Token("", "", Kind.SIGN, -1, ends=True)


def at(tokens: Sequence[Token], place: int) -> Token:
    """Return the token at a place, or nothing where there is none."""
    return tokens[place] if 0 <= place < len(tokens) else NOTHING


_THOUSANDS = r"#?(?:\d{1,3}(?:,\d{3})+|\d{1,3}(?:[\u2009\u202f]\d{3})+|\d{1,2}(?:\u00a0\d{3})+)"
CODES = "(?:EUR|USD|GBP|CHF|PLN)"
_AMOUNT = r"(?:\d{1,3}(?:[.,]\d{3})+(?:[.,]\d{2})?|\d+[.,]\d{2})(?!\d)"
_SIGN = rf"(?:[€$£¥]|{CODES})"
# A whole number that stands apart from a sign may be its amount or an order: see `_is_amount`.
_PRICES = rf"{_SIGN}(?:\s?{_AMOUNT}|\d+(?![\w/-]))|\d+[.,]\d{{2}}\s?(?:[€$£¥]|{CODES}\b)"
_SEPARATORS = ",;|，；、"
_TOKEN = re.compile(
    rf"(?<!\w)(?:{_PRICES})|(?<![\w,])(?:(?P<grouped>[(\[]?{_THOUSANDS}(?!\w|,\S|\.\d)[)\].:!?]*)|"
    rf"[\"“„«](?P<quoted>[^\"“”„«»\n]{{1,255}})[\"”“»](?!\w)|"
    rf"(?<!\w)['‘](?P<single>[^'‘’\n]{{1,255}})['’](?!\w))|(?P<plain>[^\s{_SEPARATORS}]+)"
)
_MONEY = re.compile(rf"[€$£¥]\s?\d[\d.,]*|\d[\d.,]*[€$£¥]|{CODES}\d[\d.,]*", re.IGNORECASE)
_TIME = re.compile(
    r"\d{1,2}:\d{2}(?::\d{2})?(?:[.,]\d+)?(?:am|pm|h|z|uur)?|\d{1,2}h\d{0,2}|\d{1,2}(?:am|pm)", re.IGNORECASE
)
_DATE = re.compile(
    r"(?:19|20)\d{2}([-./])(?:0?[1-9]|1[0-2])\1(?:0?[1-9]|[12]\d|3[01])(?:T\S*)?|"
    r"(?:0?[1-9]|[12]\d|3[01])([-./])(?:0?[1-9]|[12]\d|3[01])\2(?:(?:19|20)\d{2}|\d{2})"
)
_DAY = re.compile(r"(?:0?[1-9]|[12]\d|3[01])(?:st|nd|rd|th|e|er|º|\.)?", re.IGNORECASE)
_ORDINAL = re.compile(r"\d{1,3}(?:st|nd|rd|th|ste|de|ème|er|º|ª)", re.IGNORECASE)
_YEAR = re.compile(r"(?:19|20)\d{2}")
_PERCENT = re.compile(r"[\d.,]+\s?%")
_WITH_UNIT = re.compile(r"\d+(?:[.,]\d+)?(?:kg|gr?|mg|cm|mm|ml|cl|oz|lbs?|pcs?|stk|stuks)", re.IGNORECASE)
_FRACTION = re.compile(r"\d{1,2}/\d{1,2}")
_TIMES = re.compile(r"[x×]\d{1,4}|\d{1,4}[x×]", re.IGNORECASE)
_PHONE = re.compile(r"(?:\+|00)\d[\d()./-]{5,}")
_PRICE = re.compile(_PRICES)
_CURRENCY = re.compile(_SIGN)
_LONGEST_AMOUNT = 3
"""Digits that the shorter one of two numbers beside one sign may have, for the other one to be no amount."""
_MEASURES = (_PRICE, _MONEY, _TIME, _DATE, _ORDINAL, _FRACTION, _WITH_UNIT, _PERCENT, _PHONE)
_COUNTRY = re.compile(r"\(?\+[1-9]\d{0,2}\)?")
_ADDRESS = re.compile(r"\S+@\S+\.\S+|(?:https?|ftp|mailto|tel):\S+|www\.\S+", re.IGNORECASE)
_PAIR = re.compile(r"[A-Z]{2}")
_KEYCAP = re.compile(r"\d\ufe0f?\u20e3")
_CROSS_CODE = re.compile(
    r"(?<!\S):(?:x|no_entry|no_entry_sign|negative_squared_cross_mark|heavy_multiplication_x|-1|thumbsdown):(?!\S)"
)
_EMOJI_CODE = re.compile(r"(?<!\S):[a-z0-9_+'-]{1,80}:(?!\S)")


def tokens_of(line: str) -> list[Token]:
    """Return what stands in a line, in order."""
    line = _CROSS_CODE.sub(lambda code: "❌".ljust(len(code[0])), _KEYCAP.sub(_blank, line))
    line = thousands_apart(_EMOJI_CODE.sub(_blank, line))
    found: list[Token] = []
    for match in _TOKEN.finditer(line):
        text = (match["quoted"] or match["single"] or match.group()).strip()
        if not text:
            continue
        quoted = match["quoted"] is not None or match["single"] is not None
        end = match.end()
        ends = line[end : end + 1] in tuple(_SEPARATORS) or (len(text) > 1 and text[-1] in ".:!?" and not quoted)
        core = text if quoted else text.strip(TRIM)
        kind = Kind.QUOTED if quoted else _kind(text, core)
        found.append(Token(text, core, kind, match.start(), ends, folded(core) if not has_digit(core) else ""))
    return _in_pieces(_beside(found))


def _blank(match: re.Match[str]) -> str:
    """Return spaces instead: what stands behind keeps its place."""
    return " " * len(match[0])


def _kind(text: str, core: str) -> Kind:
    if is_sign(text):
        return Kind.SIGN
    if not has_digit(core):
        return Kind.ADDRESS if core.startswith("@") or _ADDRESS.fullmatch(core) else Kind.WORD
    if len(text) > LONGEST_NUMBER:
        return Kind.NUMBER
    if _ADDRESS.fullmatch(core):
        return Kind.ADDRESS
    if any(form.fullmatch(core) for form in _MEASURES) or _PERCENT.fullmatch(text):
        return Kind.MEASURE
    return Kind.QUANTITY if _TIMES.fullmatch(core) else Kind.NUMBER


def _beside(tokens: Sequence[Token]) -> list[Token]:
    """Return tokens of which those are told apart that only their neighbours explain."""
    found = list(tokens)
    in_phone = False
    for place, token in enumerate(found):
        in_phone = _is_of_phone(found, place, in_phone=in_phone)
        if token.kind is not Kind.NUMBER:
            continue
        amount = _is_amount(found, place)
        if amount is not False and (_is_quantity(found, place) or _is_factor(found, place)):
            found[place] = replace(token, kind=Kind.QUANTITY)
        elif amount or in_phone or _is_part_of_date(found, place) or _is_postcode(found, place):
            found[place] = replace(token, kind=Kind.MEASURE)
    return found


def _in_pieces(tokens: Sequence[Token]) -> list[Token]:
    """Return tokens of which those are told apart that are pieces of a telephone number or of an account."""
    of_one = pieces([token.core for token in tokens], [token.ends for token in tokens])
    measures = {place for place in of_one if tokens[place].kind is Kind.NUMBER}
    return [replace(token, kind=Kind.MEASURE) if place in measures else token for place, token in enumerate(tokens)]


def _is_of_phone(tokens: Sequence[Token], place: int, *, in_phone: bool) -> bool:
    """Is this the code of a country before the rest of a telephone number, or goes on with one?"""
    token = tokens[place]
    if in_phone and not at(tokens, place - 1).ends and token.core.replace("-", "").isdecimal():
        return True
    code = _COUNTRY.fullmatch(token.text) is not None or _PHONE.fullmatch(token.core) is not None
    return code and at(tokens, place + 1).kind is Kind.NUMBER


def _is_quantity(tokens: Sequence[Token], place: int) -> bool:
    """Is this number one of a unit, as in ``2 items`` or ``qty 2``?

    A unit of one letter counts behind short numbers only.
    """
    token, before, after = tokens[place], at(tokens, place - 1), at(tokens, place + 1)
    if token.text.startswith("#"):
        return False
    if before.word in QUANTITIES and len(token.core) < 4:
        return True
    if token.ends or after.word not in UNITS:
        return False
    return len(after.word) > 1 or len(token.core) < 4


def is_currency(token: Token) -> bool:
    """Is this the sign or the code of a currency by itself?"""
    return _CURRENCY.fullmatch(token.text) is not None


def _is_amount(tokens: Sequence[Token], place: int) -> bool | None:
    """Is this number the amount of a currency that stands beside it? None where none does.

    In ``1001 12 € 1002 15 €`` a sign has a number on either side. Then a short one is the amount; where both are as
    long, either may be, and neither is certain.
    """
    token, found = tokens[place], []
    for by in (1, -1):
        sign, other = at(tokens, place + by), at(tokens, place + 2 * by)
        near, far = (token, sign) if by == 1 else (sign, other)
        if is_currency(sign) and not near.ends:
            is_between = other.kind.is_number and not far.ends
            found.append(not (is_between and len(other.core) <= _LONGEST_AMOUNT < len(token.core)))
    return any(found) if found else None


def _is_factor(tokens: Sequence[Token], place: int) -> bool:
    """Is this the 3 of ``3 x 1001`` or of ``1001 x 3``?"""
    for by in (1, -1):
        sign, other = at(tokens, place + by), at(tokens, place + 2 * by)
        if sign.text in ("x", "X", "×") and other.kind.is_number:
            return len(tokens[place].core) < len(other.core)
    return False


def _is_part_of_date(tokens: Sequence[Token], place: int) -> bool:
    """Is this the day or the year beside a month, or the year behind such a day?"""
    token, before, after = tokens[place], at(tokens, place - 1), at(tokens, place + 1)
    if token.text.startswith("#"):
        return False
    year = _YEAR.fullmatch(token.core) is not None
    if (year or _DAY.fullmatch(token.core)) and not MONTHS.isdisjoint((before.word, after.word)):
        return True
    return year and before.kind is Kind.MEASURE and _DAY.fullmatch(before.core) is not None


def _is_postcode(tokens: Sequence[Token], place: int) -> bool:
    """``1012 AB``: a Dutch postcode."""
    token = tokens[place]
    four = len(token.core) == 4 and token.core.isdecimal() and not token.ends
    return four and _PAIR.fullmatch(at(tokens, place + 1).core) is not None
