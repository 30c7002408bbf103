"""Going from page to page: the ``Link`` response header (RFC 8288).

Only the cursor is taken from it. Its host and path are not: credentials go to the configured address alone, and
Sendcloud's own samples do not agree about the path. A cursor is opaque.
"""

from __future__ import annotations

import re
from urllib.parse import unquote

_LINK = re.compile(r"<([^>]*)>([^<]*)")
_NEXT = re.compile(r"""(?:^|;)\s*rel\s*=\s*(?:"[^"]*\bnext\b[^"]*"|'?next'?)\s*(?:;|,|$)""", re.IGNORECASE)


def next_cursor(link: str | None) -> str | None:
    """Return the cursor of the next page named in the header *link*; None on the last page."""
    for target, parameters in _LINK.findall(link or ""):
        if not _NEXT.search(parameters.strip()):
            continue
        for pair in target.partition("?")[2].partition("#")[0].split("&"):
            name, _, value = pair.partition("=")
            if name == "cursor" and value:
                return unquote(value)  # a plus is a plus: a cursor is base64, which has no blanks
    return None
