"""The file of every order of a large run, in its thread."""

from __future__ import annotations

import csv
import io
from collections.abc import AsyncIterator
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest

from bot.ledger import runs, settlements
from bot.model import Cause, Parcel, RunState, State
from bot.sandbox.slack.faults import ApiError, Drop, InternalErrorIn200, StoreThenTimeout
from bot.sandbox.slack.records import File
from bot.slack.screens import run_list
from tests.slack.drawing_kit import item, labelled, run
from tests.slack.outbox_kit import CHANNEL
from tests.slack.projector_kit import Stage, stage

NUMBERS = [str(1000 + place) for place in range(1, 31)]


@pytest.fixture
async def play(tmp_path: Path) -> AsyncIterator[Stage]:
    async with stage(tmp_path) as one:
        yield one


def files(play: Stage) -> list[File]:
    return [file for message in play.bench.slack.workspace.messages if not message.deleted for file in message.files]


def rows(content: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"))))


async def but_one(play: Stage) -> None:
    """Have a run of which all but the last order are labelled, and that one is accepted."""
    await play.run("L-1", NUMBERS)
    await play.label("L-1", *NUMBERS[:-1])
    (late,) = (await play.load("L-1")).of(State.WAITING)
    await play._accepted(late, [Parcel(late.id)])
    await play.ledger.write(runs.changed, "L-1", now=play.clock.now())


def test_the_file_has_every_order_in_the_order_given_with_what_became_of_it() -> None:
    sold = labelled(2, price=Decimal("6.5"), currency="EUR", option_label="PostNL Standard", price_is_rough=True)
    failed = item(1, State.REFUSED, cause=Cause("address", "No such street"))

    first, second = rows(run_list.content(run(sold, failed, state=RunState.DONE)))

    assert list(first) == [*run_list.COLUMNS]
    assert first == {
        "order": "1002", "state": "ready", "reason": "", "parcels": "402", "shipment": "ship-2", "carrier": "PostNL",
        "option": "PostNL Standard", "tracking": "3S2", "price": "6.50", "currency": "EUR", "estimated": "price",
    }  # fmt: skip
    assert (second["order"], second["state"]) == ("1001", "failed")
    assert second["reason"] == "Address refused. No such street"


@pytest.mark.parametrize("word", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", " =1", "\r=1", "\n=1"])
def test_no_spreadsheet_takes_a_word_for_a_formula(word: str) -> None:
    (row,) = rows(run_list.content(run(labelled(1, number=word), state=RunState.DONE)))

    assert row["order"] == f"'{word}"


async def test_a_large_run_has_one_file_of_everything_and_a_small_one_none(play: Stage) -> None:
    await play.run("L-1", NUMBERS)
    await play.label("L-1")
    await play.run("L-2", ["1", "2"])
    await play.label("L-2")
    await play.at_rest()

    (file,) = files(play)
    assert file.name == "2026-11-23 Shop 30 orders.csv"
    assert [row["order"] for row in rows(file.content)] == NUMBERS
    assert [message.thread_ts for message in play.bench.slack.workspace.messages if message.files] == [
        play.parents("L-1")[0].ts
    ]


async def test_it_comes_when_only_stragglers_are_left_and_is_replaced_at_the_end(play: Stage) -> None:
    await but_one(play)
    await play.clock.run_for(55, step=1)
    assert files(play) == []
    await play.clock.run_for(20, step=1)
    (early,) = files(play)
    assert rows(early.content)[-1]["state"] == "bought, PDF on its way"

    (late,) = (await play.load("L-1")).of(State.ACCEPTED)
    await play.ledger.write(settlements.labelled, late, [Parcel(late.id, "3S9")], "PostNL", now=play.clock.now())
    await play.ledger.write(runs.changed, "L-1", now=play.clock.now())
    await play.at_rest()

    (file,) = files(play)
    assert rows(file.content)[-1]["tracking"] == "3S9"
    done = [call.method for call in play.bench.slack.calls if call.method.startswith("files.")]
    assert [one for one in done if one != "files.getUploadURLExternal"] == [
        "files.completeUploadExternal", "files.completeUploadExternal", "files.delete"
    ]  # fmt: skip


@pytest.mark.parametrize("fault", [StoreThenTimeout(drop=True), Drop(), InternalErrorIn200()])
async def test_a_file_whose_answer_was_lost_stands_there_once(play: Stage, fault: object) -> None:
    play.bench.slack.faults.next("files.completeUploadExternal", fault)  # type: ignore[arg-type]
    await play.run("L-1", NUMBERS)
    await play.label("L-1")
    await play.at_rest()
    assert len(files(play)) == 1


async def test_a_process_that_dies_over_the_file_sends_it_once(play: Stage) -> None:
    play.bench.slack.faults.next("files.completeUploadExternal", StoreThenTimeout())
    await play.run("L-1", NUMBERS)
    await play.label("L-1")
    await play.clock.until(lambda: bool(files(play)))
    await play.kill()
    play.clock.advance(60)
    await play.begin()
    await play.at_rest()
    assert len(files(play)) == 1


async def test_a_workspace_that_allows_no_uploads_is_told_all_the_same(play: Stage) -> None:
    play.bench.slack.faults.next("files.*", ApiError("file_uploads_disabled"), times=1000)
    await play.run("L-1", NUMBERS)
    await play.label("L-1")
    await play.at_rest()
    assert files(play) == []
    told = "\n".join(reply.plain() for reply in play.replies("L-1", CHANNEL))
    assert "1030" in told
    assert "The CSV file of all orders is not here: This workspace does not allow uploads." in told

    await play.end()
    play.bench.slack.faults.clear()
    await play.begin()
    await play.run("L-2", ["1"])
    await play.ledger.write(runs.changed, "L-1", now=play.clock.now())
    await play.at_rest()
    assert len(files(play)) == 1
    assert "which Slack had not taken, is here now" in play.replies("L-1", CHANNEL)[-2].plain()


def test_a_second_shipment_and_another_run_are_reasons() -> None:
    one = replace(labelled(1), candidates=("ship-1", "ship-9"))

    (row,) = rows(run_list.content(run(one, state=RunState.DONE)))

    assert row["reason"] == "Another shipment is named for it: ship-9"
