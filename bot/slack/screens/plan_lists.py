"""The lists of a plan: what is labelled, not found, doubtful, not understood, and which order is meant."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from bot.model import Candidate, LineKind, Plan, PlanLine
from bot.slack import ids
from bot.slack.screens import words
from bot.slack.screens.blocks import Part, bullets, option, paragraph, plain_text
from bot.slack.screens.holders import SHOWN_MOST, taken_lines
from bot.slack.screens.modal import VALUE_MOST, whole_number
from bot.slack.screens.plan_checks import findings
from bot.slack.screens.text import Json, Span, Words, foreign, said, say, written_moment

LABELLED_HEAD: Final = "Already labelled, or being labelled{cut}:"
NOT_FOUND_HEAD: Final = "Not found in {shop}{cut}:"
NOT_FOUND_FAILING: Final = (
    "The connection between this shop and Sendcloud has been failing since {since}, so new orders may not arrive. "
    "Check the integration in Sendcloud."
)
NOT_FOUND_WHY: Final = (
    "It may be a typing error, an order of another shop, or one that has only just come in: "
    "Sendcloud needs a moment for those. They do not hold up the others."
)
AMBIGUOUS_HEAD: Final = "Several orders have the same number. Pick the one that is meant{cut}:"
PICK_ONE: Final = "Pick one"
PICK_FOR: Final = "{number}: {candidates}"
CANDIDATE: Final = "Order {id}"
CANDIDATE_CREATED: Final = ", created {created}"
CANDIDATE_TOTAL: Final = ", {total}"
WARNINGS_HEAD: Final = "Look at these before you confirm{cut}:"
WARNING: Final = "{number}: {findings}"
POSSIBLE_HEAD: Final = "Also found in your text, and not bought: paste what is meant as a list{cut}:"
TWICE_HEAD: Final = "Pasted twice, kept once{cut}:"
NOT_UNDERSTOOD_HEAD: Final = "Not understood as order numbers{cut}:"
SECOND_HEAD: Final = "Second labels, on purpose{cut}:"
SECOND_LINE: Final = "{number}: {reason}"
SECOND_RISK: Final = ". Nobody knows yet whether run {run} got its label: this one may be one too many, and is paid for"

PICKS_MOST: Final = 20
CANDIDATES_MOST: Final = 10
ORDER_ID_MOST: Final = 64
"""Longer ids cannot be given to create-labels-async, and the number alone does not say which order is meant."""

LIST_MOST: Final = 2500
"""Characters of one list; ten lists of this size and twenty selects stay far below the 250 kB of a view."""


def lists(plan: Plan) -> list[Part]:
    """Return each list of the plan that is not empty: what to look at before buying, then what is not bought."""
    return [
        *_second_labels(plan),
        *_warnings(plan),
        *_labelled(plan),
        *_not_found(plan),
        *_possible(plan),
        *_list(NOT_UNDERSTOOD_HEAD, _numbers(plan.not_understood), len(plan.not_understood)),
        *_list(TWICE_HEAD, _numbers(plan.twice), len(plan.twice)),
    ]


def _possible(plan: Plan) -> list[Part]:
    found = [line.number for line in plan.lines if line.possible]
    return _list(POSSIBLE_HEAD, _numbers(found), len(found))


def _second_labels(plan: Plan) -> list[Part]:
    found = [line for line in plan.of(LineKind.READY) if line.copy > 1]
    return _list(SECOND_HEAD, [_second(line) for line in found[:SHOWN_MOST]], len(found))


def _warnings(plan: Plan) -> list[Part]:
    found = [line for line in plan.of(LineKind.READY) if line.checks]
    return _list(WARNINGS_HEAD, [_warning(line) for line in found[:SHOWN_MOST]], len(found))


def _labelled(plan: Plan) -> list[Part]:
    found = plan.of(LineKind.LABELLED)
    held = taken_lines([(line.order_number or line.typed, line.holder) for line in found if line.holder])
    unheld = [(foreign(line.order_number or line.typed),) for line in found if not line.holder]
    return _list(LABELLED_HEAD, [*held, *unheld][:SHOWN_MOST], len(found))


def _numbers(typed: Sequence[str]) -> list[Words]:
    return [(foreign(text, 120),) for text in typed[:SHOWN_MOST]]


def _warning(line: PlanLine) -> Words:
    number = foreign(line.order_number or line.typed, 120)
    return say(WARNING, number=number, findings=findings(line.checks))


def _second(line: PlanLine) -> Words:
    number = foreign(line.order_number or line.typed, 120)
    told = say(SECOND_LINE, number=number, reason=foreign(line.reason or "", 300))
    return told + say(SECOND_RISK, run=foreign(line.beside, 40)) if line.beside else told


def _not_found(plan: Plan) -> list[Part]:
    missing = plan.of(LineKind.NOT_FOUND)
    if not missing:
        return []
    shop = foreign(plan.choices.shop_name, 75)
    parts = _list(NOT_FOUND_HEAD, _numbers([line.typed for line in missing]), len(missing), shop=shop)
    why = [say(NOT_FOUND_WHY)]
    if plan.shop_failing_since:
        why.insert(0, say(NOT_FOUND_FAILING, since=written_moment(plan.shop_failing_since)))
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


def picks(plan: Plan) -> list[Json]:
    """Return a select for each number that several orders have, with its heading; nothing when there is none."""
    ambiguous = plan.of(LineKind.AMBIGUOUS)
    if not ambiguous:
        return []
    listed = ambiguous[:PICKS_MOST]
    head = paragraph(say(AMBIGUOUS_HEAD, cut=words.listed(len(listed), len(ambiguous))))
    return [head.block(), *(_pick(line) for line in listed)]


def _pick(line: PlanLine) -> Json:
    offered = []
    for candidate in line.candidates[:CANDIDATES_MOST]:
        value = pick_value(line.position, candidate.order_id)
        if 0 < len(candidate.order_id) <= ORDER_ID_MOST and len(value) <= VALUE_MOST:
            offered.append(option(_candidate_label(candidate), value))
    found = words.orders(len(line.candidates)) + words.listed(len(offered), len(line.candidates))
    text = PICK_FOR.format(number=line.typed, candidates=found)
    section: Json = {
        "type": "section",
        "block_id": f"{ids.PICK_ORDER}:{line.position}",
        "text": plain_text(text, 500),
    }
    if offered:
        section["accessory"] = {
            "type": "static_select",
            "action_id": ids.PICK_ORDER,
            "placeholder": plain_text(PICK_ONE, 150),
            "options": offered,
        }
    return section


def _candidate_label(candidate: Candidate) -> str:
    """Return the words by which somebody tells one of several orders with the same number from the others."""
    label = CANDIDATE.format(id=candidate.order_id)
    if candidate.created_at:
        label += CANDIDATE_CREATED.format(created=candidate.created_at[:10])
    if candidate.total:
        label += CANDIDATE_TOTAL.format(total=candidate.total)
    return label


def pick_value(position: int, order_id: str) -> str:
    """Return the value by which a select names one of several orders with the number at *position* of the plan."""
    return f"{position}|{order_id}"


def read_pick(value: str) -> tuple[int, str] | None:
    """Return position and order id from a value of `pick_value`; None when it is not one."""
    position, bar, order_id = value.partition("|")
    number = whole_number(position)
    return (number, order_id) if bar and order_id and number is not None else None
