"""What the import rules of pyproject.toml cannot say."""

from __future__ import annotations

import ast
import re
import shutil
import subprocess
import sys
import tomllib
from collections.abc import Iterator, Mapping
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


CATCHES_EVERYTHING: Final[Mapping[str, str]] = {
    "bot/engine/pdf.py": "nobody can list what a damaged file makes a reader of PDFs raise; each becomes Damaged",
    "bot/ledger/store.py": "nothing is swallowed: what a piece of work raised is raised where it was asked for",
}


def test_nothing_swallows_every_error() -> None:
    assert {name(path) for path in MODULES if any(map(catches_everything, nodes(path)))} == CATCHES_EVERYTHING.keys()


@pytest.mark.parametrize("path", MODULES, ids=name)
def test_every_module_says_what_it_is_about(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    about = ast.get_docstring(ast.parse(text))

    assert about
    assert about.splitlines()[0].endswith((".", "?", "!"))


ABSENCE: Final = '"Absence is no evidence" writes it anew'
A_PLAN: Final = '"A plan you can trust" writes it anew'
STAND_IN: Final = "a stand-in checks a call as its vendor does, rule by rule"

EXCEPTIONS: Final[Mapping[str, str]] = {
    "bot/sandbox/sendcloud/purchase.py:_one": STAND_IN,
    "bot/sandbox/sendcloud/purchase.py:create_labels": STAND_IN,
    "bot/sandbox/sendcloud/reads.py:_order_fits": STAND_IN,
    "bot/sandbox/sendcloud/reads.py:_shipment_fits": STAND_IN,
    "bot/sandbox/sendcloud/reads.py:orders": STAND_IN,
    "bot/sandbox/slack/chat.py:checked_content": STAND_IN,
    "bot/sandbox/slack/files.py:complete_upload": STAND_IN,
    "bot/sandbox/slack/shown.py:message_json": STAND_IN,
    "bot/sandbox/slack/text.py:_own_texts": STAND_IN,
}
"""What may be larger than the limits below, and why. The list can only shrink."""

MODULE_LINES: Final = 300
FUNCTION_LINES: Final = 50
COMPLEXITY: Final = 12
FORKS: Final = (
    ast.If, ast.IfExp, ast.For, ast.AsyncFor, ast.While, ast.ExceptHandler, ast.Assert, ast.match_case,
)  # fmt: skip


def complexity(function: ast.AST) -> int:
    """McCabe's number, with each part of a condition and each loop of a comprehension counted as a fork."""
    ways = 1
    for node in ast.walk(function):
        if isinstance(node, FORKS):
            ways += 1
        elif isinstance(node, ast.BoolOp):
            ways += len(node.values) - 1
        elif isinstance(node, ast.comprehension):
            ways += 1 + len(node.ifs)
    return ways


def too_large(path: Path) -> Iterator[str]:
    """Name a module that is too long, and each function in it that is too long or too complex."""
    if len(path.read_text(encoding="utf-8").splitlines()) > MODULE_LINES:
        yield name(path)
    for node in nodes(path):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            lines = (node.end_lineno or node.lineno) - node.lineno + 1
            if lines > FUNCTION_LINES or complexity(node) > COMPLEXITY:
                yield f"{name(path)}:{node.name}"


def test_no_module_and_no_function_is_too_large_save_those_with_a_reason() -> None:
    found = {one for path in MODULES for one in too_large(path)}

    assert found - EXCEPTIONS.keys() == set(), "too long or too complex"
    assert EXCEPTIONS.keys() - found == set(), "no exception any more: take it out of the list"


MAY_IMPORT: Final[Mapping[str, tuple[str, ...]]] = {
    "bot/slack/screens": (
        "bot.slack.screens", "bot.slack.ids", "bot.model", "bot.checks", "bot.documents", "bot.people",
        "bot.plan_words", "bot.spreadsheet",
    ),
    "bot/sandbox": ("bot.sandbox",),
    "bot/sendcloud": ("bot.sendcloud", "bot.model", "bot.clock", "bot.outgoing"),
    "bot/intake": ("bot.intake", "bot.model"),
    "bot/ledger/approval_verdict.py": ("bot.model", "bot.ledger.limits_verdict"),
    "bot/ledger/limits_verdict.py": ("bot.model",),
    "bot/ledger/confirmation_verdict.py": ("bot.model",),
    "bot/ledger/buying_verdict.py": ("bot.model",),
    "bot/ledger/plan_ticks.py": ("bot.model", "bot.checks", "bot.intake"),
    "bot/ledger/requeue_verdict.py": ("bot.model",),
    "bot/model": ("bot.model", "bot.checks"),
    "bot/checks.py": (),
    "bot/people.py": (),
    "bot/plan_words.py": (),
    "bot/spreadsheet.py": (),
    "bot/documents.py": ("bot.model",),
    "bot/clock.py": (),
    "bot/waiting.py": ("bot.clock",),
    "bot/logs.py": (),
    "bot/settings.py": (),
}  # fmt: skip
"""Of what a room or a module may know, all of it: what is new belongs to nobody until it is written here."""

PURE: Final = frozenset({"asyncio", "http", "logging", "os", "pathlib", "random", "socket", "subprocess", "time"})
"""Modules of the standard library by which screens would stop being the same for the same values."""


def imported(path: Path) -> Iterator[str]:
    for node in nodes(path):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module is not None:
            package = node.module in {"bot", "bot.slack"}
            yield from (f"{node.module}.{alias.name}" for alias in node.names) if package else (node.module,)


def of_room(room: str) -> list[Path]:
    return [path for path in MODULES if name(path) == room or name(path).startswith(f"{room}/")]


@pytest.mark.parametrize("room", MAY_IMPORT)
def test_a_room_imports_of_the_bot_only_what_it_may_know(room: str) -> None:
    allowed = MAY_IMPORT[room]
    strangers = [
        f"{name(path)}: {module}"
        for path in of_room(room)
        for module in imported(path)
        if re.match(r"(bot|handlers)\b", module)
        and not any(module == one or module.startswith(f"{one}.") for one in allowed)
    ]

    assert of_room(room)
    assert strangers == []


def test_screens_are_pure() -> None:
    screens = of_room("bot/slack/screens")

    assert [f"{name(path)}: {one}" for path in screens for one in imported(path) if one.split(".")[0] in PURE] == []


def contracts() -> list[dict[str, object]]:
    with (ROOT / "pyproject.toml").open("rb") as file:
        rules: list[dict[str, object]] = tomllib.load(file)["tool"]["importlinter"]["contracts"]
    return rules


def protected() -> dict[str, str]:
    """Return each module and library that only named importers may use, with the name of its contract."""
    return {
        str(module): str(rule["name"])
        for rule in contracts()
        if isinstance(modules := rule.get("protected_modules"), list)
        for module in modules
    }


def test_every_library_has_a_home() -> None:
    outside = {module.split(".")[0] for path in MODULES for module in imported(path)}
    libraries = outside - set(sys.stdlib_module_names) - {"bot", "handlers"}

    assert libraries - protected().keys() == set()


def test_a_module_that_no_contract_names_may_use_no_library_and_enter_no_room(tmp_path: Path) -> None:
    for folder in ("bot", "handlers"):
        shutil.copytree(ROOT / folder, tmp_path / folder, ignore=shutil.ignore_patterns("static", "__pycache__"))
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    words = "".join(f"import {module}\n" for module in protected())
    (tmp_path / "bot" / "newroom.py").write_text(words, encoding="utf-8")
    call = "import sys; from importlinter.cli import lint_imports_command as run; sys.exit(run())"

    done = subprocess.run(
        [sys.executable, "-c", call, "--no-cache", "--no-logo"], cwd=tmp_path, capture_output=True, text=True
    )

    refused = {one for one in protected() if re.search(rf"- bot\.newroom -> {re.escape(one)} \(", done.stdout)}
    assert refused == set(protected()), done.stdout + done.stderr
    assert done.returncode == 1


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
