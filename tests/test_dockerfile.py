"""The Dockerfile, read line by line: who it runs as, what it keeps, what it leaves out."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Final

ROOT: Final = Path(__file__).parents[1]
TEXT: Final = (ROOT / "Dockerfile").read_text(encoding="utf-8")
IGNORED: Final = (ROOT / ".dockerignore").read_text(encoding="utf-8").splitlines()


def instructions() -> list[tuple[str, str]]:
    """Return (instruction, rest) of every step, continuation lines joined, comments left out."""
    lines = [line for line in TEXT.splitlines() if line.strip() and not line.startswith("#")]
    joined = re.sub(r"\\\n\s*", " ", "\n".join(lines))
    return [(word.upper(), rest.strip()) for word, _, rest in (line.partition(" ") for line in joined.splitlines())]


def last_stage() -> dict[str, str]:
    steps = instructions()
    start = max(position for position, (word, _) in enumerate(steps) if word == "FROM")
    return dict(steps[start:])


def test_it_is_not_root() -> None:
    user, _, group = last_stage()["USER"].partition(":")

    assert int(user) > 0
    assert int(group) > 0


def test_the_ledger_is_on_a_volume() -> None:
    stage = last_stage()

    assert stage["VOLUME"] == "/data"
    assert "LABEL_BOT_DATABASE=/data/label-bot.db" in stage["ENV"]
    assert "LABEL_BOT_HOST=0.0.0.0" in stage["ENV"]


def test_it_has_a_home_folder_which_slacks_library_asks_for() -> None:
    assert "HOME=/data" in last_stage()["ENV"]


def test_it_says_whether_it_is_healthy_and_stops_by_sigterm() -> None:
    stage = last_stage()

    assert "/healthz" in stage["HEALTHCHECK"]
    assert "--interval=" in stage["HEALTHCHECK"]
    assert stage["STOPSIGNAL"] == "SIGTERM"
    # A shell in between would keep the signal for itself.
    assert stage["ENTRYPOINT"] == '["label-bot"]'
    assert stage["CMD"] == '["run"]'


def test_the_health_check_is_a_program() -> None:
    code = re.search(r'"-c", "(.*)"\]', last_stage()["HEALTHCHECK"])

    assert code
    compile(code[1], "HEALTHCHECK", "exec")


def test_only_what_is_locked_is_installed() -> None:
    installs = [rest for word, rest in instructions() if word == "RUN" and "pip install" in rest]

    assert any("--require-hashes -r requirements.txt" in rest for rest in installs)
    assert all("--require-hashes" in rest or "--no-deps --no-build-isolation ." in rest for rest in installs)


def test_everything_that_is_copied_exists_and_is_not_ignored() -> None:
    copies = [rest.split() for word, rest in instructions() if word == "COPY" and not rest.startswith("--from")]
    sources = {source for words in copies for source in words[:-1]}

    assert sources
    assert IGNORED[1] == "*"
    for source in sources:
        assert (ROOT / source).exists()
        assert f"!{source}" in IGNORED


def test_nothing_secret_is_built_in() -> None:
    assert not re.search(r"xox[a-z]-|xapp-|SLACK_|SENDCLOUD_|TOKEN|SECRET", TEXT)
