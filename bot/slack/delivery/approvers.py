"""Which approvers have to be asked privately: those who are not in the channel of the plan."""

from __future__ import annotations

import logging
from dataclasses import dataclass

from bot.people import Directory, DirectoryUnavailable

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Approvers:
    """*groups*: the user groups that approve."""

    directory: Directory
    groups: tuple[str, ...]

    async def to_tell(self, channel: str, *, but: frozenset[str], shared: bool) -> tuple[list[str], bool]:
        """Return who is asked privately, and whether that is all of them: of a group or a channel that cannot be read
        just now nobody knows.

        *but*: those who made the plan. *shared*: another company reads the channel, so everybody is asked privately.
        """
        found = await self.directory.people_in(self.groups, fresh=False)
        try:
            there = frozenset() if shared or channel.startswith("D") else await self.directory.people_of(channel)
        except DirectoryUnavailable as unavailable:
            log.warning("%s cannot be read: %s. Approvers who are not there wait.", channel, unavailable)
            return [], False
        return sorted(found.people - but - there), found.complete
