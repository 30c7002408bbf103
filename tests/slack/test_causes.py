"""What people are told about each kind of trouble."""

from __future__ import annotations

import pytest

from bot.model import Cause
from bot.model.trouble import Trouble
from bot.slack.screens.causes import ADVICE, advise, in_sentences


@pytest.mark.parametrize("trouble", Trouble)
def test_each_kind_of_trouble_has_advice_in_sentences(trouble: Trouble) -> None:
    advice = advise(Cause(trouble, "x"))

    assert advice.headline.endswith(".")
    assert advice.next_step.endswith(".")
    assert "mend" not in advice.headline + advice.next_step
    assert "omebody" not in advice.headline + advice.next_step


def test_a_fault_of_the_bot_comes_with_its_reference() -> None:
    assert in_sentences(Cause(Trouble.OWN, "7F3A01")) == "The bot made a mistake. Reference 7F3A01."


def test_an_unheard_of_kind_is_a_refusal_for_its_data() -> None:
    assert advise(Cause("from a newer version")) == ADVICE[Trouble.DATA]
