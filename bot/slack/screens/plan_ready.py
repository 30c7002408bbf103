"""What can be bought of a plan, as ticks: what is ready, what a check doubts, what was found in a text."""

from __future__ import annotations

from typing import Final

from bot.model import LineKind, PlanLine, PlanPage, Section, most_shown
from bot.plan_words import PlanWords
from bot.slack import ids
from bot.slack.screens import plan_line
from bot.slack.screens.blocks import bullets, button
from bot.slack.screens.plan_checks import findings, folded
from bot.slack.screens.plan_parts import heading, more, target
from bot.slack.screens.plan_prices import by_carrier_and_country
from bot.slack.screens.text import Json, Words, foreign, own, say
from bot.slack.screens.tick_boxes import tick_boxes

READY_HEAD: Final = "Ready"
READY_GROUPED: Final = "Ready: {n} orders, {ticked} ticked"
ALL: Final = "all"
SECOND_HEAD: Final = "Second labels, on purpose"
SECOND_LINE: Final = "{number}: {reason}"
SECOND_RISK: Final = ". Nobody knows yet whether run {run} got its label: this one may be one too many, and is paid for"
DOUBTED_HEAD: Final = "Look at these"
DOUBT: Final = "{number}: {findings}"
POSSIBLE_HEAD: Final = "Also found in your text; tick what is meant as an order"
SHOW_ALL: Final = "Show all"
LEAVE_OUT: Final = "Leave out"
NOT_TO_BUY: Final = "{number}: {why}"
_WHY_NOT: Final = {
    LineKind.LABELLED: "has a label already",
    LineKind.AMBIGUOUS: "several orders have this number",
    LineKind.NOT_FOUND: "not found",
    LineKind.NOT_KNOWN: "Sendcloud gave no usable answer about it",
    LineKind.WAITING: "not looked at yet",
}


def ready(page: PlanPage, told: PlanWords) -> list[Json]:
    """Return the orders that are ready: up to 40 as ticks, more by carrier and country with the way to all of them."""
    count = page.count(Section.READY)
    if not count or page.show not in (None, Section.READY):
        return []
    lines = page.lines.get(Section.READY, ())
    if page.show is None and count > most_shown(Section.READY, alone=False):
        ticked = sum(one.orders for one in page.tallies if one.section is Section.READY and one.ticked)
        head = heading(READY_GROUPED, page, n=f"{count:,}", ticked=ALL if ticked == count else f"{ticked:,}")
        return [head, *(part.block() for part in by_carrier_and_country(page)), _to_all(page)]
    boxes = tick_boxes(page, Section.READY, lines, lambda line: plan_line.box(page, line, told))
    return [heading(READY_HEAD, page), *boxes]


def _to_all(page: PlanPage) -> Json:
    value = target(Section.READY)
    return {
        "type": "actions",
        "elements": [
            button(SHOW_ALL, action=ids.SHOW_SECTION, value=value, tells="Show all orders that are ready, with ticks"),
            button(LEAVE_OUT, action=ids.LEAVE_OUT, value=page.plan.id, tells="Leave out orders by their numbers"),
        ],
    }


def second(page: PlanPage) -> list[Json]:
    """Return the second labels that are wanted, with reason and risk, beside everything else."""
    if not page.second:
        return []
    return [heading(SECOND_HEAD, page), bullets(_second(line) for line in page.second).block()]


def _second(line: PlanLine) -> Words:
    told = say(SECOND_LINE, number=foreign(line.number, 120), reason=foreign(line.reason or "", 300))
    return told + say(SECOND_RISK, run=foreign(line.beside, 40)) if line.beside else told


def doubted(page: PlanPage, told: PlanWords) -> list[Json]:
    """Return the orders that a check doubts, with what was found; of many the reasons are told together first."""
    lines = page.lines.get(Section.DOUBTED, ())
    if not lines:
        return []
    blocks = [heading(DOUBTED_HEAD, page)]
    if page.count(Section.DOUBTED) > len(lines):
        blocks.append(bullets((own(line),) for line in folded(page.findings)).block())
    blocks.append(bullets(_doubt(line) for line in lines).block())
    blocks += tick_boxes(page, Section.DOUBTED, lines, lambda line: plan_line.box(page, line, told))
    return [*blocks, *more(page, Section.DOUBTED, len(lines))]


def _doubt(line: PlanLine) -> Words:
    return say(DOUBT, number=foreign(line.number, 60), findings=findings(line.checks))


def possible(page: PlanPage, told: PlanWords) -> list[Json]:
    """Return the numbers of a text that are orders and may not be meant, with the words around them."""
    lines = page.lines.get(Section.POSSIBLE, ())
    if not lines:
        return []
    blocks = [heading(POSSIBLE_HEAD, page)]

    def box(line: PlanLine) -> Json:
        return plan_line.box(page, line, told, below=told.of(page.plan.id, line.position).around)

    blocks += tick_boxes(page, Section.POSSIBLE, lines, box)
    rest = [line for line in lines if line.kind is not LineKind.READY]
    if rest:
        blocks.append(
            bullets(say(NOT_TO_BUY, number=foreign(one.number, 60), why=_WHY_NOT[one.kind]) for one in rest).block()
        )
    return [*blocks, *more(page, Section.POSSIBLE, len(lines))]
