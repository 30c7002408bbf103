"""What somebody asks for in *Create labels*, and why it may not do."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from bot.intake import (
    FileProblem,
    Possible,
    Reading,
    ShopNumbers,
    UnreadableFile,
    join,
    read_file,
    read_text,
    spellings_in_words,
)
from bot.model import MOST_ORDERS, Shipping
from bot.plan_words import Beside


class ListProblem(StrEnum):
    """Why a list of order numbers cannot be used."""

    EMPTY = "empty"
    NOTHING_READABLE = "nothing_readable"
    TOO_MANY = "too_many"
    SPREADSHEET = "spreadsheet"
    NOT_TEXT = "not_text"
    TOO_LARGE = "too_large"


class BadList(Exception):
    """The order numbers cannot be used. *in_file*: it is about the file, not about the text."""

    def __init__(self, problem: ListProblem, *, in_file: bool = False, count: int = 0) -> None:
        super().__init__(problem.value)
        self.problem = problem
        self.in_file = in_file
        self.count = count


class ChannelProblem(StrEnum):
    """Why a run cannot be posted to a channel."""

    NOT_A_MEMBER = "not_a_member"
    ARCHIVED = "archived"
    NOT_ALLOWED = "not_allowed"
    UNREADABLE = "unreadable"
    SCOPE_MISSING = "scope_missing"


class ChannelRefused(Exception):
    """The run cannot be posted to the channel that was chosen."""

    def __init__(self, problem: ChannelProblem) -> None:
        super().__init__(problem.value)
        self.problem = problem


class UnknownShop(Exception):
    """The shop that was chosen is not among the account's integrations, or none could be found.

    *several*: the names of the shops that go by what was typed; *known*: of all that there are.
    """

    def __init__(self, *, several: Sequence[str] = (), known: Sequence[str] = ()) -> None:
        super().__init__("shop")
        self.several = several
        self.known = known


@dataclass(frozen=True)
class LabelRequest:
    """What somebody asks for in *Create labels*."""

    text: str
    files: tuple[bytes, ...]
    channel: str
    shop_id: int | None = None
    shipping: Shipping = Shipping.RULES
    option_code: str | None = None
    contract_id: int | None = None
    option_label: str | None = None
    sender_address_id: int | None = None
    sender_label: str | None = None
    brand_id: int | None = None
    brand_label: str | None = None
    parcels: int = 1
    beside: tuple[Beside, ...] = ()
    """What the message had beside the numbers with which the form was filled."""


def read_request(request: LabelRequest, shop: ShopNumbers | None = None) -> Reading:
    """Return the order numbers of a request, text and files together. Raises `BadList` when there is not one.

    *shop*: how the shop's own numbers look. Takes up to a second or two: call it off the event loop.
    """
    beside = tuple(Possible(one.number, spellings_in_words(one.number, shop), one.around) for one in request.beside)
    readings: list[Reading] = [read_text(request.text, shop), Reading(possible=beside)]
    for data in request.files:
        try:
            readings.append(read_file(data, shop))
        except UnreadableFile as exc:
            raise BadList(_of_file(exc.problem), in_file=True) from exc
    reading = join(readings)
    if len(reading.certain) > MOST_ORDERS:
        raise BadList(ListProblem.TOO_MANY, in_file=bool(request.files), count=len(reading.certain))
    if reading.is_empty:
        nothing_given = not request.text.strip() and not request.files
        # Only the text can be wrong when nothing was given; a file that was given and holds nothing is to blame itself.
        raise BadList(
            ListProblem.EMPTY if nothing_given else ListProblem.NOTHING_READABLE,
            in_file=bool(request.files) and not request.text.strip(),
        )
    return reading


def _of_file(problem: FileProblem) -> ListProblem:
    match problem:
        case FileProblem.SPREADSHEET:
            return ListProblem.SPREADSHEET
        case FileProblem.TOO_LARGE:
            return ListProblem.TOO_LARGE
        case FileProblem.NOT_TEXT:
            return ListProblem.NOT_TEXT
