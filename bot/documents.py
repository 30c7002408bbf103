"""The documents of a run on their way from Sendcloud into a thread; held in memory only, never stored."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from bot.model import Cause


class Lack(StrEnum):
    """Why a document is not handed out."""

    MISSING = "missing"
    """Sendcloud has none, or none now."""

    ZPL = "zpl"
    """It comes as ZPL alone: it was asked for as ZPL before."""

    DAMAGED = "damaged"
    """What Sendcloud sent cannot be read."""


@dataclass(frozen=True)
class LackingDocument:
    """A document of *kind* that is not among the files, of the order with this number and position in its run."""

    order_number: str
    kind: str
    lack: Lack
    position: int = 0


@dataclass(frozen=True)
class DocumentFile:
    """One file: which *kind* of document it holds (``label``, ``customs-declaration`` …), how many of them, of how many
    orders, and what its name ends with."""

    kind: str
    content: bytes
    orders: int
    parcels: int
    suffix: str = "pdf"


@dataclass(frozen=True)
class Documents:
    """Everything there is to hand out for a run, and what there is not. *handed_out*: the positions of the orders all
    of whose labels are in the files. *nothing_left*: there is no file, since all that was wanted was handed out before.
    *left_out*: labels that are too many for one time.
    """

    files: tuple[DocumentFile, ...]
    lacking: tuple[LackingDocument, ...] = ()
    handed_out: tuple[int, ...] = ()
    nothing_left: bool = False
    left_out: int = 0


class DocumentsUnavailable(Exception):
    """Sendcloud does not hand the documents out now.

    *cause* is why; *retry_after*: seconds until it may work, None when asking again by itself is no use.
    """

    def __init__(self, cause: Cause, retry_after: float | None = None) -> None:
        super().__init__(cause.kind)
        self.cause = cause
        self.retry_after = retry_after
