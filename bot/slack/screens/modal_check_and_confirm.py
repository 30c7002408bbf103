"""The modal *Check and confirm*: what would be bought, what became of each number, and the button that buys."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

from bot.model import PLAN_KEEPS, TEXT_FIELD, Differs, Plan, PlanPage, PlanState, Shipping
from bot.plan_words import PlanWords, Sheets
from bot.slack import ids
from bot.slack.screens import causes, modal_frozen, plan_lists, words
from bot.slack.screens.blocks import Part, blocks_of, button, paragraph, plain_text
from bot.slack.screens.modal import modal, sentence_view
from bot.slack.screens.plan_choose import choose
from bot.slack.screens.plan_message import counts
from bot.slack.screens.plan_parts import in_bold, turning
from bot.slack.screens.plan_place import place_of
from bot.slack.screens.plan_prices import by_carrier, carriers_known, no_price_known, total
from bot.slack.screens.plan_ready import doubted, possible, ready, second
from bot.slack.screens.plan_sheets import sheets_read
from bot.slack.screens.plan_unknown_words import unknown_words
from bot.slack.screens.post import banner
from bot.slack.screens.text import Json, Words, bold, channel, foreign, moment, plain, say

CHECKING_READY: Final = "Checking which orders are ready…"
READY_HEAD: Final = "Orders since {since} that are paid, or may be, and have no label."
READY_COUNTS: Final = "Found: {counts}."
CHECKING_MORE: Final = "Nothing is bought before you confirm. You may close this: the plan then comes as a message."
PLAN_FAILED: Final = "The orders could not be checked, and nothing was bought."
PASTED: Final = "You gave {pasted}: {counts}."
NOTHING_TICKED: Final = "There is nothing to create a label for: nothing is ticked."
ONLY_TICKED: Final = "Only what is ticked is bought. Sendcloud charges a label when it is created."
ONLY_TICKED_TEST: Final = "Only what is ticked gets a test label. Sendcloud charges nothing for it."
PARCELS: Final = "Each order goes in {parcels} parcels: {labels} in all."
SHOP: Final = "Shop: {shop}"
SHIPPING: Final = "Shipping: {shipping}"
SENDER: Final = "Sender address: {sender}"
BRAND: Final = "Brand: {brand}"
POSTED_TO: Final = "The run is posted in {channel}."
RULES_CHOOSE: Final = (
    "Your shipping rules choose the carrier; carrier and price are estimated here once five like orders have labels."
)
PRICES_NEED_A_SENDER: Final = (
    "Prices depend on where parcels leave from: to see them, choose a Sender address under Change."
)
CUT: Final = (
    f"The text was exactly {TEXT_FIELD:,} characters long, so Slack may have cut it off. "
    "Check the last number, and use a file for long lists."
)
LABEL_FEE: Final = "Prices include the label fee of your Sendcloud plan, {fee} a label."
COLUMN: Final = "Order numbers were read from the column “{column}” of the file."
_MINUTES: Final = PLAN_KEEPS // timedelta(minutes=1)
STALE: Final = f"This plan is older than {_MINUTES} minutes: the orders are looked up again before anything is bought."
SHARED: Final = (
    "People of another company are in {channel}, or are invited (Slack Connect): they will see what is told there, and "
    "any documents that are put there. To keep it among yourselves, close this and post to another channel."
)
EAGER: Final = (
    "This shop counts an order as sent as soon as its label exists, and may tell the customer at that moment."
)
SHOWN_AGAIN: Final = {
    Differs.CHANGED: "Nothing was bought: the plan had changed since you saw it. This is how it is now.",
    Differs.COUNT: "Nothing was bought: the button did not say how many orders were ticked. Now it does.",
}
AGAIN: Final = "The plan is shown once more, and nothing was bought…"
CHANGE: Final = "Change"
NOT_READY: Final = "This plan cannot be confirmed any more. Start again with /label."


def checking(plan: Plan, orders: int) -> Json:
    """Return what stands in the modal while *orders* are looked up: small enough for an acknowledgement."""
    asked = words.CHECKING.format(orders=words.orders(orders)) if orders else CHECKING_READY
    if plan.done:
        asked = words.CHECKING_DONE.format(checking=asked, done=plan.done)
    parts = [*banner(plan), paragraph((bold(asked),)), paragraph(say(CHECKING_MORE))]
    return modal(words.PLAN_TITLE, blocks_of(parts), callback=ids.CONFIRM_PLAN, metadata=plan.id)


def looking_for_ready() -> Json:
    """Return what stands in the modal of ``/label ready`` until its plan is there."""
    parts = [paragraph((bold(CHECKING_READY),)), paragraph(say(CHECKING_MORE))]
    return modal(words.PLAN_TITLE, blocks_of(parts), callback=ids.CONFIRM_PLAN, metadata="")


def once_more(plan_id: str) -> Json:
    """Return what stands in the modal until the plan is drawn anew: small enough for an acknowledgement."""
    return modal(words.PLAN_TITLE, [paragraph((bold(AGAIN),)).block()], callback=ids.CONFIRM_PLAN, metadata=plan_id)


def plan(page: PlanPage, now: datetime, told: PlanWords) -> Json:
    """Return the modal for a page of a plan in whatever state it is. Nothing ticked: no submit button.

    *now* decides whether the plan is too old to be bought by as it stands. *told*: what may be shown of customers.
    """
    if (frozen := modal_frozen.window(page.plan, page.standing)) is not None:
        return frozen
    match page.plan.state:
        case PlanState.CHECKING:
            return checking(page.plan, page.given)
        case PlanState.FROZEN | PlanState.CONFIRMED:
            return not_ready()
        case PlanState.FAILED:
            return _failed(page.plan)
        case PlanState.READY:
            return modal(
                words.PLAN_TITLE,
                [*_top(page, now, told.sheets(page.plan.id)), *_sections(page, told), *turning(page)],
                callback=ids.CONFIRM_PLAN,
                metadata=place_of(page).metadata(),
                submit=modal_frozen.submit_label(page.labels, page.standing),
            )


def _failed(plan: Plan) -> Json:
    parts = [*banner(plan), paragraph((bold(PLAN_FAILED),))]
    if plan.cause:
        parts.append(paragraph((foreign(causes.in_sentences(plan.cause), 1000),)))
    blocks = [*blocks_of(parts), {"type": "actions", "elements": [plan_lists.look_again(plan.id), _change(plan)]}]
    return modal(words.PLAN_TITLE, blocks, callback=ids.CONFIRM_PLAN, metadata=plan.id)


def _top(page: PlanPage, now: datetime, sheets: Sheets) -> list[Json]:
    if page.show is not None:
        return blocks_of([*banner(page.plan), paragraph(total(page))])
    return [
        *blocks_of([*banner(page.plan), paragraph(*_headline(page))]),
        {"type": "section", "text": plain_text(_given(page), 1000), "accessory": _change(page.plan)},
        *blocks_of([*_parcels(page), *by_carrier(page), *_notes(page, now, sheets)]),
        _small_print(page),
    ]


def _headline(page: PlanPage) -> list[Words]:
    """Return how many labels would be bought and for how much, and where that is told."""
    plan = page.plan
    lines = [in_bold(total(page)) if page.labels else (bold(NOTHING_TICKED),)]
    if plan.shown_again is not None:
        lines.insert(0, (bold(SHOWN_AGAIN[plan.shown_again]),))
    if plan.choices.ready_since is not None:
        lines.append(say(READY_HEAD, since=moment(plan.choices.ready_since)))
    if page.labels:
        lines.append(say(POSTED_TO, channel=channel(plan.channel)))
    return lines


def _given(page: PlanPage) -> str:
    """Return what became of each entry that was given, or of each order that was found to be ready."""
    if page.plan.choices.ready_since is not None:
        return READY_COUNTS.format(counts=counts(page))
    return PASTED.format(pasted=words.count(page.given, "entry", "entries"), counts=counts(page))


def _notes(page: PlanPage, now: datetime, sheets: Sheets) -> list[Part]:
    """Return what somebody should know before buying: limits, age, who is told, whence the numbers came."""
    plan = page.plan
    lines = list(modal_frozen.limit_lines(plan, page.standing))
    if plan.checked_at is not None and now - plan.checked_at > PLAN_KEEPS:
        lines.append(say(STALE))
    notes = [CUT] * plan.cut + [EAGER] * plan.eager_feedback
    lines += [say(note) for note in notes]
    if plan.choices.label_fee:
        lines.append(say(LABEL_FEE, fee=str(plan.choices.label_fee)))
    if plan.choices.shared_channel:
        lines.append(say(SHARED, channel=channel(plan.channel)))
    if plan.choices.column:
        lines.append(say(COLUMN, column=foreign(plan.choices.column, 75)))
    lines += sheets_read(sheets)
    return [paragraph(*lines)] if lines else []


def _small_print(page: PlanPage) -> Json:
    """Return in grey what was chosen, and what a press of the button means."""
    choices = page.plan.choices
    told = [_used(page.plan)]
    if choices.shipping is Shipping.RULES and not choices.test_labels and not carriers_known(page):
        told.append(RULES_CHOOSE)
    if choices.shipping is not Shipping.RULES and choices.sender_address_id is None and no_price_known(page):
        told.append(PRICES_NEED_A_SENDER)
    if page.labels:
        told.append(ONLY_TICKED_TEST if choices.test_labels else ONLY_TICKED)
    return {"type": "context", "elements": [plain_text(one, 500) for one in told]}


def _parcels(page: PlanPage) -> list[Part]:
    """Return how many labels orders in several boxes come to; nothing where each goes in one."""
    each = page.plan.choices.parcels
    if each == 1:
        return []
    return [paragraph((bold(PARCELS.format(parcels=each, labels=words.labels(page.labels))),))]


def _used(plan: Plan) -> str:
    """Return what was chosen, as plain text; what was left to Sendcloud (sender, brand) is not told."""
    choices = plan.choices
    if choices.test_labels:
        shipping = "sendcloud:letter"
    elif choices.shipping is Shipping.OPTION:
        shipping = choices.option_label or choices.option_code or ""
    else:
        shipping = words.SHIPPING_RULES if choices.shipping is Shipping.RULES else words.AS_SET_ON_ORDER
    chosen = [SHOP.format(shop=plain(choices.shop_name, 75)), SHIPPING.format(shipping=plain(shipping, 75))]
    if choices.sender_label:
        chosen.append(SENDER.format(sender=plain(choices.sender_label, 75)))
    if choices.brand_label:
        chosen.append(BRAND.format(brand=plain(choices.brand_label, 75)))
    return " · ".join(chosen)


def _sections(page: PlanPage, told: PlanWords) -> list[Json]:
    """Return the sections from top to bottom: what is bought, what needs a look, what is not bought."""
    return [
        *(unknown_words(page.plan) if page.show is None else ()),
        *ready(page, told),
        *second(page),
        *doubted(page, told),
        *choose(page, told),
        *possible(page, told),
        *plan_lists.labelled(page),
        *plan_lists.not_known(page),
        *plan_lists.not_found(page),
        *plan_lists.twice(page),
        *plan_lists.not_understood(page, told),
    ]


def _change(plan: Plan) -> Json:
    return button(CHANGE, action=ids.CHANGE_PLAN, value=plan.id, tells="Change what was chosen, or the numbers")


def not_ready() -> Json:
    """Return what is said about a plan that cannot be confirmed any more, or was never stored."""
    return sentence_view(words.PLAN_TITLE, NOT_READY)
