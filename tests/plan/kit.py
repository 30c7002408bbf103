"""What people do with the ticks of a plan, and what they see of them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from bot.sandbox.slack import Modal, Person
from bot.sandbox.slack.fields import Placed, placed
from bot.sandbox.slack.surface import CannotDo, shown_text

Json = dict[str, Any]


def boxes(modal: Modal) -> Iterator[tuple[Placed, Json]]:
    """Return every tick box on the screen with the block it stands in."""
    for place in placed(modal.blocks):
        if place.element["type"] == "checkboxes":
            for option in place.options:
                yield place, option


def state(modal: Modal, place: Placed) -> list[Json]:
    """Return the options of a block that are ticked on the screen."""
    held: list[Json] = modal.view.values[place.block_id][place.action_id]["selected_options"]
    return held


def ticks(modal: Modal) -> dict[str, bool]:
    """Return for each order number on the screen whether it is ticked."""
    return {number(option): option in state(modal, place) for place, option in boxes(modal)}


def number(option: Json) -> str:
    """Return the order number of a tick box."""
    return shown_text(option).split(" · ")[0]


async def toggle(person: Person, modal: Modal, wanted: str) -> None:
    """Click on the tick box of an order."""
    for place, option in boxes(modal):
        if number(option) == wanted:
            before = state(modal, place)
            after = [one for one in before if one != option] if option in before else [*before, option]
            picked = {"type": "checkboxes", "selected_options": after}
            modal.view.values[place.block_id][place.action_id] = picked
            await modal.act(place, picked)
            return
    raise CannotDo(f"there is no box for {wanted}; there are {list(ticks(modal))}")


def toggle_unsent(modal: Modal, wanted: str) -> None:
    """Click on a tick box and be quicker than Slack: the bot has not heard of it."""
    for place, option in boxes(modal):
        if number(option) == wanted:
            before = state(modal, place)
            after = [one for one in before if one != option] if option in before else [*before, option]
            modal.view.values[place.block_id][place.action_id] = {"type": "checkboxes", "selected_options": after}
            return
    raise CannotDo(f"there is no box for {wanted}")
