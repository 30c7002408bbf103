"""Where a run stands, in one word and in numbers that add up to what was asked for."""

from __future__ import annotations

from typing import Final

from bot.model import RETRYABLE, Run, RunOverview, RunState, State
from bot.slack.screens.thread_doubles import need_attention

RUNNING: Final = "Running"
PAUSED: Final = "Paused"
STOPPED: Final = "Stopped"
DONE: Final = "Done"
DONE_BUT: Final = "Done, {n} need attention"
"""A fixed phrase, for one order too."""

READY_OF: Final = "{n} of {total} {labels} ready"
CANCELLED_TOO: Final = ", {n} cancelled"
NEED_YOU: Final = ", {n} {need} you"
BETWEEN: Final = " · "
COUNTS: Final = {
    "ready": ("{n} ready", "{n} ready"),
    "failed": ("{n} failed", "{n} failed"),
    "undecided": ("{n} undecided", "{n} undecided"),
    "unknown": ("{n} being checked", "{n} being checked"),
    "accepted": ("{n} bought, PDF on its way", "{n} bought, PDFs on their way"),
    "claimed": ("{n} being bought", "{n} being bought"),
    "waiting": ("{n} to go", "{n} to go"),
    "skipped": ("{n} left out", "{n} left out"),
    "stopped": ("{n} held back", "{n} held back"),
    "cancelled": ("{n} cancelled", "{n} cancelled"),
}
"""The parts of the count, for one order and for more; they add up to the number asked for."""

_COUNTED: Final = (
    ("ready", (State.LABELLED,)),
    ("failed", RETRYABLE),
    ("undecided", (State.UNDECIDED,)),
    ("unknown", (State.UNKNOWN,)),
    ("accepted", (State.ACCEPTED,)),
    ("claimed", (State.CLAIMED,)),
    ("waiting", (State.WAITING,)),
    ("skipped", (State.SKIPPED,)),
    ("stopped", (State.STOPPED,)),
    ("cancelled", (State.CANCELLED,)),
)
STATE_WORDS: Final = {state: COUNTS[name][0].removeprefix("{n} ") for name, states in _COUNTED for state in states}
"""The same words for one order alone."""

NEED_ATTENTION: Final = (*RETRYABLE, State.UNDECIDED)


def needs_a_person(run: Run | RunOverview) -> int:
    """Return how many orders wait for a person."""
    counts = run.counts()
    return sum(counts[state] for state in NEED_ATTENTION) + need_attention(run)


def state_word(run: Run | RunOverview) -> str:
    """Return the one word (or phrase) for where a run stands."""
    match run.state:
        case RunState.RUNNING:
            return PAUSED if run.waits else RUNNING
        case RunState.PAUSED:
            return PAUSED
        case RunState.STOPPED:
            return STOPPED
        case RunState.DONE:
            need = needs_a_person(run)
            return DONE_BUT.format(n=need) if need else DONE


def headline(run: Run | RunOverview) -> str:
    """Return how many labels are ready and how many orders need a person, as in ``2 of 3 labels ready, 1 needs you``.

    Where an order goes in several parcels, orders are counted.
    """
    counts, need = run.counts(), needs_a_person(run)
    total = sum(counts.values())
    thing = "label" if run.choices.parcels == 1 else "order"
    told = READY_OF.format(n=counts[State.LABELLED], total=total, labels=thing if total == 1 else thing + "s")
    if gone := counts[State.CANCELLED]:
        told += CANCELLED_TOO.format(n=gone)
    return told + NEED_YOU.format(n=need, need="needs" if need == 1 else "need") if need else told


def counted(run: Run | RunOverview) -> str:
    """Return how many orders are in which state; the numbers add up to what was asked for."""
    told, counts = [], run.counts()
    for name, states in _COUNTED:
        n = sum(counts[state] for state in states)
        if n:
            told.append(COUNTS[name][n != 1].format(n=n))
    return BETWEEN.join(told)
