"""The body of an answer, read by the rules of `bot.outgoing`."""

from __future__ import annotations

import httpx

from bot.outgoing import MOST_JSON, Unusable, unpacked


async def whole_body(response: httpx.Response, *, most: int = MOST_JSON) -> bytes:
    """Return all of a streamed answer, unpacked, and close it.

    Raises httpx.DecodingError for one of more than *most* bytes, or packed in an odd way, and what httpx raises for
    one that breaks off.
    """
    content = bytearray()
    try:
        async for piece in response.aiter_raw():
            content += piece
            if len(content) > most:
                break
        return unpacked(bytes(content), response.headers.get("Content-Encoding", ""), most=most)
    except Unusable as exc:
        raise httpx.DecodingError(str(exc), request=response.request) from exc
    finally:
        await response.aclose()
