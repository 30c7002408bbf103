"""The modal *Check and confirm*: what was pasted, what became of each number, and the button that buys."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Final

from bot.model import PLAN_KEEPS, Candidate, LineKind, Plan, PlanLine, PlanState, Shipping
from bot.slack import ids
from bot.slack.screens import words
from bot.slack.screens.form import whole_number
from bot.slack.screens.holders import SHOWN_MOST, taken_lines
from bot.slack.screens.modal import VALUE_MOST, modal, sentence_view
from bot.slack.screens.parent import banner
from bot.slack.screens.plan_counts import counts
from bot.slack.screens.text import (
    Json,
    Part,
    Span,
    Words,
    blocks_of,
    bold,
    bullets,
    button,
    channel,
    foreign,
    option,
    paragraph,
    plain_text,
    said,
    say,
    written_moment,
)

PICKS_MOST: Final = 20
CANDIDATES_MOST: Final = 10
ORDER_ID_MOST: Final = 64
"""Longer ids cannot be given to create-labels-async, and the number alone does not say which order is meant."""
LIST_MOST: Final = 2500
"""Characters of one list; ten lists of this size and twenty selects stay far below the 250 kB of a view."""

CARRIERS_MOST: Final = 15


def checking(plan: Plan) -> Json:
    """Return what stands in the modal while the orders are looked up."""
    asked = words.orders(len(plan.lines))
    parts = [paragraph((bold(words.CHECKING.format(orders=asked)),)), paragraph(say(words.CHECKING_MORE))]
    return modal(words.PLAN_TITLE, blocks_of(banner(plan) + parts), callback=ids.CONFIRM_PLAN, metadata=plan.id)


def plan(plan: Plan, now: datetime) -> Json:
    """Return the modal for a plan in whatever state it is. Only a plan with something ready has a submit button.

    *now* decides whether the plan is too old to be bought by as it stands.
    """
    if plan.state is PlanState.CHECKING:
        return checking(plan)
    if plan.state is PlanState.CONFIRMED:
        return sentence_view(words.PLAN_TITLE, words.NOT_READY)
    if plan.state is PlanState.FAILED:
        return _failed(plan)
    blocks = blocks_of([*banner(plan), *_summary(plan, now), *_prices(plan), *_groups(plan)])
    blocks += [*_picks(plan), *_buttons(plan)]
    ready = len(plan.of(LineKind.READY))
    return modal(
        words.PLAN_TITLE,
        blocks,
        callback=ids.CONFIRM_PLAN,
        metadata=plan.id,
        submit=f"Create {words.labels(ready)}" if ready else "",
    )


def _failed(plan: Plan) -> Json:
    parts = [*banner(plan), paragraph((bold(words.PLAN_FAILED),))]
    if plan.problem:
        parts.append(paragraph((foreign(plan.problem, 1000),)))
    blocks = [*blocks_of(parts), {"type": "actions", "elements": [_look_again(plan)]}]
    return modal(words.PLAN_TITLE, blocks, callback=ids.CONFIRM_PLAN, metadata=plan.id)


def _summary(plan: Plan, now: datetime) -> list[Part]:
    pasted = len(plan.lines) + len(plan.twice) + len(plan.not_understood)
    head = words.PASTED.format(pasted=words.count(pasted, "entry", "entries"), counts=counts(plan))
    lines: list[Words] = [(bold(head),)]
    bought = words.ONLY_READY_TEST if plan.choices.test_labels else words.ONLY_READY
    lines.append(say(bought if plan.of(LineKind.READY) else words.NOTHING_READY))
    if plan.checked_at is not None and now - plan.checked_at > PLAN_KEEPS:
        lines.append(say(words.STALE))
    notes = [words.RECHECKED] * plan.rechecked + [words.CUT] * plan.cut + [words.EAGER] * plan.eager_feedback
    lines += [say(note) for note in notes]
    if plan.choices.shared_channel:
        lines.append(say(words.SHARED, channel=channel(plan.channel)))
    if plan.choices.column:
        lines.append(say(words.COLUMN, column=foreign(plan.choices.column, 75)))
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
        words.USED,
        shop=foreign(choices.shop_name, 75),
        shipping=shipping,
        sender=foreign(choices.sender_label, 75) if choices.sender_label else words.SENDER_DEFAULT,
        brand=foreign(choices.brand_label, 75) if choices.brand_label else words.BRAND_DEFAULT,
        channel=channel(plan.channel),
    )


@dataclass
class _Sum:
    """The ready orders of one carrier, in one currency."""

    labels: int = 0
    priced: int = 0
    amount: Decimal = Decimal(0)


def _prices(plan: Plan) -> list[Part]:
    """Return what the ready orders cost by carrier. No quote, or a quote of nothing, is an unknown price."""
    ready = plan.of(LineKind.READY)
    if not ready or plan.choices.test_labels:
        return []
    sums: dict[str, dict[str | None, _Sum]] = {}
    for line in ready:
        by_currency = sums.setdefault(line.carrier or "", {})
        known = line.price is not None and line.price.is_finite() and line.price > 0
        one = by_currency.setdefault(line.currency if known else None, _Sum())
        one.labels += 1
        if known and line.price is not None:
            one.priced += 1
            one.amount += line.price
    lines = [_price(carrier, by_currency) for carrier, by_currency in sorted(sums.items())]
    return [bullets(lines[:CARRIERS_MOST])]


def _price(carrier: str, by_currency: dict[str | None, _Sum]) -> Words:
    labels = sum(one.labels for one in by_currency.values())
    priced = sum(one.priced for one in by_currency.values())
    name: Span | str = foreign(carrier, 60) if carrier else words.NO_CARRIER
    total = " + ".join(
        words.money(one.amount, currency) for currency, one in sorted(by_currency.items(), key=str) if one.priced
    )
    template = words.PRICE if priced == labels else words.PRICE_PARTLY if priced else words.PRICE_UNKNOWN
    return say(
        template,
        carrier=name,
        labels=words.labels(labels),
        sum=foreign(total, 200),
        some=str(priced),
        rest=str(labels - priced),
    )


def _groups(plan: Plan) -> list[Part]:
    labelled = plan.of(LineKind.LABELLED)
    held = [(line.order_number or line.typed, line.holder) for line in labelled if line.holder]
    unheld = [(foreign(line.order_number or line.typed),) for line in labelled if not line.holder]
    warned = [line for line in plan.of(LineKind.READY) if line.warnings]
    second = [line for line in plan.of(LineKind.READY) if line.copy > 1]
    return [
        *_list(words.SECOND_HEAD, [_second(line) for line in second[:SHOWN_MOST]], len(second)),
        *_list(words.WARNINGS_HEAD, [_warning(line) for line in warned[:SHOWN_MOST]], len(warned)),
        *_list(words.LABELLED_HEAD, [*taken_lines(held), *unheld][:SHOWN_MOST], len(labelled)),
        *_not_found(plan),
        *_list(words.NOT_UNDERSTOOD_HEAD, _numbers(plan.not_understood), len(plan.not_understood)),
        *_list(words.TWICE_HEAD, _numbers(plan.twice), len(plan.twice)),
    ]


def _numbers(typed: Sequence[str]) -> list[Words]:
    return [(foreign(text, 120),) for text in typed[:SHOWN_MOST]]


def _warning(line: PlanLine) -> Words:
    return say(
        words.WARNING,
        number=foreign(line.order_number or line.typed, 120),
        warning=foreign(" ".join(line.warnings), 300),
    )


def _second(line: PlanLine) -> Words:
    number = foreign(line.order_number or line.typed, 120)
    return say(words.SECOND_LINE, number=number, reason=foreign(line.reason or "", 300))


def _not_found(plan: Plan) -> list[Part]:
    missing = plan.of(LineKind.NOT_FOUND)
    if not missing:
        return []
    shop = foreign(plan.choices.shop_name, 75)
    parts = _list(words.NOT_FOUND_HEAD, _numbers([line.typed for line in missing]), len(missing), shop=shop)
    why = [say(words.NOT_FOUND_WHY)]
    if plan.shop_failing_since:
        why.insert(0, say(words.NOT_FOUND_FAILING, since=written_moment(plan.shop_failing_since)))
    return [*parts, paragraph(*why)]


def _list(head: str, lines: Sequence[Words], total: int, **values: Span) -> list[Part]:
    """Return a heading and as many of *lines* as a list may hold, with a remark when it is not all *total*."""
    if not total:
        return []
    kept: list[Words] = []
    size = 0
    for line in lines:
        size += len(said(line))
        if kept and size > LIST_MOST:
            break
        kept.append(line)
    return [paragraph(say(head, cut=words.listed(len(kept), total), **values)), bullets(kept)]


def _picks(plan: Plan) -> list[Json]:
    ambiguous = plan.of(LineKind.AMBIGUOUS)
    if not ambiguous:
        return []
    listed = ambiguous[:PICKS_MOST]
    head = paragraph(say(words.AMBIGUOUS_HEAD, cut=words.listed(len(listed), len(ambiguous))))
    return [head.block(), *(_pick(line) for line in listed)]


def _pick(line: PlanLine) -> Json:
    offered = []
    for candidate in line.candidates[:CANDIDATES_MOST]:
        value = f"{line.position}|{candidate.order_id}"
        if 0 < len(candidate.order_id) <= ORDER_ID_MOST and len(value) <= VALUE_MOST:
            offered.append(option(_candidate_label(candidate), value))
    found = words.orders(len(line.candidates)) + words.listed(len(offered), len(line.candidates))
    text = words.PICK_FOR.format(number=line.typed, candidates=found)
    section: Json = {
        "type": "section",
        "block_id": f"{ids.PICK_ORDER}:{line.position}",
        "text": plain_text(text, 500),
    }
    if offered:
        section["accessory"] = {
            "type": "static_select",
            "action_id": ids.PICK_ORDER,
            "placeholder": plain_text(words.PICK_ONE, 150),
            "options": offered,
        }
    return section


def _candidate_label(candidate: Candidate) -> str:
    """Return the words by which somebody tells one of several orders with the same number from the others."""
    label = words.CANDIDATE.format(id=candidate.order_id)
    if candidate.created_at:
        label += words.CANDIDATE_CREATED.format(created=candidate.created_at[:10])
    if candidate.total:
        label += words.CANDIDATE_TOTAL.format(total=candidate.total)
    return label


def _buttons(plan: Plan) -> list[Json]:
    buttons = []
    if plan.of(LineKind.NOT_FOUND) or plan.of(LineKind.WAITING):
        buttons.append(_look_again(plan))
    if plan.of(LineKind.LABELLED):
        buttons.append(
            button(words.SECOND_LABEL_BUTTON, action=ids.SECOND_LABEL, value=plan.id, tells=words.SECOND_LABEL_TELLS)
        )
    return [{"type": "actions", "elements": buttons}] if buttons else []


def _look_again(plan: Plan) -> Json:
    return button(words.LOOK_AGAIN, action=ids.LOOK_AGAIN_PLAN, value=plan.id, tells=words.LOOK_AGAIN_TELLS)


def read_pick(value: str) -> tuple[int, str] | None:
    """Return position and order id of a choice among orders that share a number; None when it is not one of ours."""
    position, bar, order_id = value.partition("|")
    number = whole_number(position)
    return (number, order_id) if bar and order_id and number is not None else None
