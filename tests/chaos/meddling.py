"""What goes wrong at Sendcloud's and Slack's side, decided call by call as the calls come in."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Collection
from dataclasses import dataclass
from typing import Final

from bot.sandbox.sendcloud import faults as sendcloud_faults
from bot.sandbox.slack import faults as slack_faults

_IDS: Final = re.compile(r"/[0-9a-f-]{36}|/\d+")

PURCHASE: Final = "/orders/create-labels-async"


def call_name(method: str, path: str) -> str:
    """Return a name for a call of Sendcloud's that leaves out which order or parcel it is about."""
    return f"{method} {_IDS.sub('/*', path)}"


@dataclass
class Point:
    """A call at which somebody is to be struck: *name* as `call_name` or Slack's method, the *nth* of that name.

    *after*: the call is carried out all the same. *strike* does what is to be done to the caller.
    """

    name: str
    nth: int
    after: bool
    strike: Callable[[], None]
    struck: bool = False


class SendcloudMeddler(sendcloud_faults.Faults):
    """A queue of faults that also asks *choose* about every call, counts the calls by name, and knows one point."""

    def __init__(self) -> None:
        super().__init__()
        self.seen: Counter[str] = Counter()
        self.choose: Callable[[str], sendcloud_faults.Fault | None] | None = None
        self.point: Point | None = None

    def take(self, method: str, path: str, query: Collection[str] = ()) -> sendcloud_faults.Fault | None:
        """Return what goes wrong with this call."""
        name = call_name(method, path)
        self.seen[name] += 1
        if _is_here(self.point, name, self.seen[name]):
            return sendcloud_faults.ResetAfter() if _strike(self.point) else sendcloud_faults.ResetBefore()
        return super().take(method, path, query) or (self.choose(name) if self.choose else None)


class SlackMeddler(slack_faults.Faults):
    """The same for Slack."""

    def __init__(self) -> None:
        super().__init__()
        self.seen: Counter[str] = Counter()
        self.choose: Callable[[str], slack_faults.Fault | None] | None = None
        self.point: Point | None = None

    def take(self, method: str) -> slack_faults.Fault | None:
        """Return what goes wrong with this call."""
        self.seen[method] += 1
        if _is_here(self.point, method, self.seen[method]):
            return slack_faults.StoreThenTimeout(drop=True) if _strike(self.point) else slack_faults.Drop()
        return super().take(method) or (self.choose(method) if self.choose else None)


def _is_here(point: Point | None, name: str, count: int) -> bool:
    return point is not None and point.name == name and point.nth == count


def _strike(point: Point | None) -> bool:
    """Strike and say whether the call is carried out."""
    if point is None:
        return True
    point.struck = True
    point.strike()
    return point.after
