"""The documents of parcels, fetched side by side; one that is missing, damaged or slow spoils no other."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from bot.documents import Lack
from bot.engine.asking import AT_ONCE, few_at_once
from bot.model import Item, chunks
from bot.sendcloud import DocumentInZpl, DocumentNotReady, Rejected, Sendcloud, Unavailable

TOGETHER: Final = 20
"""Parcels in one bulk call, as published."""

PDF: Final = "application/pdf"

Parcel = tuple[Item, int]
"""An order, and the id of one of its parcels."""


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


@dataclass(frozen=True)
class Kind:
    """Which documents, and as what: *accept* is their format, *paper_size* None for each document's own."""

    name: str
    accept: str = PDF
    paper_size: str | None = None
    dpi: int | None = None


class DocumentParts:
    """Fetches, few calls at once for everybody who asks. What fails all calls is raised: a refusal of the account, a
    pace that is too fast, a Sendcloud that does not answer at all."""

    def __init__(self, sendcloud: Sendcloud) -> None:
        self._sendcloud = sendcloud
        self._places = asyncio.Semaphore(AT_ONCE)

    async def fetch(self, kind: Kind, parcels: Sequence[Parcel]) -> list[Part]:
        """Return what Sendcloud has, in order: up to 20 parcels' PDFs in one part, anything else one by one.

        Raises `Unavailable` where nothing at all is answered. Elsewhere what is not answered is missing: one slow
        document does not hold up the others.
        """
        some = [tuple(piece) for piece in chunks(parcels, TOGETHER if kind.accept == PDF else 1)]
        found: dict[int, list[Part]] = {}
        unanswered: list[Unavailable] = []

        async def one(place: int) -> None:
            found[place], failure = await self._piece(kind, some[place])
            if failure is not None:
                unanswered.append(failure)
                if len(unanswered) == len(found) and len(unanswered) in (len(some), AT_ONCE):
                    raise failure

        await few_at_once(one, range(len(some)))
        return [part for place in range(len(some)) for part in found[place]]

    async def _piece(self, kind: Kind, some: tuple[Parcel, ...]) -> tuple[list[Part], Unavailable | None]:
        """Return the parts of some parcels, and what came in place of an answer about any of them."""
        if kind.accept != PDF:
            part, failure = await self._alone(kind, some[0])
            return [part], failure
        try:
            async with self._places:
                ids = [number for _, number in some]
                return [Part(some, await self._sendcloud.documents(kind.name, ids, paper_size=kind.paper_size))], None
        except (DocumentNotReady, Rejected):
            return await self.singly(kind, some), None
        except Unavailable as exc:
            parts = await self.singly(kind, some)
            return parts, exc if all(part.lack for part in parts) else None

    async def singly(self, kind: Kind, parcels: Sequence[Parcel]) -> list[Part]:
        """Return what Sendcloud has, in order, each parcel's document by itself."""
        found: dict[int, Part] = {}

        async def one(place: int) -> None:
            found[place], _ = await self._alone(kind, parcels[place])

        await few_at_once(one, range(len(parcels)))
        return [found[place] for place in range(len(parcels))]

    async def _alone(self, kind: Kind, parcel: Parcel) -> tuple[Part, Unavailable | None]:
        try:
            async with self._places:
                content = await self._sendcloud.document(
                    parcel[1], kind.name, accept=kind.accept, paper_size=kind.paper_size, dpi=kind.dpi
                )
            return Part((parcel,), content), None
        except DocumentInZpl:
            return Part((parcel,), lack=Lack.ZPL), None
        except (DocumentNotReady, Rejected):
            return Part((parcel,), lack=Lack.MISSING), None
        except Unavailable as exc:
            return Part((parcel,), lack=Lack.MISSING), exc
