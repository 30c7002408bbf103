"""What stood on somebody's screen when they pressed a button of a plan."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Differs(StrEnum):
    """Why a plan is shown again instead of being bought."""

    CHANGED = "changed"  # the bot has changed ticks since this was drawn
    COUNT = "count"  # what is ticked is not as many as the button said


@dataclass(frozen=True)
class OnScreen:
    """A drawing of a plan as it came back. Lines are named by their positions in the plan.

    *tick_version*: that of the plan when it was drawn. *shown*: the lines that had a tick box, *ticked*: those whose
    box was ticked. *button*: how many labels the button named, one for each parcel.
    """

    tick_version: int
    shown: frozenset[int]
    ticked: frozenset[int]
    button: int
