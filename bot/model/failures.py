"""Orders without a label that somebody has to do something about, over all runs and shops."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from bot.model.remedy import Safety, remedy
from bot.model.run import Item, State

OPEN: Final = (State.REFUSED, State.FAILED, State.UNDECIDED)
"""States that need a person, as long as nothing newer is known of the order."""


@dataclass(frozen=True)
class Failure:
    """An order that got no label, or of which nobody knows it. *by*: who confirmed it. *channel*, *ts*: its thread;
    *ts* is None where that is not posted yet."""

    item: Item
    by: str
    shop: str
    channel: str
    ts: str | None = None
    owner: str | None = None
    """Who sees to it."""

    @property
    def safety(self) -> Safety:
        """What asking once more comes to; where the outcome is open, a person looks first."""
        return Safety.LOOK_FIRST if self.item.state is State.UNDECIDED else remedy(self.item.cause).safety


@dataclass(frozen=True)
class OpenFailures:
    """The oldest first. *cut*: there are more than are kept here. *workspace*: where Slack shows messages. *panel*:
    where Sendcloud shows orders."""

    failures: tuple[Failure, ...] = ()
    cut: bool = False
    workspace: str = ""
    panel: str | None = None

    def of(self, safety: Safety) -> Sequence[Failure]:
        """Return those for which asking once more is this safe."""
        return [one for one in self.failures if one.safety is safety]


NOTHING_OPEN: Final = OpenFailures()
