"""What an answer to create-labels-async means for each order that was in the call. No side effects."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from bot.engine.trouble import of_every_order, of_one_order, of_the_account, trouble_of
from bot.model import CallOutcome, Item, same_number_key
from bot.model.trouble import Trouble
from bot.sendcloud import (
    AccountProblem,
    ApiError,
    CreatedLabel,
    LabelsAnswer,
    NotSent,
    OutcomeUnknown,
    Rejected,
    SendcloudError,
    Throttled,
    Withdrawn,
)
from bot.sendcloud.statuses import ACCOUNT, Meaning, meaning_of


@dataclass(frozen=True)
class Accepted:
    """A shipment was made. *also*: shipments of further rows for the same order, which may be further labels."""

    label: CreatedLabel
    also: tuple[str, ...] = ()


@dataclass(frozen=True)
class Refused:
    """Sendcloud said no to this order; nothing was made."""

    kind: Trouble
    error: ApiError


@dataclass(frozen=True)
class Unaccounted:
    """Nobody can say yet what became of it."""


@dataclass(frozen=True)
class GivenBack:
    """Surely not processed; *batch* keeps the halves of a rejected call apart."""

    batch: str = ""


Verdict = Accepted | Refused | Unaccounted | GivenBack


@dataclass(frozen=True)
class Settlement:
    """One verdict for every order of the call, and what the run does next.

    *halt*: a refusal that every further call would meet. *wait*: seconds that Sendcloud asked us to wait, 0 when it
    did not say how long.
    *rest*: the call went wrong in a way that makes waiting wise. *answered*: an answer came. *extra_shipments*: made
    by the call, and not the label of one of its orders. *refused_whole*: the words of a refusal that names no order.
    """

    verdicts: dict[int, Verdict]
    outcome: CallOutcome
    http_status: int | None = None
    halt: Halt | None = None
    wait: float | None = None
    rest: bool = False
    answered: bool = False
    extra_shipments: tuple[str, ...] = ()
    refused_whole: str | None = None


Halt = tuple[Trouble, ApiError | None]

_SURELY_NOT_DONE = frozenset({404, 405, 410})
"""Statuses that, where no order is pointed at, say that the call as such does not exist."""


def settle(items: Sequence[Item], answer: LabelsAnswer | SendcloudError, *, sibling: str | None = None) -> Settlement:
    """Judge a call by its *answer*; *items* are the orders in the order in which they were sent.

    *sibling*: the words in which the other half of a halved call was refused as a whole, if it was.
    """
    match answer:
        case LabelsAnswer():
            return _settle_answer(items, answer)
        case Rejected():
            return _settle_rejection(items, answer, sibling)
        case AccountProblem():
            error = answer.errors[0] if answer.errors else None
            return _all(items, GivenBack(), CallOutcome.ACCOUNT_REFUSED, answer, halt=(trouble_of(answer), error))
        case Throttled():
            return _all(items, GivenBack(), CallOutcome.THROTTLED, answer, wait=_seconds(answer))
        case Withdrawn():
            return _all(items, GivenBack(), CallOutcome.TOO_LATE, answer)
        case NotSent():
            return _all(items, GivenBack(), CallOutcome.NOT_SENT, answer, rest=True)
        case OutcomeUnknown():
            return _all(items, Unaccounted(), CallOutcome.UNKNOWN, answer, rest=True, answered=answer.answered)
        case _:
            return _all(items, Unaccounted(), CallOutcome.UNKNOWN, answer, rest=True)


def _all(
    items: Sequence[Item],
    verdict: Verdict,
    outcome: CallOutcome,
    answer: SendcloudError,
    *,
    halt: Halt | None = None,
    wait: float | None = None,
    rest: bool = False,
    answered: bool = False,
) -> Settlement:
    return Settlement({item.id: verdict for item in items}, outcome, answer.http_status, halt, wait, rest, answered)


def _settle_answer(items: Sequence[Item], answer: LabelsAnswer) -> Settlement:
    """Judge an answer with rows, or a 2xx without any. A row is the strongest word, whatever the status beside it."""
    accepted, strangers = _by_row(items, answer.labels)
    pointed, general = _by_order(items, answer.errors)
    means = meaning_of(answer.http_status)
    halt = _first_halt(of_the_account, answer.errors)
    if means is Meaning.ACCOUNT:
        halt = halt or (Trouble(ACCOUNT[answer.http_status]), next(iter(general), None))
    verdicts = {number: _verdict_of(error, means) for number, error in pointed.items()} | accepted
    others: Verdict = Unaccounted()
    if len(verdicts) < len(items) and _explains_all(answer, general):
        halt = halt or _first_halt(of_every_order, general)
        others = GivenBack() if halt else _refused(general[0])
    verdicts = {item.id: verdicts.get(item.id, others) for item in items}
    return Settlement(
        verdicts,
        CallOutcome.ANSWERED,
        answer.http_status,
        halt=halt,
        wait=_seconds(answer) if means is Meaning.THROTTLED else None,
        rest=Unaccounted() in verdicts.values() and not (answer.labels and means is Meaning.ANSWERED),
        answered=True,
        extra_shipments=tuple(strangers),
    )


def _seconds(answer: LabelsAnswer | Throttled) -> float:
    """Return how long Sendcloud asks us to wait, 0 where it does not say."""
    return answer.retry_after or 0.0


def _explains_all(answer: LabelsAnswer, general: Sequence[ApiError]) -> bool:
    """Return whether errors that name no order account for every order without a row: only where there is no row."""
    return not answer.data_present and bool(general) and all(map(_is_documented, general))


def _by_row(items: Sequence[Item], labels: Sequence[CreatedLabel]) -> tuple[dict[int, Verdict], list[str]]:
    """Return which orders have a row, and the shipments that are no order's of this call, or a further one of it.

    A shipment that is told for two orders is one label: it is the first one's, and what the other has is looked up.
    """
    accepted: dict[int, Accepted] = {}
    strangers: list[str] = []
    whose: dict[str, int | None] = {}
    for label in labels:
        item = _whose(items, label)
        if label.shipment_id in whose and whose[label.shipment_id] != (item.id if item else None):
            continue
        whose[label.shipment_id] = item.id if item else None
        if item is None:
            strangers.append(label.shipment_id)
        elif (first := accepted.get(item.id)) is None:
            accepted[item.id] = Accepted(label)
        elif label.shipment_id not in (first.label.shipment_id, *first.also):
            accepted[item.id] = Accepted(first.label, (*first.also, label.shipment_id))
            strangers.append(label.shipment_id)
    return {**accepted}, strangers


def _settle_rejection(items: Sequence[Item], answer: Rejected, sibling: str | None) -> Settlement:
    """Judge a call that was refused as a whole: nothing was made, and the order at fault is found."""
    pointed, general = _by_order(items, answer.errors)
    if not pointed:
        return _settle_general_rejection(items, answer, next(iter(general), None), sibling)
    verdicts: dict[int, Verdict] = {item.id: GivenBack(item.batch) for item in items}
    verdicts |= {item_id: _verdict_of(error, Meaning.REFUSED) for item_id, error in pointed.items()}
    halt = _first_halt(of_the_account, answer.errors)
    return Settlement(verdicts, CallOutcome.REJECTED, answer.http_status, halt=halt, answered=True)


def _settle_general_rejection(
    items: Sequence[Item], answer: Rejected, error: ApiError | None, sibling: str | None
) -> Settlement:
    """Judge a refusal that points at no order: it is the account's, the call's, or that of one order among them."""
    status, words = answer.http_status, None if error is None else f"{error.code}|{error.detail or error.title}"
    halt: Halt | None = _first_halt(of_every_order, answer.errors)
    if halt is None and status in _SURELY_NOT_DONE:
        halt = Trouble.CALL, error
    if halt is None and error is not None and words == sibling:
        # Two halves have hardly the same fault in them: it is something that they share.
        halt = of_one_order(error), error
    if halt is not None:
        return _all(items, GivenBack(), CallOutcome.REJECTED, answer, halt=halt, answered=True)
    verdicts: dict[int, Verdict]
    if len(items) == 1:
        verdicts = {items[0].id: _refused(error or ApiError(status=str(status)))}
    else:
        verdicts = {number: GivenBack(batch) for number, batch in _halves(items).items()}
    return Settlement(verdicts, CallOutcome.REJECTED, status, answered=True, refused_whole=words)


def _halves(items: Sequence[Item]) -> dict[int, str]:
    """Name two halves, so that the order at fault is found without touching the others twice."""
    middle = len(items) // 2
    # Several calls can be refused at the same time: halves are those of one of them.
    root = items[0].batch or f"{items[0].id}"
    return {item.id: f"{root}{'a' if place < middle else 'b'}" for place, item in enumerate(items)}


def _whose(items: Sequence[Item], label: CreatedLabel) -> Item | None:
    """Match a row by order id, then by number, never by place: orders that failed are left out of the rows."""
    if label.order_id is not None:
        for item in items:
            if item.order_id == label.order_id:
                return item
    number = same_number_key(label.order_number)
    named = [item for item in items if same_number_key(item.order_number) == number] if number else []
    return named[0] if len(named) == 1 and label.order_id is None else None


def _by_order(items: Sequence[Item], errors: Sequence[ApiError]) -> tuple[dict[int, ApiError], list[ApiError]]:
    pointed: dict[int, ApiError] = {}
    general: list[ApiError] = []
    for error in errors:
        index = error.order_index
        if index is not None and index < len(items):
            pointed.setdefault(items[index].id, error)
        else:
            general.append(error)
    return pointed, general


def _verdict_of(error: ApiError, means: Meaning) -> Verdict:
    """Return what an error that points at an order means for it; one about our account concerns every order.

    A server's own fault, and a status that leaves it open, say nothing about what was done before.
    """
    if means is Meaning.UNCLEAR or not _is_refusal(error):
        return Unaccounted()
    return GivenBack() if of_the_account(error) else _refused(error)


def _refused(error: ApiError) -> Refused:
    return Refused(of_one_order(error), error)


def _is_refusal(error: ApiError) -> bool:
    """Does Sendcloud say that it did not do this? 408, 409, 5xx and whatever sounds like a fault of its own do not."""
    if error.status is not None and error.status.isdecimal() and len(error.status) <= 3:
        return meaning_of(int(error.status)) not in (Meaning.ANSWERED, Meaning.UNCLEAR)
    return not any(sign in (error.code or "").casefold() for sign in ("internal", "server", "timeout", "unavailable"))


def _is_documented(error: ApiError) -> bool:
    return error.code is not None and _is_refusal(error)


def _first_halt(trouble: Callable[[ApiError], Trouble | None], errors: Sequence[ApiError]) -> Halt | None:
    """Return the first trouble for which a run stops, and the error that told it; None where there is none."""
    return next(((found, error) for error in errors if (found := trouble(error))), None)
