"""What a file is, by what stands in it and not by its name, and its text."""

from __future__ import annotations

import codecs
import re
from enum import StrEnum


class FileProblem(StrEnum):
    """Why a file is no list of order numbers."""

    SPREADSHEET = "spreadsheet"
    """A workbook of another kind than .xlsx, or a page that was named like one."""
    TOO_LARGE = "too_large"
    NOT_TEXT = "not_text"


class UnreadableFile(Exception):
    """A file that holds no list of order numbers; *problem* says what it seems to be."""

    def __init__(self, problem: FileProblem) -> None:
        super().__init__(problem.value)
        self.problem = problem


ZIP = b"PK\x03\x04"

_OLD_EXCEL = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_NO_TEXT = (
    b"%PDF",
    b"\x89PNG",
    b"\xff\xd8\xff",
    b"GIF8",
    b"\x1f\x8b",
    b"BM6",
    b"Rar!",
    b"7z\xbc\xaf",
    b"MZ",
    b"\x7fELF",
)
_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_MARKUP = re.compile(
    r"\s*(?:<\?xml|<!doctype|<!--|<(?:html|head|body|table|meta|style|script|div|svg|workbook|ss:workbook|root|rss|tr|"
    r"p|span|orders?)[\s>/:])",
    re.IGNORECASE,
)
_OTHER_TEXT = re.compile(r"\s*(?:\{\\rtf|%!PS|\{\s*\"|\[\s*[\[{]\s*\"|MIME-Version:|BEGIN:V)", re.IGNORECASE)
_LOOKED_AT = 2_000
"""Characters at the beginning by which a text is told from markup."""


def text_of(data: bytes) -> str:
    """Return the text of a file. Raises `UnreadableFile` for whatever is not plain text."""
    if data.startswith(ZIP) or data.startswith(_OLD_EXCEL[:4]):
        raise UnreadableFile(FileProblem.SPREADSHEET)
    if data.startswith(_NO_TEXT):
        raise UnreadableFile(FileProblem.NOT_TEXT)
    text = _decoded(data)
    head = text[:_LOOKED_AT]
    if _MARKUP.match(head):
        raise UnreadableFile(FileProblem.SPREADSHEET)
    if _OTHER_TEXT.match(head):
        raise UnreadableFile(FileProblem.NOT_TEXT)
    return text


def _decoded(data: bytes) -> str:
    """Return the text in the first encoding that fits: the one it is marked with, UTF-16, UTF-8, Windows-1252."""
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return _strictly(data, encoding).removeprefix("\ufeff")
    if b"\0" in data:
        order = _utf16_without_mark(data)
        if order is None:
            raise UnreadableFile(FileProblem.NOT_TEXT)
        return _strictly(data, order)
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        return _strictly(data, "cp1252")


def _strictly(data: bytes, encoding: str) -> str:
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError as exc:
        raise UnreadableFile(FileProblem.NOT_TEXT) from exc
    if "\0" in text:
        raise UnreadableFile(FileProblem.NOT_TEXT)
    return text


def _utf16_without_mark(data: bytes) -> str | None:
    """Return the byte order of a text in UTF-16, most of whose signs have one byte that is zero; None for no text."""
    if len(data) % 2:
        return None
    high, low = data[1::2].count(0), data[0::2].count(0)
    if high > len(data) // 4 and low == 0:
        return "utf-16-le"
    if low > len(data) // 4 and high == 0:
        return "utf-16-be"
    return None
