"""Numbers inside a cell that is looked up as a whole first: ``101 (2 parcels)``, ``101/102``, ``101-103``."""

from __future__ import annotations

import re

from bot.intake.alternatives import parts_of
from bot.intake.pattern import ShopNumbers, has_length
from bot.intake.ranges import spanned
from bot.intake.reading import Possible, Why
from bot.intake.spellings import spellings_of
from bot.intake.tokens import Kind, tokens_of

_JOINS = re.compile(r"[/+&#]")
"""Signs between numbers; what separates thousands in a column of order numbers is no such sign."""

_THOUSANDS = re.compile(r"\d{1,2}(?: \d{3})+")

_LONGEST = 120
"""Characters of a cell in which numbers are looked for."""


def inside(cell: str, shop: ShopNumbers | None) -> list[Possible]:
    """Return the numbers that a cell with more than one word or number in it may be meant as; shown, never ticked."""
    if cell.isalnum() or len(cell) > _LONGEST:
        return []
    found = [(number, Why.RANGE) for number in spanned(cell)]
    if _JOINS.search(cell):
        found += [(part, Why.OTHER_READING) for part in parts_of(cell)]
    if " " in cell and not _THOUSANDS.fullmatch(cell):
        found += [(number, Why.PROSE) for number in _among_words(cell, shop)]
    return [Possible(number, spellings_of(number), cell, why, cell) for number, why in found]


def _among_words(cell: str, shop: ShopNumbers | None) -> list[str]:
    cores = [token.core for token in tokens_of(cell) if token.kind is Kind.NUMBER]
    return [core for core in cores if core != cell and has_length(core, shop) and spellings_of(core)]
