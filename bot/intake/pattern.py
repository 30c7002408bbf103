"""How the order numbers of one shop look, learned from orders that it has."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

_RUNS = re.compile(r"\d+|[^\W\d_]+|[\W_]")
LEAST_EXAMPLES = 3
"""Orders that have to look alike before a pattern is believed."""

MOSTLY = 0.8
"""The share of examples in which letters are the same for them to be part of the pattern, as in ``WEB-1001``."""

SHORTEST = 3
"""Characters that a number in prose has at least."""


@dataclass(frozen=True)
class ShopNumbers:
    """The pattern of a shop's order numbers.

    *lengths*: how many digits numbers of digits alone have. *shapes*: expressions for numbers of letters and digits.
    *padded*: how many digits all of them have where some begin with a zero.
    """

    lengths: frozenset[int] = frozenset()
    shapes: tuple[re.Pattern[str], ...] = ()
    padded: int | None = None

    def has_length(self, number: str) -> bool:
        """Has a number of digits alone the length that the shop's numbers have?"""
        return len(number) in self.lengths

    def fits(self, number: str) -> bool:
        """Does a number of letters and digits look like the shop's own?"""
        return any(shape.fullmatch(number) for shape in self.shapes)


def has_length(number: str, shop: ShopNumbers | None) -> bool:
    """May *number* stand for an order in prose? Three characters at least, and the shop's own length when known."""
    bare = number.removeprefix("#")
    if len(bare) < SHORTEST:
        return False
    return shop is None or not shop.lengths or not bare.isdigit() or shop.has_length(bare)


def learn(known: Iterable[str]) -> ShopNumbers | None:
    """Return the pattern of the order numbers that a shop is *known* to have; None when there are too few."""
    numbers = sorted({number.strip().removeprefix("#") for number in known} - {""})
    if len(numbers) < LEAST_EXAMPLES:
        return None
    digits = [number for number in numbers if number.isdecimal()]
    lengths = {len(number) for number in digits}
    longest = max(lengths, default=0)
    if any(len(number) == longest and number.startswith("9") for number in digits):
        lengths.add(longest + 1)  # the next one after 9999
    zeros = len(lengths) == 1 and any(number.startswith("0") for number in digits)
    return ShopNumbers(frozenset(lengths), tuple(_shapes(numbers)), longest if zeros else None)


def _shapes(numbers: list[str]) -> Iterable[re.Pattern[str]]:
    alike: dict[tuple[str, ...], list[list[str]]] = defaultdict(list)
    for number in numbers:
        runs = _RUNS.findall(number)
        if any(run.isdecimal() for run in runs) and any(run.isalpha() for run in runs):
            alike[tuple(_kind(run) for run in runs)].append(runs)
    for examples in alike.values():
        if len(examples) >= LEAST_EXAMPLES:
            parts = (_part([runs[place] for runs in examples]) for place in range(len(examples[0])))
            yield re.compile("".join(parts), re.IGNORECASE)


def _kind(run: str) -> str:
    return "digits" if run.isdecimal() else "letters" if run.isalpha() else run


def _part(runs: list[str]) -> str:
    """Return an expression for what stands at one place of numbers that look alike."""
    least, most = min(map(len, runs)), max(map(len, runs))
    if runs[0].isdecimal():
        return rf"\d{{{least},{most + 1}}}"
    common, count = Counter(run.casefold() for run in runs).most_common(1)[0]
    return re.escape(common) if count >= MOSTLY * len(runs) else rf"[^\W\d_]{{{least},{most}}}"
