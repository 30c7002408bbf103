"""What a look at an order that waits to be bought means, for every kind of shipment that it can show."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from bot.engine.picture import Seen
from bot.engine.precheck_verdict import Adopt, AskPerson, HasLabel, MayBeBought, before_buying
from bot.model import Item, State

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
WAITING = Item(
    id=1, run_id="L-1", position=1, integration_id=70, order_number="1001", order_id="id-1", sendcloud_id="1", copy=1,
    state=State.WAITING, since=NOW, snapshot=("old",),
)  # fmt: skip
ASKED = replace(WAITING, attempt_id=7)
SECOND = replace(WAITING, copy=2, reason="The parcel was lost.")
KNOWN = replace(WAITING, shipment_id="mine")

OLD, NEW, MINE = Seen("old"), Seen("new", made_at=NOW), Seen("mine")
DEAD = Seen("new", live=False)
ELSEWHERE = Seen("new", elsewhere=True)
UNSURE = Seen("new", sure=False, made_at=NOW)
FORGOTTEN = Seen("new", after_backup=True)


@pytest.mark.parametrize(
    ("item", "shown", "expected"),
    [
        (WAITING, [], MayBeBought(())),
        (WAITING, [DEAD], MayBeBought(("new",))),
        (WAITING, [OLD], HasLabel(None)),
        (WAITING, [NEW], HasLabel(NOW)),
        (WAITING, [UNSURE], HasLabel(NOW)),
        (WAITING, [replace(OLD, elsewhere=True)], MayBeBought(("old",))),
        (WAITING, [ELSEWHERE], HasLabel(None)),
        (WAITING, [FORGOTTEN], Adopt(FORGOTTEN)),
        (WAITING, [FORGOTTEN, OLD], HasLabel(None)),
        (WAITING, [replace(FORGOTTEN, elsewhere=True)], HasLabel(None)),
        (KNOWN, [MINE], Adopt(MINE)),
        (KNOWN, [NEW, MINE], Adopt(MINE)),
        (KNOWN, [replace(MINE, live=False)], MayBeBought(("mine",))),
        (ASKED, [NEW], Adopt(NEW)),
        (ASKED, [UNSURE], AskPerson(("new",))),
        (ASKED, [NEW, OLD], AskPerson(("new", "old"))),
        (ASKED, [NEW, Seen("newer")], AskPerson(("new", "newer"))),
        (ASKED, [OLD], HasLabel(None)),
        (ASKED, [ELSEWHERE], HasLabel(None)),
        (ASKED, [DEAD], MayBeBought(("new",))),
        (SECOND, [OLD], MayBeBought(("old",))),
        (SECOND, [NEW], HasLabel(NOW)),
        (SECOND, [OLD, NEW], HasLabel(NOW)),
        (replace(WAITING, reason="Nobody knows."), [OLD], MayBeBought(("old",))),
        (replace(SECOND, shipment_id="old"), [OLD], Adopt(OLD)),
    ],
)
def test_an_order_is_bought_only_where_nothing_can_be_its_label(
    item: Item, shown: list[Seen], expected: object
) -> None:
    assert before_buying(item, shown, others=(), has_competitor=False) == expected


def test_the_label_of_a_namesake_stands_in_no_orders_way() -> None:
    assert before_buying(WAITING, [NEW], others={"new"}, has_competitor=False) == MayBeBought(("new",))


def test_what_can_be_either_of_two_orders_is_adopted_by_none() -> None:
    assert before_buying(ASKED, [NEW], others=(), has_competitor=True) == AskPerson(("new",))
    assert before_buying(WAITING, [FORGOTTEN], others=(), has_competitor=True) == HasLabel(None)
