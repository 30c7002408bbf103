"""A stand-in of Slack and an outbox that share one hand-moved clock."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import pairwise

from slack_sdk.web.async_client import AsyncWebClient

from bot.sandbox.slack import SlackStandIn
from bot.sandbox.slack.records import ApiCall
from bot.slack.delivery.outbox import MessageTag, Outbox
from tests.clock import HandClock

CHANNEL = "C0SHIPPING"
OTHER = "C0SUPPORT"
ABOUT = MessageTag("L-7F3A", "parent")


@dataclass(frozen=True)
class Bench:
    slack: SlackStandIn
    clock: HandClock
    client: AsyncWebClient
    outbox: Outbox

    def calls(self, method: str) -> list[ApiCall]:
        """Return the calls of one method that were answered with success."""
        return [call for call in self.slack.calls if call.method == method and call.response.get("ok")]

    async def post(self, channel: str = CHANNEL, *, text: str = "hello", thread_ts: str | None = None) -> str:
        return await self.outbox.post(channel, ABOUT, text=text, blocks=[], thread_ts=thread_ts)


@asynccontextmanager
async def bench() -> AsyncIterator[Bench]:
    """Yield a bench; afterwards nothing may have been sent that Slack would refuse."""
    clock = HandClock()
    async with SlackStandIn(now=clock.now) as slack:
        client = AsyncWebClient(token=slack.bot_token, base_url=slack.api_url, timeout=5, retry_handlers=[])
        yield Bench(slack, clock, client, Outbox(client, clock))
        assert slack.refusals == []


def most_within(times: Sequence[datetime], seconds: float) -> int:
    """Return how many of *times* lie in the fullest span of so many seconds."""
    span = timedelta(seconds=seconds)
    return max((sum(begin <= at < begin + span for at in times) for begin in times), default=0)


def shortest_gap(times: Sequence[datetime]) -> float:
    """Return the seconds between the two neighbours that lie closest together."""
    return min((later - sooner).total_seconds() for sooner, later in pairwise(times))
