"""A confirmed plan on its way to labels: what is told, what fails and why, and what can be done about it."""

from __future__ import annotations

import asyncio
import io
import re
from pathlib import Path

import pytest
from pypdf import PdfReader

from bot.engine.times import Times
from bot.sandbox.sendcloud import CallLevelError, DropRow, Empty429, ErrorsOnly202, ExtraRow, Html502, Respond, TwoRows
from bot.sandbox.slack import Message
from bot.sandbox.slack.faults import StoreThenTimeout
from tests.plan.kit import toggle
from tests.world import PURCHASE, SHIPPING, World, world_at

SENDER_GONE = ErrorsOnly202()


def parts(run: Message) -> str:
    """Return the counts in a parent message, without the state word before and the time left behind them."""
    words = ("Running", "Paused", "Stopped", "Done")
    _, *told = next(line for line in run.plain().splitlines() if line.startswith(words)).split(" · ")
    return " · ".join(part for part in told if not part.startswith("about "))


def numbers_on(page: str) -> list[str]:
    """Return the order numbers that a page of labels shows."""
    return sorted(set(re.findall(r"\b10\d\d\b", page)))


async def pdfs(world: World, run: Message, number: int = 1) -> list[list[str]]:
    """Wait for *number* PDFs in the thread, and return the text of each page of each."""

    def there() -> list[bytes]:
        replies = world.slack.thread(run.channel, run.ts)
        files = [file.content for reply in replies for file in reply.files if file.name.endswith(".pdf")]
        return files if len(files) >= number else []

    return [
        [page.extract_text() for page in PdfReader(io.BytesIO(content)).pages] for content in await world.until(there)
    ]


async def test_mixed_results_are_told_by_cause_and_each_order_is_accounted_for(world: World) -> None:
    world.orders("1001", "1005")
    world.orders("1002", kind="bad_address")
    world.orders("1003", kind="late_failure")
    world.orders("1004", kind="slow")
    run = await world.run(world.agent, "1001 1002 1003 1004 1005")
    thread = await world.done(run)
    assert "Done, 2 need attention" in run.plain()
    assert parts(run) == "3 ready · 2 failed"
    assert "address refused" in thread
    assert "Sendcloud had accepted, then the carrier refused" in thread
    assert world.states() == {
        "1001": "labelled",
        "1002": "refused",
        "1003": "failed",
        "1004": "labelled",
        "1005": "labelled",
    }


async def test_every_label_is_told_with_parcels_shipment_and_tracking(world: World) -> None:
    world.orders("1001")
    thread = await world.done(await world.run(world.agent, "1001"))
    made = world.sendcloud.purchases_of("1001")[0]
    assert f"1001; parcel {made.parcels[0].id}; shipment {made.id}" in thread.replace("\n", "")
    assert f"tracking {made.parcels[0].tracking_number}" in thread
    assert "http" not in thread


async def test_an_order_in_three_parcels_names_all_three(world: World) -> None:
    world.orders("1001", kind="multicollo")
    thread = await world.done(await world.run(world.agent, "1001"))
    assert all(str(parcel.id) in thread for parcel in world.sendcloud.purchases_of("1001")[0].parcels)


async def test_a_row_without_parcels_ids_still_gives_its_parcel(world: World) -> None:
    world.orders("1001", kind="no_parcels_ids")
    thread = await world.done(await world.run(world.agent, "1001"))
    assert str(world.sendcloud.purchases_of("1001")[0].parcels[0].id) in thread


async def test_forty_five_orders_are_asked_for_in_three_calls(world: World) -> None:
    world.sendcloud.add_orders(45)
    run = await world.run(world.agent, " ".join(str(number) for number in range(2001, 2046)))
    await world.done(run)
    assert [len(call) for call in world.purchases()] == [20, 20, 5]
    assert parts(run) == "45 ready"


async def test_the_negative_price_that_spoils_a_call_is_found_and_the_others_are_bought(world: World) -> None:
    world.sendcloud.add_orders(8)
    world.orders("1001", kind="negative_price")
    plan = await world.plan(world.agent, "2001 2002 2003 1001 2004 2005 2006 2007 2008")
    await toggle(world.agent, plan, "1001")
    await world.until(lambda: plan.submit_text == "Create 9 labels")
    run = await world.confirm(world.agent, plan)
    thread = await world.done(run)
    assert "1001" in thread
    assert "negative price" in thread
    assert sorted(world.sendcloud.bought) == [str(number) for number in range(2001, 2009)]


async def test_a_rejection_that_points_nowhere_is_halved_until_the_culprit_is_found(world: World) -> None:
    world.sendcloud.add_orders(4)
    world.sendcloud.faults.next("POST", PURCHASE, CallLevelError(422, "invalid"), times=3)
    run = await world.run(world.agent, "2001 2002 2003 2004")
    await world.done(run)
    assert [len(call) for call in world.purchases()] == [4, 2, 1, 1, 2]
    assert parts(run) == "3 ready · 1 failed"


async def test_a_400_with_a_pointer_costs_only_the_order_it_points_at(world: World) -> None:
    world.sendcloud.add_orders(3)
    fault = CallLevelError(400, "invalid", "/data/attributes/orders/1/order_id", "Input should be a valid string")
    world.sendcloud.faults.next("POST", PURCHASE, fault)
    await world.done(await world.run(world.agent, "2001 2002 2003"))
    assert [len(call) for call in world.purchases()] == [3, 2]
    assert world.states() == {"2001": "labelled", "2002": "refused", "2003": "labelled"}


@pytest.mark.parametrize(
    ("fault", "words"),
    [
        (SENDER_GONE, "The sender address does not exist"),
        (
            Respond(401, {"errors": [{"status": "401", "code": "authentication_failed", "detail": "x"}]}),
            "refused the API keys",
        ),
        (
            Respond(402, {"errors": [{"status": "402", "code": "no_valid_payment_method", "detail": "x"}]}),
            "payment method",
        ),
        (Respond(403), "may not create labels"),
        (Respond(404), "rejected the request as a whole"),
    ],
)
async def test_a_refusal_that_concerns_every_order_stops_the_run_until_continue(
    world: World, fault: Respond, words: str
) -> None:
    world.sendcloud.add_orders(25)
    world.sendcloud.faults.next("POST", PURCHASE, fault)
    run = await world.run(world.agent, " ".join(str(number) for number in range(2001, 2026)))
    thread = await world.says(run, "Stopped")
    assert words in thread
    assert "The run stopped after 0 of 25; 25 were held back" in thread
    assert len(world.purchases()) == 1
    await world.press(world.colleague, run, "Continue")
    await world.done(run)
    assert len(world.sendcloud.bought) == 25


@pytest.mark.parametrize("ahead", [-3600, 3600], ids=["behind", "ahead"])
async def test_a_message_whose_answer_was_lost_is_found_however_far_slacks_clock_is_away(
    world: World, ahead: float
) -> None:
    world.orders("1001")
    world.slack.now.offset = ahead
    world.slack.faults.next("chat.postMessage", StoreThenTimeout(drop=True))
    await world.done(await world.run(world.agent, "1001"))
    assert len(world.slack.messages(SHIPPING)) == 1


async def test_whoever_asked_is_told_each_time_that_a_refusal_stops_the_run(world: World) -> None:
    world.sendcloud.add_orders(25)
    world.sendcloud.faults.next("POST", PURCHASE, Respond(402), times=2)

    def told(run: Message) -> list[Message]:
        return [one for one in world.slack.thread(run.channel, run.ts) if "the run stopped" in one.plain()]

    run = await world.run(world.agent, " ".join(str(number) for number in range(2001, 2026)))
    await world.until(lambda: told(run) and world.all_shown())
    world.slack.faults.next("chat.postMessage", StoreThenTimeout(drop=True))
    await world.press(world.colleague, run, "Continue")
    await world.until(lambda: len(told(run)) == 1 and len(world.purchases()) == 2 and world.all_shown())
    first, second = world.slack.thread(run.channel, run.ts)
    assert first.text.startswith("Here the run was stopped by a refusal. It has gone on since")
    assert second.text.startswith(f"<@{world.agent.id}>: the run stopped, and nothing more is bought. 0 of 25 ")
    assert "Sendcloud wants a valid payment method." in second.text
    await world.press(world.colleague, run, "Continue")
    await world.done(run)
    assert told(run) == []


async def test_a_run_whose_sender_does_not_exist_is_not_told_to_be_stopped_when_it_is(world: World) -> None:
    world.orders("1001")
    world.sendcloud.faults.next("POST", PURCHASE, ErrorsOnly202())
    thread = await world.says(await world.run(world.agent, "1001"), "Stopped")
    assert "Start a new run with another sender address." in thread
    assert "Stop this run" not in thread


async def test_an_answer_of_errors_only_refuses_the_orders_and_stops_nothing(world: World) -> None:
    world.orders("1001")
    world.sendcloud.faults.next("POST", PURCHASE, ErrorsOnly202({"status": "400", "code": "invalid", "detail": "No."}))
    run = await world.run(world.agent, "1001")
    await world.done(run)
    assert parts(run) == "1 failed"


async def test_an_order_the_answer_leaves_out_is_looked_up_and_adopted(world: World) -> None:
    world.sendcloud.add_orders(3)
    world.sendcloud.faults.next("POST", PURCHASE, DropRow(1, acted=True))
    run = await world.run(world.agent, "2001 2002 2003")
    await world.done(run)
    assert parts(run) == "3 ready"
    told = [kind for kind in world.events("2002") if kind != "label_priced"]
    assert told[-2:] == ["label_found", "label_ready"]
    assert len(world.purchases()) == 1


async def test_an_order_that_was_left_out_and_not_made_is_asked_for_again_once(world: World) -> None:
    world.sendcloud.add_orders(3)
    world.sendcloud.faults.next("POST", PURCHASE, DropRow(1, acted=False))
    told = await world.done(await world.run(world.agent, "2001 2002 2003"))
    assert [len(call) for call in world.purchases()] == [3, 1]
    assert world.states()["2002"] == "labelled"
    assert "no certain answer" in told
    assert "1 order was sent once more" in told


async def test_a_second_unknown_outcome_is_for_a_person_to_decide(world: World) -> None:
    world.orders("1001")
    world.sendcloud.faults.next("POST", PURCHASE, DropRow(0, acted=False), times=2)
    run = await world.run(world.agent, "1001")
    thread = await world.done(run)
    assert len(world.purchases()) == 2
    assert "Done, 1 need attention" in thread
    assert "Sent twice." in thread
    assert "may buy a second, paid label" in thread
    assert {"Look again", "Buy again"} <= run.buttons().keys()


async def undecided(world: World) -> Message:
    """Return a run with one order whose outcome a person has to decide."""
    world.orders("1001")
    world.sendcloud.faults.next("POST", PURCHASE, DropRow(0, acted=False), times=2)
    run = await world.run(world.agent, "1001")
    await world.done(run)
    return run


async def ask_again(world: World, run: Message, reason: str = "Looked in the panel, there is none.") -> None:
    modal = await world.asked_for_a_reason(world.colleague, run)
    assert "may buy a second, paid label" in modal.plain()
    modal.fill("Reason", reason)
    assert await modal.submit() == {}


async def test_asking_again_wants_a_reason_which_is_kept_with_the_name(world: World) -> None:
    run = await undecided(world)
    await ask_again(world, run)
    await world.until(lambda: world.states()["1001"] == "labelled")
    await world.done(run)
    reasons = world.rows("SELECT person, detail FROM events WHERE detail LIKE '%reason%'")
    assert [(who, "Looked in the panel" in detail) for who, detail in reasons] == [("U0COLLEAGUE", True)]


async def test_a_third_unknown_outcome_goes_to_a_person_again_and_is_not_asked_for_by_itself(world: World) -> None:
    run = await undecided(world)
    world.sendcloud.faults.next("POST", PURCHASE, DropRow(0, acted=False))
    await ask_again(world, run)
    await world.until(lambda: len(world.purchases()) == 3)
    await world.until(lambda: world.states()["1001"] == "undecided")
    assert "Sent 3 times." in await world.done(run)
    assert len(world.purchases()) == 3


async def test_asking_again_after_one_lost_answer_does_not_ask_twice_by_itself(world: World) -> None:
    world.orders("1001")
    world.sendcloud.faults.next("POST", PURCHASE, Respond(500), times=2)
    run = await world.run(world.agent, "1001")
    await world.done(run)
    world.sendcloud.faults.next("POST", PURCHASE, Respond(500), times=2)
    await ask_again(world, run)
    await world.until(lambda: len(world.purchases()) == 3)
    await world.until(lambda: world.states()["1001"] == "undecided")
    await world.clock.run_for(60, step=1)
    assert len(world.purchases()) == 3
    world.sendcloud.faults.clear()


async def test_asking_again_adopts_what_has_turned_up_meanwhile_and_buys_nothing(world: World) -> None:
    run = await undecided(world)
    made = world.sendcloud.add_shipment_made_in_panel("1001")
    await ask_again(world, run)
    await world.until(lambda: world.states()["1001"] == "labelled")
    assert made.id in await world.done(run)
    assert len(world.purchases()) == 2


async def test_look_again_adopts_what_has_turned_up_and_buys_nothing(world: World) -> None:
    run = await undecided(world)
    made = world.sendcloud.add_shipment_made_in_panel("1001")
    await world.press(world.colleague, run, "Look again")
    await world.until(lambda: world.states()["1001"] == "labelled")
    assert made.id in await world.done(run)
    assert len(world.purchases()) == 2


async def test_look_again_that_finds_nothing_leaves_the_decision_to_people(world: World) -> None:
    run = await undecided(world)
    await world.press(world.colleague, run, "Look again", times=2)
    await world.until(lambda: world.events("1001")[-2:] == ["order_to_look_up_again", "outcome_undecided"])
    await world.done(run)
    assert len(world.purchases()) == 2


async def test_look_again_buys_nothing_although_what_stood_in_the_way_is_gone(world: World) -> None:
    world.orders("1001")
    world.sendcloud.faults.next("POST", PURCHASE, Respond(500))
    run = await world.run(world.agent, "1001")
    await world.until(lambda: world.states() == {"1001": "unknown"})
    others = [world.sendcloud.add_shipment_made_in_panel("1001") for _ in range(2)]
    await world.until(lambda: world.states() == {"1001": "undecided"})
    for one in others:
        one.order_number = "1002"  # a colleague mends it in the panel
    await world.press(world.colleague, run, "Look again")
    await world.until(lambda: world.events("1001").count("outcome_undecided") == 2)
    await world.clock.run_for(30, step=1)
    assert (world.states(), len(world.purchases())) == ({"1001": "undecided"}, 1)


async def test_the_history_alone_tells_that_a_run_is_going_again_once_somebody_looks_again(world: World) -> None:
    run = await undecided(world)
    world.sendcloud.faults.next("GET", "/shipments", Respond(500), times=100000)
    await world.press(world.colleague, run, "Look again")
    await world.until(lambda: world.states() == {"1001": "unknown"})
    question = "SELECT person, json_extract(detail, '$.state') FROM events WHERE order_id IS NULL ORDER BY seq DESC"
    assert world.rows(question)[0] == ("U0COLLEAGUE", "running")
    assert world.rows("SELECT state FROM runs") == [("running",)]
    world.sendcloud.faults.clear()


async def test_a_row_for_an_order_nobody_asked_for_is_written_down_and_changes_nothing(world: World) -> None:
    world.orders("1001")
    world.sendcloud.faults.next("POST", PURCHASE, ExtraRow())
    run = await world.run(world.agent, "1001")
    await world.done(run)
    assert parts(run) == "1 ready"
    assert world.rows("SELECT 1 FROM events WHERE kind = 'unrequested_shipment'")


async def test_a_second_shipment_in_an_answer_is_told_to_people(world: World) -> None:
    world.twice_on_purpose.add("1001")
    world.orders("1001", "1002")
    world.sendcloud.faults.next("POST", PURCHASE, TwoRows(0))
    run = await world.run(world.agent, "1001 1002")
    thread = await world.done(run)
    assert parts(run) == "2 ready"
    first, second = world.sendcloud.purchases_of("1001")
    (told,) = [line for line in thread.splitlines() if "you may pay twice" in line]
    assert f"names another shipment for this order, {second.id}" in told
    assert f"shipment {first.id}" in thread


async def test_a_retry_that_gets_the_same_answer_says_so_and_who_pressed(world: World) -> None:
    world.orders("1001")
    world.orders("1002", kind="bad_address")
    run = await world.run(world.agent, "1001 1002")
    assert "Tried again" not in await world.done(run)
    await world.press(world.colleague, run, "Retry 1 failed")
    told = await world.says(run, "same answer")
    assert "@U0COLLEAGUE" in told[told.index("Tried again") :]
    order = next(one for one in world.sendcloud.world.orders.values() if one.order_number == "1002")
    order.kind = "late_failure"
    await world.press(world.colleague, run, "Retry 1 failed")
    await world.says(run, "Carrier says")
    assert "same answer" not in world.thread(run)


async def test_retry_buys_only_what_failed(world: World) -> None:
    world.orders("1001")
    bad = world.sendcloud.add_order("1002", kind="bad_address")
    run = await world.run(world.agent, "1001 1002")
    await world.done(run)
    bad.kind = "fine"
    await world.press(world.colleague, run, "Retry 1 failed")
    await world.until(lambda: parts(run) == "2 ready")
    assert "Done" in await world.done(run)
    assert sorted(world.sendcloud.bought) == ["1001", "1002"]


async def test_retry_looks_first_and_leaves_alone_what_was_labelled_meanwhile(world: World) -> None:
    bad = world.sendcloud.add_order("1002", kind="bad_address")
    run = await world.run(world.agent, "1002")
    await world.done(run)
    bad.kind = "fine"
    world.sendcloud.add_shipment_made_in_panel("1002")
    await world.press(world.agent, run, "Retry 1 failed")
    await world.until(lambda: parts(run) == "1 left out")
    assert world.sendcloud.bought == []


async def test_retry_finds_a_failed_shipment_that_came_to_life(world: World) -> None:
    world.orders("1001", kind="late_failure")
    run = await world.run(world.agent, "1001")
    await world.done(run)
    world.sendcloud.purchases_of("1001")[0].outcome = "READY_TO_SEND"
    await world.press(world.agent, run, "Retry 1 failed")
    await world.until(lambda: parts(run) == "1 ready")
    assert len(world.sendcloud.bought) == 1


async def test_retry_of_a_late_failure_buys_a_new_label(world: World) -> None:
    order = world.sendcloud.add_order("1001", kind="late_failure")
    run = await world.run(world.agent, "1001")
    await world.done(run)
    order.kind = "fine"
    await world.press(world.agent, run, "Retry 1 failed")
    await world.until(lambda: parts(run) == "1 ready")
    assert world.sendcloud.bought == ["1001", "1001"]


async def test_what_cannot_be_retried_says_the_same_as_before(world: World) -> None:
    world.orders("1001", kind="bad_address")
    run = await world.run(world.agent, "1001")
    await world.done(run)
    await world.press(world.agent, run, "Retry 1 failed")
    await world.until(lambda: len(world.purchases()) == 2)
    await world.done(run)
    assert parts(run) == "1 failed"


async def test_stop_says_exactly_where_and_continue_goes_on_from_there(world: World) -> None:
    world.sendcloud.add_orders(100)
    calls, third = 0, asyncio.Event()

    async def stop_with_two_in_flight(method: str, path: str) -> None:
        nonlocal calls
        calls += path == PURCHASE
        if path == PURCHASE and calls == 2:
            await third.wait()
        if path == PURCHASE and calls == 3:
            await world.colleague.press(world.parents()[0], "Stop", stale=True)
            await world.soon(lambda: world.rows("SELECT 1 FROM runs WHERE state = 'stopped'") or None, 20)
            third.set()

    modal = await world.plan(world.agent, " ".join(str(number) for number in range(2001, 2101)))
    world.sendcloud.on_call = stop_with_two_in_flight
    run = await world.confirm(world.agent, modal)
    thread = await world.says(run, "stopped the run after 60 of 100; 40 were held back")
    assert "@U0COLLEAGUE" in thread
    await world.until(lambda: parts(run) == "60 ready · 40 held back")
    assert "Stopped" in run.plain()
    assert len(world.purchases()) == 3
    await world.press(world.agent, run, "Continue")
    await world.done(run)
    assert len(world.sendcloud.bought) == 100


async def test_stop_asks_before_it_stops(world: World) -> None:
    run = await world.half_bought([str(number) for number in range(1001, 1061)])
    await world.until(lambda: "Stop" in run.buttons())
    assert await world.agent.press(run, "Stop", confirm=False) == []
    await world.done(run)


async def test_retry_in_a_stopped_run_leaves_the_rest_for_continue(world: World) -> None:
    world.sendcloud.add_orders(20)
    bad = world.sendcloud.add_order("1001", kind="bad_address")
    world.orders("1002")
    world.sendcloud.faults.next("POST", PURCHASE, DropRow(99))
    world.sendcloud.faults.next("POST", PURCHASE, Respond(402))
    numbers = ["1001", *(str(number) for number in range(2001, 2021)), "1002"]
    run = await world.run(world.agent, " ".join(numbers))
    await world.says(run, "Stopped")
    await world.until(lambda: parts(run) == "19 ready · 1 failed · 2 held back")
    bad.kind = "fine"
    await world.press(world.agent, run, "Retry 1 failed")
    await world.until(lambda: parts(run) == "20 ready · 2 held back")
    await world.press(world.agent, run, "Continue")
    await world.until(lambda: parts(run) == "22 ready")
    await world.done(run)


async def test_an_order_released_after_stop_waits_for_continue(world: World) -> None:
    world.orders("1001")
    world.sendcloud.faults.next("POST", PURCHASE, Respond(500))
    run = await world.run(world.agent, "1001")
    await world.until(lambda: world.states() == {"1001": "unknown"})
    await world.press(world.colleague, run, "Stop")
    await world.says(run, "1 held back")
    await world.clock.run_for(100, step=1)
    assert len(world.purchases()) == 1
    await world.press(world.colleague, run, "Continue")
    await world.done(run)
    assert world.sendcloud.bought == ["1001"]


async def test_an_outcome_adopted_after_stop_is_told_in_the_stopped_run(world: World) -> None:
    world.orders("1001")
    world.sendcloud.faults.next("POST", PURCHASE, Html502(after=True))
    run = await world.run(world.agent, "1001")
    await world.press(world.colleague, run, "Stop")
    await world.says(run, "1 of 1 label ready")
    assert len(world.purchases()) == 1


async def test_retry_while_the_run_is_paused_takes_both_up(world: World) -> None:
    world.sendcloud.add_orders(20)
    bad = world.sendcloud.add_order("1001", kind="bad_address")
    modal = await world.plan(world.agent, " ".join(["1001", *(str(number) for number in range(2001, 2021))]))
    world.sendcloud.faults.next("POST", PURCHASE, DropRow(99))
    world.sendcloud.faults.next("POST", PURCHASE, Empty429("40"))
    run = await world.confirm(world.agent, modal)
    await world.until(lambda: "Paused" in run.plain())
    bad.kind = "fine"
    await world.press(world.agent, run, "Retry 1 failed")
    await world.until(lambda: parts(run) == "21 ready")
    await world.done(run)


async def test_documents_come_in_the_order_given_as_one_pdf(world: World) -> None:
    world.orders("1003", "1001", "1002")
    run = await world.run(world.agent, "1002 1003 1001")
    await world.done(run)
    await world.press(world.agent, run, "Get documents")
    (pages,) = await pdfs(world, run)
    assert [numbers_on(page) for page in pages] == [["1002"], ["1003"], ["1001"]]


async def test_customs_papers_are_a_second_pdf(world: World) -> None:
    world.orders("1001")
    world.orders("1002", kind="non_eu")
    run = await world.run(world.agent, "1001 1002")
    await world.done(run)
    await world.press(world.agent, run, "Get documents")
    first, second = await pdfs(world, run, 2)
    assert len(first) == 2
    assert any("1002" in page for page in second)


async def test_forty_five_labels_are_one_pdf_in_the_order_given(world: World) -> None:
    world.sendcloud.add_orders(45, first=1001)
    numbers = [str(number) for number in range(1045, 1000, -1)]
    run = await world.run(world.agent, " ".join(numbers))
    await world.done(run)
    await world.press(world.agent, run, "Get documents")
    (pages,) = await pdfs(world, run)
    assert [numbers_on(page) for page in pages] == [[number] for number in numbers]


async def test_one_missing_document_is_named_and_spoils_no_other(world: World) -> None:
    world.orders("1001", "1002")
    run = await world.run(world.agent, "1001 1002")
    await world.done(run)
    world.sendcloud.purchases_of("1001")[0].forced_status = "NO_LABEL"
    await world.press(world.agent, run, "Get documents")
    (pages,) = await pdfs(world, run)
    assert len(pages) == 1
    assert "Without a document here: 1 order (no label: 1001)" in await world.says(run, "Without a document")


async def test_two_clicks_on_get_documents_bring_them_once(world: World) -> None:
    world.orders("1001")
    run = await world.run(world.agent, "1001")
    await world.done(run)
    await world.press(world.agent, run, "Get documents", times=2)
    await pdfs(world, run)
    await world.told(world.agent, "being prepared already")
    await world.clock.run_for(20, step=0.5)
    assert len(await pdfs(world, run)) == 1


async def test_a_second_get_documents_is_a_reprint_and_says_that_it_is_free(world: World) -> None:
    world.orders("1001")
    run = await world.run(world.agent, "1001")
    await world.done(run)
    await world.press(world.agent, run, "Get documents")
    await pdfs(world, run)
    await world.press(world.colleague, run, "Get documents")
    await pdfs(world, run, 2)
    assert "Reprinting is free" in await world.says(run, "Reprint:")
    assert len(world.purchases()) == 1


async def test_documents_wait_for_a_sendcloud_that_is_down(world: World) -> None:
    world.orders("1001")
    run = await world.run(world.agent, "1001")
    await world.done(run)
    await world.sendcloud.stop()
    await world.press(world.agent, run, "Get documents")
    await world.clock.run_for(20, step=0.5)
    await world.sendcloud.start()
    assert len(await pdfs(world, run)) == 1


async def test_a_label_that_never_comes_is_handed_to_a_person_who_may_look_again(tmp_path: Path) -> None:
    async with world_at(tmp_path, times=Times(watches=(2.0, 3.0, 5.0), send_within=10.0)) as world:
        world.orders("1001", kind="no_label")
        run = await world.run(world.agent, "1001")
        thread = await world.done(run)
        assert "Done, 1 need attention" in thread
        made = world.sendcloud.purchases_of("1001")[0]
        assert f"Shipment {made.id}" in thread
        assert "Its status is NO_LABEL" in thread
        assert "may or may not" not in thread
        made.outcome = "READY_TO_SEND"
        await world.press(world.agent, run, "Look again")
        await world.until(lambda: parts(run) == "1 ready")


async def test_a_shipment_cancelled_in_the_panel_is_told_as_such(world: World) -> None:
    world.orders("1001", kind="slow")
    run = await world.run(world.agent, "1001")
    await world.until(lambda: world.states()["1001"] == "accepted")
    world.sendcloud.purchases_of("1001")[0].cancelled_at = world.clock.now()
    told = await world.done(run)
    assert ": shipment cancelled in Sendcloud." in told
    await world.agent.command("/label status 1001", channel=SHIPPING)
    told += await world.told(world.agent, "not labelled: Shipment cancelled in Sendcloud")
    assert "refused" not in told


async def test_a_run_tells_its_end_once_and_mentions_only_whoever_asked(world: World) -> None:
    world.orders("1001")
    run = await world.run(world.agent, "1001")
    await world.done(run)
    telling = [reply for reply in world.slack.thread(run.channel, run.ts) if reply.pings]
    assert [set(reply.pings) for reply in telling] == [{"<@U0AGENT>"}]


async def test_with_oauth2_the_main_job_is_the_same(tmp_path: Path) -> None:
    async with world_at(tmp_path, SENDCLOUD_AUTH="oauth2") as world:
        world.orders("1001")
        await world.done(await world.run(world.agent, "1001"))
        assert world.sendcloud.bought == ["1001"]


async def test_two_runs_at_once_are_told_in_two_threads(world: World) -> None:
    world.sendcloud.add_orders(30)
    hers = await world.plan(world.agent, " ".join(str(number) for number in range(2001, 2016)))
    his = await world.plan(world.colleague, " ".join(str(number) for number in range(2016, 2031)))
    await hers.submit()
    await his.submit()
    await world.until(lambda: len(world.parents()) == 2)
    for run in world.parents():
        await world.done(run)
        assert parts(run) == "15 ready"
    assert len(world.sendcloud.bought) == 30
