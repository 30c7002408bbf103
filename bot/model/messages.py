"""Messages of the bot's in Slack, as the ledger knows them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

MessageKind = Literal["thread", "signpost", "plan", "documents", "anchor", "approval", "private"]
"""What a message is: part of a run's thread, what a run leaves behind in a channel, a plan, files, an anchor, a plan
that somebody is to approve, what one person alone is told about a run."""

MessageState = Literal["posting", "posted", "orphaned", "lost"]
"""``posting`` from before the call until its answer, ``posted`` after it, ``lost`` when Slack does not have it,
``orphaned`` when it stands under a parent that is gone."""

LeavingReason = Literal["deleted", "uneditable", "moved"]
"""Why a run left a place: its parent was deleted, cannot be edited any more, or goes on in a direct message."""


@dataclass(frozen=True)
class SlackMessage:
    """One message: where it stands, and a digest of what it says. *about* is a run, a plan, a frozen plan or
    ``anchor``, *key* which of its messages.

    *digest* is None while nobody knows what the message says. *noted_at* is when it was written down, right before it
    was posted; *editing_since* when an edit began whose answer is open. *file_ids* are Slack's, of the files in it.
    """

    about: str
    key: str
    kind: MessageKind
    channel: str
    ts: str | None
    state: MessageState
    digest: str | None
    noted_at: datetime
    editing_since: datetime | None = None
    file_ids: tuple[str, ...] = ()


@dataclass(frozen=True)
class RunPlace:
    """Where the parent message of a run stood before; *ts* is None when it was never posted there.

    *moved_to* is the direct message in which the run goes on, *code* what Slack refused with; both only for ``moved``.
    """

    run_id: str
    channel: str
    ts: str | None
    reason: LeavingReason
    left_at: datetime
    moved_to: str | None = None
    code: str | None = None
