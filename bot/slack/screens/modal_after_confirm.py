"""What the modal says after *Create N labels*: on the way, taken by others, or confirmed already."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Final

from bot.model import Holder
from bot.slack import ids
from bot.slack.screens import words
from bot.slack.screens.blocks import Part, blocks_of, bullets, paragraph
from bot.slack.screens.holders import taken_lines
from bot.slack.screens.modal import modal
from bot.slack.screens.text import Json, channel, moment, person, say

ON_THEIR_WAY: Final = "{labels} {be} on the way; follow {them} in {channel}."
TAKEN_HEAD: Final = "Another run was quicker with {orders}; {they} will not be bought here{cut}:"
TAKEN_MOST: Final = 10
"""Orders that are named: this is the answer to a submission, and Socket Mode takes 20,480 bytes of those."""

WRITING_DOWN: Final = "Writing {labels} down…"
NOT_WRITTEN_DOWN: Final = (
    "This went wrong, and I cannot tell here whether the run has begun: its message would be in the channel. Where it "
    "is not, the plan stands in my Home tab. Nothing is bought twice."
)
ALL_TAKEN: Final = "Nothing was created: another run was quicker with every one of these orders."
ALREADY_CONFIRMED: Final = "{who} confirmed this plan already, {at}. Nothing was bought twice."


def started(
    labels: int, channel_id: str, taken: Sequence[tuple[str, Holder]] = (), *, test_labels: bool = False
) -> Json:
    """Return what follows *Create N labels*: how many are on the way, where to look, and which ones others have."""
    told = say(
        ON_THEIR_WAY,
        labels=words.labels(labels),
        be=words.be(labels),
        them=words.them(labels),
        channel=channel(channel_id),
    )
    banner = [paragraph(say(words.TEST_LABELS))] if test_labels else []
    return _closing([*banner, paragraph(told), *_taken_parts(taken)])


def writing_down(labels: int) -> Json:
    """Return what stands there until many orders are written down."""
    return _closing([paragraph(say(WRITING_DOWN, labels=words.labels(labels)))])


def not_written_down() -> Json:
    """Return what is said where that went wrong."""
    return _closing([paragraph(say(NOT_WRITTEN_DOWN))])


def all_taken(taken: Sequence[tuple[str, Holder]]) -> Json:
    """Return what follows *Create N labels* when nothing was left to create."""
    return _closing([paragraph(say(ALL_TAKEN)), *_taken_parts(taken)])


def already_confirmed(by: str, at: datetime) -> Json:
    """Return what a second *Create N labels* for the same plan meets."""
    return _closing([paragraph(say(ALREADY_CONFIRMED, who=person(by), at=moment(at)))])


def _taken_parts(taken: Sequence[tuple[str, Holder]]) -> list[Part]:
    if not taken:
        return []
    lines = taken_lines(taken[:TAKEN_MOST])
    head = say(
        TAKEN_HEAD,
        orders=words.orders(len(taken)),
        they=words.they(len(taken)),
        cut=words.listed(len(lines), len(taken)),
    )
    return [paragraph(head), bullets(lines)]


def _closing(parts: Sequence[Part]) -> Json:
    return modal(words.PLAN_TITLE, blocks_of(parts), callback=ids.SENTENCE)
