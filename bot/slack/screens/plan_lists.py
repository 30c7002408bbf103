"""The lists of a plan that are not bought: what is labelled, not known, not found, pasted twice, not understood."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from bot.model import Elsewhere, Plan, PlanPage, Section, State
from bot.model.plan_page import most_shown
from bot.plan_words import NOT_UNDERSTOOD, PlanWords
from bot.slack import ids
from bot.slack.screens import get_label, words
from bot.slack.screens.blocks import bullets, button, paragraph, plain_text
from bot.slack.screens.holders import taken_lines
from bot.slack.screens.modal import remark
from bot.slack.screens.plan_parts import heading, more
from bot.slack.screens.text import Json, Words, foreign, plain, say, written_moment

LABELLED_HEAD: Final = "Already labelled, or being labelled"
SECOND_LABEL: Final = "Second label…"
SECOND_LABEL_TELLS: Final = "Second label: choose orders of this plan that need another label on purpose"
NOT_KNOWN_HEAD: Final = "No usable answer about these"
NOT_KNOWN_WHY: Final = (
    "What Sendcloud answered about them cannot be used, so nobody knows whether they have a label. They are not ticked "
    "and cannot be bought until they are looked up again. They do not hold up the others."
)
NOT_FOUND_HEAD: Final = "Not found in {shop}"
NOT_FOUND_FAILING: Final = (
    "The connection between this shop and Sendcloud has been failing since {since}, so new orders may not arrive. "
    "Check the integration in Sendcloud."
)
NOT_FOUND_FAILED_WITH: Final = "What went wrong there last: {failure}."
NOT_FOUND_FAILED_AT: Final = "What went wrong there last: {failure}, {at}."
NOT_FOUND_WHY: Final = "It may be a typing error, or an order that has only just come in."
OTHERS_GO_AHEAD: Final = "What is ticked can be bought all the same."
ELSEWHERE: Final = "{numbers} {be} in {shop}."
USE_SHOP: Final = "Use that shop"
USE_SHOP_TELLS: Final = "Use that shop, {shop}, for these orders alone"
TWICE_HEAD: Final = "Pasted twice, kept once"
NOT_UNDERSTOOD_HEAD: Final = "Not understood as order numbers"

LOOK_AGAIN: Final = "Look again"
LOOK_AGAIN_TELLS: Final = "Look again for the orders of this plan"


def labelled(page: PlanPage) -> list[Json]:
    """Return the orders that have a label: by whom, when; a second one is for **Second label…**."""
    lines = page.lines.get(Section.LABELLED, ())
    if not lines:
        return []
    held = taken_lines([(line.number, line.holder) for line in lines if line.holder])
    unheld: list[Words] = [(foreign(line.number),) for line in lines if not line.holder]
    again = button(SECOND_LABEL, action=ids.SECOND_LABEL, value=page.plan.id, tells=SECOND_LABEL_TELLS)
    return [
        heading(LABELLED_HEAD, page),
        bullets([*held, *unheld]).block(),
        *more(page, Section.LABELLED, len(lines)),
        {"type": "actions", "elements": [*_get_label(page), again]},
    ]


def _get_label(page: PlanPage) -> list[Json]:
    """Return **Get label**, where an order that is shown has its label, and is not only about to get one."""
    lines = page.lines.get(Section.LABELLED, ())
    held = any(line.holder and line.holder.state == State.LABELLED for line in lines)
    return [get_label.of_plan(page.plan.id)] if held else []


def not_known(page: PlanPage) -> list[Json]:
    """Return the numbers about which Sendcloud gave no usable answer, and the way to look them up again."""
    lines = page.lines.get(Section.NOT_KNOWN, ())
    if not lines:
        return []
    return [
        heading(NOT_KNOWN_HEAD, page),
        bullets(_entries([line.number for line in lines])).block(),
        *more(page, Section.NOT_KNOWN, len(lines)),
        paragraph(say(NOT_KNOWN_WHY)).block(),
        {"type": "actions", "elements": [look_again(page.plan.id)]},
    ]


def not_found(page: PlanPage) -> list[Json]:
    """Return the numbers that the shop does not have, where else they are, and why that may be."""
    lines = page.lines.get(Section.NOT_FOUND, ())
    if not lines:
        return []
    failing = _failing(page.plan)
    return [
        heading(NOT_FOUND_HEAD, page, shop=foreign(page.plan.choices.shop_name, 75)),
        bullets(_entries([line.typed for line in lines])).block(),
        *more(page, Section.NOT_FOUND, len(lines)),
        *(_elsewhere(one) for one in page.elsewhere[:5]),
        *([paragraph(*failing).block()] if failing else []),
        *_why_not_found(page),
        {"type": "actions", "elements": [look_again(page.plan.id)]},
    ]


def _why_not_found(page: PlanPage) -> list[Json]:
    """Return in grey why a number may be in no shop, and that it keeps nothing from being bought."""
    in_others = {number for one in page.elsewhere for number in one.numbers}
    told = [NOT_FOUND_WHY] * (page.count(Section.NOT_FOUND) > len(in_others)) + [OTHERS_GO_AHEAD] * bool(page.labels)
    return [remark(" ".join(told))] if told else []


def _failing(plan: Plan) -> list[Words]:
    """Return since when the shop's connection has been failing, if it has, and with what."""
    if not plan.shop_failing_since:
        return []
    since = say(NOT_FOUND_FAILING, since=written_moment(plan.shop_failing_since))
    return [since, _failure(plan)] if plan.shop_failed_with else [since]


def _failure(plan: Plan) -> Words:
    """Return what last went wrong between Sendcloud and the shop, and when."""
    failure = foreign(plan.shop_failed_with or "", 100)
    if plan.shop_failed_at is None:
        return say(NOT_FOUND_FAILED_WITH, failure=failure)
    return say(NOT_FOUND_FAILED_AT, failure=failure, at=written_moment(plan.shop_failed_at))


def look_again(plan_id: str) -> Json:
    """Return the button that asks Sendcloud once more."""
    return button(LOOK_AGAIN, action=ids.LOOK_AGAIN_PLAN, value=plan_id, tells=LOOK_AGAIN_TELLS)


def _elsewhere(one: Elsewhere) -> Json:
    named = ", ".join(plain(number, 60) or "(blank)" for number in one.numbers)
    if one.orders > len(one.numbers):
        named += f" and {one.orders - len(one.numbers):,} more"
    text = ELSEWHERE.format(numbers=named, be=words.be(one.orders), shop=plain(one.shop_name, 75) or "(blank)")
    tells = USE_SHOP_TELLS.format(shop=plain(one.shop_name, 40))
    use = button(USE_SHOP, action=ids.USE_SHOP, value=str(one.integration_id), tells=tells)
    return {"type": "section", "text": plain_text(text, 500), "accessory": use}


def not_understood(page: PlanPage, told: PlanWords) -> list[Json]:
    """Return what was not understood, in the words that memory still has of it, else by its place alone."""
    first = (page.page - 1) * most_shown(Section.NOT_UNDERSTOOD, alone=page.show is not None)
    places = enumerate(page.entries.get(Section.NOT_UNDERSTOOD, ()), start=first)
    entries = [told.of(page.plan.id, NOT_UNDERSTOOD - number).around or place for number, place in places]
    return _given_for_nothing(page, Section.NOT_UNDERSTOOD, NOT_UNDERSTOOD_HEAD, entries)


def twice(page: PlanPage) -> list[Json]:
    """Return what was pasted twice."""
    return _given_for_nothing(page, Section.TWICE, TWICE_HEAD, page.entries.get(Section.TWICE, ()))


def _given_for_nothing(page: PlanPage, section: Section, head: str, entries: Sequence[str]) -> list[Json]:
    if not entries:
        return []
    return [heading(head, page), bullets(_entries(entries)).block(), *more(page, section, len(entries))]


def _entries(typed: Sequence[str]) -> list[Words]:
    return [(foreign(text, 120),) for text in typed]
