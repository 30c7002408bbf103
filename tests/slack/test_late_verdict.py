"""What a second look at a doubtful message comes to, one line for each case."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from bot.ledger.doubts import LATE, Doubt
from bot.model import RunPlace, SlackMessage
from bot.slack.delivery.known import Known
from bot.slack.delivery.late_verdict import Cleared, Copy, Look, NotYet, verdict

RUN, HERE, ELSEWHERE = "L-7F3A", "C0SHIPPING", "D0AGENT"
SINCE = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
DIGEST = "d" * 64


def ts(seconds: float) -> str:
    """Return the ts of a message that was posted so long after the doubt began."""
    return f"{(SINCE + timedelta(seconds=seconds)).timestamp():.6f}"


OLD, FIRST, SECOND = ts(-3600), ts(1), ts(2)

PARENT = SlackMessage(RUN, "parent", "thread", HERE, FIRST, "posted", DIGEST, SINCE)
REPLY = SlackMessage(RUN, "labels-1", "thread", HERE, SECOND, "posted", DIGEST, SINCE)
FILES = SlackMessage(RUN, "documents-1", "documents", HERE, None, "posted", None, SINCE)
ANCHOR = SlackMessage("anchor", "2026-11-23", "anchor", HERE, FIRST, "posted", DIGEST, SINCE)


def doubt(key: str = "parent", *, thread_ts: str | None = None) -> Doubt:
    return Doubt(1, RUN, key, HERE, thread_ts, SINCE, SINCE + LATE)


def known(*messages: SlackMessage, former: str | None = None) -> Known:
    left = [RunPlace(RUN, HERE, former, "uneditable", SINCE)] if former else []
    return Known({message.key: message for message in messages}, left)


def edited_again(message: SlackMessage, ts: str | None) -> SlackMessage:
    return replace(message, ts=ts, state="posted", digest=None)


def test_nothing_is_listed_while_the_parent_is_not_settled() -> None:
    open_parent = replace(PARENT, ts=None, state="posting")
    assert verdict(doubt("labels-1", thread_ts=FIRST), known(open_parent, REPLY), None) == NotYet()
    assert verdict(doubt("labels-1", thread_ts=FIRST), known(open_parent, REPLY), [Copy(SECOND)]) == NotYet()


def test_what_stands_in_slack_is_listed_first() -> None:
    assert verdict(doubt(), known(PARENT), None) == Look()
    assert verdict(doubt("labels-1", thread_ts=FIRST), known(PARENT, REPLY), None) == Look()


STANDING = {
    "it stands once": ([Copy(FIRST)], FIRST, []),
    "the one that the ledger knows stays": ([Copy(FIRST), Copy(SECOND)], FIRST, [SECOND]),
    "the one with replies stays": ([Copy(FIRST), Copy(SECOND, has_replies=True)], SECOND, [FIRST]),
    "the oldest stays where the ledger's is not there": ([Copy(SECOND), Copy(ts(3))], SECOND, [ts(3)]),
    "none is there": ([], FIRST, []),
}


@pytest.mark.parametrize("case", STANDING)
def test_one_of_a_message_stays_and_is_edited_once_more(case: str) -> None:
    copies, kept, removed = STANDING[case]
    cleared = verdict(doubt(), known(PARENT), copies)
    assert isinstance(cleared, Cleared)
    assert [copy.ts for copy in cleared.remove] == removed
    assert cleared.changed == edited_again(PARENT, kept)


def test_a_message_from_long_before_the_doubt_stays_though_it_was_not_listed() -> None:
    before = replace(PARENT, ts=OLD)
    assert verdict(doubt(), known(before), [Copy(SECOND)]) == Cleared((Copy(SECOND),), edited_again(before, OLD))


def test_an_edit_that_is_open_is_made_again() -> None:
    editing = replace(PARENT, digest=None, editing_since=SINCE)
    assert verdict(doubt(), known(editing), [Copy(FIRST)]) == Cleared((), edited_again(PARENT, FIRST))


def test_a_message_taken_for_lost_that_came_after_all_is_kept() -> None:
    lost = replace(PARENT, ts=None, state="lost")
    assert verdict(doubt(), known(lost), [Copy(SECOND)]) == Cleared((), edited_again(PARENT, SECOND))
    assert verdict(doubt(), known(lost), []) == Cleared((), None)


def test_a_reply_taken_for_lost_is_kept_in_the_thread_that_counts() -> None:
    lost = replace(REPLY, ts=None, state="lost")
    here = doubt("labels-1", thread_ts=FIRST)
    assert verdict(here, known(PARENT, lost), [Copy(SECOND)]) == Cleared((), edited_again(REPLY, SECOND))
    # Under a parent that stands and was followed by another, it is left to be told under that one.
    followed = known(PARENT, lost, former=OLD)
    assert verdict(doubt("labels-1", thread_ts=OLD), followed, [Copy(SECOND)]) == Cleared((), None)


def test_a_message_that_is_open_is_left_to_who_looks_for_it() -> None:
    posting = replace(PARENT, ts=None, state="posting")
    assert verdict(doubt(), known(posting), [Copy(FIRST)]) == Cleared((), None)


def test_replies_under_a_parent_that_is_gone_go() -> None:
    gone = doubt("labels-1", thread_ts=OLD)
    cleared = verdict(gone, known(PARENT, REPLY), [Copy(ts(3))])
    assert isinstance(cleared, Cleared)
    assert cleared.remove == (Copy(ts(3)),)


def test_files_under_a_parent_that_is_gone_stay() -> None:
    gone = doubt("documents-1", thread_ts=OLD)
    cleared = verdict(gone, known(PARENT, FILES), [Copy(SECOND), Copy(ts(3))])
    assert cleared == Cleared((Copy(ts(3)),), replace(FILES, ts=SECOND))


def test_what_is_told_elsewhere_by_now_leaves_nothing_here() -> None:
    moved = replace(PARENT, channel=ELSEWHERE)
    assert verdict(doubt(), known(moved), [Copy(FIRST)]) == Cleared((Copy(FIRST),), None)


def test_what_is_known_by_another_name_is_no_copy() -> None:
    signpost = SlackMessage(RUN, "signpost", "signpost", HERE, SECOND, "posted", DIGEST, SINCE)
    assert verdict(doubt(), known(PARENT, signpost), [Copy(FIRST), Copy(SECOND)]) == Cleared(
        (), edited_again(PARENT, FIRST)
    )
    assert verdict(doubt(), known(PARENT, former=OLD), [Copy(OLD), Copy(FIRST)]) == Cleared(
        (), edited_again(PARENT, FIRST)
    )


def test_what_is_never_edited_keeps_its_digest() -> None:
    here = replace(doubt("2026-11-23"), about="anchor")
    assert verdict(here, known(ANCHOR), [Copy(FIRST), Copy(SECOND)]) == Cleared((Copy(SECOND),), None)
    lost = replace(ANCHOR, ts=None, state="lost")
    assert verdict(here, known(lost), [Copy(SECOND)]) == Cleared((), replace(ANCHOR, ts=SECOND))
