"""What the checks before a purchase found, in sentences."""

from __future__ import annotations

import pytest

from bot.checks import CheckKind
from bot.slack.screens.plan_checks import FINDINGS, NOT_IN_ADDRESS, findings


@pytest.mark.parametrize("kind", CheckKind)
def test_each_finding_is_told_in_a_sentence(kind: CheckKind) -> None:
    assert findings([kind]).endswith(".")


def test_each_finding_has_its_words_once() -> None:
    assert NOT_IN_ADDRESS.keys() & FINDINGS.keys() == set()
    assert len(set(FINDINGS.values())) == len(FINDINGS)


def test_what_an_address_lacks_is_one_sentence() -> None:
    checks = [CheckKind.NO_NAME, CheckKind.NO_CITY, CheckKind.NO_HOUSE_NUMBER]

    assert findings(checks) == "Its address has no name and no city. Its address has no house number."
