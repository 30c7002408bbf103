"""The private answer to /label history: what was recorded about one order number."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Final

from bot.model import Cause, Event
from bot.slack.screens import words
from bot.slack.screens.answers import TEXT_MOST, Answer, answer, test_banner
from bot.slack.screens.causes import advise
from bot.slack.screens.text import Words, bullets, foreign, moment, paragraph, person, said, say

HISTORY_HEAD: Final = "{events} about order {number}, oldest first{cut}:"
HISTORY_NONE: Final = "Nothing is recorded about order {number}."
EVENT: Final = "{at}: {what}"
EVENT_BY: Final = ", by {who}"
EVENT_RUN: Final = ", run {run}"
EVENT_SHIPMENT: Final = ", shipment {id}"
NEWEST: Final = " (the newest {n})"
EVENT_REASON: Final = ", reason given: “{reason}”"
EVENT_CAUSE: Final = ", {headline}"


def history(number: str, events: Sequence[Event], *, test_labels: bool = False) -> Answer:
    """Return what was recorded about an order number, oldest first; the newest entries where not all fit."""
    if not events:
        return answer(*test_banner(test_labels), paragraph(say(HISTORY_NONE, number=foreign(number))))
    lines: list[Words] = []
    room = TEXT_MOST - 2000
    for event in reversed(events):
        line = _event(event)
        room -= len(said(line)) + 3
        if lines and room < 0:
            break
        lines.append(line)
    head = say(
        HISTORY_HEAD,
        events=words.count(len(events), "entry", "entries"),
        number=foreign(number),
        cut=NEWEST.format(n=len(lines)) if len(lines) < len(events) else "",
    )
    return answer(*test_banner(test_labels), paragraph(head), bullets(reversed(lines)))


def _event(event: Event) -> Words:
    line = say(EVENT, at=moment(event.at), what=foreign(event.what, 200))
    if event.person:
        line += say(EVENT_BY, who=person(event.person))
    if event.run_id:
        line += say(EVENT_RUN, run=foreign(event.run_id, 40))
    shipment = event.detail.get("shipment_id")
    if isinstance(shipment, str):
        line += say(EVENT_SHIPMENT, id=foreign(shipment, 64))
    reason = event.detail.get("reason")
    if isinstance(reason, str):
        line += say(EVENT_REASON, reason=foreign(reason, 300))
    cause = _cause(event.detail.get("cause"))
    return line + say(EVENT_CAUSE, headline=advise(cause).headline.rstrip(".")) if cause else line


def _cause(value: object) -> Cause | None:
    """Return the cause in an event's detail, where it is written as JSON."""
    if isinstance(value, str):
        try:
            value = json.loads(value)
        except ValueError:
            return None
    kind = value.get("kind") if isinstance(value, Mapping) else None
    return Cause(kind) if isinstance(kind, str) else None
