"""The private answer to /label failures: what is open by cause, the oldest first, with the button that each allows."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Final

from bot.model import Cause, Failure, Holder, OpenFailures, Safety, State
from bot.model.trouble import OWN_WORDS, Trouble
from bot.slack import ids
from bot.slack.screens import owners, words
from bot.slack.screens.answers import Answer, answer, test_banner
from bot.slack.screens.blocks import Part, bullets, button, paragraph, text_of
from bot.slack.screens.causes import Advice, advise
from bot.slack.screens.holders import taken_lines
from bot.slack.screens.panel import open_button
from bot.slack.screens.parent_buttons import BUY_AGAIN, LOOK_AGAIN, LOOK_AGAIN_TELLS
from bot.slack.screens.text import (
    Json,
    Words,
    bold,
    conversation_link,
    foreign,
    foreign_bold,
    message_link,
    moment,
    person,
    said,
    say,
)
from bot.slack.screens.thread_failures import CARRIER_SAYS, SAYS, SENDCLOUD_SAYS, TELLS, refused_late
from bot.slack.screens.thread_fixes import fix_button

HEAD: Final = "{failures}, the oldest first"
HEAD_CUT: Final = "More than {n} open failures, the oldest first"
NONE: Final = "Nothing is open: every order that was asked for has its label, or is still under way."
CAUSE: Final = "{headline} {orders}"
FAILURE: Final = " · {shop} · since {at} ({age}) · asked for by {who}, run {run}"
THREAD: Final = "thread"
RETRY: Final = "Retry"
RETRY_TELLS: Final = "Retry order {number}"
RETRY_FIXED: Final = "Retry once fixed"
RETRY_FIXED_TELLS: Final = "Retry order {number}, whose cause was fixed"
RETRY_ALL: Final = "Retry {n} failed"
RETRY_ALL_TELLS: Final = "Retry {orders} that only had to wait"
NEW_RUN: Final = "Create labels"
NEW_RUN_TELLS: Final = "Create labels: opens the form with order {number}"
SEND_ALL: Final = "Send me all of it"
SEND_ALL_TELLS: Final = "Send me all open failures as a file"
MORE: Final = "{n} more {are} not shown here. {send} brings the whole list into your conversation with me."
UNDECIDED: Final = Advice(
    "Nobody knows whether there is a label.",
    f"Look in Sendcloud. {LOOK_AGAIN} checks once more; {BUY_AGAIN}, on the message of the run, may buy a second "
    "label.",
)

AGAIN: Final = "{orders} {are} being tried again. The threads of their runs tell what comes of it."
NOTHING_LEFT: Final = "None of this is left to retry: it is being tried again already, or is not as it was shown."
LEFT_OUT: Final = "Another run has {orders} by now; {they} {are} left out:"
SENT: Final = "The whole list, {failures}, is in {conversation}: a table and a file."
NOT_SENT: Final = "Slack did not take the file. Press the button once more in a minute."
CONVERSATION: Final = "your conversation with me"


SHOWN: Final = 15
"""Failures that are shown with their buttons; a message holds 50 blocks."""

_QUOTE_MOST: Final = 200
_TEXT_MOST: Final = 11_000
_BUTTONS: Final = 150
"""Characters of one answer, and those of the buttons below a line."""

_VALUE_MOST: Final = 1_900
"""Characters of a button's value, of which Slack takes 2,000."""

_NOTHING: Final = Cause(Trouble.DATA)


def failures(listed: OpenFailures, *, now: datetime, test_labels: bool = False) -> Answer:
    """Return what is open: up to `SHOWN` failures with their buttons, by cause, and how many more there are."""
    if not listed.failures:
        return answer(*test_banner(test_labels), paragraph(say(NONE)))
    banner, shown = answer(*test_banner(test_labels)), listing(listed, now=now)
    return "\n".join(filter(None, (banner[0], shown[0]))), [*banner[1], *shown[1]]


def listing(listed: OpenFailures, *, now: datetime, most: int = SHOWN) -> Answer:
    """Return up to *most* failures with their buttons, by cause, and how many more there are."""
    text, blocks = answer(paragraph((bold(head_of(listed)),)))
    if top := _top(listed):
        blocks.append({"type": "actions", "elements": top})
    shown = _that_fit(listed, most, now)
    for advice, group in by_cause(shown):
        heading = _heading(advice, len(group))
        text, blocks = f"{text}\n{text_of([heading])}", [*blocks, heading.block()]
        for one in group:
            line = paragraph(_line(one, listed.workspace, now))
            actions = _actions(one, listed.panel)
            text, blocks = f"{text}\n{text_of([line])}", [*blocks, line.block(), *actions]
    left = len(listed.failures) - len(shown)
    if left > 0:
        more = paragraph(say(MORE, n=left, are=words.be(left), send=(bold(SEND_ALL),)))
        text, blocks = f"{text}\n{text_of([more])}", [*blocks, more.block()]
    return text, blocks


def _that_fit(listed: OpenFailures, most: int, now: datetime) -> Sequence[Failure]:
    """Return the oldest failures, as many as one message may hold the words of."""
    room, told = _TEXT_MOST, set[Advice]()
    for place, one in enumerate(listed.failures[:most]):
        advice = advice_on(one)
        room -= len(said(_line(one, listed.workspace, now))) + _BUTTONS
        room -= 0 if advice in told else len(advice.headline) + len(advice.next_step) + _BUTTONS
        told.add(advice)
        if place and room < 0:
            return listed.failures[:place]
    return listed.failures[:most]


def by_cause(shown: Sequence[Failure]) -> list[tuple[Advice, list[Failure]]]:
    """Return failures by what is told about them, in the order of the oldest of each."""
    groups: dict[Advice, list[Failure]] = {}
    for one in shown:
        groups.setdefault(advice_on(one), []).append(one)
    return list(groups.items())


def advice_on(one: Failure) -> Advice:
    """Return what to tell people about a failure."""
    return UNDECIDED if one.item.state is State.UNDECIDED else advise(one.item.cause or _NOTHING)


def head_of(listed: OpenFailures) -> str:
    """Return how many open failures there are."""
    n = len(listed.failures)
    return HEAD_CUT.format(n=n) if listed.cut else HEAD.format(failures=words.count(n, "open failure"))


def _heading(advice: Advice, n: int) -> Part:
    return paragraph((bold(CAUSE.format(headline=advice.headline, orders=words.orders(n))),), say(advice.next_step))


def _line(one: Failure, workspace: str, now: datetime) -> Words:
    item = one.item
    line: Words = (foreign_bold(item.order_number),)
    line += say(
        FAILURE,
        shop=foreign(one.shop, 60),
        at=moment(item.since),
        age=age(item.since, now),
        who=person(one.by),
        run=item.run_id,
    )
    if one.ts:
        line += (*say(", "), message_link(workspace, one.channel, one.ts, THREAD))
    return line + owners.sentence_of(one.owner) + quoted(one)


def quoted(one: Failure) -> Words:
    """Return the words of whoever refused, if there are any."""
    cause = one.item.cause
    if cause is None or not cause.text or one.item.state is State.UNDECIDED:
        return ()
    if cause.kind in OWN_WORDS:
        return say(TELLS, text=foreign(cause.text, _QUOTE_MOST))
    carrier = refused_late(one.item) or cause.kind == Trouble.CARRIER
    return say("." + SAYS, who=CARRIER_SAYS if carrier else SENDCLOUD_SAYS, text=foreign(cause.text, _QUOTE_MOST))


def age(since: datetime, now: datetime) -> str:
    """Return how long ago in words: minutes, hours or days."""
    minutes = max(0, int((now - since).total_seconds() // 60))
    if minutes < 60:
        return f"{minutes} min"
    return f"{minutes // 60} h" if minutes < 48 * 60 else f"{minutes // 1440} days"


def _top(listed: OpenFailures) -> list[Json]:
    """Return the buttons for all of it: what is safe at once, and the whole list where it is longer than shown."""
    found = []
    safe = listed.of(Safety.SAFE)
    if len(safe) > 1:
        value, n = _value(Safety.SAFE, [one.item.id for one in safe])
        tells = RETRY_ALL_TELLS.format(orders=words.orders(n))
        found.append(button(RETRY_ALL.format(n=n), action=ids.RETRY_ORDERS, value=value, tells=tells, style="primary"))
    found.append(button(SEND_ALL, action=ids.SEND_FAILURES, value="all", tells=SEND_ALL_TELLS))
    return found


def _actions(one: Failure, panel: str | None) -> list[Json]:
    opener = [] if one.safety is Safety.SAFE else open_button(one.item.order_number, panel)
    return [{"type": "actions", "elements": [*fix_button(one.item), again(one), *opener, *owners.buttons(one)]}]


def again(one: Failure) -> Json:
    """Return the button by which an order gets another try, as far as that is safe."""
    item = one.item
    number = foreign(item.order_number, 40).element["text"]
    match one.safety:
        case Safety.SAFE | Safety.FIX_FIRST:
            safe = one.safety is Safety.SAFE
            label, tells = (RETRY, RETRY_TELLS) if safe else (RETRY_FIXED, RETRY_FIXED_TELLS)
            value, _ = _value(one.safety, [item.id])
            return button(label, action=ids.RETRY_ORDERS, value=value, tells=tells.format(number=number))
        case Safety.LOOK_FIRST if item.state is State.UNDECIDED:
            tells = LOOK_AGAIN_TELLS.format(run=item.run_id)
            return button(LOOK_AGAIN, action=ids.LOOK_AGAIN, value=item.run_id, tells=tells)
        case _:
            tells = NEW_RUN_TELLS.format(number=number)
            return button(NEW_RUN, action=ids.OPEN_FORM, value=item.order_number, tells=tells)


def _value(safety: Safety, item_ids: Sequence[int]) -> tuple[str, int]:
    """Return what a button remembers: which orders, and how safe it was; with how many orders fit into that."""
    value, n = f"{safety.value}:", 0
    for item_id in item_ids:
        more = f"{',' if n else ''}{item_id}"
        if len(value) + len(more) > _VALUE_MOST:
            break
        value, n = value + more, n + 1
    return value, n


def read_button(value: str) -> tuple[Safety, list[int]]:
    """Return how safe it was to retry which orders, by their ids in the ledger, from what a button remembers."""
    safety, _, numbers = value.partition(":")
    return Safety(safety), [int(one) for one in numbers.split(",") if one]


def retried(moved: int, taken: Sequence[tuple[str, Holder]], limits: Sequence[Part] = ()) -> Answer:
    """Return what a press on *Retry* came to; *limits*: why not all of it was asked for."""
    parts: list[Part] = []
    if moved:
        parts.append(paragraph(say(AGAIN, orders=words.orders(moved), are=words.be(moved))))
    if taken:
        n = len(taken)
        told = say(LEFT_OUT, orders=words.orders(n), they=words.they(n), are=words.be(n))
        parts += [paragraph(told), bullets(taken_lines(taken))]
    if not parts and not limits:
        parts.append(paragraph(say(NOTHING_LEFT)))
    return answer(*parts, *limits)


def sent(listed: OpenFailures, conversation: str | None) -> Answer:
    """Return where the whole list is; *conversation*: None where Slack did not take it."""
    if not listed.failures:
        return answer(paragraph(say(NONE)))
    if conversation is None:
        return answer(paragraph(say(NOT_SENT)))
    where = (conversation_link(listed.workspace, conversation, CONVERSATION),)
    told = words.count(len(listed.failures), "open failure")
    return answer(paragraph(say(SENT, failures=told, conversation=where)))
