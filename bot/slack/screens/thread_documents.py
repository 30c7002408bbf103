"""What is said with the documents of a run, or in their place."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Final

from bot.documents import Documents
from bot.model import DocumentRequest, Run
from bot.slack.screens import words
from bot.slack.screens.post import Post, banner, post
from bot.slack.screens.text import Words, foreign, paragraph, say

DOCUMENTS: Final = "{kinds}, in the order given. Reprinting is free."
DOCUMENTS_REPRINT: Final = "Reprint: {kinds}, in the order given. Reprinting is free."
DOCUMENTS_MISSING: Final = (
    " Without a document here: {orders}{named}. Sendcloud had no readable PDF for {them} just now. Press Get documents "
    "again in a few minutes; where there is still none, look at the order in Sendcloud. A document costs nothing."
)
DOCUMENTS_NAMED: Final = " ({numbers})"
DOCUMENTS_PROBLEM: Final = "The documents could not be put here: {problem}"
DOCUMENTS_PROBLEM_NEXT: Final = "Nothing was bought or charged for this. Press Get documents to try again."
OF_ORDERS: Final = "{kind} of {orders}"
DOCUMENT_KINDS: Final = {
    "label": "labels",
    "customs-declaration": "customs papers",
    "air-waybill": "air waybills",
}
OTHER_DOCUMENTS: Final = "documents"
NO_REASON: Final = "no reason is known."

MISSING_MOST: Final = 20

_HARMLESS: Final = re.compile(r"#?[A-Za-z0-9-]{1,40}")


def documents_comment(run: Run, request: DocumentRequest, papers: Documents) -> str:
    """Return the words that go with the uploaded documents.

    Slack reads them as mrkdwn, so an order without documents is named only if its number is letters and digits.
    """
    kinds = " and ".join(_of_orders(file.kind, file.orders) for file in papers.files)
    template = DOCUMENTS_REPRINT if request.reprint else DOCUMENTS
    told = template.format(kinds=kinds[:1].upper() + kinds[1:])
    missing = list(dict.fromkeys(number for number, _ in papers.missing))
    if missing:
        harmless = [number for number in missing if _HARMLESS.fullmatch(number)][:MISSING_MOST]
        named = DOCUMENTS_NAMED.format(numbers=", ".join(harmless)) if harmless else ""
        told += DOCUMENTS_MISSING.format(orders=words.orders(len(missing)), named=named, them=words.them(len(missing)))
    return f"{words.TEST_LABELS}\n{told}" if run.choices.test_labels else told


def _of_orders(kind: str, orders: int) -> str:
    names: Mapping[str, str] = DOCUMENT_KINDS
    return OF_ORDERS.format(kind=names.get(kind, OTHER_DOCUMENTS), orders=words.orders(orders))


def documents_problem(run: Run, request: DocumentRequest) -> Post:
    """Return the reply that says why documents which somebody asked for did not come."""
    told = say(DOCUMENTS_PROBLEM, problem=foreign(request.problem or NO_REASON, 500))
    parts: Sequence[Words] = (told, say(DOCUMENTS_PROBLEM_NEXT))
    return post(f"documents:{request.id}", [*banner(run), paragraph(*parts)])
