"""What may be shown of customers in a plan: read live, kept in memory alone, gone with the process.

Written by whoever looks orders up, read by whoever draws a plan for the person who asked for it. A plan that is drawn
without it is complete.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TypeVar

Kept = TypeVar("Kept")

NOT_UNDERSTOOD = -1
"""The position of the first entry that was not understood; the others count down from it."""

MOST_PLANS = 100
"""Plans whose words are kept; of more the oldest are let go of."""


@dataclass(frozen=True)
class LineWords:
    """What one line of a plan may say of its order. *around*: the words around a number that may be no order's."""

    town: str = ""
    country: str = ""
    initials: str = ""
    items: str = ""
    around: str = ""


@dataclass(frozen=True)
class GivenFile:
    """A file that was given to a form, by Slack's id and its name, and how many numbers came from it."""

    id: str
    name: str
    numbers: int


@dataclass(frozen=True)
class Beside:
    """A number of a message that may be an order's and stands not in the form, with the words *around* it."""

    number: str
    around: str


@dataclass(frozen=True)
class Given:
    """What the form of a plan held, and what the message had *beside* it from which it was filled."""

    text: str
    file: GivenFile | None = None
    beside: tuple[Beside, ...] = ()


@dataclass(frozen=True)
class Sheets:
    """The sheets of a workbook by their names: those that were read, those passed over since they are hidden or
    have no order numbers, and those *beyond* as many as are read."""

    read: tuple[str, ...] = ()
    passed_over: tuple[str, ...] = ()
    beyond: tuple[str, ...] = ()


class PlanWords:
    """The words of plans, by plan and position; those of an order to choose from, by plan, position and order id."""

    def __init__(self) -> None:
        self._lines: dict[str, dict[tuple[int, str], LineWords]] = {}
        self._given: dict[str, Given] = {}
        self._sheets: dict[str, Sheets] = {}
        self._beside: dict[str, tuple[Beside, ...]] = {}

    def note(self, plan_id: str, words: Mapping[int, LineWords]) -> None:
        """Remember the words of some lines, over what was known of these."""
        self._note_lines(plan_id, {(position, ""): told for position, told in words.items()})

    def note_candidates(self, plan_id: str, position: int, words: Mapping[str, LineWords]) -> None:
        """Remember the words of the orders that share a number, by order id."""
        self._note_lines(plan_id, {(position, order_id): told for order_id, told in words.items()})

    def of(self, plan_id: str, position: int, order_id: str = "") -> LineWords:
        """Return what is known of a line, or of one of the orders it may mean; empty words when nothing is."""
        return self._lines.get(plan_id, {}).get((position, order_id), LineWords())

    def note_given(self, plan_id: str, given: Given) -> None:
        """Remember what the form of a plan held, so that it can be changed."""
        _keep(self._given, plan_id, given)

    def given(self, plan_id: str) -> Given | None:
        """Return what the form of a plan held; None when that is not known any more."""
        return self._given.get(plan_id)

    def note_beside(self, view_id: str, beside: tuple[Beside, ...]) -> None:
        """Remember what a message had beside the numbers with which its form was filled, by the form's window."""
        _keep(self._beside, view_id, beside)

    def beside(self, view_id: str) -> tuple[Beside, ...]:
        """Return what a message had beside the numbers in the form of a window; nothing where there was no message."""
        return self._beside.get(view_id, ())

    def note_sheets(self, plan_id: str, sheets: Sheets) -> None:
        """Remember which sheets of a workbook the numbers of a plan came from."""
        _keep(self._sheets, plan_id, sheets)

    def sheets(self, plan_id: str) -> Sheets:
        """Return the sheets of the workbook that a plan came from; none where there was no workbook."""
        return self._sheets.get(plan_id, Sheets())

    def forget(self, plan_id: str) -> None:
        """Let go of the words of a plan."""
        self._lines.pop(plan_id, None)
        self._given.pop(plan_id, None)
        self._sheets.pop(plan_id, None)

    def _note_lines(self, plan_id: str, words: Mapping[tuple[int, str], LineWords]) -> None:
        _keep(self._lines, plan_id, {**self._lines.pop(plan_id, {}), **words})


def _keep(kept: dict[str, Kept], plan_id: str, told: Kept) -> None:
    """Put what is *told* of a plan into *kept*, and let go of the oldest beyond `MOST_PLANS`."""
    kept[plan_id] = told
    while len(kept) > MOST_PLANS:
        del kept[next(iter(kept))]
