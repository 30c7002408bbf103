"""The modal *Second label*: which labelled orders get another label on purpose, and why."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from bot.model import LineKind, Plan, PlanLine
from bot.slack import ids
from bot.slack.screens import words
from bot.slack.screens.form import SHORTEST_REASON
from bot.slack.screens.holders import IN_DOUBT, SHOWN_MOST
from bot.slack.screens.modal import OPTIONS_MOST, field, modal, sentence_view
from bot.slack.screens.parent import banner
from bot.slack.screens.text import Json, Part, blocks_of, foreign, join, option, paragraph, say


def second_label(plan: Plan) -> Json:
    """Return the modal that asks which orders and why; a plan without labelled orders has nothing to ask."""
    labelled = [line for line in plan.of(LineKind.LABELLED) if line.order_id]
    if not labelled:
        return sentence_view(words.SECOND_LABEL, words.SECOND_LABEL_NONE)
    element = {
        "type": "multi_static_select",
        "options": [option(line.order_number or line.typed, str(line.position)) for line in labelled[:OPTIONS_MOST]],
    }
    cut = words.FIRST_HUNDRED.format(total=len(labelled)) if len(labelled) > OPTIONS_MOST else ""
    reason = {"type": "plain_text_input", "multiline": True, "min_length": SHORTEST_REASON, "max_length": 300}
    return modal(
        words.SECOND_LABEL,
        [
            *blocks_of([*banner(plan), paragraph(say(words.SECOND_LABEL_WHAT)), *_risk(labelled)]),
            field(ids.SECOND_ORDERS, words.SECOND_ORDERS, element, optional=False, hint=cut),
            field(ids.REASON, words.REASON, reason, optional=False, hint=words.REASON_HINT),
        ],
        callback=ids.SECOND_LABEL_VIEW,
        metadata=plan.id,
        submit=words.ADD_TO_PLAN,
        close=words.CANCEL,
    )


def _risk(labelled: Sequence[PlanLine]) -> list[Part]:
    """Return what is to be known about orders that may have no label at all, or one that nobody knows of yet."""
    doubtful = [line for line in labelled if line.holder and line.holder.state in IN_DOUBT]
    if not doubtful:
        return []
    named = doubtful[:SHOWN_MOST]
    told = say(
        words.SECOND_LABEL_RISK,
        orders=words.orders(len(doubtful)),
        numbers=join(([foreign(line.order_number or line.typed, 60)] for line in named), ", "),
        cut=words.listed(len(named), len(doubtful)),
        them=words.them(len(doubtful)),
    )
    return [paragraph(told)]


def read_second(view: Mapping[str, Any]) -> list[int]:
    """Return the positions in the plan that were chosen."""
    values = (view.get("state") or {}).get("values") or {}
    chosen = ((values.get(ids.SECOND_ORDERS) or {}).get(ids.SECOND_ORDERS) or {}).get("selected_options") or []
    return [int(one["value"]) for one in chosen if str(one.get("value", "")).isdigit()]
