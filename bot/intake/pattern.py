"""How the order numbers of one shop look, learned from orders that it has."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

_RUNS = re.compile(r"\d+|[^\W\d_]+|[\W_]")
_OF_RUNS = ("digits", "letters")
LEAST_EXAMPLES = 3
"""Orders that have to look alike before a pattern is believed."""

MOSTLY = 0.8
"""The share of examples in which letters are the same for them to be part of the pattern, as in ``WEB-1001``."""

_LONGEST = 120
"""Characters of a number whose letters and digits are compared with those of the shop's."""

SHORTEST = 3
"""Characters that a number in prose has at least."""


@dataclass(frozen=True)
class Shape:
    """How some numbers of letters and digits look.

    *own*: an expression for them; *loose*: one that takes any sign, or none, between letters and digits. *written*:
    what they consist of, an empty text for each run of letters or digits and the signs between.
    """

    own: re.Pattern[str]
    loose: re.Pattern[str]
    written: tuple[str, ...]

    def respelled(self, number: str) -> str | None:
        """Return a number with the signs that these have; None where it is none of them."""
        match = self.loose.fullmatch(number)
        if match is None:
            return None
        runs = iter(match.groups())
        return "".join(sign or next(runs) for sign in self.written)


@dataclass(frozen=True)
class ShopNumbers:
    """The pattern of a shop's order numbers.

    *lengths*: how many digits numbers of digits alone have. *shapes*: how numbers of letters and digits look.
    *padded*: how many digits all of them have where some begin with a zero.
    """

    lengths: frozenset[int] = frozenset()
    shapes: tuple[Shape, ...] = ()
    padded: int | None = None

    def has_length(self, number: str) -> bool:
        """Has a number of digits alone the length that the shop's numbers have?"""
        return len(number) in self.lengths

    def fits(self, number: str) -> bool:
        """Does a number of letters and digits look like the shop's own?"""
        return any(shape.own.fullmatch(number) for shape in self.shapes)

    def respelled(self, number: str) -> Iterator[str]:
        """Yield how the shop would write a number: ``W-1001`` for ``W1001``, all zeros for one without them."""
        if self.padded and number.isdecimal() and len(number) < self.padded:
            yield number.zfill(self.padded)
        for shape in self.shapes if len(number) <= _LONGEST else ():
            if found := shape.respelled(number):
                yield found


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


def _shapes(numbers: list[str]) -> Iterable[Shape]:
    alike: dict[tuple[str, ...], list[list[str]]] = defaultdict(list)
    for number in numbers:
        runs = _RUNS.findall(number)
        if any(run.isdecimal() for run in runs) and any(run.isalpha() for run in runs):
            alike[tuple(_kind(run) for run in runs)].append(runs)
    for kinds, examples in alike.items():
        if len(examples) >= LEAST_EXAMPLES:
            yield _shape(kinds, [_part([runs[place] for runs in examples]) for place in range(len(kinds))])


def _shape(kinds: Sequence[str], parts: Sequence[str]) -> Shape:
    written = tuple("" if kind in _OF_RUNS else kind for kind in kinds)
    runs = [(kind, f"({part})") for kind, part in zip(kinds, parts, strict=True) if kind in _OF_RUNS]
    own, loose = "".join(parts), runs[0][1]
    for (before, _), (kind, run) in pairwise(runs):
        # Where digits stand on both sides only a sign tells which are whose.
        loose += (r"[\W_]" if kind == before else r"[\W_]?") + run
    return Shape(re.compile(own, re.IGNORECASE), re.compile(loose, re.IGNORECASE), written)


def _kind(run: str) -> str:
    digits, letters = _OF_RUNS
    return digits if run.isdecimal() else letters if run.isalpha() else run


def _part(runs: list[str]) -> str:
    """Return an expression for what stands at one place of numbers that look alike."""
    least, most = min(map(len, runs)), max(map(len, runs))
    if runs[0].isdecimal():
        return rf"\d{{{least},{most + 1}}}"
    common, count = Counter(run.casefold() for run in runs).most_common(1)[0]
    return re.escape(common) if count >= MOSTLY * len(runs) else rf"[^\W\d_]{{{least},{most}}}"
