"""What the import rules of pyproject.toml cannot say."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import pytest

ROOT: Final = Path(__file__).parents[1]
MODULES: Final = sorted(path for folder in ("bot", "handlers") for path in (ROOT / folder).rglob("*.py"))


def name(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def nodes(path: Path) -> Iterator[ast.AST]:
    yield from ast.walk(ast.parse(path.read_text(encoding="utf-8"), filename=name(path)))


def reads_environment(node: ast.AST) -> bool:
    if isinstance(node, ast.ImportFrom):
        return node.module == "os" and any(alias.name in {"environ", "environb", "getenv"} for alias in node.names)
    return (
        isinstance(node, ast.Attribute)
        and node.attr in {"environ", "environb", "getenv"}
        and isinstance(node.value, ast.Name)
        and node.value.id == "os"
    )


def catches_everything(node: ast.AST) -> bool:
    """A bare ``except`` or one of Exception or BaseException that does not raise again."""
    if not isinstance(node, ast.ExceptHandler):
        return False
    caught = node.type.elts if isinstance(node.type, ast.Tuple) else [node.type]
    names = {kind.id if isinstance(kind, ast.Name) else kind for kind in caught}
    wide = bool(names & {None, "Exception", "BaseException"})
    last = node.body[-1]
    return wide and not (isinstance(last, ast.Raise) and last.exc is None)


def prints(node: ast.AST) -> bool:
    return isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "print"


def test_only_the_settings_read_the_environment() -> None:
    readers = {name(path) for path in MODULES if any(map(reads_environment, nodes(path)))}

    assert readers <= {"bot/settings.py"}


def test_nothing_prints_but_the_command_line_and_the_sandbox() -> None:
    printers = {name(path) for path in MODULES if any(map(prints, nodes(path)))}

    assert not {path for path in printers if path != "bot/__main__.py" and not path.startswith("bot/sandbox/")}


def test_nothing_swallows_every_error() -> None:
    assert not [name(path) for path in MODULES if any(map(catches_everything, nodes(path)))]


@pytest.mark.parametrize("path", MODULES, ids=name)
def test_every_module_says_what_it_is_about(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    about = ast.get_docstring(ast.parse(text))

    assert about
    assert about.splitlines()[0].endswith((".", "?", "!"))


def test_nothing_is_patched_in_tests() -> None:
    patched = re.compile(r"unittest\.mock|\bmock\.patch|MagicMock")

    tests = [path for path in (ROOT / "tests").rglob("*.py") if path != Path(__file__)]
    assert not [name(path) for path in tests if patched.search(path.read_text(encoding="utf-8"))]


@pytest.mark.parametrize("lock", ["requirements.txt", "requirements-dev.txt"])
def test_the_lock_has_hashes_and_names_no_place(lock: str) -> None:
    text = (ROOT / lock).read_text(encoding="utf-8")
    lines = [line for line in text.splitlines() if not line.lstrip().startswith("#")]
    packages = [position for position, line in enumerate(lines) if re.match(r"[a-z0-9]", line)]

    assert packages
    assert all(lines[position + 1].strip().startswith("--hash=sha256:") for position in packages)
    assert not [line for line in lines if re.search(r"://|^-|\bfile:| @ ", line)]


def test_the_runtime_lock_is_part_of_the_development_lock() -> None:
    def pins(lock: str) -> set[str]:
        return set(re.findall(r"(?m)^[a-z0-9][^ ]*==[^ ]+", (ROOT / lock).read_text(encoding="utf-8")))

    assert pins("requirements.txt") < pins("requirements-dev.txt")
