"""The papers of a run: fetched 20 parcels at a time, merged in the order the numbers were given, never stored."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import repeat

from bot.documents import DocumentFile, Documents, DocumentsUnavailable, Lack, LackingDocument
from bot.engine import pdf_process
from bot.engine.trouble import trouble_of
from bot.model import Cause, DocumentRequest, Item, Run, State
from bot.model.trouble import Trouble
from bot.sendcloud import AccountProblem, DocumentNotReady, Rejected, Sendcloud, SendcloudError, Throttled, Unavailable

TOGETHER = 20
"""Parcels in one bulk call, as published."""

LABEL = "label"
OTHER_KINDS = ("customs-declaration", "air-waybill")

_OLD_NAMES = {
    "cn23": "customs-declaration",
    "cn23-default": "customs-declaration",
    "cp71": "customs-declaration",
    "commercial-invoice": "customs-declaration",
}
"""What the deprecated ``type`` of a document is called in ``document_type``."""

Parcel = tuple[Item, int]


@dataclass(frozen=True)
class Part:
    """What Sendcloud sent for these parcels; *lack* says why one has no document, and then *content* is empty."""

    parcels: tuple[Parcel, ...]
    content: bytes = b""
    lack: Lack | None = None

    def is_doubtful(self, pages: int) -> bool:
        """Say whether one parcel's document may be missing or damaged in a file of several that has so many pages.

        Sendcloud promises nothing about a document's pages, so only a multiple of the parcels tells that all are there.
        """
        return self.lack is None and len(self.parcels) > 1 and (pages == 0 or pages % len(self.parcels) != 0)


class Reader:
    """Reads the documents of a run from Sendcloud."""

    def __init__(self, sendcloud: Sendcloud) -> None:
        self._sendcloud = sendcloud

    async def read(self, run: Run, request: DocumentRequest) -> Documents:
        """Return what was asked for: one merged PDF per kind of document, and each that is missing or damaged.

        Raises `DocumentsUnavailable` when Sendcloud cannot be asked at all now.
        """
        items = [item for item in run.of(State.LABELLED) if request.position in (None, item.position)]
        files: list[DocumentFile] = []
        lacking: list[LackingDocument] = []
        try:
            for kind in (LABEL, *OTHER_KINDS):
                parcels = _parcels(items, kind)
                if not parcels:
                    continue
                file, without = await self._file(kind, parcels)
                files += [file] if file is not None else []
                lacking += without
        except SendcloudError as exc:
            raise DocumentsUnavailable(Cause(trouble_of(exc)), _wait(exc)) from exc
        except pdf_process.CannotJoin as exc:
            raise DocumentsUnavailable(Cause(Trouble.DOCUMENTS)) from exc
        return Documents(tuple(files), tuple(lacking), _handed_out(items, lacking))

    async def _file(self, kind: str, parcels: Sequence[Parcel]) -> tuple[DocumentFile | None, list[LackingDocument]]:
        """Return all documents of a kind as one file, None where there is none, and those that are not in it."""
        parts = await self._fetch(kind, parcels)
        content, pages = await _join(parts)
        if any(map(Part.is_doubtful, parts, pages)):
            parts = [part for some in map(self._again, repeat(kind), parts, pages) for part in await some]
            content, pages = await _join(parts)
        inside: list[Parcel] = []
        lacking: list[LackingDocument] = []
        for part, count in zip(parts, pages, strict=True):
            lack = part.lack or (None if count else Lack.DAMAGED)
            if lack is None:
                inside += part.parcels
            else:
                lacking += [LackingDocument(item.order_number, kind, lack, item.position) for item, _ in part.parcels]
        if not inside:
            return None, lacking
        return DocumentFile(kind, content, orders=len({item.id for item, _ in inside}), parcels=len(inside)), lacking

    async def _again(self, kind: str, part: Part, pages: int) -> list[Part]:
        """Return a part that has so many pages as it is, or in doubt each parcel's document by itself."""
        return await self._fetch_singly(kind, part.parcels) if part.is_doubtful(pages) else [part]

    async def _fetch(self, kind: str, parcels: Sequence[Parcel]) -> list[Part]:
        """Return what Sendcloud has, in order. One parcel without a document spoils no other's."""
        parts: list[Part] = []
        for start in range(0, len(parcels), TOGETHER):
            some = tuple(parcels[start : start + TOGETHER])
            try:
                parts.append(Part(some, await self._sendcloud.documents(kind, [number for _, number in some])))
            except (DocumentNotReady, Rejected, Unavailable) as exc:
                if isinstance(exc, Unavailable) and exc.http_status is None:
                    raise  # no answer at all: asking twenty times more would not help
                singly = await self._fetch_singly(kind, some)
                if isinstance(exc, Unavailable) and all(part.lack for part in singly):
                    raise
                parts += singly
        return parts

    async def _fetch_singly(self, kind: str, parcels: Sequence[Parcel]) -> list[Part]:
        parts: list[Part] = []
        for item, number in parcels:
            try:
                parts.append(Part(((item, number),), await self._sendcloud.document(number, kind)))
            except (DocumentNotReady, Rejected, Unavailable):
                parts.append(Part(((item, number),), lack=Lack.MISSING))
        return parts


async def _join(parts: Sequence[Part]) -> tuple[bytes, list[int]]:
    """Return the readable ones of *parts* as one PDF, and how many pages each part has in it. Raises `CannotJoin`."""
    joined = await pdf_process.join([part.content for part in parts if part.lack is None])
    counts = iter(joined.pages)
    return joined.content, [0 if part.lack else next(counts) for part in parts]


def _parcels(items: Sequence[Item], kind: str) -> list[Parcel]:
    """Return the parcels that have a document of this kind."""
    return [
        (item, parcel.id)
        for item in items
        for parcel in item.parcels
        if kind == LABEL or kind in {_OLD_NAMES.get(name, name) for name in parcel.documents}
    ]


def _handed_out(items: Sequence[Item], lacking: Sequence[LackingDocument]) -> tuple[int, ...]:
    """Return the positions of the orders none of whose labels is missing."""
    without = {one.position for one in lacking if one.kind == LABEL}
    return tuple(item.position for item in items if item.position not in without)


def _wait(error: SendcloudError) -> float | None:
    """Return the seconds after which reading may work; None where only a person can mend it."""
    if isinstance(error, Throttled):
        return error.retry_after or 1.0
    return None if isinstance(error, AccountProblem | Rejected) else 10.0
