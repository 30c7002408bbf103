"""Documents of every kind that carriers send: the good ones are handed out, each other one is named, and it ends."""

from __future__ import annotations

import io
import re
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from pypdf import PageObject, PdfReader, PdfWriter

from bot.engine import pdf, pdf_process
from bot.sandbox.sendcloud import Respond
from bot.sandbox.sendcloud.pdf import Page
from bot.sandbox.sendcloud.pdf import pdf as document
from bot.sandbox.slack import Message
from tests.pdf_kit import BROKEN, PRINTABLE, encrypted, sound, words_on
from tests.world import World, world_at

BULK, SINGLE = "*/parcel-documents/label", "*/parcels/*/documents/label"
PDF = {"Content-Type": "application/pdf"}


@pytest.fixture
async def world(tmp_path: Path) -> AsyncIterator[World]:
    async with world_at(tmp_path) as one:
        yield one


async def labelled(world: World, count: int) -> Message:
    """Return a run whose orders 1001, 1002 … all have their labels."""
    world.sendcloud.add_orders(count, first=1001)
    run = await world.run(world.agent, " ".join(str(number) for number in range(1001, 1001 + count)))
    await world.done(run)
    return run


def pages_in(world: World, run: Message) -> list[str]:
    """Return what is on each page of the newest file in a thread."""
    replies = world.slack.thread(run.channel, run.ts)
    files = [file for reply in replies for file in reply.files if file.name.endswith(".pdf")]
    return words_on(files[-1].content) if files else []


# ----------------------------------------------------------------------------------------------------------- one PDF


@pytest.mark.parametrize("kind", PRINTABLE)
def test_an_oddity_that_is_of_no_matter_on_paper_costs_no_label(kind: str) -> None:
    pages, content = pdf.clean(PRINTABLE[kind])
    assert pages == 1
    merged = pdf.merge([pdf.clean(sound("before"))[1], content, pdf.clean(sound("after"))[1]])
    assert len(words_on(merged)) == 3


@pytest.mark.parametrize("kind", BROKEN)
def test_a_broken_file_is_damaged_whatever_the_reader_makes_of_it(kind: str) -> None:
    with pytest.raises(pdf.Damaged):
        pdf.clean(BROKEN[kind])


async def test_good_parts_are_merged_in_their_order_and_a_bad_one_is_left_out() -> None:
    parts = [sound("1001", "1002"), BROKEN["half of it"], encrypted(["1004"]), b"", sound("1006")]
    joined = await pdf_process.join(parts)
    assert joined.pages == (2, 0, 1, 0, 1)
    assert words_on(joined.content) == ["1001", "1002", "1004", "1006"]


def test_a_part_that_takes_too_long_is_given_up() -> None:
    assert pdf.join([sound(*"1234567890" * 50)], seconds=1e-6) == ([0], b"")


def test_what_is_read_from_the_bot_is_what_it_wrote() -> None:
    content, *pages = pdf.unpack(pdf.answer(pdf.pack([sound("1001"), b"no PDF"])))
    assert words_on(content) == ["1001"]
    assert pages == [b"1", b"0"]


@pytest.mark.parametrize("packed", [b"", b"\x00", pdf.pack([b"a"])[:-1], pdf.pack([b"a"]) + b"b", b"\xff" * 8])
def test_an_answer_that_was_cut_is_no_answer(packed: bytes) -> None:
    with pytest.raises(ValueError, match="not packed"):
        pdf.unpack(packed)


MILLIMETRE = 72 / 25.4


@pytest.mark.parametrize(
    ("width", "height", "where"),
    [
        (105, 148, pdf.Fit.QUARTER),
        (100, 150, pdf.Fit.SHEET),  # three millimetres too high for a quarter, and never made smaller
        (148, 105, pdf.Fit.QUARTER_TURNED),
        (105.3, 148.3, pdf.Fit.QUARTER),
        (101.6, 152.4, pdf.Fit.SHEET),
        (210, 297, pdf.Fit.SHEET),
        (297, 210, pdf.Fit.SHEET_TURNED),
        (210, 400, pdf.Fit.AS_IT_IS),
    ],
)
def test_a_label_is_turned_or_gets_a_sheet_of_its_own_and_is_never_made_smaller(
    width: float, height: float, where: pdf.Fit
) -> None:
    assert pdf.fit(width * MILLIMETRE, height * MILLIMETRE) is where


def test_four_labels_go_on_each_sheet_in_their_order_and_a_large_one_on_its_own() -> None:
    small, large = [Page("A6", [str(number)]) for number in range(1, 7)], Page("A5", ["large"])
    laid_out = pdf.four_a_sheet(document([*small, large, Page("A6", ["last"])]))
    assert [page.split() for page in words_on(laid_out)] == [["1", "2", "3", "4"], ["5", "6"], ["large"], ["last"]]


def test_a_landscape_label_is_turned_into_its_place_in_its_own_size() -> None:
    writer = PdfWriter(clone_from=io.BytesIO(sound("1001")))
    page = writer.pages[0]
    page.mediabox.upper_right = (420, 298)
    page.cropbox.upper_right = (420, 298)
    content = io.BytesIO()
    writer.write(content)
    sheet = PdfReader(io.BytesIO(pdf.four_a_sheet(content.getvalue()))).pages[0]
    turns = [matrix for matrix in _matrices(sheet) if matrix[0] == pytest.approx(0.0)]
    assert turns
    assert all(abs(one) == pytest.approx(1.0) for matrix in turns for one in (matrix[1], matrix[2]))
    assert "1001" in sheet.extract_text()


def _matrices(page: PageObject) -> list[list[float]]:
    contents = page.get_contents()
    found = re.findall(rb"((?:-?[\d.]+ ){6})cm", contents.get_data() if contents is not None else b"")
    return [[float(number) for number in one.split()] for one in found]


# ---------------------------------------------------------------------------------------------------------- in Slack


async def test_labels_encrypted_with_an_empty_password_are_handed_out(world: World) -> None:
    run = await labelled(world, 25)
    twenty = encrypted([str(number) for number in range(1001, 1021)])
    world.sendcloud.faults.next("GET", BULK, Respond(200, twenty, PDF))
    await world.press(world.agent, run, "Get documents")
    pages = await world.until(lambda: pages_in(world, run))
    assert len(pages) == 25
    assert "Labels of 25 orders, in the order given." in world.thread(run)


@pytest.mark.parametrize("kind", ["half of it", "an empty page", "a password"])
async def test_a_damaged_part_costs_no_label_when_each_can_be_had_by_itself(world: World, kind: str) -> None:
    run = await labelled(world, 25)
    world.sendcloud.faults.next("GET", BULK, Respond(200, BROKEN[kind], PDF))
    await world.press(world.agent, run, "Get documents")
    pages = await world.until(lambda: pages_in(world, run))
    assert [page for page in pages if "Order 1001" in page or "Order 1025" in page] == [pages[0], pages[24]]
    assert "Without a document" not in world.thread(run)


async def test_a_damaged_label_is_named_and_the_others_are_handed_out(world: World) -> None:
    run = await labelled(world, 3)
    world.sendcloud.faults.next("GET", BULK, Respond(200, BROKEN["half of it"], PDF))
    world.sendcloud.faults.next("GET", SINGLE, Respond(200, sound("1001"), PDF))
    world.sendcloud.faults.next("GET", SINGLE, Respond(200, BROKEN["half of it"], PDF))
    await world.press(world.agent, run, "Get documents")
    pages = await world.until(lambda: pages_in(world, run))
    assert pages[0] == "1001"
    assert "1003" in pages[1]
    assert len(pages) == 2
    thread = await world.says(run, "Without a document")
    assert "Labels of 2 orders, in the order given." in thread
    assert "Without a document here: 1 order (damaged label: 1002)." in thread


async def test_labels_that_sendcloud_left_out_of_a_file_are_fetched_one_by_one(world: World) -> None:
    run = await labelled(world, 25)
    world.sendcloud.faults.next("GET", BULK, Respond(200, sound("1", "2", "3", "4", "5"), PDF), times=2)
    world.sendcloud.purchases_of("1007")[0].forced_status = "NO_LABEL"
    await world.press(world.agent, run, "Get documents")
    pages = await world.until(lambda: pages_in(world, run))
    thread = await world.says(run, "Without a document")
    assert f"Labels of {len(pages)} orders" in thread
    assert "(no label: 1007)" in thread


async def test_when_every_label_is_damaged_the_thread_says_so_and_the_button_is_back(world: World) -> None:
    run = await labelled(world, 2)
    world.sendcloud.faults.next("GET", BULK, Respond(200, BROKEN["no page"], PDF))
    world.sendcloud.faults.next("GET", SINGLE, Respond(200, BROKEN["no page"], PDF), times=2)
    await world.press(world.agent, run, "Get documents")
    thread = await world.says(run, "The documents could not be put here")
    assert "no readable PDF for 2 orders (damaged label: 1001, 1002)" in thread
    await world.press(world.agent, run, "Get documents")
    assert len(await world.until(lambda: pages_in(world, run))) == 2


async def test_a_missing_label_of_a_parcel_is_told_beside_those_of_the_same_order(world: World) -> None:
    world.orders("1001", kind="multicollo")
    run = await world.run(world.agent, "1001")
    await world.done(run)
    world.sendcloud.faults.next("GET", BULK, Respond(200, BROKEN["no page"], PDF))
    world.sendcloud.faults.next("GET", SINGLE, Respond(200, BROKEN["no page"], PDF))
    await world.press(world.agent, run, "Get documents")
    assert len(await world.until(lambda: pages_in(world, run))) == 2
    thread = await world.says(run, "Without a document")
    assert "Labels of 1 order (2 parcels)" in thread
    assert "(damaged label: 1001)" in thread


async def test_a_channel_that_became_shared_after_the_plan_gets_no_document_and_who_pressed_does(world: World) -> None:
    run = await labelled(world, 2)
    world.slack.channel(run.channel).is_ext_shared = True
    await world.press(world.colleague, run, "Get documents")
    await world.told(world.colleague, "the documents come to you alone, in our direct messages")
    message = await world.until(lambda: next((one for one in world.colleague.dms() if one.files), None))
    assert len(words_on(message.files[0].content)) == 2
    assert "and come to you alone: people of another company read" in message.text
    assert pages_in(world, run) == []


async def test_who_presses_in_a_shared_channel_is_told_before_anything_is_fetched(world: World) -> None:
    run = await labelled(world, 1)
    world.slack.channel(run.channel).is_ext_shared = True
    await world.sendcloud.stop()
    await world.press(world.colleague, run, "Get documents")
    await world.told(world.colleague, "the documents come to you alone")
    await world.press(world.agent, run, "Get documents")
    await world.told(world.agent, "on their way to another person, who gets them alone")
    assert [call for call in world.sendcloud.calls if "document" in call.path] == []
    await world.sendcloud.start()
    await world.until(lambda: [one for one in world.colleague.dms() if one.files])
    assert [one for one in world.agent.dms() if one.files] == []
