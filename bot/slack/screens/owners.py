"""Who sees to a failure: the buttons, the forms and what a press is answered with."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, Final

from bot.model import Failure, Run
from bot.model.failures import OPEN
from bot.model.ownership import Ownership, OwnerState
from bot.model.trouble import Refusal
from bot.slack import ids
from bot.slack.screens import words
from bot.slack.screens.answers import Answer, answer
from bot.slack.screens.blocks import Part, blocks_of, button, paragraph
from bot.slack.screens.modal import errors, field, given_to, modal, reason_input
from bot.slack.screens.text import Json, Words, bold, foreign, join, moment, own, person, plain, say

TAKE_IT: Final = "Take it"
TAKE_TELLS: Final = "Take order {number}: you see to it"
TAKE_RUN_TELLS: Final = "Take what failed in run {run}: you see to it"
HAND_OVER: Final = "Hand over"
HAND_OVER_TELLS: Final = "Hand over order {number} to somebody else"
DISMISS: Final = "Dismiss"
DISMISS_TELLS: Final = "Dismiss order {number}: nobody has to see to it"

NO_OWNER: Final = " · no owner"
OWNED: Final = " · {who} sees to it"
SEES_TO: Final = "{who} sees to {numbers}"

MINE: Final = "You see to {numbers} now. /label failures lists what is open."
THEIRS: Final = "{who} sees to {number} already."
NONE_LEFT: Final = "Nothing of this is open any more, or it is yours already."
HANDED: Final = "{who} sees to {number} now."
DISMISSED: Final = "{number} is dismissed: it is open again when it fails once more."
CHANGED: Final = "Nothing was changed: this failure is not as it was when the button was shown."
CHANGED_TO: Final = "Nothing was changed: {who} sees to it since {at}."
CHANGED_GONE: Final = "Nothing was changed: {who} dismissed it at {at}."

NEW_OWNER: Final = "To whom"
WHO_HINT: Final = "Somebody who may use the bot. They find it in their App Home."
NOBODY: Final = "Choose somebody."
HAND_OVER_WHAT: Final = "Who sees to order {number} from now on?"
DISMISS_WHAT: Final = "Order {number} is listed no longer. When it fails once more it is open again."

_NAMED_MOST: Final = 10


def sentence_of(owner: str | None) -> Words:
    """Return who sees to a failure, for the end of its line."""
    return say(NO_OWNER) if owner is None else say(OWNED, who=person(owner))


def buttons(one: Failure) -> list[Json]:
    """Return *Take it* for a failure without an owner, otherwise *Hand over*; and *Dismiss*."""
    number, value = plain(one.item.order_number, 40), write_shown(one.item.id, one.owner, one.item.since)
    if one.owner is None:
        first = button(TAKE_IT, action=ids.TAKE_FAILURE, value=value, tells=TAKE_TELLS.format(number=number))
    else:
        tells = HAND_OVER_TELLS.format(number=number)
        first = button(HAND_OVER, action=ids.HAND_OVER_FAILURE, value=value, tells=tells)
    dismisses = button(DISMISS, action=ids.DISMISS_FAILURE, value=value, tells=DISMISS_TELLS.format(number=number))
    return [first, dismisses]


def take_run(run: Run) -> list[Json]:
    """Return *Take it*, where something of a run is open that nobody sees to."""
    said = {one.item_id: one for one in run.ownerships}
    if all(item.id in said and (said[item.id].owner or said[item.id].dismisses(item.since)) for item in run.of(*OPEN)):
        return []
    tells = TAKE_RUN_TELLS.format(run=run.id)
    return [button(TAKE_IT, action=ids.TAKE_FAILURES_OF_RUN, value=run.id, tells=tells)]


def of_run(run: Run) -> list[Part]:
    """Return who sees to which of a run's failures."""
    still = {item.id: item.order_number for item in run.of(*OPEN)}
    by_owner: dict[str, list[str]] = {}
    for one in run.ownerships:
        if one.owner is not None and one.item_id in still:
            by_owner.setdefault(one.owner, []).append(still[one.item_id])
    told = [say(SEES_TO, who=person(who), numbers=_numbers(numbers)) for who, numbers in by_owner.items()]
    return [paragraph(*told)] if told else []


def _numbers(numbers: Sequence[str]) -> Words:
    named: Words = join(([foreign(number, 60)] for number in numbers[:_NAMED_MOST]), ", ")
    more = len(numbers) - _NAMED_MOST
    return (*named, own(f" and {more} more")) if more > 0 else named


def write_shown(item_id: int, owner: str | None, since: datetime) -> str:
    """Return what a button has to remember: the order in the ledger, who saw to it, and when it failed."""
    return f"{item_id} {owner or '-'} {since.isoformat()}"


def read_shown(value: str) -> tuple[int, str | None, datetime]:
    """Return what `write_shown` wrote."""
    item_id, owner, since = value.split(" ", 2)
    return int(item_id), None if owner == "-" else owner, datetime.fromisoformat(since)


def taken(mine: Sequence[str], others: Sequence[tuple[str, str]]) -> Answer:
    """Return what a press on *Take it* came to."""
    told: list[Words] = []
    if mine:
        told.append(say(MINE, numbers=_numbers(mine)))
    told += [say(THEIRS, who=person(who), number=foreign(number, 60)) for number, who in others[:_NAMED_MOST]]
    return answer(paragraph(*(told or [say(NONE_LEFT)])))


def handed_line(number: str, to: str) -> Words:
    """Return what is said when a failure has another owner."""
    return say(HANDED, who=person(to), number=foreign(number, 60))


def dismissed_line(number: str) -> Words:
    """Return what is said when nobody has to see to a failure."""
    return say(DISMISSED, number=foreign(number, 60))


def changed(now: Ownership | None) -> Words:
    """Return why nothing was written."""
    if now is None:
        return say(CHANGED)
    if now.state is OwnerState.DISMISSED:
        return say(CHANGED_GONE, who=person(now.person), at=moment(now.at))
    return say(CHANGED_TO, who=person(now.owner or now.person), at=moment(now.at))


def told(title: str, line: Words) -> Json:
    """Return a modal that says what came of a form."""
    return modal(title, blocks_of([paragraph(line)]), callback=ids.SENTENCE)


def hand_over(number: str, shown: str) -> Json:
    """Return the form that asks who sees to an order from now on. *shown*: what the button remembered."""
    chooser = field(ids.NEW_OWNER, NEW_OWNER, {"type": "users_select"}, optional=False, hint=WHO_HINT)
    asks = paragraph(say(HAND_OVER_WHAT, number=(bold(plain(number, 60)),)))
    blocks = [*blocks_of([asks]), chooser]
    return modal(
        HAND_OVER, blocks, callback=ids.HAND_OVER_VIEW, metadata=shown, submit=HAND_OVER, close=words.CANCEL
    )


def dismiss(number: str, shown: str) -> Json:
    """Return the form that asks why nobody has to see to an order."""
    asks = paragraph(say(DISMISS_WHAT, number=(bold(plain(number, 60)),)))
    blocks = [*blocks_of([asks]), reason_input()]
    return modal(DISMISS, blocks, callback=ids.DISMISS_VIEW, metadata=shown, submit=DISMISS, close=words.CANCEL)


def read_owner(view: Mapping[str, Any]) -> str | None:
    """Return who was chosen."""
    picked = given_to(view, ids.NEW_OWNER).get("selected_user")
    return picked if isinstance(picked, str) and picked else None


def nobody_chosen() -> Json:
    """Return the answer to a form in which nobody was chosen."""
    return errors({ids.NEW_OWNER: NOBODY})


def may_not(reason: Refusal) -> Json:
    """Return the answer to a form in which somebody was chosen who may not use the bot."""
    return errors({ids.NEW_OWNER: words.REFUSALS[reason]})
