"""One page of a plan, as it is read from the ledger to be shown: counts of everything, and a few of its lines."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum
from types import MappingProxyType
from typing import Final

from bot.checks import Check
from bot.model.frozen import Standing
from bot.model.plan import Plan, PlanLine


class Section(StrEnum):
    """Where an entry of a plan stands in its window, from top to bottom."""

    READY = "ready"
    DOUBTED = "doubted"
    CHOOSE = "choose"
    POSSIBLE = "possible"
    LABELLED = "labelled"
    NOT_KNOWN = "not_known"
    NOT_FOUND = "not_found"
    WAITING = "waiting"
    TWICE = "twice"
    NOT_UNDERSTOOD = "not_understood"


TICKABLE: Final = (Section.READY, Section.DOUBTED, Section.POSSIBLE)
"""Sections whose lines have a tick box."""

_OVERVIEW: Final[Mapping[Section, int]] = MappingProxyType({Section.READY: 40, Section.DOUBTED: 20})
_OVERVIEW_OTHERS: Final = 10
_PAGE: Final[Mapping[Section, int]] = MappingProxyType({Section.DOUBTED: 20, Section.CHOOSE: 10})
_PAGE_OTHERS: Final = 40


def most_shown(section: Section, *, alone: bool) -> int:
    """Return how many entries of a section are shown: beside the others, or on a page of its own (*alone*)."""
    if alone:
        return _PAGE.get(section, _PAGE_OTHERS)
    return _OVERVIEW.get(section, _OVERVIEW_OTHERS)


@dataclass(frozen=True)
class Tally:
    """How many lines of a plan are alike in everything that is summed up.

    *estimated*: carrier and price come from what the shipping rules did for like orders.
    """

    section: Section
    ticked: bool
    orders: int
    carrier: str | None = None
    country: str | None = None
    currency: str | None = None
    price: Decimal | None = None
    price_is_rough: bool = False
    estimated: bool = False


@dataclass(frozen=True)
class Elsewhere:
    """Numbers that the plan's shop does not have and another shop has: a few of them, and how many there are."""

    integration_id: int
    shop_name: str
    numbers: tuple[str, ...]
    orders: int


@dataclass(frozen=True)
class PlanPage:
    """*plan* comes without its lines. *show*: the section that has the window to itself, None for the overview.

    *lines*: those to show, by section; a section of which too many are ready to be named comes without. *findings*:
    what was found on the doubted orders, and how many orders have exactly these findings. *choices*: how many numbers
    several orders share, those that somebody has chosen for included. *second*: second labels, in the overview.
    *entries*: what was pasted twice, or not
    understood, as far as it is shown. *standing*: what its reader may buy alone; None where nobody asked.
    """

    plan: Plan
    tallies: tuple[Tally, ...] = ()
    show: Section | None = None
    page: int = 1
    lines: Mapping[Section, tuple[PlanLine, ...]] = field(default_factory=dict)
    entries: Mapping[Section, tuple[str, ...]] = field(default_factory=dict)
    findings: tuple[tuple[tuple[Check, ...], int], ...] = ()
    elsewhere: tuple[Elsewhere, ...] = ()
    choices: int = 0
    standing: Standing | None = None
    second: tuple[PlanLine, ...] = ()

    def count(self, section: Section) -> int:
        """Return how many entries stand in a section."""
        match section:
            case Section.TWICE:
                return len(self.plan.twice)
            case Section.NOT_UNDERSTOOD:
                return len(self.plan.not_understood)
            case _:
                return sum(one.orders for one in self.tallies if one.section is section)

    def listed(self, section: Section) -> int:
        """Return how many entries the list of a section has when all of it is shown."""
        return self.choices if section is Section.CHOOSE else self.count(section)

    @property
    def given(self) -> int:
        """How many entries were given; the counts of the sections add up to it."""
        return sum(self.count(section) for section in Section)

    @property
    def labels(self) -> int:
        """How many labels would be bought: one for each parcel of what is ticked."""
        return sum(one.orders for one in self.tallies if one.ticked) * self.plan.choices.parcels

    @property
    def pages(self) -> int:
        """How many pages the section has that is shown alone; 1 for the overview."""
        return max(1, -(-self.listed(self.show) // most_shown(self.show, alone=True))) if self.show else 1
