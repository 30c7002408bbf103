"""Slack's rate limits: so many calls a minute of each method, one message a second in each channel."""

from __future__ import annotations

import math
from collections import defaultdict, deque
from collections.abc import Callable
from datetime import datetime

from bot.sandbox.slack.limits import POST_BURST, POST_PER_SECOND


class Pace:
    """Counts calls by the workspace's clock and says when one comes too soon."""

    def __init__(self, now: Callable[[], datetime]) -> None:
        self._now = now
        self._calls: dict[str, deque[float]] = defaultdict(deque)
        self._tokens: dict[str, tuple[float, float]] = {}

    def too_soon(self, method: str, per_minute: int) -> int | None:
        """Counts a call; returns the seconds of `Retry-After` instead when the minute is full. 0 a minute: no limit."""
        if not per_minute:
            return None
        now = self._now().timestamp()
        calls = self._calls[method]
        while calls and calls[0] <= now - 60:
            calls.popleft()
        if len(calls) >= per_minute:
            return max(1, math.ceil(calls[0] + 60 - now))
        calls.append(now)
        return None

    def post_too_soon(self, channel: str) -> int | None:
        """Counts a message to a channel; returns the seconds of `Retry-After` instead when it comes too soon."""
        now = self._now().timestamp()
        tokens, since = self._tokens.get(channel, (float(POST_BURST), now))
        tokens = min(float(POST_BURST), tokens + max(0.0, now - since) * POST_PER_SECOND)
        if tokens < 1:
            self._tokens[channel] = (tokens, now)
            return max(1, math.ceil((1 - tokens) / POST_PER_SECOND))
        self._tokens[channel] = (tokens - 1, now)
        return None
