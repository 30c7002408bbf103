"""The documents that somebody asked for, brought from their reader into the thread of the run, once."""

from __future__ import annotations

import logging
import re
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final, Protocol

from bot.documents import DocumentFile, Documents, DocumentsUnavailable
from bot.ledger import document_requests, runs, shown
from bot.ledger.store import LeaseLost
from bot.model import DocumentRequest, Run, Shown
from bot.slack.delivery.context import SEND_WITHIN, DeliveryContext
from bot.slack.delivery.difference import PARENT
from bot.slack.delivery.outcomes import ChannelClosed, MessageGone, SlackBusy, SlackDown, SlackRefused, TooLate
from bot.slack.screens import notices, thread_documents

log = logging.getLogger(__name__)

_KEY: Final = "~documents-"
_NUMBERED: Final = re.compile(r"-(\d+)\.pdf$")
_CLOSED_TRIES: Final = 3
_RETRY: Final = 5.0


def documents_key(filename: str) -> str | None:
    """Return the key of the request whose documents are in a file with this name."""
    numbered = _NUMBERED.search(filename)
    return f"{_KEY}{numbered[1]}" if numbered else None


class DocumentReader(Protocol):
    """Where the documents come from."""

    async def read(self, run: Run) -> Documents:
        """Return the merged documents of a run in the order of its orders; `DocumentsUnavailable` when that fails."""
        ...


@dataclass(frozen=True)
class _Place:
    channel: str
    thread_ts: str


class Delivery:
    """One request. Its id is in the file names, so that an upload whose answer was lost can be recognised."""

    def __init__(self, request_id: int, run_id: str, reader: DocumentReader, context: DeliveryContext) -> None:
        self._id = request_id
        self._run_id = run_id
        self._reader = reader
        self._context = context
        self._closed = 0

    async def deliver(self) -> None:
        """Return when the request is answered, with the documents or with the reason why not, or when stopping."""
        while not self._context.stopping.is_set():
            pause = await self._try()
            if not pause:
                return
            await self._context.clock.sleep(pause)

    async def _try(self) -> float:
        """Take the request one step further; return the seconds until the next try, 0 when it is answered."""
        run = await self._context.ledger.read(runs.load, self._run_id)
        request = next((one for one in run.documents if one.id == self._id), None) if run else None
        if run is None or request is None or request.state != "waiting":
            return 0.0
        try:
            return await self._serve(run, request)
        except DocumentsUnavailable as unavailable:
            if unavailable.retry_after is not None:
                return max(unavailable.retry_after, 1.0)
            return await self._answer(unavailable.problem)
        except SlackBusy as busy:
            return busy.retry_after
        except SlackDown as down:
            log.warning("slack is not answering: %s (documents of %s)", down, self._run_id)
            return _RETRY
        except TooLate:
            return 1.0
        except MessageGone:
            # The thread is being posted anew; the next try finds its new place.
            return _RETRY
        except ChannelClosed as closed:
            self._closed += 1
            return _RETRY if self._closed < _CLOSED_TRIES else await self._answer(notices.file_problem(closed.reason))
        except SlackRefused as refused:
            log.error("slack refuses the documents of %s: %s", self._run_id, refused.code)
            return await self._answer(notices.file_problem(refused.code))

    async def _serve(self, run: Run, request: DocumentRequest) -> float:
        rows = await self._context.ledger.read(shown.of, run.id)
        parent, before = rows.get(PARENT), rows.get(self._key)
        if parent is None or parent.state != "posted" or parent.ts is None:
            return 1.0
        place = _Place(parent.channel, parent.ts)
        before = before or self._context.unsure(run.id, self._key, place.channel, request.at)
        if before is not None and before.state == "posting" and await self._is_there(before, place):
            return await self._answer(None)
        papers = await self._reader.read(run)
        if not papers.files:
            return await self._answer(thread_documents.no_documents(papers))
        comment = thread_documents.documents_comment(run, request, papers)
        row = Shown(run.id, self._key, place.channel, None, "posting", "", self._context.clock.now())
        await self._context.note(row)
        names = [self._name(file) for file in papers.files]
        try:
            await self._context.outbox.upload(
                place.channel,
                place.thread_ts,
                papers.files,
                names,
                comment,
                before_last_step=lambda: self._take_leave(row),
            )
        except (SlackBusy, ChannelClosed, MessageGone, SlackRefused, TooLate):
            await self._context.note(replace(row, state="lost"))
            raise
        except SlackDown as down:
            if down.stored_maybe:
                await self._doubt(place)
            raise
        try:
            return await self._answer(None)
        except LeaseLost:
            # This process slept in the middle of the call, and its successor may have sent the same.
            await self._doubt(place)
            raise

    async def _doubt(self, place: _Place) -> None:
        await self._context.doubt(self._run_id, self._key, place.channel, place.thread_ts)

    async def _take_leave(self, row: Shown) -> datetime:
        """Note anew, as the holder of the work, that files are about to appear, and return until when they may leave.

        Another one may have looked for them in vain meanwhile, and be sending them itself.
        """
        now = self._context.clock.now()
        await self._context.note(replace(row, at=now))
        return now + SEND_WITHIN

    async def _is_there(self, before: Shown, place: _Place) -> bool:
        """Look for the files of an upload whose answer was lost, once they had the time to arrive."""
        await self._context.clock.sleep(max(self._context.unsettled(before), 0.0))
        try:
            found = await self._context.outbox.find_file(
                place.channel, place.thread_ts, ending=f"-{self._id}.pdf", since=before.at
            )
        except SlackRefused as refused:
            log.warning("cannot look for the documents of %s (%s); they are sent again", self._run_id, refused.code)
            found = None
        if found is None and self._context.under_way(before):
            await self._doubt(place)
        return found is not None

    async def _answer(self, problem: str | None) -> float:
        await self._context.ledger.write_as(
            self._context.token,
            document_requests.end,
            self._id,
            self._run_id,
            problem=problem,
            now=self._context.clock.now(),
        )
        return 0.0

    @property
    def _key(self) -> str:
        return f"{_KEY}{self._id}"

    def _name(self, file: DocumentFile) -> str:
        return f"{file.kind}s-{self._run_id}-{self._id}.pdf"
