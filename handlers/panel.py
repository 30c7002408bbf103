"""**Open in Sendcloud**: the browser follows the link by itself, and Slack tells of the press all the same."""

from __future__ import annotations

from slack_bolt.async_app import AsyncAck


async def opened(ack: AsyncAck) -> None:
    """Somebody pressed it; nothing is left to do."""
    await ack()
