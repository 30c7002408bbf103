"""The message by which a second person is asked about a plan, in the channel or privately, and what becomes of it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from bot.model import FrozenOrder, FrozenPlan, FrozenState, Shipping
from bot.model.frozen import amounts, is_known
from bot.slack import ids
from bot.slack.screens import words
from bot.slack.screens.blocks import Part, bullets, button, paragraph, small
from bot.slack.screens.changes import change_lines, left_out_lines
from bot.slack.screens.post import Post, banner, post
from bot.slack.screens.text import Words, bold, foreign, group, join, moment, person, say
from bot.spreadsheet import csv_file

APPROVE: Final = "Approve"
DECLINE: Final = "Decline"
ROWS_MOST: Final = 20
"""Orders that are listed; more of them are summed up by carrier, and a file has them all."""
NUMBER_MOST: Final = 60
"""Characters of an order number in a row: the message is to stay within Slack's limit, and the file has all of it."""

COLUMNS: Final = ("order", "label", "carrier", "shipping option", "price", "currency", "estimated")

HEAD: Final = "Approval needed: {labels}, {price}."
ASKS: Final = "{who} asks {whom} to approve this plan by {at}. Nothing has been bought yet."
ASKS_PRIVATELY: Final = "{who} asks you to approve this plan by {at}. Nothing has been bought yet."
SHARED: Final = (
    "People of another company can read this channel, so orders and prices are shown to the approvers privately."
)
ANOTHER: Final = "{number} (label {copy})"
ROW: Final = "{number}: {carrier}, {price}"
SUM: Final = "{carrier}: {labels}, {price}"
FILE_BELOW: Final = "All {orders} are in the file in this thread."
SHOP: Final = "Shop: {shop}"
SHIPPED: Final = "Shipping: {shipping}"
SENDER: Final = "Sender address: {sender}"
BRAND: Final = "Brand: {brand}"
PARCELS: Final = "{parcels} an order"
PLAN: Final = "Plan {plan}"
APPROVED: Final = "{who} approved {labels}, {at}. The orders are looked up once more, then they are bought."
BOUGHT: Final = "{who} approved {labels} for {asker}, {at}: run {run}."
DECLINED: Final = "{who} declined {labels} for {asker}, {at}. Nothing was bought. The reason: “{reason}”"
DECLINED_SHARED: Final = "{who} declined {labels} for {asker}, {at}. Nothing was bought."
EXPIRED: Final = "Nobody approved {labels} for {asker} by {at}. Nothing was bought."
VOIDED: Final = "{who} approved {labels} for {asker}, {at}, but the plan had changed, so nothing was bought:"
VOIDED_SHARED: Final = "{who} approved {labels} for {asker}, {at}, but the plan had changed, so nothing was bought."
BACK: Final = {
    FrozenState.DECLINED: "{asker}: {who} declined your plan of {labels}, {at}. Nothing was bought. "
    "The reason: “{reason}”",
    FrozenState.EXPIRED: "{asker}: nobody approved your plan of {labels} by {at}. Nothing was bought.",
    FrozenState.VOIDED: "{asker}: {who} approved your plan of {labels}, {at}, but it had changed. Nothing was bought.",
}
BACK_SHARED: Final = {FrozenState.DECLINED: "{asker}: {who} declined your plan of {labels}, {at}. Nothing was bought."}
YOURS_AGAIN: Final = "You have the plan back, in its window or as a private message, and may change it."
PARTLY: Final = "{sum} and {n} of unknown price"
ESTIMATED: Final = "≈ {carrier}"
NO_CARRIER: Final = "carrier not known yet"
SHIPPING: Final = {Shipping.RULES: words.SHIPPING_RULES, Shipping.ORDER: words.AS_SET_ON_ORDER}
FILE_COMMENT: Final = "Every order of plan {plan}, {labels}."


def approval(
    frozen: FrozenPlan, key: str, *, groups: tuple[str, ...] = (), private: bool = False, shared: bool = False
) -> Post:
    """Return the message in whatever state the plan is. *groups* are asked in the channel; *private*: an approver who
    is not there is asked alone. *shared*: another company reads it."""
    if frozen.state is not FrozenState.ASKED:
        return post(key, [*banner(frozen), *_outcome(frozen, shared=shared)])
    asks = ASKS_PRIVATELY if private else ASKS
    whom = join([(group(one),) for one in groups], ", ")
    price = words.PRICE_UNKNOWN if shared else _price(frozen.orders, test_labels=frozen.choices.test_labels)
    head = HEAD.replace(", {price}", "") if shared else HEAD
    parts = [
        *banner(frozen),
        paragraph(
            (bold(head.format(labels=words.labels(frozen.labels), price=price)),),
            say(asks, who=person(frozen.by.user), whom=whom, at=moment(frozen.expires_at)),
        ),
    ]
    if shared:
        return post(key, [*parts, paragraph(say(SHARED))])
    return post(key, [*parts, *_rows(frozen), small(_used(frozen))], *_buttons(frozen))


def has_file(frozen: FrozenPlan) -> bool:
    """Say whether a file has to show the orders."""
    return len(frozen.orders) > ROWS_MOST


def _buttons(frozen: FrozenPlan) -> list[dict[str, object]]:
    labels = words.labels(frozen.labels)
    return [
        button(APPROVE, action=ids.APPROVE, value=frozen.id, tells=f"Approve {labels}", style="primary"),
        button(DECLINE, action=ids.DECLINE, value=frozen.id, tells=f"Decline {labels}", style="danger"),
    ]


def _rows(frozen: FrozenPlan) -> list[Part]:
    free = frozen.choices.test_labels
    if not has_file(frozen):
        return [bullets(_row(one, test_labels=free) for one in frozen.orders)]
    by_carrier: dict[str, list[FrozenOrder]] = {}
    for one in frozen.orders:
        by_carrier.setdefault(one.carrier or "", []).append(one)
    lines = [
        say(
            SUM,
            carrier=_carrier(orders),
            labels=words.labels(len(orders) * frozen.choices.parcels),
            price=_price(orders, test_labels=free),
        )
        for _, orders in sorted(by_carrier.items())[:ROWS_MOST]
    ]
    return [bullets(lines), paragraph(say(FILE_BELOW, orders=words.orders(len(frozen.orders))))]


def _row(order: FrozenOrder, *, test_labels: bool) -> Words:
    number: Words = (foreign(order.number, NUMBER_MOST),)
    if order.copy > 1:
        number = say(ANOTHER, number=number, copy=order.copy)
    return say(ROW, number=number, carrier=_carrier((order,)), price=_price((order,), test_labels=test_labels))


def _carrier(orders: Sequence[FrozenOrder]) -> Words | str:
    """Return the carrier that orders share, with "≈" where it is an estimate for one of them."""
    name = orders[0].carrier
    if not name:
        return NO_CARRIER
    told = (foreign(name, 60),)
    return say(ESTIMATED, carrier=told) if any(one.carrier_is_estimated for one in orders) else told


def _price(orders: Sequence[FrozenOrder], *, test_labels: bool) -> str:
    """Return what orders cost together, with "≈" where that is rough; what nobody knows is said, never called free."""
    if test_labels:
        return "test labels"
    known = [one for one in orders if is_known(one.price)]
    unknown = len(orders) - len(known)
    if not known:
        return words.PRICE_UNKNOWN
    told = amounts(known)
    if any(one.is_rough for one in known):
        told = words.ROUGHLY.format(price=told)
    return PARTLY.format(sum=told, n=unknown) if unknown else told


def _used(frozen: FrozenPlan) -> Words:
    """Return what was chosen; what was left to Sendcloud (sender, brand) is not told."""
    choices = frozen.choices
    option = foreign(choices.option_label or choices.option_code or "", 60)
    shipping = option if choices.shipping is Shipping.OPTION else SHIPPING[choices.shipping]
    told = [say(SHOP, shop=foreign(choices.shop_name, 60)), say(SHIPPED, shipping=shipping)]
    if choices.sender_label:
        told.append(say(SENDER, sender=foreign(choices.sender_label, 60)))
    if choices.brand_label:
        told.append(say(BRAND, brand=foreign(choices.brand_label, 60)))
    if choices.parcels > 1:
        told.append(say(PARCELS, parcels=words.count(choices.parcels, "parcel")))
    return join([*told, say(PLAN, plan=frozen.plan_id)], " · ")


OUTCOMES: Final = {
    FrozenState.ASKED: "",
    FrozenState.CHECKING: APPROVED,
    FrozenState.BOUGHT: BOUGHT,
    FrozenState.DECLINED: DECLINED,
    FrozenState.EXPIRED: EXPIRED,
    FrozenState.VOIDED: VOIDED,
}
OUTCOMES_SHARED: Final = {FrozenState.DECLINED: DECLINED_SHARED, FrozenState.VOIDED: VOIDED_SHARED}


def came_back(frozen: FrozenPlan, key: str, *, shared: bool = False) -> Post | None:
    """Return the reply that mentions whoever asked when they have their plan back: nobody is notified of an edit.

    None while it is open, and for a plan that was bought, whose run mentions them. *shared*: another company reads it.
    """
    template = (BACK_SHARED if shared else {}).get(frozen.state) or BACK.get(frozen.state)
    return post(key, [*banner(frozen), paragraph(_told(template, frozen), say(YOURS_AGAIN))]) if template else None


def _outcome(frozen: FrozenPlan, *, shared: bool) -> list[Part]:
    told = paragraph(outcome(frozen, shared=shared))
    if shared:
        return [told]
    match frozen.state:
        case FrozenState.VOIDED:
            return [told, bullets(change_lines(frozen))]
        case FrozenState.BOUGHT:
            return [paragraph(outcome(frozen), *left_out_lines(frozen))]
        case FrozenState.ASKED | FrozenState.CHECKING | FrozenState.DECLINED | FrozenState.EXPIRED:
            return [told]


def outcome(frozen: FrozenPlan, *, shared: bool = False) -> Words:
    """Return what became of a question, in one sentence. *shared*: another company reads it."""
    return _told((OUTCOMES_SHARED if shared else {}).get(frozen.state) or OUTCOMES[frozen.state], frozen)


def _told(template: str, frozen: FrozenPlan) -> Words:
    return say(
        template,
        who=person(frozen.decided_by),
        asker=person(frozen.by.user),
        labels=words.labels(frozen.labels),
        at=moment(frozen.decided_at or frozen.expires_at),
        run=frozen.run_id,
        reason=foreign(frozen.reason or "", 300),
    )


def rows_file(frozen: FrozenPlan) -> tuple[str, bytes]:
    """Return name and content of a CSV with every order."""
    return f"{frozen.plan_id} {frozen.labels} labels.csv", csv_file(COLUMNS, map(_cells, frozen.orders))


def _cells(one: FrozenOrder) -> tuple[str, ...]:
    option = one.option[0] if one.option else ""
    price = f"{one.price:.2f}" if is_known(one.price) else ""
    guessed = ["carrier"] * one.carrier_is_estimated + ["price"] * (one.is_rough and bool(price))
    return one.number, str(one.copy), one.carrier or "", option, price, one.currency or "", ", ".join(guessed)


def file_comment(frozen: FrozenPlan) -> str:
    """Return what is said beside the file."""
    return FILE_COMMENT.format(plan=frozen.plan_id, labels=words.labels(frozen.labels))
