"""The thread of one run, drawn from the ledger alone: ``draw`` says which messages there should be, and how they read.

The same run at the same time always gives the same messages, so a crash costs nothing: they are simply drawn again.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Final

from bot.documents import Documents
from bot.model import RETRYABLE, DocumentRequest, Run, RunState, State
from bot.slack.screens import words, words_run
from bot.slack.screens.label_pages import label_pages, page, page_number
from bot.slack.screens.parent import NEED_ATTENTION, banner, counted, parent, reason, still_moving, what_continues
from bot.slack.screens.post import Post, post
from bot.slack.screens.text import Words, foreign, paragraph, person, say
from bot.slack.screens.trouble_replies import failures, skipped, undecided

__all__ = ["Post", "documents_comment", "documents_problem", "draw", "resolved"]

MISSING_MOST: Final = 20
_HARMLESS: Final = re.compile(r"#?[A-Za-z0-9-]{1,40}")


def draw(run: Run, *, now: datetime, buys_from: datetime | None = None) -> list[Post]:
    """Return every message that the thread should have, the parent first. *now* is only compared with.

    *buys_from*: when a bot whose ledger was restored buys again.
    """
    first = parent(run, now=now, buys_from=buys_from)
    posts = [first, *label_pages(run, now=now), *failures(run), *undecided(run, now=now), *skipped(run)]
    posts += [documents_problem(run, request) for request in run.documents if request.state == "failed"]
    if run.state is RunState.DONE:
        posts.append(_end(run))
    if run.state is RunState.STOPPED and run.stopped_by is None and run.reason is not None:
        posts.append(_halted(run))
    return posts


def resolved(key: str, run: Run) -> Post:
    """Return what a reply becomes that was posted and is not drawn any more.

    A page of labels that waits for more of them stays as it stands.
    """
    number = page_number(key)
    if number is not None:
        again = next((one for one in page(run, number) if one.key == key), None)
        return again or _note(key, run, say(words_run.PAGE_GONE))
    kind = key.partition(":")[0]
    if kind == "failures":
        return _note(key, run, _no_failures(run))
    if kind == "undecided":
        return _note(key, run, _nothing_undecided(run))
    if kind == "halted":
        return _note(key, run, say(words_run.HALT_OVER))
    return _note(key, run, say(words_run.ROUND_OVER if kind == "end" else words_run.PAGE_GONE))


def _note(key: str, run: Run, line: Words) -> Post:
    return post(key, [*banner(run), paragraph(line)])


def _no_failures(run: Run) -> Words:
    if run.of(*RETRYABLE):
        return say(words_run.PAGE_GONE)
    if run.of(State.WAITING, State.CLAIMED, State.UNKNOWN, State.ACCEPTED):
        return say(words_run.FAILURES_ASKED)
    return say(words_run.FAILURES_GONE)


def _nothing_undecided(run: Run) -> Words:
    looked_up = len(run.of(State.UNKNOWN))
    if looked_up:
        return say(words_run.UNDECIDED_LOOKING, orders=words.orders(looked_up), are=words.be(looked_up))
    if run.of(State.UNDECIDED):
        return say(words_run.PAGE_GONE)
    again = sum(item.asked_again > 0 for item in run.items)
    rest = words_run.UNDECIDED_PUT_BACK.format(orders=words.orders(again), were="was" if again == 1 else "were")
    return say(words_run.UNDECIDED_GONE, rest=rest if again else words_run.UNDECIDED_FOUND_ALL)


def _end(run: Run) -> Post:
    """Return the reply about a round that is done, which mentions whoever asked."""
    rest = ""
    need = len(run.of(*NEED_ATTENTION))
    if need:
        rest += words_run.END_ATTENTION.format(n=need, need="needs" if need == 1 else "need")
    if run.of(State.SKIPPED):
        rest += words_run.END_SKIPPED.format(n=len(run.of(State.SKIPPED)))
    if run.of(State.STOPPED):
        rest += words_run.END_STOPPED.format(n=len(run.of(State.STOPPED)))
    told = say(
        words_run.END,
        who=person(run.by.user),
        labelled=len(run.of(State.LABELLED)),
        total=len(run.items),
        rest=rest,
    )
    return post(f"end:{run.round}", [*banner(run), paragraph(told)])


def _halted(run: Run) -> Post:
    """Return the reply about a round that a refusal ended. It mentions whoever asked, because nobody is notified of the
    parent's edit and the run does not go on by itself."""
    told = say(words_run.HALTED, who=person(run.by.user), counted=counted(run))
    lines = [told, *still_moving(run), *reason(run), *what_continues(run)]
    return post(f"halted:{run.round}", [*banner(run), paragraph(*lines)])


def documents_comment(run: Run, request: DocumentRequest, papers: Documents) -> str:
    """Return the words that go with the uploaded documents.

    Slack reads them as mrkdwn, so an order without documents is named only if its number is letters and digits.
    """
    kinds = " and ".join(_of_orders(file.kind, file.orders) for file in papers.files)
    template = words_run.DOCUMENTS_REPRINT if request.reprint else words_run.DOCUMENTS
    told = template.format(kinds=kinds[:1].upper() + kinds[1:])
    missing = list(dict.fromkeys(number for number, _ in papers.missing))
    if missing:
        harmless = [number for number in missing if _HARMLESS.fullmatch(number)][:MISSING_MOST]
        named = words_run.DOCUMENTS_NAMED.format(numbers=", ".join(harmless)) if harmless else ""
        told += words_run.DOCUMENTS_MISSING.format(
            orders=words.orders(len(missing)), named=named, them=words.them(len(missing))
        )
    return f"{words.TEST_LABELS}\n{told}" if run.choices.test_labels else told


def _of_orders(kind: str, orders: int) -> str:
    names: Mapping[str, str] = words_run.DOCUMENT_KINDS
    return words_run.OF_ORDERS.format(kind=names.get(kind, words_run.OTHER_DOCUMENTS), orders=words.orders(orders))


def documents_problem(run: Run, request: DocumentRequest) -> Post:
    """Return the reply that says why documents which somebody asked for did not come."""
    told = say(words_run.DOCUMENTS_PROBLEM, problem=foreign(request.problem or words_run.NO_REASON, 500))
    parts: Sequence[Words] = (told, say(words_run.DOCUMENTS_PROBLEM_NEXT))
    return post(f"documents:{request.id}", [*banner(run), paragraph(*parts)])
