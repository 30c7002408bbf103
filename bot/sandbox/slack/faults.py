"""Faults that the next calls of a Web API method meet."""

from __future__ import annotations

from dataclasses import dataclass
from fnmatch import fnmatchcase


@dataclass(frozen=True)
class RateLimited:
    """HTTP 429 with `Retry-After` in seconds; with None the header is left out."""

    retry_after: int | None = 1


@dataclass(frozen=True)
class ServerError:
    """An answer with this HTTP status and a page of HTML instead of JSON; nothing was done."""

    status: int = 500


@dataclass(frozen=True)
class InternalErrorIn200:
    """`internal_error` inside a 200 answer; nothing was done."""


@dataclass(frozen=True)
class ApiError:
    """The method refuses with this error name."""

    error: str


@dataclass(frozen=True)
class StoreThenTimeout:
    """The call is carried out but its answer never comes; with `drop` the connection is cut instead of kept waiting."""

    drop: bool = False


@dataclass(frozen=True)
class Drop:
    """The connection is cut before anything was done."""


@dataclass(frozen=True)
class Hang:
    """The call waits this long (real seconds), then is carried out and answered."""

    seconds: float


@dataclass(frozen=True)
class HangThenTimeout:
    """Nothing is done and no answer ever comes."""


@dataclass(frozen=True)
class StoredLate:
    """No answer comes (with `drop` the connection is cut), and the call is carried out this much later all the same.

    The seconds are those of Slack's clock.
    """

    seconds: float
    drop: bool = False


@dataclass(frozen=True)
class NeverDone:
    """Slack answers ok and nothing comes of it, as with an upload that is never shared."""


@dataclass(frozen=True)
class Behind:
    """`conversations.history` and `conversations.replies` do not show what was posted in the last so many seconds."""

    seconds: float


Fault = (
    RateLimited
    | ServerError
    | InternalErrorIn200
    | ApiError
    | StoreThenTimeout
    | Drop
    | Hang
    | HangThenTimeout
    | StoredLate
    | NeverDone
    | Behind
)


@dataclass
class _Planned:
    method: str
    fault: Fault
    times: int


class Faults:
    """The faults that are planned, in the order they were planned."""

    def __init__(self) -> None:
        self._planned: list[_Planned] = []

    def next(self, method: str, fault: Fault, times: int = 1) -> None:
        """Lets the next `times` calls of a method (a glob such as `chat.*`) meet `fault`."""
        self._planned.append(_Planned(method, fault, times))

    def cancel(self, fault: Fault) -> None:
        """Takes back this very fault, or what is left of it."""
        self._planned = [planned for planned in self._planned if planned.fault is not fault]

    def take(self, method: str) -> Fault | None:
        """Returns the fault that this call meets and counts it as used."""
        for planned in self._planned:
            if fnmatchcase(method, planned.method):
                planned.times -= 1
                if planned.times <= 0:
                    self._planned.remove(planned)
                return planned.fault
        return None

    def left_of(self, fault: Fault) -> int:
        """How often this very fault is still to happen."""
        return sum(planned.times for planned in self._planned if planned.fault is fault)

    @property
    def pending(self) -> list[tuple[str, Fault, int]]:
        """What is planned and not used yet: (method glob, fault, times)."""
        return [(planned.method, planned.fault, planned.times) for planned in self._planned]

    def clear(self) -> None:
        """Forgets everything that is planned."""
        self._planned.clear()
