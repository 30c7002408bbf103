"""The modal *Second label*: which labelled orders get another label on purpose, and why."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

from bot.model import LineKind, Plan, PlanLine
from bot.slack import ids
from bot.slack.screens import words
from bot.slack.screens.blocks import Part, blocks_of, option, paragraph
from bot.slack.screens.holders import IN_DOUBT, SHOWN_MOST
from bot.slack.screens.modal import OPTIONS_MOST, field, given_to, modal, reason_input, sentence_view, whole_number
from bot.slack.screens.post import banner
from bot.slack.screens.text import Json, foreign, join, say

SECOND_LABEL: Final = "Second label"
SECOND_LABEL_WHAT: Final = (
    "For a lost parcel or a replacement. Each order chosen here gets one more paid label when you confirm the plan; "
    "the reason is kept with it, so that it is never taken for an accident."
)
SECOND_LABEL_RISK: Final = (
    "Nobody knows yet whether {orders} of these got a label ({numbers}{cut}). The risk: one more for {them} may be a "
    "label that nobody needs, and is paid for. Look first what the thread of the run says."
)
SECOND_LABEL_CANCELLING: Final = (
    "{orders} of these {have} a label that is being cancelled, which is not certain yet ({numbers}{cut}). The risk: if "
    "the carrier does not cancel it, both labels are paid for. Once it is certain, the order can be bought as usual."
)
CANCELLING_REASON: Final = "The first label is being cancelled."
SECOND_LABEL_NONE: Final = "No order of this plan has a label."
SECOND_LABEL_TOO_LATE: Final = "This plan has changed meanwhile, so nothing was added. Open it once more."
SECOND_ORDERS: Final = "Orders"
ADD_TO_PLAN: Final = "Add to plan"


def second_label(plan: Plan) -> Json:
    """Return the modal that asks which orders and why; a plan without labelled orders has nothing to ask."""
    labelled = [line for line in plan.of(LineKind.LABELLED) if line.order_id]
    if not labelled:
        return sentence_view(SECOND_LABEL, SECOND_LABEL_NONE)
    element = {
        "type": "multi_static_select",
        "options": [option(line.order_number or line.typed, str(line.position)) for line in labelled[:OPTIONS_MOST]],
    }
    cut = words.FIRST_HUNDRED.format(total=len(labelled)) if len(labelled) > OPTIONS_MOST else ""
    return modal(
        SECOND_LABEL,
        [
            *blocks_of([*banner(plan), paragraph(say(SECOND_LABEL_WHAT)), *_risk(labelled)]),
            field(ids.SECOND_ORDERS, SECOND_ORDERS, element, optional=False, hint=cut),
            reason_input(CANCELLING_REASON if all(map(_is_cancelling, labelled)) else ""),
        ],
        callback=ids.SECOND_LABEL_VIEW,
        metadata=plan.id,
        submit=ADD_TO_PLAN,
        close=words.CANCEL,
    )


def _risk(labelled: Sequence[PlanLine]) -> list[Part]:
    """Return what is to be known about orders that may have no label at all, or one that nobody knows of yet."""
    doubtful = [line for line in labelled if line.holder and line.holder.state in IN_DOUBT]
    going = [line for line in labelled if _is_cancelling(line)]
    return [*_told(SECOND_LABEL_RISK, doubtful), *_told(SECOND_LABEL_CANCELLING, going)]


def _is_cancelling(line: PlanLine) -> bool:
    return line.holder is not None and bool(line.holder.cancelling)


def _told(template: str, lines: Sequence[PlanLine]) -> list[Part]:
    if not lines:
        return []
    named = lines[:SHOWN_MOST]
    told = say(
        template,
        orders=words.orders(len(lines)),
        have="has" if len(lines) == 1 else "have",
        numbers=join(([foreign(line.order_number or line.typed, 60)] for line in named), ", "),
        cut=words.listed(len(named), len(lines)),
        them=words.them(len(lines)),
    )
    return [paragraph(told)]


def read_second(view: Mapping[str, Any]) -> list[int]:
    """Return the positions in the plan that were chosen."""
    picked = given_to(view, ids.SECOND_ORDERS).get("selected_options") or []
    positions = [whole_number(one.get("value")) for one in picked]
    return [position for position in positions if position is not None]


def too_late() -> Json:
    """Return what somebody sees whose plan changed while they filled in the form."""
    return sentence_view(SECOND_LABEL, SECOND_LABEL_TOO_LATE)
