"""The one place that writes to Slack on the bot's own account: paced, each failure told by one of a few names."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable, Hashable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from slack_sdk.web.async_client import AsyncWebClient
from slack_sdk.web.async_slack_response import AsyncSlackResponse

from bot.clock import Clock
from bot.documents import DocumentFile
from bot.slack.delivery.deadline import Uploader, in_time
from bot.slack.delivery.outcomes import Json, SlackBusy, SlackDown, SlackRefused, Suffix, TooLate, answer
from bot.slack.delivery.pace import SECONDS_BETWEEN_EDITS, Pace
from bot.slack.delivery.workspace_blocks import WorkspaceBlocks

EVENT_TYPE: Final = "label_bot"
"""The type of the metadata by which the bot finds its own messages again."""

_CLOCKS_DIFFER: Final = timedelta(days=2)
"""How far the clock that noted a message may be from Slack's: a host's clock is set by hours, or to another day. What
is read is bounded by pages, the newest of a channel first."""

_PAGE: Final = 200
_PAGES: Final = 10
_VIEWS_MOST: Final = 1_000
_HASHES_MOST: Final = 50


@dataclass(frozen=True)
class MessageTag:
    """What a message is about (a run, a plan) and which of its messages it is; travels as metadata."""

    about: str
    key: str

    def metadata(self) -> Json:
        return {"event_type": EVENT_TYPE, "event_payload": {"about": self.about, "key": self.key}}

    @classmethod
    def of(cls, message: Json) -> MessageTag | None:
        """Return the tag that a message of the bot's own carries; None when it has none."""
        metadata = message.get("metadata") or {}
        payload = metadata.get("event_payload") or {}
        if metadata.get("event_type") != EVENT_TYPE or not {"about", "key"} <= payload.keys():
            return None
        return cls(str(payload["about"]), str(payload["key"]))


class Outbox:
    """Slack's writing methods. Every call waits for its turn and raises a `SlackFailure` when it did not succeed.

    *client* must come without retry handlers: what is tried again, and when, is decided by whoever redraws.
    """

    def __init__(self, client: AsyncWebClient, clock: Clock) -> None:
        self._client = client
        self._clock = clock
        self._direct: dict[str, str] = {}
        self._own: frozenset[str] | None = None
        self._views: dict[str, tuple[str, ...]] = {}
        self.pace = Pace(clock)
        self.blocks = WorkspaceBlocks(clock)

    async def post(
        self,
        channel: str,
        tag: MessageTag,
        *,
        text: str,
        blocks: Sequence[Json],
        thread_ts: str | None = None,
        send_by: datetime | None = None,
    ) -> str:
        """Post a message and return its ts. Raises `TooLate` when its turn comes after *send_by*."""
        sent = await self._call(
            "chat.postMessage",
            lambda client: client.chat_postMessage(
                channel=channel,
                text=text,
                blocks=list(blocks),
                thread_ts=thread_ts,
                metadata=tag.metadata(),
                unfurl_links=False,
                unfurl_media=False,
                parse="none",
                link_names=False,
            ),
            pause=lambda: self.pace.before_post(channel),
            place=channel,
            send_by=send_by,
        )
        return str(sent["ts"])

    async def edit(
        self,
        channel: str,
        ts: str,
        *,
        text: str,
        blocks: Sequence[Json],
        gap: float = SECONDS_BETWEEN_EDITS,
        urgent: bool = True,
        send_by: datetime | None = None,
    ) -> None:
        """Replace a message, at least *gap* seconds after its last edit. Its metadata stay as they are.

        Raises `TooLate` when its turn comes after *send_by*.
        """
        await self._call(
            "chat.update",
            lambda client: client.chat_update(
                channel=channel, ts=ts, text=text, blocks=list(blocks), parse="none", link_names=False
            ),
            pause=lambda: self.pace.before_edit(channel, ts, gap=gap, urgent=urgent),
            place=(channel, ts),
            send_by=send_by,
        )

    async def delete(self, channel: str, ts: str, *, send_by: datetime | None = None) -> None:
        """Delete a message of the bot's own. Raises `TooLate` when its turn comes after *send_by*."""
        await self._call("chat.delete", lambda client: client.chat_delete(channel=channel, ts=ts), send_by=send_by)

    async def delete_file(self, file_id: str, *, send_by: datetime) -> None:
        """As `delete`, for a file."""
        await self._call("files.delete", lambda client: client.files_delete(file=file_id), send_by=send_by)

    async def is_shared(self, channel: str) -> bool:
        """Ask whether people of another company read a conversation, or are invited to."""
        found = (await self._call("conversations.info", lambda client: client.conversations_info(channel=channel))).get(
            "channel"
        )
        if not isinstance(found, dict):
            raise SlackDown("no channel", stored_maybe=False)
        return bool(found.get("is_ext_shared") or found.get("is_pending_ext_shared"))

    async def direct(self, user: str) -> str:
        """Return the channel in which the bot writes to this person alone."""
        if user not in self._direct:
            opened = await self._call("conversations.open", lambda client: client.conversations_open(users=user))
            self._direct[user] = str(opened["channel"]["id"])
        return self._direct[user]

    def newest_view(self, view_id: str) -> str | None:
        """Return the hash of the newest drawing of an open modal that is known; None where nothing was drawn yet."""
        known = self._views.get(view_id, ())
        return known[-1] if known else None

    def forget_view(self, view_id: str) -> None:
        """Forget what is known of an open modal: an acknowledgement has put something else there, with a new hash."""
        self._views.pop(view_id, None)

    async def update_view(
        self, view_id: str, view: Json, *, seen: str | None = None, send_by: datetime | None = None
    ) -> None:
        """Show something else in an open modal. Raises `TooLate` when its turn comes after *send_by*, or when somebody
        else has changed the modal meanwhile.

        The call names the state that it was drawn over, so that one which Slack carries out late covers nothing newer:
        the newest that is known, be it by an own call or by *seen*, the hash in what Slack sent last.
        """
        known = self._views.get(view_id, ())
        over = seen if seen is not None and seen not in known else known[-1] if known else None
        try:
            answered = await self._call(
                "views.update",
                lambda client: client.views_update(view_id=view_id, view=view, hash=over),
                send_by=send_by,
            )
        except SlackRefused as refused:
            if refused.code != "hash_conflict" or over is None:
                raise
            self._views.pop(view_id, None)
            raise TooLate("the modal has changed") from None
        now = (answered.get("view") or {}).get("hash")
        if now is not None:
            # The state that was drawn over, too: whoever pressed twice in a row pressed in that.
            before = [*self._views.pop(view_id, ()), *([over] if over is not None else [])]
            self._views[view_id] = (*dict.fromkeys(before[-_HASHES_MOST:]), now)
        while len(self._views) > _VIEWS_MOST:
            del self._views[next(iter(self._views))]

    async def upload(
        self,
        channel: str,
        thread_ts: str | None,
        files: Sequence[DocumentFile],
        names: Sequence[str],
        comment: str,
        *,
        before_last_step: Callable[[Sequence[str]], Awaitable[datetime]],
    ) -> None:
        """Put files under these names into a thread, all in one message.

        Three steps (docs.slack.dev/messaging/working-with-files); nobody sees anything before the last one.
        *before_last_step* is waited for right before that one, with Slack's ids of the files, and returns until when it
        may leave; `TooLate` is raised after that.
        """
        size = sum(len(file.content) for file in files)
        uploader = Uploader(self._client, self._clock, size=size, before_last_step=before_last_step)
        both = zip(files, names, strict=True)
        uploads = [{"filename": name, "content": file.content, "title": name} for file, name in both]
        await self._call(
            "files.upload",
            lambda _: uploader.files_upload_v2(
                file_uploads=uploads, channel=channel, thread_ts=thread_ts, initial_comment=comment or None
            ),
        )

    async def find(self, channel: str, tag: MessageTag, *, since: datetime, thread_ts: str | None = None) -> str | None:
        """Look for a message of the bot's own whose answer was lost; return its ts, or None when it is not there."""
        wanted = tag.metadata()

        def is_it(message: Json) -> bool:
            return bool(message.get("metadata") == wanted)

        return await self._look(channel, is_it, since=since, thread_ts=thread_ts)

    async def find_file(
        self, channel: str, thread_ts: str | None, is_it: Callable[[str], bool], *, since: datetime, suffix: Suffix = ""
    ) -> str | None:
        """Look for a message with a file whose id *is_it* says yes to and whose name ends so; return its ts."""

        def has_it(message: Json) -> bool:
            named = [one for one in message.get("files") or () if str(one.get("name") or "").endswith(suffix)]
            return any(is_it(str(one.get("id"))) for one in named)

        return await self._look(channel, has_it, since=since, thread_ts=thread_ts)

    async def _look(
        self, channel: str, is_it: Callable[[Json], bool], *, since: datetime, thread_ts: str | None
    ) -> str | None:
        async for message in self._own_messages(channel, since=since, thread_ts=thread_ts):
            if is_it(message):
                return str(message["ts"])
        return None

    async def own(self, channel: str, *, since: datetime | None, thread_ts: str | None = None) -> list[Json]:
        """List the bot's own messages in a channel, or in a thread."""
        return [message async for message in self._own_messages(channel, since=since, thread_ts=thread_ts)]

    async def _own_messages(
        self, channel: str, *, since: datetime | None, thread_ts: str | None
    ) -> AsyncIterator[Json]:
        own = await self._own_ids()
        oldest = f"{(since - _CLOCKS_DIFFER).timestamp():.6f}" if since is not None else "0"
        cursor: str | None = None
        for _ in range(_PAGES):
            page = await self._page(channel, thread_ts, oldest, cursor)
            for message in page.get("messages") or ():
                if own & {message.get("bot_id"), message.get("user")}:
                    yield message
            cursor = (page.get("response_metadata") or {}).get("next_cursor")
            if not cursor:
                break

    async def _page(self, channel: str, thread_ts: str | None, oldest: str, cursor: str | None) -> Json:
        asked: Json = {"channel": channel, "oldest": oldest, "limit": _PAGE, "cursor": cursor}
        asked["include_all_metadata"] = True
        if thread_ts is None:
            return await self._call("conversations.history", lambda client: client.conversations_history(**asked))
        asked["ts"] = thread_ts
        return await self._call("conversations.replies", lambda client: client.conversations_replies(**asked))

    async def _own_ids(self) -> frozenset[str]:
        """Return the bot's ids: a message names the bot or its user, and a shared file at times only the latter."""
        if self._own is None:
            me = await self._call("auth.test", lambda client: client.auth_test())
            self._own = frozenset(str(me[name]) for name in ("bot_id", "user_id") if me.get(name))
        return self._own

    async def _call(
        self,
        method: str,
        send: Callable[[AsyncWebClient], Awaitable[AsyncSlackResponse]],
        *,
        pause: Callable[[], float] | None = None,
        place: Hashable = None,
        send_by: datetime | None = None,
    ) -> Json:
        seconds = pause or (lambda: self.pace.before(method))
        while (wait := seconds()) > 0:
            await self._clock.sleep(wait)
        if send_by is not None and self._clock.now() > send_by:
            raise TooLate(f"{method} would be late")
        with self.pace.sending(method, place):
            try:
                if send_by is None:
                    return await answer(send(self._client))
                async with in_time(self._client, self._clock, send_by) as client:
                    return await answer(send(client))
            except SlackBusy as busy:
                self.pace.hold(method, busy.retry_after)
                raise
