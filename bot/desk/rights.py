"""Who may do what: checked on every command, submission, button and search, against the person acting."""

from __future__ import annotations

from collections.abc import Set
from dataclasses import dataclass

from bot.model import Person
from bot.model.trouble import Refusal
from bot.people import Directory, DirectoryUnavailable, Member, ScopeMissing, UnknownMember


class NotAllowed(Exception):
    """This person may not do this here; *refusal* says why."""

    def __init__(self, refusal: Refusal) -> None:
        super().__init__(refusal.value)
        self.refusal = refusal


@dataclass(frozen=True)
class Rules:
    """What the team allows. Empty tuples allow every channel, and every full member of the workspace."""

    channels: tuple[str, ...] = ()
    usergroups: tuple[str, ...] = ()


class Rights:
    """Answers whether a person may use the bot in a channel."""

    def __init__(self, rules: Rules, directory: Directory) -> None:
        self.rules = rules
        self._directory = directory

    async def check(self, person: Person, channel: str | None, *, fresh: bool = True) -> None:
        """Return when *person* may use the bot in *channel* (None: a place without a channel, such as a search).

        Raises `NotAllowed`; also when Slack does not say who somebody is, since doubt is no permission.
        """
        await self._check_member(person, channel, fresh=fresh)
        await self._check_groups(person, fresh=fresh)

    async def check_approver(
        self, person: Person, channel: str | None, groups: tuple[str, ...], *, not_by: Set[str]
    ) -> None:
        """Return when *person* may approve a plan of *channel*: a full member, in one of *groups*, and not one of those
        who made it (*not_by*). Raises `NotAllowed`; also when a group cannot be read, which then approves nobody."""
        await self._check_member(person, channel, fresh=True)
        if person.user in not_by:
            raise NotAllowed(Refusal.OWN_PLAN)
        try:
            inside = await self._directory.in_group(person.user, groups, fresh=True)
        except DirectoryUnavailable as exc:
            raise NotAllowed(Refusal.APPROVERS_UNREADABLE) from exc
        if not inside:
            raise NotAllowed(Refusal.NO_APPROVER)

    async def _check_member(self, person: Person, channel: str | None, *, fresh: bool) -> None:
        try:
            own = await self._directory.identity()
            member = await self._directory.member(person.user, fresh=fresh)
        except UnknownMember as exc:
            raise NotAllowed(Refusal.NO_MEMBER) from exc
        except ScopeMissing as exc:
            raise NotAllowed(Refusal.SCOPE_MISSING) from exc
        except DirectoryUnavailable as exc:
            raise NotAllowed(Refusal.UNKNOWN_PERSON) from exc
        if own.organisation_wide:
            raise NotAllowed(Refusal.ORGANISATION_WIDE)
        refusal = refusal_of(member, team=own.team_id, claimed=person.team)
        if refusal is not None:
            raise NotAllowed(refusal)
        if channel is not None and not self.may_act_in(channel):
            raise NotAllowed(Refusal.WRONG_CHANNEL)

    async def _check_groups(self, person: Person, *, fresh: bool) -> None:
        if not self.rules.usergroups:
            return
        try:
            inside = await self._directory.in_group(person.user, self.rules.usergroups, fresh=fresh)
        except ScopeMissing as exc:
            raise NotAllowed(Refusal.SCOPE_MISSING) from exc
        except DirectoryUnavailable as exc:
            raise NotAllowed(Refusal.GROUPS_UNREADABLE) from exc
        if not inside:
            raise NotAllowed(Refusal.NOT_IN_GROUP)

    def channel_allowed(self, channel: str) -> bool:
        """May runs be posted to this channel?"""
        return not self.rules.channels or channel in self.rules.channels

    def may_act_in(self, channel: str) -> bool:
        """May people act here? In a channel that is allowed, and in a direct conversation, whose id begins with a D.

        Nothing is posted into a conversation of two: what is answered there only the person who asked can read.
        """
        return channel.startswith("D") or self.channel_allowed(channel)


def refusal_of(member: Member, *, team: str, claimed: str) -> Refusal | None:
    """Return why somebody is no full member of the workspace *team*; None when they are.

    *claimed*: the workspace that the payload names, which counts where Slack does not say whose member they are.
    """
    if member.deleted or member.is_bot:
        return Refusal.NO_MEMBER
    if member.is_stranger or team not in (member.teams or {claimed}):
        return Refusal.OTHER_WORKSPACE
    if member.is_guest:
        return Refusal.GUEST
    return None
