"""A plan of 10,000 orders: opened, paged and ticked by reading one page, and never more than Slack takes."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from bot.checks import Check, CheckKind
from bot.ledger import Database, plan_pages, plans, store, ticks
from bot.model import (
    Candidate,
    Choices,
    Holder,
    LineKind,
    OnScreen,
    Person,
    Plan,
    PlanLine,
    PlanState,
    Section,
    State,
    most_shown,
)  # fmt: skip
from bot.plan_words import LineWords, PlanWords
from bot.sandbox.slack.blocks import view_problems
from bot.sandbox.slack.limits import VIEW_BYTES_MAX, json_size
from bot.slack.screens import modal_after_confirm, modal_check_and_confirm

NOW = datetime(2026, 11, 23, 9, tzinfo=UTC)
ANNA = Person("U0AGENT", "T0SANDBOX")
MANY = 10_000
FRAME = 20_480
LONG = "Llanfairpwllgwyngyllgogerychwyrndrobwllllantysiliogogoch €" * 4


def line(place: int) -> PlanLine:
    """Return one of ten thousand lines, of every kind, with texts as long as they come."""
    twins = tuple(Candidate(f"id-{place}-{one}", f"{place}{one}", f"{place}", LONG, LONG) for one in range(12))
    kinds: dict[int, dict[str, Any]] = {
        0: {"kind": LineKind.READY, "checks": (Check(CheckKind.NO_HS_CODE, place % 4 + 1),)},
        1: {"kind": LineKind.AMBIGUOUS, "candidates": twins},
        2: {"kind": LineKind.READY, "possible": True},
        3: {"kind": LineKind.LABELLED},
        4: {"kind": LineKind.NOT_FOUND, "other_shops": ((8, "Outlet"),)},
    }
    known: dict[str, Any] = {
        "kind": LineKind.READY,
        "ticked": True,
        "carrier": f"Carrier {place % 30}",
        "price": Decimal("6.05"),
    }
    more = kinds.get(place % 20, known)
    return PlanLine(
        place,
        f"{LONG}{place}",
        **{"country": "NL", "currency": "EUR", "option_label": LONG, "order_id": f"id-{place}", **more},
    )


@pytest.fixture(scope="module")
def db(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Database]:
    path: Path = tmp_path_factory.mktemp("many") / "ledger.db"
    db = store.connect(path)
    store.prepare(db)
    lines = [line(place) for place in range(1, MANY + 1)]
    with store.writing(db):
        plans.create(
            db, "P-1", by=ANNA, channel="C0", choices=Choices(70, "Main shop"), lines=lines, twice=[LONG] * 300,
            not_understood=[LONG] * 300, cut=False, view_id=None, now=NOW,
        )  # fmt: skip
        plans.checked(db, "P-1", lines, eager_feedback=True, shop_failing_since=None, checked_at=NOW, now=NOW)
    yield db
    db.close()


def words() -> PlanWords:
    told = PlanWords()
    told.note("P-1", {place: LineWords(LONG, LONG, "A.B.", LONG, LONG) for place in range(1, MANY + 1)})
    return told


@pytest.mark.parametrize("show", [None, *Section])
def test_every_page_is_read_by_itself_and_fits_into_a_view(db: Database, show: Section | None) -> None:
    first = plan_pages.read(db, "P-1", show=show)
    assert first is not None
    for number in {1, first.pages // 2 + 1, first.pages}:
        page = plan_pages.read(db, "P-1", show=show, page=number)
        assert page is not None
        read = sum(len(lines) for lines in page.lines.values())
        assert read <= sum(most_shown(section, alone=show is not None) for section in Section)
        view = modal_check_and_confirm.plan(page, NOW, words())
        assert view_problems(view, "modal") == []
        assert json_size(view) < VIEW_BYTES_MAX
        assert len(view["blocks"]) <= 100
        assert page.given == MANY + 600


def test_the_pages_of_a_section_hold_each_of_its_lines_once(db: Database) -> None:
    first = plan_pages.read(db, "P-1", show=Section.READY)
    assert first is not None
    pages = [plan_pages.read(db, "P-1", show=Section.READY, page=number) for number in range(1, first.pages + 1)]
    found = [one.position for page in pages if page for one in page.lines[Section.READY]]
    assert (len(found), len(set(found))) == (7_500, 7_500)


def test_a_page_and_a_tick_cost_a_few_questions_that_use_an_index(db: Database) -> None:
    asked: list[str] = []
    db.conn.set_trace_callback(asked.append)
    try:
        plan_pages.read(db, "P-1", show=Section.READY, page=100)
        assert len(asked) <= 10
        asked.clear()
        with store.writing(db):
            ticks.take(db, "P-1", OnScreen(2, frozenset({5, 6}), frozenset({5}), 0), seen_at="1.0")
        assert len(asked) <= 10
    finally:
        db.conn.set_trace_callback(None)
    for question in asked:
        if question.startswith(("SELECT", "UPDATE")):
            plan = " ".join(str(row) for row in db.execute(f"EXPLAIN QUERY PLAN {question}").fetchall())
            assert "SCAN" not in plan, question


def test_answers_to_submissions_stay_below_a_socket_frame() -> None:
    taken = [(LONG + str(place), Holder(NOW, "U0COLLEAGUE", "L-7F3A", State.LABELLED)) for place in range(MANY)]
    plan = Plan("P-1", ANNA, "C0", Choices(70, LONG), PlanState.CHECKING, NOW, None, lines=())
    answers = [
        modal_check_and_confirm.checking(plan, MANY),
        modal_check_and_confirm.once_more("P-1"),
        modal_after_confirm.started(MANY, "C0", taken),
        modal_after_confirm.all_taken(taken),
    ]
    assert max(len(json.dumps({"response_action": "update", "view": view})) for view in answers) < FRAME - 2_000
