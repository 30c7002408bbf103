"""Going from page to page: the ``Link`` response header (RFC 8288).

Only the cursor is taken from it. Its host and path are not: credentials go to the configured address alone, and
Sendcloud's own samples do not agree about the path. A cursor is opaque.
"""

from __future__ import annotations

import re
from urllib.parse import unquote

USUAL_PAGE = 40
"""Rows on a page of shipments when no size is asked for, as published: a proxy may lose what we asked."""

_LINK = re.compile(r"<([^>]*)>([^<]*)")
_NEXT = re.compile(r"""(?:^|;)\s*rel\s*=\s*(?:"[^"]*\bnext\b[^"]*"|'?next'?)\s*(?:;|,|$)""", re.IGNORECASE)


class PageIsCut(ValueError):
    """Whether another page follows cannot be told."""


def next_cursor(link: str | None, *, rows: int, page_size: int) -> str | None:
    """Return the cursor of the next page; None on the last one. *rows* came where *page_size* were asked for.

    Raises `PageIsCut` for a full page without the header *link*, and for one whose next page cannot be asked for.
    """
    found = _LINK.findall(link or "")
    if not found:
        if (link or "").strip() or rows >= page_size or rows == USUAL_PAGE:
            raise PageIsCut
        return None
    for target, parameters in found:
        if not _NEXT.search(parameters.strip()):
            continue
        for pair in target.partition("?")[2].partition("#")[0].split("&"):
            name, _, value = pair.partition("=")
            if name == "cursor" and value:
                return unquote(value)  # a plus is a plus: a cursor is base64, which has no blanks
        raise PageIsCut
    return None
