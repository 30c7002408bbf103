"""Messy text or a CSV file in, order numbers out, and what was not understood. No side effects."""

from __future__ import annotations

import csv
import html
import io
import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
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
    column: str | None = None
    """Which of several columns they were read from: its heading, or how many columns from the left where that is no
    known one (it could be somebody's name)."""


NOISE = frozenset(
    {
        "order", "orders", "number", "numbers", "nr", "no", "nrs", "num", "and", "or", "for", "the", "label",
        "labels", "bestelling", "bestellingen", "bestelnummer", "en", "und", "bestellung", "bestellnummer",
        "commande", "commandes", "et", "ordine", "ordini", "e", "pedido", "pedidos", "y",
    }
)  # fmt: skip
"""Words that stand beside order numbers and mean nothing else."""

_HEADINGS: tuple[frozenset[str], ...] = (
    frozenset(
        {
            "ordernumber", "ordernumbers", "orderno", "ordernos", "ordernr", "ordernrs", "ordernum", "ordernummer",
            "ordernummers", "bestelnummer", "bestelnummers", "bestelnr", "bestellingnummer", "bestellnummer",
            "bestellnr", "bestellungsnummer", "auftragsnummer", "auftragsnr", "auftragnummer", "numerodecommande",
            "numerocommande", "nodecommande", "ndecommande", "refcommande", "numeroordine", "numerodordine",
            "nordine", "numerodepedido", "numeropedido", "npedido", "numerodeencomenda", "numerodaencomenda",
            "numerodopedido", "numerzamowienia", "nrzamowienia", "ordrenummer", "ordrenr",
            "bestallningsnummer", "tilausnumero",
        }
    ),
    frozenset(
        {
            "order", "orders", "orderid", "orderids", "bestelling", "bestellingen", "bestelid", "bestellung",
            "bestellungen", "auftrag", "commande", "commandes", "ordine", "ordini", "pedido", "pedidos", "encomenda",
            "encomendas", "zamowienie", "zamowienia", "ordre", "tilaus",
        }
    ),
    frozenset({"reference", "references", "ref", "orderreference", "orderref", "referentie", "referenz", "referencia"}),
    frozenset({"number", "numbers", "nummer", "numero", "nr", "no", "num"}),
    frozenset({"name"}),
)  # fmt: skip
"""Headings of the column that holds order numbers, the surest first, without spaces, signs and accents.

``Name`` is Shopify's, and everybody else's word for a customer.
"""

_ENDINGS = ("ordernumber", "orderno", "ordernr", "ordernummer", "bestelnummer", "bestellnummer")
"""How a heading with more words may end, such as ``Shop order number``."""

_NAME = len(_HEADINGS) - 1
_NUMBER = len(_HEADINGS) - 2

_STREET = frozenset(
    {"street", "address", "addressline", "road", "straat", "adres", "strasse", "str", "adresse", "rue", "via",
     "indirizzo", "calle", "direccion", "rua", "endereco", "ulica", "streetname", "straatnaam", "streetaddress"}
)  # fmt: skip

_NOT_ORDERS = _STREET | frozenset(
    {
        "name", "names", "customer", "customername", "firstname", "lastname", "surname", "fullname", "recipient",
        "company", "companyname", "contact", "naam", "klant", "klantnaam", "voornaam", "achternaam", "bedrijf",
        "bedrijfsnaam", "ontvanger", "kunde", "kundenname", "kundin", "vorname", "nachname", "firma", "empfanger",
        "nom", "prenom", "client", "destinataire", "societe", "nome", "cognome", "cliente", "azienda", "nombre",
        "apellido", "apellidos", "empresa", "imie", "nazwisko", "house", "housenumber", "houseno", "housenr",
        "huisnummer", "huisnr", "hausnummer", "hausnr", "city", "town", "place", "plaats", "stad", "woonplaats",
        "stadt", "ort", "ville", "citta", "ciudad", "cidade", "miasto", "state", "province", "region", "zip",
        "zipcode", "postcode", "postalcode", "postal", "plz", "postleitzahl", "codepostal", "codigopostal", "cap",
        "kodpocztowy", "country", "countrycode", "land", "pays", "paese", "pais", "kraj", "email", "mail",
        "emailaddress", "phone", "phonenumber", "telephone", "mobile", "telefoon", "telefoonnummer", "telefon",
        "telefonnummer", "tel", "telefono", "telefone", "date", "datum", "data", "fecha", "time", "total", "price",
        "amount", "weight", "quantity", "qty", "status",
    }
)  # fmt: skip
"""Words in the heading of a column that holds something about a customer or a parcel, and no order numbers."""

_WRAPPED = re.compile(r"^<(?:tel:|mailto:|https?:)[^|>]*\|([^>]*)>$")
_LISTED = re.compile(r"^\s*(\d{1,4})[.)]\s+\S")
_EXCEL = re.compile(r"^\d(?:[.,]\d+)?E\+\d+$", re.IGNORECASE)
_FLOAT = re.compile(r"^(\d+)[.,]0+$")
_SEPARATOR_LINE = re.compile(r'\A"?sep=([^\r\n"])"?[ \t]*(?:\r\n|\r|\n|\Z)', re.IGNORECASE)
_LIKE_A_NUMBER = re.compile(r"^(?=.*\d)[^\s@]+$")
_BEGINS_WITH_DIGIT = re.compile(r"\s*#?\d")
_LIKE_A_DATE = re.compile(r"^(?:\d{4}[-./]\d{1,2}[-./]\d{1,2}|\d{1,2}[-./]\d{1,2}[-./]\d{2,4})(?!\d)")
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
    return replace(reading, cut=len(text) >= TEXT_FIELD)


def read_file(data: bytes) -> Reading:
    """Read a CSV file: one order number a row, with or without a heading, in any usual encoding and with any separator.

    Where there are several columns, the heading decides which one it is, then what stands in it; one that holds names
    or addresses by its heading is never taken. A cell of several lines holds several numbers.

    Raises `UnreadableFile` for spreadsheets and whatever else is not text.
    """
    text = _decode(data)
    told = _SEPARATOR_LINE.match(text)  # a line that Excel writes, and hides when it reads it
    if told:
        text = text[told.end() :]
    rows = csv.reader(io.StringIO(text, newline=""), delimiter=told.group(1) if told else _separator(text))
    try:
        return _read_table([["\n".join(map(_printable, cell.splitlines())) for cell in row] for row in rows])
    except csv.Error as exc:
        raise UnreadableFile(FileTrouble.NOT_TEXT) from exc


def join(readings: Iterable[Reading]) -> Reading:
    """Put several readings together: what stands in both counts as given twice."""
    found: list[tuple[str, bool]] = []
    not_understood: list[str] = []
    twice: list[str] = []
    cut = False
    columns: dict[str, None] = {}
    for reading in readings:
        found += [(wanted.typed, True) for wanted in reading.numbers]
        twice += reading.twice
        not_understood += reading.not_understood
        cut = cut or reading.cut
        columns |= {reading.column: None} if reading.column else {}
    together = _collect(found)
    return Reading(
        together.numbers,
        (*twice, *together.twice),
        (*not_understood, *together.not_understood),
        cut,
        ", ".join(columns) or None,
    )


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
    width = max(map(len, rows))
    headings = [_heading(cell) for cell in rows[0]]
    headed = _is_headed(rows[0], headings)
    body = rows[1:] if headed else rows
    about_others = {
        place
        for place, cell in enumerate(rows[0])
        if headed and (_is_about_others(cell) or _is_house_number(headings, place))
    }
    place = _by_heading(headings, body) if headed else None
    known = place is not None
    if place is None:
        place = _by_content([place for place in range(width) if place not in about_others], body)
    if place is None and not headed:
        place = 0
    if place is None:
        return Reading()
    cells = _cells(body, place)
    taken_for_heading: list[str] = []
    if not headed and len(cells) > 1 and not _has_digit(cells[0]) and all(_has_digit(cell) for cell in cells[1:]):
        taken_for_heading = [cells.pop(0)]
    reading = _collect((cell, True) for cell in cells)
    column = (rows[0][place].strip() if known else str(place + 1)) if width > 1 and reading.numbers else None
    return replace(reading, not_understood=(*taken_for_heading, *reading.not_understood), column=column)


def _is_headed(row: Sequence[str], headings: Sequence[str]) -> bool:
    """Are these headings, and not the first order? Words that can stand in an order as well count beside words only."""
    ranks = [rank for heading in headings if (rank := _rank(heading)) is not None]
    if any(rank < _NUMBER for rank in ranks):
        return True
    words_only = not any(_BEGINS_WITH_DIGIT.match(cell) for cell in row)
    return words_only and (bool(ranks) or (len(row) > 1 and any(heading in _NOT_ORDERS for heading in headings)))


def _is_house_number(headings: Sequence[str], place: int) -> bool:
    return _rank(headings[place]) == _NUMBER and place > 0 and headings[place - 1] in _STREET


def _by_heading(headings: Sequence[str], body: Sequence[Sequence[str]]) -> int | None:
    """Return the column with the surest heading, the leftmost of several; None when no heading can be trusted."""
    found: list[tuple[int, int]] = []
    for place, heading in enumerate(headings):
        rank = _rank(heading)
        people = rank == _NAME and len(headings) > 1 and not all(map(_has_digit, _cells(body, place)))
        if rank is not None and not people and not _is_house_number(headings, place):
            found.append((rank, place))
    return min(found)[1] if found else None


def _by_content(places: Sequence[int], body: Sequence[Sequence[str]]) -> int | None:
    """Return the first column in which everything may be an order number; None when there is no such column.

    The leftmost may hold numbers with spaces in them; further to the right those are rather streets.
    """
    for place in places:
        # The first row may be a heading that nobody knows.
        cells = _cells(body[1:], place) or _cells(body, place)
        like = _has_digit if place == places[0] else _LIKE_A_NUMBER.match
        if cells and all(like(cell) and not _LIKE_A_DATE.match(cell) for cell in cells):
            return place
    return None


def _cells(rows: Sequence[Sequence[str]], place: int) -> list[str]:
    """Return what stands in one column, line by line: a cell can hold several."""
    return [part.strip() for row in rows if len(row) > place for part in row[place].splitlines() if part.strip()]


def _rank(heading: str) -> int | None:
    """Return how sure it is that order numbers stand below this heading, 0 for surest; None when it is not known."""
    known = next((rank for rank, names in enumerate(_HEADINGS) if heading in names), None)
    return 0 if known is None and heading.endswith(_ENDINGS) else known


def _is_about_others(cell: str) -> bool:
    """Is this the heading of a column with something about a customer or a parcel?"""
    words = [_heading(word) for word in re.findall(r"[^\W\d_]+", cell)]
    return _heading(cell) in _NOT_ORDERS or any(word in _NOT_ORDERS for word in words)


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
