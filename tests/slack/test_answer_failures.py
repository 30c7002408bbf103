"""The private answer about open failures: as Slack takes it, whatever is in it."""

from __future__ import annotations

from datetime import timedelta

from bot.model import Cause, Failure, OpenFailures, Safety, State
from bot.model.trouble import Trouble
from bot.slack.screens import answer_failures, failures_file
from bot.slack.screens.rows import Rows
from tests.slack.drawing_kit import ASKER, NOW, check_answer, item, nodes

PING = "<!channel> @here"
KINDS = list(Trouble)


def failure(n: int, **fields: object) -> Failure:
    one = item(n, State.FAILED, **{"cause": Cause(KINDS[n], f"{PING} {n}"), **fields})  # type: ignore[arg-type]
    return Failure(one, ASKER, "Main shop", "C0SHIPPING", "1795424404.000100")


def test_as_many_causes_as_failures_still_fit_into_one_message_and_nothing_in_them_pings() -> None:
    listed = OpenFailures(tuple(failure(n, number=PING + str(n)) for n in range(1, 31)))

    text, blocks = answer_failures.failures(listed, now=NOW, test_labels=True)

    check_answer((text, blocks))
    assert len(blocks) <= 50
    assert "30 open failures" in text
    assert "15 more are not shown here" in text
    assert len(text) < 12_000


def test_the_longest_words_still_fit_and_the_first_failure_is_always_shown() -> None:
    long = [failure(n, number="9" * 254 + str(n % 10), cause=Cause(KINDS[n], "w" * 500)) for n in range(1, 31)]

    text, blocks = answer_failures.failures(OpenFailures(tuple(long)), now=NOW)

    check_answer((text, blocks))
    assert "more are not shown here" in text
    assert "9" * 254 + "1" in text


def test_the_button_for_all_that_is_safe_names_each_order_and_counts_what_fits() -> None:
    busy = Cause(Trouble.CARRIER_BUSY)
    listed = OpenFailures(tuple(failure(n, cause=busy) for n in range(1, 31)) * 40)

    _, blocks = answer_failures.failures(listed, now=NOW)
    pressed = [one for one in nodes(blocks) if one.get("type") == "button"]
    (again,) = [one for one in pressed if one["text"]["text"].endswith(" failed")]
    safety, item_ids = answer_failures.read_button(again["value"])

    assert len(again["value"]) <= 2_000
    assert safety is Safety.SAFE
    assert again["text"]["text"] == f"Retry {len(item_ids)} failed"


def test_an_age_is_told_in_minutes_hours_or_days() -> None:
    ages = [answer_failures.age(NOW - timedelta(minutes=n), NOW) for n in (0, 59, 60, 47 * 60, 48 * 60)]

    assert ages == ["0 min", "59 min", "1 h", "47 h", "2 days"]


def test_a_table_holds_what_fits_and_says_how_much_that_is() -> None:
    listed = OpenFailures(tuple(failure(n, number="9" * 200) for n in range(1, 31)) * 10)

    table = failures_file.table(listed, Rows.DATA_TABLE)

    assert table is not None
    assert 1 < len(table.rows) < 300
    assert table.caption == f"The oldest {len(table.rows)} of 300 open failures; the file has all of them"
    assert failures_file.table(listed, Rows.LINES) is None
