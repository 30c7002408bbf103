"""One text or number that nobody can read spoils the order it stands in: the others get their labels."""

from __future__ import annotations

import pytest

from bot.sandbox.sendcloud.poison import POISONS
from tests.world import World

GOOD = [str(number) for number in range(1001, 1013)]


@pytest.mark.parametrize("poison", POISONS)
async def test_a_poisoned_order_spoils_no_other(world: World, poison: str) -> None:
    world.orders(*GOOD)
    world.sendcloud.add_order("2001", kind=poison)
    modal = await world.plan(world.agent, " ".join([*GOOD[:6], "2001", *GOOD[6:]]))
    assert "Create" in (modal.submit_text or "")
    parent = await world.confirm(world.agent, modal)
    await world.until(lambda: {world.states()[number] for number in GOOD} == {"labelled"})
    # The poisoned one is decided, too, or waits for a person.
    ended = {"labelled", "undecided", "refused", "failed"}
    await world.until(lambda: world.states()["2001"] in ended, limit=900)
    bot = world.bot
    assert bot is not None
    assert bot._working is not None
    assert not bot._working.done()
    assert len([number for number in world.sendcloud.bought if number in GOOD]) == len(GOOD)
    assert sorted(set(world.sendcloud.bought)) == sorted(world.sendcloud.bought)
    world.orders("3001")
    await world.done(await world.run(world.agent, "3001"))
    assert parent.ts
