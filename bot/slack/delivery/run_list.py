"""The file of every order of a large run: in its thread when only stragglers are left, replaced once at the end."""

from __future__ import annotations

import hashlib
import logging
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Final

from bot.documents import DocumentFile
from bot.ledger import runs
from bot.model import MOVING, CancelState, Run, RunState, SlackMessage, State
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
from bot.slack.screens import notices, run_list, words
from bot.slack.screens.thread import stragglers
from bot.slack.screens.thread_documents import SLACK_TAKES_NO_FILES
from bot.slack.screens.thread_labels import LINES_MOST

log = logging.getLogger(__name__)

GIVES_UP: Final = timedelta(minutes=10)
"""How long one process tries to put a file into a thread; the replies tell all that is in it."""

SUFFIX: Final = ".csv"
_KEY: Final = "list-"
_RETRY: Final = 5.0
_SOON: Final = 0.1


class RunList:
    """The files of one run, known by Slack's ids, which are noted before anybody can see them. A newer one is sent
    before the older one is deleted."""

    def __init__(self, run_id: str, context: DeliveryContext, redraw: Callable[[], None]) -> None:
        """*redraw* is called when the thread has something else to say about the file."""
        self._redraw = redraw
        self._run_id = run_id
        self._context = context
        self._delivery = Delivery(context)
        self._tried_since: datetime | None = None
        self._given_up: str | None = None

    async def bring(self, run: Run, known: Known) -> float:
        """Take the file one step further; return the seconds until the next step, 0 when there is nothing to do."""
        now, final = self._context.clock.now(), _is_final(run)
        if len(run.items) <= LINES_MOST or not (final or stragglers(run, now)):
            return 0.0
        files = _files(known)
        standing = [one for one in files if one.state == "posted"]
        if standing and not final:
            return await self._remove(standing[:-1])
        return await self._newest(run, known, files, standing)

    async def _newest(self, run: Run, known: Known, files: list[SlackMessage], standing: list[SlackMessage]) -> float:
        content = run_list.content(run)
        digest = hashlib.sha256(content).hexdigest()
        if standing and standing[-1].digest == digest:
            return await self._remove(standing[:-1])
        if self._given_up == digest:
            return 0.0
        self._tried_since = self._tried_since or self._context.clock.now()
        try:
            await self._send(run, known, files + self._unknown(run, known, files), content, digest)
        except SlackFailure as failure:
            return await self._after(failure, run, digest)
        self._tried_since = None
        await self._tell(run, None)
        return _SOON

    async def _tell(self, run: Run, problem: str | None) -> None:
        """Have the thread say why the file is not there; nothing once it is."""
        if run.list_problem != problem:
            await self._context.ledger.write_as(self._context.token, runs.list_problem, run.id, problem)
            self._redraw()

    async def _give_up(self, run: Run, digest: str, problem: str) -> float:
        self._given_up = digest
        await self._tell(run, problem)
        return _SOON

    async def _after(self, failure: SlackFailure, run: Run, digest: str) -> float:
        match failure:
            case SlackBusy():
                pause = failure.retry_after
            case SlackDown() | TooLate() | MessageGone() | _Wait():
                pause = _RETRY
            case ChannelClosed() | SlackRefused():
                log.warning("slack does not take the list of %s: %s", self._run_id, failure)
                code = failure.code if isinstance(failure, SlackRefused) else failure.reason
                return await self._give_up(run, digest, notices.file_problem(code))
            case _:
                raise failure
        if self._tried_since is not None and self._context.clock.now() > self._tried_since + GIVES_UP:
            log.warning("the list of %s could not be put into its thread within %s", self._run_id, GIVES_UP)
            return await self._give_up(run, digest, SLACK_TAKES_NO_FILES)
        return pause

    async def _send(self, run: Run, known: Known, files: list[SlackMessage], content: bytes, digest: str) -> None:
        parent = known.parent
        if parent is None or parent.ts is None or parent.state != "posted":
            raise _Wait
        thread = Place(parent.channel, parent.ts)
        unsent = files[-1] if files and files[-1].state != "posted" else None
        if unsent is not None:
            if not await self._arrived(unsent, known, thread, digest):
                await self._upload(run, thread, unsent.key, unsent.file_ids, content, digest)
            return
        key = f"{_KEY}{_number(files[-1]) + 1 if files else 1}"
        await self._upload(run, thread, key, (), content, digest)

    async def _upload(
        self, run: Run, thread: Place, key: str, tried: tuple[str, ...], content: bytes, digest: str
    ) -> None:
        place = await self._place(run, thread)

        async def still_the_place() -> None:
            if await self._place(run, thread) != place:
                raise TooLate("people of another company have come to where the list was to go, or left")

        await self._delivery.upload(
            MessageTag(run.id, key),
            place,
            [DocumentFile("orders", content, orders=len(run.items), parcels=0)],
            [run_list.file_name(run)],
            words.TEST_LABELS if run.choices.test_labels else "",
            tried=tried,
            check=still_the_place,
            digest=digest,
        )

    def _unknown(self, run: Run, known: Known, files: list[SlackMessage]) -> list[SlackMessage]:
        """Return the file that may stand in the thread unknown to a restored ledger; none where it knows."""
        channel = known.parent.channel if known.parent is not None else run.channel
        key = f"{_KEY}{_number(files[-1]) + 1 if files else 1}"
        unsure = self._delivery.unsure(run.id, key, "documents", channel, begun=run.created_at)
        if unsure is None or any(one.noted_at > unsure.noted_at for one in files):
            return []
        return [unsure]

    async def _arrived(self, unsent: SlackMessage, known: Known, thread: Place, digest: str) -> bool:
        """Say whether a file whose answer was lost came all the same."""
        if not unsent.file_ids and unsent.state == "lost":
            return False
        wait = self._delivery.before_look(unsent)
        if wait > 0:
            raise SlackBusy(wait)
        return await self._found(unsent, known, thread, digest)

    async def _found(self, unsent: SlackMessage, known: Known, thread: Place, digest: str) -> bool:
        """Look for a file, and note which one it is and what it holds; say whether it stands there."""
        ids = set(unsent.file_ids)
        there = thread if unsent.channel == thread.channel else Place(unsent.channel)
        # What was uploaded since a backup was made has ids that the restored ledger does not know.
        others = {one for message in known.messages.values() for one in message.file_ids}
        seen: list[str] = []

        def is_it(file_id: str) -> bool:
            if found := file_id in ids if ids else file_id not in others:
                seen.append(file_id)
            return found

        found = await self._delivery.find_files(unsent, there, is_it, suffix=SUFFIX)
        if found.state == "posted":
            # Nor does a restored ledger know what is in such a file: a newer one replaces it.
            holds = unsent.digest or digest if ids else None
            await self._delivery.note(replace(found, file_ids=unsent.file_ids or tuple(seen), digest=holds))
        return found.state == "posted"

    async def _place(self, run: Run, thread: Place) -> Place:
        """Return where the file goes: into the thread, or, where another company reads it, to whoever asked."""
        if not await self._context.outbox.is_shared(thread.channel):
            return thread
        return Place(await self._context.outbox.direct(run.by.user))

    async def _remove(self, older: list[SlackMessage]) -> float:
        """Delete files that a newer one has replaced."""
        for message in older[:1]:
            try:
                for file_id in message.file_ids:
                    await self._delivery.delete_file(file_id)
            except SlackRefused as refused:
                log.warning("an older list of %s stays (%s)", self._run_id, refused)
            except SlackFailure as failure:
                return failure.retry_after if isinstance(failure, SlackBusy) else _RETRY
            await self._delivery.note(replace(message, state="lost", ts=None, digest=None))
        return _SOON if older else 0.0


class _Wait(SlackFailure):
    """There is no thread to put it into yet."""


def _is_final(run: Run) -> bool:
    """Say whether nothing more comes by itself, and something came of an order at all."""
    stopped = run.state is RunState.STOPPED and len(run.of(State.STOPPED, *MOVING)) < len(run.items)
    # What Sendcloud has taken up may take days; until it has been asked for all of it, each label would be news.
    asking = any(one.is_open and one.state is not CancelState.ASKED for one in run.cancellations)
    return (run.state is RunState.DONE or stopped) and not asking and not run.of(*MOVING)


def _files(known: Known) -> list[SlackMessage]:
    return sorted((one for one in known.messages.values() if one.key.startswith(_KEY)), key=_number)


def _number(message: SlackMessage) -> int:
    return int(message.key.removeprefix(_KEY))
