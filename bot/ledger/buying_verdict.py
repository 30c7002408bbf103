"""What a press on *Create N labels* may buy of a plan, by what stood on the screen that was pressed. Pure."""

from __future__ import annotations

from dataclasses import dataclass

from bot.model import Differs, LineKind, OnScreen, Plan


@dataclass(frozen=True)
class Buy:
    """These orders are bought, by their positions in the plan: no more, and no others."""

    positions: frozenset[int]


@dataclass(frozen=True)
class ShowAgain:
    """Nothing is bought: the person has to see the plan as it is now."""

    why: Differs


def what_to_buy(plan: Plan, on_screen: OnScreen) -> Buy | ShowAgain:
    """Return which lines of *plan* are bought by pressing the button under *on_screen*.

    The screen decides for the lines it shows, the ledger for all others. What either has unticked is not bought, and
    what is bought must be as many labels, one for each parcel, as the button said: an untick that has not arrived, a
    tick that was not counted yet and a drawing from before the bot changed ticks all end in the plan being shown again.
    """
    if on_screen.tick_version != plan.tick_version:
        return ShowAgain(Differs.CHANGED)
    ready = {line.position for line in plan.of(LineKind.READY)}
    stored = {line.position for line in plan.ticked()}
    seen = (on_screen.ticked & on_screen.shown & ready) | (stored - on_screen.shown)
    bought = seen & stored
    as_said = len(seen) * plan.choices.parcels == on_screen.button
    return Buy(frozenset(bought)) if as_said and bought == seen else ShowAgain(Differs.COUNT)
