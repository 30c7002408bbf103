"""What is known of a run's messages once its parent is gone, or its channel is closed to the bot."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

from bot.model import MessageKind, MessageState, Run, RunPlace, SlackMessage
from bot.slack.delivery.known import Known
from bot.slack.delivery.thread_moves import Leaving, moved, parent_deleted, parent_uneditable
from tests.slack.drawing_kit import run

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
RUN: Run = run()
HERE, DIRECT = "C0SHIPPING", "D0AGENT"


def message(key: str, state: MessageState, ts: str | None, *, kind: MessageKind = "thread") -> SlackMessage:
    return SlackMessage(RUN.id, key, kind, HERE, ts, state, "d" * 64, NOW)


PARENT = message("parent", "posted", "1.1")
TOLD = message("labels-1", "posted", "1.2")
SENT = message("labels-2", "posting", None)
FILES = message("documents-1", "posted", None, kind="documents")
KNOWN = Known({one.key: one for one in (PARENT, TOLD, SENT, FILES)})


def lost(message: SlackMessage) -> SlackMessage:
    return replace(message, state="lost")


def test_under_a_deleted_parent_what_stands_goes_and_what_may_stand_is_looked_at() -> None:
    assert parent_deleted(RUN, KNOWN, lost, now=NOW) == Leaving(
        RunPlace(RUN.id, HERE, "1.1", "deleted", NOW),
        (lost(PARENT), lost(SENT), replace(TOLD, state="orphaned")),
        (SENT,),
    )


def test_under_a_parent_that_cannot_be_edited_everything_stays() -> None:
    assert parent_uneditable(RUN, KNOWN, now=NOW) == Leaving(
        RunPlace(RUN.id, HERE, "1.1", "uneditable", NOW), (lost(PARENT),)
    )


def test_a_run_that_moves_leaves_a_signpost_and_is_told_anew() -> None:
    signpost = SlackMessage(RUN.id, "signpost", "signpost", HERE, "1.1", "posted", None, NOW)
    assert moved(RUN, KNOWN, lost, direct=DIRECT, code="is_archived", now=NOW) == Leaving(
        RunPlace(RUN.id, HERE, "1.1", "moved", NOW, moved_to=DIRECT, code="is_archived"),
        (lost(PARENT), lost(TOLD), lost(SENT), signpost),
    )


def test_a_run_that_was_never_told_leaves_no_signpost() -> None:
    assert moved(RUN, Known({}), lost, direct=DIRECT, code="not_in_channel", now=NOW) == Leaving(
        RunPlace(RUN.id, RUN.channel, None, "moved", NOW, moved_to=DIRECT, code="not_in_channel"), ()
    )
