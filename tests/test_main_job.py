"""The main job: numbers in, a plan, one click, and everything in one thread."""

from __future__ import annotations

import io
import re

from pypdf import PdfReader

from bot.sandbox.sendcloud import Html502
from tests.world import PURCHASE, World


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


async def test_the_bot_is_as_quick_with_a_hundred_thousand_orders_behind_it(world: World) -> None:
    """No statement of the daily work reads a table that grows from its beginning to its end."""
    assert world.bot is not None
    said: set[str] = set()
    await world.bot.ledger.read(lambda db: db.conn.set_trace_callback(said.add))
    world.orders("1001", "1003")
    world.orders("1002", kind="bad_address")
    world.sendcloud.faults.next("POST", PURCHASE, Html502(after=True))
    run = await world.run(world.agent, "1001 1002 1003")
    await world.done(run)
    await world.press(world.agent, run, "Retry 1 failed")
    await world.press(world.agent, run, "Get documents")
    await world.agent.command("/label status 1001")
    await world.agent.command("/label history 1001")
    await world.clock.run_for(100, step=1)
    await world.bot.ledger.read(lambda db: db.conn.set_trace_callback(None))

    # Tidying up looks through the plans, one row a run, every few minutes; the end of the chain is one row.
    harmless = ("json_each(", "(SELECT id FROM plans", "ORDER BY seq DESC LIMIT 1")
    questions = [
        one
        for one in said
        if one.split()[0] in ("SELECT", "UPDATE", "DELETE", "INSERT") and not any(words in one for words in harmless)
    ]
    assert len(questions) > 50
    large = "plans|plan_lines|runs|items|attempts|messages|doubts|run_places|events|document_requests"
    slow = {
        question: step[3]
        for question in questions
        for step in world.rows(f"EXPLAIN QUERY PLAN {question}")
        if re.fullmatch(rf"SCAN ({large})", step[3])
    }
    assert slow == {}
