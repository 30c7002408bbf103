"""JSON as it goes on the wire, with what Python's own writer cannot write."""

from __future__ import annotations

import json
import re

ENDLESS = "raw-number:1e99999999999999999999"
"""Stands for a number that JSON can hold and no float can; `written` puts the number itself in its place."""

HALF_EMOJI = "\ud83d"
_RAW = re.compile(rb'"raw-number:([-+.0-9eE]+)"')


def written(body: object) -> bytes:
    """Return *body* as JSON; half an emoji is written as an escape, since UTF-8 cannot hold it."""
    try:
        text = json.dumps(body, ensure_ascii=False, separators=(",", ":")).encode()
    except UnicodeEncodeError:
        text = json.dumps(body, separators=(",", ":")).encode()
    return _RAW.sub(rb"\1", text)
