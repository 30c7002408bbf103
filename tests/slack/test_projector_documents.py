"""Documents that somebody asked for: in the thread once, or a sentence why not."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.documents import DocumentFile, Documents, DocumentsUnavailable, Lack, LackingDocument
from bot.ledger import document_requests
from bot.model import Cause
from bot.model.trouble import Trouble
from bot.sandbox.slack.faults import ApiError, RateLimited, ServerError, StoreThenTimeout
from bot.sandbox.slack.records import Message
from tests.slack.outbox_kit import CHANNEL
from tests.slack.projector_kit import ANNA, Stage, stage

RUN = "L-7F3A"


@pytest.fixture
async def play(tmp_path: Path) -> AsyncIterator[Stage]:
    async with stage(tmp_path) as one:
        await one.run(RUN, ["1001", "1002"])
        await one.label(RUN)
        await one.at_rest()
        yield one


async def ask(play: Stage) -> None:
    await play.ledger.write(document_requests.add, RUN, by=ANNA, now=play.clock.now())
    play.wakeup.wake()


def uploads(play: Stage, channel: str = CHANNEL) -> list[Message]:
    return [message for message in play.replies(RUN, channel) if message.files]


async def test_documents_come_into_the_thread_in_one_message(play: Stage) -> None:
    play.reader.papers = Documents(
        (
            DocumentFile("label", b"%PDF-labels", 2, 2),
            DocumentFile("customs-declaration", b"%PDF-customs", 1, 1),
        ),
        (LackingDocument("1003", "label", Lack.MISSING),),
    )
    await ask(play)
    await play.at_rest()
    (message,) = uploads(play)
    assert [file.name for file in message.files] == ["labels-L-7F3A-1.pdf", "customs-declarations-L-7F3A-1.pdf"]
    assert "1003" in message.text


async def test_a_reprint_is_a_second_message(play: Stage) -> None:
    await ask(play)
    await play.at_rest()
    await ask(play)
    await play.at_rest()
    assert [file.name for message in uploads(play) for file in message.files] == [
        "labels-L-7F3A-1.pdf",
        "labels-L-7F3A-2.pdf",
    ]


@pytest.mark.parametrize("method", ["files.getUploadURLExternal", "files.completeUploadExternal"])
@pytest.mark.parametrize("fault", [ServerError(), RateLimited(3), StoreThenTimeout(drop=True)])
async def test_documents_come_once_whatever_slack_answers(
    play: Stage, method: str, fault: ServerError | RateLimited | StoreThenTimeout
) -> None:
    play.bench.slack.faults.next(method, fault)
    await ask(play)
    await play.at_rest()
    assert len(uploads(play)) == 1


async def test_documents_come_once_when_the_bot_is_stopped_while_slack_takes_them(play: Stage) -> None:
    play.bench.slack.faults.next("files.completeUploadExternal", StoreThenTimeout())
    await ask(play)
    await play.clock.until(lambda: uploads(play))
    await play.kill()
    await play.begin()
    await play.at_rest()
    assert len(uploads(play)) == 1
    assert play.reader.reads == 1


async def test_documents_that_cannot_be_had_are_a_sentence_in_the_thread(play: Stage) -> None:
    play.reader.failures.append(DocumentsUnavailable(Cause(Trouble.CREDENTIALS)))
    await ask(play)
    await play.at_rest()
    assert "Sendcloud refused the API keys." in play.replies(RUN)[-1].plain()
    assert uploads(play) == []


async def test_documents_that_cannot_be_had_yet_come_later(play: Stage) -> None:
    play.reader.failures += [DocumentsUnavailable(Cause(Trouble.UNREACHABLE), 30.0)] * 2
    await ask(play)
    await play.clock.run_for(50)
    assert uploads(play) == []
    await play.at_rest(limit=30)
    assert len(uploads(play)) == 1


async def test_a_workspace_that_takes_no_pdf_says_so(play: Stage) -> None:
    play.bench.slack.faults.next("files.completeUploadExternal", ApiError("file_type_not_allowed"))
    await ask(play)
    await play.at_rest()
    assert any("This workspace does not allow files of this type." in reply.plain() for reply in play.replies(RUN))


async def test_a_channel_that_takes_messages_but_no_files_says_so(play: Stage) -> None:
    play.bench.slack.channel(CHANNEL).file_error = "posting_to_channel_denied"
    await ask(play)
    await play.at_rest()
    assert any("I cannot put files into this channel" in reply.plain() for reply in play.replies(RUN))


async def test_documents_follow_their_run_into_a_direct_message(play: Stage) -> None:
    play.bench.slack.channel(CHANNEL).is_archived = True
    await ask(play)
    await play.at_rest()
    direct = play.bench.slack.workspace.direct("U0AGENT").id
    assert len(uploads(play, direct)) == 1
    assert uploads(play) == []
