"""By which sign the cells of a text are separated."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

from bot.intake.heading_row import MOST_ABOVE, Heading, find_heading
from bot.intake.records import SEPARATORS, read_records

_SEPARATOR_LINE = re.compile(r'"?sep=([^\r\n"])"?[ \t]*', re.IGNORECASE)
_LONGEST_LOOKED_AT = 20_000
"""Characters of a line that are looked at."""


def told_separator(line: str) -> str | None:
    """Return the separator that Excel names in a file's first line, and hides when it reads it."""
    told = _SEPARATOR_LINE.fullmatch(line[:20])
    return told.group(1) if told else None


def separator_of(lines: Sequence[str]) -> str:
    """Return the separator by which a heading of order numbers appears, otherwise the one that most lines agree on."""
    head = [line[:_LONGEST_LOOKED_AT] for line in lines[: 2 * MOST_ABOVE]]
    headings = {separator: heading_by(head, separator) for separator in SEPARATORS}
    found = [(heading.rank, heading.row, separator) for separator, heading in headings.items() if heading]
    if found:
        rank, row, _ = min(found)
        best = [separator for one, at, separator in found if (one, at) == (rank, row)]
        return max(best, key=lambda separator: (_cells(head[row:], separator) > 1, _agreeing(head[row:], separator)))
    return max(SEPARATORS, key=lambda separator: _agreeing(head, separator))


def heading_by(lines: Sequence[str], separator: str) -> Heading | None:
    """Return where the heading of order numbers stands when lines are cut at *separator*; *row* counts lines."""
    records = read_records(lines, separator)
    heading = find_heading(records)
    return Heading(records[heading.row].line - 1, heading.place, heading.rank) if heading else None


def _cells(lines: Sequence[str], separator: str) -> int:
    return len(read_records(lines[:1], separator)[0].cells)


def _agreeing(lines: Sequence[str], separator: str) -> tuple[float, int]:
    """Return the share of lines with the same number of cells, more than one, and that number."""
    counts = Counter(len(record.cells) for record in read_records(lines, separator) if not record.is_blank)
    several = [(count, cells) for cells, count in counts.items() if cells > 1]
    if not several:
        return 0.0, 0
    count, cells = max(several)
    return count / sum(counts.values()), cells
