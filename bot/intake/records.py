"""Lines cut into records and cells, in time that grows with their length and no faster."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

SEPARATORS = (",", ";", "\t", "|")

MOST_LINES_OF_A_CELL = 40
"""Lines that a quoted cell may have; a quotation mark that is not closed by then is a sign like any other."""

_LINE_BREAK = re.compile(r"\r\n|\r|\n")


@dataclass(frozen=True)
class Record:
    """One record of a table. *line*: where it begins, counted from 1. *lines*: what it was read from."""

    cells: tuple[str, ...]
    line: int
    lines: tuple[str, ...]

    @property
    def is_blank(self) -> bool:
        return not any(cell.strip() for cell in self.cells)


def lines_of(text: str) -> list[str]:
    """Return the lines of a file; other line ends than these three stand inside a cell."""
    return _LINE_BREAK.split(text)


def read_records(lines: Sequence[str], separator: str, *, first_line: int = 1) -> list[Record]:
    """Cut *lines* at *separator*. A cell in quotation marks may hold separators and several lines.

    A quotation mark that is never closed, or that is closed in the middle of a cell, belongs to its cell: the rows
    behind it are rows.
    """
    found: list[Record] = []
    place = 0
    while place < len(lines):
        cells, used = _record(lines, place, separator)
        found.append(Record(tuple(cells), first_line + place, tuple(lines[place : place + used])))
        place += used
    return found


def split_again(record: Record, separator: str) -> list[Record]:
    """Return the lines of a record as records of their own, its quotation marks being signs like any other."""
    return [
        Record(tuple(_cells(line, separator)), record.line + place, (line,)) for place, line in enumerate(record.lines)
    ]


def _record(lines: Sequence[str], place: int, separator: str) -> tuple[list[str], int]:
    """Return the cells of the record that begins at a line, and how many lines it has."""
    line = lines[place]
    if '"' not in line:
        return line.split(separator), 1
    cells: list[str] = []
    at = 0
    while True:
        if line.startswith('"', at):
            end = _closing(line, at + 1, separator)
            if end is not None:
                cells.append(line[at + 1 : end].replace('""', '"'))
                at = end + 2
                if end + 1 >= len(line):
                    return cells, 1
                continue
            over = _over_lines(lines, place, at, separator)
            if over is not None:
                cell, rest, used = over
                return [*cells, cell, *rest], used
        end = line.find(separator, at)
        if end < 0:
            return [*cells, line[at:]], 1
        cells.append(line[at:end])
        at = end + 1


def _over_lines(lines: Sequence[str], place: int, at: int, separator: str) -> tuple[str, list[str], int] | None:
    """Return a quoted cell that goes on over several lines, the cells behind it, and how many lines that takes."""
    parts = [lines[place][at + 1 :]]
    for used, line in enumerate(lines[place + 1 : place + MOST_LINES_OF_A_CELL], start=2):
        end = _closing(line, 0, separator)
        if end is not None:
            cell = "\n".join([*parts, line[:end]]).replace('""', '"')
            rest = line[end + 2 :]
            return cell, _cells(rest, separator) if end + 1 < len(line) else [], used
        if '"' in line.replace('""', ""):
            return None  # closed in the middle of a cell: not a quoted one
        parts.append(line)
    return None


def _closing(line: str, at: int, separator: str) -> int | None:
    """Return where the quotation mark stands that closes a cell: before a separator or the line's end."""
    while (at := line.find('"', at)) >= 0:
        if line.startswith('""', at):
            at += 2
        elif at + 1 == len(line) or line.startswith(separator, at + 1):
            return at
        else:
            return None
    return None


def _cells(line: str, separator: str) -> list[str]:
    """Return the cells of one line, quoted or not."""
    return list(_each_cell(line, separator))


def _each_cell(line: str, separator: str) -> Iterator[str]:
    at = 0
    while at <= len(line):
        end = _closing(line, at + 1, separator) if line.startswith('"', at) else None
        if end is not None:
            yield line[at + 1 : end].replace('""', '"')
            at = end + 2
            continue
        end = line.find(separator, at)
        end = len(line) if end < 0 else end
        yield line[at:end]
        at = end + 1
