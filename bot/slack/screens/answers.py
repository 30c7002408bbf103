"""Private answers: what only the person who asked gets to see. Naming people in them notifies nobody."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Final

from bot.advice import Refusal, advise
from bot.model import Cause, Event, Holder, Item, OrderStatus, OutsideLabel, Sighting, State
from bot.people import SLACK
from bot.slack.screens import words, words_answers
from bot.slack.screens.holders import taken_lines
from bot.slack.screens.label_pages import label_line
from bot.slack.screens.text import (
    Json,
    Part,
    Words,
    blocks_of,
    bold,
    bullets,
    channel,
    code,
    foreign,
    link,
    moment,
    paragraph,
    person,
    said,
    say,
    text_of,
)
from bot.slack.screens.trouble_replies import refused_late

Answer = tuple[str, list[Json]]

TEXT_MOST: Final = 11_000
"""Characters of one answer: it is never edited, and the blocks of a message may hold about 13,000."""

SIGHTINGS_MOST: Final = 10
OUTSIDE_MOST: Final = 10


def _answer(*parts: Part) -> Answer:
    return text_of(parts), blocks_of(parts)


def help_table(*, test_labels: bool = False) -> Answer:
    """Return what can be typed. *test_labels*, here and below: the bot makes none but test labels at the moment."""
    lines = [(code(typed), *say(": {what}", what=what)) for typed, what in words_answers.HELP]
    head, more = paragraph((bold(words_answers.HELP_HEAD),)), paragraph(say(words_answers.HELP_MORE))
    return _answer(*_test_banner(test_labels), head, bullets(lines), more)


def _test_banner(test_labels: bool) -> list[Part]:
    return [paragraph((bold(words.TEST_LABELS_NOW),))] if test_labels else []


def status(found: OrderStatus, *, workspace: str = SLACK, test_labels: bool = False) -> Answer:
    """Return what is known about one order number. *workspace* is the address under which Slack shows messages."""
    number = foreign(found.number)
    lines = [_sighting(one, workspace) for one in found.sightings[:SIGHTINGS_MOST]]
    lines += [_outside(label) for label in found.outside[:OUTSIDE_MOST]]
    left_out = max(len(found.sightings) - SIGHTINGS_MOST, 0) + max(len(found.outside) - OUTSIDE_MOST, 0)
    closing: list[Words] = []
    if not lines:
        closing.append(say(_nothing_known(found), number=number))
    if left_out:
        closing.append(say(words_answers.MORE_SIGHTINGS, entries=words.count(left_out, "more entry", "more entries")))
    if found.problem:
        closing.append(say(words_answers.STATUS_PROBLEM, problem=foreign(found.problem, 300)))
    head = [paragraph(say(words_answers.STATUS_HEAD, number=number)), bullets(lines)] if lines else []
    return _answer(*_test_banner(test_labels), *head, *([paragraph(*closing)] if closing else []))


def _nothing_known(found: OrderStatus) -> str:
    if found.known_to_sendcloud is None:
        return words_answers.NO_TRACE
    return words_answers.KNOWN_ORDER if found.known_to_sendcloud else words_answers.UNKNOWN_ORDER


def _sighting(one: Sighting, workspace: str) -> Words:
    item = one.item
    advice = advise(item.cause) if item.cause else None
    state = _state(item).format(headline=advice.headline.rstrip(".") if advice else "?")
    if one.test_labels and item.state in (State.LABELLED, State.ACCEPTED):
        state += words_answers.TEST_LABEL
    line = say(
        words_answers.SIGHTING,
        state=state,
        since=moment(item.since),
        who=person(one.by),
        at=moment(one.run_at),
        channel=channel(one.channel),
        run=item.run_id,
    )
    if one.ts:
        line += (*say(", "), link(_thread(workspace, one.channel, one.ts), words_answers.THREAD))
    if item.state in (State.LABELLED, State.ACCEPTED):
        return (*line, *say(". "), *label_line(item))
    if advice and item.state in (State.REFUSED, State.FAILED):
        line += (*say(". "), *say(words_answers.STATUS_NEXT, step=advice.next_step))
    return line


def _state(item: Item) -> str:
    """Return the words for where an order stands; a shipment that a person cancelled was not refused by anybody."""
    if item.state is State.FAILED and not refused_late(item):
        return words_answers.STATES[State.REFUSED]
    return words_answers.STATES[item.state]


def _thread(workspace: str, channel_id: str, ts: str) -> str:
    return f"{workspace.rstrip('/')}/archives/{channel_id}/p{ts.replace('.', '')}"


def _outside(label: OutsideLabel) -> Words:
    line = say(words_answers.OUTSIDE, id=foreign(label.shipment_id, 64), status=foreign(label.status or "unknown", 60))
    if label.carrier:
        line += say("; {carrier}", carrier=foreign(label.carrier, 40))
    if label.tracking_url:
        line += (*say("; "), link(label.tracking_url, words_answers.TRACK))
    return line


def history(number: str, events: Sequence[Event], *, test_labels: bool = False) -> Answer:
    """Return what was recorded about an order number, oldest first; the newest entries where not all fit."""
    if not events:
        return _answer(*_test_banner(test_labels), paragraph(say(words_answers.HISTORY_NONE, number=foreign(number))))
    lines: list[Words] = []
    room = TEXT_MOST - 2000
    for event in reversed(events):
        line = _event(event)
        room -= len(said(line)) + 3
        if lines and room < 0:
            break
        lines.append(line)
    head = say(
        words_answers.HISTORY_HEAD,
        events=words.count(len(events), "entry", "entries"),
        number=foreign(number),
        cut=words_answers.NEWEST.format(n=len(lines)) if len(lines) < len(events) else "",
    )
    return _answer(*_test_banner(test_labels), paragraph(head), bullets(reversed(lines)))


def _event(event: Event) -> Words:
    line = say(words_answers.EVENT, at=moment(event.at), what=foreign(event.what, 200))
    if event.person:
        line += say(words_answers.EVENT_BY, who=person(event.person))
    if event.run_id:
        line += say(words_answers.EVENT_RUN, run=foreign(event.run_id, 40))
    shipment = event.detail.get("shipment_id")
    if isinstance(shipment, str):
        line += say(words_answers.EVENT_SHIPMENT, id=foreign(shipment, 64))
    reason = event.detail.get("reason")
    if isinstance(reason, str):
        line += say(words_answers.EVENT_REASON, reason=foreign(reason, 300))
    cause = _cause(event.detail.get("cause"))
    return line + say(words_answers.EVENT_CAUSE, headline=advise(cause).headline.rstrip(".")) if cause else line


def _cause(value: object) -> Cause | None:
    """Return the cause in an event's detail, where it is written as JSON."""
    if isinstance(value, str):
        try:
            value = json.loads(value)
        except ValueError:
            return None
    kind = value.get("kind") if isinstance(value, Mapping) else None
    return Cause(kind) if isinstance(kind, str) else None


def not_understood(command: str, rest: str) -> Answer:
    """Return what is said about a command with something wrong, or nothing, behind it."""
    if rest.strip():
        told = say(words_answers.NOT_UNDERSTOOD, command=command, rest=foreign(rest, 200))
    else:
        told = say(words_answers.NOTHING_FOLLOWS, command=command)
    return _answer(paragraph(told, say(words_answers.NOT_UNDERSTOOD_NEXT)))


def not_built(command: str) -> Answer:
    """Return what is said about a command that is documented and not built yet."""
    return _answer(paragraph(say(words_answers.NOT_BUILT, command=command)))


def not_allowed(reason: Refusal) -> Answer:
    """Return why somebody may not do this, and what they can do about it."""
    return _answer(paragraph(say(words_answers.REFUSALS[reason])))


def already(action: str, *, by: str | None = None, at: datetime | None = None) -> Answer:
    """Return what a click meets that came second, and who was first when that is known.

    *action*: stop, continue, retry, look_again, ask_again or documents.
    """
    lines = [say(words_answers.ALREADY[action])]
    if by is not None and at is not None:
        lines.append(say(words_answers.ALREADY_BY, who=person(by), at=moment(at)))
    return _answer(paragraph(*lines))


def taken(orders: Sequence[tuple[str, Holder]]) -> Answer:
    """Return which orders were left out because somebody else has them by now."""
    n = len(orders)
    lines = taken_lines(orders)
    head = say(words_answers.TAKEN, orders=words.orders(n), they=words.they(n), are=words.be(n))
    return _answer(paragraph(head), bullets(_within(lines)))


def _within(lines: Sequence[Words]) -> list[Words]:
    kept: list[Words] = []
    room = TEXT_MOST - 1000
    for line in lines:
        room -= len(said(line)) + 3
        if kept and room < 0:
            break
        kept.append(line)
    return kept


def trouble(reference: str) -> Answer:
    """Return what is said about a fault of the bot's own; *reference* finds it in the log."""
    return _answer(paragraph(say(words_answers.TROUBLE, reference=foreign(reference, 80))))


def sentence(told: str) -> Answer:
    """Return one sentence of ours as an answer; whatever is foreign in it stays plain."""
    return _answer(paragraph((foreign(told, 2000),)))
