"""The papers of a run: chosen, fetched, sorted and made into one file per kind of paper; never stored."""

from __future__ import annotations

import asyncio
import io
import re
import zipfile
from collections.abc import Sequence, Set
from dataclasses import dataclass, replace
from itertools import repeat
from typing import Final

from bot.documents import DocumentFile, Documents, DocumentsUnavailable, Lack, LackingDocument
from bot.engine import order_contents, pdf_process
from bot.engine.document_order import in_order
from bot.engine.document_parts import DocumentParts, Kind, Parcel, Part
from bot.engine.order_contents import Contents
from bot.engine.pick_list import pick_list
from bot.engine.trouble import trouble_of
from bot.model import Cause, DocumentRequest, Form, Item, Paper, Run, Sorting, State, Wanted
from bot.model import Parcel as KnownParcel
from bot.model.trouble import Trouble
from bot.sendcloud import AccountProblem, Rejected, Sendcloud, SendcloudError, Throttled

LABEL: Final = "label"
PICK_LIST: Final = "pick-list"
OTHER_KINDS: Final = ("customs-declaration", "air-waybill")

LABEL_KINDS: Final = {
    Form.AS_MADE: Kind(LABEL),
    Form.A6: Kind(LABEL, paper_size="A6"),
    Form.A4: Kind(LABEL, paper_size="A6"),
    Form.ZPL: Kind(LABEL, accept="application/zpl"),
    Form.PNG: Kind(LABEL, accept="image/png", dpi=300),
}
"""What is asked for: labels on A4 are laid out here, four a sheet, which Sendcloud promises of no paper size."""

_OLD_NAMES: Final = {
    "cn23": "customs-declaration",
    "cn23-default": "customs-declaration",
    "cp71": "customs-declaration",
    "commercial-invoice": "customs-declaration",
}
"""What the deprecated ``type`` of a document is called in ``document_type``."""

PICTURES_MOST: Final = 200
"""Pictures at a time: each takes about a hundred times the memory of a PDF page."""

_NOT_IN_A_NAME: Final = re.compile(r"[^\w.+-]+")


@dataclass(frozen=True)
class Chosen:
    """What is to be handed out: the orders in their order, the parcels whose labels, and what the orders hold.
    *left_out*: labels that are too many for one time."""

    items: tuple[Item, ...]
    parcels: tuple[Parcel, ...]
    contents: Contents
    left_out: int = 0


class Reader:
    """Reads the documents of runs from Sendcloud."""

    def __init__(self, sendcloud: Sendcloud) -> None:
        self._sendcloud = sendcloud
        self._parts = DocumentParts(sendcloud)

    async def read(self, run: Run, request: DocumentRequest) -> Documents:
        """Return what was asked for: one file per kind of document, and each document that is missing or damaged.

        Raises `DocumentsUnavailable` when Sendcloud cannot be asked at all now.
        """
        wanted = request.wanted
        try:
            chosen = await self._chosen(run, request)
            files, lacking = await self._labels(chosen, wanted.form) if Paper.LABELS in wanted.papers else ([], [])
            for kind in OTHER_KINDS if Paper.CUSTOMS in wanted.papers else ():
                parcels = _with_document(chosen.items, kind)
                if parcels:
                    more, without = await self._pdf(Kind(kind), parcels)
                    files, lacking = [*files, *more], [*lacking, *without]
        except SendcloudError as exc:
            raise DocumentsUnavailable(Cause(trouble_of(exc)), _wait(exc)) from exc
        except pdf_process.CannotJoin as exc:
            raise DocumentsUnavailable(Cause(Trouble.DOCUMENTS)) from exc
        if Paper.PICK_LIST in wanted.papers and chosen.items:
            orders = len(chosen.items)
            # A list of thousands of orders takes a while to set; in another thread nobody's click waits for it.
            content = await asyncio.to_thread(pick_list, run, chosen.items, chosen.contents)
            files = [*files, DocumentFile(PICK_LIST, content, orders, orders)]
        handed_out = _handed_out(chosen.parcels, lacking) if Paper.LABELS in wanted.papers else ()
        nothing_left = wanted.unprinted and not chosen.items and bool(run.of(State.LABELLED))
        return Documents(tuple(files), tuple(lacking), handed_out, nothing_left, chosen.left_out)

    async def _chosen(self, run: Run, request: DocumentRequest) -> Chosen:
        wanted = request.wanted
        items = await self._items(run, request)
        contents: Contents = {}
        if wanted.sorting is Sorting.SKU or Paper.PICK_LIST in wanted.papers:
            contents = await order_contents.read(self._sendcloud, run, items)
        parcels = _part_of(in_order(items, wanted.sorting, contents), wanted, run.handed_out)
        most = PICTURES_MOST if wanted.form is Form.PNG else len(parcels)
        kept = {item.position: item for item, _ in parcels[:most]}
        return Chosen(tuple(kept.values()), tuple(parcels[:most]), contents, left_out=len(parcels[most:]))

    async def _items(self, run: Run, request: DocumentRequest) -> list[Item]:
        """Return the labelled orders that a request is about."""
        items = [item for item in run.of(State.LABELLED) if request.position in (None, item.position)]
        if request.shipment_id is None:
            return items
        parcels = await self._parcels(request.shipment_id)
        return [replace(item, parcels=parcels) for item in items]

    async def _parcels(self, shipment_id: str) -> tuple[KnownParcel, ...]:
        """Return the parcels of a shipment that was made outside the bot; none where it is not there any more."""
        shipment = await self._sendcloud.shipment(shipment_id)
        alive = [parcel for parcel in shipment.parcels if not parcel.is_dead] if shipment is not None else []
        return tuple(KnownParcel(one.id, documents=tuple(sorted(set(one.document_types)))) for one in alive)

    async def _labels(self, chosen: Chosen, form: Form) -> tuple[list[DocumentFile], list[LackingDocument]]:
        if not chosen.parcels:
            return [], []
        kind = LABEL_KINDS[form]
        if form not in (Form.ZPL, Form.PNG):
            return await self._pdf(kind, chosen.parcels, sheets=form is Form.A4)
        parts = await self._parts.fetch(kind, chosen.parcels)
        good = [part for part in parts if part.lack is None]
        lacking = [_lacking(kind, parcel, part.lack) for part in parts if part.lack for parcel in part.parcels]
        if not good:
            return [], lacking
        content, suffix = await asyncio.to_thread(_zpl if form is Form.ZPL else _pictures, good)
        return [_file(kind, content, [parcel for part in good for parcel in part.parcels], suffix)], lacking

    async def _pdf(
        self, kind: Kind, parcels: Sequence[Parcel], *, sheets: bool = False
    ) -> tuple[list[DocumentFile], list[LackingDocument]]:
        """Return all documents of a kind as one file, none where there is none, and those that are not in it."""
        parts = await self._parts.fetch(kind, parcels)
        content, pages = await _join(parts, sheets=sheets)
        if any(map(Part.is_doubtful, parts, pages)):
            parts = [part for some in map(self._again, repeat(kind), parts, pages) for part in await some]
            content, pages = await _join(parts, sheets=sheets)
        inside: list[Parcel] = []
        lacking: list[LackingDocument] = []
        for part, count in zip(parts, pages, strict=True):
            lack = part.lack or (None if count else Lack.DAMAGED)
            if lack is None:
                inside += part.parcels
            else:
                lacking += [_lacking(kind, parcel, lack) for parcel in part.parcels]
        return [_file(kind, content, inside)] if inside else [], lacking

    async def _again(self, kind: Kind, part: Part, pages: int) -> list[Part]:
        """Return a part that has so many pages as it is, or in doubt each parcel's document by itself."""
        return await self._parts.singly(kind, part.parcels) if part.is_doubtful(pages) else [part]


def _part_of(items: Sequence[Item], wanted: Wanted, handed_out: Set[int]) -> list[Parcel]:
    """Return the parcels of sorted orders whose labels are wanted."""
    parcels = [(item, parcel.id) for item in items for parcel in item.parcels][(wanted.first or 1) - 1 :]
    return [one for one in parcels if not wanted.unprinted or one[0].position not in handed_out]


def _with_document(items: Sequence[Item], kind: str) -> list[Parcel]:
    """Return the parcels of these orders that have a document of this kind, beside their labels."""
    return [
        (item, parcel.id)
        for item in items
        for parcel in item.parcels
        if kind in {_OLD_NAMES.get(name, name) for name in parcel.documents}
    ]


def _file(kind: Kind, content: bytes, parcels: Sequence[Parcel], suffix: str = "pdf") -> DocumentFile:
    return DocumentFile(kind.name, content, len({item.id for item, _ in parcels}), len(parcels), suffix)


def _lacking(kind: Kind, parcel: Parcel, lack: Lack) -> LackingDocument:
    return LackingDocument(parcel[0].order_number, kind.name, lack, parcel[0].position)


def _handed_out(parcels: Sequence[Parcel], lacking: Sequence[LackingDocument]) -> tuple[int, ...]:
    """Return the positions of the orders all of whose labels are handed out with these parcels."""
    given = {number for _, number in parcels}
    without = {one.position for one in lacking if one.kind == LABEL}
    items = {item.position: item for item, _ in parcels}
    whole = (place for place, item in items.items() if all(parcel.id in given for parcel in item.parcels))
    return tuple(sorted(set(whole) - without))


def _zpl(parts: Sequence[Part]) -> tuple[bytes, str]:
    return b"\n".join(part.content.strip() for part in parts) + b"\n", "zpl"


def _pictures(parts: Sequence[Part]) -> tuple[bytes, str]:
    """Return one picture as it is, several in a ZIP file, in which their names keep the order."""
    if len(parts) == 1:
        return parts[0].content, "png"
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as files:
        for place, part in enumerate(parts, start=1):
            number = _NOT_IN_A_NAME.sub("-", part.parcels[0][0].order_number)[:60]
            files.writestr(zipfile.ZipInfo(f"{place:04} {number}.png"), part.content)
    return out.getvalue(), "zip"


async def _join(parts: Sequence[Part], *, sheets: bool) -> tuple[bytes, list[int]]:
    """Return the readable ones of *parts* as one PDF, and how many pages each part has in it. Raises `CannotJoin`."""
    joined = await pdf_process.join([part.content for part in parts if part.lack is None], sheets=sheets)
    counts = iter(joined.pages)
    return joined.content, [0 if part.lack else next(counts) for part in parts]


def _wait(error: SendcloudError) -> float | None:
    """Return the seconds after which reading may work; None where only a person can mend it."""
    if isinstance(error, Throttled):
        return error.retry_after or 1.0
    return None if isinstance(error, AccountProblem | Rejected) else 10.0
