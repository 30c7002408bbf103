"""``/label spend``: what labels cost, in lines that add up to the rows of the file."""

from __future__ import annotations

import csv
import io
from collections.abc import AsyncIterator
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from bot.intake import read_period
from bot.model import AlikeOrders, BoughtOrder, Period, Spend
from bot.sandbox.slack import Person
from bot.slack.screens import answer_spend
from tests.slack.drawing_kit import ASKER, check_answer
from tests.world import World, world_at

AMSTERDAM = ZoneInfo("Europe/Amsterdam")
DAY = 24 * 3600.0


@pytest.fixture
async def team(tmp_path: Path) -> AsyncIterator[World]:
    """A bot whose leads approve, and so see what everybody spends; each label has a fee."""
    async with world_at(
        tmp_path, LABEL_BOT_APPROVERS="S0LEADS", LABEL_BOT_APPROVAL_ABOVE="500", LABEL_BOT_LABEL_FEE="0.09"
    ) as world:
        yield world


async def asked(world: World, person: Person, typed: str) -> str:
    """Type the command and return the private answer on one line."""
    seen = len(person.ephemerals)
    await person.command(f"/label spend {typed}".strip())
    answer = await world.soon(lambda: person.ephemerals[-1] if len(person.ephemerals) > seen else None)
    return " ".join(answer.plain().split())


async def bought(world: World, person: Person, *numbers: str) -> None:
    world.orders(*numbers)
    await world.done(await world.run(person, " ".join(numbers)))
    # What rules chose is asked for after the label is there.
    await world.until(lambda: not world.rows("SELECT 1 FROM items WHERE price IS NULL AND state = 'labelled'"))


def rows(content: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"))))


async def test_sums_are_ones_own_and_for_approvers_those_of_everybody_and_add_up_to_the_file(team: World) -> None:
    lead = team.slack.person("U0LEAD")
    await bought(team, team.agent, "1001", "1002")
    await bought(team, team.colleague, "1003")
    prices = [Decimal(row[0]) for row in team.rows("SELECT price FROM items ORDER BY id")]

    own, everybody = await asked(team, team.agent, "today"), await asked(team, lead, "")

    assert f"What labels cost, 2026-11-23 Yours: 2 labels, ≈ EUR {sum(prices[:2]):.2f} by quotes." in own
    assert "EUR 0.18 of that are label fees." in own
    assert f"By carrier PostNL: 2 labels, ≈ EUR {sum(prices[:2]):.2f} by quotes. By shop Main shop: 2 labels" in own
    assert "By person" not in own
    assert f"Everybody's: 3 labels, ≈ EUR {sum(prices):.2f} by quotes." in everybody
    people = everybody.replace(" :", ":")
    assert f"By person @U0AGENT: 2 labels, ≈ EUR {sum(prices[:2]):.2f} by quotes. @U0COLLEAGUE: 1 label" in people

    await lead.press(lead.ephemerals[-1], "Send me all of it")
    (message,) = await team.until(lambda: [one for one in lead.dms() if one.files])
    assert message.files[0].name == "2026-11-23 3 labels.csv"
    told = rows(message.files[0].content)
    assert [(row["order"], row["person"], row["price is"]) for row in told] == [
        ("1001", "U0AGENT", "an estimate"),
        ("1002", "U0AGENT", "an estimate"),
        ("1003", "U0COLLEAGUE", "an estimate"),
    ]
    assert [Decimal(row["price"]) for row in told] == prices
    assert {row["of that fee"] for row in told} == {"0.09"}
    await team.told(lead, "A file with every label is in")
    assert not any(one.files for one in team.agent.dms())


async def test_a_day_is_over_when_it_is_and_an_unreadable_one_is_asked_about(team: World) -> None:
    await bought(team, team.agent, "1001")
    team.clock.advance(DAY)
    assert "Yours: no label yet." in await asked(team, team.agent, "today")
    assert "Yours: 1 label" in await asked(team, team.agent, "yesterday")
    month = await asked(team, team.agent, "2026-11")
    assert "What labels cost, 2026-11-01 to 2026-11-30 Yours: 1 label" in month
    assert "By day 2026-11-23: 1 label" in month
    assert "/label spend takes today, yesterday, week, month" in await asked(team, team.agent, "forever")


@pytest.mark.parametrize(
    ("typed", "first", "last"),
    [
        ("", "2026-11-25", "2026-11-25"),
        ("Today.", "2026-11-25", "2026-11-25"),
        ("yesterday", "2026-11-24", "2026-11-24"),
        ("week", "2026-11-23", "2026-11-25"),
        ("month", "2026-11-01", "2026-11-25"),
        ("2026-10", "2026-10-01", "2026-10-31"),
        ("2024-02", "2024-02-01", "2024-02-29"),
        ("2026-12", "2026-12-01", "2026-12-31"),
    ],
)
def test_days_are_read(typed: str, first: str, last: str) -> None:
    assert read_period(typed, date(2026, 11, 25)) == Period(date.fromisoformat(first), date.fromisoformat(last))


@pytest.mark.parametrize("typed", ["2026-13", "2026", "1001", "last year", "2026-1"])
def test_what_is_no_day_is_not_guessed_at(typed: str) -> None:
    assert read_period(typed, date(2026, 11, 25)) is None


@pytest.mark.parametrize(
    ("day", "hours"), [(date(2026, 10, 25), 25), (date(2026, 3, 29), 23), (date(2026, 10, 24), 24)]
)
def test_a_day_on_which_the_clocks_change_is_as_long_as_it_is(day: date, hours: int) -> None:
    since, until = Period(day, day).between(AMSTERDAM)

    assert (until.astimezone(UTC) - since.astimezone(UTC)).total_seconds() == hours * 3600


def order(number: str, ready: datetime, price: str | None, **more: str) -> BoughtOrder:
    cost = AlikeOrders(1, 1, Decimal(price) if price else None, more.pop("currency", "EUR"), rough=False, test=False)
    told = {"carrier": "PostNL", "shop": "Main shop", "person": ASKER, "run_id": "L-1"} | more
    return BoughtOrder(number, ready, cost=cost, **told)


def test_sums_by_day_are_those_of_the_team_and_of_unknown_prices_none_is_free() -> None:
    late = datetime(2026, 10, 24, 22, 30, tzinfo=UTC)  # half past midnight in Amsterdam, still in summer time
    told = Spend(
        Period(date(2026, 10, 24), date(2026, 10, 25)),
        AMSTERDAM,
        (
            order("1", datetime(2026, 10, 24, 21, 59, tzinfo=UTC), "5.10"),
            order("2", late, "0.10"),
            order("3", late, "0.20", carrier="", currency="GBP"),
            order("=4", datetime(2026, 10, 25, 22, 59, tzinfo=UTC), None, shop="<!channel>"),
        ),
    )

    text, _ = both = answer_spend.spend(told)

    check_answer(both)
    assert "Yours: 4 labels, EUR 5.20 and GBP 0.20 by quotes, 1 of unknown price." in text
    assert "• 2026-10-24: 1 label, EUR 5.10 by quotes." in text
    assert "• 2026-10-25: 3 labels, GBP 0.20 and EUR 0.10 by quotes, 1 of unknown price." in text
    assert "• carrier not told: 1 label, GBP 0.20 by quotes." in text
    listed = rows(answer_spend.content(told))
    assert [row["day"] for row in listed] == ["2026-10-24", "2026-10-25", "2026-10-25", "2026-10-25"]
    assert (listed[3]["order"], listed[3]["price"], listed[3]["price is"]) == ("'=4", "", "unknown")


def test_a_month_of_many_carriers_is_an_answer_that_slack_takes() -> None:
    orders = tuple(
        order(str(n), datetime(2026, 10, 1 + n % 31, 12, tzinfo=UTC), "5.10", carrier="*" * 200 + str(n), shop=f"s{n}")
        for n in range(200)
    )
    told = Spend(Period(date(2026, 10, 1), date(2026, 10, 31)), AMSTERDAM, orders, of_everybody=True, cut=True)

    text, _ = both = answer_spend.spend(told, test_labels=True)

    check_answer(both)
    assert "190 more: 190 labels" in text
    assert "the latest ones are missing here" in text
