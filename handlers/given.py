"""What the form of a plan held, kept in memory so that it can be changed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from bot.intake import read_text
from bot.model import Plan
from bot.plan_words import Beside, Given, GivenFile


def given_to(
    plan: Plan, text: str, files: Sequence[Mapping[str, Any]], beside: tuple[Beside, ...] = ()
) -> Given:
    """Return the text as typed, the last of the files with how many numbers of *plan* came from it, and what a message
    had *beside* that."""
    if not files:
        return Given(text, beside=beside)
    read = read_text(text)
    in_all = sum(not line.possible for line in plan.lines) + len(plan.twice)
    from_file = max(in_all - len(read.certain) - len(read.twice), 0)
    file = files[-1]
    return Given(text, GivenFile(str(file.get("id") or ""), str(file.get("name") or ""), from_file), beside)
