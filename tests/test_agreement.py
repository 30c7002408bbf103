"""What the manifest, the README, the help and the listeners say must be the same thing."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import yaml

import handlers
from bot.slack import ids
from bot.slack.screens import answers
from handlers.label import COMMANDS

ROOT = Path(__file__).parents[1]
MANIFEST = yaml.safe_load((ROOT / "manifest.yml").read_text(encoding="utf-8"))
README = (ROOT / "README.md").read_text(encoding="utf-8")
BUILT = set(COMMANDS)


class Register:
    """Stands where Bolt's app stands when handlers register, and notes what they listen to."""

    def __init__(self) -> None:
        self.heard: dict[str, set[str]] = {}

    def __getattr__(self, kind: str) -> Callable[[Any], Callable[[Any], Any]]:
        def listen(what: Any) -> Any:
            if callable(what):
                return what
            # A message of no or any subtype, say, is named by an object.
            self.heard.setdefault(kind, set()).add(what if isinstance(what, str) else str(what))
            return lambda listener: listener

        return listen


def heard() -> dict[str, set[str]]:
    register = Register()
    handlers.register(register, None, None, None, None, None, None)  # type: ignore[arg-type]  # nothing is asked of them until Slack speaks
    return register.heard


def commands_in(text: str) -> set[str]:
    return set(re.findall(r"/label ([a-z]+)", text))


def test_the_manifest_has_exactly_what_is_listened_to() -> None:
    assert {one["command"] for one in MANIFEST["features"]["slash_commands"]} == heard()["command"]
    assert {one["callback_id"] for one in MANIFEST["features"]["shortcuts"]} == heard()["shortcut"]


def test_everything_that_can_be_used_in_slack_is_listened_to() -> None:
    listeners = heard()
    assert listeners["action"] == set(ids.ACTIONS)
    assert listeners["view"] == set(ids.VIEWS)
    assert listeners["options"] == set(ids.SEARCHES)


def test_help_lists_what_is_built_and_nothing_else() -> None:
    typed = " ".join(typed for typed, _ in answers.HELP)
    assert commands_in(typed) == BUILT


def test_the_readme_lists_what_is_built_and_nothing_else() -> None:
    table = "\n".join(line for line in README.splitlines() if line.startswith("| `/label"))
    assert commands_in(table) == BUILT


def test_the_hint_behind_the_command_names_every_command() -> None:
    hint = MANIFEST["features"]["slash_commands"][0]["usage_hint"]
    assert {word for word in re.findall(r"[a-z]+", hint) if word in COMMANDS} == BUILT
