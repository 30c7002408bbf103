"""The modal *Cancel labels*: which labels of a run, what that saves, and until when."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

from bot.model import TEXT_FIELD, CancelOffer, State
from bot.slack import ids
from bot.slack.screens import words
from bot.slack.screens.blocks import blocks_of, bullets, option, paragraph
from bot.slack.screens.cancel_words import CANCEL_LABELS, INSURANCE, NO_WAY_BACK, TEST_ONES, terms_of_many, worth
from bot.slack.screens.modal import chosen, errors, field, modal, sentence_view, typed_in
from bot.slack.screens.text import Json, Words, bold, moment, person, plain, say

CAN_BE: Final = "{labels} of this run can be cancelled."
BEING: Final = "{labels} {are} being cancelled already."
NOT_MADE: Final = "{orders} {have} no label yet, or may not have one: nothing is cancelled for {them}."
CHANGED: Final = (
    "Nothing was cancelled: since you opened this, the labels of the run have changed. Please look once more."
)
WHICH: Final = "Which labels"
ALL: Final = "All {labels}"
ONLY: Final = "Only those of the orders below"
NUMBERS: Final = "Order numbers"
NUMBERS_HINT: Final = "Several labels of one order are cancelled together."
KEEP: Final = "Keep labels"

CHOOSE_ALL_OR_ONLY: Final = (
    "These numbers would not count: “All” is chosen above. Choose “Only …”, or clear this field."
)
WHICH_NUMBERS: Final = "Say which orders, one number a line."
NOT_AMONG: Final = "Nothing was cancelled. No label of this run that can be cancelled belongs to {named}."
NONE: Final = "No label of this run can be cancelled now."
WANTED: Final = "{labels} {are} being cancelled. What comes of it stands in the thread of the run."
FIRST: Final = "All of them are being cancelled already; {who} asked for it, {at}."

_ALL, _ONLY = "all", "only"
_NAMED_MOST: Final = 10


def cancel_labels(offer: CancelOffer, *, changed: bool = False) -> Json:
    """Return the modal. *changed*: somebody decided about labels that are not these any more."""
    if not offer.items:
        return sentence_view(CANCEL_LABELS, NONE)
    run, n = offer.run, len(offer.items)
    lines = [say(CAN_BE, labels=words.labels(n)), *_others(offer)]
    terms = (
        [say(TEST_ONES)] if run.choices.test_labels else [worth(offer.items), *terms_of_many(offer.terms, now=offer.at)]
    )
    parts = [paragraph((bold(CHANGED),))] if changed else []
    parts += [paragraph(*lines), bullets(terms), paragraph(say(INSURANCE), say(NO_WAY_BACK))]
    return modal(
        CANCEL_LABELS,
        [*blocks_of(parts), *(_choice(n) if n > 1 else [])],
        callback=ids.CANCEL_LABELS_VIEW,
        metadata=f"{run.id} {offer.digest}",
        submit=CANCEL_LABELS,
        close=KEEP,
    )


def _others(offer: CancelOffer) -> list[Words]:
    """Return what becomes of the orders whose labels cannot be cancelled."""
    run = offer.run
    being = sum(one.is_open for one in run.cancellations)
    unmade = len(run.items) - len(run.of(State.LABELLED, State.CANCELLED))
    told = [say(BEING, labels=words.labels(being), are=words.be(being))] if being else []
    if unmade:
        have, them = ("has" if unmade == 1 else "have"), words.them(unmade)
        told.append(say(NOT_MADE, orders=words.orders(unmade), have=have, them=them))
    return told


def _choice(n: int) -> list[Json]:
    """Return the inputs: nothing is chosen beforehand, so that nobody cancels everything by pressing Enter."""
    options = [option(ALL.format(labels=words.labels(n)), _ALL), option(ONLY, _ONLY)]
    numbers: Json = {"type": "plain_text_input", "multiline": True, "max_length": TEXT_FIELD}
    return [
        field(ids.WHICH_LABELS, WHICH, {"type": "radio_buttons", "options": options}, optional=False),
        field(ids.NUMBERS_TO_CANCEL, NUMBERS, numbers, hint=NUMBERS_HINT),
    ]


def read_place(view: Mapping[str, Any]) -> tuple[str, str]:
    """Return the run, and the digest of the labels that somebody saw."""
    run_id, _, seen = str(view["private_metadata"]).partition(" ")
    return run_id, seen


def read_choice(view: Mapping[str, Any]) -> str | Json | None:
    """Return the numbers whose labels are meant, None for all of them, or the answer to an input that says neither."""
    which, _ = chosen(view, ids.WHICH_LABELS)
    numbers = typed_in(view, ids.NUMBERS_TO_CANCEL).strip()
    if which == _ONLY:
        return numbers or errors({ids.NUMBERS_TO_CANCEL: WHICH_NUMBERS})
    return errors({ids.NUMBERS_TO_CANCEL: CHOOSE_ALL_OR_ONLY}) if numbers else None


def not_among_them(numbers: Sequence[str]) -> Json:
    """Return the answer to numbers to which no label belongs that could be cancelled."""
    named = ", ".join(plain(number, 60) or "(blank)" for number in numbers[:_NAMED_MOST]) or "these numbers"
    if len(numbers) > _NAMED_MOST:
        named += f" and {len(numbers) - _NAMED_MOST} more"
    return errors({ids.NUMBERS_TO_CANCEL: NOT_AMONG.format(named=named)})


def wanted(labels: int) -> Json:
    """Return what is said when labels are being cancelled."""
    return sentence_view(CANCEL_LABELS, WANTED.format(labels=words.labels(labels), are=words.be(labels)))


def nothing(first: tuple[str, Any] | None) -> Json:
    """Return what is said when none was left, and who was first, where somebody was."""
    if first is None:
        return sentence_view(CANCEL_LABELS, NONE)
    told = say(FIRST, who=person(first[0]), at=moment(first[1]))
    return modal(CANCEL_LABELS, blocks_of([paragraph(told)]), callback=ids.SENTENCE)
