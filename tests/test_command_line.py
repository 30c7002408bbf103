"""The command line: what it says when something is missing, and that it says it without a trace."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from bot import __version__
from bot.__main__ import _visible, cli
from bot.settings import NOT_BUILT_YET, Settings
from bot.spreadsheet import inert

HIDDEN = {name.upper(): None for name in Settings.model_fields} | dict.fromkeys(NOT_BUILT_YET)


def command(*words: str, **environ: str) -> Result:
    return CliRunner().invoke(cli, words, env={**HIDDEN, **environ})


@pytest.mark.parametrize("word", ["run", "doctor"])
def test_missing_settings_stop_the_start_with_one_message(word: str) -> None:
    result = command(word, LABEL_BOT_PORT="not-a-port", LABEL_BOT_DIGEST_AT="08:30")

    assert result.exit_code == 2
    assert result.stdout == ""
    for name in ("SLACK_BOT_TOKEN", "SENDCLOUD_PUBLIC_KEY", "SENDCLOUD_SECRET_KEY", "LABEL_BOT_PORT"):
        assert name in result.stderr
    assert "LABEL_BOT_DIGEST_AT is set" in result.stderr
    assert "not-a-port" not in result.stderr


NOT_OBEYED = {
    "LABEL_BOT_DIGEST_AT": "08:47",
}


def test_settings_that_nothing_obeys_yet_stop_the_start_all_named_in_one_message_without_values() -> None:
    least = {
        "SLACK_BOT_TOKEN": "xoxb-1",
        "SLACK_APP_TOKEN": "xapp-1",
        "SENDCLOUD_PUBLIC_KEY": "1",
        "SENDCLOUD_SECRET_KEY": "2",
    }
    environ = {**{name: value for name, value in os.environ.items() if name not in HIDDEN}, **least, **NOT_OBEYED}

    done = subprocess.run([sys.executable, "-m", "bot", "run"], env=environ, capture_output=True, text=True)

    assert done.returncode == 2
    assert done.stdout == ""
    assert done.stderr.startswith(f"label-bot: {len(NOT_OBEYED)} setting needs attention:\n")
    assert [name for name in NOT_OBEYED if f"  {name} is set, and " not in done.stderr] == []
    assert [value for value in NOT_OBEYED.values() if value in done.stderr] == []


@pytest.mark.parametrize("words", [["list"], ["show", "1001"], ["export"], ["verify"]])
def test_audit_without_a_ledger_says_so_and_makes_none(words: list[str], tmp_path: Path) -> None:
    missing = tmp_path / "none.db"

    result = command("audit", *words, LABEL_BOT_DATABASE=str(missing))

    assert result.exit_code == 1
    assert f"There is no ledger at {missing}" in result.stderr
    assert list(tmp_path.iterdir()) == []


def test_audit_of_something_else_says_so(tmp_path: Path) -> None:
    other = tmp_path / "other.db"
    other.write_text("this is no database, and long enough not to be taken for an empty one")

    result = command("audit", "list", LABEL_BOT_DATABASE=str(other))

    assert result.exit_code == 1
    assert result.stderr.startswith("label-bot: ")
    assert other.read_text().startswith("this is no database")


def test_help_and_version() -> None:
    listed = command("--help").stdout

    for word in ("run", "sandbox", "doctor", "audit"):
        assert f"\n  {word}" in listed
    assert __version__ in command("--version").stdout


def test_it_runs_as_a_module() -> None:
    done = subprocess.run([sys.executable, "-m", "bot", "--version"], capture_output=True, text=True, check=True)

    assert done.stdout == f"label-bot, version {__version__}\n"


def test_an_exported_cell_is_no_formula() -> None:
    assert [inert(cell) for cell in ("=1+1", "+1", "-1", "@x")] == ["'=1+1", "'+1", "'-1", "'@x"]
    assert [inert(cell) for cell in ("1001", "")] == ["1001", ""]


def test_text_of_others_cannot_steer_the_terminal() -> None:
    assert _visible("1\x1b[31m\n2") == "1\\x1b[31m\\n2"


def test_short_waits_are_refused_where_sendcloud_is_real() -> None:
    keys = {"SENDCLOUD_PUBLIC_KEY": "public", "SENDCLOUD_SECRET_KEY": "secret"}
    result = command("run", "--short-waits", SLACK_BOT_TOKEN="xoxb-1", SLACK_APP_TOKEN="xapp-1", **keys)

    assert result.exit_code == 2
    assert "--short-waits is for the sandbox alone" in result.stderr
