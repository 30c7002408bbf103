"""What helps against each kind of trouble: whose move it is, whether asking again is safe, what a fix touches."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from bot.model.cause import Cause
from bot.model.run import RETRYABLE, Item
from bot.model.trouble import Field, Trouble


class Move(StrEnum):
    """Who has to do something now."""

    YOU = "you"
    SHOP = "shop"
    OWNER = "owner"
    """Of the Sendcloud account: its administrator."""
    OPERATOR = "operator"
    """Whoever runs the bot."""
    NOBODY = "nobody"
    """It passes."""


class Safety(StrEnum):
    """What asking once more for an order would come to. Of none of them but *safe* may it be done blindly."""

    SAFE = "safe"
    """Nothing was made, and nothing has to be changed first."""
    FIX_FIRST = "fix_first"
    """Nothing was made; without a change the same answer comes."""
    LOOK_FIRST = "look_first"
    """There may be a label, or somebody did not want one: a person looks before anything is bought."""
    NEVER = "never"
    """The same run always meets the same answer."""


@dataclass(frozen=True)
class Remedy:
    """*fields*: what a fix touches where the refusal itself does not say it more exactly."""

    move: Move
    safety: Safety
    fields: tuple[Field, ...] = ()


def _you(*fields: Field, safety: Safety = Safety.FIX_FIRST) -> Remedy:
    return Remedy(Move.YOU, safety, fields)


_OWNER: Final = Remedy(Move.OWNER, Safety.FIX_FIRST)
_PASSES: Final = Remedy(Move.NOBODY, Safety.SAFE)
_LOOK: Final = _you(safety=Safety.LOOK_FIRST)
_ANEW: Final = _you(safety=Safety.NEVER)
_OPERATOR: Final = Remedy(Move.OPERATOR, Safety.NEVER)

REMEDIES: Final[Mapping[Trouble, Remedy]] = {
    Trouble.ADDRESS: _you(Field.STREET, Field.HOUSE_NUMBER, Field.POSTAL_CODE, Field.CITY),
    Trouble.HOUSE_NUMBER: _you(Field.HOUSE_NUMBER),
    Trouble.PHONE: _you(Field.PHONE),
    Trouble.EMAIL: _you(Field.EMAIL),
    Trouble.WEIGHT: _you(Field.WEIGHT, Field.DIMENSIONS),
    Trouble.SERVICE_POINT: _you(Field.SERVICE_POINT),
    Trouble.CUSTOMS: _you(Field.CUSTOMS),
    Trouble.SENDER_TAX: _OWNER,
    Trouble.CURRENCY: Remedy(Move.SHOP, Safety.FIX_FIRST, (Field.CURRENCY,)),
    Trouble.NEGATIVE_PRICE: Remedy(Move.SHOP, Safety.FIX_FIRST, (Field.PRICE,)),
    Trouble.OPTION: _you(Field.OPTION),
    Trouble.INSURANCE: _you(Field.INSURANCE),
    Trouble.CONTENTS: _you(Field.OPTION),
    Trouble.PARCELS: _ANEW,
    Trouble.CONTRACT: _OWNER,
    Trouble.NOT_FOUND: Remedy(Move.SHOP, Safety.SAFE),
    Trouble.CARRIER_BUSY: _PASSES,
    Trouble.IN_PROGRESS: _PASSES,
    Trouble.DUPLICATE: _LOOK,
    Trouble.CANCELLED: _LOOK,
    Trouble.CARRIER: _you(),
    Trouble.NO_LABEL: _LOOK,
    Trouble.SHIPMENT_GONE: _LOOK,
    Trouble.DOCUMENTS: _ANEW,
    Trouble.NOT_ASKED: _ANEW,
    Trouble.DATA: _you(),
    Trouble.CREDENTIALS: _OWNER,
    Trouble.PAYMENT: _OWNER,
    Trouble.FORBIDDEN: _OWNER,
    Trouble.SUBSCRIPTION: _OWNER,
    Trouble.LOCKED: _OWNER,
    Trouble.SENDER: _OWNER,
    Trouble.BRAND: _ANEW,
    Trouble.SHOP: _OWNER,
    Trouble.CALL: _OPERATOR,
    Trouble.UNREACHABLE: _PASSES,
    Trouble.THROTTLED: _PASSES,
    Trouble.UNCLEAR: _LOOK,
    Trouble.OWN: Remedy(Move.OPERATOR, Safety.LOOK_FIRST),
}

UNKNOWN: Final = frozenset({Trouble.CARRIER, Trouble.DATA})
"""Kinds that say only who refused: the words are in no catalogue, so they are shown as they are, and counted."""


def remedy(cause: Cause | None) -> Remedy:
    """Return what helps against a cause, with the fields that the refusal itself names where it names any.

    No cause, or a kind that this version does not know, counts as a refusal for the order's data.
    """
    kind = cause.kind if cause else Trouble.DATA
    known = REMEDIES[Trouble(kind)] if kind in _KINDS else REMEDIES[Trouble.DATA]
    named = tuple(Field(one) for one in (cause.fields if cause else ()) if one in _FIELDS)
    return Remedy(known.move, known.safety, named) if named else known


def failed(items: Iterable[Item], safety: Safety) -> list[Item]:
    """Return the orders without a label for which asking once more is this safe. Whatever counts or sends *Retry*
    asks here."""
    return [item for item in items if item.state in RETRYABLE and remedy(item.cause).safety is safety]


_KINDS: Final = frozenset(Trouble)
_FIELDS: Final = frozenset(Field)
