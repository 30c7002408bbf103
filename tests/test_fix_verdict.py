"""What becomes of a fix, by how far it is and what the order shows."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from bot.engine.fix_verdict import READ_FOR, Failed, FixVerdict, LookAgain, MayBeSent, Saved, Shows, judge
from bot.model import Cause, Fix, FixProblem, FixState, Item, Person, Run, RunState, State, fixable, next_to_fix, to_fix
from bot.model.plan import Choices
from bot.model.trouble import Field, Trouble

NOW = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)
EARLY, LATE = timedelta(seconds=3), READ_FOR


def fix(state: FixState, *, item: int = 1, at: datetime = NOW, looks: int = 0) -> Fix:
    return Fix(1, item, "R1", "U1", "T1", at, state, at, {"phone": "h"}, looks=looks)


@pytest.mark.parametrize(
    ("state", "shows", "after", "verdict"),
    [
        (FixState.TAKEN, Shows.NOT_READ, EARLY, Failed(FixProblem.NOT_SENT)),
        (FixState.SENDING, Shows.NOT_READ, EARLY, MayBeSent()),
        (FixState.SENT, Shows.NEW, EARLY, Saved()),
        (FixState.SENT, Shows.NEW, LATE, Saved()),
        (FixState.SENT, Shows.GONE, EARLY, Failed(FixProblem.NO_ORDER)),
        (FixState.SENT, Shows.OLD, EARLY, LookAgain(NOW + EARLY + timedelta(seconds=1))),
        (FixState.SENT, Shows.NOT_READ, EARLY, LookAgain(NOW + EARLY + timedelta(seconds=1))),
        (FixState.SENT, Shows.OLD, LATE, Failed(FixProblem.NOT_THERE)),
        (FixState.SENT, Shows.NOT_READ, LATE, Failed(FixProblem.NOT_READ)),
    ],
)
def test_what_becomes_of_a_fix(state: FixState, shows: Shows, after: timedelta, verdict: FixVerdict) -> None:
    assert judge(fix(state), shows, now=NOW + after) == verdict


def test_an_order_is_not_read_for_ever_by_a_clock_that_was_set_back() -> None:
    assert judge(fix(FixState.SENT, looks=30), Shows.OLD, now=NOW - timedelta(days=1)) == Failed(FixProblem.NOT_THERE)


def item(
    position: int, kind: Trouble = Trouble.PHONE, state: State = State.REFUSED, fields: tuple[str, ...] = ()
) -> Item:
    cause = Cause(kind.value, fields=fields)
    return Item(position, "R1", position, 70, f"100{position}", f"id-{position}", None, 1, state, NOW, cause=cause)


def run(*items: Item, fixes: tuple[Fix, ...] = ()) -> Run:
    return Run("R1", Person("U1", "T1"), "C1", Choices(70, "Main shop"), RunState.DONE, NOW, NOW, items, fixes=fixes)


@pytest.mark.parametrize(
    ("one", "fields"),
    [
        (item(1), (Field.PHONE,)),
        (item(1, Trouble.HOUSE_NUMBER), (Field.HOUSE_NUMBER,)),
        (
            item(1, Trouble.ADDRESS),
            (Field.STREET, Field.HOUSE_NUMBER, Field.LINE_2, Field.POSTAL_CODE, Field.CITY),
        ),
        (item(1, Trouble.ADDRESS, fields=("city",)), (Field.CITY,)),
        (item(1, Trouble.WEIGHT), (Field.WEIGHT, Field.DIMENSIONS)),
        (item(1, Trouble.SERVICE_POINT, fields=("post_number",)), (Field.SERVICE_POINT, Field.POST_NUMBER)),
        (item(1, Trouble.CUSTOMS), ()),
        (item(1, Trouble.CARRIER), ()),
        (item(1, Trouble.CARRIER_BUSY), ()),
        (item(1, Trouble.DUPLICATE), ()),
        (item(1, state=State.WAITING), ()),
        (item(1, state=State.LABELLED), ()),
        (item(1, state=State.UNDECIDED), ()),
    ],
)
def test_the_fields_at_fault_alone_can_be_changed(one: Item, fields: tuple[Field, ...]) -> None:
    assert fixable(one) == fields


def test_the_next_order_is_one_that_nobody_has_tried_to_fix() -> None:
    four = run(item(1), item(2), item(3, Trouble.CARRIER), item(4))
    assert [one.position for one in to_fix(four)] == [1, 2, 4]
    assert [next_to_fix(four, at).position for at in (1, 2, 4)] == [2, 4, 1]  # type: ignore[union-attr]
    tried = run(item(1), item(2), fixes=(fix(FixState.FAILED, item=2),))
    assert next_to_fix(tried, 1) is None
    busy = run(item(1), item(2), fixes=(fix(FixState.SENT, item=1),))
    assert [one.position for one in to_fix(busy)] == [2]
    earlier = run(item(1), item(2), fixes=(fix(FixState.FAILED, item=2, at=NOW - timedelta(hours=1)),))
    assert next_to_fix(earlier, 1) is not None
