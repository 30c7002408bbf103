"""What the ledger knows of a run, a plan or the anchors in Slack: messages and their places."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from bot.model import RunPlace, SlackMessage
from bot.slack.delivery.outcomes import Json

PARENT: Final = "parent"
"""Key of the message on which the thread of a run hangs."""

SIGNPOST: Final = "signpost"
"""Key of that message where it was left behind in a channel when the run moved to a direct message."""


@dataclass(frozen=True)
class Place:
    """Where a message belongs: a channel, or a thread in it."""

    channel: str
    thread_ts: str | None = None


@dataclass(frozen=True)
class Known:
    """Messages by their keys, and the places that a run has left, the oldest first."""

    messages: Mapping[str, SlackMessage]
    places: Sequence[RunPlace] = ()

    @property
    def parent(self) -> SlackMessage | None:
        """The message on which the thread hangs now."""
        return self.messages.get(PARENT)

    @property
    def thread(self) -> list[SlackMessage]:
        """The parent and its replies, without files and what was left behind elsewhere."""
        return [message for message in self.messages.values() if message.kind == "thread"]

    @property
    def moved(self) -> RunPlace | None:
        """The channel that the run has left for a direct message; it does so once."""
        return next((place for place in self.places if place.reason == "moved"), None)

    @property
    def replaced(self) -> list[RunPlace]:
        """The places of parents that were gone and posted anew, the oldest first."""
        return [place for place in self.places if place.reason != "moved"]

    @property
    def former(self) -> frozenset[str]:
        """The ts of parents that still stand, could not be edited and were followed by another."""
        return frozenset(place.ts for place in self.places if place.reason == "uneditable" and place.ts)

    def keys_of_files(self, message: Json) -> list[str]:
        """Return the keys of the messages that the files in *message* were uploaded for."""
        ids = {str(file.get("id")) for file in message.get("files") or ()}
        return [one.key for one in self.messages.values() if ids & set(one.file_ids)]
