"""Who is who: people, user groups, channels, the bot itself; remembered for a minute, and fresh where it matters."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta
from typing import Final, Generic, TypeVar

from slack_sdk.web.async_client import AsyncWebClient

from bot.clock import Clock, steady
from bot.people import SLACK, Channel, DirectoryUnavailable, GroupMembers, Identity, Member, ScopeMissing, UnknownMember
from bot.slack.delivery.outcomes import ChannelClosed, Json, MissingScope, SlackBusy, SlackFailure, SlackRefused, answer

log = logging.getLogger(__name__)

T = TypeVar("T")

KEEPS: Final = timedelta(seconds=60)
"""How old an answer may be; also how old a group may be when Slack asks to wait."""

_PAGE: Final = 1000

TELL_EVERY: Final = timedelta(minutes=1)

FRESH: Final = timedelta(0)
"""How old an answer may be where something is decided by it: somebody may have left a group a second ago."""


class _Memory(Generic[T]):
    """Answers by id. Whoever asks while the same question is under way waits for that answer."""

    def __init__(self, clock: Clock) -> None:
        self._clock = steady(clock)
        self._known: dict[str, tuple[datetime, T]] = {}
        self._locks: dict[str, asyncio.Lock] = {}

    def recall(self, key: str, age: timedelta) -> tuple[T] | None:
        """Return what Slack said about *key* no longer than *age* ago, in a tuple; None when that is not known."""
        known = self._known.get(key)
        return (known[1],) if known and self._clock.now() - known[0] <= age else None

    async def get(self, key: str, age: timedelta, ask: Callable[[], Awaitable[T]]) -> T:
        """Return what Slack says about *key*, by *ask* where what is known is older than *age*."""
        arrived = self._clock.now()
        lock = self._locks.setdefault(key, asyncio.Lock())
        async with lock:
            # What Slack was asked after this question came up is as fresh as an answer can be.
            known = self.recall(key, max(age, self._clock.now() - arrived))
            if known is not None:
                return known[0]
            asked = self._clock.now()
            found = await ask()
            self._known[key] = (asked, found)
            self._forget()
            return found

    def _forget(self) -> None:
        if len(self._known) > 1000:
            now = self._clock.now()
            self._known = {key: one for key, one in self._known.items() if now - one[0] <= KEEPS}
            self._locks = {key: one for key, one in self._locks.items() if key in self._known or one.locked()}


class Directory:
    """Questions about people and places. *client* must come without retry handlers."""

    def __init__(self, client: AsyncWebClient, clock: Clock) -> None:
        self._client = client
        self._clock = steady(clock)
        self._told_scopes: dict[str, datetime] = {}
        self._members: _Memory[Member] = _Memory(clock)
        self._groups: _Memory[frozenset[str]] = _Memory(clock)
        self._channels: _Memory[Channel | None] = _Memory(clock)
        self._identity: Identity | None = None
        self._asking_identity = asyncio.Lock()

    async def identity(self) -> Identity:
        """Return whose token the bot has; asked for once. Raises `DirectoryUnavailable`."""
        async with self._asking_identity:
            if self._identity is None:
                try:
                    found = await answer(self._client.auth_test())
                except SlackFailure as failure:
                    raise self._unavailable(failure) from failure
                self._identity = Identity(
                    str(found.get("team_id")),
                    str(found.get("user_id")),
                    str(found.get("bot_id")),
                    found.get("enterprise_id") or None,
                    str(found.get("url") or SLACK),
                    is_organisation_wide(found),
                )
        return self._identity

    def _unavailable(self, failure: Exception) -> DirectoryUnavailable:
        """Return what keeps somebody from being known. What stays so until the app is installed anew is logged."""
        if not isinstance(failure, MissingScope):
            return DirectoryUnavailable(str(failure))
        now = self._clock.now()
        told = self._told_scopes.get(failure.scope)
        if told is None or now - told >= TELL_EVERY:
            self._told_scopes[failure.scope] = now
            log.error(
                "Slack refuses to say who may do what: the app lacks the scope %s. Bring the app up to date with "
                "manifest.yml and install it in the workspace once more.",
                failure.scope,
            )
        return ScopeMissing(failure.scope)

    async def member(self, user: str, *, fresh: bool) -> Member:
        """Return who *user* is, at most 60 s old, of this moment when *fresh*. Raises `DirectoryUnavailable`,
        or `UnknownMember`.

        When Slack asks to wait, what it said within the last 60 s counts: users.info allows 100 questions a minute.
        """

        async def ask() -> Member:
            return _member(user, (await answer(self._client.users_info(user=user))).get("user"))

        try:
            return await self._members.get(user, FRESH if fresh else KEEPS, ask)
        except SlackBusy as busy:
            known = self._members.recall(user, KEEPS)
            if known is None:
                raise self._unavailable(busy) from busy
            return known[0]
        except ChannelClosed as nobody:
            raise UnknownMember(str(nobody)) from nobody
        except SlackFailure as failure:
            raise self._unavailable(failure) from failure

    async def in_group(self, user: str, groups: tuple[str, ...], *, fresh: bool) -> bool:
        """Say whether *user* is in any of these user groups.

        When Slack asks to wait, what it said within the last 60 s counts. Whenever a group that might have allowed
        the person cannot be read: `DirectoryUnavailable`.
        """
        unread: DirectoryUnavailable | None = None
        for group in groups:
            try:
                if user in await self._group(group, fresh=fresh):
                    return True
            except DirectoryUnavailable as unavailable:
                unread = unavailable
        if unread is not None:
            raise unread
        return False

    async def people_in(self, groups: tuple[str, ...], *, fresh: bool) -> GroupMembers:
        """Return everybody who is in one of these user groups, as far as they can be read."""
        people: set[str] = set()
        complete = True
        for group in groups:
            try:
                people |= await self._group(group, fresh=fresh)
            except DirectoryUnavailable:
                complete = False
        return GroupMembers(frozenset(people), complete)

    async def _group(self, group: str, *, fresh: bool) -> frozenset[str]:
        async def ask() -> frozenset[str]:
            users = (await answer(self._client.usergroups_users_list(usergroup=group))).get("users")
            if not isinstance(users, list):
                raise SlackRefused("no_users")
            return frozenset(str(one) for one in users)

        try:
            return await self._groups.get(group, FRESH if fresh else KEEPS, ask)
        except SlackBusy as busy:
            known = self._groups.recall(group, KEEPS)
            if known is None:
                raise self._unavailable(busy) from busy
            return known[0]
        except SlackFailure as failure:
            raise self._unavailable(failure) from failure

    async def people_of(self, channel: str) -> frozenset[str]:
        """Return everybody who is in a conversation, of this moment. Raises `DirectoryUnavailable`."""
        people: set[str] = set()
        cursor: str | None = None
        try:
            while cursor != "":
                page = await answer(self._client.conversations_members(channel=channel, limit=_PAGE, cursor=cursor))
                people |= {str(one) for one in page.get("members") or ()}
                cursor = str((page.get("response_metadata") or {}).get("next_cursor") or "")
        except SlackFailure as failure:
            raise self._unavailable(failure) from failure
        return frozenset(people)

    async def channel(self, channel: str, *, fresh: bool) -> Channel | None:
        """Return a conversation as the bot sees it, None when it does not see it. Raises `DirectoryUnavailable`."""

        async def ask() -> Channel | None:
            try:
                return _channel(channel, (await answer(self._client.conversations_info(channel=channel)))["channel"])
            except ChannelClosed:
                return None

        try:
            return await self._channels.get(channel, FRESH if fresh else KEEPS, ask)
        except (SlackFailure, KeyError) as failure:
            raise self._unavailable(failure) from failure


def is_organisation_wide(identity: Json) -> bool:
    """Say whether auth.test answers for an app that is installed for an organisation, and so in no workspace."""
    return bool(identity.get("is_enterprise_install")) or not str(identity.get("team_id") or "").startswith("T")


def _member(user: str, found: object) -> Member:
    if not isinstance(found, dict):
        raise SlackRefused("no_user")
    enterprise: Json = found.get("enterprise_user") or {}
    teams = {str(team) for team in enterprise.get("teams") or ()}
    team = found.get("team_id")
    return Member(
        user=user,
        team_id=str(team) if team else None,
        teams=frozenset(teams | ({str(team)} if team else set())),
        deleted=bool(found.get("deleted")),
        is_bot=bool(found.get("is_bot")),
        is_restricted=bool(found.get("is_restricted")),
        is_ultra_restricted=bool(found.get("is_ultra_restricted")),
        is_stranger=bool(found.get("is_stranger")),
    )


def _channel(channel: str, found: Json) -> Channel:
    return Channel(
        id=str(found.get("id") or channel),
        name=str(found.get("name") or ""),
        is_member=bool(found.get("is_member", True)),  # Slack leaves it out of direct messages alone
        is_archived=bool(found.get("is_archived")),
        is_im=bool(found.get("is_im")),
        is_shared=bool(found.get("is_ext_shared") or found.get("is_pending_ext_shared")),
    )
