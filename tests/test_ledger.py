"""The ledger as a file: one claim an order, a history that only grows, and a schema that is never mixed up."""

from __future__ import annotations

import asyncio
import sqlite3
import threading
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bot.engine.request import request_for
from bot.ledger import (
    Database,
    Ledger,
    LedgerUnavailable,
    NewerLedger,
    audit,
    confirmations,
    events,
    lease,
    plans,
    purchases,
    runs,
    store,
)
from bot.ledger.confirmation_verdict import AllTaken, AlreadyConfirmed
from bot.ledger.health import complaints
from bot.model import CallOutcome, Candidate, Choices, EventKind, Holder, LineKind, Person, PlanLine, State

NOW = datetime(2026, 11, 23, 9, tzinfo=UTC)
ANNA, BEN = Person("U0AGENT", "T0"), Person("U0COLLEAGUE", "T0")
SHOP = Choices(integration_id=70, shop_name="Main shop")


@pytest.fixture
def path(tmp_path: Path) -> Path:
    file = tmp_path / "ledger.db"
    db = store.connect(file)
    store.prepare(db)
    db.close()
    return file


@pytest.fixture
def db(path: Path) -> Database:
    return store.connect(path)


def checked_plan(db: Database, name: str, *numbers: str, by: Person = ANNA) -> str:
    lines = [
        PlanLine(place, number, LineKind.READY, ticked=True, order_number=number, order_id=f"id-{number}")
        for place, number in enumerate(numbers, start=1)
    ]
    with store.writing(db):
        plans.create(
            db,
            name,
            by=by,
            channel="C0",
            choices=SHOP,
            lines=lines,
            twice=(),
            not_understood=(),
            cut=False,
            view_id=None,
            now=NOW,
        )
        plans.checked(db, name, lines, eager_feedback=False, shop_failing_since=None, checked_at=NOW, now=NOW)
    return name


def confirm(db: Database, plan: str, run: str, by: Person = ANNA) -> confirmations.Confirmation:
    with store.writing(db):
        return confirmations.confirm(db, plan, run, by=by, now=NOW)


def at_once(path: Path, work: Callable[[Database, int], None], threads: int = 8) -> None:
    """Let *work* happen in several threads with connections of their own, all starting together."""
    start = threading.Barrier(threads)

    def one(place: int) -> None:
        db = store.connect(path)
        start.wait()
        work(db, place)
        db.close()

    started = [threading.Thread(target=one, args=(place,)) for place in range(threads)]
    for thread in started:
        thread.start()
    for thread in started:
        thread.join()


def test_of_eight_who_confirm_the_same_orders_at_once_one_gets_them(path: Path, db: Database) -> None:
    for place in range(8):
        checked_plan(db, f"P-{place}", "1001", "1002", by=Person(f"U{place}", "T0"))
    found: list[confirmations.Confirmation] = []
    at_once(path, lambda own, place: found.append(confirm(own, f"P-{place}", f"L-{place}", Person(f"U{place}", "T0"))))
    won = [one for one in found if isinstance(one, confirmations.Confirmed)]
    lost = [one for one in found if isinstance(one, AllTaken)]
    assert (len(won), len(lost)) == (1, 7)
    holder = runs.load(db, won[0].run_id)
    assert holder is not None
    assert {taken.person for one in lost for _, taken in one.taken} == {holder.by.user}


def test_of_eight_who_confirm_one_plan_at_once_one_does_and_the_others_are_told_who(path: Path, db: Database) -> None:
    checked_plan(db, "P-1", "1001")
    found: list[confirmations.Confirmation] = []
    at_once(path, lambda own, place: found.append(confirm(own, "P-1", f"L-{place}", Person(f"U{place}", "T0"))))
    assert sum(isinstance(one, confirmations.Confirmed) for one in found) == 1
    assert sum(isinstance(one, AlreadyConfirmed) for one in found) == 7
    assert db.execute("SELECT count(*) FROM items").fetchone()[0] == 1


def test_of_eight_that_claim_the_same_orders_at_once_one_may_ask(path: Path, db: Database) -> None:
    checked_plan(db, "P-1", "1001", "1002")
    confirm(db, "P-1", "L-1")
    waiting = purchases.next_orders(db, "L-1")
    claims: list[int | None] = []

    def claim(own: Database, place: int) -> None:
        try:
            with store.writing(own):
                claims.append(purchases.claim(own, "L-1", waiting, {}, token=1, send_by=NOW, now=NOW))
        except purchases.ClaimRefused:
            pass

    at_once(path, claim)
    assert len(claims) == 1
    assert db.execute("SELECT count(*) FROM attempts").fetchone()[0] == 1


def test_the_orders_of_one_call_are_of_one_shop(db: Database) -> None:
    checked_plan(db, "P-1", "1001", "1002", "1003")
    with store.writing(db):
        db.execute("UPDATE plan_lines SET integration_id = 71, shop_name = 'Outlet' WHERE typed = '1002'")
    confirm(db, "P-1", "L-1")
    first = purchases.next_orders(db, "L-1")
    assert [item.order_number for item in first] == ["1001", "1003"]
    assert request_for(SHOP, first).integration_id == 70
    with store.writing(db):
        for item in first:
            db.execute("UPDATE items SET state = 'refused' WHERE id = ?", [item.id])
    second = purchases.next_orders(db, "L-1")
    assert [item.order_number for item in second] == ["1002"]
    assert request_for(SHOP, second).integration_id == 71


def test_the_database_itself_refuses_a_second_live_label_for_an_order(db: Database) -> None:
    checked_plan(db, "P-1", "1001")
    confirm(db, "P-1", "L-1")
    with pytest.raises(sqlite3.IntegrityError, match="UNIQUE"):
        db.execute(
            "INSERT INTO items (run_id, position, integration_id, order_number, number_key, order_id, state, since) "
            "VALUES ('L-1', 9, 70, '1001', '1001', 'id-1001', 'waiting', '')"
        )


def test_an_order_that_two_lines_of_a_plan_name_is_taken_once(db: Database) -> None:
    checked_plan(db, "P-1", "1001")
    with store.writing(db):
        twin = PlanLine(2, "#1001", LineKind.READY, ticked=True, order_number="1001", order_id="id-1001")
        plans.checked(db, "P-1", [twin], eager_feedback=False, shop_failing_since=None, checked_at=NOW, now=NOW)
    found = confirm(db, "P-1", "L-1")
    assert isinstance(found, confirmations.Confirmed)
    assert (found.labels, len(found.taken)) == (1, 1)
    assert [row[0] for row in db.execute("SELECT state FROM items ORDER BY position")] == ["waiting", "skipped"]


def test_a_plan_comes_back_whatever_is_not_known_of_its_orders(db: Database) -> None:
    outside = PlanLine(1, "1001", LineKind.LABELLED, holder=Holder())
    doubled = PlanLine(2, "1002", LineKind.AMBIGUOUS, candidates=(Candidate("id-1", "91", "1002"),))
    name = checked_plan(db, "P-1", "1001", "1002")
    with store.writing(db):
        plans.check_again(db, name, now=NOW)
        plans.checked(
            db, name, [outside, doubled], eager_feedback=False, shop_failing_since=None, checked_at=NOW, now=NOW
        )

    known = plans.load(db, name)

    assert known is not None
    assert known.lines == (outside, doubled)


def test_who_was_first_can_be_told_with_the_moment(db: Database) -> None:
    checked_plan(db, "P-1", "1001", by=ANNA)
    checked_plan(db, "P-2", "1001", "1002", by=BEN)
    confirm(db, "P-1", "L-1", ANNA)
    second = confirm(db, "P-2", "L-2", BEN)
    assert isinstance(second, confirmations.Confirmed)
    assert second.labels == 1
    assert [(number, who.person, who.at) for number, who in second.taken] == [("1001", "U0AGENT", NOW)]


@pytest.mark.parametrize(
    "statement", ["UPDATE events SET person = 'U0EVIL'", "DELETE FROM events", "DELETE FROM events WHERE seq = 1"]
)
def test_the_database_refuses_to_change_or_remove_an_event(db: Database, statement: str) -> None:
    checked_plan(db, "P-1", "1001")
    with pytest.raises(sqlite3.IntegrityError, match="append-only"):
        db.execute(statement)
    assert events.broken_links(db) == []


TAMPERING = {
    "changed": ["UPDATE events SET person = 'U0EVIL' WHERE seq = 2"],
    "changed with its hash made to fit": ["UPDATE events SET person = 'U0EVIL' WHERE seq = 2", "REHASH 2"],
    "removed": ["DELETE FROM events WHERE seq = 2"],
    "removed at the end": ["DELETE FROM events WHERE seq = (SELECT max(seq) FROM events)"],
    "removed and the rest closed up": [
        "DELETE FROM events WHERE seq = 2",
        "UPDATE events SET seq = seq - 1 WHERE seq > 2",
    ],
    "inserted": [
        "UPDATE events SET seq = -seq WHERE seq > 2",
        "UPDATE events SET seq = 1 - seq WHERE seq < 0",
        "INSERT INTO events SELECT 3, at, kind, person, run_id, order_number, detail, integration_id, order_id, "
        "number_key, previous, hash FROM events WHERE seq = 2",
    ],
    "reordered": [
        "UPDATE events SET seq = 99 WHERE seq = 2",
        "UPDATE events SET seq = 2 WHERE seq = 3",
        "UPDATE events SET seq = 3 WHERE seq = 99",
    ],
}


@pytest.mark.parametrize("way", TAMPERING)
def test_whoever_gets_past_the_database_is_found_out_by_the_chain(path: Path, db: Database, way: str) -> None:
    checked_plan(db, "P-1", "1001", "1002")
    confirm(db, "P-1", "L-1")
    assert audit.verify(path).problems == []
    db.execute("DROP TRIGGER events_are_never_changed")
    db.execute("DROP TRIGGER events_are_never_removed")
    for statement in TAMPERING[way]:
        if statement.startswith("REHASH"):
            row = next(row for row in events.all_rows(db) if row["seq"] == 2)
            db.execute("UPDATE events SET hash = ? WHERE seq = 2", [events.digest(row)])
        else:
            db.execute(statement)
    assert audit.verify(path).problems != []


def test_every_event_tells_who_and_when_and_about_which_order(db: Database) -> None:
    checked_plan(db, "P-1", "1001")
    confirm(db, "P-1", "L-1")
    told = events.of_number(db, ["1001"])
    assert [(one.kind, one.person, one.run_id, one.at, one.order_id) for one in told] == [
        (EventKind.ORDER_CONFIRMED, "U0AGENT", "L-1", NOW, "id-1001")
    ]


def test_a_change_that_fails_half_way_leaves_nothing_behind(db: Database) -> None:
    checked_plan(db, "P-1", "1001", "1002")
    confirm(db, "P-1", "L-1")
    waiting = purchases.next_orders(db, "L-1")
    db.execute("UPDATE items SET state = 'stopped' WHERE order_number = '1002'")
    with pytest.raises(purchases.ClaimRefused), store.writing(db):
        purchases.claim(db, "L-1", waiting, {}, token=1, send_by=NOW, now=NOW)
    assert db.execute("SELECT count(*) FROM attempts").fetchone()[0] == 0
    assert [item.state for item in (runs.load(db, "L-1") or pytest.fail("gone")).items] == [
        State.WAITING,
        State.STOPPED,
    ]


def test_a_clock_that_was_an_hour_ahead_keeps_the_next_process_waiting_no_longer_than_any(db: Database) -> None:
    assert lease.take(db, "one, whose clock is ahead", now=NOW + timedelta(hours=1))
    assert lease.take(db, "two", now=NOW + timedelta(seconds=30))


def test_one_process_at_a_time_has_the_work_and_its_token_only_grows(db: Database) -> None:
    first = lease.take(db, "one", now=NOW)
    assert lease.take(db, "two", now=NOW + timedelta(seconds=5)) is None
    second = lease.take(db, "two", now=NOW + lease.KEEPS + timedelta(seconds=1))
    assert first is not None
    assert second is not None
    assert second > first
    assert not lease.keep(db, first, now=NOW + lease.KEEPS + timedelta(seconds=2))


@pytest.mark.parametrize("asked", ["before the end", "after the end"])
async def test_who_asks_a_ledger_that_ends_is_answered(path: Path, asked: str) -> None:
    ledger = store.Ledger(path)
    await ledger.open()
    if asked == "before the end":
        answer = asyncio.create_task(ledger.read(runs.active))
        await asyncio.sleep(0)
        await ledger.close()
        assert await answer == []
    else:
        await ledger.close()
        with pytest.raises(store.LedgerUnavailable, match="not open"):
            await ledger.read(runs.active)


async def test_a_holder_that_lost_the_work_can_write_nothing_more(path: Path) -> None:
    ledger = Ledger(path)
    await ledger.open()
    first = await ledger.write(lease.take, "one", now=NOW)
    await ledger.write(lease.take, "two", now=NOW + timedelta(minutes=1))
    assert first is not None
    with pytest.raises(store.LeaseLost):
        await ledger.write_as(first, runs.changed, "L-1", now=NOW)
    await ledger.close()


async def test_a_ledger_of_a_newer_version_is_refused_and_left_alone(path: Path, db: Database) -> None:
    db.execute(
        "INSERT INTO _sqlite_migrations (migration_set, name, applied_at) VALUES ('label-bot', 'm0099_next', '')"
    )
    before = path.read_bytes()
    with pytest.raises(NewerLedger, match="m0099_next"):
        await Ledger(path).open()
    assert complaints(path) != []
    assert path.read_bytes() == before


async def test_a_file_that_is_no_ledger_is_refused(tmp_path: Path) -> None:
    other = tmp_path / "notes.txt"
    other.write_text("These are my notes, and they are longer than a header of SQLite's is. " * 20)
    with pytest.raises(LedgerUnavailable):
        await Ledger(other).open()
    assert other.read_text().startswith("These are my notes")
    with pytest.raises(audit.Unreadable):
        audit.verify(other)


def test_a_backup_taken_while_the_bot_writes_is_whole(path: Path, db: Database, tmp_path: Path) -> None:
    checked_plan(db, "P-1", "1001")
    confirm(db, "P-1", "L-1")
    copy = tmp_path / "copy.db"
    db.execute("VACUUM INTO ?", [str(copy)])
    assert complaints(copy) == []
    assert audit.verify(copy) == audit.verify(path)
    assert [row["orders"] for row in audit.list_runs(copy)] == [1]


def test_two_who_write_at_once_wait_for_each_other_instead_of_failing(path: Path, db: Database) -> None:
    for place in range(8):
        checked_plan(db, f"P-{place}", f"{1000 + place}")
    found: list[confirmations.Confirmation] = []
    at_once(path, lambda own, place: found.append(confirm(own, f"P-{place}", f"L-{place}")))
    assert all(isinstance(one, confirmations.Confirmed) for one in found)
    assert db.execute("SELECT count(*) FROM runs").fetchone()[0] == 8
    assert events.broken_links(db) == []


def test_the_audit_reads_without_being_able_to_write(path: Path, db: Database) -> None:
    checked_plan(db, "P-1", "1001")
    confirm(db, "P-1", "L-1")
    before = db.execute("PRAGMA data_version").fetchone()[0]
    assert [row["kind"] for row in audit.order_events(path, "#1001")] == ["order_confirmed"]
    assert [row["kind"] for row in audit.order_events(path, "id-1001")] == ["order_confirmed"]
    assert len(list(audit.every_event(path))) == audit.verify(path).events
    assert db.execute("PRAGMA data_version").fetchone()[0] == before


def test_the_words_of_a_plan_are_forgotten_again_when_it_was_checked_anew(db: Database) -> None:
    checked_plan(db, "P-1", "1001")
    later = NOW + timedelta(days=2)
    for _ in range(2):
        plan = plans.load(db, "P-1") or pytest.fail("gone")
        stray = PlanLine(7, "Geertruida", LineKind.NOT_FOUND, spellings=("Geertruida", "#Geertruida"))
        with store.writing(db):
            plans.check_again(db, "P-1", now=NOW)
            plans.checked(
                db, "P-1", [*plan.lines[:1], stray], eager_feedback=False, shop_failing_since=None,
                checked_at=NOW, now=NOW,
            )  # fmt: skip
            plans.forget_words(db, before=later)
        assert "Geertruida" not in "".join(db.conn.iterdump())
    assert [line.typed for line in (plans.load(db, "P-1") or pytest.fail("gone")).lines] == ["1001", ""]


def test_a_run_knows_how_fast_its_latest_calls_follow_each_other(db: Database) -> None:
    numbers = [str(place) for place in range(60)]
    confirm(db, checked_plan(db, "P-1", *numbers), "L-1")

    def pace(now: float) -> float | None:
        run = runs.load(db, "L-1")
        assert run is not None
        return run.call_pace.seconds_a_call(NOW + timedelta(seconds=now)) if run.call_pace else None

    def call(begun: float, ended: float, outcome: CallOutcome = CallOutcome.ANSWERED) -> None:
        run = runs.load(db, "L-1")
        assert run is not None
        at = NOW + timedelta(seconds=begun)
        with store.writing(db):
            made = purchases.claim(db, "L-1", run.of(State.WAITING)[:1], {}, token=1, send_by=at, now=at)
            assert made is not None
            purchases.end_attempt(db, made, outcome, 202, now=NOW + timedelta(seconds=ended))

    assert pace(0) is None
    call(0, 70, CallOutcome.UNKNOWN)
    assert pace(70) is None
    call(100, 106)
    assert pace(106) == 6.0
    assert pace(110) == 10.0  # what comes between the calls counts
    for begun in (106, 106, 106):  # three in flight
        call(begun, begun + 6)
    assert pace(112) == 3.0
    for begun in range(200, 216):  # what was slower before is forgotten
        call(begun, begun + 1)
    assert pace(216) == 1.0
    assert pace(337) is None  # the run stood still since
    call(400, 402)
    assert pace(402) == 2.0
