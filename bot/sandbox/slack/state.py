"""The workspace: everything the stand-in knows, and who is told when it changes."""

from __future__ import annotations

import asyncio
import secrets
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TypeVar

from bot.sandbox.journal import Journal
from bot.sandbox.slack.cast import BOT_USER, DEFAULT_SCOPES, TEAM, people, rooms
from bot.sandbox.slack.errors import SlackError
from bot.sandbox.slack.faults import Faults
from bot.sandbox.slack.records import (
    Ack,
    ApiCall,
    Channel,
    File,
    Json,
    Message,
    ResponseUrl,
    Stack,
    Trigger,
    User,
    View,
)

TRIGGER_LIFE = timedelta(seconds=3)
RESPONSE_URL_LIFE = timedelta(minutes=30)
RESPONSE_URL_USES = 5

_T = TypeVar("_T")


@dataclass(frozen=True)
class Change:
    """Something that a page or a test may want to redraw: what kind of thing, and its id."""

    kind: str
    id: str


class Workspace:
    """State of one Slack workspace with one app in it. All access happens on one event loop."""

    def __init__(self, now: Callable[[], datetime], *, enforce_limits: bool = True) -> None:
        self.now = now
        self.enforce_limits = enforce_limits
        self.base_url = ""
        self.scopes: set[str] = set(DEFAULT_SCOPES)
        self.users: dict[str, User] = people()
        self.channels: dict[str, Channel] = rooms()
        self.usergroups: dict[str, list[str]] = {"S0AGENTS": ["U0AGENT", "U0COLLEAGUE"], "S0LEADS": ["U0LEAD"]}
        self.messages: list[Message] = []
        self.ephemerals: list[Message] = []
        self.files: dict[str, File] = {}
        self.views: dict[str, View] = {}
        self.stacks: dict[str, Stack] = {}
        self.homes: dict[str, View] = {}
        self.triggers: dict[str, Trigger] = {}
        self.response_urls: dict[str, ResponseUrl] = {}
        self.refusals: Journal[str] = Journal()
        self.calls: Journal[ApiCall] = Journal()
        self.acks: Journal[Ack] = Journal()
        self.refused_blocks: frozenset[str] = frozenset()
        self.edits_kept: int | None = None
        self.faults = Faults()
        self.changes = 0
        self.tell_app: Callable[[Json], object] = dict  # whoever delivers payloads puts it here
        self._later: list[tuple[datetime, Callable[[], object]]] = []
        self._observers: list[asyncio.Queue[Change]] = []
        self._last_ts = 0
        self._ids = 0
        self._index: dict[tuple[str, str], Message] = {}
        self._threads: dict[tuple[str, str], list[Message]] = {}
        self._rooms: dict[str, list[Message]] = {}

    # Telling others

    def changed(self, kind: str, id: str) -> None:
        """Counts a change and tells everybody who subscribed."""
        self.changes += 1
        for observer in self._observers:
            observer.put_nowait(Change(kind, id))

    def subscribe(self) -> asyncio.Queue[Change]:
        """Returns a queue that receives every change from now on; give it back with `unsubscribe`."""
        queue: asyncio.Queue[Change] = asyncio.Queue()
        self._observers.append(queue)
        return queue

    def unsubscribe(self, queue: asyncio.Queue[Change]) -> None:
        """Stops filling a queue of `subscribe`."""
        self._observers.remove(queue)

    def refuse(self, what: str) -> None:
        """Records something that the real Slack would refuse, ignore or break on."""
        self.refusals.append(what)
        self.changed("refusal", what)

    async def until(self, condition: Callable[[], _T | None], seconds: float = 5) -> _T:
        """Waits (real time) until `condition` returns something true and returns that; TimeoutError otherwise."""
        deadline = time.monotonic() + seconds
        while True:
            result = condition()
            if result:
                return result
            if time.monotonic() > deadline:
                raise TimeoutError(f"nothing after {seconds} s; refusals so far: {self.refusals}")
            await asyncio.sleep(0.005)

    # What takes its time

    def later(self, seconds: float, act: Callable[[], object]) -> None:
        """Carries out `act` so many seconds later, before the next call or look that comes after that."""
        self._later.append((self.now() + timedelta(seconds=seconds), act))

    def catch_up(self) -> None:
        """Carries out what is due by now."""
        due = [one for one in self._later if one[0] <= self.now()]
        self._later = [one for one in self._later if one not in due]
        for _, act in sorted(due, key=lambda one: one[0]):
            act()

    # Names and numbers

    def new_id(self, prefix: str) -> str:
        """Returns an id that nothing else in the workspace has."""
        self._ids += 1
        return f"{prefix}0{self._ids:05d}"

    def new_ts(self) -> str:
        """Returns a message timestamp: seconds and microseconds, later than all before."""
        self._last_ts = max(self._last_ts + 1, int(self.now().timestamp() * 1_000_000))
        return f"{self._last_ts // 1_000_000}.{self._last_ts % 1_000_000:06d}"

    def new_trigger(self, user: str, channel: str | None, view_id: str | None = None) -> str:
        """Returns a trigger id: good for one modal within three seconds."""
        trigger = f"{secrets.randbelow(10**12)}.{secrets.randbelow(10**11)}.{secrets.token_hex(16)}"
        self.triggers[trigger] = Trigger(user, self.now(), channel, view_id)
        return trigger

    def take_trigger(self, trigger_id: object) -> Trigger:
        """Uses up a trigger. Errors: `invalid_trigger_id`, `expired_trigger_id`, `exchanged_trigger_id`."""
        trigger = self.triggers.get(str(trigger_id))
        if trigger is None:
            raise SlackError("invalid_trigger_id")
        if trigger.used:
            raise SlackError("exchanged_trigger_id")
        if self.now() - trigger.made > TRIGGER_LIFE:
            raise SlackError("expired_trigger_id")
        trigger.used = True
        return trigger

    def new_response_url(
        self, user: str, channel: str, source: Message | None = None, thread_ts: str | None = None
    ) -> str:
        """Returns an address that answers this interaction."""
        answer = ResponseUrl(secrets.token_urlsafe(12), user, channel, self.now(), source, thread_ts)
        self.response_urls[answer.id] = answer
        return f"{self.base_url}/response/{TEAM}/{answer.id}"

    # Looking things up

    def channel(self, channel_id: object) -> Channel:
        """Returns a channel that the bot can see. Error: `channel_not_found` (also for private ones it is not in)."""
        found = self.channels.get(str(channel_id))
        if found is None or (found.is_private and BOT_USER not in found.members):
            raise SlackError("channel_not_found")
        return found

    def named(self, name: object) -> str | None:
        """Returns the id of the channel with this name, with or without `#`; None when there is none."""
        wanted = str(name).removeprefix("#")
        return next((one.id for one in self.channels.values() if one.name == wanted and not one.is_im), None)

    def user(self, user_id: object) -> User:
        """Returns a person. Error: `user_not_found`."""
        found = self.users.get(str(user_id))
        if found is None:
            raise SlackError("user_not_found")
        return found

    def direct(self, user_id: str) -> Channel:
        """Returns the direct message channel of a person with the bot, made when it is not there yet."""
        for channel in self.channels.values():
            if channel.is_im and user_id in channel.members:
                return channel
        channel = Channel(self.new_id("D"), "directmessage", {user_id, BOT_USER}, is_im=True)
        self.channels[channel.id] = channel
        self.changed("channel", channel.id)
        return channel

    def message(self, channel: str, ts: object) -> Message | None:
        """Returns the message with this timestamp unless it is deleted."""
        found = self._index.get((channel, str(ts)))
        return None if found is None or found.deleted else found

    def add_message(self, message: Message) -> Message:
        """Puts a message where it belongs and tells observers."""
        if message.ephemeral_for is not None:
            self.ephemerals.append(message)
        else:
            self.messages.append(message)
            self._index[message.channel, message.ts] = message
            in_thread = message.thread_ts not in (None, message.ts)
            if in_thread:
                self._threads.setdefault((message.channel, str(message.thread_ts)), []).append(message)
            if not in_thread or message.broadcast:
                self._rooms.setdefault(message.channel, []).append(message)
        self.changed("message", message.ts)
        return message

    def top_level(self, channel: str) -> list[Message]:
        """Lists what stands in a channel itself, oldest first."""
        return [message for message in self._rooms.get(channel, []) if not message.deleted]

    def replies(self, channel: str, ts: str) -> list[Message]:
        """Lists the replies of a thread, oldest first, without its parent."""
        return [message for message in self._threads.get((channel, ts), []) if not message.deleted]

    def require(self, *any_of: str) -> None:
        """Checks the token's scopes: one of `any_of` is enough. Error: `missing_scope`."""
        if any_of and not self.scopes.intersection(any_of):
            raise SlackError("missing_scope", needed=",".join(any_of), provided=",".join(sorted(self.scopes)))

    def user_json(self, user: User) -> Json:
        """Returns a user as `users.info` shows it."""
        return {
            "id": user.id,
            "team_id": user.team_id,
            "name": user.name,
            "deleted": user.deleted,
            "real_name": user.real_name,
            "tz": user.tz,
            "tz_label": user.tz,
            "tz_offset": user.tz_offset,
            "profile": {"real_name": user.real_name, "display_name": user.name, "team": user.team_id},
            "is_admin": False,
            "is_owner": False,
            "is_primary_owner": False,
            "is_restricted": user.is_restricted,
            "is_ultra_restricted": user.is_ultra_restricted,
            "is_bot": user.is_bot,
            "is_stranger": user.is_stranger,
            "is_app_user": False,
            "updated": int(self.now().timestamp()),
        }
