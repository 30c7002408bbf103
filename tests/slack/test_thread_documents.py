"""What is said with documents, or in their place."""

from __future__ import annotations

import pytest

from bot.documents import DocumentFile, Documents, Lack, LackingDocument
from bot.model import DocumentRequest, RequestState, RunState
from bot.slack.screens import thread_documents
from tests.slack.drawing_kit import (
    COLLEAGUE,
    HOSTILE,
    NOW,
    check_inert,
    check_post,
    drawn,
    labelled,
    run,
)


def test_documents_that_did_not_come_say_why() -> None:
    failed = DocumentRequest(4, "L-7F3A", COLLEAGUE, NOW, RequestState.FAILED, problem="The label is not ready.")

    text = drawn(run(labelled(1), state=RunState.DONE, documents=(failed,)))["documents:4"].text

    assert "The label is not ready." in text
    assert "try again" in text


def test_the_words_with_documents_count_and_name_each_that_is_not_there() -> None:
    files = (DocumentFile("label", b"", 18, 18), DocumentFile("customs-declaration", b"", 1, 2))
    lacking = (
        LackingDocument("1002", "label", Lack.MISSING),
        LackingDocument("<!channel>", "label", Lack.MISSING),
        LackingDocument("1002", "label", Lack.MISSING),
        LackingDocument("1002", "customs-declaration", Lack.DAMAGED),
    )
    request = DocumentRequest(1, "L-7F3A", COLLEAGUE, NOW, RequestState.WAITING, reprint=True)

    told = thread_documents.documents_comment(run(labelled(1)), request, Documents(files, lacking))

    check_inert([], told)
    assert told == (
        "Reprint: Labels of 18 orders and customs papers of 1 order (2 parcels), in the order given. Reprinting is "
        "free. Without a document here: 2 orders (no label: 1002, &lt;!channel&gt;; damaged customs paper: 1002). "
        "Sendcloud had no readable PDF for them just now. Press Get documents again in a few minutes; where there is "
        "still none, look at the order in Sendcloud. A document costs nothing."
    )


@pytest.mark.parametrize("number", HOSTILE)
def test_no_order_number_works_beside_documents(number: str) -> None:
    papers = Documents((), (LackingDocument(number, "label", Lack.DAMAGED),))
    request = DocumentRequest(
        1, "L-7F3A", COLLEAGUE, NOW, RequestState.FAILED, problem=thread_documents.no_documents(papers)
    )
    one = run(labelled(1))

    check_inert([], thread_documents.documents_comment(one, request, papers))
    check_post(thread_documents.documents_problem(one, request))


def test_of_ten_thousand_documents_that_are_missing_as_many_are_named_as_fit() -> None:
    lacking = tuple(LackingDocument(str(number), "label", Lack.MISSING) for number in range(10_000, 20_000))
    request = DocumentRequest(1, "L-7F3A", COLLEAGUE, NOW, RequestState.WAITING)

    told = thread_documents.documents_comment(run(labelled(1)), request, Documents((), lacking))

    assert len(told) < 3_000
    assert "and 9715 more" in told
