"""Why an order has no label, or a run stands still."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Cause:
    """Why an order has no label: the words of whoever refused, masked, and what kind of trouble it is.

    *fields*: what of the order it is about (`Field`), where the refusal says so.
    """

    kind: str
    text: str = ""
    code: str | None = None
    fields: tuple[str, ...] = ()
