"""Labels and what they cost, in words: by currency, with what nobody knows counted, never "free"."""

from __future__ import annotations

from typing import Final

from bot.model import LabelsOfDay, Spent
from bot.slack.screens import words
from bot.slack.screens.text import Words, foreign, join, say

NO_LABEL: Final = "no label yet."
COST: Final = "{labels}, {sums} by quotes{unpriced}."
UNPRICED: Final = ", {n} of unknown price"
ALL_UNPRICED: Final = "{labels} of unknown price."
AND: Final = " and "
TEST_LABELS: Final = " {labels} of test runs {are} not counted."


def labels_told(day: LabelsOfDay) -> Words:
    """Return how many labels became ready and what they cost."""
    labels = words.labels(day.labels)
    if not day.labels:
        told = say(NO_LABEL)
    elif not day.spent:
        told = say(ALL_UNPRICED, labels=labels)
    else:
        unpriced = say(UNPRICED, n=day.unpriced) if day.unpriced else ()
        told = say(COST, labels=labels, sums=join(map(_sum, day.spent), AND), unpriced=unpriced)
    if day.test:
        told += say(TEST_LABELS, labels=words.labels(day.test), are=words.be(day.test))
    return told


def _sum(one: Spent) -> Words:
    return (foreign(words.price(one.amount, one.currency, rough=one.rough), 40),)
