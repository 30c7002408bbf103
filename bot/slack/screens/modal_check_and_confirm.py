"""The modal *Check and confirm*: what was pasted, what became of each number, and the button that buys."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

from bot.model import PLAN_KEEPS, TEXT_FIELD, LineKind, Plan, PlanState, Shipping
from bot.slack import ids
from bot.slack.screens import causes, words
from bot.slack.screens.blocks import Part, blocks_of, button, paragraph
from bot.slack.screens.modal import modal, sentence_view
from bot.slack.screens.plan_lists import lists, picks
from bot.slack.screens.plan_message import counts
from bot.slack.screens.plan_prices import prices
from bot.slack.screens.post import banner
from bot.slack.screens.text import Json, Span, Words, bold, channel, foreign, say

CHECKING_MORE: Final = "Nothing is bought before you confirm. You may close this: the plan then comes as a message."
PLAN_FAILED: Final = "The orders could not be checked, and nothing was bought."
PASTED: Final = "You gave {pasted}: {counts}."
NOTHING_READY: Final = "There is nothing to create a label for."
ONLY_READY: Final = "Only what is ready is bought. Sendcloud charges a label when it is created."
ONLY_READY_TEST: Final = "Only what is ready gets a test label. Sendcloud charges nothing for it."
USED: Final = "Shop: {shop}. Shipping: {shipping}. Sender address: {sender}. Brand: {brand}. Posted to {channel}."
SENDER_DEFAULT: Final = "Sendcloud's default"
BRAND_DEFAULT: Final = "that of the sender address"
CUT: Final = (
    f"The text was exactly {TEXT_FIELD:,} characters long, so Slack may have cut it off. "
    "Check the last number, and use a file for long lists."
)
COLUMN: Final = "Order numbers were read from the column “{column}” of the file."
_MINUTES: Final = PLAN_KEEPS // timedelta(minutes=1)
STALE: Final = f"This plan is older than {_MINUTES} minutes: the orders are looked up again before anything is bought."
RECHECKED: Final = (
    f"The plan was older than {_MINUTES} minutes, so it was checked again. Look at it once more before you confirm."
)
SHARED: Final = (
    "People of another company are in {channel}, or are invited (Slack Connect): they will see what is told there, and "
    "any documents that are put there. To keep it among yourselves, close this and post to another channel."
)
EAGER: Final = (
    "This shop counts an order as sent as soon as its label exists, and may tell the customer at that moment."
)
LOOK_AGAIN: Final = "Look again"
LOOK_AGAIN_TELLS: Final = "Look again for the orders of this plan"
NOT_READY: Final = "This plan cannot be confirmed any more. Start again with /label."
SECOND_LABEL_BUTTON: Final = "Second label…"
SECOND_LABEL_TELLS: Final = "Second label: choose orders of this plan that need another label on purpose"


def checking(plan: Plan) -> Json:
    """Return what stands in the modal while the orders are looked up."""
    told = words.CHECKING.format(orders=words.orders(len(plan.lines)))
    if plan.done:
        told = words.CHECKING_DONE.format(checking=told, done=plan.done)
    parts = [paragraph((bold(told),)), paragraph(say(CHECKING_MORE))]
    return modal(words.PLAN_TITLE, blocks_of(banner(plan) + parts), callback=ids.CONFIRM_PLAN, metadata=plan.id)


def plan(plan: Plan, now: datetime) -> Json:
    """Return the modal for a plan in whatever state it is. Only a plan with something ready has a submit button.

    *now* decides whether the plan is too old to be bought by as it stands.
    """
    if plan.state is PlanState.CHECKING:
        return checking(plan)
    if plan.state is PlanState.CONFIRMED:
        return not_ready()
    if plan.state is PlanState.FAILED:
        return _failed(plan)
    blocks = blocks_of([*banner(plan), *_summary(plan, now), *prices(plan), *lists(plan)])
    blocks += [*picks(plan), *_buttons(plan)]
    ready = len(plan.ticked())
    return modal(
        words.PLAN_TITLE,
        blocks,
        callback=ids.CONFIRM_PLAN,
        metadata=plan.id,
        submit=f"Create {words.labels(ready)}" if ready else "",
    )


def _failed(plan: Plan) -> Json:
    parts = [*banner(plan), paragraph((bold(PLAN_FAILED),))]
    if plan.cause:
        parts.append(paragraph((foreign(causes.in_sentences(plan.cause), 1000),)))
    blocks = [*blocks_of(parts), {"type": "actions", "elements": [_look_again(plan)]}]
    return modal(words.PLAN_TITLE, blocks, callback=ids.CONFIRM_PLAN, metadata=plan.id)


def _summary(plan: Plan, now: datetime) -> list[Part]:
    pasted = len(plan.lines) + len(plan.twice) + len(plan.not_understood)
    head = PASTED.format(pasted=words.count(pasted, "entry", "entries"), counts=counts(plan))
    lines: list[Words] = [(bold(head),)]
    bought = ONLY_READY_TEST if plan.choices.test_labels else ONLY_READY
    lines.append(say(bought if plan.ticked() else NOTHING_READY))
    if plan.checked_at is not None and now - plan.checked_at > PLAN_KEEPS:
        lines.append(say(STALE))
    notes = [RECHECKED] * plan.rechecked + [CUT] * plan.cut + [EAGER] * plan.eager_feedback
    lines += [say(note) for note in notes]
    if plan.choices.shared_channel:
        lines.append(say(SHARED, channel=channel(plan.channel)))
    if plan.choices.column:
        lines.append(say(COLUMN, column=foreign(plan.choices.column, 75)))
    return [paragraph(*lines), paragraph(_used(plan))]


def _used(plan: Plan) -> Words:
    choices = plan.choices
    if choices.test_labels:
        shipping: Span | str = "sendcloud:letter"
    elif choices.shipping is Shipping.OPTION:
        shipping = foreign(choices.option_label or choices.option_code or "", 75)
    else:
        shipping = words.SHIPPING_RULES if choices.shipping is Shipping.RULES else words.AS_SET_ON_ORDER
    return say(
        USED,
        shop=foreign(choices.shop_name, 75),
        shipping=shipping,
        sender=foreign(choices.sender_label, 75) if choices.sender_label else SENDER_DEFAULT,
        brand=foreign(choices.brand_label, 75) if choices.brand_label else BRAND_DEFAULT,
        channel=channel(plan.channel),
    )


def _buttons(plan: Plan) -> list[Json]:
    buttons = []
    if plan.of(LineKind.NOT_FOUND) or plan.of(LineKind.WAITING):
        buttons.append(_look_again(plan))
    if plan.of(LineKind.LABELLED):
        buttons.append(button(SECOND_LABEL_BUTTON, action=ids.SECOND_LABEL, value=plan.id, tells=SECOND_LABEL_TELLS))
    return [{"type": "actions", "elements": buttons}] if buttons else []


def _look_again(plan: Plan) -> Json:
    return button(LOOK_AGAIN, action=ids.LOOK_AGAIN_PLAN, value=plan.id, tells=LOOK_AGAIN_TELLS)


def not_ready() -> Json:
    """Return what is said about a plan that cannot be confirmed any more, or was never stored."""
    return sentence_view(words.PLAN_TITLE, NOT_READY)
