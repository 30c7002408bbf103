"""What is said with the documents of a run, and in their place."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Final

from bot.documents import DocumentFile, Documents, Lack, LackingDocument
from bot.model import DocumentRequest, Form, Paper, Run, Sorting
from bot.slack.screens import words
from bot.slack.screens.blocks import paragraph
from bot.slack.screens.file_names import named
from bot.slack.screens.post import Post, banner, post
from bot.slack.screens.text import Words, channel, foreign, plain, say

DOCUMENTS: Final = "{kinds}, {sorted}{form}.{part} Reprinting is free."
DOCUMENTS_REPRINT: Final = "Reprint: {kinds}, {sorted}{form}.{part} Reprinting is free."
SORTED: Final = {
    Sorting.GIVEN: "in the order given",
    Sorting.CARRIER: "sorted by carrier",
    Sorting.OPTION: "sorted by shipping option",
    Sorting.SKU: "sorted by SKU",
}
FORMS: Final = {
    Form.AS_MADE: "",
    Form.A6: ", labels on A6",
    Form.A4: ", four labels on each A4 page, in their own size",
    Form.ZPL: ", labels as ZPL for a label printer",
    Form.PNG: ", labels as pictures",
}
FROM_LABEL: Final = " From label no. {first} on."
UNPRINTED: Final = " Only what I had not handed out before."
LABEL: Final = "{kinds} of order {number}, from run {run} in {channel}. Reprinting is free."
LABEL_REPRINT: Final = "Reprint: {kinds} of order {number}, from run {run} in {channel}. Reprinting is free."
LABEL_OUTSIDE: Final = "{kinds} of order {number}, made outside the bot. Reprinting is free."
LABEL_PROBLEM: Final = "The label of order {number} could not be given to you: {problem}"
LABEL_PROBLEM_NEXT: Final = "Nothing was bought or charged for this. Press Get label to try again."
DOCUMENTS_PRIVATE: Final = (
    " They are of run {run} and come to you alone: people of another company read {channel}, where it is told."
)
DOCUMENTS_LACKING: Final = (
    " Without a document here: {orders} ({named}). Sendcloud had no readable {file} for {them} just now. Press "
    "{button} again in a few minutes; where there is still none, look at the order in Sendcloud. A document costs "
    "nothing."
)
TOO_MANY: Final = (
    " {labels} {are} left, too many pictures for one time. Print options with Not yet printed only brings the next."
)
IN_ZPL: Final = (
    " What was once asked for as ZPL stays ZPL at Sendcloud: choose ZPL under Print options for it."
)
NOTHING_LEFT: Final = (
    "Every label of this run that is ready was handed out before. Get documents brings all of them again, for free."
)
DOCUMENTS_NONE: Final = "There is no document to hand out."
DOCUMENTS_ALL_LACKING: Final = "Sendcloud had no readable PDF for {orders} ({named})."
DOCUMENT_LACKS: Final = {
    Lack.MISSING: "no {what}: {numbers}",
    Lack.DAMAGED: "damaged {what}: {numbers}",
    Lack.ZPL: "{what} that comes as ZPL alone: {numbers}",
}
DOCUMENTS_MORE: Final = "and {n} more"
DOCUMENTS_PROBLEM: Final = "The documents could not be put here: {problem}"
DOCUMENTS_PROBLEM_NEXT: Final = "Nothing was bought or charged for this. Press Get documents to try again."
OF_ORDERS: Final = "{kind} of {orders}"
OF_PARCELS: Final = "{kind} of {orders} ({parcels} parcels)"
PICK_LIST: Final = "pick-list"
DOCUMENT_KINDS: Final = {
    "label": "labels",
    "customs-declaration": "customs papers",
    "air-waybill": "air waybills",
    PICK_LIST: "pick list",
}
OTHER_DOCUMENTS: Final = "documents"
DOCUMENT_NOUNS: Final = {
    "label": "label",
    "customs-declaration": "customs paper",
    "air-waybill": "air waybill",
    PICK_LIST: "pick list",
}
OTHER_DOCUMENT: Final = "document"
SLACK_TAKES_NO_FILES: Final = "Slack did not take the files, though it was tried for ten minutes."
FILE_NAME: Final = "{count} {kind}.{suffix}"
PICK_LIST_NAME: Final = "pick list of {orders}.{suffix}"
SUFFIXES: Final = (".pdf", ".zpl", ".png", ".zip")
"""What the names of documents end with; a run's list, which is no document, ends otherwise."""
NO_REASON: Final = "no reason is known."

NAMES_MOST: Final = 2_000
"""Characters of order numbers in one message; then it says how many more there are."""

_NUMBER_MOST: Final = 60
_PROBLEM_MOST: Final = 3_000


def documents_comment(run: Run, request: DocumentRequest, papers: Documents, *, private: bool = False) -> str:
    """Return the words that go with the uploaded documents. Slack reads them as mrkdwn.

    *private*: they go to whoever asked alone. Those of a run do so because another company reads the channel.
    """
    if request.position is not None:
        return _label_comment(run, request, papers)
    kinds = _listed(list(map(_counted, papers.files)))
    template = DOCUMENTS_REPRINT if request.reprint else DOCUMENTS
    wanted = request.wanted
    told = template.format(
        kinds=kinds[:1].upper() + kinds[1:],
        sorted=SORTED[wanted.sorting],
        form=FORMS[wanted.form] if Paper.LABELS in wanted.papers else "",
        part=(FROM_LABEL.format(first=wanted.first) if wanted.first else "") + (UNPRINTED if wanted.unprinted else ""),
    )
    if private:
        told += DOCUMENTS_PRIVATE.format(run=run.id, channel=channel(run.channel).said)
    if papers.left_out:
        told += TOO_MANY.format(labels=words.labels(papers.left_out), are=words.be(papers.left_out))
    file = "file" if wanted.form in (Form.ZPL, Form.PNG) else "PDF"
    return _with_lacking(told, run, papers, "Get documents", file)


def _label_comment(run: Run, request: DocumentRequest, papers: Documents) -> str:
    kinds = _listed(list(map(_papers, papers.files)))
    kinds = kinds[:1].upper() + kinds[1:]
    number = foreign(number_of(run, request), _NUMBER_MOST).said
    template = LABEL_REPRINT if request.reprint else LABEL if run.id else LABEL_OUTSIDE
    told = template.format(kinds=kinds, number=number, run=run.id, channel=channel(run.channel).said)
    return _with_lacking(told, run, papers, "Get label")


def _with_lacking(told: str, run: Run, papers: Documents, button: str, file: str = "PDF") -> str:
    if papers.lacking:
        count = _orders(papers.lacking)
        named = _named(papers.lacking, lambda number: foreign(number, _NUMBER_MOST).said)
        told += DOCUMENTS_LACKING.format(
            orders=words.orders(count), named=named, file=file, them=words.them(count), button=button
        )
        told += IN_ZPL if any(one.lack is Lack.ZPL for one in papers.lacking) else ""
    return f"{words.TEST_LABELS}\n{told}" if run.choices.test_labels else told


def number_of(run: Run, request: DocumentRequest) -> str:
    """Return the number of the one order that a request is for."""
    return next((item.order_number for item in run.items if item.position == request.position), "")


def no_documents(papers: Documents) -> str:
    """Return why there is no file at all, as plain text for the ledger."""
    if papers.nothing_left:
        return NOTHING_LEFT
    if not papers.lacking:
        return DOCUMENTS_NONE
    named = _named(papers.lacking, lambda number: plain(number, _NUMBER_MOST))
    told = DOCUMENTS_ALL_LACKING.format(orders=words.orders(_orders(papers.lacking)), named=named)
    return told + (IN_ZPL if any(one.lack is Lack.ZPL for one in papers.lacking) else "")


def file_name(run: Run, file: DocumentFile) -> str:
    """Return the name of a file: the day of the run, the shop, and how many documents are in it."""
    if file.kind == PICK_LIST:
        return named(run, PICK_LIST_NAME.format(orders=words.orders(file.orders), suffix=file.suffix))
    names = DOCUMENT_KINDS if file.parcels != 1 else DOCUMENT_NOUNS
    kind = names.get(file.kind, OTHER_DOCUMENTS)
    return named(run, FILE_NAME.format(count=file.parcels, kind=kind, suffix=file.suffix))


def documents_problem(run: Run, request: DocumentRequest) -> Post:
    """Return the reply that says why documents which somebody asked for did not come."""
    told = say(DOCUMENTS_PROBLEM, problem=foreign(request.problem or NO_REASON, _PROBLEM_MOST))
    parts: Sequence[Words] = (told, say(DOCUMENTS_PROBLEM_NEXT))
    return post(f"documents:{request.id}", [*banner(run), paragraph(*parts)])


def label_problem(run: Run, request: DocumentRequest, problem: str) -> Post:
    """Return what whoever asked for one order's label is told when it does not come."""
    number = foreign(number_of(run, request), _NUMBER_MOST)
    told = say(LABEL_PROBLEM, number=number, problem=foreign(problem, _PROBLEM_MOST))
    return post(f"problem:{request.id}", [*banner(run), paragraph(told, say(LABEL_PROBLEM_NEXT))])


def _listed(kinds: Sequence[str]) -> str:
    return " and ".join(filter(None, (", ".join(kinds[:-1]), *kinds[-1:])))


def _papers(file: DocumentFile) -> str:
    """Return what one order's file holds: "label", or "3 labels"."""
    if file.parcels == 1:
        return DOCUMENT_NOUNS.get(file.kind, OTHER_DOCUMENT)
    return f"{file.parcels} {DOCUMENT_KINDS.get(file.kind, OTHER_DOCUMENTS)}"


def _counted(file: DocumentFile) -> str:
    template = OF_ORDERS if file.parcels == file.orders else OF_PARCELS
    kind = DOCUMENT_KINDS.get(file.kind, OTHER_DOCUMENTS)
    return template.format(kind=kind, orders=words.orders(file.orders), parcels=file.parcels)


def _orders(lacking: Sequence[LackingDocument]) -> int:
    return len({one.order_number for one in lacking})


def _named(lacking: Sequence[LackingDocument], shown: Callable[[str], str]) -> str:
    """Return the order numbers, by what is the matter with which kind of document."""
    groups: dict[tuple[Lack, str], dict[str, None]] = {}
    for one in lacking:
        groups.setdefault((one.lack, one.kind), {})[one.order_number] = None
    told: list[str] = []
    room = NAMES_MOST
    for (lack, kind), numbers in groups.items():
        names: list[str] = []
        for number in numbers:
            name = shown(number)
            room -= len(name) + 2
            if room < 0:
                names.append(DOCUMENTS_MORE.format(n=len(numbers) - len(names)))
                break
            names.append(name)
        template = DOCUMENT_LACKS[lack]
        what = DOCUMENT_NOUNS.get(kind, OTHER_DOCUMENT)
        told.append(template.format(what=what, numbers=", ".join(names)))
    return "; ".join(told)
