"""The replies that list labels."""

from __future__ import annotations

from datetime import timedelta

from bot.model import Parcel, RunState, State
from bot.slack.screens import thread
from bot.slack.screens.rows import Rows
from tests.slack.drawing_kit import (
    NOW,
    drawn,
    item,
    labelled,
    nodes,
    run,
)


def test_a_label_line_has_everything_about_its_order() -> None:
    two = (Parcel(420, "3S1", "https://track.example/1?a=1&b=2"), Parcel(421, "3S2", "javascript:alert(1)"))
    order = item(1, State.LABELLED, shipment_id="95524bc9-174f", parcels=two, carrier="PostNL")

    post = drawn(run(order, state=RunState.DONE))["labels:1"]

    assert "Labels of this run:" in post.text
    assert (
        "1001; parcels 420, 421; shipment 95524bc9-174f; PostNL; tracking 3S1 https://track.example/1?a=1&amp;b=2"
        in post.text
    )
    assert [one["url"] for one in nodes(post.blocks) if one.get("type") == "link"] == [
        "https://track.example/1?a=1&b=2"
    ]


def test_a_page_waits_until_it_is_complete() -> None:
    orders = [labelled(n) for n in range(1, 150)] + [item(150, State.WAITING)]

    assert "labels:1" in drawn(run(*orders))
    assert "labels:2" not in drawn(run(*orders))
    assert "labels:2" in drawn(run(*orders, state=RunState.PAUSED))


def test_a_label_in_the_making_holds_its_page_for_half_a_minute() -> None:
    fresh = item(2, State.ACCEPTED, since=NOW - timedelta(seconds=30), shipment_id="s")
    slow = item(2, State.ACCEPTED, since=NOW - timedelta(seconds=31), shipment_id="s")

    assert "labels:1" not in drawn(run(labelled(1), fresh))
    text = drawn(run(labelled(1), slow))["labels:1"].text
    assert "1002; parcel id not known yet; shipment s; bought, PDF on its way" in text


def test_pages_come_in_the_order_given_one_that_waits_holds_those_behind_it() -> None:
    fresh = item(3, State.ACCEPTED, since=NOW, shipment_id="s")
    one = run(labelled(1), labelled(2), fresh, *(labelled(n) for n in range(4, 300)))

    def pages(rows: Rows, seconds: int) -> list[str]:
        posts = thread.draw(one, now=NOW + timedelta(seconds=seconds), rows=rows)
        return [post.key for post in posts if post.key.startswith("labels:")]

    for rows in Rows:
        assert pages(rows, 0) == []
        first, *others = pages(rows, 31)
        assert first == "labels:1"
        assert others


def test_a_page_that_waits_again_after_a_retry_stays_as_it_stood() -> None:
    before = run(labelled(1), item(2, State.REFUSED), state=RunState.DONE)
    after = run(labelled(1), item(2, State.WAITING), round=2)

    assert "labels:1" not in drawn(after)
    assert thread.resolved("labels:1", after) == drawn(before)["labels:1"]


def test_a_long_page_goes_on_in_further_replies() -> None:
    orders = [labelled(n, number="&" * 200 + str(n)) for n in range(1, 21)]

    posts = drawn(run(*orders, state=RunState.DONE))

    parts = [post for key, post in posts.items() if key.startswith("labels:1")]
    assert [post.key for post in parts][:3] == ["labels:1", "labels:1:b", "labels:1:c"]
    assert "continued" in parts[1].text
    assert sum(post.text.count("shipment ship-") for post in parts) == 20
    assert (
        thread.resolved("labels:1:zz", run(*orders)).text == "Nothing is listed here any more; see the other replies."
    )
