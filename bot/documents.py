"""The documents of a run on their way from Sendcloud into a thread; held in memory only, never stored."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class DocumentFile:
    """One merged PDF: which *kind* of document it holds (``label``, ``customs-declaration`` …), of how many orders."""

    kind: str
    filename: str
    content: bytes
    orders: int


@dataclass(frozen=True)
class Documents:
    """Everything there is to hand out for a run; *missing* pairs an order number with why its papers are not in it."""

    files: tuple[DocumentFile, ...]
    missing: tuple[tuple[str, str], ...] = ()


class DocumentsUnavailable(Exception):
    """Sendcloud does not hand the documents out now.

    *problem* is a sentence for the person who asked. *retry_after*: seconds until it may work; None when asking again
    by itself is no use.
    """

    def __init__(self, problem: str, retry_after: float | None = None) -> None:
        super().__init__(problem)
        self.problem = problem
        self.retry_after = retry_after
