"""What Slack should show of a run against what it does show: the calls that are missing. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

from bot.model import MOVING, Run, RunState, SlackMessage
from bot.slack.delivery.known import PARENT, SIGNPOST, Known, Place
from bot.slack.screens import notices, thread
from bot.slack.screens.blocks import blocks_of, text_of
from bot.slack.screens.post import Post
from bot.slack.screens.rows import Rows


@dataclass(frozen=True)
class Drawing:
    """A run as it should be shown: *version* is the ledger's when it was drawn, at the latest; *moving* that it
    changes by itself, *rows* what long lists are drawn with."""

    run: Run
    posts: tuple[Post, ...]
    digests: Mapping[str, str]
    version: int
    at: datetime
    moving: bool
    rows: Rows


@dataclass(frozen=True)
class _Step:
    """*drawing* is what the message should say, *place* where a new one belongs."""

    drawing: Post
    digest: str
    place: Place

    @property
    def key(self) -> str:
        """Which message of the run it is."""
        return self.drawing.key


@dataclass(frozen=True)
class Missing(_Step):
    """It is to be posted; *again_after* is when it was last posted anew, if it was so before."""

    again_after: datetime | None = None


@dataclass(frozen=True)
class Open(_Step):
    """It may have been posted and is to be looked for."""

    message: SlackMessage


@dataclass(frozen=True)
class Orphaned(_Step):
    """It stands under a parent that is gone and is to be deleted, before it is posted anew."""

    message: SlackMessage


@dataclass(frozen=True)
class Outdated(_Step):
    """It says something else, or nobody knows what, and is to be edited."""

    message: SlackMessage


Step = Missing | Open | Orphaned | Outdated
"""One call that brings Slack closer to the ledger."""


def picture(
    run: Run, *, version: int, now: datetime, buys_from: datetime | None = None, rows: Rows = Rows.DATA_TABLE
) -> Drawing:
    """Draw a run."""
    posts = tuple(thread.draw(run, now=now, buys_from=buys_from, rows=rows))
    moving = run.state in (RunState.RUNNING, RunState.PAUSED) or bool(run.of(*MOVING))
    return Drawing(run, posts, {post.key: post.digest() for post in posts}, version, now, moving, rows)


def steps(picture: Drawing, known: Known) -> list[Step]:
    """Return what is to be done next, most important first: the parent before its replies, and no reply without it."""
    run, messages, parent = picture.run, known.messages, known.parent
    here = Place(channel_of(run, known))
    found: list[Step] = []
    for post in picture.posts:
        if post.key == PARENT:
            again = known.replaced[-1].left_at if len(known.replaced) > 1 else None
            post = _introduced(post, run, known)
            found += _step(post, post.digest(), parent, here, again)
    if parent is not None and parent.state == "posted":
        under = Place(here.channel, parent.ts)
        for post in picture.posts:
            if post.key != PARENT:
                found += _step(post, picture.digests[post.key], messages.get(post.key), under)
        for post in _no_longer_drawn(picture, known):
            found += _step(post, post.digest(), messages.get(post.key), under)
    return [*found, *_left_behind(run, known)]


def channel_of(run: Run, known: Known) -> str:
    """Return the channel in which a run is told."""
    return known.moved.moved_to or run.channel if known.moved is not None else run.channel


def _step(
    post: Post, digest: str, message: SlackMessage | None, place: Place, again_after: datetime | None = None
) -> Iterator[Step]:
    if message is None or message.state == "lost":
        yield Missing(post, digest, place, again_after)
    elif message.state == "posting":
        yield Open(post, digest, place, message)
    elif message.state == "orphaned":
        yield Orphaned(post, digest, place, message)
    elif message.digest != digest:
        yield Outdated(post, digest, place, message)


def _introduced(post: Post, run: Run, known: Known) -> Post:
    if known.moved is not None:
        return notices.with_lead(post, notices.moved(run, known.moved.code or ""))
    if known.replaced:
        return notices.with_lead(post, notices.replaced(deleted=known.replaced[-1].reason == "deleted"))
    return post


def _no_longer_drawn(picture: Drawing, known: Known) -> Iterator[Post]:
    """Replies of an earlier state that stand in the thread; they are told to be over, not left to mislead."""
    drawn = {post.key for post in picture.posts}
    for message in known.thread:
        if message.key not in drawn and message.state != "lost":
            yield thread.resolved(message.key, picture.run, rows=picture.rows)


def _left_behind(run: Run, known: Known) -> Iterator[Step]:
    message = known.messages.get(SIGNPOST)
    if known.moved is not None and message is not None and message.state == "posted":
        part = notices.signpost(run, known.moved.code or "")
        post = Post(SIGNPOST, text_of([part]), blocks_of([part]))
        yield from _step(post, post.digest(), message, Place(message.channel))
