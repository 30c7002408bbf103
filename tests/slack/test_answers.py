"""The short private answers."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from bot.model import Holder
from bot.model.trouble import Refusal
from bot.slack.screens import answers
from tests.slack.drawing_kit import (
    COLLEAGUE,
    NOW,
    check_answer,
    foreign_words,
    holders,
    quick,
)


@given(foreign_words, st.lists(st.tuples(foreign_words, holders), min_size=1, max_size=60))
@quick
def test_the_other_answers_are_taken_by_slack(typed: str, taken: list[tuple[str, Holder]]) -> None:
    check_answer(answers.help_table())
    check_answer(answers.not_understood("status", typed))
    check_answer(answers.bot_failed(typed))
    check_answer(answers.sentence(typed))
    check_answer(answers.taken(taken))
    for reason in Refusal:
        check_answer(answers.not_allowed(reason))
    for action in ("stop", "continue", "retry", "look_again", "ask_again", "documents", "documents_alone"):
        check_answer(answers.already(action, by=COLLEAGUE, at=NOW))


def test_help_lists_what_is_built() -> None:
    text, _ = answers.help_table()

    assert [line.partition(":")[0] for line in text.splitlines() if line.startswith("•")] == [
        "• /label",
        "• /label 1001 #1002, 1003",
        "• /label ready",
        "• /label status 1001",
        "• /label failures",
        "• /label history 1001",
        "• /label runs",
        "• /label cancel 1001",
        "• /label spend month",
        "• /label unused",
        "• /label help",
    ]


def test_a_command_with_nothing_or_nonsense_behind_it() -> None:
    assert "/label status needs an order number" in answers.not_understood("status", " ")[0]
    assert "was not: forever" in answers.not_understood("spend", "forever")[0]
