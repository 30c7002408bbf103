"""What is said about cancelling a label: what it saves, until when, and why it was not done."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal
from typing import Final

from bot.model import CancelRefusal, CancelRule, CancelTerms, Item
from bot.model.frozen import is_known
from bot.slack.screens import words
from bot.slack.screens.text import Words, moment, own, say

CANCEL_LABEL: Final = "Cancel label"
CANCEL_LABELS: Final = "Cancel labels"

INSURANCE: Final = "Do not send a parcel whose label is being cancelled: it is not insured."
NO_WAY_BACK: Final = "It cannot be taken back, and some carriers refuse it; the run's thread tells what came of it."
TEST: Final = "It is a test label, which costs nothing."
TEST_ONES: Final = "They are test labels, which cost nothing."

FREE: Final = "Cancelled until {until} it is not charged{saves}."
CHARGED: Final = (
    "It has been charged. If the parcel is not sent and the label is cancelled before {until}, that is refunded with "
    "the next invoice{saves}."
)
SAVES: Final = " (saves {price})"
SAME_DAY: Final = "Its carrier takes cancellations until {until}; by then it is not charged{saves}."
TOO_LATE: Final = "Its carrier took cancellations until {until}, so this one will probably be refused."
TOO_OLD: Final = "Sendcloud cancelled it until {until}, so this will probably be refused."
NOT_KNOWN: Final = "Until when its carrier takes cancellations is not known here: the sooner, the better{saves}."

MANY_FREE: Final = "Not charged when cancelled in time: {labels}, the first of them until {until}."
MANY_CHARGED: Final = "Charged already, and refunded with the next invoice where the parcels are not sent: {labels}."
MANY_LATE: Final = "Probably refused, since their carrier takes no cancellations any more: {labels}."
MANY_UNKNOWN: Final = "Until when their carrier takes cancellations is not known here: {labels}."
WORTH: Final = "They cost {amounts}{unknown}."
AND_UNKNOWN: Final = ", and {labels} whose price is not known"
ALL_UNKNOWN: Final = "What they cost is not known."

REFUSALS: Final = {
    CancelRefusal.DELIVERED: "delivered already",
    CancelRefusal.MOVED: "on its way already",
    CancelRefusal.TOO_OLD: "older than 42 days",
    CancelRefusal.CARRIER: "refused by the carrier",
    CancelRefusal.NOT_FOUND: "not found at Sendcloud",
    CancelRefusal.NOT_IN_TIME: "not certain after 14 days",
    CancelRefusal.ACCOUNT: "refused to this Sendcloud account",
    CancelRefusal.OTHER: "refused by Sendcloud",
}
"""Why a label was not cancelled."""

NEXT: Final = {
    CancelRefusal.DELIVERED: "Nothing can be done about the label any more.",
    CancelRefusal.MOVED: "The parcel goes its way; ask the carrier if it has to be stopped.",
    CancelRefusal.TOO_OLD: "Ask Sendcloud's support if the parcel was never sent.",
    CancelRefusal.CARRIER: "The label is good. Try once more, or ask Sendcloud's support.",
    CancelRefusal.NOT_FOUND: "Look in Sendcloud what became of it.",
    CancelRefusal.NOT_IN_TIME: "Look in Sendcloud what became of it, and ask its support.",
    CancelRefusal.ACCOUNT: "Ask a Sendcloud administrator about the rights of the API keys, then try once more.",
    CancelRefusal.OTHER: "The label is good. If it has to go, cancel it in Sendcloud.",
}
"""What to do then."""


def terms_of_one(item: Item, terms: CancelTerms, *, test: bool, now: datetime) -> Words:
    """Return what cancelling one label saves, and until when."""
    if test:
        return say(TEST)
    known = is_known(item.price)
    saves = SAVES.format(price=words.price(item.price, item.currency, rough=item.price_is_rough)) if known else ""
    free, until = terms.free_until, terms.until
    if until is None:
        return say(NOT_KNOWN, saves=saves)
    if now > until:
        return say(TOO_LATE if terms.rule is CancelRule.SAME_DAY else TOO_OLD, until=moment(until))
    if terms.rule is CancelRule.SAME_DAY:
        return say(SAME_DAY, until=moment(until), saves=saves)
    if free is not None and now <= free:
        return say(FREE, until=moment(free), saves=saves)
    return say(CHARGED, until=moment(until), saves=saves)


def terms_of_many(terms: Sequence[CancelTerms], *, now: datetime) -> list[Words]:
    """Return how many labels are free to cancel, charged, too late or of a carrier whose rule is not known."""
    free = [one.free_until for one in terms if one.free_until is not None and now <= one.free_until]
    late = sum(one.until is not None and now > one.until for one in terms)
    unknown = sum(one.until is None for one in terms)
    charged = len(terms) - len(free) - late - unknown
    told = [say(MANY_FREE, labels=words.labels(len(free)), until=moment(min(free)))] if free else []
    counts = ((MANY_CHARGED, charged), (MANY_LATE, late), (MANY_UNKNOWN, unknown))
    return told + [say(template, labels=words.labels(n)) for template, n in counts if n]


def worth(items: Sequence[Item]) -> Words:
    """Return what labels cost together, by currency."""
    sums: dict[str | None, Decimal] = {}
    rough = False
    for item in items:
        if item.price is not None and is_known(item.price):
            sums[item.currency] = sums.get(item.currency, Decimal(0)) + item.price
            rough = rough or item.price_is_rough
    unknown = sum(not is_known(item.price) for item in items)
    if not sums:
        return say(ALL_UNKNOWN)
    by_currency = sorted(sums.items(), key=lambda one: one[0] or "")
    amounts = " + ".join(words.price(amount, currency, rough=rough) for currency, amount in by_currency)
    return say(WORTH, amounts=own(amounts), unknown=AND_UNKNOWN.format(labels=words.labels(unknown)) if unknown else "")
