"""Ids as a part of an address, which must not lead elsewhere."""

from __future__ import annotations

from urllib.parse import quote


def is_name(id: str) -> bool:
    """Return whether *id* names anything; a dot or two would be a path that leads elsewhere."""
    return bool(id.strip(". "))


def segment(id: str) -> str:
    """Return *id* as one path segment that cannot lead elsewhere. Raises `ValueError` for one that names nothing."""
    if not is_name(id):
        raise ValueError("an id is needed")
    return quote(id, safe="")
