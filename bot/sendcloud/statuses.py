"""What an HTTP status says became of a request that changes something. The only table of it."""

from __future__ import annotations

from enum import Enum
from typing import Literal

AccountKind = Literal["credentials", "payment", "forbidden"]

ACCOUNT: dict[int, AccountKind] = {401: "credentials", 402: "payment", 403: "forbidden"}
"""Statuses with which every further request would be met, too."""


class Meaning(Enum):
    """What became of the request. ``REFUSED_IF_SAID``: it was refused if Sendcloud's own words say why."""

    ANSWERED = "answered"
    ACCOUNT = "account"
    THROTTLED = "throttled"
    REFUSED = "refused"
    REFUSED_IF_SAID = "refused if said"
    UNCLEAR = "unclear"


_REFUSED = frozenset({400, 404, 405, 410, 422})
_UNCLEAR = frozenset({408, 409, 425})
"""Client errors that are told while a request may still be carried out, by this call or by one before it."""


def meaning_of(status: int) -> Meaning:
    """Return what *status* alone says, of a whole answer or of one error object in it."""
    if 200 <= status < 300:
        return Meaning.ANSWERED
    if status in ACCOUNT:
        return Meaning.ACCOUNT
    if status == 429:
        return Meaning.THROTTLED
    if status in _REFUSED:
        return Meaning.REFUSED
    if 400 <= status < 500 and status not in _UNCLEAR:
        return Meaning.REFUSED_IF_SAID
    return Meaning.UNCLEAR
