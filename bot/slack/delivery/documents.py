"""The documents that somebody asked for, brought from their reader into the thread of the run, once."""

from __future__ import annotations

import contextlib
import logging
from collections.abc import Callable, Collection
from datetime import timedelta
from typing import Final, Protocol

from bot.documents import Documents, DocumentsUnavailable
from bot.ledger import document_requests, runs
from bot.model import DocumentRequest, Run, SlackMessage
from bot.slack.delivery.context import DeliveryContext
from bot.slack.delivery.known import Known, Place
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

GIVES_UP: Final = timedelta(minutes=10)
"""How long a request is served, counted anew by each process; then it ends with a sentence, and the button is back."""

_KEY: Final = "documents-"
_CLOSED_TRIES: Final = 3
_RETRY: Final = 5.0
_LONGEST_RETRY: Final = 60.0


class DocumentReader(Protocol):
    """Where the documents come from."""

    async def read(self, run: Run) -> Documents:
        """Return the merged documents of a run in the order of its orders; `DocumentsUnavailable` when that fails."""
        ...


class RequestedDocuments:
    """One request. An upload whose answer was lost is recognised by Slack's ids of the files, which are noted before
    anybody can see them."""

    def __init__(self, request_id: int, run_id: str, reader: DocumentReader, context: DeliveryContext) -> None:
        self._id = request_id
        self._tag = MessageTag(run_id, f"{_KEY}{request_id}")
        self._reader = reader
        self._context = context
        self._delivery = Delivery(context)
        self._begun = context.clock.now()
        self._closed = 0
        self._failed = 0
        self._problem = thread_documents.SLACK_TAKES_NO_FILES

    async def deliver(self) -> None:
        """Return when the request is answered, with the documents or with the reason why not, or when stopping."""
        while not self._context.stopping.is_set():
            pause = await self._try()
            if not pause:
                return
            await self._context.clock.sleep(min(pause, _LONGEST_RETRY))

    async def _try(self) -> float:
        """Take the request one step further; return the seconds until the next try, 0 when it is answered."""
        run = await self._context.ledger.read(runs.load, self._tag.about)
        request = next((one for one in run.documents if one.id == self._id), None) if run else None
        if run is None or request is None or request.state != "waiting":
            return 0.0
        try:
            if self._context.clock.now() > self._begun + GIVES_UP:
                return await self._give_up(run, request)
            return await self._serve(run, request)
        except DocumentsUnavailable as unavailable:
            self._problem = causes.in_sentences(unavailable.cause)
            if unavailable.retry_after is not None:
                return max(unavailable.retry_after, 1.0)
            return await self._answer(self._problem)
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
                self._problem = thread_documents.SLACK_TAKES_NO_FILES
                self._failed += 1
                return min(_RETRY * 2.0 ** (self._failed - 1), _LONGEST_RETRY)
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
        thread = Place(parent.channel, parent.ts)
        place = await self._place(thread, request)
        if await self._stands(known, thread, place, request):
            return await self._answer(None)
        papers = await self._reader.read(run)
        if not papers.files:
            return await self._answer(thread_documents.no_documents(papers))

        async def still_the_place() -> None:
            if await self._place(thread, request) != place:
                raise TooLate("people of another company have come to where the documents were to go, or left")

        names = [thread_documents.file_name(run, file) for file in papers.files]
        comment = thread_documents.documents_comment(run, request, papers, private=place != thread)
        before = known.messages.get(self._tag.key)
        tried = before.file_ids if before is not None else ()
        await self._delivery.upload(
            self._tag, place, papers.files, names, comment, tried=tried, check=still_the_place
        )
        return await self._answer(None)

    async def _place(self, thread: Place, request: DocumentRequest) -> Place:
        """Return where the files go: into the thread, or, where another company reads it, to whoever asked."""
        if not await self._context.outbox.is_shared(thread.channel):
            return thread
        return Place(await self._context.outbox.direct(request.by))

    async def _stands(self, known: Known, thread: Place, place: Place, request: DocumentRequest) -> bool:
        """Say whether the files have come; those that may be on their way are waited and looked for."""
        before = known.messages.get(self._tag.key)
        if before is not None and before.state == "posted":
            return True
        looked_for = self._unknown(before, place, request)
        if looked_for is not None:
            # What was uploaded since the backup was made has ids that this ledger does not know.
            others = {one for message in known.messages.values() if message != before for one in message.file_ids}
            is_it = _none_of(others)
        elif before is not None and before.file_ids:
            # What was looked for in vain may have come since.
            looked_for, is_it = before, _one_of(before.file_ids)
        else:
            return False  # the ids are noted before anybody can see a file
        await self._context.clock.sleep(max(self._delivery.before_look(looked_for), 0.0))
        there = thread if looked_for.channel == thread.channel else Place(looked_for.channel)
        return (await self._delivery.find_files(looked_for, there, is_it, suffix=".pdf")).state == "posted"

    def _unknown(self, before: SlackMessage | None, place: Place, request: DocumentRequest) -> SlackMessage | None:
        """Return the files as they may have been uploaded unknown to a restored ledger, None where it knows."""
        tag, begun = self._tag, request.at
        unsure = self._delivery.unsure(tag.about, tag.key, "documents", place.channel, begun=begun)
        if unsure is None or (before is not None and before.noted_at > unsure.noted_at):
            return None
        return unsure

    async def _give_up(self, run: Run, request: DocumentRequest) -> float:
        """End a request that was tried for long enough; files that arrived all the same answer it."""
        known = await self._delivery.known(run.id)
        if known.parent is not None and known.parent.ts is not None:
            thread = Place(known.parent.channel, known.parent.ts)
            with contextlib.suppress(SlackFailure):  # what Slack does not tell now is not waited for any longer
                if await self._stands(known, thread, thread, request):
                    return await self._answer(None)
        log.warning("the documents of %s could not be given out within %s", run.id, GIVES_UP)
        return await self._answer(self._problem)

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


def _one_of(known: Collection[str]) -> Callable[[str], bool]:
    return lambda file_id: file_id in known


def _none_of(known: Collection[str]) -> Callable[[str], bool]:
    return lambda file_id: file_id not in known
