"""Numbers that several orders share: which one is meant stays to be seen, and to be changed."""

from __future__ import annotations

from typing import Final

from bot.model import Candidate, PlanLine, PlanPage, Section, same_number_key
from bot.plan_words import LineWords, PlanWords
from bot.slack import ids
from bot.slack.screens import words
from bot.slack.screens.blocks import option, plain_text
from bot.slack.screens.modal import VALUE_MOST, whole_number
from bot.slack.screens.plan_line import OPTION_MOST, shortened
from bot.slack.screens.plan_parts import heading, more
from bot.slack.screens.text import Json, plain

HEAD: Final = "Choose: several orders go by the same number"
PICK_ONE: Final = "Choose"
PICK_FOR: Final = "{number}: {candidates}"
CANDIDATE_ID: Final = "order {id}"
CANDIDATES_MOST: Final = 10
_NUMBER_MOST: Final = 24
ORDER_ID_MOST: Final = 64
"""Longer ids cannot be given to create-labels-async, and the number alone does not say which order is meant."""


def choose(page: PlanPage, told: PlanWords) -> list[Json]:
    """Return a select for each number that several orders have, with what was chosen in it."""
    lines = page.lines.get(Section.CHOOSE, ())
    if not lines:
        return []
    return [heading(HEAD, page), *(_pick(page, line, told) for line in lines), *more(page, Section.CHOOSE, len(lines))]


def _pick(page: PlanPage, line: PlanLine, told: PlanWords) -> Json:
    offered: dict[str, Json] = {}
    differ = len({same_number_key(one.order_number) for one in line.candidates}) > 1
    for candidate in line.candidates:
        value = pick_value(line.position, candidate.order_id)
        if 0 < len(candidate.order_id) <= ORDER_ID_MOST and len(value) <= VALUE_MOST:
            known = told.of(page.plan.id, line.position, candidate.order_id)
            offered[candidate.order_id] = option(_label(candidate, known, number=differ), value)
    shown = dict(list(offered.items())[:CANDIDATES_MOST])
    if line.order_id in offered:
        shown = {**dict(list(shown.items())[: CANDIDATES_MOST - 1]), line.order_id or "": offered[line.order_id or ""]}
    found = words.orders(len(line.candidates)) + words.listed(len(shown), len(line.candidates))
    section: Json = {
        "type": "section",
        "block_id": f"{ids.PICK_ORDER}:{page.plan.tick_version}:{line.position}",
        "text": plain_text(PICK_FOR.format(number=line.typed, candidates=found), 500),
    }
    if shown:
        select: Json = {
            "type": "static_select",
            "action_id": ids.PICK_ORDER,
            "placeholder": plain_text(PICK_ONE, 150),
            "options": list(shown.values()),
        }
        if line.order_id in shown:
            select["initial_option"] = shown[line.order_id]
        section["accessory"] = select
    return section


def _label(candidate: Candidate, known: LineWords, *, number: bool) -> str:
    """Return the words by which somebody tells one of several orders from the others: date, total, who, what, and its
    *number* where they differ in it.

    What is known of nobody is told by the order's id, so that no two look the same.
    """
    who = ", ".join(filter(None, (known.initials, known.town)))
    parts = [shortened(candidate.order_number, _NUMBER_MOST) if number else ""]
    parts += [(candidate.created_at or "")[:10], candidate.total or "", who]
    room = OPTION_MOST - sum(len(plain(part, OPTION_MOST)) + 3 for part in parts if part)
    parts.append(shortened(known.items or CANDIDATE_ID.format(id=candidate.order_id), max(room, 12)))
    return " · ".join(filter(None, (plain(part, OPTION_MOST) for part in parts)))


def pick_value(position: int, order_id: str) -> str:
    """Return the value by which a select names one of several orders with the number at *position* of the plan."""
    return f"{position}|{order_id}"


def read_pick(value: str) -> tuple[int, str] | None:
    """Return position and order id from a value of `pick_value`; None when it is not one."""
    position, bar, order_id = value.partition("|")
    number = whole_number(position)
    return (number, order_id) if bar and order_id and number is not None else None
