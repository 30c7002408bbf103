"""Every finding of the checks before money has its words."""

from __future__ import annotations

import pytest

from bot.checks import Check, CheckKind
from bot.slack.screens.plan_checks import findings


@pytest.mark.parametrize("kind", CheckKind)
def test_each_finding_is_told_in_whole_sentences(kind: CheckKind) -> None:
    said = findings([Check(kind, products=2)])

    assert said.endswith(".")
    assert "{" not in said


def test_what_an_address_lacks_is_one_sentence() -> None:
    checks = [Check(CheckKind.NO_STREET), Check(CheckKind.NO_HOUSE_NUMBER), Check(CheckKind.NO_CITY)]

    assert findings(checks) == "Its address has no street and no town. Its address has no house number."


def test_one_product_is_one_product() -> None:
    assert "1 product without HS code" in findings([Check(CheckKind.NO_HS_CODE, products=1)])
    assert "3 products without HS code" in findings([Check(CheckKind.NO_HS_CODE, products=3)])
