"""**Change**: from a plan back to the form, filled as before."""

from __future__ import annotations

from typing import Any

from slack_bolt.async_app import AsyncAck

from bot.desk import Desk
from bot.model import LastChoices, Plan, PlanState
from bot.plan_words import PlanWords
from bot.slack.delivery.outcomes import ViewGone
from bot.slack.delivery.windows import Windows
from bot.slack.screens import modal_create_labels
from bot.slack.screens.plan_place import read_place
from handlers.create_labels import fitting
from handlers.people import acting


async def change(ack: AsyncAck, body: dict[str, Any], desk: Desk, windows: Windows, words: PlanWords) -> None:
    """Somebody pressed *Change*: the plan is laid aside, and its form stands in the window again."""
    await ack()
    by, view = acting(body), body["view"]
    plan = await desk.plans.find(read_place(view["private_metadata"]).plan_id, by)
    if plan is None or plan.state in (PlanState.FROZEN, PlanState.CONFIRMED):
        return
    start = await desk.forms.start(by, plan.channel)
    given = words.given(plan.id) if by.user == plan.by.user else None
    numbers, note = (given.text, "") if given else typed(plan)
    form = modal_create_labels.create_labels(
        start.offer,
        numbers=numbers,
        chosen=chosen(plan),
        parcels=plan.choices.parcels,
        kept=given.file if given else None,
        note=note,
    )
    words.note_beside(view["id"], given.beside if given else ())
    await desk.plans.lay_aside(plan.id)

    async def draw() -> dict[str, Any]:
        return form

    try:
        await windows.show(view["id"], draw, seen=view.get("hash"))
    except ViewGone:
        await desk.plans.view_closed(view["id"])


def typed(plan: Plan) -> tuple[str, str]:
    """Return the numbers of a plan for the form, where nobody remembers any more what they were pasted in, and what is
    said about that."""
    numbers = [line.typed for line in plan.lines if not line.possible]
    fits = fitting("\n".join(numbers))
    was_given = plan.choices.ready_since is None
    return fits, modal_create_labels.not_at_hand(len(fits.splitlines()), len(numbers), was_given=was_given)


def chosen(plan: Plan) -> LastChoices:
    """Return what was chosen for a plan."""
    made = plan.choices
    return LastChoices(
        shop_id=made.integration_id,
        shipping=made.shipping,
        option_code=made.option_code,
        contract_id=made.contract_id,
        option_label=made.option_label,
        sender_address_id=made.sender_address_id,
        brand_id=made.brand_id,
        channel=plan.channel,
    )
