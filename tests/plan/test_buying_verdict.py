"""What a press on *Create N labels* may buy, for every way in which screen, button and ledger can differ."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from bot.ledger.buying_verdict import Buy, ShowAgain, what_to_buy
from bot.model import Choices, Differs, LineKind, OnScreen, Person, Plan, PlanLine, PlanState

NOW = datetime(2026, 11, 23, 9, tzinfo=UTC)
ANNA = Person("U0AGENT", "T0")
SHOP = Choices(integration_id=70, shop_name="Main shop")
VERSION = 3


def plan(ticked: str, unticked: str = "", labelled: str = "", parcels: int = 1) -> Plan:
    """Return a plan whose lines stand at these positions, one digit each; each order goes in so many parcels."""
    lines = [
        *(PlanLine(int(one), one, LineKind.READY, ticked=True) for one in ticked),
        *(PlanLine(int(one), one, LineKind.READY) for one in unticked),
        *(PlanLine(int(one), one, LineKind.LABELLED) for one in labelled),
    ]
    state, choices = PlanState.READY, replace(SHOP, parcels=parcels)
    return Plan("P-1", ANNA, "C0", choices, state, NOW, NOW, lines=tuple(lines), tick_version=VERSION)


def screen(shown: str, ticked: str, button: int, version: int = VERSION) -> OnScreen:
    return OnScreen(version, frozenset(map(int, shown)), frozenset(map(int, ticked)), button)


def buys(positions: str) -> Buy:
    return Buy(frozenset(map(int, positions)))


AGAIN = ShowAgain(Differs.COUNT)
CHANGED = ShowAgain(Differs.CHANGED)


@pytest.mark.parametrize(
    ("case", "known", "pressed", "verdict"),
    [
        ("all on one page", plan("123"), screen("123", "123", 3), buys("123")),
        ("unticked and counted", plan("12", "3"), screen("123", "12", 2), buys("12")),
        ("the other pages are the ledger's", plan("1258", "3"), screen("123", "12", 4), buys("1258")),
        ("unticked on another page", plan("12", "9"), screen("12", "12", 2), buys("12")),
        ("grouped, without a single box", plan("123"), screen("", "", 3), buys("123")),
        ("an untick that has not arrived", plan("123"), screen("123", "12", 3), AGAIN),
        ("a tick that has not arrived", plan("12", "3"), screen("123", "123", 2), AGAIN),
        ("one unticked and one ticked, not arrived", plan("12", "3"), screen("123", "13", 2), AGAIN),
        ("an untick that arrived, the button had not changed", plan("12", "3"), screen("123", "12", 3), AGAIN),
        ("another window unticked one of another page", plan("12", "9"), screen("12", "12", 3), AGAIN),
        ("somebody labelled one meanwhile", plan("12", labelled="3"), screen("123", "123", 3), AGAIN),
        ("a box that the plan does not have", plan("12"), screen("127", "127", 3), AGAIN),
        ("a tick without a box is none", plan("12", "3"), screen("12", "123", 2), buys("12")),
        ("nothing ticked", plan("", "12"), screen("12", "", 0), buys("")),
        ("two parcels an order", plan("12", "3", parcels=2), screen("123", "12", 4), buys("12")),
        ("in parcels, a button that counts orders", plan("12", parcels=2), screen("12", "12", 2), AGAIN),
        ("in parcels, an untick not arrived", plan("123", parcels=2), screen("123", "12", 6), AGAIN),
        ("drawn before the bot changed ticks", plan("12"), screen("12", "12", 2, VERSION - 1), CHANGED),
    ],
)  # fmt: skip
def test_a_press_buys_what_screen_ledger_and_button_agree_on(
    case: str, known: Plan, pressed: OnScreen, verdict: Buy | ShowAgain
) -> None:
    assert what_to_buy(known, pressed) == verdict, case
