"""The command line: ``label-bot``, which is also ``python -m bot``."""

from __future__ import annotations

import asyncio
import csv
import itertools
import json
import logging
import sys
import tempfile
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Final, NoReturn, TextIO, TypeVar

import click

from bot import __version__, logs
from bot.settings import Settings, SettingsError, clear_environment, database_path, on_this_machine, unknown_names
from bot.spreadsheet import inert

if TYPE_CHECKING:
    from bot.ledger.anchors import Anchor

WRONG: Final = 1
MISUSED: Final = 2  # as click itself answers an option that it does not know

log = logging.getLogger("bot")

T = TypeVar("T")


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="label-bot")
def cli() -> None:
    """Shipping labels from Sendcloud, asked for in Slack, each bought once."""


@cli.command()
@click.option("--short-waits", is_flag=True, hidden=True)
def run(*, short_waits: bool) -> None:
    """Run the bot until SIGTERM: Socket Mode when SLACK_APP_TOKEN is set, otherwise HTTP."""
    settings = _settings()
    if short_waits and not on_this_machine(settings.sendcloud_api_url):
        # A real Sendcloud may carry a request out long after these seconds: its order would be bought a second time.
        raise click.UsageError("--short-waits is for the sandbox alone. Leave it out.")
    logs.set_up(settings.label_bot_log_level, settings.label_bot_log_format, settings.secrets())
    sys.excepthook = logs.problem_at_start
    for name in unknown_names():
        log.warning("%s means nothing to this bot; is it misspelt?", name)
    clear_environment()
    from bot import app

    sys.exit(asyncio.run(app.run(settings, short_waits=short_waits)))


@cli.command()
@click.option("--folder", type=click.Path(file_okay=False, path_type=Path), help="Where ledger, log and PDF go.")
@click.option("--port", type=click.IntRange(0, 65535), default=0, help="Where to serve the page; otherwise any.")
@click.option("--no-browser", is_flag=True, help="Do not open the page in the browser.")
@click.option("--play", "scripted", is_flag=True, help="Play the main job in the terminal instead, and end.")
def sandbox(folder: Path | None, port: int, *, no_browser: bool, scripted: bool) -> None:
    """Serve a page that behaves like Slack, with the bot in it: no account, no key, no network. Ctrl-C ends it."""
    place = folder or Path(tempfile.mkdtemp(prefix="label-bot-"))
    place.mkdir(parents=True, exist_ok=True)
    if scripted:
        from bot.sandbox.play import play

        sys.exit(asyncio.run(play(place, click.echo)))
    from bot.sandbox.serve import serve

    shown = not no_browser and sys.stdout.isatty()
    sys.exit(asyncio.run(serve(place, click.echo, port=port, open_browser=shown)))


@cli.command()
def doctor() -> None:
    """Check every setting, key, scope, channel and file, and say what to do about each."""
    settings = _settings()
    logs.set_up("ERROR", settings.label_bot_log_format, settings.secrets())
    sys.excepthook = logs.problem_at_start
    clear_environment()
    from bot import app
    from bot.doctor import lines

    findings = asyncio.run(app.examine(settings))
    for line in lines(findings):
        click.echo(_visible(line))
    sys.exit(0 if all(finding.ok for finding in findings) else WRONG)


# ------------------------------------------------------------------------------------------------------------- audit


@cli.group()
def audit() -> None:
    """Read the ledger. It needs LABEL_BOT_DATABASE and no other setting, and changes nothing."""


@audit.command("list")
def audit_list() -> None:
    """List the runs, newest first."""
    from bot.ledger import audit as book

    _tell(_read(book.list_runs), "No runs yet.")


@audit.command("show")
@click.argument("order")
def audit_show(order: str) -> None:
    """Show every event of the order with this number, oldest first."""
    from bot.ledger import audit as book

    rows = _read(lambda path: book.order_events(path, order))
    if not rows:
        _fail(_visible(f"The ledger knows nothing of an order {order}."))
    chain = {"number_key", "previous", "hash"}  # long, and of use only to look it up and to verify
    _tell([{name: value for name, value in row.items() if name not in chain} for row in rows])


@audit.command("unknown-errors")
def audit_unknown_errors() -> None:
    """List what Sendcloud and carriers said that the bot has no advice for, the most frequent first."""
    from bot.ledger import audit as book

    _tell(_read(book.unknown_errors), "Nothing was refused in words that the bot does not know.")


@audit.command("export")
@click.option("--format", "form", type=click.Choice(["csv", "json"]), default="csv", show_default=True)
@click.option("--output", type=click.Path(dir_okay=False, path_type=Path), help="A file; otherwise standard output.")
def audit_export(form: str, output: Path | None) -> None:
    """Write every event, oldest first: as CSV for people, or as JSON with every value as it stands."""
    from bot.ledger import audit as book

    write = _write_csv if form == "csv" else _write_json

    def export(path: Path) -> None:
        rows = book.every_event(path)
        # A ledger that cannot be read must not cost the file that is there.
        rows = itertools.chain(list(itertools.islice(rows, 1)), rows)
        if output is None:
            write(rows, sys.stdout)
            return
        try:
            with output.open("w", encoding="utf-8", newline="") as file:
                write(rows, file)
        except OSError as error:
            _fail(f"{output} cannot be written: {error.strerror}.")

    _read(export)


@audit.command("verify")
@click.option("--anchor", "given", multiple=True, metavar="SEQ:HASH", help="An event's hash as noted elsewhere.")
@click.option(
    "--anchors",
    "files",
    multiple=True,
    type=click.Path(dir_okay=False, path_type=Path),
    help="A file with such lines, or with the copied text of the messages in LABEL_BOT_ANCHOR_CHANNEL.",
)
def audit_verify(given: Sequence[str], files: Sequence[Path]) -> None:
    """Recompute the chain of events and name every one that was changed, taken out or put in."""
    from bot.ledger import audit as book

    noted = [*_anchors_given(given), *(anchor for file in files for anchor in _anchors_in(file))]
    verdict = _read(lambda path: book.verify(path, noted))
    for problem in verdict.problems:
        click.echo(_visible(problem))
    if verdict.problems:
        _fail("The ledger was changed after it was written.")
    compared = f" {len(noted)} {'anchor agrees' if len(noted) == 1 else 'anchors agree'}." if noted else ""
    head = f"{verdict.events}:{verdict.head}" if verdict.events else "-"
    click.echo(f"{verdict.events} events, none changed.{compared} The newest: {head}")


def _anchors_given(given: Sequence[str]) -> list[Anchor]:
    from bot.ledger import anchors

    found = [anchors.read(text) for text in given]
    if None in found:
        _fail("An anchor is the number of an event, a colon and its hash of 64 characters.", MISUSED)
    return [anchor for anchor in found if anchor]


def _anchors_in(file: Path) -> list[Anchor]:
    from bot.ledger import anchors

    try:
        found, unreadable = anchors.found_in(file.read_text(encoding="utf-8-sig", errors="replace"))
    except OSError as error:
        _fail(f"{file} cannot be read: {error.strerror}.", MISUSED)
    if unreadable:
        _fail(f"{file} holds an anchor that cannot be read, in line {', '.join(map(str, unreadable))}.", MISUSED)
    if not found:
        _fail(f"There is no anchor in {file}.", MISUSED)
    return found


@audit.command("backup")
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
@click.option("--force", is_flag=True, help="Overwrite FILE.")
def audit_backup(file: Path, force: bool) -> None:
    """Copy the ledger to FILE, while the bot runs or not, and check the copy."""
    from bot.clock import SystemClock
    from bot.ledger import backup

    now = SystemClock().now()
    try:
        verdict = _read(lambda path: backup.make(path, file, force=force, now=now))
    except backup.NotBackedUp as error:
        _fail(str(error))
    for problem in verdict.problems:
        click.echo(_visible(problem))
    if verdict.problems:
        _fail(f"{file} was written, but the ledger was changed after it was written. Keep older backups as well.")
    head = f"{verdict.events}:{verdict.head}" if verdict.events else "-"
    click.echo(f"{verdict.events} events are in {file}, none changed. The newest: {head}")


def _read(question: Callable[[Path], T]) -> T:
    from bot.ledger.audit import Unreadable

    path = database_path()
    if not path.is_file():
        _fail(f"There is no ledger at {path}. LABEL_BOT_DATABASE says where it is.")
    try:
        return question(path)
    except Unreadable as error:
        _fail(str(error))


def _tell(rows: Sequence[Mapping[str, object]], nothing: str = "") -> None:
    """Print rows as columns, as wide as their widest cell."""
    if not rows:
        click.echo(nothing)
        return
    names = list(rows[0])
    cells = [names, *([_visible(_cell(row[name])) for name in names] for row in rows)]
    widths = [max(len(line[column]) for line in cells) for column in range(len(names))]
    for line in cells:
        click.echo("  ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)).rstrip())


def _write_csv(rows: Iterable[Mapping[str, object]], file: TextIO) -> None:
    writer = csv.writer(file)
    for number, row in enumerate(rows):
        if number == 0:
            writer.writerow(row)
        writer.writerow([inert(_cell(value)) for value in row.values()])


def _write_json(rows: Iterable[Mapping[str, object]], file: TextIO) -> None:
    """Write a list of objects, one a line."""
    before = "[\n "
    for row in rows:
        file.write(before + json.dumps(dict(row), ensure_ascii=False, default=str))
        before = ",\n "
    file.write("[]\n" if before == "[\n " else "\n]\n")


def _cell(value: object) -> str:
    if value is None:
        return ""
    return json.dumps(value, ensure_ascii=False) if isinstance(value, dict | list) else str(value)


def _visible(text: str) -> str:
    """Somebody else's text must not steer the terminal."""
    return "".join(c if c.isprintable() else c.encode("unicode_escape").decode("ascii") for c in text)


def _settings() -> Settings:
    try:
        return Settings.load()
    except SettingsError as error:
        _fail(str(error), MISUSED)


def _fail(message: str, code: int = WRONG) -> NoReturn:
    click.echo(f"label-bot: {message}", err=True)
    sys.exit(code)


def main() -> None:
    """Start the command line."""
    cli(prog_name="label-bot")


if __name__ == "__main__":
    main()
