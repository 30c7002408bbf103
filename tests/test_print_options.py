"""*Print options*: documents in another format or order, only some of them, and the pick list."""

from __future__ import annotations

import io
import zipfile
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from pypdf import PdfReader

from bot.engine.times import Times
from bot.sandbox.sendcloud import Hang
from bot.sandbox.slack import Message, Modal
from tests.pdf_kit import words_on
from tests.world import World, world_at

BULK = "*/parcel-documents/label"


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


async def options(world: World, run: Message) -> Modal:
    """Press *Print options…* and return the form."""
    await world.press(world.agent, run, "Print options…")
    return await world.soon(
        lambda: world.agent.modal if world.agent.modal and world.agent.modal.title == "Print options" else None
    )


def uploads(world: World, run: Message) -> list[Message]:
    """Return the messages with documents in a thread, oldest first."""
    replies = world.slack.thread(run.channel, run.ts)
    return [one for one in replies if any(_is_document(file.name) for file in one.files)]


def _is_document(name: str) -> bool:
    return not name.endswith(".csv")  # the list of all orders of a large run


async def brought(world: World, run: Message, count: int = 1) -> Message:
    """Wait for so many messages with documents, and return the newest."""
    return await world.until(lambda: uploads(world, run)[-1] if len(uploads(world, run)) >= count else None)


def order_on(page: str) -> str:
    return page.split("Order ")[1].split()[0]


async def test_pressing_submit_at_once_gives_what_get_documents_gives(world: World) -> None:
    run = await labelled(world, 2)
    form = await options(world, run)
    assert await form.submit() == {}
    assert world.agent.modal is None
    message = await brought(world, run)
    assert message.files[0].name.endswith("Main shop 2 labels.pdf")
    assert message.text == "Labels of 2 orders, in the order given. Reprinting is free."


async def test_four_labels_lie_on_each_a4_page_and_the_channel_keeps_that(world: World) -> None:
    run = await labelled(world, 5)
    form = await options(world, run)
    await form.choose("Format of labels", "PDF, A4 with four labels a sheet")
    await form.submit()
    message = await brought(world, run)
    pages = PdfReader(io.BytesIO(message.files[0].content)).pages
    assert [page.extract_text().count("Order 10") for page in pages] == [4, 1]
    assert {round(float(page.mediabox.width)) for page in pages} == {595}
    assert "5 labels.pdf" in message.files[0].name
    assert "four labels on each A4 page" in message.text
    await world.press(world.colleague, run, "Get documents")
    assert len(PdfReader(io.BytesIO((await brought(world, run, 2)).files[0].content)).pages) == 2
    bulk = [call for call in world.sendcloud.calls if "parcel-documents" in call.path]
    assert all(("paper_size", "A6") in call.query for call in bulk)


async def test_labels_are_printed_again_from_the_one_where_the_printer_jammed(world: World) -> None:
    run = await labelled(world, 5)
    form = await options(world, run)
    await form.fill("From label no.", "6")
    assert await form.submit() == {"From label no.": "There is no label with this number: the last one is no. 5."}
    await form.fill("From label no.", "4")
    await form.submit()
    message = await brought(world, run)
    assert [order_on(page) for page in words_on(message.files[0].content)] == ["1004", "1005"]
    assert "From label no. 4 on." in message.text
    assert message.files[0].name.endswith("2 labels.pdf")


async def test_only_what_was_not_handed_out_before_and_a_sentence_when_nothing_is_left(world: World) -> None:
    run = await labelled(world, 4)
    form = await options(world, run)
    await form.fill("From label no.", "3")
    await form.submit()
    await brought(world, run)
    form = await options(world, run)
    await form.choose("Only some", ["Not yet printed only"])
    await form.submit()
    message = await brought(world, run, 2)
    assert [order_on(page) for page in words_on(message.files[0].content)] == ["1001", "1002"]
    assert message.text.startswith("Labels of 2 orders")
    form = await options(world, run)
    await form.choose("Only some", ["Not yet printed only"])
    await form.submit()
    await world.says(run, "Every label of this run that is ready was handed out before.")


async def test_zpl_is_asked_about_first_stays_zpl_and_is_kept_for_no_channel(world: World) -> None:
    run = await labelled(world, 2)
    form = await options(world, run)
    await form.choose("Format of labels", "ZPL, for a label printer")
    await form.submit()
    really = await world.soon(
        lambda: world.agent.modal if world.agent.modal and world.agent.modal.submit_text == "Get ZPL" else None
    )
    assert "stays ZPL" in really.plain()
    assert not [call for call in world.sendcloud.calls if "document" in call.path]
    await really.submit()
    message = await brought(world, run)
    assert message.files[0].name.endswith("2 labels.zpl")
    assert message.files[0].content.count(b"^XA") == 2
    await world.press(world.agent, run, "Get documents")
    thread = await world.says(run, "The documents could not be put here")
    assert "label that comes as ZPL alone: 1001, 1002" in thread
    assert "choose ZPL under Print options" in thread


async def test_pictures_come_one_by_one_in_a_zip_file(world: World) -> None:
    run = await labelled(world, 3)
    form = await options(world, run)
    await form.choose("Format of labels", "PNG, pictures")
    await form.submit()
    (file,) = (await brought(world, run)).files
    assert file.name.endswith("3 labels.zip")
    names = zipfile.ZipFile(io.BytesIO(file.content)).namelist()
    assert names == ["0001 1001.png", "0002 1002.png", "0003 1003.png"]


async def test_labels_sorted_by_carrier_and_by_sku(world: World) -> None:
    for number, sku in (("1001", "MUG"), ("1002", "CAP"), ("1003", "MUG"), ("1004", "CAP")):
        order = world.sendcloud.add_order(number)
        del order.items[1:]
        order.items[0]["sku"] = sku
    run = await world.run(world.agent, "1001 1002 1003 1004")
    await world.done(run)
    form = await options(world, run)
    await form.choose("Sorted", "By SKU")
    await form.submit()
    message = await brought(world, run)
    assert [order_on(page) for page in words_on(message.files[0].content)] == ["1002", "1004", "1001", "1003"]
    assert "sorted by SKU" in message.text


async def test_a_pick_list_tells_what_goes_into_which_order_and_nothing_of_customers(world: World) -> None:
    run = await labelled(world, 3)
    form = await options(world, run)
    await form.choose("Papers", ["Pick list"])
    await form.submit()
    message = await brought(world, run)
    (file,) = message.files
    assert file.name.endswith("Main shop pick list of 3 orders.pdf")
    (page,) = words_on(file.content)
    assert [number for number in ("1001", "1002", "1003") if number in page] == ["1001", "1002", "1003"]
    assert "Products" in page
    for order in world.sendcloud.world.orders.values():
        assert order.name not in page
        assert order.postal_code not in page


async def test_a_pick_list_never_goes_where_another_company_reads(world: World) -> None:
    run = await labelled(world, 1)
    form = await options(world, run)
    world.slack.channel(run.channel).is_ext_shared = True
    await form.choose("Papers", ["Pick list"])
    await form.submit()
    message = await world.until(lambda: next((one for one in world.agent.dms() if one.files), None))
    assert "come to you alone" in message.text
    assert uploads(world, run) == []


async def test_nothing_chosen_is_said_at_the_input(world: World) -> None:
    run = await labelled(world, 1)
    form = await options(world, run)
    await form.choose("Papers", [])
    assert await form.submit() == {"Papers": "Choose at least one."}


async def test_one_slow_document_does_not_hold_up_the_others(tmp_path: Path) -> None:
    async with world_at(tmp_path, times=Times(send_within=10.0, document_timeout=0.4)) as world:
        run = await labelled(world, 41)
        parcel = world.sendcloud.purchases_of("1021")[0].parcels[0].id
        for path in (BULK, f"*/parcels/{parcel}/documents/label"):
            world.sendcloud.faults.next("GET", path, Hang(2.0))
        await world.press(world.agent, run, "Get documents")
        message = await brought(world, run)
        bulk = [place for place, call in enumerate(world.sendcloud.calls) if "parcel-documents" in call.path]
        assert len(words_on(message.files[0].content)) in (40, 41)
        assert len(bulk) == 3
        assert bulk[-1] - bulk[0] == 2
