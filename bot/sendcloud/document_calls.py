"""Labels and customs papers, one parcel's or several parcels' as one file."""

from __future__ import annotations

from collections.abc import Sequence

from bot.sendcloud.answer import Answer
from bot.sendcloud.documents import BULK, check_bytes, check_request
from bot.sendcloud.errors import DocumentNotReady, Rejected
from bot.sendcloud.transport import Params, Transport


class DocumentCalls:
    """The questions for documents, a part of the client. One that takes too long is asked once: `Unavailable`."""

    _http: Transport
    _document_timeout: float

    async def document(
        self,
        parcel_id: int,
        document_type: str,
        *,
        paper_size: str | None = None,
        dpi: int | None = None,
        accept: str = "application/pdf",
    ) -> bytes:
        """One document of one parcel; ``DocumentNotReady`` when it does not exist (yet)."""
        check_request(document_type, paper_size=paper_size, dpi=dpi, accept=accept)
        params: dict[str, str | int | Sequence[int]] = {}
        if paper_size is not None:
            params["paper_size"] = paper_size
        if dpi is not None:
            params["dpi"] = dpi
        answer = await self._document(f"/parcels/{int(parcel_id)}/documents/{document_type}", params, accept)
        return check_bytes(answer.content, accept)

    async def documents(self, document_type: str, parcel_ids: Sequence[int], *, paper_size: str | None = None) -> bytes:
        """The documents of 1 to 20 parcels as one PDF; ``DocumentNotReady`` when any of them is missing."""
        check_request(document_type, paper_size=paper_size, dpi=None, accept="application/pdf")
        if not 1 <= len(parcel_ids) <= BULK:
            raise ValueError(f"1 to {BULK} parcels in one call")
        params: dict[str, str | int | Sequence[int]] = {"parcels": list(parcel_ids)}
        if paper_size is not None:
            params["paper_size"] = paper_size
        answer = await self._document(f"/parcel-documents/{document_type}", params, "application/pdf")
        return check_bytes(answer.content, "application/pdf")

    async def _document(self, path: str, params: Params, accept: str) -> Answer:
        try:
            return await self._http.get(path, params, accept=accept, within=self._document_timeout)
        except Rejected as exc:
            if exc.http_status != 404:
                raise
            raise DocumentNotReady("Sendcloud has no such document.", errors=exc.errors, http_status=404) from exc
