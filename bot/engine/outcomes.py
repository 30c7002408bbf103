"""Writing down what a call to buy came to: every order of it and its run, in one transaction."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.engine.causes import Causes
from bot.engine.settle import Accepted, GivenBack, Refused, Settlement, Unaccounted
from bot.engine.times import Times
from bot.ledger import Database, purchases, runs, settlements
from bot.model import CallOutcome, Cause, Item, Parcel, State
from bot.model.trouble import Trouble
from bot.sendcloud import ApiError


@dataclass(frozen=True)
class Call:
    """A claimed call: its run, its attempt in the ledger, its orders as sent, and when it had to leave by."""

    run_id: str
    attempt: int
    items: Sequence[Item]
    send_by: datetime


class Outcomes:
    """Carries verdicts out in the ledger."""

    def __init__(self, causes: Causes, times: Times) -> None:
        self._causes = causes
        self._times = times

    def write(self, db: Database, call: Call, settlement: Settlement, *, now: datetime) -> None:
        """Settle a call as a whole. An order that is no longer claimed by it is left as it is."""
        failures = runs.failures(db, call.run_id)
        claimed = {item.id: item for item in purchases.claimed(db, call.attempt)}
        back: list[Item] = []
        batches: dict[int, str] = {}
        for item in call.items:
            if item.id not in claimed:
                continue
            verdict = settlement.verdicts[item.id]
            if isinstance(verdict, GivenBack):
                back.append(claimed[item.id])
                batches[item.id] = verdict.batch
            else:
                self._order(db, call, claimed[item.id], verdict, answered=settlement.answered, now=now)
        purchases.give_back(db, back, settlement.outcome, batches=batches, now=now)
        purchases.end_attempt(db, call.attempt, settlement.outcome, settlement.http_status, now=now)
        for shipment_id in settlement.extra_shipments:
            runs.stray_shipment(db, call.run_id, shipment_id, now=now)
        self._run(db, call, settlement, failures, now=now)

    def _order(
        self,
        db: Database,
        call: Call,
        item: Item,
        verdict: Accepted | Refused | Unaccounted,
        *,
        answered: bool,
        now: datetime,
    ) -> None:
        times = self._times
        match verdict:
            case Accepted(label, also):
                settlements.accept(
                    db,
                    item,
                    label.shipment_id,
                    [Parcel(number) for number in label.parcel_ids],
                    watch_at=now + times.watch_after(0),
                    now=now,
                    candidates=(label.shipment_id, *also) if also else (),
                    # What an earlier request makes after it was counted out is a second label, and told.
                    open_until=now + times.unanswered if item.asked_again else None,
                )
            case Refused(kind, error):
                settlements.refuse(db, item, self._causes.at_hand(item, kind, error), now=now)
            case Unaccounted():
                settlements.unknown(
                    db,
                    item,
                    next_look_at=now + timedelta(seconds=times.looks[0]),
                    open_until=times.counted_out(call.send_by, now if answered else None),
                    may_ask_again=answered,
                    now=now,
                )

    def _run(self, db: Database, call: Call, settlement: Settlement, failures: int, *, now: datetime) -> None:
        """Stop, pause or go on with the run, after *failures* calls in a row that went wrong."""
        run_id, pause = call.run_id, self._times.pause_after(failures)
        if settlement.halt is not None:
            kind, told = settlement.halt
            runs.halt(db, run_id, self._causes.at_hand(call.items[0], kind, told or ApiError()), now=now)
        elif settlement.wait is not None:
            until = now + (timedelta(seconds=settlement.wait) or pause)
            runs.pause(db, run_id, Cause(Trouble.THROTTLED), until=until, now=now)
        elif settlement.rest and runs.has_orders(db, run_id, State.WAITING):
            unclear = Trouble.UNCLEAR if settlement.outcome is not CallOutcome.NOT_SENT else Trouble.UNREACHABLE
            runs.pause(db, run_id, Cause(unclear), until=now + pause, now=now)
        else:
            if not settlement.rest:
                runs.went_well(db, run_id)
            # Where nothing is left to wait with, what is unknown is looked up either way.
            runs.changed(db, run_id, now=now)
