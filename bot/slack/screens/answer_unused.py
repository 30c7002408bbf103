"""The private answer to /label unused: labels that nobody scanned, what they cost, until when they can go."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Final

from bot.model import Sighting
from bot.model.unused import UnusedLabels
from bot.people import SLACK
from bot.slack import ids
from bot.slack.screens import words
from bot.slack.screens.answers import Answer, answer
from bot.slack.screens.blocks import bullets, button, paragraph, plain_text, small
from bot.slack.screens.cancel_words import INSURANCE, NO_WAY_BACK, worth
from bot.slack.screens.causes import advise
from bot.slack.screens.text import Json, Words, bold, foreign, message_link, moment, person, say

HEAD: Final = "{labels} bought 5 to 42 days ago and never scanned"
NONE: Final = "No label bought 5 to 42 days ago is known to be unused."
ADVICE: Final = "If these parcels were not sent, cancel their labels. {insurance}"
LINE: Final = "{number}: {carrier}, {price}, bought {at} by {who}, "
UNTIL: Final = "can be cancelled until {until}"
NO_LIMIT: Final = "its carrier tells no last day"
LATE: Final = "its carrier took cancellations until {until}"
THREAD: Final = "thread"
LISTED: Final = "These are the {n} that can be cancelled soonest gone. Cancel them, then type /label unused once more."
UNTRACKED: Final = "{labels} without a tracking number left out: nobody scans such parcels, used or not."
UNKNOWN: Final = "{labels} left out, since Sendcloud told nothing about {them}."
NOT_ASKED: Final = "{labels} of that age not looked at, since there are too many at once."
PROBLEM: Final = "Sendcloud could not be asked about {labels}: {problem}"
ONE_ALONE: Final = "For one alone type /label cancel with its number."
NO_CARRIER: Final = "carrier not known"

CANCEL: Final = "Cancel {labels}"
TELLS: Final = "Cancel the {labels} of this list"
ASK: Final = "Cancel these labels?"
WHAT: Final = "The {labels} of this list. "
YES: Final = "Cancel them"
NO: Final = "Keep them"
WANTED: Final = "{labels} being cancelled. What comes of it stands in the threads of their runs."

MOST: Final = 40
"""Labels that are listed, and that one press cancels: nobody cancels what they cannot see."""


def unused(found: UnusedLabels, *, workspace: str = SLACK, now: datetime) -> Answer:
    """Return the answer to somebody who asks which labels were never used."""
    notes = _notes(found)
    if not found.labels:
        return answer(paragraph(say(NONE)), *([small(*notes)] if notes else []))
    shown = found.labels[:MOST]
    head = bold(HEAD.format(labels=words.labels(len(found.labels))))
    listed = [say(LISTED, n=len(shown))] if len(shown) < len(found.labels) else []
    text, blocks = answer(
        paragraph((head,), worth([one.item for one in found.labels])),
        paragraph(say(ADVICE, insurance=INSURANCE), *listed),
        bullets(_line(one, workspace, now) for one in shown),
        small(*notes, say(ONE_ALONE)),
    )
    open_ones = [one for one in shown if not _is_late(one, now)]
    return text, [*blocks, *_button(open_ones)]


def wanted(labels: int) -> Answer:
    """Return what is said when labels of the list are being cancelled."""
    return answer(paragraph(say(WANTED, labels=f"{words.labels(labels)} {words.be(labels)}")))


def read_shown(value: str) -> list[int]:
    """Return the orders in the ledger that the button of a list is about."""
    return [int(one) for one in value.split()]


def _is_late(one: Sighting, now: datetime) -> bool:
    return bool(one.terms and one.terms.until and one.terms.until < now)


def _line(one: Sighting, workspace: str, now: datetime) -> Words:
    item = one.item
    line = say(
        LINE,
        number=foreign(item.order_number),
        carrier=foreign(item.carrier or NO_CARRIER, 40),
        price=words.price(item.price, item.currency, rough=item.price_is_rough),
        at=moment(item.since),
        who=person(one.by),
    )
    until = one.terms.until if one.terms else None
    line += say(NO_LIMIT) if until is None else say(LATE if until < now else UNTIL, until=moment(until))
    return (*line, *say(", "), message_link(workspace, one.channel, one.ts, THREAD)) if one.ts else line


def _notes(found: UnusedLabels) -> list[Words]:
    told: list[Words] = []
    if found.untracked:
        told.append(say(UNTRACKED, labels=words.labels(found.untracked)))
    if found.unknown:
        told.append(say(UNKNOWN, labels=words.labels(found.unknown), them=words.them(found.unknown)))
    if found.problem is not None:
        reason = advise(found.problem).headline
        told.append(say(PROBLEM, labels=words.labels(found.not_asked), problem=reason))
    elif found.not_asked:
        told.append(say(NOT_ASKED, labels=words.labels(found.not_asked)))
    return told


def _button(shown: Sequence[Sighting]) -> list[Json]:
    if not shown:
        return []
    labels = words.labels(len(shown))
    confirm = {
        "title": plain_text(ASK, 100),
        "text": plain_text(f"{WHAT.format(labels=labels)}{INSURANCE} {NO_WAY_BACK}", 300),
        "confirm": plain_text(YES, 30),
        "deny": plain_text(NO, 30),
        "style": "danger",
    }
    value = " ".join(str(one.item.id) for one in shown)
    name = CANCEL.format(labels=labels)
    tells = TELLS.format(labels=labels)
    pressed = button(name, action=ids.CANCEL_UNUSED, value=value, tells=tells, style="danger", confirm=confirm)
    return [{"type": "actions", "elements": [pressed]}]
