"""Documents that somebody asked for: in the thread once, or a sentence why not."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import pytest

from bot.documents import DocumentFile, Documents, DocumentsUnavailable, Lack, LackingDocument
from bot.ledger import document_requests
from bot.model import Cause, DocumentRequest, Run
from bot.model.trouble import Trouble
from bot.sandbox.slack.faults import ApiError, RateLimited, ServerError, StoreThenTimeout
from bot.sandbox.slack.records import Message
from bot.slack.screens import thread_documents
from tests.slack.outbox_kit import CHANNEL
from tests.slack.projector_kit import ANNA, Reader, Stage, stage

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
    names = [file.name for file in message.files]
    assert names == ["2026-11-23 Shop 2 labels.pdf", "2026-11-23 Shop 1 customs paper.pdf"]
    assert "1003" in message.text


async def test_a_reprint_is_a_second_message(play: Stage) -> None:
    await ask(play)
    await play.at_rest()
    await ask(play)
    await play.at_rest()
    assert [file.name for message in uploads(play) for file in message.files] == [
        "2026-11-23 Shop 2 labels.pdf",
        "2026-11-23 Shop 2 labels.pdf",
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


@pytest.mark.parametrize(
    ("method", "fault"),
    [
        ("files.completeUploadExternal", ApiError("internal_error")),
        ("files.getUploadURLExternal", ServerError()),
        ("files.completeUploadExternal", RateLimited(30)),
    ],
)
async def test_an_upload_that_slack_never_completes_ends_with_a_sentence_and_can_be_asked_for_again(
    play: Stage, method: str, fault: ApiError | ServerError | RateLimited
) -> None:
    play.bench.slack.faults.next(method, fault, times=1_000)
    await ask(play)
    await play.clock.run_for(15 * 60, step=1.0)
    assert "Slack did not take the files, though it was tried for ten minutes." in play.replies(RUN)[-1].plain()
    assert sum(call.method == "files.getUploadURLExternal" for call in play.bench.slack.calls) < 40
    calls = len(play.bench.slack.calls)
    await play.clock.run_for(30 * 60, step=1.0)
    assert len(play.bench.slack.calls) == calls
    play.bench.slack.faults.clear()
    await ask(play)
    await play.at_rest()
    assert len(uploads(play)) == 1


async def test_a_sendcloud_that_never_answers_ends_the_request_with_what_to_do(play: Stage) -> None:
    play.reader.failures += [DocumentsUnavailable(Cause(Trouble.UNREACHABLE), 10.0)] * 1_000
    await ask(play)
    await play.clock.run_for(15 * 60, step=1.0)
    assert "The documents could not be put here: " in play.replies(RUN)[-1].plain()
    reads = play.reader.reads
    await play.clock.run_for(15 * 60, step=1.0)
    assert play.reader.reads == reads < 70
    play.reader.failures.clear()
    await ask(play)
    await play.at_rest()
    assert len(uploads(play)) == 1


async def test_a_file_of_the_same_name_that_was_there_before_is_not_taken_for_this_one(play: Stage) -> None:
    await ask(play)
    await play.at_rest()
    play.bench.slack.faults.next("files.completeUploadExternal", ServerError())
    await ask(play)
    await play.at_rest()
    assert len(uploads(play)) == 2


@pytest.mark.parametrize(
    ("shop", "name"),
    [
        ("Main shop", "2026-11-23 Main shop 2 labels.pdf"),
        ("Zażółć & Söhne", "2026-11-23 Zażółć & Söhne 2 labels.pdf"),
        ("../../etc/passwd", "2026-11-23 etc-passwd 2 labels.pdf"),
        ("a\\b:c*?\n<d>|", "2026-11-23 a-b-c- -d 2 labels.pdf"),
        ("", "2026-11-23 2 labels.pdf"),
        ("x" * 200, f"2026-11-23 {'x' * 59} 2 labels.pdf"),
    ],
)
async def test_a_file_is_named_for_people(play: Stage, shop: str, name: str) -> None:
    run = await play.load(RUN)
    run = replace(run, choices=replace(run.choices, shop_name=shop))
    assert thread_documents.file_name(run, DocumentFile("label", b"", 2, 2)) == name


async def test_no_document_goes_where_another_company_has_come_to_read(play: Stage) -> None:
    play.bench.slack.channel(CHANNEL).is_ext_shared = True
    await ask(play)
    await play.at_rest()
    direct = play.bench.slack.workspace.direct(ANNA.user).id
    assert uploads(play) == []
    (message,) = [one for one in play.bench.slack.messages(direct) if one.files]
    assert "come to you alone" in message.text


async def test_a_channel_that_becomes_shared_while_the_files_are_being_uploaded_gets_none(play: Stage) -> None:
    shared = play.bench.slack.channel(CHANNEL)

    class Sharing(Reader):
        async def read(self, run: Run, request: DocumentRequest) -> Documents:
            shared.is_ext_shared = True
            return await super().read(run, request)

    play.reader = Sharing()
    await play.end()
    await play.begin()
    await ask(play)
    await play.at_rest()
    direct = play.bench.slack.workspace.direct(ANNA.user).id
    assert uploads(play) == []
    assert len([one for one in play.bench.slack.messages(direct) if one.files]) == 1


async def test_while_slack_does_not_say_who_reads_a_channel_no_document_goes_there(play: Stage) -> None:
    play.bench.slack.faults.next("conversations.info", ServerError(), times=1_000)
    await ask(play)
    await play.clock.run_for(15 * 60, step=1.0)
    assert uploads(play) == []
    assert "The documents could not be put here" in play.replies(RUN)[-1].plain()
