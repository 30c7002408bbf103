"""Which documents somebody asks for: of which orders, in which form and order; and where such a request stands."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Final


class Paper(StrEnum):
    """A kind of paper that can be asked for."""

    LABELS = "labels"
    CUSTOMS = "customs"  # customs declarations and air waybills
    PICK_LIST = "pick_list"  # what is to be put into which parcel


class Form(StrEnum):
    """What labels are handed out as."""

    AS_MADE = "as_made"  # one PDF, each label in its own size
    A6 = "a6"  # one PDF, a label on each A6 page
    A4 = "a4"  # one PDF, four labels on each A4 page
    ZPL = "zpl"  # one file in a label printer's language
    PNG = "png"  # a picture of each label


class Sorting(StrEnum):
    """In which order documents are handed out."""

    GIVEN = "given"
    CARRIER = "carrier"
    OPTION = "option"
    SKU = "sku"


@dataclass(frozen=True)
class Wanted:
    """What is to be handed out of a run. Without anything chosen: all labels and customs papers, in the order given.

    *first*: from which label of the sorted file on, counted from 1. *unprinted*: without the orders whose labels were
    handed out before.
    """

    papers: tuple[Paper, ...] = (Paper.LABELS, Paper.CUSTOMS)
    form: Form = Form.AS_MADE
    sorting: Sorting = Sorting.GIVEN
    first: int | None = None
    unprinted: bool = False


ALL_DOCUMENTS: Final = Wanted()
"""What **Get documents** hands out where nobody has chosen anything else."""


class RequestState(StrEnum):
    """Where a request for documents stands."""

    WAITING = "waiting"
    SENT = "sent"
    FAILED = "failed"


@dataclass(frozen=True)
class DocumentRequest:
    """Somebody wants documents of a run; stays in the ledger until Slack has them, or a sentence why not.

    *position*: the one order of the run whose label it is for; it then comes to whoever asked, alone. *handed_out*: the
    positions of the orders whose labels Slack took, as `as_ranges` writes them. *shipment_id*, *order_number*: of a
    label that was made outside the bot; *run_id* is empty then.
    """

    id: int
    run_id: str
    by: str
    at: datetime
    state: RequestState
    reprint: bool = False
    problem: str | None = None
    position: int | None = None
    wanted: Wanted = ALL_DOCUMENTS
    handed_out: str | None = None
    shipment_id: str | None = None
    order_number: str = ""


@dataclass(frozen=True)
class HeldLabel:
    """The label of an order, by the run that has it and the order's position there or, where it was made outside the
    bot, by its shipment."""

    order_number: str
    run_id: str = ""
    position: int = 0
    shipment_id: str | None = None


def as_ranges(positions: Iterable[int]) -> str:
    """Return positions as text, ``1-40,43``; nothing for none."""
    ranges: list[list[int]] = []
    for position in sorted(set(positions)):
        if ranges and position == ranges[-1][1] + 1:
            ranges[-1][1] = position
        else:
            ranges.append([position, position])
    return ",".join(str(first) if first == last else f"{first}-{last}" for first, last in ranges)


def from_ranges(text: str | None) -> frozenset[int]:
    """Return the positions that `as_ranges` wrote."""
    found: set[int] = set()
    for one in (text or "").split(","):
        first, _, last = one.partition("-")
        if first:
            found.update(range(int(first), int(last or first) + 1))
    return frozenset(found)
