"""The parent message of a run: how far it is, why it is not further, what it is about, and the buttons."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

from bot.model import CHUNK, MOVING, Run, RunState, Shipping, State
from bot.model.trouble import CHOSEN, Trouble
from bot.slack.screens import words
from bot.slack.screens.blocks import Part, paragraph, small
from bot.slack.screens.causes import advise
from bot.slack.screens.counts import BETWEEN, NEED_ATTENTION, counted, headline, state_word
from bot.slack.screens.parent_buttons import buttons
from bot.slack.screens.post import Post, banner, post
from bot.slack.screens.text import Span, Words, bold, foreign, moment, own, person, said, say
from bot.slack.screens.thread_cancellations import open_ones

ASKED: Final = "{who} asked for {labels}."
APPROVED_BY: Final = " Approved by {who}."
OF_SHOP: Final = " Shop {shop}, {shipping}. Run {run}."
LABELS_FOR: Final = "{labels} for {orders}"
BY_RULES: Final = "by shipping rules"
BY_ORDER: Final = "shipping as set on each order"
BY_OPTION: Final = "shipping option {option}"
WITH_SENDER: Final = ", sender {sender}"
WITH_PARCELS: Final = ", {parcels} parcels an order"
WITH_BRAND: Final = ", brand {brand}"
PROGRESS: Final = "{state} · {counted}"
NUMBERS: Final = "{orders} {numbers}"
MORE_NUMBERS: Final = " and {n} more"
RESTORED: Final = (
    "The ledger was restored from a backup. I buy nothing before {at}: what was asked for after the backup is looked "
    "up first. Then the run goes on by itself."
)
WAITS: Final = "{problem} I keep trying; next at {at}. {orders} {wait}, nothing is lost."
WAITS_AS_ASKED: Final = "{problem} I go on at {at}. {orders} {wait}, nothing is lost."
TRIES: Final = "{problem} I am trying again now. {orders} {wait}, nothing is lost."
WAITS_FOR_NOBODY: Final = "{problem} I keep trying; next at {at}. Nothing is lost."
CONTINUE_GOES_ON: Final = "Continue goes on with the rest."
STOPPED_BY: Final = "{who} stopped the run after {reached} of {total}; {rest}."
STOPPED_LATE: Final = "Stop came too late: {all} {were} bought."
STOPPED_ITSELF: Final = "The run stopped after {reached} of {total}; {rest}."
HELD_BACK: Final = "{n} {were} held back"
ALL_ASKED: Final = "every order had been sent"
STILL_MOVING: Final = "What was sent to Sendcloud before still ends."
IN_FLIGHT: Final = "{requests} for {orders} {are} still being answered; nothing is sent after that."
REASON: Final = "{headline} {step}"
QUOTE: Final = "“{text}”"
CANCELLING: Final = "{labels} {are} being cancelled; the thread tells what came of it."
DOCUMENTS_WAIT: Final = "Documents are on their way for {who}."

NUMBERS_MOST: Final = 10
NUMBERS_TEXT_MOST: Final = 500
"""Order numbers on the parent, and their characters: a click sends the whole message back."""

DONE_CELL: Final = "🟩"
TROUBLE_CELL: Final = "🟥"
TO_GO_CELL: Final = "⬜"
_BAR: Final = 12
_SECONDS_A_CALL: Final = 3
_SECONDS_A_LABEL: Final = 5
_SLOW: Final = timedelta(seconds=15)
"""A label that is not made after so long is made when its carrier has the time; nobody knows when."""


def parent(run: Run, *, now: datetime, buys_from: datetime | None = None) -> Post:
    """Return the parent message. Its text alone tells the whole story."""
    parts = [
        *banner(run),
        paragraph((bold(headline(run)),)),
        _bar(run),
        paragraph(*_progress(run, now, buys_from)),
        paragraph(_numbers(run)),
        small(_asked(run)),
    ]
    return post("parent", parts, *buttons(run))


def _labels(run: Run) -> str:
    """Return for how many labels was asked; where orders go in several parcels also for how many orders."""
    orders, parcels = len(run.items), run.choices.parcels
    labels = words.labels(orders * parcels)
    return labels if parcels == 1 else LABELS_FOR.format(labels=labels, orders=words.orders(orders))


def _asked(run: Run) -> Words:
    """Return what was asked for, of which shop and by whom."""
    choices = run.choices
    shipping: Words | str = BY_RULES if choices.shipping is Shipping.RULES else BY_ORDER
    if choices.shipping is Shipping.OPTION:
        shipping = say(BY_OPTION, option=foreign(choices.option_label or choices.option_code or "", 60))
    if choices.test_labels:
        shipping = BY_OPTION.format(option="sendcloud:letter")
    if choices.sender_label:
        shipping = say("{so_far}" + WITH_SENDER, so_far=shipping, sender=foreign(choices.sender_label, 60))
    if choices.brand_label:
        shipping = say("{so_far}" + WITH_BRAND, so_far=shipping, brand=foreign(choices.brand_label, 60))
    if choices.parcels > 1:
        shipping = say("{so_far}" + WITH_PARCELS, so_far=shipping, parcels=choices.parcels)
    told = say(ASKED, who=person(run.by.user), labels=_labels(run))
    if run.approved_by:
        told += say(APPROVED_BY, who=person(run.approved_by))
    return told + say(OF_SHOP, shop=foreign(choices.shop_name, 60), shipping=shipping, run=run.id)


def _numbers(run: Run) -> Words:
    """Return the first order numbers of a run, and how many more there are."""
    shown: list[Span] = []
    for item in run.items[:NUMBERS_MOST]:
        number = foreign(item.order_number)
        if shown and len(said(shown)) + len(number.said) > NUMBERS_TEXT_MOST:
            break
        shown += [own(", "), number] if shown else [number]
    count = (len(shown) + 1) // 2
    line = say(NUMBERS, orders="Order" if len(run.items) == 1 else "Orders", numbers=tuple(shown))
    return line + say(MORE_NUMBERS, n=len(run.items) - count) if count < len(run.items) else line


def _bar(run: Run) -> Part:
    """Return the bar in three parts: what is over, what needs a person, what is to go. No part that exists is empty."""
    total = len(run.items)
    trouble = len(run.of(*NEED_ATTENTION))
    to_go = len(run.of(*MOVING, State.STOPPED))
    red, white = (_cells(n, total) for n in (trouble, to_go))
    green = _BAR - red - white
    if green < 1 and total - trouble - to_go:
        red, white = (red - 1, white) if red >= white else (red, white - 1)
        green = _BAR - red - white
    return Part(((own(DONE_CELL * green + TROUBLE_CELL * red + TO_GO_CELL * white),),), silent=True)


def _cells(n: int, total: int) -> int:
    return max(1, _BAR * n // total) if n else 0


def _progress(run: Run, now: datetime, buys_from: datetime | None) -> list[Words]:
    line = say(PROGRESS, state=state_word(run), counted=counted(run))
    lines: list[Words] = []
    match run.state:
        case RunState.RUNNING if run.waits:
            lines += waits(run)
        case RunState.RUNNING:
            lines += _waits_after_restore(run, now, buys_from)
            left = None if lines or not run.of(*MOVING) else _seconds_left(run, now)
            if left is not None:
                line += (own(BETWEEN + words.seconds(left)),)
        case RunState.PAUSED:
            lines += waits(run)
        case RunState.STOPPED:
            lines += [*_where_it_stopped(run), *reason(run), *what_continues(run)]
        case RunState.DONE:
            lines += _stopped_too_late(run)
    return [line, *lines, *_asked_for_since(run)]


def _asked_for_since(run: Run) -> list[Words]:
    """Return what people wanted of a run besides its labels, and do not have yet."""
    lines: list[Words] = []
    if n := open_ones(run):
        lines.append(say(CANCELLING, labels=words.labels(n), are=words.be(n)))
    waiting = next((request for request in run.shared_requests if request.state == "waiting"), None)
    if waiting:
        lines.append(say(DOCUMENTS_WAIT, who=person(waiting.by)))
    return lines


def _waits_after_restore(run: Run, now: datetime, buys_from: datetime | None) -> list[Words]:
    """Return when a run goes on whose bot looks around after a restore."""
    if buys_from is None or now >= buys_from or not run.of(State.WAITING):
        return []
    return [say(RESTORED, at=moment(buys_from))]


def waits(run: Run) -> list[Words]:
    """Return why a paused run waits, until when, and what that means for its orders."""
    if run.continue_at is None and run.state is RunState.PAUSED:
        return reason(run)
    waiting = len(run.of(State.WAITING, State.CLAIMED))
    as_asked = run.cause is not None and run.cause.kind == Trouble.THROTTLED
    template = (WAITS_AS_ASKED if as_asked else WAITS) if waiting else WAITS_FOR_NOBODY
    told = say(
        template if run.continue_at else TRIES,
        problem=advise(run.cause).headline if run.cause else "",
        at=moment(run.continue_at) if run.continue_at else "",
        orders=words.orders(waiting),
        wait="waits" if waiting == 1 else "wait",
    )
    return [told, *quoted(run)]


def _seconds_left(run: Run, now: datetime) -> int | None:
    """Return a rough guess: a call for each 20 orders to be asked for, at the pace of the latest calls, then the making
    of the last labels, and no less than the minutes in which something is still looked up. None when nobody knows."""
    calls = -(-len(run.of(State.WAITING, State.CLAIMED)) // CHUNK)
    if not calls and any(now - item.since > _SLOW for item in run.of(State.ACCEPTED)):
        return None
    minutes = 0
    for item in run.of(State.UNKNOWN):
        if item.open_until is None or item.open_until <= now:
            return None
        minutes = max(minutes, 1, round((item.open_until - now) / timedelta(minutes=1)))
    known = run.call_pace.seconds_a_call(now) if run.call_pace else None
    pace = _SECONDS_A_CALL if known is None else known
    return max(round(calls * pace) + _SECONDS_A_LABEL, minutes * 60)


def _where_it_stopped(run: Run) -> list[Words]:
    total, left = len(run.items), len(run.of(State.STOPPED))
    if run.stopped_by and not left:
        return [*_stopped_too_late(run), *still_moving(run)]
    rest = HELD_BACK.format(n=left, were="was" if left == 1 else "were") if left else ALL_ASKED
    reached: dict[str, Span | Words | str | int] = {"reached": total - left, "total": total, "rest": rest}
    if run.stopped_by:
        lines = [say(STOPPED_BY, who=person(run.stopped_by), **reached)]
    else:
        lines = [say(STOPPED_ITSELF, **reached)]
    return lines + still_moving(run)


def _stopped_too_late(run: Run) -> list[Words]:
    """Return that *Stop* came when every order had been sent already."""
    if run.stopped_by is None or run.of(State.STOPPED):
        return []
    bought = len(run.of(State.LABELLED, State.ACCEPTED, State.CANCELLED))
    all_of_them = f"all {bought}" if bought == len(run.items) > 1 else str(bought)
    return [say(STOPPED_LATE, all=all_of_them, were="was" if bought == 1 else "were")]


def still_moving(run: Run) -> list[Words]:
    """Return what becomes of orders of a stopped run that had been asked for before."""
    claimed = run.of(State.CLAIMED)
    if not claimed:
        return [say(STILL_MOVING)] if run.of(*MOVING) else []
    calls = len({item.attempt_id for item in claimed})
    requests, orders = words.count(calls, "request"), words.count(len(claimed), "order")
    return [say(IN_FLIGHT, requests=requests, orders=orders, are="is" if calls == 1 else "are")]


def what_continues(run: Run) -> list[Words]:
    """Return what *Continue* does in a stopped run; nothing where it is not what helps."""
    if run.state is not RunState.STOPPED or not run.of(State.STOPPED):
        return []
    return [] if run.cause is not None and run.cause.kind in CHOSEN else [say(CONTINUE_GOES_ON)]


def reason(run: Run) -> list[Words]:
    """Return why a run is not going and what helps; nothing when no reason is known."""
    if run.cause is None:
        return []
    advice = advise(run.cause)
    return [say(REASON, headline=advice.headline, step=advice.next_step), *quoted(run)]


def quoted(run: Run) -> list[Words]:
    """Return the words of whoever refused a run, if there are any."""
    if run.cause is None or not run.cause.text:
        return []
    return [say(QUOTE, text=foreign(run.cause.text, 250))]
