"""The documents that somebody asked for, brought from their reader to where they belong, once.

Those of a run go into its thread, the label of one order goes to whoever asked, alone.
"""

from __future__ import annotations

import contextlib
import logging
from collections.abc import Callable, Collection
from datetime import timedelta
from typing import Final, Protocol

from bot.documents import Documents, DocumentsUnavailable
from bot.ledger import document_requests
from bot.model import DocumentRequest, Run, SlackMessage, as_ranges
from bot.slack.delivery import single_message
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
from bot.slack.delivery.patience import Patience
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

    async def read(self, run: Run, request: DocumentRequest) -> Documents:
        """Return what was asked for of a run; `DocumentsUnavailable` when that fails."""
        ...


class RequestedDocuments:
    """One request, whose messages are *about* a run or, for a label made outside the bot, about itself. An upload
    whose answer was lost is recognised by Slack's ids of the files, which are noted before anybody can see them."""

    def __init__(self, request_id: int, about: str, reader: DocumentReader, context: DeliveryContext) -> None:
        self._id = request_id
        self._tag = MessageTag(about, f"{_KEY}{request_id}")
        self._reader = reader
        self._context = context
        self._delivery = Delivery(context)
        self._begun = context.clock.now()
        self._closed = 0
        self._failed = 0
        self._problem = thread_documents.SLACK_TAKES_NO_FILES
        self._over: str | None = None
        self._patience = Patience(f"documents of {about}")

    async def deliver(self) -> None:
        """Return when the request is answered, with the documents or with the reason why not, or when stopping."""
        while not self._context.stopping.is_set():
            pause = await self._try()
            if not pause:
                return
            await self._context.clock.sleep(min(pause, _LONGEST_RETRY))

    async def _try(self) -> float:
        """Take the request one step further; return the seconds until the next try, 0 when it is answered."""
        served = await self._context.ledger.read(document_requests.served, self._id)
        if served is None:
            return 0.0
        run, request = served
        if self._over is not None:
            return await self._end(run, request, self._over)
        try:
            if self._context.clock.now() > self._begun + GIVES_UP:
                return await self._give_up(run, request)
            return await self._serve(run, request)
        except DocumentsUnavailable as unavailable:
            self._problem = causes.in_sentences(unavailable.cause)
            if unavailable.retry_after is not None:
                return max(unavailable.retry_after, 1.0)
            return await self._end(run, request, self._problem)
        except SlackFailure as failure:
            return await self._after(failure, run, request)

    async def _after(self, failure: SlackFailure, run: Run, request: DocumentRequest) -> float:
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
                return await self._end(run, request, notices.file_problem(failure.reason))
            case SlackRefused():
                log.error("slack refuses the documents of %s: %s", self._tag.about, failure.code)
                return await self._end(run, request, notices.file_problem(failure.code))
            case _:
                raise failure

    async def _serve(self, run: Run, request: DocumentRequest) -> float:
        known = await self._delivery.known(self._tag.about)
        place = await self._place(known, request)
        if place is None:
            return 1.0
        if await self._stands(known, place, request):
            return await self._end(run, request, None)
        papers = await self._reader.read(run, request)
        if not papers.files:
            return await self._end(run, request, thread_documents.no_documents(papers))

        async def still_the_place() -> None:
            if await self._place(known, request) != place:
                raise TooLate("people of another company have come to where the documents were to go, or left")

        names = [thread_documents.file_name(run, file) for file in papers.files]
        comment = thread_documents.documents_comment(run, request, papers, private=place.thread_ts is None)
        before = known.messages.get(self._tag.key)
        tried = before.file_ids if before is not None else ()
        await self._delivery.upload(
            self._tag,
            place,
            papers.files,
            names,
            comment,
            tried=tried,
            check=still_the_place,
            digest=as_ranges(papers.handed_out) or None,
        )
        return await self._end(run, request, None)

    async def _place(self, known: Known, request: DocumentRequest) -> Place | None:
        """Return where the files go: into the thread, or to whoever asked alone, where it is one order's label and
        where another company reads the thread. None while there is no thread."""
        if request.position is None:
            parent = known.parent
            if parent is None or parent.state != "posted" or parent.ts is None:
                return None
            if not await self._context.outbox.is_shared(parent.channel):
                return Place(parent.channel, parent.ts)
        return Place(await self._context.outbox.direct(request.by))

    async def _stands(self, known: Known, place: Place, request: DocumentRequest) -> bool:
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
        there = place if looked_for.channel == place.channel else self._elsewhere(looked_for.channel, known)
        found = await self._delivery.find_files(looked_for, there, is_it, suffix=thread_documents.SUFFIXES)
        return found.state == "posted"

    @staticmethod
    def _elsewhere(channel: str, known: Known) -> Place:
        """Return where files may be that were not sent to where they would go now."""
        parent = known.parent
        return Place(channel, parent.ts if parent is not None and parent.channel == channel else None)

    def _unknown(self, before: SlackMessage | None, place: Place, request: DocumentRequest) -> SlackMessage | None:
        """Return the files as they may have been uploaded unknown to a restored ledger, None where it knows."""
        tag, begun = self._tag, request.at
        unsure = self._delivery.unsure(tag.about, tag.key, "documents", place.channel, begun=begun)
        if unsure is None or (before is not None and before.noted_at > unsure.noted_at):
            return None
        return unsure

    async def _give_up(self, run: Run, request: DocumentRequest) -> float:
        """End a request that was tried for long enough; files that arrived all the same answer it."""
        known = await self._delivery.known(self._tag.about)
        with contextlib.suppress(SlackFailure):  # what Slack does not tell now is not waited for any longer
            place = await self._where_sent(known, request)
            if place is not None and await self._stands(known, place, request):
                return await self._end(run, request, None)
        log.warning("the documents of %s could not be given out within %s", self._tag.about, GIVES_UP)
        return await self._end(run, request, self._problem)

    async def _where_sent(self, known: Known, request: DocumentRequest) -> Place | None:
        """Return where the files were sent to, without asking who reads there."""
        if request.position is not None:
            return await self._place(known, request)
        parent = known.parent
        return Place(parent.channel, parent.ts) if parent is not None and parent.ts is not None else None

    async def _end(self, run: Run, request: DocumentRequest, problem: str | None) -> float:
        """End the request. A *problem* of one order's label is told to whoever asked first; in a run's thread the
        ledger's word for it is enough."""
        if problem is not None and request.position is not None:
            self._over = problem
            pause = await self._patience.after(self._tell(run, request, problem))
            if pause and self._context.clock.now() < self._begun + 2 * GIVES_UP:
                return pause
        known = (await self._delivery.known(self._tag.about)).messages.get(self._tag.key)
        await self._context.ledger.write_as(
            self._context.token,
            document_requests.end,
            request,
            problem=problem,
            now=self._context.clock.now(),
            handed_out=known.digest if known is not None else None,
        )
        return 0.0

    async def _tell(self, run: Run, request: DocumentRequest, problem: str) -> float:
        """Tell whoever asked for one order's label why it does not come; return the seconds until the next try."""
        drawing, about = thread_documents.label_problem(run, request, problem), self._tag.about
        known = await self._delivery.known(about)
        try:
            place = Place(await self._context.outbox.direct(request.by))
            message = known.messages.get(drawing.key) or self._delivery.unsure(
                about, drawing.key, "private", place.channel, begun=request.at
            )
            return await single_message.show(self._delivery, about, "private", place, drawing, message=message)
        except (ChannelClosed, SlackRefused) as refused:
            log.error("slack refuses to tell why a label of %s does not come: %s", about, refused)
            return 0.0


def _one_of(known: Collection[str]) -> Callable[[str], bool]:
    return lambda file_id: file_id in known


def _none_of(known: Collection[str]) -> Callable[[str], bool]:
    return lambda file_id: file_id not in known
