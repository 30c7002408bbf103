"""The modal *Leave out*: numbers whose orders are unticked in the plan below it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

from bot.model import TEXT_FIELD
from bot.slack import ids
from bot.slack.screens import words
from bot.slack.screens.modal import errors, field, modal, sentence_view, typed_in
from bot.slack.screens.plan_place import PlanPlace
from bot.slack.screens.text import Json, plain

TITLE: Final = "Leave out"
NUMBERS: Final = "Order numbers to leave out"
HINT: Final = "These orders are unticked in the plan. Nothing is bought or deleted."
NONE_OF_THESE: Final = "No ready order of this plan has such a number{named}."
LEFT_OUT: Final = "{orders} left out. Not among the ready orders of this plan: {named}."

_NAMED_MOST: Final = 10


def leave_out(place: PlanPlace) -> Json:
    """Return the modal that asks for the numbers."""
    text: Json = {"type": "plain_text_input", "multiline": True, "max_length": TEXT_FIELD}
    numbers = field(ids.NUMBERS_LEFT_OUT, NUMBERS, text, optional=False, hint=HINT)
    return modal(
        TITLE,
        [numbers],
        callback=ids.LEAVE_OUT_VIEW,
        metadata=place.metadata(),
        submit=TITLE,
        close=words.CANCEL,
    )


def read_numbers(view: Mapping[str, Any]) -> str:
    """Return what was typed."""
    return typed_in(view, ids.NUMBERS_LEFT_OUT)


def none_of_these(unknown: Sequence[str]) -> Json:
    """Return the answer when nothing could be left out."""
    named = f": {_named(unknown)}" if unknown else ""
    return errors({ids.NUMBERS_LEFT_OUT: NONE_OF_THESE.format(named=named)})


def left_out(orders: int, unknown: Sequence[str]) -> Json:
    """Return what is said when some of the numbers could not be left out."""
    return sentence_view(TITLE, LEFT_OUT.format(orders=words.orders(orders), named=_named(unknown)))


def _named(numbers: Sequence[str]) -> str:
    named = ", ".join(plain(number, 60) or "(blank)" for number in numbers[:_NAMED_MOST])
    return named + (f" and {len(numbers) - _NAMED_MOST} more" if len(numbers) > _NAMED_MOST else "")
