"""What was typed behind the slash command."""

from __future__ import annotations

import pytest

from bot.intake import Command, ForForm, UnknownWord, numbers_asked_about, read_command

COMMANDS = ("status", "history", "help", "cancel")


@pytest.mark.parametrize(
    "typed",
    [
        "status 7001",
        "status\t7001",
        "status\u00a07001",
        "status: 7001",
        "STATUS 7001.",
        "/status 7001",
        " status\n7001 ",
    ],
)
def test_white_space_case_and_signs_do_not_matter(typed: str) -> None:
    assert read_command(typed, COMMANDS) == Command("status", "7001")


@pytest.mark.parametrize("typed", ["help", "help.", "--help", "—help", "?", "Help!", "*help*"])
def test_help_is_understood_however_it_is_typed(typed: str) -> None:
    assert read_command(typed, COMMANDS) == Command("help")


@pytest.mark.parametrize(("typed", "meant"), [("stauts 7001", "status"), ("histroy", "history"), ("qwxyz", None)])
def test_a_word_of_letters_that_is_no_command_is_asked_about(typed: str, meant: str | None) -> None:
    assert read_command(typed, COMMANDS) == UnknownWord(typed.split()[0], meant, typed)


@pytest.mark.parametrize("typed", ["", "7001", "#7001 7002", "WEB-7001", "status7001"])
def test_everything_else_is_for_the_form(typed: str) -> None:
    assert read_command(typed, COMMANDS) == ForForm(typed)


@pytest.mark.parametrize(
    ("rest", "numbers"),
    [
        ("7001 7002", ["7001", "7002"]),
        ("7001, #7002", ["7001", "#7002"]),
        ("A B 7001", ["A B 7001"]),
        ("of order 7", ["7"]),
        ("for 7001, #12 and 3?", ["7001", "#12", "3"]),
        ("help", ["help"]),
        ("<!here>", ["<!here>"]),
        ("", []),
    ],
)
def test_several_numbers_can_be_asked_about(rest: str, numbers: list[str]) -> None:
    assert numbers_asked_about(rest) == numbers
