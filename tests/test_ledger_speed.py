"""Nothing that the bot asks its ledger by itself, or for somebody who waits, gets slower as the ledger grows."""

from __future__ import annotations

import contextlib
import re
import sqlite3
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from bot.sandbox.sendcloud import Html502
from bot.sandbox.slack import Message
from tests.world import PURCHASE, World

GROWING = (
    "anchors|attempts|cancellations|clicks|document_requests|events|failure_owners|fixes|items|label_quotes|messages|plan_lines|plans|posted_anchors|run_places|runs"
)
"""Tables (and views) with a row or more for each order, run, click or day."""

Said = dict[str, Sequence[Any] | dict[str, Any]]


def plan_of(world: World, statement: str, parameters: Sequence[Any] | dict[str, Any]) -> list[str]:
    """Return how SQLite carries a statement out, one line a step."""
    with contextlib.closing(sqlite3.connect(world.database)) as connection:
        return [str(row[3]) for row in connection.execute(f"EXPLAIN QUERY PLAN {statement}", parameters)]


def scans(world: World, step: str) -> bool:
    """Does a step read a growing table from one end to the other? An index of a few waiting rows may be read whole."""
    found = re.match(rf"SCAN (?:{GROWING})\b(?: USING (?:COVERING )?INDEX (\w+))?", step)
    if found is None:
        return False
    partial = world.rows("SELECT 1 FROM sqlite_master WHERE name = ? AND sql LIKE '%WHERE%'", found.group(1))
    return not partial


async def fix_address(world: World, run: Message) -> None:
    """Change an order that was refused twice, and see it labelled."""

    def failures() -> Message | None:
        replies = world.slack.thread(run.channel, run.ts)
        return next((reply for reply in replies if "Fix address" in reply.buttons()), None)

    await world.until(lambda: world.events("1002").count("label_refused") == 2 and world.all_shown())
    await world.agent.press(await world.until(failures), "Fix address")
    form = await world.until(lambda: modal if (modal := world.agent.modal) and modal.inputs else None)
    form.fill("House number", "99")
    await form.submit()
    await world.until(lambda: world.states()["1002"] == "labelled")


async def test_no_statement_of_the_daily_work_reads_a_growing_table_from_end_to_end(tmp_path: Path) -> None:
    said: Said = {}
    world = World(tmp_path)
    # What SQLite does depends on the question marks: it cannot see that a value is the one of a partial index.
    world.tracer = lambda statement, parameters: said.update({statement: parameters or ()})
    try:
        await world.open()
        world.orders("1001", "1003")
        world.orders("1002", kind="bad_address")
        world.sendcloud.faults.next("POST", PURCHASE, Html502(after=True))
        run = await world.run(world.agent, "1001 1002 1003 hello")
        await world.done(run)
        await world.press(world.colleague, run, "Take it")
        await world.press(world.agent, run, "Retry 1 failed")
        await world.press(world.agent, run, "Get documents")
        await world.agent.press(run, "Hand-over list")
        await world.agent.command("/label status 1001")
        await world.agent.command("/label history 1001")
        await world.agent.command("/label runs")
        await world.agent.command("/label spend month")
        await world.agent.command("/label failures")
        await world.agent.command("/label cancel 1001")
        answer = await world.soon(
            lambda: next((one for one in world.agent.ephemerals if "Cancel label" in one.buttons()), None)
        )
        await world.agent.press(answer, "Cancel label")
        await world.agent.command("/label unused")
        await fix_address(world, run)
        await world.agent.open_home()
        await world.clock.run_for(100, step=1)
        await world.kill_bot()
        await world.start_bot()  # another one goes on: it looks for what the first one left open
        await world.clock.run_for(700, step=1)
        questions = {one for one in said if re.match(r"\s*(SELECT|UPDATE|DELETE|INSERT|WITH)\b", one)}
        slow = {
            question: step
            for question in questions
            for step in plan_of(world, question, said[question])
            if scans(world, step)
        }
    finally:
        await world.close()

    assert len(questions) > 60
    assert slow == {}
