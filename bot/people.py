"""Who somebody is in Slack, and what kind of place a conversation is, as far as rights depend on it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Protocol

SLACK: Final = "https://slack.com/"
"""Where messages can be linked to when a workspace's own address is not known."""


class DirectoryUnavailable(Exception):
    """Slack does not say now who somebody is or who is in a group; whoever asks because of a right must say no."""


class ScopeMissing(DirectoryUnavailable):
    """Slack refuses the answer for as long as the app lacks this *scope*."""

    def __init__(self, scope: str) -> None:
        super().__init__(f"the app lacks the scope {scope}")
        self.scope = scope


class UnknownMember(DirectoryUnavailable):
    """Slack does answer, and does not know this person."""


@dataclass(frozen=True)
class Identity:
    """Whose token the bot has, and under which address the workspace shows its messages (auth.test)."""

    team_id: str
    user_id: str
    bot_id: str
    enterprise_id: str | None
    url: str = SLACK
    organisation_wide: bool = False
    """Is the app installed for an organisation and not in a workspace? Then *team_id* is no workspace's."""


@dataclass(frozen=True)
class Member:
    """A person (users.info). *teams*: the workspace, and in an organisation all workspaces this person belongs to."""

    user: str
    team_id: str | None
    teams: frozenset[str]
    deleted: bool
    is_bot: bool
    is_restricted: bool
    is_ultra_restricted: bool
    is_stranger: bool

    @property
    def is_guest(self) -> bool:
        """A guest of one or several channels."""
        return self.is_restricted or self.is_ultra_restricted


@dataclass(frozen=True)
class Channel:
    """A conversation (conversations.info). *is_shared*: with people of another company, or with one that is invited."""

    id: str
    name: str
    is_member: bool
    is_archived: bool
    is_im: bool
    is_shared: bool


@dataclass(frozen=True)
class GroupMembers:
    """Who is in some user groups. Not *complete*: one of them could not be read, and its people are missing."""

    people: frozenset[str]
    complete: bool = True


class Directory(Protocol):
    """Whom and what Slack knows. *fresh* asks for an answer of this moment, not of the last minute."""

    async def identity(self) -> Identity:
        """Return whose token the bot has. Raises `DirectoryUnavailable`."""
        ...

    async def member(self, user: str, *, fresh: bool) -> Member:
        """Return a person. Raises `DirectoryUnavailable`; `UnknownMember` for an id that Slack does not know."""
        ...

    async def in_group(self, user: str, groups: tuple[str, ...], *, fresh: bool) -> bool:
        """Is the person in one of these user groups? Raises `DirectoryUnavailable`."""
        ...

    async def people_in(self, groups: tuple[str, ...], *, fresh: bool) -> GroupMembers:
        """Return everybody who is in one of these user groups, as far as they can be read."""
        ...

    async def people_of(self, channel: str) -> frozenset[str]:
        """Return everybody who is in a conversation, of this moment. Raises `DirectoryUnavailable`."""
        ...

    async def channel(self, channel: str, *, fresh: bool) -> Channel | None:
        """Return a conversation; None when the bot cannot see it. Raises `DirectoryUnavailable`."""
        ...
