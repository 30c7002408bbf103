"""The thread of a run as it is drawn: what it says, which buttons it has, and what it keeps to."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from hypothesis import given, settings

from bot.documents import DocumentFile, Documents, Lack, LackingDocument
from bot.model import Cause, Choices, DocumentRequest, Holder, Item, Parcel, RequestState, Run, RunState, State
from bot.model.trouble import Trouble
from bot.slack import ids
from bot.slack.screens import thread, thread_documents
from bot.slack.screens.post import Post
from tests.slack.drawing_kit import (
    ASKER,
    COLLEAGUE,
    HOSTILE,
    NOW,
    check_inert,
    check_post,
    item,
    labelled,
    nodes,
    quick,
    run,
    runs,
    words_in,
)


def drawn(one: Run) -> dict[str, Post]:
    posts = thread.draw(one, now=NOW)
    found = {post.key: post for post in posts}
    assert len(found) == len(posts)
    return found


def buttons(post: Post) -> dict[str, str]:
    return {one["text"]["text"]: one["action_id"] for one in nodes(post.blocks) if one.get("type") == "button"}


@given(runs())
@quick
def test_every_message_keeps_slacks_limits_and_its_own_counsel(one: Run) -> None:
    for post in thread.draw(one, now=NOW):
        check_post(post)
        check_post(thread.resolved(post.key, one))
    assert thread.draw(one, now=NOW) == thread.draw(one, now=NOW)


@given(runs(most=1000))
@settings(quick, max_examples=8)
def test_a_thousand_orders_keep_them_too(one: Run) -> None:
    posts = drawn(one)
    for post in posts.values():
        check_post(post)
    if one.of(State.LABELLED) and one.state is not RunState.RUNNING:
        assert any(key.startswith("labels:") for key in posts)


@given(runs())
@quick
def test_the_counts_on_the_parent_add_up_to_what_was_asked_for(one: Run) -> None:
    text = drawn(one)["parent"].text
    counts = next(line for line in text.splitlines() if " labelled" in line and " of " in line)
    labelled_part, *others = counts.rstrip(".").split(", ")
    number, total = map(int, re.findall(r"\d+", labelled_part))

    assert total == len(one.items)
    assert number + sum(int(part.split()[0]) for part in others) == total


@given(runs())
@quick
def test_only_the_end_of_a_round_mentions_the_requester_besides_the_parent(one: Run) -> None:
    for key, post in drawn(one).items():
        if key != "parent" and not key.startswith(("end:", "halted:")):
            assert "<@" not in post.text
            assert not [node for node in nodes(post.blocks) if node.get("type") == "user"]


def test_every_order_number_is_shown_as_it_is() -> None:
    for number in HOSTILE:
        one = run(labelled(1, number=number), state=RunState.DONE)
        shown = words_in(drawn(one)["labels:1"].blocks)
        if number.isprintable() and number.strip() == number:
            assert number in shown


@pytest.mark.parametrize(
    ("state", "orders", "word"),
    [
        (RunState.RUNNING, [item(1, State.WAITING)], "Running"),
        (RunState.PAUSED, [item(1, State.WAITING)], "Paused"),
        (RunState.STOPPED, [item(1, State.STOPPED)], "Stopped"),
        (RunState.DONE, [labelled(1), item(2, State.SKIPPED)], "Done"),
        (RunState.DONE, [labelled(1), item(2, State.REFUSED), item(3, State.UNDECIDED)], "Done, 2 need attention"),
    ],
)
def test_the_parent_has_exactly_one_state_word(state: RunState, orders: list[object], word: str) -> None:
    text = drawn(run(*orders, state=state))["parent"].text  # type: ignore[arg-type]  # parametrize knows no better

    assert text.startswith(f"{word}: <@{ASKER}> asked for")
    assert sum(text.count(name) for name in ("Running", "Paused", "Stopped", "Done")) == 1


def test_the_parent_tells_the_whole_story() -> None:
    orders = [labelled(n) for n in range(1, 13)] + [item(n, State.REFUSED) for n in range(13, 16)]
    orders += [item(16, State.ACCEPTED, since=NOW)] + [item(n, State.WAITING) for n in range(17, 21)]

    text = drawn(run(*orders))["parent"].text

    assert "asked for 20 labels." in text
    assert "12 of 20 labelled, 3 failed, 1 with the label being made, 4 waiting." in text
    assert "Demo shop" in text
    assert "About 10 s left." in text


def test_the_time_left_counts_what_is_looked_up_and_is_not_guessed_for_a_slow_carrier() -> None:
    def left(*orders: Item) -> list[str]:
        return re.findall("About (.*) left", drawn(run(*orders))["parent"].text)

    until = NOW + timedelta(seconds=110)
    assert left(item(1, State.UNKNOWN, open_until=until), item(2, State.WAITING)) == ["2 min"]
    assert left(item(1, State.UNKNOWN, open_until=NOW), item(2, State.WAITING)) == []
    assert left(item(1, State.ACCEPTED, since=NOW - timedelta(seconds=15))) == ["10 s"]
    assert left(item(1, State.ACCEPTED, since=NOW - timedelta(seconds=16))) == []


def test_a_stopped_run_says_where_it_stopped_and_by_whom() -> None:
    orders = [labelled(n) for n in range(1, 41)] + [item(n, State.STOPPED) for n in range(41, 101)]

    post = drawn(run(*orders, state=RunState.STOPPED, stopped_by=COLLEAGUE))["parent"]

    assert f"<@{COLLEAGUE}> stopped the run after 40 of 100; 60 were held back." in post.text
    assert buttons(post) == {"Continue": ids.CONTINUE_RUN, "Get documents": ids.GET_DOCUMENTS}


def test_a_run_stopped_by_a_refusal_says_why_who_and_what_next() -> None:
    one = run(item(1, State.STOPPED), state=RunState.STOPPED, cause=Cause("payment"))

    text = drawn(one)["parent"].text

    assert "The run stopped after 0 of 1; 1 was held back." in text
    assert "Sendcloud wants a valid payment method. Who can mend it: The owner of the Sendcloud account. Next:" in text
    assert "Continue goes on with the rest." in text


@pytest.mark.parametrize("kind", ["sender", "brand", "option", "shop"])
def test_where_only_another_choice_helps_nobody_is_sent_to_continue(kind: str) -> None:
    one = run(item(1, State.STOPPED), state=RunState.STOPPED, cause=Cause(kind))

    for post in (drawn(one)["parent"], drawn(one)["halted:1"]):
        assert "Continue goes on" not in post.text
        assert "tart " in post.text.split("Next: ")[1]


def test_whoever_asked_is_told_that_a_refusal_ended_a_round() -> None:
    orders = [labelled(1), item(2, State.UNKNOWN, since=NOW), item(3, State.STOPPED)]
    one = run(*orders, state=RunState.STOPPED, cause=Cause("payment", "No method."), round=2)

    post = drawn(one)["halted:2"]

    assert post.text.startswith(f"<@{ASKER}>: the run stopped, and nothing more is asked for: 1 of 3 labelled, ")
    assert "What was asked for before still comes to its end." in post.text
    assert "Sendcloud wants a valid payment method. Who can mend it: The owner of the Sendcloud account." in post.text
    assert "“No method.”" in post.text
    assert "Continue goes on with the rest." in post.text
    assert "gone on since" in thread.resolved("halted:2", run(item(1, State.WAITING), round=3)).text


def test_a_pause_and_the_stop_of_a_person_mention_nobody() -> None:
    paused = run(item(1, State.WAITING), state=RunState.PAUSED, cause=Cause("unreachable"), resume_at=NOW)
    stopped = run(item(1, State.STOPPED), state=RunState.STOPPED, stopped_by=COLLEAGUE)

    assert list(drawn(paused)) == ["parent"]
    assert list(drawn(stopped)) == ["parent"]


def test_a_paused_run_says_when_it_tries_again() -> None:
    one = run(item(1, State.WAITING), state=RunState.PAUSED, cause=Cause("unreachable"), resume_at=NOW)

    post = drawn(one)["parent"]

    assert "Sendcloud cannot be reached." in post.text
    assert f"Next try: <!date^{int(NOW.timestamp())}^" in post.text
    assert buttons(post) == {"Stop": ids.STOP_RUN, "Continue": ids.CONTINUE_RUN}


def test_buttons_appear_when_they_make_sense() -> None:
    assert list(buttons(drawn(run(item(1, State.WAITING)))["parent"])) == ["Stop"]
    assert list(buttons(drawn(run(labelled(1), state=RunState.DONE))["parent"])) == ["Get documents"]
    orders = [item(1, State.REFUSED), item(2, State.FAILED), item(3, State.UNDECIDED)]
    assert list(buttons(drawn(run(*orders, state=RunState.DONE))["parent"])) == [
        "Retry 2 failed",
        "Look again",
        "Ask again",
    ]


@pytest.mark.parametrize("kind", Trouble)
def test_only_what_surely_made_no_label_is_offered_to_be_asked_for_again(kind: Trouble) -> None:
    refused = run(item(1, State.REFUSED, cause=Cause(kind)), state=RunState.DONE)

    offered = "Retry 1 failed" in buttons(drawn(refused)["parent"])

    assert offered is (kind not in {Trouble.UNCLEAR, Trouble.OWN})


def test_each_button_is_complete_for_somebody_who_hears_it_alone() -> None:
    orders = [labelled(1), item(2, State.WAITING), item(3, State.REFUSED), item(4, State.UNDECIDED)]
    found = [one for one in nodes(drawn(run(*orders))["parent"].blocks) if one.get("type") == "button"]

    assert [one["accessibility_label"] for one in found] == [
        "Stop run L-7F3A",
        "Retry 1 failed order of run L-7F3A",
        "Get documents of run L-7F3A",
        "Look again for undecided orders of run L-7F3A",
        "Ask again for undecided orders of run L-7F3A",
    ]
    assert {one["value"] for one in found} == {"L-7F3A"}
    assert "confirm" in found[0]


def test_documents_that_are_being_prepared_replace_their_button() -> None:
    waiting = DocumentRequest(1, "L-7F3A", COLLEAGUE, NOW, RequestState.WAITING)

    post = drawn(run(labelled(1), state=RunState.DONE, documents=(waiting,)))["parent"]

    assert f"Documents are being prepared for <@{COLLEAGUE}>." in post.text
    assert buttons(post) == {}


def test_documents_that_did_not_come_say_why() -> None:
    failed = DocumentRequest(4, "L-7F3A", COLLEAGUE, NOW, RequestState.FAILED, problem="The label is not ready.")

    text = drawn(run(labelled(1), state=RunState.DONE, documents=(failed,)))["documents:4"].text

    assert "The label is not ready." in text
    assert "try again" in text


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
    orders = [labelled(n) for n in range(1, 40)] + [item(40, State.WAITING)]

    assert "labels:1" in drawn(run(*orders))
    assert "labels:2" not in drawn(run(*orders))
    assert "labels:2" in drawn(run(*orders, state=RunState.PAUSED))


def test_a_label_in_the_making_holds_its_page_for_half_a_minute() -> None:
    fresh = item(2, State.ACCEPTED, since=NOW - timedelta(seconds=30), shipment_id="s")
    slow = item(2, State.ACCEPTED, since=NOW - timedelta(seconds=31), shipment_id="s")

    assert "labels:1" not in drawn(run(labelled(1), fresh))
    assert (
        "1002; parcel id not known yet; shipment s; label being made" in drawn(run(labelled(1), slow))["labels:1"].text
    )


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


def test_failures_are_grouped_by_cause_with_the_next_step() -> None:
    bad = Cause("phone", "Service error: Error 100: Missing required data: phone")
    orders = [item(1, State.REFUSED, cause=bad), item(2, State.REFUSED, cause=Cause("address", "no address"))]
    orders.append(item(3, State.REFUSED, cause=bad))

    text = drawn(run(*orders, state=RunState.DONE))["failures"].text

    assert text.splitlines() == [
        "3 orders without a label:",
        "The phone number is missing or does not fit: 2 orders",
        "Who can mend it: Whoever looks after the order. Next: Add a phone number in the shop or in Sendcloud, then "
        "retry. Some carriers want it in the form used inside the country.",
        "• 1001, 1003: “Service error: Error 100: Missing required data: phone”",
        "The address was refused: 1 order",
        "Who can mend it: Whoever looks after the order. Next: Correct the address in the shop or in Sendcloud, then "
        "retry.",
        "• 1002: “no address”",
    ]


def test_failures_say_how_many_lines_are_left_out() -> None:
    orders = [
        item(n, State.REFUSED, number="<" * 250 + str(n), cause=Cause("data", f"text {n}")) for n in range(1, 400)
    ]

    posts = [post for key, post in drawn(run(*orders, state=RunState.DONE)).items() if key.startswith("failures")]

    assert len(posts) == 20
    told = sum(post.text.count("“text ") for post in posts)
    assert f"{399 - told} more lines are left out here." in posts[-1].text


def test_the_second_page_of_a_list_says_that_it_goes_on_and_counts_nothing_again() -> None:
    old = NOW - timedelta(minutes=5)
    orders = [item(n, State.UNDECIDED, candidates=("ship-8",)) for n in range(1, 81)]
    orders += [item(n, State.UNKNOWN, since=old) for n in range(81, 161)]
    orders += [item(n, State.SKIPPED, holder=Holder(NOW, COLLEAGUE, "L-9")) for n in range(161, 241)]

    posts = drawn(run(*orders, state=RunState.DONE))

    for kind, first, more in (
        ("undecided", "Nobody knows yet whether 80 orders got a label", "whether they got a label, continued:"),
        ("undecided", "No answer accounts for 80 orders", "being looked up, continued:"),
        ("skipped", "80 orders left out, because", "Orders left out, continued:"),
    ):
        pages = [post.text for key, post in posts.items() if key.startswith(kind)]
        assert sum(first in page for page in pages) == 1
        assert sum(more in page for page in pages) >= 1
        assert all(("continued:" in page) == (place > 0) for place, page in enumerate(pages))


def test_what_was_posted_and_is_over_is_said_to_be_over() -> None:
    mended = run(labelled(1), state=RunState.DONE)
    going = run(item(1, State.WAITING), round=2)
    looking = run(item(1, State.UNKNOWN, since=NOW))

    assert thread.resolved("failures", mended).text == "The failures that were listed here are resolved."
    assert thread.resolved("failures:b", going).text == "The failed orders are being asked for again."
    assert thread.resolved("undecided", looking).text == "1 order is being looked up once more."
    told = thread.resolved("undecided", mended).text
    assert told.startswith("No outcome is open here any more. Sendcloud had given no certain answer")
    assert told.endswith("so they were looked up, and what became of them was found.")
    again = run(labelled(1), labelled(2, asked_again=1), state=RunState.DONE)
    told = thread.resolved("undecided", again).text
    assert told.endswith("so they were looked up: 1 order was put back to be asked for again, and any other was found.")
    assert "<@" not in thread.resolved("end:1", going).text


def test_an_undecided_order_comes_with_its_risk_and_what_the_buttons_do() -> None:
    order = item(1, State.UNDECIDED, candidates=("ship-8", "ship-9"))

    text = drawn(run(order, state=RunState.DONE))["undecided"].text

    assert "may buy a second, paid label" in text
    assert "Look again searches Sendcloud once more and buys nothing." in text
    assert "ship-8, ship-9" in text


def test_an_order_that_is_looked_up_is_told_of_after_a_while() -> None:
    until = NOW + timedelta(seconds=60)
    fresh = item(1, State.UNKNOWN, since=NOW - timedelta(seconds=20), open_until=until)
    older = item(1, State.UNKNOWN, since=NOW - timedelta(seconds=21), open_until=until)

    assert "undecided" not in drawn(run(fresh))
    assert f"1001: being looked up until <!date^{int(until.timestamp())}^" in drawn(run(older))["undecided"].text


def test_an_order_that_is_looked_up_longer_than_was_said_is_told_without_a_time_that_is_past() -> None:
    since, over = NOW - timedelta(seconds=90), NOW - timedelta(seconds=1)
    deciding = item(1, State.UNKNOWN, since=since, open_until=over, next_look_at=over)
    failing = item(1, State.UNKNOWN, since=since, open_until=over, next_look_at=NOW + timedelta(seconds=9))

    assert drawn(run(deciding))["undecided"].text.endswith("1001: being looked up")
    assert "Sendcloud cannot be asked about it at the moment" in drawn(run(failing))["undecided"].text
    assert "<!date" not in drawn(run(failing))["undecided"].text


def test_orders_left_out_name_the_run_that_has_them() -> None:
    ours = item(1, State.SKIPPED, holder=Holder(NOW, COLLEAGUE, "L-9"))
    others = item(2, State.SKIPPED, holder=Holder(None))

    text = drawn(run(ours, others, state=RunState.DONE))["skipped"].text

    assert "1001: in run L-9" in text
    assert "1002: labelled outside the bot" in text


def test_the_end_mentions_the_requester_once() -> None:
    orders = [labelled(n) for n in range(1, 19)] + [item(19, State.REFUSED), item(20, State.UNDECIDED)]

    post = drawn(run(*orders, state=RunState.DONE, round=2))["end:2"]

    assert post.text == f"<@{ASKER}>: 18 of 20 labelled, 2 need attention."
    assert len([one for one in nodes(post.blocks) if one.get("type") == "user"]) == 1


def test_every_message_of_a_test_run_says_so() -> None:
    orders = [labelled(1), item(2, State.REFUSED), item(3, State.UNDECIDED), item(4, State.SKIPPED)]
    choices = Choices(7, "Demo shop", test_labels=True)
    one = run(*orders, state=RunState.DONE, choices=choices)

    for post in (*drawn(one).values(), thread.resolved("end:1", one)):
        assert "free sendcloud:letter" in post.text


def test_the_words_with_documents_count_and_name_each_that_is_not_there() -> None:
    files = (DocumentFile("label", b"", 18, 18), DocumentFile("customs-declaration", b"", 1, 2))
    lacking = (
        LackingDocument("1002", "label", Lack.MISSING),
        LackingDocument("<!channel>", "label", Lack.MISSING),
        LackingDocument("1002", "label", Lack.MISSING),
        LackingDocument("1002", "customs-declaration", Lack.DAMAGED),
    )
    request = DocumentRequest(1, "L-7F3A", COLLEAGUE, NOW, RequestState.WAITING, reprint=True)

    told = thread_documents.documents_comment(run(labelled(1)), request, Documents(files, lacking))

    check_inert([], told)
    assert told == (
        "Reprint: Labels of 18 orders and customs papers of 1 order (2 parcels), in the order given. Reprinting is "
        "free. Without a document here: 2 orders (no label: 1002, &lt;!channel&gt;; damaged customs paper: 1002). "
        "Sendcloud had no readable PDF for them just now. Press Get documents again in a few minutes; where there is "
        "still none, look at the order in Sendcloud. A document costs nothing."
    )


@pytest.mark.parametrize("number", HOSTILE)
def test_no_order_number_works_beside_documents(number: str) -> None:
    papers = Documents((), (LackingDocument(number, "label", Lack.DAMAGED),))
    request = DocumentRequest(
        1, "L-7F3A", COLLEAGUE, NOW, RequestState.FAILED, problem=thread_documents.no_documents(papers)
    )
    one = run(labelled(1))

    check_inert([], thread_documents.documents_comment(one, request, papers))
    check_post(thread_documents.documents_problem(one, request))


def test_of_ten_thousand_documents_that_are_missing_as_many_are_named_as_fit() -> None:
    lacking = tuple(LackingDocument(str(number), "label", Lack.MISSING) for number in range(10_000, 20_000))
    request = DocumentRequest(1, "L-7F3A", COLLEAGUE, NOW, RequestState.WAITING)

    told = thread_documents.documents_comment(run(labelled(1)), request, Documents((), lacking))

    assert len(told) < 3_000
    assert "and 9715 more" in told
