"""What an answer to create-labels-async means for each order that was in the call. No side effects."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from bot.engine.trouble import of_every_order, of_one_order, of_the_account, trouble_of
from bot.model import Item, same_number_key
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
    *rest*: the call went wrong in a way that makes waiting wise. *answered*: an answer came.
    """

    verdicts: dict[int, Verdict]
    outcome: str
    http_status: int | None = None
    halt: tuple[Trouble, ApiError | None] | None = None
    wait: float | None = None
    rest: bool = False
    answered: bool = False
    extra_shipments: tuple[str, ...] = field(default=())


REFUSING = frozenset({400, 401, 402, 403, 404, 405, 410, 413, 415, 422, 429})
"""Statuses with which Sendcloud says that it did nothing."""


def settle(items: Sequence[Item], answer: LabelsAnswer | SendcloudError) -> Settlement:
    """Judge a call by its *answer*; *items* are the orders in the order in which they were sent."""
    match answer:
        case LabelsAnswer():
            return _settle_answer(items, answer)
        case Rejected():
            return _settle_rejection(items, answer)
        case AccountProblem():
            error = answer.errors[0] if answer.errors else None
            return _all(items, GivenBack(), f"account: {answer.kind}", answer, halt=(trouble_of(answer), error))
        case Throttled():
            return _all(items, GivenBack(), "throttled", answer, wait=answer.retry_after or 0.0)
        case Withdrawn():
            return _all(items, GivenBack(), "too late to send", answer)
        case NotSent():
            return _all(items, GivenBack(), "not sent", answer, rest=True)
        case OutcomeUnknown():
            return _all(items, Unaccounted(), "unknown", answer, rest=True, answered=answer.answered)
        case _:
            return _all(items, Unaccounted(), "unknown", answer, rest=True)


def _all(
    items: Sequence[Item],
    verdict: Verdict,
    outcome: str,
    answer: SendcloudError,
    *,
    halt: tuple[Trouble, ApiError | None] | None = None,
    wait: float | None = None,
    rest: bool = False,
    answered: bool = False,
) -> Settlement:
    return Settlement({item.id: verdict for item in items}, outcome, answer.http_status, halt, wait, rest, answered)


def _settle_answer(items: Sequence[Item], answer: LabelsAnswer) -> Settlement:
    verdicts: dict[int, Verdict] = {}
    strangers: list[str] = []
    for label in answer.labels:
        item = _whose(items, label)
        if item is None:
            strangers.append(label.shipment_id)
        elif (first := verdicts.get(item.id)) is None:
            verdicts[item.id] = Accepted(label)
        elif isinstance(first, Accepted) and label.shipment_id not in (first.label.shipment_id, *first.also):
            verdicts[item.id] = Accepted(first.label, (*first.also, label.shipment_id))
            strangers.append(label.shipment_id)
    pointed, general = _by_order(items, answer.errors)
    for item_id, error in pointed.items():
        # A row of success is the stronger word, and a server's own fault says nothing about what it did before.
        verdicts.setdefault(item_id, _verdict_of(error))
    rest = [item for item in items if item.id not in verdicts]
    halt = next((found for error in answer.errors if (found := _halt(of_the_account, error))), None)
    explains_all = not answer.data_present and bool(general) and all(_is_documented(error) for error in general)
    if rest and explains_all:
        halt = halt or next((found for error in general if (found := _halt(of_every_order, error))), None)
        for item in rest:
            verdicts[item.id] = GivenBack() if halt else _refused(general[0])
    for item in items:
        verdicts.setdefault(item.id, Unaccounted())
    unclear = any(isinstance(verdict, Unaccounted) for verdict in verdicts.values())
    return Settlement(
        verdicts,
        "answered",
        answer.http_status,
        halt=halt,
        rest=unclear and not answer.labels,
        answered=True,
        extra_shipments=tuple(strangers),
    )


def _settle_rejection(items: Sequence[Item], answer: Rejected) -> Settlement:
    pointed, general = _by_order(items, answer.errors)
    verdicts: dict[int, Verdict] = {item_id: _refused(error) for item_id, error in pointed.items()}
    rest = [item for item in items if item.id not in verdicts]
    outcome = "rejected"
    halt: tuple[Trouble, ApiError | None] | None = None
    if not pointed:
        halt = next((found for error in general if (found := _halt(of_every_order, error))), None)
        if halt is None and answer.http_status in (404, 405, 410):
            halt = (Trouble.CALL, general[0] if general else None)
        if halt is None and len(items) == 1:
            verdicts[items[0].id] = _refused(general[0] if general else ApiError(status=str(answer.http_status)))
            rest = []
    batches = _halves(rest) if not pointed and halt is None else {}
    for item in rest:
        verdicts[item.id] = GivenBack(batches.get(item.id, item.batch))
    return Settlement(verdicts, outcome, answer.http_status, halt=halt, answered=True)


def _halves(items: Sequence[Item]) -> dict[int, str]:
    """Name two halves, so that the order at fault is found without touching the others twice."""
    middle = len(items) // 2
    return {item.id: f"{item.batch}{'a' if place < middle else 'b'}" for place, item in enumerate(items)}


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


def _verdict_of(error: ApiError) -> Verdict:
    """Return what an error that points at an order means for it; one about our account concerns every order."""
    if not _is_refusal(error):
        return Unaccounted()
    return GivenBack() if of_the_account(error) else _refused(error)


def _refused(error: ApiError) -> Refused:
    return Refused(of_one_order(error), error)


def _is_refusal(error: ApiError) -> bool:
    """Does Sendcloud say that it did not do this? 408, 409, 5xx and whatever sounds like a fault of its own do not."""
    if error.status is not None and error.status.isdigit():
        return int(error.status) in REFUSING
    return not any(sign in (error.code or "").casefold() for sign in ("internal", "server", "timeout", "unavailable"))


def _is_documented(error: ApiError) -> bool:
    return error.code is not None and _is_refusal(error)


def _halt(trouble: Callable[[ApiError], Trouble | None], error: ApiError) -> tuple[Trouble, ApiError] | None:
    """Return the reason for which a run stops because of *error*, None where it need not."""
    found = trouble(error)
    return (found, error) if found else None
