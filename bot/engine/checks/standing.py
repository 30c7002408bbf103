"""Does the shop want this order shipped? Statuses are the shop's own words: known ones decide, others say nothing."""

from __future__ import annotations

import re
from collections.abc import Iterator, Set
from typing import Final

from bot.checks import Check, CheckKind
from bot.sendcloud import Order

CANCELLED_WORDS: Final = frozenset(
    {
        "cancelled", "canceled", "voided", "void", "refunded", "chargeback", "charged back", "geannuleerd",
        "terugbetaald", "storniert", "erstattet", "abgebrochen", "annulé", "annulée", "annule", "remboursé",
        "rembourse", "cancelado", "cancelada", "anulado", "reembolsado", "annullato", "annullata", "rimborsato",
        "anulowane", "declined", "expired", "fraud",
    }
)  # fmt: skip
"""Words for an order that nobody expects any more, in the languages of Sendcloud's markets."""

HELD_WORDS: Final = frozenset(
    {
        "on hold", "onhold", "hold", "held", "in de wacht", "angehalten", "en attente de validation", "retenido",
        "in sospeso", "backorder", "backordered", "back ordered", "preorder", "pre order",
        "awaiting stock", "fraud review",
    }
)  # fmt: skip
"""Words for an order that its shop has put aside for now."""

UNPAID_WORDS: Final = frozenset(
    {
        "unpaid", "pending", "pending payment", "awaiting payment", "payment pending", "not paid", "open", "failed",
        "niet betaald", "onbetaald", "in afwachting van betaling", "unbezahlt", "ausstehend", "offen", "non payé",
        "en attente de paiement", "pendiente", "pendiente de pago", "no pagado", "non pagato", "in attesa di pagamento",
        "nieopłacone",
    }
)  # fmt: skip
"""Words for an order whose money has not come."""

PAID_WORDS: Final = frozenset(
    {
        "paid", "payment accepted", "payment received", "captured", "completed", "complete", "success", "succeeded",
        "settled", "betaald", "bezahlt", "payé", "payée", "paye", "pagado", "pagada", "pagato", "pagata", "opłacone",
        "partially refunded",
    }
)  # fmt: skip
"""Words for an order whose money has come."""

_SEPARATORS: Final = re.compile(r"[\s_\-]+")


def standing_checks(order: Order) -> Iterator[Check]:
    """Yield why the shop may not want *order* shipped now."""
    if order.shipping_details is not None and order.shipping_details.is_local_pickup:
        yield Check(CheckKind.LOCAL_PICKUP)
    words = status_words(order)
    if words & CANCELLED_WORDS:
        yield Check(CheckKind.CANCELLED)
    elif words & HELD_WORDS:
        yield Check(CheckKind.ON_HOLD)
    elif payment_words(order) & UNPAID_WORDS and not payment_words(order) & PAID_WORDS:
        yield Check(CheckKind.UNPAID)


def is_paid(order: Order, counted: Set[str] = frozenset()) -> bool:
    """Return whether one of the shop's words says that *order* is paid. *counted*: its own words, folded, for that."""
    return bool(payment_words(order) & (PAID_WORDS | counted))


def may_be_ready(order: Order, counted: Set[str]) -> bool:
    """Return whether *order* is paid, or may be for all that its words say."""
    return is_paid(order, counted) or not status_words(order) & (UNPAID_WORDS | CANCELLED_WORDS)


def unknown_word(order: Order, counted: Set[str]) -> str | None:
    """Return the shop's word for how *order* was paid where nobody knows what it means; empty where there is none."""
    if is_paid(order, counted):
        return None
    status = order.payment_details.status if order.payment_details is not None else None
    return folded((status.code or status.message or "") if status is not None else "")


def payment_words(order: Order) -> frozenset[str]:
    """Return the shop's words for how *order* was paid, folded for comparison."""
    status = order.payment_details.status if order.payment_details is not None else None
    return frozenset(folded(text) for text in (status.code, status.message) if text) if status else frozenset()


def status_words(order: Order) -> frozenset[str]:
    """Return the shop's words for where *order* stands, its payment included, folded for comparison."""
    own = (folded(text) for text in (order.status_code, order.status_message) if text)
    return frozenset(own) | payment_words(order)


def folded(text: str) -> str:
    """Return a status as it is compared: small letters, one space where a shop writes ``_``, ``-`` or several."""
    return _SEPARATORS.sub(" ", text).strip().casefold()
