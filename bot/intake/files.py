"""Files: what they are, in which encoding and with which separator."""

from __future__ import annotations

import csv
import io
import re
from enum import StrEnum

from bot.intake.reading import Reading
from bot.intake.spellings import printable
from bot.intake.tables import read_table

_SEPARATOR_LINE = re.compile(r'\A"?sep=([^\r\n"])"?[ \t]*(?:\r\n|\r|\n|\Z)', re.IGNORECASE)


class FileProblem(StrEnum):
    """Why a file is no list of order numbers."""

    SPREADSHEET = "spreadsheet"
    NOT_TEXT = "not_text"


class UnreadableFile(Exception):
    """A file that holds no list of order numbers; *problem* says what it seems to be."""

    def __init__(self, problem: FileProblem) -> None:
        super().__init__(problem.value)
        self.problem = problem


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
        return read_table([["\n".join(map(printable, cell.splitlines())) for cell in row] for row in rows])
    except csv.Error as exc:
        raise UnreadableFile(FileProblem.NOT_TEXT) from exc


def _decode(data: bytes) -> str:
    if data.startswith((b"PK\x03\x04", b"\xd0\xcf\x11\xe0")):
        raise UnreadableFile(FileProblem.SPREADSHEET)
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        encodings = ["utf-16"]
    elif b"\0" in data or data.startswith(b"%PDF"):
        raise UnreadableFile(FileProblem.NOT_TEXT)
    else:
        encodings = ["utf-8-sig", "cp1252"]
    for encoding in encodings:
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise UnreadableFile(FileProblem.NOT_TEXT)


def _separator(text: str) -> str:
    """Return the separator that the first lines use most; a comma where there is none."""
    head = re.sub(r'"[^"]*"', "", "\n".join(text.splitlines()[:20]))
    return max(",;\t", key=lambda separator: (head.count(separator), separator == ","))
