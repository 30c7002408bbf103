"""How every message gets into Slack once: noted in the ledger, sent by a deadline, completed by Slack's answer.

Before each call a row says what is about to be done, written with the lease; a process that has lost it ends there. The
call must leave within `SEND_WITHIN` of that row, so that a process which was paused sends nothing its successor has
replaced. The answer completes the row: *posted*, *lost* where surely nothing was done, or left open and a doubt noted
where Slack may have done it. What is open is looked for once it had the time to arrive; what was doubtful is looked at
again later (`late_copies`).

A new kind of message needs a drawing (a `Post`), a `Place` and a name in `bot.model.MessageKind` and in the schema.
"""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Final, TypeVar

from bot.documents import DocumentFile
from bot.ledger import doubts, messages, run_places
from bot.ledger.store import LeaseLost
from bot.model import MessageKind, SlackMessage
from bot.slack.delivery.context import DeliveryContext
from bot.slack.delivery.known import Known, Place
from bot.slack.delivery.outbox import MessageTag
from bot.slack.delivery.outcomes import Json, SlackDown, SlackFailure, SlackRefused, Suffix
from bot.slack.delivery.pace import SECONDS_BETWEEN_EDITS
from bot.slack.http import SLACK_TIMEOUT
from bot.slack.screens.post import Post

log = logging.getLogger(__name__)

T = TypeVar("T")

SEND_WITHIN: Final = timedelta(seconds=2)
"""How long after its row was written a call may leave. Shorter than `ARRIVES_WITHIN`: a process that was paused must
neither send what its successor has looked for in vain and sent itself, nor overwrite what that one says."""

ARRIVES_WITHIN: Final = timedelta(seconds=3)
"""How long a message, an edit or a file whose answer was lost gets to arrive, before it is looked for or sent anew."""

FILE_GONE: Final = frozenset({"file_not_found", "file_deleted"})

LEFT_BEHIND: Final = SEND_WITHIN + timedelta(seconds=SLACK_TIMEOUT) + ARRIVES_WITHIN
"""The same for what an earlier holder of the lease noted, counted from when this one took it. Nobody knows when that
left, by which clock, nor whether it was given up: a process may have died while Slack was still busy with it."""


class Delivery:
    """The steps of the protocol. Each raises the `SlackFailure` that kept the call from succeeding, after the ledger
    was told what that means for the message; `LeaseLost` when another process has taken over."""

    def __init__(self, context: DeliveryContext) -> None:
        self._context = context
        self._outbox = context.outbox

    async def known(self, about: str) -> Known:
        """Return what the ledger knows of a run, a plan or the anchors in Slack."""
        ledger = self._context.ledger
        return Known(await ledger.read(messages.of, about), await ledger.read(run_places.of, about))

    async def note(self, *noted: SlackMessage) -> None:
        """Write down what is known of messages, several in one transaction."""
        await self._context.ledger.write_as(self._context.token, messages.note, noted)

    async def doubt(self, message: SlackMessage, thread_ts: str | None = None) -> None:
        """Have a message looked at again later: it may stand there twice, or be covered by an older edit."""
        now = self._context.clock.now()
        await self._context.ledger.write(
            doubts.note, message.about, message.key, channel=message.channel, thread_ts=thread_ts, now=now
        )

    async def post(self, about: str, kind: MessageKind, place: Place, drawing: Post) -> SlackMessage:
        """Post *drawing*, whose key names the message, and return what is known of it then."""
        message = self._about_to_post(about, drawing.key, kind, place, drawing.digest())
        await self.note(message)
        call = self._outbox.post(
            place.channel,
            MessageTag(about, drawing.key),
            text=drawing.text,
            blocks=drawing.blocks,
            thread_ts=place.thread_ts,
            send_by=message.noted_at + SEND_WITHIN,
        )
        ts = await self._answered(call, message, place.thread_ts, undone=replace(message, state="lost"))
        return await self._complete(replace(message, ts=ts, state="posted"), place.thread_ts)

    async def edit(
        self,
        message: SlackMessage,
        drawing: Post,
        *,
        thread_ts: str | None = None,
        gap: float = SECONDS_BETWEEN_EDITS,
        urgent: bool = True,
    ) -> SlackMessage:
        """Have a message say what *drawing* says. What it says is open until Slack has answered.

        Without the row before the call, a run that comes back to where it was before an edit whose answer got lost
        would be taken for told.
        """
        if message.editing_since is not None and self._under_way(message):
            await self.doubt(message, thread_ts)
        begun = self._context.clock.now()
        await self.note(replace(message, digest=None, editing_since=begun))
        call = self._outbox.edit(
            message.channel,
            message.ts or "",
            text=drawing.text,
            blocks=drawing.blocks,
            gap=gap,
            urgent=urgent,
            send_by=begun + SEND_WITHIN,
        )
        await self._answered(call, message, thread_ts, undone=message)
        edited = replace(message, state="posted", digest=drawing.digest(), editing_since=None)
        try:
            return await self._complete(edited, thread_ts)
        except LeaseLost:
            # What it sent may be older than what its successor had shown.
            await self._context.ledger.write(messages.words_unknown, message.about, message.key)
            raise

    async def upload(
        self,
        tag: MessageTag,
        place: Place,
        files: Sequence[DocumentFile],
        names: Sequence[str],
        comment: str,
        *,
        tried: Sequence[str] = (),
        digest: str | None = None,
        check: Callable[[], Awaitable[None]] | None = None,
    ) -> SlackMessage:
        """Put files under these names into a thread or a conversation, all in one message.

        *check* is waited for right before anybody can see them; what it raises keeps them from appearing.
        *digest* is that of what they hold, where that is asked later.
        *tried* are Slack's ids of earlier uploads for it, which may appear yet. By these and its own ids it is known.
        """
        message = replace(self._about_to_post(tag.about, tag.key, "documents", place, digest), file_ids=tuple(tried))
        await self.note(message)

        async def about_to_appear(file_ids: Sequence[str]) -> datetime:
            if check is not None:
                await check()
            # Noted anew, with the lease: another process may have looked for them in vain meanwhile, and be sending
            # them itself.
            nonlocal message
            message = replace(message, noted_at=self._context.clock.now(), file_ids=(*tried, *file_ids))
            await self.note(message)
            return message.noted_at + SEND_WITHIN

        call = self._outbox.upload(
            place.channel, place.thread_ts, files, names, comment, before_last_step=about_to_appear
        )
        await self._answered(call, message, place.thread_ts, undone=replace(message, state="lost"))
        return await self._complete(replace(message, state="posted"), place.thread_ts)

    async def find(self, message: SlackMessage, thread_ts: str | None = None) -> SlackMessage:
        """Look for a message that may have been posted; return it as *posted* or *lost*."""
        call = self._outbox.find(
            message.channel, MessageTag(message.about, message.key), since=message.noted_at, thread_ts=thread_ts
        )
        return await self._found(call, message, thread_ts)

    async def find_files(
        self, message: SlackMessage, place: Place, is_it: Callable[[str], bool], *, suffix: Suffix = ""
    ) -> SlackMessage:
        """Look for a message with a file whose id *is_it* says yes to and whose name ends with *suffix*; return it as
        *posted* or *lost*."""
        call = self._outbox.find_file(place.channel, place.thread_ts, is_it, since=message.noted_at, suffix=suffix)
        return await self._found(call, message, place.thread_ts)

    async def delete(self, channel: str, ts: str) -> None:
        """Delete a message of the bot's own; not when the successor of a paused process may have decided otherwise."""
        send_by = await self._still_ours()
        await self._outbox.delete(channel, ts, send_by=send_by)

    async def delete_file(self, file_id: str) -> None:
        """Delete a file of the bot's own; one that is not there any more is no failure."""
        send_by = await self._still_ours()
        try:
            await self._outbox.delete_file(file_id, send_by=send_by)
        except SlackRefused as refused:
            if refused.code not in FILE_GONE:
                raise

    async def update_view(self, about: str, view_id: str, view: Json) -> None:
        """Show something else in an open modal about *about*, a plan."""
        send_by = await self._still_ours()
        await self._outbox.update_view(view_id, view, send_by=send_by)
        try:
            await self._still_ours()
        except LeaseLost:
            # What it showed may be older than what its successor had shown.
            await self._context.ledger.write(messages.show_again, about)
            raise

    def before_post(self, channel: str) -> float:
        """Return the seconds until something may be posted there; zero or less for now."""
        return self._outbox.pace.before_post(channel)

    def before_edit(self, message: SlackMessage, *, gap: float = SECONDS_BETWEEN_EDITS, urgent: bool = True) -> float:
        """Return the seconds until a message may be edited; an edit that is open may be on its way yet."""
        wait = self._outbox.pace.before_edit(message.channel, message.ts or "", gap=gap, urgent=urgent)
        return max(wait, self.before_look(message)) if message.editing_since is not None else wait

    def before_find(self, message: SlackMessage, thread_ts: str | None = None) -> float:
        """Return the seconds until a message that is open may be looked for."""
        method = "conversations.history" if thread_ts is None else "conversations.replies"
        return max(self.before_look(message), self._outbox.pace.before(method))

    def before_look(self, message: SlackMessage) -> float:
        """Return the seconds for which what is open about a message may still be on its way; zero or less when not."""
        begun, since = _begun(message), self._context.since
        arrived = begun + ARRIVES_WITHIN if begun > since else since + LEFT_BEHIND
        return (arrived - self._context.clock.now()).total_seconds()

    def unsure(self, about: str, key: str, kind: MessageKind, channel: str, *, begun: datetime) -> SlackMessage | None:
        """Return a message that may stand in Slack unknown to this ledger, so that it is looked for first.

        A backup does not know what was posted after it was made. None when there is no such doubt: the ledger was
        never restored, or only before *begun*, when what the message is about began.
        """
        restored = self._context.restored
        if restored is None or begun >= restored.at:
            return None
        return SlackMessage(about, key, kind, channel, None, "posting", None, restored.made_at)

    def gone(self, message: SlackMessage, *, begun: datetime, channel: str | None = None) -> SlackMessage:
        """Return a message that is gone as *lost*. In a restored ledger it may have been posted anew since the backup,
        in *channel* or where it was, and is looked for first."""
        unsure = self.unsure(message.about, message.key, message.kind, channel or message.channel, begun=begun)
        # What the restored ledger wrote itself it knows.
        return unsure if unsure and _begun(message) <= unsure.noted_at else replace(message, state="lost")

    async def _still_ours(self) -> datetime:
        """Return until when a call may leave that needs no row of its own. Raises `LeaseLost` without the lease."""
        now = self._context.clock.now()
        await self.note()
        return now + SEND_WITHIN

    def _about_to_post(self, about: str, key: str, kind: MessageKind, place: Place, digest: str | None) -> SlackMessage:
        now = self._context.clock.now()
        return SlackMessage(about, key, kind, place.channel, None, "posting", digest, now)

    def _under_way(self, message: SlackMessage) -> bool:
        """Say whether what is open about a message may be carried out yet, however long it was waited for."""
        return max(_begun(message), self._context.since) + doubts.LATE > self._context.clock.now()

    async def _answered(
        self, call: Awaitable[T], message: SlackMessage, thread_ts: str | None, *, undone: SlackMessage
    ) -> T:
        """Wait for Slack's answer. Note *undone* when surely nothing was done, a doubt when something may have been."""
        try:
            return await call
        except SlackFailure as failure:
            if isinstance(failure, SlackDown) and failure.stored_maybe:
                await self.doubt(message, thread_ts)
            else:
                await self.note(undone)
            raise

    async def _complete(self, message: SlackMessage, thread_ts: str | None) -> SlackMessage:
        try:
            await self.note(message)
        except LeaseLost:
            # This process was paused in the middle of the call, and its successor may have done the same.
            await self.doubt(message, thread_ts)
            raise
        return message

    async def _found(self, call: Awaitable[str | None], message: SlackMessage, thread_ts: str | None) -> SlackMessage:
        try:
            ts = await call
        except SlackRefused as refused:
            # Told twice is better than not told.
            log.warning("cannot look for %s of %s (%s); it is sent again", message.key, message.about, refused.code)
            ts = None
        if ts is None and self._under_way(message):
            await self.doubt(message, thread_ts)
        # What it says is not known: an edit follows.
        found = replace(message, ts=ts, state="posted" if ts else "lost", digest=None if ts else message.digest)
        await self.note(found)
        return found


def _begun(message: SlackMessage) -> datetime:
    return message.editing_since or message.noted_at
