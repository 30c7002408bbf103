"""The documents that somebody asked for, brought from their reader into the thread of the run, once."""

from __future__ import annotations

import logging
import re
from typing import Final, Protocol

from bot.documents import DocumentFile, Documents, DocumentsUnavailable
from bot.ledger import document_requests, runs
from bot.model import DocumentRequest, Run, SlackMessage
from bot.slack.delivery.context import DeliveryContext
from bot.slack.delivery.known import Place
from bot.slack.delivery.outbox import MessageTag
from bot.slack.delivery.outcomes import (
    ChannelClosed,
    MessageGone,
    SlackBusy,
    SlackDown,
    SlackFailure,
    SlackRefused,
    TooLate,
)
from bot.slack.delivery.protocol import Delivery
from bot.slack.screens import causes, notices, thread_documents

log = logging.getLogger(__name__)

_KEY: Final = "documents-"
_NUMBERED: Final = re.compile(r"-(\d+)\.pdf$")
_CLOSED_TRIES: Final = 3
_RETRY: Final = 5.0


def documents_key(filename: str) -> str | None:
    """Return the key of the message whose documents are in a file with this name."""
    numbered = _NUMBERED.search(filename)
    return f"{_KEY}{numbered[1]}" if numbered else None


class DocumentReader(Protocol):
    """Where the documents come from."""

    async def read(self, run: Run) -> Documents:
        """Return the merged documents of a run in the order of its orders; `DocumentsUnavailable` when that fails."""
        ...


class RequestedDocuments:
    """One request. Its id is in the file names, so that an upload whose answer was lost can be recognised."""

    def __init__(self, request_id: int, run_id: str, reader: DocumentReader, context: DeliveryContext) -> None:
        self._id = request_id
        self._tag = MessageTag(run_id, f"{_KEY}{request_id}")
        self._reader = reader
        self._context = context
        self._delivery = Delivery(context)
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
        run = await self._context.ledger.read(runs.load, self._tag.about)
        request = next((one for one in run.documents if one.id == self._id), None) if run else None
        if run is None or request is None or request.state != "waiting":
            return 0.0
        try:
            return await self._serve(run, request)
        except DocumentsUnavailable as unavailable:
            if unavailable.retry_after is not None:
                return max(unavailable.retry_after, 1.0)
            return await self._answer(causes.in_sentences(unavailable.cause))
        except SlackFailure as failure:
            return await self._after(failure)

    async def _after(self, failure: SlackFailure) -> float:
        """Return the seconds until the next try after *failure*; some of it answers the request."""
        match failure:
            case SlackBusy():
                return failure.retry_after
            case TooLate():
                return 1.0
            case SlackDown():
                log.warning("slack is not answering: %s (documents of %s)", failure, self._tag.about)
                return _RETRY
            case MessageGone():
                # The thread is being posted anew; the next try finds its new place.
                return _RETRY
            case ChannelClosed():
                self._closed += 1
                if self._closed < _CLOSED_TRIES:
                    return _RETRY
                return await self._answer(notices.file_problem(failure.reason))
            case SlackRefused():
                log.error("slack refuses the documents of %s: %s", self._tag.about, failure.code)
                return await self._answer(notices.file_problem(failure.code))
            case _:
                raise failure

    async def _serve(self, run: Run, request: DocumentRequest) -> float:
        known = await self._delivery.known(run.id)
        parent = known.parent
        if parent is None or parent.state != "posted" or parent.ts is None:
            return 1.0
        place = Place(parent.channel, parent.ts)
        before = known.messages.get(self._tag.key) or self._delivery.unsure(
            run.id, self._tag.key, "documents", place.channel, begun=request.at
        )
        if before is not None and await self._stands(before, place):
            return await self._answer(None)
        papers = await self._reader.read(run)
        if not papers.files:
            return await self._answer(thread_documents.no_documents(papers))
        names = [self._name(file) for file in papers.files]
        comment = thread_documents.documents_comment(run, request, papers)
        await self._delivery.upload(self._tag, place, papers.files, names, comment)
        return await self._answer(None)

    async def _stands(self, before: SlackMessage, place: Place) -> bool:
        """Say whether the files are in the thread; those that may be on their way are waited and looked for."""
        if before.state == "posting":
            await self._context.clock.sleep(max(self._delivery.before_look(before), 0.0))
            before = await self._delivery.find_files(before, place, ending=f"-{self._id}.pdf")
        return before.state == "posted"

    async def _answer(self, problem: str | None) -> float:
        await self._context.ledger.write_as(
            self._context.token,
            document_requests.end,
            self._id,
            self._tag.about,
            problem=problem,
            now=self._context.clock.now(),
        )
        return 0.0

    def _name(self, file: DocumentFile) -> str:
        return f"{file.kind}s-{self._tag.about}-{self._id}.pdf"
