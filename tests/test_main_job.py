"""The main job: numbers in, a plan, one click, and everything in one thread."""

from __future__ import annotations

import io

from pypdf import PdfReader

from tests.world import World


async def test_three_numbers_become_three_labels_in_one_thread(either_world: World) -> None:
    world = either_world
    for number in ("1001", "1002", "1003"):
        world.sendcloud.add_order(number)
    parent = await world.run(world.agent, "1001 1002 1003")
    await world.done(parent)
    await world.until(lambda: len(world.slack.thread(parent.channel, parent.ts)) == 2)
    thread = world.thread(parent)
    for shipment in world.sendcloud.shipments.values():
        assert shipment.id in thread
        for parcel in shipment.parcels:
            assert str(parcel.id) in thread
    assert sorted(world.sendcloud.bought) == ["1001", "1002", "1003"]
    await world.agent.press(parent, "Get documents")
    files = await world.until(lambda: [f for m in world.slack.thread(parent.channel, parent.ts) for f in m.files])
    text = [page.extract_text() for page in PdfReader(io.BytesIO(files[0].content)).pages]
    assert [next(n for n in ("1001", "1002", "1003") if n in page) for page in text] == ["1001", "1002", "1003"]
