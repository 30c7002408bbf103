"""The state machine of the ledger under any sequence of answers, clicks and crashes that hypothesis can think of."""

from __future__ import annotations

import itertools
import json
import sqlite3
from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule
from sqlite_utils import Database

from bot.engine.reconcile import take_over
from bot.ledger import (
    confirmations,
    document_requests,
    events,
    lease,
    lookups,
    plans,
    purchases,
    requeue,
    runs,
    settlements,
)
from bot.ledger.confirmations import Confirmed
from bot.ledger.store import holds, prepare, writing
from bot.model import (
    LIVE,
    MOVING,
    CallOutcome,
    Cause,
    Choices,
    Holder,
    Item,
    LineKind,
    Parcel,
    Person,
    PlanLine,
    RunState,
    Safety,
    State,
)
from bot.model.trouble import Trouble
from tests.clock import START

SHOP = 70
ORDERS = ("O-1", "O-2", "O-3", "O-4", "O-5", "O-6")
PEOPLE = (Person("U0AGENT", "T0"), Person("U0COLLEAGUE", "T0"))
CAUSE = Cause(Trouble.DATA, "No.")
PATIENCE = timedelta(seconds=120)

answers = st.sampled_from(["accepted", "refused", "unknown", "unknown, answered", "given back"])


def replayed(db: Database) -> dict[tuple[str, str, int], str]:
    """Return where every order of every run stands, by the events alone."""
    places: dict[tuple[str, str, int], str] = {}
    for row in events.all_rows(db):
        if row["order_id"] is None or row["run_id"] is None:
            continue
        detail = json.loads(row["detail"])
        whose = (row["run_id"], row["order_id"])
        copy = detail.get("copy") or next((known[2] for known in places if known[:2] == whose), 1)
        places[*whose, copy] = detail["state"]
    return places


def replayed_runs(db: Database) -> dict[str, str]:
    """Return where every run stands, by the events alone."""
    told = [row for row in events.all_rows(db) if row["run_id"] is not None and row["order_id"] is None]
    states = [(row["run_id"], json.loads(row["detail"]).get("state")) for row in told]
    return {run: state for run, state in states if state is not None}


class LedgerMachine(RuleBasedStateMachine):
    """Answers, clicks and crashes, each through the functions that the bot uses, on a ledger in memory."""

    @initialize()
    def begin(self) -> None:
        self.db = Database(sqlite3.connect(":memory:", isolation_level=None))
        prepare(self.db)
        self.now: datetime = START
        self.count = itertools.count(1)
        self.asked: dict[str, int] = {}
        self.plans: list[str] = []
        self.attempts: list[tuple[int, int]] = []
        self.old: list[Item] = []
        self.token = 0
        self.new_process()
        # Two people look at the same orders: whoever confirms second finds them taken.
        for by in PEOPLE:
            self.somebody_checks(set(ORDERS[:3]), by)

    def write(self, change: Callable[..., Any], *args: Any, **kwargs: Any) -> Any:
        """Make one change as the ledger does, a little later than the one before."""
        self.now += timedelta(seconds=1)
        with writing(self.db):
            return change(self.db, *args, now=self.now, **kwargs)

    def items(self, *states: State) -> list[Item]:
        found = [runs.load(self.db, run) for run in self.asked]
        return [item for run in found if run for item in run.items if not states or item.state in states]

    def a_run(self, data: st.DataObject) -> str:
        return str(data.draw(st.sampled_from(sorted(self.asked))))

    # ------------------------------------------------------------------------------------------------------- plans

    @rule(wanted=st.sets(st.sampled_from(ORDERS), min_size=1, max_size=4), by=st.sampled_from(PEOPLE))
    def somebody_checks(self, wanted: set[str], by: Person) -> None:
        plan = f"P-{next(self.count)}"
        lines = [PlanLine(place, order) for place, order in enumerate(sorted(wanted), start=1)]
        self.write(
            plans.create, plan, by=by, channel="C0", choices=Choices(SHOP, "Shop"), lines=lines, twice=(),
            not_understood=(), cut=False, view_id=None,
        )  # fmt: skip
        found = [replace(line, kind=LineKind.READY, order_number=line.typed, order_id=line.typed) for line in lines]
        self.write(plans.checked, plan, found, eager_feedback=False, shop_failing_since=None, checked_at=self.now)
        self.plans.append(plan)

    @precondition(lambda self: self.plans)
    @rule(data=st.data(), by=st.sampled_from(PEOPLE))
    def somebody_confirms(self, data: st.DataObject, by: Person) -> None:
        plan = data.draw(st.sampled_from(self.plans))
        before = plans.load(self.db, plan)
        run = f"L-{next(self.count)}"
        result = self.write(confirmations.confirm, plan, run, by=by)
        if isinstance(result, Confirmed) and before is not None:
            assert before.run_id is None
            self.asked[run] = len(before.of(LineKind.READY))
            assert result.labels + len(result.taken) == self.asked[run]

    # ------------------------------------------------------------------------------------------------------ buying

    @precondition(lambda self: bool(runs.active(self.db)))
    @rule(data=st.data(), dies=st.booleans())
    def the_bot_asks(self, data: st.DataObject, dies: bool) -> None:
        run = data.draw(st.sampled_from(runs.active(self.db)))
        chunk = purchases.next_orders(self.db, run)
        self.old += chunk
        attempt = self.write(purchases.claim, run, chunk, {}, token=self.token, send_by=self.now + timedelta(seconds=2))
        assert attempt is not None
        self.attempts.append((attempt, self.token))
        if not dies:
            self.the_answer_comes(data, attempt, self.token)

    def open_attempts(self) -> list[tuple[int, int]]:
        there = {row[0] for row in self.db.execute("SELECT id FROM attempts WHERE ended_at IS NULL")}
        return [one for one in self.attempts if one[0] in there]

    @precondition(lambda self: bool(self.open_attempts()))
    @rule(data=st.data())
    def an_answer_comes(self, data: st.DataObject) -> None:
        self.the_answer_comes(data, *data.draw(st.sampled_from(self.open_attempts())))

    @precondition(lambda self: bool(self.attempts))
    @rule(data=st.data())
    def an_answer_comes_too_late(self, data: st.DataObject) -> None:
        self.the_answer_comes(data, *data.draw(st.sampled_from(self.attempts)))

    def the_answer_comes(self, data: st.DataObject, attempt: int, token: int) -> None:
        """Settle a call, as whoever asked would; not when the work went to somebody else meanwhile."""
        if not holds(self.db, token):
            return

        def settle(db: Database, *, now: datetime) -> None:
            back = []
            claimed = purchases.claimed(db, attempt)
            for item in claimed:
                what = data.draw(answers)
                if what == "accepted":
                    shipment = f"S-{next(self.count)}"
                    settlements.accept(db, item, shipment, [Parcel(1)], watch_at=now, now=now)
                elif what == "refused":
                    settlements.refuse(db, item, CAUSE, now=now)
                elif what == "given back":
                    back.append(item)
                else:
                    again = what != "unknown"
                    until = now + PATIENCE
                    settlements.unknown(db, item, next_look_at=now, open_until=until, may_ask_again=again, now=now)
            purchases.give_back(db, back, CallOutcome.NOT_SENT, now=now)
            purchases.end_attempt(db, attempt, CallOutcome.ANSWERED, 202, now=now)
            for run in {item.run_id for item in claimed}:
                runs.changed(db, run, now=now)

        self.write(settle)

    @rule()
    def new_process(self) -> None:
        """The process dies or loses its lease, and another one begins with what it left open."""
        self.now += timedelta(minutes=1)
        self.token = self.write(lease.take, f"process {next(self.count)}")
        assert self.token
        self.write(take_over, self.token, PATIENCE)

    @precondition(lambda self: self.items(State.UNKNOWN))
    @rule(data=st.data(), found=st.sampled_from(["one", "nothing yet", "nothing", "two"]))
    def the_bot_looks(self, data: st.DataObject, found: str) -> None:
        item = data.draw(st.sampled_from(self.items(State.UNKNOWN)))
        self.old.append(item)

        def decide(db: Database, *, now: datetime) -> None:
            if found == "one":
                settlements.accept(db, item, f"S-{next(self.count)}", [Parcel(1)], watch_at=now, now=now)
            elif found == "two" or (found == "nothing" and not item.may_ask_again):
                settlements.hand_to_person(db, item, ["S-a", "S-b"], now=now)
            elif found == "nothing":
                settlements.release(db, item, [], now=now)
                assert item.asked_again == 0
            runs.changed(db, item.run_id, now=now)

        self.write(decide)

    @precondition(lambda self: self.items(State.ACCEPTED))
    @rule(data=st.data(), said=st.sampled_from(["labelled", "failed", "mixed"]))
    def the_carrier_answers(self, data: st.DataObject, said: str) -> None:
        item = data.draw(st.sampled_from(self.items(State.ACCEPTED)))
        self.old.append(item)

        def note(db: Database, *, now: datetime) -> None:
            if said == "labelled":
                settlements.labelled(db, item, [Parcel(1, "3S")], "PostNL", now=now)
            elif said == "failed":
                settlements.carrier_failed(db, item, CAUSE, now=now)
            else:
                settlements.hand_to_person(db, item, [item.shipment_id or ""], now=now)
            runs.changed(db, item.run_id, now=now)

        self.write(note)

    @precondition(lambda self: self.items(State.WAITING))
    @rule(data=st.data())
    def a_colleague_was_quicker(self, data: st.DataObject) -> None:
        item = data.draw(st.sampled_from(self.items(State.WAITING)))
        self.write(purchases.skip, item, Holder(at=self.now))

    @precondition(lambda self: self.old)
    @rule(data=st.data())
    def somebody_acts_on_an_old_picture(self, data: st.DataObject) -> None:
        """A row that was read long ago is written back; it counts only when nothing happened since."""
        item = data.draw(st.sampled_from(self.old))
        now_there = next(one for one in self.items() if one.id == item.id)
        moved = self.write(settlements.refuse, item, CAUSE)
        assert not moved or (now_there.state, now_there.attempt_id) == (item.state, item.attempt_id)
        self.write(runs.changed, item.run_id)

    # ------------------------------------------------------------------------------------------------------ people

    @precondition(lambda self: self.asked)
    @rule(data=st.data(), by=st.sampled_from(PEOPLE))
    def somebody_stops_a_run(self, data: st.DataObject, by: Person) -> None:
        self.write(runs.stop, self.a_run(data), by=by)

    @precondition(lambda self: self.asked)
    @rule(data=st.data(), by=st.sampled_from(PEOPLE), times=st.integers(1, 2))
    def somebody_presses(self, data: st.DataObject, by: Person, times: int) -> None:
        run = self.a_run(data)
        button = data.draw(st.sampled_from(["continue", "retry", "look again", "ask again", "documents"]))
        for _ in range(times):
            match button:
                case "continue":
                    self.write(requeue.continue_run, run, by=by)
                case "retry":
                    self.write(requeue.retry, run, data.draw(st.sampled_from(Safety)), by=by)
                case "look again":
                    self.write(lookups.look_again, run, by=by.user)
                case "ask again":
                    shown = {one.position: one.doubt for one in self.items(State.UNDECIDED) if one.run_id == run}
                    self.write(requeue.ask_again, run, shown, by=by, reason="It is not there.")
                case "documents":
                    self.write(document_requests.add, run, by=by)

    @precondition(lambda self: self.asked)
    @rule(data=st.data(), seconds=st.integers(1, 60))
    def sendcloud_cannot_be_reached(self, data: st.DataObject, seconds: int) -> None:
        run = self.a_run(data)
        until = self.now + timedelta(seconds=seconds)
        self.write(runs.pause, run, Cause(Trouble.UNREACHABLE), until=until)

    @precondition(lambda self: self.asked)
    @rule(data=st.data())
    def the_account_is_refused(self, data: st.DataObject) -> None:
        self.write(runs.halt, self.a_run(data), Cause(Trouble.PAYMENT))

    @rule(seconds=st.integers(1, 300))
    def time_passes(self, seconds: int) -> None:
        self.now += timedelta(seconds=seconds)
        self.write(runs.continue_due)

    # -------------------------------------------------------------------------------------------------- what holds

    @invariant()
    def the_counts_add_up_to_what_was_asked_for(self) -> None:
        for run_id, asked in self.asked.items():
            run = runs.load(self.db, run_id)
            assert run is not None
            assert sum(run.counts().values()) == len(run.items) == asked

    @invariant()
    def an_order_has_at_most_one_live_label(self) -> None:
        live = Counter((item.integration_id, item.order_id, item.copy) for item in self.items(*LIVE))
        assert not [order for order, number in live.items() if number > 1]

    @invariant()
    def the_events_alone_give_the_tables(self) -> None:
        tables = {(item.run_id, item.order_id, item.copy): item.state.value for item in self.items()}
        assert replayed(self.db) == tables
        assert replayed_runs(self.db) == dict(self.db.execute("SELECT id, state FROM runs").fetchall())

    @invariant()
    def what_is_claimed_belongs_to_an_open_call(self) -> None:
        ended = {row[0] for row in self.db.execute("SELECT id FROM attempts WHERE ended_at IS NOT NULL")}
        assert not [item for item in self.items(State.CLAIMED) if item.attempt_id in ended]

    @invariant()
    def a_run_is_done_when_nothing_in_it_moves(self) -> None:
        for run_id in self.asked:
            run = runs.load(self.db, run_id)
            assert run is not None
            if run.state is RunState.DONE:
                assert not run.of(*MOVING, State.STOPPED)
            if not run.of(*MOVING):
                assert run.state in (RunState.DONE, RunState.STOPPED)
            if run.state is RunState.STOPPED:
                assert not run.of(State.WAITING)

    def teardown(self) -> None:
        assert events.broken_links(self.db) == []
        self.db.close()


LedgerMachine.TestCase.settings = settings(
    max_examples=50, stateful_step_count=50, deadline=None, suppress_health_check=[HealthCheck.too_slow]
)
TestLedger = pytest.mark.timeout(300)(LedgerMachine.TestCase)


def test_what_was_read_before_an_order_was_asked_for_anew_counts_no_more() -> None:
    """The order is in the same state as then, but about another call."""
    machine = LedgerMachine()
    machine.begin()
    machine.write(confirmations.confirm, machine.plans[0], "L-1", by=PEOPLE[0])
    machine.asked["L-1"] = 3

    def asked_for_in_vain() -> Item:
        chunk = purchases.next_orders(machine.db, "L-1")[:1]
        attempt = machine.write(purchases.claim, "L-1", chunk, {}, token=machine.token, send_by=machine.now + PATIENCE)
        (claimed,) = purchases.claimed(machine.db, attempt)
        machine.write(
            settlements.unknown,
            claimed,
            next_look_at=machine.now,
            open_until=machine.now + PATIENCE,
            may_ask_again=True,
        )
        machine.write(purchases.end_attempt, attempt, CallOutcome.ANSWERED, 202)
        (unknown,) = machine.items(State.UNKNOWN)
        return unknown

    first = asked_for_in_vain()
    machine.write(settlements.release, first, [])
    second = asked_for_in_vain()

    assert (first.id, first.state) == (second.id, second.state)
    assert not machine.write(settlements.refuse, first, CAUSE)
    assert machine.write(settlements.refuse, second, CAUSE)
    machine.the_events_alone_give_the_tables()
    machine.teardown()
