"""As many spoilt answers as are asked for, by a seed: the long form of ``tests/long/test_any_answer.py``."""

from __future__ import annotations

import argparse
import logging
import sys
from collections.abc import Callable
from typing import Any

import hypothesis
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from tests.contract import spec
from tests.fuzz import play, whole

WHY_NOT = f"No answer was spoilt: {spec.WHY_NOT}."


def can_play() -> bool:
    """Return whether there is the published contract, from which answers are made."""
    return spec.folder() is not None


def findings(seed: int, examples: int) -> list[str]:
    """Play *examples* runs with bad orders, and as many with whole answers that are bad; return a sentence for each
    broken promise, with what was played."""
    logging.disable(logging.CRITICAL)
    bad_orders = _played(seed, examples, play.cases(), play.play)
    return bad_orders + _played(seed, examples, whole.weathers(), whole.play)


def _played(
    seed: int, examples: int, strategy: st.SearchStrategy[Any], play_one: Callable[[Any], None]
) -> list[str]:
    found: list[str] = []

    @hypothesis.seed(seed)
    @settings(
        max_examples=examples, deadline=None, database=None, phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )  # fmt: skip
    @given(strategy)
    def run(one: Any) -> None:
        try:
            play_one(one)
        except Exception as exc:  # noqa: BLE001 - whatever it is, it is a finding
            found.append(f"{type(exc).__name__}: {exc} in {one!r}")

    run()
    return found


def main() -> int:
    """Play, and print each finding; return 0 when there was none."""
    parser = argparse.ArgumentParser(prog="python -m tests.fuzz.long", description=__doc__)
    parser.add_argument("--examples", type=int, default=200)
    parser.add_argument("--seed", type=int, default=1)
    asked = parser.parse_args()
    if not can_play():
        sys.stdout.write(f"{WHY_NOT}\n")
        return 0
    found = findings(asked.seed, asked.examples)
    sys.stdout.write("".join(f"{one}\n" for one in found))
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
