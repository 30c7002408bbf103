"""What the thread says of fixes: the button for what can be fixed, and fixes of which nothing came."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from bot.model import Fix, Item, Run, fixable, to_fix
from bot.slack import ids
from bot.slack.screens import words
from bot.slack.screens.blocks import button
from bot.slack.screens.modal_fix import FIX_TELLS, TITLE, outcome
from bot.slack.screens.text import Json, Words, foreign, moment, own, person, say

FIX_ONE_TELLS: Final = "Fix order {number}: opens a form"
LINE: Final = "{number}, changed by {who} {at}: {what}"
GOING: Final = "{number} is being changed by {who}."
LINES_MOST: Final = 10


def fix_buttons(run: Run) -> list[Json]:
    """Return *Fix address*, where somebody can put an order right from Slack. It carries the run's id alone."""
    waiting = to_fix(run)
    if not waiting:
        return []
    tells = FIX_TELLS.format(orders=words.orders(len(waiting)), run=run.id)
    return [button(TITLE, action=ids.FIX_ADDRESS, value=run.id, tells=tells)]


def fix_button(item: Item) -> list[Json]:
    """Return *Fix address* for one order, where it can be put right from Slack."""
    if not fixable(item):
        return []
    tells = FIX_ONE_TELLS.format(number=foreign(item.order_number, 40).element["text"])
    return [button(TITLE, action=ids.FIX_ADDRESS, value=f"{item.run_id} {item.position}", tells=tells)]


def fix_lines(run: Run, failed: Sequence[Item]) -> list[Words]:
    """Return a line for each order without a label that somebody changed since it failed."""
    newest = {one.item_id: one for one in run.fixes}
    told = [(item, newest[item.id]) for item in failed if item.id in newest and newest[item.id].at >= item.since]
    return [_line(item, one) for item, one in told[-LINES_MOST:]]


def _line(item: Item, one: Fix) -> Words:
    number, who = foreign(item.order_number), person(one.person)
    if one.is_open:
        return say(GOING, number=number, who=who)
    return say(LINE, number=number, who=who, at=moment(one.at), what=own(outcome(one)))
