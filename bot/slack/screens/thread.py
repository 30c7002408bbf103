"""The thread of one run, drawn from the ledger alone: ``draw`` says which messages there should be, and how they read.

The same run at the same time always gives the same messages, so a crash costs nothing: they are simply drawn again.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Final

from bot.model import MOVING, RETRYABLE, Item, Run, RunState, State
from bot.model.trouble import Trouble
from bot.slack.screens import words
from bot.slack.screens.blocks import paragraph
from bot.slack.screens.counts import counted, headline
from bot.slack.screens.parent import parent, reason, still_moving, waits, what_continues
from bot.slack.screens.post import Post, banner, post
from bot.slack.screens.rows import Rows
from bot.slack.screens.text import Words, foreign, join, person, say
from bot.slack.screens.thread_cancellations import cancellations
from bot.slack.screens.thread_documents import documents_problem
from bot.slack.screens.thread_doubles import doubles, need_attention
from bot.slack.screens.thread_failures import failures
from bot.slack.screens.thread_labels import LINES_MOST, in_file_alone, label_pages, page, page_number
from bot.slack.screens.thread_options import other_options
from bot.slack.screens.thread_skipped import skipped
from bot.slack.screens.thread_undecided import undecided

LIST: Final = "list"
"""Key of the reply that says why the file of all orders is not in the thread."""

FAILURES: Final = "failures"
"""Key of the reply about failures, which is the first of a long thread."""

NO_TROUBLE: Final = "Nothing needs you so far. What does will stand here."
NO_TROUBLE_FILE: Final = (
    "Nothing needs you so far. What does will stand here. The {n} labels come as one CSV file{where} once the last of "
    "them are being made."
)
TO_ONE_ALONE: Final = " to {who} alone, since another company reads here,"
LIST_PROBLEM: Final = "The CSV file of all orders is not here: {problem}"
LIST_PROBLEM_NEXT: Final = "The replies list what became of each order, too."
LIST_CAME: Final = "The CSV file of all orders, which Slack had not taken, is here now."
NO_TROUBLE_CAME: Final = "Nothing failed."
FAILURES_GONE: Final = "The failures that were listed here are resolved."
FAILURES_ASKED: Final = "The failed orders are being tried again."
UNDECIDED_GONE: Final = (
    "Nothing is to be decided here any more. Sendcloud had given no certain answer about the orders that were listed "
    "here, so they were checked{rest}."
)
UNDECIDED_FOUND_ALL: Final = ", and what became of them was found"
UNDECIDED_PUT_BACK: Final = ": {orders} {were} sent once more, and any other was found"
UNDECIDED_LOOKING: Final = "{orders} {are} being checked once more."
END: Final = "{who}: {headline}{rest}."
END_DOUBLES: Final = ". {orders} perhaps {have} two labels: look at the reply about that"
END_SKIPPED: Final = ", {n} left out"
END_STOPPED: Final = ", {n} held back"
HALTED: Final = "{who}: the run stopped, and nothing more is bought. {headline}: {counted}."
PAUSED_BY: Final = "{who}: {why}"
PAUSE_OVER: Final = "Here the run waited. It has gone on since, and nothing was lost."
NOT_OVER: Final = "Not over yet: {headline}."
STILL_TO_COME: Final = ", {n} still to come: {numbers}"
MORE_NAMES: Final = " and {n} more"
HALT_OVER: Final = "Here the run was stopped by a refusal. It has gone on since; the other replies tell what followed."
ROUND_OVER: Final = "This round is over; the other replies tell what followed."
PAGE_GONE: Final = "Nothing is listed here any more; see the other replies."


TAKES_TIME: Final = (State.UNKNOWN, State.ACCEPTED)
STRAGGLES_AFTER: Final = timedelta(minutes=1)
NAMED_MOST: Final = 5


def draw(
    run: Run, *, now: datetime, buys_from: datetime | None = None, rows: Rows = Rows.DATA_TABLE
) -> list[Post]:
    """Return every message that the thread should have: the parent, then trouble, then the labels. *now* is only
    compared with.

    *buys_from*: when a bot whose ledger was restored buys again. *rows*: what this workspace shows long lists with.
    """
    labels = label_pages(run, now=now, rows=rows)
    posts = [parent(run, now=now, buys_from=buys_from)]
    if run.state is RunState.STOPPED and run.stopped_by is None and run.cause is not None:
        posts.append(_halted(run))
    if run.waits and run.cause is not None and run.cause.kind != Trouble.THROTTLED:
        posts.append(_paused(run))
    posts += failures(run) or _kept_above(run, labels)
    posts += [*undecided(run, now=now), *cancellations(run), *doubles(run), *other_options(run), *skipped(run)]
    posts += [documents_problem(run, request) for request in run.shared_requests if request.state == "failed"]
    if run.state is RunState.DONE or stragglers(run, now):
        posts.append(_end(run))
    return [*posts, *_list_problem(run), *labels]


def stragglers(run: Run, now: datetime) -> list[Item]:
    """Return the orders that keep a run from being done when all others are decided: those that take over a minute.

    None where anything else is under way, or where it is all of them.
    """
    moving = run.of(*MOVING)
    slow = [item for item in moving if item.state in TAKES_TIME and now - item.since > STRAGGLES_AFTER]
    return slow if len(slow) == len(moving) < len(run.items) else []


def _kept_above(run: Run, labels: Sequence[Post]) -> list[Post]:
    """Return the first reply of a long thread: what fails later stands above the labels then, not below them."""
    if run.state not in (RunState.RUNNING, RunState.PAUSED) or len(run.items) <= LINES_MOST:
        return []
    if in_file_alone(run):
        where = say(TO_ONE_ALONE, who=person(run.by.user)) if run.choices.shared_channel else ""
        return [_note(FAILURES, run, say(NO_TROUBLE_FILE, n=f"{len(run.items):,}", where=where))]
    return [_note(FAILURES, run, say(NO_TROUBLE))] if labels else []


def resolved(key: str, run: Run, *, rows: Rows = Rows.DATA_TABLE) -> Post:
    """Return what a reply becomes that was posted and is not drawn any more.

    A page of labels that waits for more of them stays as it stands.
    """
    number = page_number(key)
    if number is not None:
        again = next((one for one in page(run, number, rows=rows) if one.key == key), None)
        return again or _note(key, run, say(PAGE_GONE))
    return _note(key, run, _over(key, run))


def _over(key: str, run: Run) -> Words:
    """Return what a reply says of which the matter is over."""
    match key.partition(":")[0]:
        case "failures":
            return _no_failures(run)
        case "undecided":
            return _nothing_undecided(run)
        case "paused":
            return say(PAUSE_OVER)
        case "halted":
            return say(HALT_OVER)
        case "list":
            return say(LIST_CAME)
        case "end":
            goes_on = run.state is not RunState.DONE and key == f"end:{run.round}"
            return say(NOT_OVER, headline=headline(run)) if goes_on else say(ROUND_OVER)
        case _:
            return say(PAGE_GONE)


def _note(key: str, run: Run, line: Words) -> Post:
    return post(key, [*banner(run), paragraph(line)])


def _no_failures(run: Run) -> Words:
    if run.round == 1 and not run.of(*RETRYABLE):
        return say(NO_TROUBLE_CAME)
    if run.of(*RETRYABLE):
        return say(PAGE_GONE)
    if run.of(State.WAITING, State.CLAIMED, State.UNKNOWN, State.ACCEPTED):
        return say(FAILURES_ASKED)
    return say(FAILURES_GONE)


def _nothing_undecided(run: Run) -> Words:
    looked_up = len(run.of(State.UNKNOWN))
    if looked_up:
        return say(UNDECIDED_LOOKING, orders=words.orders(looked_up), are=words.be(looked_up))
    if run.of(State.UNDECIDED):
        return say(PAGE_GONE)
    again = sum(item.asked_again > 0 for item in run.items)
    rest = UNDECIDED_PUT_BACK.format(orders=words.orders(again), were="was" if again == 1 else "were")
    return say(UNDECIDED_GONE, rest=rest if again else UNDECIDED_FOUND_ALL)


def _list_problem(run: Run) -> list[Post]:
    if not run.list_problem:
        return []
    problem = say(LIST_PROBLEM, problem=foreign(run.list_problem, 300))
    return [post(LIST, [*banner(run), paragraph(problem, say(LIST_PROBLEM_NEXT))])]


def _end(run: Run) -> Post:
    """Return the reply about a round of which nothing but stragglers is left, which mentions whoever asked.

    It is a new message, since an edit notifies nobody; what comes later is edited into it.
    """
    rest: Words = ()
    for state, template in ((State.SKIPPED, END_SKIPPED), (State.STOPPED, END_STOPPED)):
        if run.of(state):
            rest += say(template, n=len(run.of(state)))
    moving = run.of(*MOVING)
    if moving:
        names = [foreign(item.order_number) for item in moving[:NAMED_MOST]]
        more = MORE_NAMES.format(n=len(moving) - len(names)) if len(moving) > len(names) else ""
        numbers = join(([name] for name in names), ", ")
        rest += say(STILL_TO_COME, n=len(moving), numbers=numbers) + say(more)
    twice = need_attention(run)
    if twice:
        rest += say(END_DOUBLES, orders=words.orders(twice), have="has" if twice == 1 else "have")
    told = say(END, who=person(run.by.user), headline=headline(run), rest=rest)
    return post(f"end:{run.round}", [*banner(run), paragraph(told)])


def _paused(run: Run) -> Post:
    """Return the reply about a pause, one for each round: it mentions whoever asked, and is edited as it goes on."""
    why, *more = waits(run)
    told = say(PAUSED_BY, who=person(run.by.user), why=why)
    return post(f"paused:{run.round}", [*banner(run), paragraph(told, *more)])


def _halted(run: Run) -> Post:
    """Return the reply about a round that a refusal ended. It mentions whoever asked, because nobody is notified of the
    parent's edit and the run does not go on by itself."""
    told = say(HALTED, who=person(run.by.user), headline=headline(run), counted=counted(run))
    lines = [told, *still_moving(run), *reason(run), *what_continues(run)]
    return post(f"halted:{run.round}", [*banner(run), paragraph(*lines)])
