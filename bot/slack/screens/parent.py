"""The parent message of a run: who asked, how far it is, why it is not further, and the buttons."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

from bot.advice import CHOSEN, Trouble, advise
from bot.model import CHUNK, MOVING, RETRYABLE, Plan, Run, RunState, Shipping, State
from bot.slack import ids
from bot.slack.screens import words, words_run
from bot.slack.screens.post import Post, post
from bot.slack.screens.text import (
    Json,
    Part,
    Span,
    Words,
    bold,
    button,
    foreign,
    moment,
    own,
    paragraph,
    person,
    plain_text,
    say,
)

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
    buttons = _buttons(run)
    return post("parent", parts, *buttons)


def banner(of: Run | Plan) -> list[Part]:
    """Return the line that every message about test labels carries."""
    return [paragraph((bold(words.TEST_LABELS),))] if of.choices.test_labels else []


def state_word(run: Run) -> str:
    """Return the one word (or phrase) for where a run stands."""
    match run.state:
        case RunState.RUNNING:
            return words_run.RUNNING
        case RunState.PAUSED:
            return words_run.PAUSED
        case RunState.STOPPED:
            return words_run.STOPPED
        case RunState.DONE:
            need = len(run.of(*NEED_ATTENTION))
            return words_run.DONE_BUT.format(n=need) if need else words_run.DONE


def counted(run: Run) -> str:
    """Return how many orders are in which state; the numbers add up to what was asked for."""
    told = [words_run.LABELLED_OF.format(n=len(run.of(State.LABELLED)), total=len(run.items))]
    for name, states in _COUNTED:
        n = len(run.of(*states))
        if n:
            told.append(words_run.COUNTS[name].format(n=n))
    return ", ".join(told)


def _headline(run: Run) -> Words:
    return say(
        words_run.PARENT, state=bold(state_word(run)), who=person(run.by.user), labels=words.labels(len(run.items))
    )


def _choices(run: Run) -> Words:
    choices = run.choices
    shipping: Words | str = words_run.BY_RULES if choices.shipping is Shipping.RULES else words_run.BY_ORDER
    if choices.shipping is Shipping.OPTION:
        shipping = say(words_run.BY_OPTION, option=foreign(choices.option_label or choices.option_code or "", 60))
    if choices.test_labels:
        shipping = words_run.BY_OPTION.format(option="sendcloud:letter")
    if choices.sender_label:
        shipping = say("{so_far}" + words_run.WITH_SENDER, so_far=shipping, sender=foreign(choices.sender_label, 60))
    if choices.brand_label:
        shipping = say("{so_far}" + words_run.WITH_BRAND, so_far=shipping, brand=foreign(choices.brand_label, 60))
    return say(words_run.PARENT_SHOP, shop=foreign(choices.shop_name, 60), shipping=shipping, run=run.id)


def _bar(run: Run) -> Part:
    settled = len(run.items) - len(run.of(*MOVING, State.STOPPED))
    full = _BAR * settled // len(run.items) if run.items else 0
    return Part(((own("▓" * full + "░" * (_BAR - full)),),), silent=True)


def _progress(run: Run, now: datetime, buys_from: datetime | None) -> list[Words]:
    lines = [say("{counted}.", counted=counted(run))]
    left = _seconds_left(run, now)
    if run.state is RunState.RUNNING and run.of(State.WAITING) and buys_from is not None and now < buys_from:
        lines.append(say(words_run.RESTORED, at=moment(buys_from)))
    elif run.state is RunState.RUNNING and run.of(*MOVING) and left is not None:
        lines.append(say(words_run.TIME_LEFT, time=words.seconds(left).capitalize()))
    if run.state is RunState.STOPPED:
        lines += _where_it_stopped(run)
    if run.state in (RunState.PAUSED, RunState.STOPPED):
        lines += reason(run)
    lines += what_continues(run)
    if run.state is RunState.PAUSED and run.resume_at:
        as_asked = run.reason is not None and run.reason.kind == Trouble.THROTTLED
        lines.append(say(words_run.NEXT_TRY_AS_ASKED if as_asked else words_run.NEXT_TRY, at=moment(run.resume_at)))
    waiting = next((request for request in run.documents if request.state == "waiting"), None)
    if waiting:
        lines.append(say(words_run.DOCUMENTS_WAIT, who=person(waiting.by)))
    return lines


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
    rest = words_run.HELD_BACK.format(n=left, were="was" if left == 1 else "were") if left else words_run.ALL_ASKED
    reached: dict[str, Span | Words | str | int] = {"reached": total - left, "total": total, "rest": rest}
    if run.stopped_by:
        lines = [say(words_run.STOPPED_BY, who=person(run.stopped_by), **reached)]
    else:
        lines = [say(words_run.STOPPED_ITSELF, **reached)]
    return lines + still_moving(run)


def still_moving(run: Run) -> list[Words]:
    """Return what becomes of orders of a stopped run that had been asked for before."""
    return [say(words_run.STILL_MOVING)] if run.of(*MOVING) else []


def what_continues(run: Run) -> list[Words]:
    """Return what *Continue* does in a stopped run; nothing where it is not what helps."""
    if run.state is not RunState.STOPPED or not run.of(State.STOPPED):
        return []
    return [] if run.reason is not None and run.reason.kind in CHOSEN else [say(words_run.CONTINUE_GOES_ON)]


def reason(run: Run) -> list[Words]:
    """Return why a run is not going: what is wrong, who can mend it and how; nothing when no reason is known."""
    if run.reason is None:
        return []
    advice = advise(run.reason)
    lines = [say(words_run.REASON, headline=advice.headline, who=advice.who, step=advice.next_step)]
    if run.reason.text:
        lines.append(say(words_run.QUOTE, text=foreign(run.reason.text, 250)))
    return lines


def _buttons(run: Run) -> list[Json]:
    """Return the buttons that make sense now; each says all of it to somebody who hears it alone."""
    going = run.state in (RunState.RUNNING, RunState.PAUSED)
    found: list[Json] = []
    if going and run.of(*MOVING):
        found.append(_stop(run))
    if run.state is RunState.PAUSED or (run.state is RunState.STOPPED and run.of(State.STOPPED)):
        found.append(_button(run, words_run.CONTINUE, ids.CONTINUE_RUN, words_run.CONTINUE_TELLS, style="primary"))
    failed = run.of(*RETRYABLE)
    if any(item.cause is None or advise(item.cause).retry_safe for item in failed):
        tells = words_run.RETRY_TELLS.format(failed=words.count(len(failed), "failed order"), run=run.id)
        found.append(_button(run, words_run.RETRY.format(n=len(failed)), ids.RETRY_FAILED, tells))
    if run.of(State.LABELLED) and not any(request.state == "waiting" for request in run.documents):
        found.append(_button(run, words_run.GET_DOCUMENTS, ids.GET_DOCUMENTS, words_run.GET_DOCUMENTS_TELLS))
    if run.of(State.UNDECIDED):
        found.append(_button(run, words_run.LOOK_AGAIN, ids.LOOK_AGAIN, words_run.LOOK_AGAIN_TELLS))
        found.append(_button(run, words_run.ASK_AGAIN, ids.ASK_AGAIN, words_run.ASK_AGAIN_TELLS))
    return found


def _button(run: Run, label: str, action: str, tells: str, style: str | None = None) -> Json:
    return button(label, action=action, value=run.id, tells=tells.replace("{run}", run.id), style=style)


def _stop(run: Run) -> Json:
    confirm = {
        "title": plain_text(words_run.STOP_ASK, 100),
        "text": plain_text(words_run.STOP_WHAT, 300),
        "confirm": plain_text(words_run.STOP_YES, 30),
        "deny": plain_text(words_run.STOP_NO, 30),
        "style": "danger",
    }
    tells = words_run.STOP_TELLS.format(run=run.id)
    return button(words_run.STOP, action=ids.STOP_RUN, value=run.id, tells=tells, style="danger", confirm=confirm)
