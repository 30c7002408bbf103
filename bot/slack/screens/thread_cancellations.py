"""The replies about labels that somebody wants cancelled: for each press what came of it, trouble in one of its own."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import Final

from bot.model import Cancellation, CancelRefusal, CancelState, Item, Run
from bot.slack.screens import words
from bot.slack.screens.blocks import Part, bullets, paragraph, small
from bot.slack.screens.cancel_words import INSURANCE, NEXT, REFUSALS
from bot.slack.screens.post import Post, banner, post
from bot.slack.screens.text import Words, bold, foreign, join, moment, person, said, say

ASKED_BY: Final = "{who} wants {labels} cancelled, since {at}: "
COUNTS: Final = (
    ((CancelState.REFUSED,), "{n} not cancelled"),
    ((CancelState.CANCELLED,), "{n} cancelled"),
    ((CancelState.ASKED,), "{n} asked for and not certain yet"),
    ((CancelState.UNCLEAR,), "{n} without a clear answer, being checked"),
    ((CancelState.WAITING, CancelState.ASKING), "{n} to be asked for"),
)
"""The parts of the count; they add up to the labels of the press."""

BETWEEN: Final = " · "
CANCELLED: Final = "Cancelled, and free to be bought again: {numbers}."
NOT_CERTAIN: Final = "Asked for and not certain yet: {numbers}. I keep looking until {until}."
ONLY_WAY: Final = (
    "Until it is certain, the only way to another label for such an order is Second label… in its plan, and both may "
    "be paid for. {insurance}"
)
UNCLEAR: Final = "Sendcloud gave no clear answer, and I look at the shipments: {numbers}."
NOT_CANCELLED: Final = "{who}, {labels} {were} not cancelled and {stay} good:"
ONE: Final = "{number}, shipment {shipment}: {why}."
SAYS: Final = " Sendcloud says: “{text}”"
STEP: Final = " {step}"
MORE: Final = "and {n} more; /label status with an order number tells what came of it"

KEY: Final = "cancel"
REFUSED_KEY: Final = "cancel-refused"
FOLLOWED: Final = timedelta(days=14)
NUMBERS_MOST: Final = 1_500
"""Characters of order numbers in one line; then it says how many more there are."""

REFUSED_MOST: Final = 20
QUOTE_MOST: Final = 200


def cancellations(run: Run) -> list[Post]:
    """Return for each press the reply about what went wrong, where something did, and the one that counts."""
    presses: dict[int, list[Cancellation]] = {}
    for one in run.cancellations:
        presses.setdefault(one.press, []).append(one)
    items = {item.id: item for item in run.items}
    posts: list[Post] = []
    for press, wanted in presses.items():
        posts += _refusals(run, press, wanted, items)
        posts.append(_count(run, press, wanted, items))
    return posts


def open_ones(run: Run) -> int:
    """Return how many labels of a run are being cancelled."""
    return sum(one.is_open for one in run.cancellations)


def _count(run: Run, press: int, wanted: Sequence[Cancellation], items: dict[int, Item]) -> Post:
    head = say(ASKED_BY, who=person(wanted[0].person), labels=words.labels(len(wanted)), at=moment(wanted[0].at))
    told = [template.format(n=n) for states, template in COUNTS if (n := sum(one.state in states for one in wanted))]
    parts = [*banner(run), paragraph((*head, bold(BETWEEN.join(told))))]
    lines = _named(wanted, items)
    parts += [paragraph(*lines)] if lines else []
    if any(one.is_open for one in wanted):
        parts.append(small(say(ONLY_WAY, insurance=INSURANCE)))
    return post(f"{KEY}:{press}", parts)


def _named(wanted: Sequence[Cancellation], items: dict[int, Item]) -> list[Words]:
    """Return the order numbers by what became of them; those that were refused stand in a reply of their own."""
    until = moment(wanted[0].at + FOLLOWED)
    told = ((CancelState.ASKED, NOT_CERTAIN), (CancelState.UNCLEAR, UNCLEAR), (CancelState.CANCELLED, CANCELLED))
    groups = ((template, [one for one in wanted if one.state is state]) for state, template in told)
    return [say(template, numbers=_numbers(group, items), until=until) for template, group in groups if group]


def _refusals(run: Run, press: int, wanted: Sequence[Cancellation], items: dict[int, Item]) -> list[Post]:
    """Return the reply that mentions whoever pressed: what the carrier refuses days later, no edit would tell them."""
    refused = [one for one in wanted if one.state is CancelState.REFUSED]
    if not refused:
        return []
    n = len(refused)
    were, stay = ("was", "stays") if n == 1 else ("were", "stay")
    head = say(NOT_CANCELLED, who=person(wanted[0].person), labels=words.labels(n), were=were, stay=stay)
    lines = [_refused(run, one, items[one.item_id]) for one in refused[:REFUSED_MOST]]
    if n > REFUSED_MOST:
        lines.append(say(MORE, n=n - REFUSED_MOST))
    parts: list[Part] = [*banner(run), paragraph(head), bullets(lines)]
    return [post(f"{REFUSED_KEY}:{press}", parts)]


def _refused(run: Run, one: Cancellation, item: Item) -> Words:
    why = one.refusal or CancelRefusal.OTHER
    line = say(ONE, number=foreign(item.order_number), shipment=foreign(one.shipment_id, 64), why=REFUSALS[why])
    if one.cause is not None and one.cause.text and not run.choices.shared_channel:
        line += say(SAYS, text=foreign(one.cause.text, QUOTE_MOST))
    return line + say(STEP, step=NEXT[why])


def _numbers(wanted: Sequence[Cancellation], items: dict[int, Item]) -> Words:
    named: list[Words] = []
    room = NUMBERS_MOST
    for one in wanted:
        number = (foreign(items[one.item_id].order_number),)
        room -= len(said(number)) + 2
        if named and room < 0:
            named.append(say("{n} more", n=len(wanted) - len(named)))
            break
        named.append(number)
    return join(named, ", ")
