"""What can go wrong on purpose: faults wait in a queue and are used up by the calls that match them."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from fnmatch import fnmatchcase

from bot.sandbox.sendcloud.calls import Reply
from bot.sandbox.sendcloud.reshape import Reshaping


@dataclass(frozen=True)
class Respond:
    """Answer with exactly this and do nothing. *body* is bytes, or anything that JSON can hold."""

    status: int
    body: object = b""
    headers: Mapping[str, str] = field(default_factory=dict)

    def reply(self) -> Reply:
        """Return the answer to send."""
        headers = dict(self.headers)
        given = next((headers.pop(key) for key in list(headers) if key.lower() == "content-type"), None)
        if isinstance(self.body, bytes):
            return Reply(self.status, self.body, given or "text/plain", headers)
        return Reply(self.status, json.dumps(self.body).encode(), given or "application/json", headers)


@dataclass(frozen=True)
class ResetBefore:
    """Drop the connection and do nothing."""


@dataclass(frozen=True)
class ResetAfter:
    """Carry the call out, then drop the connection without an answer."""


@dataclass(frozen=True)
class Hang:
    """Wait *seconds* of real time, before acting or (*after*) between acting and answering.

    A caller who has gone away meanwhile changes nothing: the call is carried out all the same.
    """

    seconds: float
    after: bool = False


@dataclass(frozen=True)
class LateAct:
    """Drop the connection at once and carry the call out *seconds* later by the stand-in's own clock."""

    seconds: float


@dataclass(frozen=True)
class Garbage:
    """Carry the call out, then answer its own status with a body that cannot be read."""

    body: bytes = b'{"data": [{"parcel_id": 42, "ship'


@dataclass(frozen=True)
class Html502:
    """Answer the 502 page of a proxy, before or *after* carrying the call out."""

    after: bool = False


@dataclass(frozen=True)
class Empty429:
    """Refuse for pace with an empty body; *retry_after* goes into the header of that name, as given."""

    retry_after: str | None = None


@dataclass(frozen=True)
class ErrorsOnly202:
    """Answer 202 with this error and no data, and do nothing (documented for an unknown sender address)."""

    error: Mapping[str, object] = field(
        default_factory=lambda: {
            "status": "404",
            "code": "invalid",
            "detail": "Does not exist.",
            "source": {"pointer": "/data/attributes/sender_address_id"},
        }
    )


@dataclass(frozen=True)
class DropRow:
    """Leave the order at *order_index* out of data and errors; its label is made when *acted* is true."""

    order_index: int = 0
    acted: bool = True


@dataclass(frozen=True)
class ExtraRow:
    """Add a row for an order that the call did not name."""

    order_number: str = "NOBODY-ASKED"


@dataclass(frozen=True)
class TwoRows:
    """Make two shipments for the order at *order_index*, and name both."""

    order_index: int = 0


@dataclass(frozen=True)
class ShortIds:
    """Name the shipments by numbers, as the published example does. Nothing else knows them by these."""

    first: int = 511


@dataclass(frozen=True)
class CallLevelError:
    """Refuse the whole call with one documented error object and do nothing."""

    status: int
    code: str
    pointer: str | None = None
    detail: str = "The request was refused."


@dataclass(frozen=True)
class Damaged:
    """Give a document that is not as it should be; *how* is one of `documents.DAMAGES`."""

    how: str


@dataclass(frozen=True)
class CancelAs:
    """Have the carrier of a shipment take its cancellation in this way: one of `shipments.CANCEL_ANSWERS`."""

    how: str


@dataclass(frozen=True)
class ShopSync:
    """Answer as if an order was changed, and have the shop's sync bring the old values back before anybody reads it."""


Fault = (
    Respond
    | ResetBefore
    | ResetAfter
    | Hang
    | LateAct
    | Garbage
    | Html502
    | Empty429
    | ErrorsOnly202
    | DropRow
    | ExtraRow
    | ShortIds
    | TwoRows
    | CallLevelError
    | Damaged
    | CancelAs
    | ShopSync
    | Reshaping
)

_PROXY_PAGE = b"<html><head><title>502 Bad Gateway</title></head><body><h1>502 Bad Gateway</h1></body></html>\n"


def answer_instead(fault: Fault | None) -> Reply | None:
    """Return the answer that replaces the work of the call, None when the call is to be carried out."""
    match fault:
        case Respond():
            return fault.reply()
        case Html502(after=False):
            return proxy_page()
        case Empty429(retry_after=wait):
            return Reply(429, b"", None, {} if wait is None else {"Retry-After": wait})
        case ErrorsOnly202(error=error):
            return Reply(202, json.dumps({"errors": [dict(error)]}).encode())
        case CallLevelError():
            made: dict[str, object] = {"status": str(fault.status), "code": fault.code, "detail": fault.detail}
            if fault.pointer is not None:
                made["source"] = {"pointer": fault.pointer}
            return Reply(fault.status, json.dumps({"errors": [made]}).encode())
        case _:
            return None


def proxy_page() -> Reply:
    """Return what a proxy says when the application behind it did not."""
    return Reply(502, _PROXY_PAGE, "text/html")


@dataclass
class _Waiting:
    method: str
    path_glob: str
    fault: Fault
    times: int
    query: str | None

    def is_for(self, method: str, path: str, query: Collection[str]) -> bool:
        return (
            self.method in ("*", method)
            and fnmatchcase(path, self.path_glob)
            and (self.query is None or self.query in query)
        )


class Faults:
    """The queue. Faults are consumed in the order in which they were put, each by the first calls that match it."""

    def __init__(self) -> None:
        self._waiting: list[_Waiting] = []

    def next(self, method: str, path_glob: str, fault: Fault, times: int = 1, query: str | None = None) -> None:
        """Let the next *times* calls of *method* (`*` for any) whose path matches *path_glob* meet *fault*.

        *query*: only calls that carry a query parameter of that name.
        """
        self._waiting.append(_Waiting(method.upper(), path_glob, fault, times, query))

    def cancel(self, fault: Fault) -> None:
        """Take back this very *fault*, or what is left of it."""
        self._waiting = [waiting for waiting in self._waiting if waiting.fault is not fault]

    def clear(self) -> None:
        """Forget every fault that has not happened yet."""
        self._waiting.clear()

    def left_of(self, fault: Fault) -> int:
        """How often this very *fault* is still to happen."""
        return sum(waiting.times for waiting in self._waiting if waiting.fault is fault)

    @property
    def left(self) -> int:
        """How many faults are still to happen."""
        return sum(waiting.times for waiting in self._waiting)

    def take(self, method: str, path: str, query: Collection[str] = ()) -> Fault | None:
        """Return the fault that this call meets and count it down; None for an honest call.

        *query* holds the names of its query parameters.
        """
        for waiting in self._waiting:
            if waiting.is_for(method, path, query):
                waiting.times -= 1
                if waiting.times <= 0:
                    self._waiting.remove(waiting)
                return waiting.fault
        return None
