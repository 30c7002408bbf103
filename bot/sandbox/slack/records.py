"""The things a workspace holds: people, channels, messages, files, views."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, NamedTuple

from bot.sandbox.slack import text as words

Json = dict[str, Any]


@dataclass
class User:
    """A person or a bot. `team_id` differs from the workspace's for a stranger of Slack Connect."""

    id: str
    name: str
    real_name: str
    team_id: str
    tz: str = "Europe/Amsterdam"
    tz_offset: int = 3600
    is_bot: bool = False
    is_restricted: bool = False
    is_ultra_restricted: bool = False
    is_stranger: bool = False
    deleted: bool = False


@dataclass
class Channel:
    """A conversation. The switches at the end make posting fail as Slack's channel rules do."""

    id: str
    name: str
    members: set[str] = field(default_factory=set)
    is_private: bool = False
    is_im: bool = False
    is_ext_shared: bool = False
    is_archived: bool = False
    # An error name such as `restricted_action_thread_locked`: refuses replies, `post_error` refuses every message.
    thread_error: str | None = None
    post_error: str | None = None
    file_error: str | None = None
    edit_error: str | None = None
    # A reply to a parent that is gone becomes a message of the channel itself, without an error (slack-go issue 1571);
    # set an error name such as `thread_not_found` to have it refused instead.
    orphan_error: str | None = None


@dataclass
class File:
    """An uploaded file. It is readable by the bot once it was completed or given to an input."""

    id: str
    name: str
    title: str
    mimetype: str
    user: str
    created: int
    content: bytes = b""
    completed: bool = False
    channels: list[str] = field(default_factory=list)


class Edit(NamedTuple):
    """What a message was before an edit, and when the edit came; `blocks` are all of it, those in attachments too."""

    time: datetime
    text: str
    blocks: list[Json]


@dataclass(eq=False)
class Message:
    """A message as it stands now; `history` holds what it was before each edit."""

    channel: str
    ts: str
    user: str
    text: str
    blocks: list[Json] = field(default_factory=list)
    thread_ts: str | None = None
    metadata: Json | None = None
    edited: Json | None = None
    files: list[File] = field(default_factory=list)
    attachments: list[Json] = field(default_factory=list)
    history: list[Edit] = field(default_factory=list)
    reactions: list[tuple[str, str]] = field(default_factory=list)
    ephemeral_for: str | None = None
    broadcast: bool = False
    deleted: bool = False
    names_linked: bool = False
    # False: what stands in the text is shown as it was written.
    formatted: bool = True
    subtype: str | None = None
    values: dict[str, dict[str, Json]] = field(default_factory=dict)

    @property
    def all_blocks(self) -> list[Json]:
        """The blocks of the message and of its attachments."""
        return [*self.blocks, *(block for one in self.attachments for block in one.get("blocks") or [])]

    def buttons(self, viewer: str | None = None) -> dict[str, Json]:
        """Returns the buttons by the text on them, only those that `viewer` sees when one is given."""
        return {
            words.unescape(str(node["text"]["text"])): node
            for node in words.walk(self.all_blocks)
            if node.get("type") == "button" and _seen_by(node, viewer)
        }

    def plain(self) -> str:
        """Returns everything a reader sees of the message, one text a line."""
        body = shown(self.blocks) if self.blocks else words.visible(self.text)
        return "\n".join(part for part in (body, *(file.title for file in self.files)) if part)

    @property
    def pings(self) -> list[str]:
        """What in the text or the blocks notifies somebody."""
        return words.pings(self.text, names_linked=self.names_linked) + words.block_pings(self.blocks)

    @property
    def links(self) -> list[str]:
        """What the text or the blocks link to."""
        return words.links(self.text) + words.block_links(self.blocks)


def shown(blocks: list[Json]) -> str:
    """Returns everything that blocks show, one text a line."""
    found = words.texts(blocks, folded=False)
    return "\n".join(value if kind == words.PLAIN else words.visible(value) for kind, value in found)


def _seen_by(node: Json, viewer: str | None) -> bool:
    allowed = node.get("visible_to_user_ids")
    return viewer is None or not allowed or viewer in allowed


@dataclass(eq=False)
class View:
    """A modal view or a Home tab. `values` is what the person has filled in: block_id, action_id, value."""

    id: str
    user: str
    body: Json
    hash: str
    stack: Stack | None = None
    previous_id: str | None = None
    values: dict[str, dict[str, Json]] = field(default_factory=dict)
    open: bool = True
    revision: int = 0

    @property
    def blocks(self) -> list[Json]:
        """The blocks as the view stands now."""
        return list(self.body.get("blocks", []))

    @property
    def all_blocks(self) -> list[Json]:
        """The same: a view has no attachments."""
        return self.blocks

    def plain(self) -> str:
        """Returns everything that the blocks show, one text a line."""
        return shown(self.blocks)


@dataclass(eq=False)
class Stack:
    """The views that are open on top of each other for one person; `last` stays when all are closed."""

    user: str
    channel: str | None
    views: list[View] = field(default_factory=list)
    last: View | None = None

    @property
    def top(self) -> View | None:
        """The view that the person sees, or None when the modal is closed."""
        return self.views[-1] if self.views else None


@dataclass
class Trigger:
    """What allows one modal to be opened for one person, shortly after they did something."""

    user: str
    made: datetime
    channel: str | None
    view_id: str | None = None
    used: bool = False


@dataclass
class ResponseUrl:
    """An address that answers one interaction: five times within 30 minutes."""

    id: str
    user: str
    channel: str
    made: datetime
    source: Message | None = None
    thread_ts: str | None = None
    uses: int = 0


@dataclass(frozen=True)
class ApiCall:
    """One call of the Web API (or of a response_url) and its answer; `status` is HTTP's, 0 when no answer was sent."""

    time: datetime
    method: str
    args: Json
    response: Json
    status: int = 200


@dataclass(frozen=True)
class Ack:
    """Slack's own side of one delivery: how the app acknowledged it."""

    what: str
    milliseconds: float
    error: str | None = None
    body: Any = None
