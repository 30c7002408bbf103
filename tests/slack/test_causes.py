"""What people are told about each kind of trouble."""

from __future__ import annotations

from typing import Final

import pytest

from bot.model import Cause, Move, Safety, remedy
from bot.model.trouble import Trouble
from bot.slack.screens.causes import ADVICE, advise, in_sentences


@pytest.mark.parametrize("trouble", Trouble)
def test_each_kind_of_trouble_has_advice_in_sentences(trouble: Trouble) -> None:
    advice = advise(Cause(trouble, "x"))

    assert advice.headline.endswith(".")
    assert advice.next_step.endswith(".")
    assert "mend" not in advice.headline + advice.next_step
    assert "omebody" not in advice.headline + advice.next_step


WHO: Final = {
    Move.OWNER: ("sk a Sendcloud administrator", "Ask the owner of the Sendcloud account"),
    Move.OPERATOR: ("the person who runs this bot",),
    Move.SHOP: ("the shop",),
    Move.NOBODY: ("Nobody has to", "goes on by itself"),
}


@pytest.mark.parametrize("trouble", Trouble)
def test_the_next_step_names_whose_move_it_is_and_agrees_with_what_a_retry_comes_to(trouble: Trouble) -> None:
    helps, step = remedy(Cause(trouble)), advise(Cause(trouble)).next_step

    if helps.move in WHO:
        assert any(who in step for who in WHO[helps.move])
    if helps.safety in (Safety.LOOK_FIRST, Safety.NEVER):
        assert "retry." not in step


def test_a_refusal_for_one_field_asks_for_that_field_alone() -> None:
    postcode = advise(Cause(Trouble.ADDRESS, "x", None, ("postal_code", "city"))).next_step

    assert postcode.startswith("Correct the postal code and the town in the shop or in Sendcloud, then retry.")
    assert advise(Cause(Trouble.ADDRESS)).next_step.startswith("Correct the address in the shop")
    assert remedy(Cause(Trouble.ADDRESS, "x", None, ("postal_code",))).fields == ("postal_code",)
    assert remedy(Cause(Trouble.PHONE)).fields == ("phone",)


def test_a_fault_of_the_bot_comes_with_its_reference() -> None:
    assert in_sentences(Cause(Trouble.OWN, "7F3A01")) == "The bot made a mistake. Reference 7F3A01."


def test_an_unheard_of_kind_is_a_refusal_for_its_data() -> None:
    assert advise(Cause("from a newer version")) == ADVICE[Trouble.DATA]
