"""The modal *Second label*: which labelled orders get another label on purpose, and why."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from bot.model import LineKind, Plan
from bot.slack import ids, words
from bot.slack.form import SHORTEST_REASON
from bot.slack.modal import OPTIONS_MOST, field, modal, sentence_view
from bot.slack.text import Json, blocks_of, option, paragraph, say


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
            *blocks_of([paragraph(say(words.SECOND_LABEL_WHAT))]),
            field(ids.SECOND_ORDERS, words.SECOND_ORDERS, element, optional=False, hint=cut),
            field(ids.REASON, words.REASON, reason, optional=False, hint=words.REASON_HINT),
        ],
        callback=ids.SECOND_LABEL_VIEW,
        metadata=plan.id,
        submit=words.ADD_TO_PLAN,
        close=words.CANCEL,
    )


def read_second(view: Mapping[str, Any]) -> list[int]:
    """Return the positions in the plan that were chosen."""
    values = (view.get("state") or {}).get("values") or {}
    chosen = ((values.get(ids.SECOND_ORDERS) or {}).get(ids.SECOND_ORDERS) or {}).get("selected_options") or []
    return [int(one["value"]) for one in chosen if str(one.get("value", "")).isdigit()]
