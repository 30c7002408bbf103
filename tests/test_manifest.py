"""manifest.yml: valid for Slack, every right with its reason, and in agreement with the README and the code."""

from __future__ import annotations

import json
import os
import re
from pathlib import Path
from typing import Any, Final

import jsonschema
import pytest
import yaml

from bot.settings import Settings
from bot.slack.scopes import NEEDED

ROOT: Final = Path(__file__).parents[1]
TEXT: Final = (ROOT / "manifest.yml").read_text(encoding="utf-8")
README: Final = (ROOT / "README.md").read_text(encoding="utf-8")
MANIFEST: Final[dict[str, Any]] = yaml.safe_load(TEXT)
CONTRACT: Final = os.environ.get("LABEL_BOT_CONTRACT")


def schema() -> dict[str, Any]:
    if not CONTRACT:
        pytest.skip("LABEL_BOT_CONTRACT is not set: Slack's published schema is not at hand")
    text = (Path(CONTRACT) / "slack" / "manifest.schema.2.0.0.json").read_text(encoding="utf-8")
    found: dict[str, Any] = json.loads(text)
    return found


def http_form() -> dict[str, Any]:
    """Return the manifest with the lines that the README gives for HTTP mode laid over it."""
    block = re.search(r"```yaml\n(# HTTP mode.*?)```", README, re.DOTALL)
    assert block
    lines = yaml.safe_load(block[1])
    return {
        **MANIFEST,
        "features": {
            **MANIFEST["features"],
            "slash_commands": [{**MANIFEST["features"]["slash_commands"][0], **lines["features"]["slash_commands"][0]}],
        },
        "settings": {**MANIFEST["settings"], **lines["settings"]},
    }


def test_it_is_valid_for_slack() -> None:
    jsonschema.validate(MANIFEST, schema())


def test_its_http_form_is_valid_for_slack() -> None:
    jsonschema.validate(http_form(), schema())


def test_the_http_form_sends_everything_to_one_address() -> None:
    form = http_form()
    addresses = {
        form["features"]["slash_commands"][0]["url"],
        form["settings"]["interactivity"]["request_url"],
        form["settings"]["interactivity"]["message_menu_options_url"],
    }

    assert len(addresses) == 1
    assert addresses.pop().endswith("/slack/events")
    assert form["settings"]["socket_mode_enabled"] is False


def test_every_scope_has_its_reason_beside_it() -> None:
    scopes = MANIFEST["oauth_config"]["scopes"]["bot"]

    for scope in scopes:
        assert re.search(rf"(?m)^ +- {re.escape(scope)} # \S.{{10,}}$", TEXT), scope
    assert len(scopes) == len(set(scopes))
    assert set(MANIFEST["oauth_config"]["scopes"]) == {"bot"}


def test_the_doctor_looks_for_the_same_scopes() -> None:
    assert set(MANIFEST["oauth_config"]["scopes"]["bot"]) == NEEDED


def test_the_readme_lists_every_command_of_the_usage_hint() -> None:
    (command,) = MANIFEST["features"]["slash_commands"]
    words = [part.strip().split()[0] for part in command["usage_hint"].split("|")[1:]]

    assert command["command"] == "/label"
    assert command["should_escape"] is False
    for word in words:
        assert re.search(rf"(?m)^\| `/label {word}\b", README), word
    listed = set(re.findall(r"(?m)^\| `/label ([a-z]+)", README))
    assert listed == set(words)


def test_the_readme_names_the_shortcut() -> None:
    (shortcut,) = MANIFEST["features"]["shortcuts"]

    assert (shortcut["type"], shortcut["callback_id"]) == ("message", "create_labels_from_message")
    assert len(shortcut["name"]) <= 24
    assert f"message shortcut **{shortcut['name']}**" in README


def test_the_readme_has_every_setting() -> None:
    listed = set(re.findall(r"`((?:SLACK|SENDCLOUD|LABEL_BOT)_[A-Z_]+)`", README))
    assert {name.upper() for name in Settings.model_fields} == listed
