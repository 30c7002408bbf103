"""Files for one person alone, in their conversation with the bot, where nobody else can read them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime

from bot.clock import Clock
from bot.documents import DocumentFile
from bot.slack.delivery.outbox import MessageTag, Outbox
from bot.slack.delivery.outcomes import SlackRefused
from bot.slack.delivery.protocol import SEND_WITHIN
from bot.slack.screens.blocks import Table
from bot.slack.screens.rows import Rows


class PrivateFiles:
    """Sends what costs nothing to ask for again, at once: no row tells of it, and a new press brings a new one."""

    def __init__(self, outbox: Outbox, clock: Clock) -> None:
        self._outbox = outbox
        self._clock = clock

    async def send(self, user: str, name: str, content: bytes, comment: str) -> str:
        """Put a file with these words (mrkdwn) into the conversation with *user*, and return its channel.

        Raises `SlackFailure`.
        """
        channel = await self._outbox.direct(user)

        async def at_once(_file_ids: Sequence[str]) -> datetime:
            return self._clock.now() + SEND_WITHIN

        file = DocumentFile("list", content, orders=0, parcels=0)
        await self._outbox.upload(channel, None, [file], [name], comment, before_last_step=at_once)
        return channel

    async def tabulate(self, user: str, about: str, draw: Callable[[Rows], Table | None]) -> None:
        """Put a table into the conversation with *user*, drawn with the newest blocks that this workspace takes; none
        where it takes no tables. *about*: what the message is about, and is tagged with.

        Raises `SlackFailure`.
        """
        channel, blocks = await self._outbox.direct(user), self._outbox.blocks
        while (table := draw(rows := blocks.rows)) is not None:
            tag = MessageTag(about, f"table:{self._clock.now().timestamp():.0f}")
            try:
                await self._outbox.post(channel, tag, text=table.caption, blocks=[table.block()])
            except SlackRefused as refused:
                if blocks.refused(rows, refused.code) is None:
                    raise
            else:
                return
