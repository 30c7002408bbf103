"""What Slack should show of a run against what it does show: the calls that are missing. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final, Literal

from bot.model import MOVING, Run, RunState, Shown
from bot.slack.screens import notices, thread
from bot.slack.screens.post import Post
from bot.slack.screens.text import blocks_of, text_of

PARENT: Final = "parent"

MOVED: Final = "~moved"
"""Row of a run that is told in a direct message; its channel is that one, its digest Slack's reason."""

REPLACED: Final = "~replaced"
"""Row of a run whose parent was posted more than once; its digest says why and whether it was the first time."""

FORMER: Final = "~former-"
"""Begins the key of the row of a parent that could not be edited and was followed by another; its ts ends it."""

SIGNPOST: Final = "~signpost"
"""Row of a parent that was left behind in a channel when the run moved to a direct message."""


@dataclass(frozen=True)
class Drawing:
    """A run as it should be shown: *version* is the ledger's when it was drawn, at the latest; *moving* that it
    changes by itself."""

    run: Run
    posts: tuple[Post, ...]
    digests: Mapping[str, str]
    version: int
    at: datetime
    moving: bool


@dataclass(frozen=True)
class Step:
    """One call that brings Slack closer to the ledger. *row* is what is known of the message so far."""

    kind: Literal["post", "edit", "find", "delete"]
    key: str
    post: Post
    digest: str
    channel: str
    row: Shown | None = None
    thread_ts: str | None = None
    again_after: datetime | None = None

    @property
    def history(self) -> str:
        """The method that finds the message again."""
        return "conversations.history" if self.thread_ts is None else "conversations.replies"


def picture(run: Run, *, version: int, now: datetime, buys_from: datetime | None = None) -> Drawing:
    """Draw a run."""
    posts = tuple(thread.draw(run, now=now, buys_from=buys_from))
    moving = run.state in (RunState.RUNNING, RunState.PAUSED) or bool(run.of(*MOVING))
    return Drawing(run, posts, {post.key: post.digest() for post in posts}, version, now, moving)


def steps(picture: Drawing, rows: Mapping[str, Shown]) -> list[Step]:
    """Return what is to be done next, most important first: the parent before its replies, and no reply without it."""
    moved, replaced = rows.get(MOVED), rows.get(REPLACED)
    channel = moved.channel if moved else picture.run.channel
    found: list[Step] = []
    parent = rows.get(PARENT)
    for post in picture.posts:
        if post.key == PARENT:
            post = _introduced(post, picture.run, moved, replaced)
            again = replaced.at if replaced and replaced.digest.startswith("again") else None
            found += _step(post, post.digest(), parent, channel, None, again)
    if parent is not None and parent.state == "posted":
        for post in picture.posts:
            if post.key != PARENT:
                found += _step(post, picture.digests[post.key], rows.get(post.key), channel, parent.ts)
        for post in _no_longer_drawn(picture, rows):
            found += _step(post, post.digest(), rows.get(post.key), channel, parent.ts)
    return [*found, *_left_behind(picture.run, moved, rows.get(SIGNPOST))]


def _step(
    post: Post,
    digest: str,
    row: Shown | None,
    channel: str,
    thread_ts: str | None,
    again_after: datetime | None = None,
) -> Iterator[Step]:
    if row is None or row.state == "lost":
        yield Step("post", post.key, post, digest, channel, None, thread_ts, again_after)
    elif row.state == "posting":
        yield Step("find", post.key, post, digest, channel, row, thread_ts)
    elif row.state == "orphaned":
        yield Step("delete", post.key, post, digest, channel, row, thread_ts)
    elif row.digest != digest:
        yield Step("edit", post.key, post, digest, channel, row, thread_ts)


def _introduced(post: Post, run: Run, moved: Shown | None, replaced: Shown | None) -> Post:
    if moved is not None:
        return notices.with_lead(post, notices.moved(run, moved.digest))
    if replaced is not None:
        return notices.with_lead(post, notices.replaced(deleted=replaced.digest.endswith("True")))
    return post


def _no_longer_drawn(picture: Drawing, rows: Mapping[str, Shown]) -> Iterator[Post]:
    """Replies of an earlier state that stand in the thread; they are told to be settled, not left to mislead."""
    drawn = {post.key for post in picture.posts}
    for key, row in rows.items():
        if key not in drawn and not key.startswith("~") and row.state != "lost":
            yield thread.resolved(key, picture.run)


def _left_behind(run: Run, moved: Shown | None, row: Shown | None) -> Iterator[Step]:
    if moved is not None and row is not None:
        part = notices.signpost(run, moved.digest)
        post = Post(SIGNPOST, text_of([part]), blocks_of([part]))
        if row.state == "posted":
            yield from _step(post, post.digest(), row, row.channel, None)
