"""The labels of a large run, in tables."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from bot.model import Item, Parcel, Run, RunState, State
from bot.sandbox.slack.limits import BLOCKS_TEXT_MAX, blocks_text
from bot.slack.screens import thread
from bot.slack.screens.post import Post
from bot.slack.screens.rows import Rows
from tests.slack.drawing_kit import HOSTILE, NOW, buttons, check_post, drawn, item, labelled, run

UUID = "95524bc9-174f-4a01-8c2e-3d1f0f4a9b7c"


def as_sendcloud_has_it(place: int) -> Item:
    """Return an order with ids of the length that Sendcloud's have."""
    parcel = Parcel(420_000_000 + place, f"3SYZXG42{place:07}", f"https://track.example/{place}")
    return replace(labelled(place), shipment_id=UUID, parcels=(parcel,), order_number=f"#{10_000 + place}")


def tables(one: Run, rows: Rows = Rows.DATA_TABLE) -> list[Post]:
    return [post for post in thread.draw(one, now=NOW, rows=rows) if post.key.startswith("labels:")]


def rows_of(post: Post) -> list[list[str]]:
    (block,) = (block for block in post.blocks if block["type"] in ("table", "data_table"))
    assert all(cell.keys() == {"type", "text"} and cell["type"] == "raw_text" for row in block["rows"] for cell in row)
    return [[cell["text"] for cell in row] for row in block["rows"]]


def test_more_than_twenty_orders_stand_in_a_table_that_says_what_it_holds() -> None:
    orders = [labelled(n) for n in range(1, 21)] + [item(21, State.ACCEPTED, shipment_id="ship-21")]

    post = drawn(run(*orders, state=RunState.PAUSED))["labels:1"]

    assert post.text == "Orders 1 to 21 of 21: 20 labels, 1 more with the PDF on its way"
    (table,) = (block for block in post.blocks if block["type"] == "data_table")
    assert table["caption"] == post.text
    header, first, *_, last = rows_of(post)
    assert header == ["Order", "Carrier", "Tracking", "Parcel", "Shipment"]
    assert first == ["1001", "PostNL", "3S1", "401", "ship-1"]
    assert last == ["1021", "–", "PDF on its way", "–", "ship-21"]
    assert buttons(post) == {}


def test_twenty_orders_stand_in_lines() -> None:
    one = run(*(labelled(n) for n in range(1, 21)), state=RunState.DONE)

    assert "table" not in json.dumps(drawn(one)["labels:1"].blocks)


@pytest.mark.parametrize(("orders", "most"), [(466, 5), (1000, 12)])
def test_the_messages_are_few_and_keep_the_order_given(orders: int, most: int) -> None:
    one = run(*(as_sendcloud_has_it(n) for n in range(orders, 0, -1)), state=RunState.DONE)

    posts = tables(one)

    assert len(posts) <= most
    told = [row[0] for post in posts for row in rows_of(post)[1:]]
    assert told == [f"#{10_000 + n}" for n in range(orders, 0, -1)]
    for post in posts:
        check_post(post)
        assert sum(len(cell) for row in rows_of(post) for cell in row) < 12_100


def test_an_order_that_comes_late_moves_no_other() -> None:
    orders = [as_sendcloud_has_it(n) for n in range(1, 301)]
    before = run(*(replace(one, state=State.UNKNOWN) if one.id == 5 else one for one in orders))
    after = run(*orders)

    told_before, told_after = (
        [[row[0] for row in rows_of(post)[1:]] for post in tables(one)] for one in (before, after)
    )

    assert [[number for number in page if number != "#10005"] for page in told_after] == told_before
    assert told_after[0].index("#10005") == 4


@pytest.mark.parametrize("rows", Rows)
def test_hostile_words_stay_words_in_every_drawing(rows: Rows) -> None:
    orders = [labelled(n, number=HOSTILE[n % len(HOSTILE)], copy=1 + n % 2, reason="lost") for n in range(1, 200)]
    orders = [replace(one, carrier=HOSTILE[one.id % len(HOSTILE)], candidates=("a" * 64, "b")) for one in orders]

    posts = tables(run(*orders, state=RunState.DONE), rows)

    for post in posts:
        check_post(post)
    kinds = {block["type"] for post in posts for block in post.blocks}
    assert {"data_table", "table"} & kinds == ({rows.value} - {"lines"})


def test_a_shipment_too_many_is_said_below_the_table() -> None:
    orders = [labelled(n) for n in range(1, 30)]
    orders[3] = replace(orders[3], candidates=("ship-4", "ship-99"))

    text = drawn(run(*orders, state=RunState.DONE))["labels:1"].text

    assert "1004; Sendcloud's answer names another shipment for this order, ship-99: you may pay twice." in text


def test_what_fails_later_stands_above_the_labels() -> None:
    going = run(*(labelled(n) for n in range(1, 150)), item(150, State.WAITING))
    failed = run(*going.items[:149], item(150, State.REFUSED), state=RunState.DONE)
    fine = run(*going.items[:149], labelled(150), state=RunState.DONE)

    keys = [post.key for post in thread.draw(going, now=NOW)]
    assert keys.index("failures") < keys.index("labels:1")
    assert drawn(going)["failures"].text == "Nothing needs you so far. What does will stand here."
    assert "1150: refused by Sendcloud." in drawn(failed)["failures"].text
    assert thread.resolved("failures", fine).text == "Nothing failed."




def test_more_than_a_thousand_orders_stand_in_the_file_alone() -> None:
    some = [as_sendcloud_has_it(n) for n in range(1, 1001)]
    one = run(*some, item(1001, State.ACCEPTED, shipment_id="ship"))

    assert tables(one) == tables(one, Rows.LINES) == []
    first = drawn(one)["failures"].text
    assert "The 1,001 labels come as one CSV file once the last of them are being made" in first
    # Where Slack does not take it they stand in tables after all.
    refused = replace(one, state=RunState.PAUSED, list_problem="This workspace does not allow uploads.")
    assert len(tables(refused)) > 1
    assert "The CSV file of all orders is not here" in drawn(refused)["list"].text


def test_the_largest_table_is_below_what_slack_was_seen_to_refuse() -> None:
    wide = [replace(as_sendcloud_has_it(n), reason="x" * 200, copy=2) for n in range(1, 301)]
    for rows in (Rows.DATA_TABLE, Rows.TABLE):
        for post in tables(run(*wide, state=RunState.DONE), rows):
            assert blocks_text(post.blocks) <= BLOCKS_TEXT_MAX
