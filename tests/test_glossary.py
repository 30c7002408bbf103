"""The glossary names things that are there, and says each once."""

from __future__ import annotations

import ast
import importlib
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import pytest

ROOT: Final = Path(__file__).parents[1]
ROWS: Final = [
    [cell.strip() for cell in line.strip("|").split("|")]
    for line in (ROOT / "docs" / "glossary.md").read_text(encoding="utf-8").splitlines()
    if line.startswith("| **")
]
PLACES: Final = [(row[0].strip("*"), place) for row in ROWS for place in re.findall(r"`([^`]+)`", row[2])]


def stands_at(place: str) -> object:
    """Return the module, class or function with this dotted name."""
    parts = place.split(".")
    found: object = importlib.import_module(parts[0])
    for end in range(2, len(parts) + 1):
        name = parts[end - 1]
        if not hasattr(found, name):
            importlib.import_module(".".join(parts[:end]))
        found = getattr(found, name)
    return found


@pytest.mark.parametrize(("word", "place"), PLACES)
def test_what_a_word_names_is_in_the_code(word: str, place: str) -> None:
    assert stands_at(place) is not None, word


def test_each_word_stands_there_once_with_a_meaning_and_a_place() -> None:
    words = [row[0] for row in ROWS]

    assert len(words) > 40
    assert len(words) == len(set(words))
    assert [row[0] for row in ROWS if len(row) != 3 or not row[1].endswith(".") or "`" not in row[2]] == []


def test_the_readme_leads_to_the_glossary() -> None:
    assert "(docs/glossary.md)" in (ROOT / "README.md").read_text(encoding="utf-8")


def defined(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef):
            yield node.name


@pytest.mark.parametrize(
    ("word", "homes"), [("trouble", ("bot/model/trouble.py", "bot/engine/trouble.py")), ("settle", ("bot/engine/",))]
)
def test_a_word_with_one_meaning_names_nothing_else(word: str, homes: tuple[str, ...]) -> None:
    paths = [*(ROOT / "bot").rglob("*.py"), *(ROOT / "handlers").rglob("*.py")]
    named = {
        f"{name}: {one}"
        for path in paths
        for one in defined(path)
        if word in one.lower() and not (name := path.relative_to(ROOT).as_posix()).startswith(("bot/sandbox/", *homes))
    }

    assert named == set()
