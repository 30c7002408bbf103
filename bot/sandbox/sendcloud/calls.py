"""What was said on the wire: one record a call, small enough to keep thousands of them."""

from __future__ import annotations

import hashlib
import json
import zlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

_LARGE = 1024  # bytes; bodies above this are kept compressed
Json = object


@dataclass(frozen=True)
class Reply:
    """An answer before it is written: status, raw body, its content type and further headers."""

    status: int
    body: bytes = b""
    content_type: str | None = "application/json"
    headers: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Ask:
    """A request after it was read.

    *at* is the moment (UTC) at which it is carried out; *path* is relative to the base address.
    """

    method: str
    path: str
    query: tuple[tuple[str, str], ...]
    headers: Mapping[str, str]
    raw: bytes
    at: datetime

    def one(self, name: str) -> str | None:
        """Return the last value of the query parameter *name*, None when it was not given."""
        return next((value for key, value in reversed(self.query) if key == name), None)


@dataclass
class Call:
    """One call as the stand-in saw it.

    *time* is aware UTC; *path* is relative to the base address; *fault* names the fault that was injected, None for an
    honest answer. *status* 0 says that no answer was sent (the connection was dropped). Documents are kept as length
    and SHA-256 only. No Authorization header is ever kept.
    """

    time: datetime
    method: str
    path: str
    query: tuple[tuple[str, str], ...]
    headers: Mapping[str, str]
    status: int = 0
    fault: str | None = None
    response_type: str | None = None
    response_headers: Mapping[str, str] = field(default_factory=dict)
    document_length: int = 0
    document_sha256: str = ""
    _request: bytes = b""
    _response: bytes = b""

    @classmethod
    def of(cls, ask: Ask) -> Call:
        """Begin the record of *ask*."""
        headers = {key.lower(): value for key, value in ask.headers.items() if key.lower() != "authorization"}
        return cls(ask.at, ask.method, ask.path, ask.query, headers, _request=_pack(ask.raw))

    def answered(self, reply: Reply) -> None:
        """Note the answer; the bytes of a document are replaced by their length and hash."""
        self.status = reply.status
        self.response_type = reply.content_type
        self.response_headers = dict(reply.headers)
        if reply.status == 200 and reply.content_type in ("application/pdf", "application/zpl", "image/png"):
            self.document_length = len(reply.body)
            self.document_sha256 = hashlib.sha256(reply.body).hexdigest()
        else:
            self._response = _pack(reply.body)

    @property
    def raw_request(self) -> bytes:
        """The request body as it came."""
        return _unpack(self._request)

    @property
    def raw_response(self) -> bytes:
        """The response body as it went; empty for documents."""
        return _unpack(self._response)

    @property
    def body(self) -> Json:
        """The request body as JSON, None when there was none or it was not JSON."""
        return _as_json(self.raw_request)

    @property
    def reply(self) -> Json:
        """The response body as JSON, None when there was none or it was not JSON."""
        return _as_json(self.raw_response)


def _pack(raw: bytes) -> bytes:
    return b"z" + zlib.compress(raw, 1) if len(raw) > _LARGE else b"-" + raw


def _unpack(packed: bytes) -> bytes:
    return zlib.decompress(packed[1:]) if packed[:1] == b"z" else packed[1:]


def _as_json(raw: bytes) -> Json:
    try:
        return json.loads(raw) if raw else None
    except ValueError:
        return None
