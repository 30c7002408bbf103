"""The rules for every call that the bot makes, to Slack as to Sendcloud. They stand here alone; callers keep to them.

- **Proxies**: none. HTTP_PROXY and the like in the environment are not obeyed: a proxy would see tokens and customers'
  addresses, and a call to an address of this very machine would leave it.
- **Redirects**: none is followed. Tokens and keys go to the addresses in the settings and nowhere else.
- **Sizes**: at most `MOST_JSON` or `MOST_FILE` bytes of an answer are read or unpacked. A larger one is no answer.
- **Packing**: gzip and deflate, as `ACCEPTED_ENCODINGS` says; an answer in any other form is none.
- **Times**: each call has an end, for its headers and its body together; see whoever makes it for how long.
"""

from __future__ import annotations

import zlib
from typing import Final

MOST_JSON: Final = 16 * 1024**2
"""Bytes. A page of 100 orders is less than one million."""

MOST_FILE: Final = 64 * 1024**2
"""Bytes. Twenty labels are a few millions."""

ACCEPTED_ENCODINGS: Final = "gzip, deflate"

_GZIP_OR_ZLIB: Final = zlib.MAX_WBITS + 32
_BARE_DEFLATE: Final = -zlib.MAX_WBITS


class Unusable(Exception):
    """An answer that is too large, or packed in a way that was not asked for."""


class TooLarge(Unusable):
    """An answer of more bytes than allowed."""


def unpacked(content: bytes, encoding: str, *, most: int) -> bytes:
    """Return *content* unpacked, as the header Content-Encoding says. Raises `Unusable`, without unpacking further than
    *most* bytes."""
    _bounded(content, most)
    form = encoding.strip().lower()
    if form in ("", "identity"):
        return content
    if form not in ("gzip", "x-gzip", "deflate"):
        raise Unusable("packed in a way that was not asked for")
    try:
        return _inflated(content, _GZIP_OR_ZLIB, most)
    except zlib.error as exc:
        if form != "deflate":
            raise Unusable("damaged on its way") from exc
    try:
        return _inflated(content, _BARE_DEFLATE, most)  # what some servers mean by deflate
    except zlib.error as exc:
        raise Unusable("damaged on its way") from exc


def _inflated(content: bytes, form: int, most: int) -> bytes:
    inflater = zlib.decompressobj(form)
    found = inflater.decompress(content, most + 1)
    if not inflater.eof and len(found) <= most:
        raise Unusable("cut short")
    return _bounded(found, most)


def _bounded(content: bytes, most: int) -> bytes:
    if len(content) > most:
        raise TooLarge(f"more than {most} bytes")
    return content
