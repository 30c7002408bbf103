"""Shipments, and what buying and cancelling them says."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import Enum
from typing import Annotated

from pydantic import BeforeValidator, Field

from bot.sendcloud.api_error import ApiError, Unreadable, read_errors, read_json
from bot.sendcloud.lenient import (
    OBJECT,
    OBJECTS,
    Identifier,
    Lenient,
    Moment,
    Number,
    Text,
    as_int,
    as_objects,
    as_text,
)
from bot.sendcloud.wire import Address, CodeAndName, ShipWith, StatusText, Weight

ANNOUNCING = "ANNOUNCING"
ANNOUNCEMENT_FAILED = "ANNOUNCEMENT_FAILED"
PENDING = frozenset({ANNOUNCING, "NO_LABEL"})
DEAD = frozenset({ANNOUNCEMENT_FAILED, "CANCELLED", "CANCELLED_UPSTREAM"})
"""Statuses of a parcel without a usable label."""

ALIVE = frozenset(
    {
        "READY_TO_SEND", "ANNOUNCED", "TO_SORTING", "SORTING", "SORTED", "UNSORTED", "AT_SORTING_CENTRE",
        "SHIPMENT_ON_ROUTE", "DRIVER_ON_ROUTE", "PICKED_UP_BY_DRIVER", "DELAYED", "DELIVERY_FAILED", "DELIVERED",
        "AWAITING_CUSTOMER_PICKUP", "COLLECTED_BY_CUSTOMER", "ANNOUNCED_UNCOLLECTED", "COLLECT_ERROR", "UNDELIVERABLE",
        "CANCELLING_UPSTREAM", "CANCELLING", "CANCELLATION_FAILED", "AT_CUSTOMS", "REFUSED_BY_RECIPIENT",
        "RETURNED_TO_SENDER", "DELIVERY_METHOD_CHANGED", "DELIVERY_DATE_CHANGED", "DELIVERY_ADDRESS_CHANGED",
        "EXCEPTION", "ADDRESS_INVALID",
    }
)  # fmt: skip
"""Statuses (``GET /parcels/statuses``) of a parcel that has a label. A code that is not known is no success."""


KNOWN = PENDING | DEAD | ALIVE | {"UNKNOWN"}


class Stage(Enum):
    """How far the announcement of a shipment is."""

    PENDING = 1
    LABELLED = 2
    FAILED = 3
    CANCELLED = 4
    MIXED = 5


class ParcelDocument(Lenient):
    """A document that a parcel has. The link is not kept: documents are fetched by parcel id."""

    type: Text = None
    document_type: Text = None

    @property
    def kind(self) -> str | None:
        """``label``, ``customs-declaration`` or ``air-waybill``; older names where only ``type`` is sent."""
        return self.document_type or self.type


OLD_NUMBERS = {"999": "NO_LABEL", "1002": ANNOUNCEMENT_FAILED, "2000": "CANCELLED"}
"""Statuses by their number in version 2 of the API, which is still met; those that mean that there is no label."""


def read_status(value: object) -> object:
    """Return a parcel's status with its code as published, out of each shape in which it is met.

    Those are a code in other letters, the code alone as a text, and version 2's number and words.
    """
    if isinstance(value, str):
        value = {"code": value}
    if not isinstance(value, Mapping):
        return value
    for told in (value.get("code"), value.get("message")):
        text = re.sub(r"[\s-]+", "_", as_text(told) or "").strip("_").upper()
        if text in KNOWN:
            return {**value, "code": text}
    number = OLD_NUMBERS.get(as_text(value.get("id")) or "")
    return {**value, "code": number} if number and not as_text(value.get("code")) else value


class Parcel(Lenient):
    """One box of a shipment."""

    id: Number
    status: Annotated[StatusText | None, OBJECT, BeforeValidator(read_status)] = None
    documents: Annotated[list[ParcelDocument], OBJECTS] = Field(default_factory=list)
    tracking_number: Text = None
    tracking_url: Text = None
    weight: Annotated[Weight | None, OBJECT] = None
    created_at: Moment = None

    @property
    def status_code(self) -> str | None:
        """For example ``READY_TO_SEND``; not a closed set."""
        return self.status.code if self.status else None

    @property
    def status_words(self) -> str:
        """The status as a person can look it up: its code, Sendcloud's words where it has none, else "?"."""
        return self.status_code or self.status_message or "?"

    @property
    def status_message(self) -> str | None:
        """The status in Sendcloud's words."""
        return self.status.message if self.status else None

    @property
    def is_dead(self) -> bool:
        """Whether it was refused or cancelled: it has no label, and never will."""
        return self.status_code in DEAD

    @property
    def is_ready(self) -> bool:
        """Whether its label can be fetched, by its status and its documents: neither is enough alone."""
        return self.status_code in ALIVE and self.has_label

    @property
    def document_types(self) -> list[str]:
        """The kinds of documents it has."""
        return [each.kind for each in self.documents if each.kind]

    @property
    def has_label(self) -> bool:
        """Whether a label can be fetched."""
        return "label" in self.document_types


def _parcels(value: object) -> list[object]:
    return [each for each in as_objects(value) if not isinstance(each, dict) or as_int(each.get("id")) is not None]


def _errors(value: object) -> list[ApiError]:
    if isinstance(value, list) and all(isinstance(each, ApiError) for each in value):
        return value
    return read_errors(value)


class Shipment(Lenient):
    """One shipment. It names neither the order's id nor the integration: keep those yourself."""

    id: Identifier
    order_number: Text = None
    from_address: Annotated[Address | None, OBJECT] = None
    to_address: Annotated[Address | None, OBJECT] = None
    carrier: Annotated[CodeAndName | None, OBJECT] = None
    ship_with: Annotated[ShipWith | None, OBJECT] = None
    parcels: Annotated[list[Parcel], BeforeValidator(_parcels)] = Field(default_factory=list)
    errors: Annotated[list[ApiError], BeforeValidator(_errors)] = Field(default_factory=list)

    @property
    def carrier_code(self) -> str | None:
        """For example ``postnl``."""
        return self.carrier.code if self.carrier else None

    @property
    def option_code(self) -> str | None:
        """The shipping option that it was made with, if told."""
        return self.ship_with.shipping_option_code if self.ship_with else None

    @property
    def carrier_name(self) -> str | None:
        """For example ``PostNL``."""
        return self.carrier.name if self.carrier else None

    @property
    def is_live(self) -> bool:
        """Whether it has, or will have, a label that somebody pays for. One without parcels may get some."""
        return not self.parcels or not all(parcel.is_dead for parcel in self.parcels)

    @property
    def is_announcing(self) -> bool:
        """Whether the carrier has yet to answer for one of its parcels."""
        return any(parcel.status_code == ANNOUNCING for parcel in self.parcels)

    @property
    def stage(self) -> Stage:
        """How far it is, by status, then by the label document. Tracking number and announced_at prove nothing:
        Sendcloud's own example of a failed announcement has both.
        """
        codes = {parcel.status_code for parcel in self.parcels}
        if not codes or None in codes or codes & PENDING:
            return Stage.PENDING
        if codes <= DEAD:
            return Stage.FAILED if ANNOUNCEMENT_FAILED in codes else Stage.CANCELLED
        if not all(parcel.is_ready for parcel in self.parcels if not parcel.is_dead):
            return Stage.PENDING
        return Stage.MIXED if codes & DEAD else Stage.LABELLED

    @property
    def created_at(self) -> datetime | None:
        """When its first parcel was made; None when no parcel says."""
        return min((each.created_at for each in self.parcels if each.created_at), default=None)

    def private_values(self) -> set[str]:
        """Every text of three characters and more that tells about the recipient."""
        return self.to_address.private_values() if self.to_address else set()


@dataclass(frozen=True, slots=True)
class CancelAnswer:
    """``cancelled``: done. ``queued``: asked for, and done if the parcel does not move (watched for 14 days)."""

    status: str
    message: str | None = None


def read_cancel_answer(http_status: int, content: bytes) -> CancelAnswer:
    """Read a 2xx to a cancellation; where the body says nothing, 202 means queued and the rest cancelled."""
    try:
        document = read_json(content)
    except Unreadable:
        document = None
    data = document.get("data") if isinstance(document, dict) else None
    data = data if isinstance(data, dict) else {}
    status = as_text(data.get("status")) or ("queued" if http_status == 202 else "cancelled")
    return CancelAnswer(status=status.strip().lower(), message=as_text(data.get("message")))
