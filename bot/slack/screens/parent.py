"""The parent message of a run: who asked, how far it is, why it is not further, and the buttons."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

from bot.model import CHUNK, MOVING, RETRYABLE, Run, RunState, Shipping, State
from bot.model.trouble import CHOSEN, Trouble
from bot.slack.screens import words
from bot.slack.screens.blocks import Part, paragraph
from bot.slack.screens.causes import advise
from bot.slack.screens.parent_buttons import buttons
from bot.slack.screens.post import Post, banner, post
from bot.slack.screens.text import Span, Words, bold, foreign, moment, own, person, say
from bot.slack.screens.thread_doubles import need_attention

RUNNING: Final = "Running"
PAUSED: Final = "Paused"
STOPPED: Final = "Stopped"
DONE: Final = "Done"
DONE_BUT: Final = "Done, {n} need attention"
"""A fixed phrase, for one order too."""
PARENT: Final = "{state}: {who} asked for {labels}."
LABELS_FOR: Final = "{labels} for {orders}"
APPROVED_BY: Final = " Approved by {who}."
PARENT_SHOP: Final = "Shop {shop}, {shipping}. Run {run}."
BY_RULES: Final = "by shipping rules"
BY_ORDER: Final = "shipping as set on each order"
BY_OPTION: Final = "shipping option {option}"
WITH_SENDER: Final = ", sender {sender}"
WITH_PARCELS: Final = ", {parcels} parcels an order"
WITH_BRAND: Final = ", brand {brand}"
LABELLED_OF: Final = "{n} of {total} labelled"
COUNTS: Final = {
    "failed": "{n} failed",
    "undecided": "{n} undecided",
    "unknown": "{n} being looked up",
    "accepted": "{n} with the label being made",
    "claimed": "{n} being asked for",
    "waiting": "{n} waiting",
    "skipped": "{n} left out",
    "stopped": "{n} held back",
}
"""The other parts of the count, in this order; they add up to the number asked for."""
TIME_LEFT: Final = "{time} left."
RESTORED: Final = (
    "The bot's ledger was restored from a backup. Nothing is bought before {at}: what was asked for after the backup "
    "is looked up first. Then the run goes on by itself."
)
NEXT_TRY: Final = "Next try: {at}. Continue tries at once."
NEXT_TRY_AS_ASKED: Final = "Next try: {at}; Sendcloud asks to wait until then."
CONTINUE_GOES_ON: Final = "Continue goes on with the rest."
STOPPED_BY: Final = "{who} stopped the run after {reached} of {total}; {rest}."
STOPPED_ITSELF: Final = "The run stopped after {reached} of {total}; {rest}."
HELD_BACK: Final = "{n} {were} held back"
ALL_ASKED: Final = "every order had been asked for"
STILL_MOVING: Final = "What was asked for before still comes to its end."
REASON: Final = "{headline} Who can mend it: {who}. Next: {step}"
QUOTE: Final = "“{text}”"
DOCUMENTS_WAIT: Final = "Documents are being prepared for {who}."

_BAR: Final = 20
_SECONDS_A_CALL: Final = 3
_SECONDS_A_LABEL: Final = 5
_SLOW: Final = timedelta(seconds=15)
"""A label that is not made after so long is made when its carrier has the time; nobody knows when."""

_COUNTED: Final = (
    ("failed", (State.REFUSED, State.FAILED)),
    ("undecided", (State.UNDECIDED,)),
    ("unknown", (State.UNKNOWN,)),
    ("accepted", (State.ACCEPTED,)),
    ("claimed", (State.CLAIMED,)),
    ("waiting", (State.WAITING,)),
    ("skipped", (State.SKIPPED,)),
    ("stopped", (State.STOPPED,)),
)
NEED_ATTENTION: Final = (*RETRYABLE, State.UNDECIDED)


def parent(run: Run, *, now: datetime, buys_from: datetime | None = None) -> Post:
    """Return the parent message. Its text alone tells the whole story."""
    progress = _progress(run, now, buys_from)
    parts = [*banner(run), paragraph(_headline(run), _choices(run)), _bar(run), paragraph(*progress)]
    return post("parent", parts, *buttons(run))


def state_word(run: Run) -> str:
    """Return the one word (or phrase) for where a run stands."""
    match run.state:
        case RunState.RUNNING:
            return RUNNING
        case RunState.PAUSED:
            return PAUSED
        case RunState.STOPPED:
            return STOPPED
        case RunState.DONE:
            need = len(run.of(*NEED_ATTENTION)) + need_attention(run)
            return DONE_BUT.format(n=need) if need else DONE


def counted(run: Run) -> str:
    """Return how many orders are in which state; the numbers add up to what was asked for."""
    told = [LABELLED_OF.format(n=len(run.of(State.LABELLED)), total=len(run.items))]
    for name, states in _COUNTED:
        n = len(run.of(*states))
        if n:
            told.append(COUNTS[name].format(n=n))
    return ", ".join(told)


def _headline(run: Run) -> Words:
    asked = say(PARENT, state=bold(state_word(run)), who=person(run.by.user), labels=_labels(run))
    return asked + say(APPROVED_BY, who=person(run.approved_by)) if run.approved_by else asked


def _labels(run: Run) -> str:
    """Return for how many labels was asked; where orders go in several parcels also for how many orders."""
    orders, parcels = len(run.items), run.choices.parcels
    labels = words.labels(orders * parcels)
    return labels if parcels == 1 else LABELS_FOR.format(labels=labels, orders=words.orders(orders))


def _choices(run: Run) -> Words:
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
    return say(PARENT_SHOP, shop=foreign(choices.shop_name, 60), shipping=shipping, run=run.id)


def _bar(run: Run) -> Part:
    over = len(run.items) - len(run.of(*MOVING, State.STOPPED))
    full = _BAR * over // len(run.items) if run.items else 0
    return Part(((own("▓" * full + "░" * (_BAR - full)),),), silent=True)


def _progress(run: Run, now: datetime, buys_from: datetime | None) -> list[Words]:
    lines = [say("{counted}.", counted=counted(run))]
    match run.state:
        case RunState.RUNNING:
            lines += _what_comes(run, now, buys_from)
        case RunState.PAUSED:
            lines += [*reason(run), *_next_try(run)]
        case RunState.STOPPED:
            lines += [*_where_it_stopped(run), *reason(run), *what_continues(run)]
        case RunState.DONE:
            pass
    waiting = next((request for request in run.documents if request.state == "waiting"), None)
    if waiting:
        lines.append(say(DOCUMENTS_WAIT, who=person(waiting.by)))
    return lines


def _what_comes(run: Run, now: datetime, buys_from: datetime | None) -> list[Words]:
    """Return when a run goes on whose bot looks around after a restore, or about how long it takes from now on."""
    if run.of(State.WAITING) and buys_from is not None and now < buys_from:
        return [say(RESTORED, at=moment(buys_from))]
    left = _seconds_left(run, now)
    if left is None or not run.of(*MOVING):
        return []
    return [say(TIME_LEFT, time=words.seconds(left).capitalize())]


def _next_try(run: Run) -> list[Words]:
    if run.continue_at is None:
        return []
    as_asked = run.cause is not None and run.cause.kind == Trouble.THROTTLED
    return [say(NEXT_TRY_AS_ASKED if as_asked else NEXT_TRY, at=moment(run.continue_at))]


def _seconds_left(run: Run, now: datetime) -> int | None:
    """Return a rough guess: a call for each 20 orders to be asked for, then the making of the last labels, and no less
    than the minutes in which something is still looked up. None when nobody knows."""
    if any(now - item.since > _SLOW for item in run.of(State.ACCEPTED)):
        return None
    minutes = 0
    for item in run.of(State.UNKNOWN):
        if item.open_until is None or item.open_until <= now:
            return None
        minutes = max(minutes, 1, round((item.open_until - now) / timedelta(minutes=1)))
    calls = -(-len(run.of(State.WAITING, State.CLAIMED)) // CHUNK)
    return max(calls * _SECONDS_A_CALL + _SECONDS_A_LABEL, minutes * 60)


def _where_it_stopped(run: Run) -> list[Words]:
    total, left = len(run.items), len(run.of(State.STOPPED))
    rest = HELD_BACK.format(n=left, were="was" if left == 1 else "were") if left else ALL_ASKED
    reached: dict[str, Span | Words | str | int] = {"reached": total - left, "total": total, "rest": rest}
    if run.stopped_by:
        lines = [say(STOPPED_BY, who=person(run.stopped_by), **reached)]
    else:
        lines = [say(STOPPED_ITSELF, **reached)]
    return lines + still_moving(run)


def still_moving(run: Run) -> list[Words]:
    """Return what becomes of orders of a stopped run that had been asked for before."""
    return [say(STILL_MOVING)] if run.of(*MOVING) else []


def what_continues(run: Run) -> list[Words]:
    """Return what *Continue* does in a stopped run; nothing where it is not what helps."""
    if run.state is not RunState.STOPPED or not run.of(State.STOPPED):
        return []
    return [] if run.cause is not None and run.cause.kind in CHOSEN else [say(CONTINUE_GOES_ON)]


def reason(run: Run) -> list[Words]:
    """Return why a run is not going: what is wrong, who can mend it and how; nothing when no reason is known."""
    if run.cause is None:
        return []
    advice = advise(run.cause)
    lines = [say(REASON, headline=advice.headline, who=advice.who, step=advice.next_step)]
    if run.cause.text:
        lines.append(say(QUOTE, text=foreign(run.cause.text, 250)))
    return lines
