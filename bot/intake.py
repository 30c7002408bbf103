"""Messy text or a CSV file in, order numbers out, and what was not understood. No side effects."""

from __future__ import annotations

import csv
import html
import io
import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum

LONGEST_NUMBER = 255
"""Characters of an order number, as published for create-labels-async."""

TEXT_FIELD = 3_000
"""Characters that a text input in Slack can hold; a paste is cut there without a word."""


class FileTrouble(StrEnum):
    """Why a file is no list of order numbers."""

    SPREADSHEET = "spreadsheet"
    NOT_TEXT = "not_text"


class UnreadableFile(Exception):
    """A file that holds no list of order numbers; *trouble* says what it seems to be."""

    def __init__(self, trouble: FileTrouble) -> None:
        super().__init__(trouble.value)
        self.trouble = trouble


@dataclass(frozen=True)
class Wanted:
    """One order number as somebody gave it, and the spellings to look it up by, best first."""

    typed: str
    spellings: tuple[str, ...]


@dataclass(frozen=True)
class Reading:
    """What was found in a text or a file, in the order given."""

    numbers: tuple[Wanted, ...] = ()
    twice: tuple[str, ...] = ()
    not_understood: tuple[str, ...] = ()
    cut: bool = False


NOISE = frozenset(
    {
        "order", "orders", "number", "numbers", "nr", "no", "nrs", "num", "and", "or", "for", "the", "label",
        "labels", "bestelling", "bestellingen", "bestelnummer", "en", "und", "bestellung", "bestellnummer",
        "commande", "commandes", "et", "ordine", "ordini", "e", "pedido", "pedidos", "y",
    }
)  # fmt: skip
"""Words that stand beside order numbers and mean nothing else."""

HEADINGS = frozenset(
    {
        "order", "ordernumber", "ordernumbers", "orderno", "ordernr", "orderid", "orders", "number", "name",
        "reference", "ref", "bestelnummer", "bestelling", "ordernummer", "bestellnummer", "bestellung",
        "auftragsnummer", "commande", "numerodecommande", "numerocommande", "ordine", "numeroordine", "pedido",
        "numerodepedido", "numeropedido", "encomenda", "zamowienie",
    }
)  # fmt: skip
"""Headings of the column that holds order numbers, without spaces, signs and accents; ``Name`` is Shopify's."""

_BEST_HEADINGS = ("ordernumber", "orderno", "ordernr", "ordernummer", "bestelnummer", "bestellnummer")
_WRAPPED = re.compile(r"^<(?:tel:|mailto:|https?:)[^|>]*\|([^>]*)>$")
_LISTED = re.compile(r"^\s*(\d{1,4})[.)]\s+\S")
_EXCEL = re.compile(r"^\d(?:[.,]\d+)?E\+\d+$", re.IGNORECASE)
_FLOAT = re.compile(r"^(\d+)[.,]0+$")
_QUOTED = re.compile(r"(?<!\w)[\"“”„]([^\"“”„\n]+)[\"“”„](?!\w)|(?<!\w)'([^'\n]+)'(?!\w)")
_BREAKS = re.compile(r"[\s,;]+")
_TRIM = ".:!?()[]{}\"'“”‘’„•·*–—-"


def read_text(text: str, *, escaped: bool = False) -> Reading:
    """Read what somebody pasted or typed.

    *escaped*: the text comes from a slash command or a message, where Slack writes ``&``, ``<`` and ``>`` as entities.
    """
    if escaped:
        text = html.unescape(text)
    lines = [_printable(line) for line in text.splitlines()]
    filled = [line for line in lines if line.strip()]
    if len(filled) > 1 and all("\t" in line for line in filled):
        reading = _read_table([line.split("\t") for line in filled])
    else:
        reading = _collect(_tokens(_without_list_numbers(filled)))
    return Reading(reading.numbers, reading.twice, reading.not_understood, cut=len(text) >= TEXT_FIELD)


def read_file(data: bytes) -> Reading:
    """Read a CSV file: one order number a row, with or without a heading, in any usual encoding and with any separator.

    Raises `UnreadableFile` for spreadsheets and whatever else is not text.
    """
    text = _decode(data)
    rows = csv.reader(io.StringIO(text, newline=""), delimiter=_separator(text))
    try:
        return _read_table([[_printable(cell) for cell in row] for row in rows])
    except csv.Error as exc:
        raise UnreadableFile(FileTrouble.NOT_TEXT) from exc


def join(readings: Iterable[Reading]) -> Reading:
    """Put several readings together: what stands in both counts as given twice."""
    found: list[tuple[str, bool]] = []
    not_understood: list[str] = []
    twice: list[str] = []
    cut = False
    for reading in readings:
        found += [(wanted.typed, True) for wanted in reading.numbers]
        twice += reading.twice
        not_understood += reading.not_understood
        cut = cut or reading.cut
    together = _collect(found)
    return Reading(together.numbers, (*twice, *together.twice), (*not_understood, *together.not_understood), cut)


def spellings_of(typed: str) -> tuple[str, ...]:
    """Return how to look a number up: as typed, then with or without its ``#``, then without wrapping and signs."""
    wrapped = _WRAPPED.match(typed)
    bases = [typed, *([wrapped.group(1)] if wrapped else []), unicodedata.normalize("NFKC", typed)]
    bases += [base.strip(_TRIM) for base in list(bases)]
    bases += [match.group(1) for base in list(bases) if (match := _FLOAT.match(base))]
    spellings: dict[str, str] = {}
    for base in bases:
        bare = base.strip()
        for spelling in (bare, bare.removeprefix("#").strip() if bare.startswith("#") else f"#{bare}"):
            if bare not in ("", "#") and len(spelling) <= LONGEST_NUMBER:
                spellings.setdefault(spelling.casefold(), spelling)
    return tuple(spellings.values())


def _printable(text: str) -> str:
    """Take out what nobody can see: control and format characters such as zero-width spaces and marks of direction."""
    return "".join(
        char for char in text if char == "\t" or not unicodedata.category(char).startswith(("Cc", "Cf", "Cs"))
    )


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
        beside_numbers = any(_has_digit(token) for token, _ in tokens)
        for token, quoted in tokens:
            bare = token.strip(_TRIM)
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


def _has_digit(text: str) -> bool:
    return any(char.isdigit() for char in text)


def _collect(tokens: Iterable[tuple[str, bool]]) -> Reading:
    numbers: dict[str, Wanted] = {}
    twice: list[str] = []
    not_understood: list[str] = []
    for token, may_be_number in tokens:
        text = token.strip()
        spellings = spellings_of(text) if may_be_number else ()
        if _EXCEL.match(text) or len(text) > LONGEST_NUMBER or not spellings:
            not_understood.append(text)
        elif text.casefold() in numbers:
            twice.append(text)
        else:
            numbers[text.casefold()] = Wanted(text, spellings)
    return Reading(tuple(numbers.values()), tuple(twice), tuple(not_understood))


def _read_table(rows: Sequence[Sequence[str]]) -> Reading:
    rows = [row for row in rows if any(cell.strip() for cell in row)]
    if not rows:
        return Reading()
    headings = [_heading(cell) for cell in rows[0]]
    known = [place for place, heading in enumerate(headings) if heading in HEADINGS]
    column = min(known, key=lambda place: (headings[place] not in _BEST_HEADINGS, place)) if known else 0
    body = rows[1:] if known else rows
    cells = [row[column].strip() for row in body if len(row) > column and row[column].strip()]
    taken_for_heading: list[str] = []
    if not known and len(cells) > 1 and not _has_digit(cells[0]) and all(_has_digit(cell) for cell in cells[1:]):
        taken_for_heading = [cells.pop(0)]
    reading = _collect((cell, True) for cell in cells)
    return Reading(reading.numbers, reading.twice, (*taken_for_heading, *reading.not_understood))


def _heading(cell: str) -> str:
    letters = unicodedata.normalize("NFKD", cell).casefold()
    return "".join(char for char in letters if char.isalpha())


def _decode(data: bytes) -> str:
    if data.startswith((b"PK\x03\x04", b"\xd0\xcf\x11\xe0")):
        raise UnreadableFile(FileTrouble.SPREADSHEET)
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        encodings = ["utf-16"]
    elif b"\0" in data or data.startswith(b"%PDF"):
        raise UnreadableFile(FileTrouble.NOT_TEXT)
    else:
        encodings = ["utf-8-sig", "cp1252"]
    for encoding in encodings:
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise UnreadableFile(FileTrouble.NOT_TEXT)


def _separator(text: str) -> str:
    """Return the separator that the first lines use most; a comma where there is none."""
    head = re.sub(r'"[^"]*"', "", "\n".join(text.splitlines()[:20]))
    return max(",;\t", key=lambda separator: (head.count(separator), separator == ","))
