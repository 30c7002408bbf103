"""What the words of a refusal mean, Sendcloud's or a carrier's own, in the languages of Sendcloud's markets. Pure.

No word decides by itself: a phrase does that can mean one thing only, or a thing with a fault told near it.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from math import inf
from typing import Final

from bot.engine.phrases import accounts, faults, names, options, orders, outages, things
from bot.engine.phrases.folding import first_of, fold, sentences
from bot.model.trouble import Field, Trouble

CARRIER_CODE: Final = "parcel_announcement_error"

_NEAR: Final = 7
"""Words that may stand between a thing and what is said to be wrong with it."""


@dataclass(frozen=True)
class Diagnosis:
    """*fields*: what of the order it is about, where the error says so."""

    trouble: Trouble
    fields: tuple[Field, ...] = ()


_PASSES: Final = (
    (outages.OUT_OF_REACH, Trouble.CARRIER_BUSY),
    (outages.IN_PROGRESS, Trouble.IN_PROGRESS),
)
_PHRASES: Final = (
    (orders.DUPLICATE, Trouble.DUPLICATE),
    (options.PARCELS, Trouble.PARCELS),
    (accounts.CONTRACT, Trouble.CONTRACT),
    (options.CONTENTS, Trouble.CONTENTS),
    (options.OPTION, Trouble.OPTION),
)
_OPTION: Final = ((options.CONTENTS, Trouble.CONTENTS), (options.OPTION, Trouble.OPTION))
_POINTS: Final = ((Field.POST_NUMBER, things.POST_NUMBER), (Field.SERVICE_POINT, things.SERVICE_POINT))
_ONE_FIELD: Final = (
    (things.CURRENCY, Trouble.CURRENCY, Field.CURRENCY),
    (things.HOUSE_NUMBER, Trouble.HOUSE_NUMBER, Field.HOUSE_NUMBER),
    (things.EMAIL, Trouble.EMAIL, Field.EMAIL),
    (things.PHONE, Trouble.PHONE, Field.PHONE),
)
_OF_A_SENDER: Final = (
    things.ADDRESS, things.PHONE, things.EMAIL, things.HOUSE_NUMBER, things.TAX_NUMBER, things.OWN_SENDER,
    *things.ADDRESS_PARTS.values(),
)  # fmt: skip


@lru_cache(maxsize=256)
def read_words(written: str, *, of_carrier: bool) -> Diagnosis | None:
    """Return what the words of a refusal mean; None where they are in no catalogue.

    *of_carrier*: they are a carrier's, to which its own account with Sendcloud may be unknown.
    """
    text = fold(written)
    said = sentences(text)
    if orders.NEGATIVE_PRICE.search(text):
        return Diagnosis(Trouble.NEGATIVE_PRICE, (Field.PRICE,))
    if found := _of_a_closed_point(said) or _plain(first_of(_PASSES, text)):
        return found
    if found := _of_the_shipment(said, of_carrier=of_carrier) or _of_a_name(written):
        return found
    return _of_a_thing(said) or _plain(Trouble.CARRIER_BUSY if outages.MAY_PASS.search(text) else None)


def _plain(trouble: Trouble | None) -> Diagnosis | None:
    return Diagnosis(trouble) if trouble else None


def _of_a_name(written: str) -> Diagnosis | None:
    """Return what a field is about that is named as programmers do."""
    named = names.of_text(written)
    return Diagnosis(*named) if named else None


def _of_a_closed_point(said: Sequence[str]) -> Diagnosis | None:
    """Return that it is a service point which cannot be used now; not where the machine that knows of them is down."""
    for sentence in said:
        closed = outages.OUT_OF_REACH.search(sentence) and not faults.MACHINE.search(sentence)
        if closed and near(sentence, things.SERVICE_POINT, most=3):
            return Diagnosis(Trouble.SERVICE_POINT, (Field.SERVICE_POINT,))
    return None


def _of_the_shipment(said: Sequence[str], *, of_carrier: bool) -> Diagnosis | None:
    """Return what is said in a whole phrase, and more exactly than any name of a field could."""
    for sentence in said:
        found = _of_the_sender(sentence) or _of_a_point(sentence) or _of_the_insurance(sentence)
        found = found or _plain(_of_a_phrase(sentence, of_carrier=of_carrier))
        if found is not None:
            return found
    return None


def _of_a_phrase(sentence: str, *, of_carrier: bool) -> Trouble | None:
    phrase = first_of(_PHRASES, sentence)
    if phrase is Trouble.CONTRACT and not of_carrier and "carrier" not in sentence:
        # Sendcloud itself speaks of contracts when an option cannot be had.
        phrase = first_of(_OPTION, sentence)
    of_the_parcel = faults.TOO_MUCH.search(sentence) or faults.TOO_LARGE.search(sentence)
    return None if phrase is Trouble.OPTION and of_the_parcel else phrase


def _of_the_insurance(sentence: str) -> Diagnosis | None:
    return Diagnosis(Trouble.INSURANCE, (Field.INSURANCE,)) if near(sentence, things.INSURANCE) else None


def _of_the_sender(sentence: str) -> Diagnosis | None:
    """Return the trouble with the data of whoever sends: they are the account's, whatever of them is named."""
    if accounts.NO_SENDER_ADDRESS.search(sentence):
        return Diagnosis(Trouble.SENDER)
    if things.RECIPIENT.search(sentence):
        return None
    theirs = near(sentence, things.SENDER) and any(one.search(sentence) for one in _OF_A_SENDER)
    if near(sentence, things.EORI) or (theirs and near(sentence, things.TAX_NUMBER)):
        return Diagnosis(Trouble.SENDER_TAX)
    return Diagnosis(Trouble.SENDER) if theirs else None


def _of_a_point(sentence: str) -> Diagnosis | None:
    field, thing = next(((field, thing) for field, thing in _POINTS if near(sentence, thing)), (None, None))
    if field is None or thing is None:
        return None
    # "A phone number is required for delivery to a service point."
    between = words_between(sentence, thing)
    if any(words_between(sentence, other) < between for other in (things.PHONE, things.EMAIL)):
        return None
    return Diagnosis(Trouble.SERVICE_POINT, (field,))


def _of_a_thing(said: Sequence[str]) -> Diagnosis | None:
    """Return the first thing of the order that is named with a fault near it, the more telling things first."""
    looks = (_of_customs, _of_one_field, _of_the_parcel, _of_the_address)
    return next((found for look in looks for sentence in said if (found := look(sentence))), None)


def _of_customs(sentence: str) -> Diagnosis | None:
    fields = tuple(field for field, thing in things.CUSTOMS_PARTS.items() if near(sentence, thing))
    if fields:
        return Diagnosis(Trouble.CUSTOMS, fields)
    return Diagnosis(Trouble.CUSTOMS, (Field.CUSTOMS,)) if near(sentence, things.CUSTOMS) else None


def _of_one_field(sentence: str) -> Diagnosis | None:
    found = [(kind, field) for thing, kind, field in _ONE_FIELD if near(sentence, thing)]
    if not found:
        return None
    kind, field = found[0]
    others = [Field.STREET] if near(sentence, things.STREET) else []
    others += [Field.POSTAL_CODE] if near(sentence, things.POSTAL_CODE) else []
    if kind is Trouble.HOUSE_NUMBER and others:
        return Diagnosis(Trouble.ADDRESS, (*others, field))
    if (Trouble.PHONE, Field.PHONE) in found and kind is Trouble.EMAIL:
        # "A phone number or an e-mail address is required."
        return Diagnosis(Trouble.PHONE, (Field.PHONE, field))
    return Diagnosis(kind, (field,))


def _of_the_parcel(sentence: str) -> Diagnosis | None:
    if faults.CHARACTERS.search(sentence) or (_is_of_a_text(sentence) and not faults.UNIT.search(sentence)):
        return None
    heavy = faults.TOO_MUCH.search(sentence) or near(sentence, things.WEIGHT)
    large = near(sentence, things.DIMENSIONS)
    if not heavy and not large and (not faults.TOO_LARGE.search(sentence) or faults.FILE.search(sentence)):
        return None
    fields = ((Field.WEIGHT,) if heavy else ()) + ((Field.DIMENSIONS,) if large or not heavy else ())
    return Diagnosis(Trouble.WEIGHT, fields)


def _is_of_a_text(sentence: str) -> bool:
    """Is it a name or a line that is as long as something?"""
    return any(near(sentence, thing) for thing in (things.NAME, things.COMPANY, things.STREET))


def _of_the_address(sentence: str) -> Diagnosis | None:
    fields = tuple(field for field, thing in things.ADDRESS_PARTS.items() if near(sentence, thing))
    if len(fields) > 1:
        # "The postcode is invalid for this country."
        fields = tuple(field for field in fields if field is not Field.COUNTRY)
    if fields:
        return Diagnosis(Trouble.ADDRESS, fields)
    return Diagnosis(Trouble.ADDRESS) if near(sentence, things.ADDRESS) else None


def near(sentence: str, thing: re.Pattern[str], most: int = _NEAR) -> bool:
    """Return whether a fault is told of a thing with at most so many words between."""
    return words_between(sentence, thing) <= most


def words_between(sentence: str, thing: re.Pattern[str]) -> float:
    """Return how many words stand between a thing and the fault nearest to it; infinitely many without either."""
    places = [one.span() for one in thing.finditer(sentence)]
    wrong = [one.span() for one in faults.FAULT.finditer(sentence)] if places else []
    return min(
        (
            len(sentence[end:start].split())
            for first in places
            for second in wrong
            for (_, end), (start, _) in (sorted((first, second)),)
            if end <= start
        ),
        default=inf,
    )
