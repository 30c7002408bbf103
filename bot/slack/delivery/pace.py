"""How often Slack may be called: sliding windows, a gap for each message and channel, and what Retry-After said."""

from __future__ import annotations

from collections import deque
from collections.abc import Hashable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import Final

from bot.clock import Clock, steady

EDITS_A_MINUTE: Final = 40
"""chat.update allows 50 a minute for the whole workspace (docs.slack.dev/apis/web-api/rate-limits)."""

URGENT_EDITS: Final = 8
"""Of these edits so many are kept for last states and for what a person has just done."""

POSTS_A_MINUTE: Final = 200
"""chat.postMessage allows "several hundred" a minute for the workspace."""

HOMES_A_MINUTE: Final = 60
"""views.publish is of tier 4: more than 100 a minute."""

HOMES_OPENED: Final = 10
"""Of these so many are kept for those who open the tab or press something in it."""

SECONDS_BETWEEN_POSTS: Final = 1.0
SECONDS_BETWEEN_EDITS: Final = 2.0

_CALLS_A_MINUTE: Final = {
    "views.update": 80,
    "conversations.history": 40,
    "conversations.replies": 40,
    "conversations.open": 40,
    "chat.delete": 40,
    "files.upload": 30,
    "files.delete": 40,
}
_MINUTE: Final = timedelta(minutes=1)
_STILL_FLYING: Final = 0.2
"""Seconds until to look again when every free place is taken by calls without an answer."""


def edit_gap(age: timedelta, *, urgent: bool) -> float:
    """Return the seconds between two edits of one message whose run has been going for *age*."""
    if urgent or age < timedelta(minutes=1):
        return SECONDS_BETWEEN_EDITS
    return 5.0 if age < timedelta(minutes=10) else 15.0


class _Window:
    """At most so many calls in any minute. A call counts from its start until a minute after its answer, so that the
    limit holds wherever on the way it is counted."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._flying = 0
        self._ended: deque[datetime] = deque()

    def pause(self, now: datetime, kept: int = 0) -> float:
        while self._ended and self._ended[0] + _MINUTE <= now:
            self._ended.popleft()
        over = self._flying + len(self._ended) - (self._most - kept)
        if over < 0:
            return 0.0
        if over >= len(self._ended):
            return _STILL_FLYING
        return (self._ended[over] + _MINUTE - now).total_seconds()

    def begin(self) -> None:
        self._flying += 1

    def end(self, now: datetime) -> None:
        self._flying -= 1
        self._ended.append(now)


class Pace:
    """Answers how long to wait before a call, in seconds; nothing waits here."""

    def __init__(self, clock: Clock) -> None:
        self._clock = steady(clock)
        self._windows = {method: _Window(most) for method, most in _CALLS_A_MINUTE.items()}
        self._windows["chat.postMessage"] = _Window(POSTS_A_MINUTE)
        self._windows["views.publish"] = _Window(HOMES_A_MINUTE)
        self._windows["chat.update"] = _Window(EDITS_A_MINUTE)
        self._last: dict[Hashable, datetime] = {}
        self._held: dict[str, datetime] = {}

    def before(self, method: str) -> float:
        """Return the wait before any call of *method*."""
        now = self._clock.now()
        window = self._windows.get(method)
        return max(self._hold(method, now), window.pause(now) if window else 0.0)

    def before_post(self, channel: str) -> float:
        """Return the wait before a message to *channel*."""
        return max(self.before("chat.postMessage"), self._gap(channel, SECONDS_BETWEEN_POSTS))

    def before_edit(self, channel: str, ts: str, *, gap: float, urgent: bool) -> float:
        """Return the wait before an edit of one message, *gap* seconds after the one before at the earliest."""
        now = self._clock.now()
        window = self._windows["chat.update"].pause(now, kept=0 if urgent else URGENT_EDITS)
        return max(self._hold("chat.update", now), window, self._gap((channel, ts), gap))

    def before_home(self, *, asked_for: bool) -> float:
        """Return the wait before App Home is drawn for anybody; *asked_for*: somebody has opened it just now."""
        now = self._clock.now()
        window = self._windows["views.publish"].pause(now, kept=0 if asked_for else HOMES_OPENED)
        return max(self._hold("views.publish", now), window)

    def hold(self, method: str, seconds: float) -> None:
        """Call *method* no more for *seconds*: Slack said so. Other methods go on."""
        self._held[method] = self._clock.now() + timedelta(seconds=seconds)

    @contextmanager
    def sending(self, method: str, place: Hashable = None) -> Iterator[None]:
        """Count the call that is made inside; *place* is the channel or message whose gap it uses up."""
        window = self._windows.get(method)
        self._note(place)
        if window:
            window.begin()
        try:
            yield
        finally:
            if window:
                window.end(self._clock.now())
            self._note(place)

    def _hold(self, method: str, now: datetime) -> float:
        until = self._held.get(method)
        return (until - now).total_seconds() if until is not None else 0.0

    def _gap(self, place: Hashable, seconds: float) -> float:
        last = self._last.get(place)
        if last is None:
            return 0.0
        return (last + timedelta(seconds=seconds) - self._clock.now()).total_seconds()

    def _note(self, place: Hashable) -> None:
        if place is None:
            return
        now = self._clock.now()
        self._last[place] = now
        if len(self._last) > 2000:
            self._last = {known: at for known, at in self._last.items() if now - at < _MINUTE}
