"""How many entries of a plan are what, in words: the modal and the private message say the same."""

from __future__ import annotations

from bot.model import LineKind, Plan
from bot.slack.screens import words


def counts(plan: Plan) -> str:
    """Return how many entries are what; the numbers add up to what was pasted."""
    found = {
        "ready": len(plan.of(LineKind.READY)),
        "labelled": len(plan.of(LineKind.LABELLED)),
        "not_found": len(plan.of(LineKind.NOT_FOUND)),
        "ambiguous": len(plan.of(LineKind.AMBIGUOUS)),
        "waiting": len(plan.of(LineKind.WAITING)),
        "twice": len(plan.twice),
        "not_understood": len(plan.not_understood),
    }
    return ", ".join(words.KINDS[kind].format(n=n) for kind, n in found.items() if n or kind == "ready")
