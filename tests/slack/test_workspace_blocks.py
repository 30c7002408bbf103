"""A workspace that does not have the newer blocks yet gets the plain drawing of the same state."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.sandbox.slack.records import Message
from tests.slack.projector_kit import Stage, stage

NUMBERS = [str(1000 + place) for place in range(1, 31)]


@pytest.fixture
async def play(tmp_path: Path) -> AsyncIterator[Stage]:
    async with stage(tmp_path) as one:
        yield one


async def told(play: Stage, run: str) -> Message:
    """Have a run of 30 labels told, and return the reply that lists them."""
    await play.run(run, NUMBERS)
    await play.label(run)
    await play.at_rest()
    replies = play.replies(run)
    (labels,) = (reply for reply in replies if "1030" in reply.plain() and "3S" in reply.plain())
    return labels


def kinds(message: Message) -> set[str]:
    return {block["type"] for block in message.blocks}


def tries(play: Stage, kind: str) -> int:
    return sum(f"'{kind}'" in str(call.args.get("blocks")) for call in play.bench.slack.calls)


async def test_a_workspace_with_the_newer_blocks_gets_the_table_that_can_be_searched(play: Stage) -> None:
    assert "data_table" in kinds(await told(play, "L-1"))


async def test_a_workspace_that_refuses_them_gets_a_plain_table_and_is_not_tried_for_a_day(play: Stage) -> None:
    play.bench.slack.refuses_newer_blocks = True

    assert "table" in kinds(await told(play, "L-1"))
    tried = tries(play, "data_table")
    assert "table" in kinds(await told(play, "L-2"))
    assert tries(play, "data_table") == tried == 1
    await play.end()
    await play.begin(new_outbox=True)
    assert "table" in kinds(await told(play, "L-2b"))
    assert tries(play, "data_table") == tried

    play.bench.slack.refuses_newer_blocks = False
    play.clock.advance(86_401)
    assert "data_table" in kinds(await told(play, "L-3"))


async def test_a_workspace_that_refuses_every_table_gets_lines(play: Stage) -> None:
    play.bench.slack.workspace.refused_blocks = frozenset({"data_table", "table"})

    await play.run("L-1", NUMBERS)
    await play.label("L-1")
    await play.at_rest()

    replies = play.replies("L-1")
    listed = "\n".join(reply.plain() for reply in replies)
    assert not {"table", "data_table"} & {kind for reply in replies for kind in kinds(reply)}
    assert [number for number in NUMBERS if f"{number}; parcel" not in listed] == []
