"""The papers of a run: fetched 20 parcels at a time, merged in the order the numbers were given, never stored."""

from __future__ import annotations

import asyncio
import io
from collections.abc import Sequence

from pypdf import PdfReader, PdfWriter
from pypdf.errors import PyPdfError

from bot.advice import advise
from bot.documents import DocumentFile, Documents, DocumentsUnavailable
from bot.engine.settle import trouble_of
from bot.model import Cause, Item, Run, State
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


class Reader:
    """Reads the documents of a run from Sendcloud."""

    def __init__(self, sendcloud: Sendcloud) -> None:
        self._sendcloud = sendcloud

    async def read(self, run: Run) -> Documents:
        """Return one merged PDF per kind of document, and the orders for which there was none.

        Raises `DocumentsUnavailable` when Sendcloud cannot be asked at all now.
        """
        items = run.of(State.LABELLED)
        files: list[DocumentFile] = []
        missing: list[tuple[str, str]] = []
        try:
            for kind in (LABEL, *OTHER_KINDS):
                parcels = [
                    (item, parcel.id)
                    for item in items
                    for parcel in item.parcels
                    if kind == LABEL or kind in {_OLD_NAMES.get(name, name) for name in parcel.documents}
                ]
                if not parcels:
                    continue
                parts, without = await self._fetch(kind, parcels)
                missing += without
                if parts:
                    content = await asyncio.to_thread(_merge, parts)
                    orders = len({item.id for item, _ in parcels}) - len({number for number, _ in without})
                    files.append(DocumentFile(kind, f"{kind}s-{run.id}.pdf", content, orders))
        except SendcloudError as exc:
            advice = advise(Cause(trouble_of(exc)))
            raise DocumentsUnavailable(f"{advice.headline} {advice.next_step}", _wait(exc)) from exc
        return Documents(tuple(files), tuple(missing))

    async def _fetch(self, kind: str, parcels: Sequence[Parcel]) -> tuple[list[bytes], list[tuple[str, str]]]:
        """Return the PDFs in order, and the orders without one. One parcel without a document spoils no other's."""
        parts: list[bytes] = []
        missing: list[tuple[str, str]] = []
        for start in range(0, len(parcels), TOGETHER):
            some = parcels[start : start + TOGETHER]
            try:
                parts.append(await self._sendcloud.documents(kind, [number for _, number in some]))
            except (DocumentNotReady, Rejected, Unavailable) as exc:
                if isinstance(exc, Unavailable) and exc.http_status is None:
                    raise  # no answer at all: asking twenty times more would not help
                found, without = await self._fetch_singly(kind, some)
                if isinstance(exc, Unavailable) and not found:
                    raise
                parts += found
                missing += without
        return parts, missing

    async def _fetch_singly(self, kind: str, parcels: Sequence[Parcel]) -> tuple[list[bytes], list[tuple[str, str]]]:
        found: list[bytes] = []
        missing: list[tuple[str, str]] = []
        for item, number in parcels:
            try:
                found.append(await self._sendcloud.document(number, kind))
            except (DocumentNotReady, Rejected, Unavailable):
                missing.append((item.order_number, f"Sendcloud has no {kind} for parcel {number}."))
        return found, missing


def _wait(error: SendcloudError) -> float | None:
    """Return the seconds after which reading may work; None where only a person can mend it."""
    if isinstance(error, Throttled):
        return error.retry_after or 1.0
    return None if isinstance(error, AccountProblem | Rejected) else 10.0


def _merge(parts: Sequence[bytes]) -> bytes:
    """Return the pages of all *parts* as one PDF. Raises `DocumentsUnavailable` for one that is no PDF."""
    if len(parts) == 1:
        return parts[0]
    writer = PdfWriter()
    try:
        for part in parts:
            writer.append(PdfReader(io.BytesIO(part)), import_outline=False)
        merged = io.BytesIO()
        writer.write(merged)
    except PyPdfError as exc:
        raise DocumentsUnavailable("Sendcloud sent a document that is not a readable PDF.", None) from exc
    finally:
        writer.close()
    return merged.getvalue()
