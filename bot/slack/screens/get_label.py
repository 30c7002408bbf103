"""*Get label*: the button for the label of one order, the question which one, and the answer that it comes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from bot.model import HeldLabel, Item
from bot.slack import ids
from bot.slack.screens import words
from bot.slack.screens.answers import Answer, answer
from bot.slack.screens.blocks import blocks_of, button, option, paragraph
from bot.slack.screens.modal import VALUE_MOST, chosen, field, modal, whole_number
from bot.slack.screens.text import Json, Words, conversation_link, foreign, plain, say

GET_LABEL: Final = "Get label"
GET_LABEL_TELLS: Final = "Get label of order {number}, run {run}"
GET_LABEL_OUTSIDE: Final = "Get label of order {number}, made outside"
GET_LABEL_OF_PLAN: Final = "Get label of an order of this plan that has one"
GET_LABEL_LEFT_OUT: Final = "Get label of an order that was left out of this run"
WHICH: Final = "Order"
WHICH_OPTION: Final = "{number}, run {run}"
WHICH_OUTSIDE: Final = "{number}, made outside the bot"
WHICH_HINT: Final = "The file comes to you alone, in your conversation with me. Reprinting is free."
COMING: Final = "The label of order {number} comes to you alone, in {conversation}. Reprinting is free."
CONVERSATION: Final = "your conversation with me"
NO_LABEL: Final = "This order has no label that I could fetch now. /label status with its number says where it stands."
NO_LABELS: Final = "None of these orders has a label that I could fetch now. /label status tells about each of them."
_NUMBER_MOST: Final = 50


@dataclass(frozen=True)
class Conversation:
    """The conversation of the bot with one person. *channel* is None where Slack did not say which it is."""

    workspace: str
    channel: str | None


@dataclass(frozen=True)
class OneOrder:
    """The button of one order of a run."""

    run_id: str
    position: int


@dataclass(frozen=True)
class Outside:
    """The button of a label that was made outside the bot."""

    shipment_id: str
    order_number: str


@dataclass(frozen=True)
class OfPlan:
    """The button of a plan's orders that are labelled already."""

    plan_id: str


@dataclass(frozen=True)
class LeftOut:
    """The button of the orders that were left out of a run."""

    run_id: str


def of_order(item: Item) -> Json:
    """Return the button for the label of one order."""
    tells = GET_LABEL_TELLS.format(number=plain(item.order_number, 30), run=item.run_id)
    return button(GET_LABEL, action=ids.GET_LABEL, value=f"order:{item.run_id}:{item.position}", tells=tells)


def of_outside(shipment_id: str, number: str) -> Json:
    """Return the button for a label that was made outside the bot."""
    tells = GET_LABEL_OUTSIDE.format(number=plain(number, 40))
    return button(GET_LABEL, action=ids.GET_LABEL, value=f"outside:{shipment_id}:{number}", tells=tells)


def of_plan(plan_id: str) -> Json:
    """Return the button for the labels of orders of a plan that are labelled already."""
    return button(GET_LABEL, action=ids.GET_LABEL, value=f"plan:{plan_id}", tells=GET_LABEL_OF_PLAN)


def left_out(run_id: str) -> Json:
    """Return the button for the labels of orders that were left out of a run, since another has them."""
    return button(GET_LABEL, action=ids.GET_LABEL, value=f"left_out:{run_id}", tells=GET_LABEL_LEFT_OUT)


def read_button(value: str) -> OneOrder | Outside | OfPlan | LeftOut | None:
    """Return what a button of these stands for; None for a value that none of them has."""
    match value.split(":"):
        case ["order", run_id, position] if (place := whole_number(position)) is not None:
            return OneOrder(run_id, place)
        case ["outside", shipment_id, *number] if shipment_id:
            return Outside(shipment_id, ":".join(number))
        case ["plan", plan_id]:
            return OfPlan(plan_id)
        case ["left_out", run_id]:
            return LeftOut(run_id)
    return None


def which(held: Sequence[HeldLabel]) -> Json:
    """Return the modal that asks which of several labels is wanted."""
    options = [option(_named(one), value) for one in held if len(value := _value(one)) <= VALUE_MOST]
    element = {"type": "static_select", "options": options}
    block = field(ids.LABEL_OF, WHICH, element, optional=False, hint=WHICH_HINT)
    return modal(GET_LABEL, [block], callback=ids.GET_LABEL_VIEW, submit=GET_LABEL, close=words.CANCEL)


def _named(held: HeldLabel) -> str:
    number = plain(held.order_number, _NUMBER_MOST) or "(blank)"
    template = WHICH_OUTSIDE if held.shipment_id is not None else WHICH_OPTION
    return template.format(number=number, run=held.run_id)


def _value(held: HeldLabel) -> str:
    if held.shipment_id is not None:
        return f"outside:{held.shipment_id}:{held.order_number}"
    return f"order:{held.run_id}:{held.position}"


def of_held(held: HeldLabel) -> OneOrder | Outside:
    """Return what the button of this very label stands for."""
    if held.shipment_id is not None:
        return Outside(held.shipment_id, held.order_number)
    return OneOrder(held.run_id, held.position)


def read_which(view: Mapping[str, Any]) -> OneOrder | Outside | None:
    """Return which order was chosen; None when none was."""
    value, _ = chosen(view, ids.LABEL_OF)
    found = read_button(value or "")
    return found if isinstance(found, OneOrder | Outside) else None


def coming(number: str | None, conversation: Conversation) -> Answer:
    """Return the private answer to a press: where the file comes, or that there is no label (*number* None)."""
    return answer(paragraph(_told(number, conversation)))


def coming_view(number: str | None, conversation: Conversation) -> Json:
    """Return the same as a modal."""
    return modal(GET_LABEL, blocks_of([paragraph(_told(number, conversation))]), callback=ids.SENTENCE)


def none_held() -> Answer:
    """Return what is said where no run has a label of these orders by now."""
    return answer(paragraph(say(NO_LABELS)))


def none_held_view() -> Json:
    """Return the same as a modal."""
    return modal(GET_LABEL, blocks_of([paragraph(say(NO_LABELS))]), callback=ids.SENTENCE)


def _told(number: str | None, conversation: Conversation) -> Words:
    if number is None:
        return say(NO_LABEL)
    where: Words = say(CONVERSATION)
    if conversation.channel is not None:
        where = (conversation_link(conversation.workspace, conversation.channel, CONVERSATION),)
    return say(COMING, number=foreign(number), conversation=where)
