"""What stands around a list and is none of it: totals, numbers of pages, weeks and batches, remarks of an export."""

from __future__ import annotations

import re
from collections.abc import Sequence
from decimal import Decimal

from bot.intake.headings import folded

TOTALS = frozenset(
    {
        "total", "totals", "subtotal", "grandtotal", "sum", "count", "average", "totaal", "totalen", "subtotaal",
        "summe", "gesamt", "gesamtsumme", "zwischensumme", "anzahl", "totaux", "soustotal", "somme", "totale", "totali",
        "somma", "suma", "totales", "soma", "totais", "razem", "lacznie", "summa", "totalt", "ialt", "yhteensa",
        "celkem", "osszesen",
    }
)  # fmt: skip
"""Words that stand alone in the first cell of a row that adds others up, without signs and accents."""

_COUNTS = r"(?:record\(s\)|records?\s+(?:downloaded|exported|found|total)|rows?\s+(?:exported|total|selected|found))"
_PAGE = r"(?:page|pagina|seite|página|strona)\s+\d+"
FOOTERS = re.compile(
    rf"\s*\d*\s*(?:{_COUNTS}|end of (?:report|file)|{_PAGE}|(?:generated|exported|printed|created)\s+(?:on|at|by))",
    re.IGNORECASE,
)
"""How a remark below a table begins."""

_PLAIN_AMOUNT = re.compile(r"\d{1,12}(?:\.\d{1,4})?", re.ASCII)
_FEWEST_ROWS = 2
_LONGEST = 80
"""Characters of a line that may be such: what is tried on it takes much longer on longer ones."""

_LINES = re.compile(
    rf"\s*(?:\d*\s*{_COUNTS}|{_PAGE}(?:\s*(?:/|of|van|von|de|di|sur|z)\s*\d+)?|[-–—]\s*\d{{1,3}}\s*[-–—]|"
    r"(?:calendar\s+)?(?:week|kw|woche|semaine|semana|settimana|batch|wave|sheet|list|lijst|liste|lista|part|teil|deel|"
    r"partie|tour|route|box|pallet)\s*#?\d{1,3})\s*[.:]?\s*",
    re.IGNORECASE,
)
_TOTAL = re.compile(r"([^\d:=#]{3,40}?)(?:\s|\s*[:=#]\s*)\s*\d[\d.,']*\s*([^\W\d]{0,20})[.:]?", re.IGNORECASE)


def adds_up(rows: Sequence[Sequence[str]], place: int) -> bool:
    """Does the last of some rows count the others at *place* and add up another column, without a word for it?"""
    *above, last = rows
    if len(above) < _FEWEST_ROWS or place >= len(last) or last[place].strip() != str(len(above)):
        return False
    return any(column != place and _is_sum(rows, column) for column in range(len(last)))


def _is_sum(rows: Sequence[Sequence[str]], column: int) -> bool:
    *amounts, last = [_amount(row[column]) if column < len(row) else None for row in rows]
    known = [one for one in amounts if one is not None]
    return len(known) == len(amounts) and sum(known) == last


def _amount(cell: str) -> Decimal | None:
    plain = cell.strip().strip("€$£ ").replace(",", ".")
    return Decimal(plain) if _PLAIN_AMOUNT.fullmatch(plain) else None


def is_furniture(line: str) -> bool:
    """Is this line of a text the number of a page, a week or a batch, or a total, and nothing else?"""
    line = line.strip()
    return len(line) <= _LONGEST and (_LINES.fullmatch(line) is not None or is_total(line))


def is_total(text: str) -> bool:
    """Is this a word for a total with its number: ``Total: 3``, ``Totaal 12 orders``?"""
    text = text.strip()
    total = _TOTAL.fullmatch(text) if len(text) <= _LONGEST else None
    if total is None:
        return False
    words = total[1].split()
    return len(words) < 4 and folded(words[0] if words else "") in TOTALS
