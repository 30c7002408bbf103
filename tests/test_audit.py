"""`label-bot audit verify` names the event that was touched, and anchors catch what a chain by itself cannot."""

from __future__ import annotations

import contextlib
import csv
import io
import json
import tracemalloc
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner

from bot.__main__ import cli
from bot.ledger import Database, anchors, audit, events
from bot.ledger.anchors import Anchor
from bot.ledger.store import connect, prepare, writing
from bot.model import EventKind
from tests.clock import START

EVENTS = 6
KINDS = list(EventKind)[:EVENTS]


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """A ledger of six events."""
    path = tmp_path / "ledger.db"
    with contextlib.closing(connect(path)) as db:
        prepare(db)
        for number in range(1, EVENTS + 1):
            events.append(db, KINDS[number - 1], now=START, person="U0AGENT", number=f"100{number}")
    return path


@contextlib.contextmanager
def disarmed(path: Path) -> Iterator[Database]:
    """Open a ledger whose triggers and types are gone until it is closed, as by somebody who knows how."""
    question = "SELECT name, sql FROM sqlite_master WHERE type = 'trigger'"
    with contextlib.closing(connect(path)) as db:
        triggers = db.execute(question).fetchall()
        strict = db.execute("SELECT sql FROM sqlite_master WHERE name = 'events'").fetchone()[0]
        for name, _ in triggers:
            db.execute(f"DROP TRIGGER {name}")
        db.execute("PRAGMA writable_schema = ON")
        db.execute("UPDATE sqlite_master SET sql = ? WHERE name = 'events'", [strict.replace("STRICT", "")])
    with contextlib.closing(connect(path)) as db:
        yield db
        for _, sql in triggers:
            db.execute(sql)
        db.execute("PRAGMA writable_schema = ON")
        db.execute("UPDATE sqlite_master SET sql = ? WHERE name = 'events'", [strict])


def tamper(path: Path, *statements: str) -> None:
    with disarmed(path) as db:
        for statement in statements:
            db.execute(statement)


def rehash(path: Path, first: int) -> None:
    """Give every event from *first* on the link and the hash that fit, as somebody would who knows how."""
    with disarmed(path) as db:
        rows = list(events.all_rows(db))
        link = rows[first - 2]["hash"]
        for row in rows[first - 1 :]:
            fitting = events.digest(row | {"previous": link})
            db.execute("UPDATE events SET previous = ?, hash = ? WHERE seq = ?", [link, fitting, row["seq"]])
            link = fitting


def noted(path: Path) -> list[Anchor]:
    return [Anchor(row["seq"], row["hash"]) for row in audit.every_event(path)]


def verify(path: Path, *words: str) -> tuple[int, str]:
    done = CliRunner().invoke(cli, ["audit", "verify", *words], env={"LABEL_BOT_DATABASE": str(path)})
    return done.exit_code, done.output


SHIFT = ["UPDATE events SET seq = -seq WHERE seq > 2", "UPDATE events SET seq = 1 - seq WHERE seq < 0"]


@pytest.mark.parametrize(
    ("statements", "named"),
    [
        (["UPDATE events SET person = 'U0EVIL' WHERE seq = 3"], f"Event 3 ({KINDS[2]}"),
        (["UPDATE events SET at = '2020-01-01' WHERE seq = 6"], f"Event 6 ({KINDS[5]}"),
        (["UPDATE events SET detail = x'ff' WHERE seq = 3"], f"Event 3 ({KINDS[2]}"),
        (["UPDATE events SET detail = CAST(x'7bff7d' AS TEXT) WHERE seq = 3"], f"Event 3 ({KINDS[2]}"),
        (["UPDATE events SET order_number = NULL WHERE seq = 3"], f"Event 3 ({KINDS[2]}"),
        (["DELETE FROM events WHERE seq = 3"], "Event 3 is missing"),
        (["DELETE FROM events WHERE seq IN (3, 4)"], "Events 3 to 4 are missing"),
        (["DELETE FROM events WHERE seq = 1"], "Event 1 is missing"),
        (["DELETE FROM events WHERE seq > 4"], "The last events are missing: 6 were written, 4 is the newest"),
        (["INSERT INTO events VALUES (0, '', 'run_done', '', '', '', '{}', 0, '', '', '', '')"], "Event 0 was put in"),
        (["INSERT INTO events VALUES (7, '', 'run_done', '', '', '', '{}', 0, '', '', '', '')"], "Event 7 (run_done"),
        ([*SHIFT, "INSERT INTO events SELECT 3, at, kind, person, run_id, order_number, detail, integration_id, "
          "order_id, number_key, previous, hash FROM events WHERE seq = 2"],
         f"Event 3 ({KINDS[1]}"),
        (["UPDATE events SET seq = 99 WHERE seq = 3", "UPDATE events SET seq = 3 WHERE seq = 4",
          "UPDATE events SET seq = 4 WHERE seq = 99"], f"Event 3 ({KINDS[3]}"),
    ],
)  # fmt: skip
def test_it_names_the_event_that_was_touched(path: Path, statements: list[str], named: str) -> None:
    assert verify(path)[0] == 0
    tamper(path, *statements)
    status, told = verify(path)

    assert status == 1
    assert named in told
    assert "Traceback" not in told


def test_an_event_whose_hash_was_made_to_fit_breaks_the_link_behind_it(path: Path) -> None:
    tamper(path, "UPDATE events SET person = 'U0EVIL' WHERE seq = 3")
    with disarmed(path) as db:
        row = next(row for row in events.all_rows(db) if row["seq"] == 3)
        db.execute("UPDATE events SET hash = ? WHERE seq = 3", [events.digest(row)])

    assert audit.verify(path).problems == ["Event 4 does not follow event 3: one of them was altered or put in."]


def test_a_history_written_anew_as_a_whole_is_caught_by_an_anchor(path: Path) -> None:
    kept = noted(path)
    tamper(path, "UPDATE events SET person = 'U0EVIL' WHERE seq = 3")
    rehash(path, 3)

    assert verify(path)[0] == 0
    assert audit.verify(path, kept[:2]).problems == []
    status, told = verify(path, "--anchor", str(kept[1]), "--anchor", str(kept[4]))
    assert status == 1
    assert told.startswith(f"Event 5 has the hash {noted(path)[4].hash} here, and {kept[4].hash} in its anchor.")
    assert "Event 2" not in told


def test_a_history_cut_off_at_its_end_is_caught_by_an_anchor(path: Path) -> None:
    kept = noted(path)
    tamper(path, "DELETE FROM events WHERE seq > 4", "UPDATE sqlite_sequence SET seq = 4 WHERE name = 'events'")

    assert verify(path)[0] == 0
    status, told = verify(path, "--anchor", str(kept[5]))
    assert status == 1
    assert "Event 6 is missing, though an anchor names it: the last here is 4." in told


def test_anchors_that_agree_are_counted(path: Path, tmp_path: Path) -> None:
    first, *_, last = noted(path)
    copied = tmp_path / "copied.txt"
    copied.write_text(
        f"label-bot APP  1:00 AM\nLedger of 2026-11-23: event {first.seq} has the hash {first.hash}.\n\n"
        f"maria  9:12\nthank you\n{last.seq}:{last.hash.upper()}\n"
    )

    status, told = verify(path, "--anchors", str(copied))
    assert (status, told) == (0, f"6 events, none changed. 2 anchors agree. The newest: {last}\n")
    assert verify(path, "--anchor", str(last))[1].startswith("6 events, none changed. 1 anchor agrees.")
    assert verify(path)[1] == f"6 events, none changed. The newest: {last}\n"


def export(path: Path, *words: str) -> str:
    done = CliRunner().invoke(cli, ["audit", "export", *words], env={"LABEL_BOT_DATABASE": str(path)})
    assert done.exit_code == 0
    return done.output


def test_the_export_has_every_event_in_both_forms(path: Path) -> None:
    rows = [dict(row) for row in audit.every_event(path)]

    assert json.loads(export(path, "--format", "json")) == rows
    table = list(csv.DictReader(io.StringIO(export(path))))
    assert [line["kind"] for line in table] == KINDS
    assert [line["hash"] for line in table] == [row["hash"] for row in rows]


def test_the_export_of_an_empty_ledger_is_an_empty_list(tmp_path: Path) -> None:
    path = tmp_path / "empty.db"
    with contextlib.closing(connect(path)) as db:
        prepare(db)

    assert json.loads(export(path, "--format", "json")) == []
    assert export(path) == ""


def test_a_ledger_that_cannot_be_read_does_not_cost_the_file_of_an_earlier_export(tmp_path: Path) -> None:
    path, output = tmp_path / "no-ledger.db", tmp_path / "events.csv"
    path.write_text("no ledger " * 100)
    output.write_text("seq,at\n")
    done = CliRunner().invoke(cli, ["audit", "export", "--output", str(output)], env={"LABEL_BOT_DATABASE": str(path)})

    assert done.exit_code == 1
    assert "cannot be read as a ledger" in done.output
    assert output.read_text() == "seq,at\n"


@pytest.mark.parametrize("form", ["csv", "json", "verify"])
def test_reading_a_long_history_takes_the_memory_of_one_event(tmp_path: Path, form: str) -> None:
    path = tmp_path / "ledger.db"
    with contextlib.closing(connect(path)) as db:
        prepare(db)
        with writing(db):
            for number in range(3_000):
                detail = {"reason": "It is not there. " * 30}
                events.append(db, EventKind.ORDER_BOUGHT_AGAIN, now=START, number=str(number), detail=detail)
    words = ["verify"] if form == "verify" else ["export", "--format", form, "--output", str(tmp_path / "export")]
    CliRunner().invoke(cli, ["audit", "verify"], env={"LABEL_BOT_DATABASE": str(tmp_path / "none")})  # imports
    tracemalloc.start()
    try:
        done = CliRunner().invoke(cli, ["audit", *words], env={"LABEL_BOT_DATABASE": str(path)})
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()

    assert done.exit_code == 0
    assert peak < 600_000 < path.stat().st_size


def test_events_that_the_bot_adds_during_a_check_are_no_contradiction(path: Path) -> None:
    """The chain is read as it was at one moment."""
    reading = audit.every_event(path)
    first = next(reading)
    with contextlib.closing(connect(path)) as db:
        events.append(db, EventKind.WORK_TAKEN_UP, now=START)

    assert len([first, *reading]) == EVENTS
    assert len(list(audit.every_event(path))) == EVENTS + 1


@pytest.mark.parametrize("text", ["", "6", "6:abc", "six:" + "a" * 64, "6:" + "a" * 63, "6:" + "a" * 65])
def test_an_anchor_that_cannot_be_read_is_not_taken_for_one_that_agrees(path: Path, tmp_path: Path, text: str) -> None:
    assert anchors.read(text) is None
    assert verify(path, "--anchor", text)[0] == 2
    file = tmp_path / "anchors.txt"
    file.write_text(f"{noted(path)[0]}\n{text}\nLedger of 2026-11-24: event 2 has the hash ab…\n")
    status, told = verify(path, "--anchors", str(file))
    assert status == 2
    assert "cannot be read, in line" in told


def test_a_file_without_an_anchor_is_not_taken_for_one_that_agrees(path: Path, tmp_path: Path) -> None:
    file = tmp_path / "anchors.txt"
    file.write_text("maria  9:12\nthank you\n")

    assert verify(path, "--anchors", str(file))[0] == 2
    assert verify(path, "--anchors", str(tmp_path / "none.txt"))[0] == 2


def test_events_that_were_cut_off_are_missed_though_the_bot_went_on(path: Path) -> None:
    tamper(path, "DELETE FROM events WHERE seq > 3")
    with contextlib.closing(connect(path)) as db:
        events.append(db, EventKind.WORK_TAKEN_UP, now=START)
    assert audit.verify(path).problems
