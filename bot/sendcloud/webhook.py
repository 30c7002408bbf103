"""What Sendcloud posts by itself: whether it is Sendcloud's, and the ids in it. Everything else of it stays unread."""

from __future__ import annotations

import hashlib
import hmac
import json
from typing import Annotated, Final

from bot.sendcloud.lenient import OBJECT, Lenient, Text, read

STATUS_CHANGED: Final = "parcel_status_changed"


class _Parcel(Lenient):
    shipment_uuid: Text = None


class _Payload(Lenient):
    action: Text = None
    parcel: Annotated[_Parcel | None, OBJECT] = None


def is_signed(body: bytes, signature: str, *, secret: str) -> bool:
    """Return whether *signature* is that of *body* as it came: the hex HMAC-SHA256 by *secret*, in constant time.

    The key is the integration's Webhook Signature Key, or its secret key where none is shown; no moment is signed, so a
    notice may be sent again by whoever has seen one.
    """
    expected = hmac.new(secret.encode(), body, hashlib.sha256).hexdigest()
    return hmac.compare_digest(expected.encode(), signature.strip().lower().encode(errors="replace"))


def shipment_of(body: bytes) -> str | None:
    """Return the shipment whose parcel's status changed by a signed *body*; None when it is about something else.

    The payload is the parcel as version 2 of the API has it, with the customer's address: the id alone is taken.
    """
    try:
        payload = read(_Payload, json.loads(body))
    except (ValueError, RecursionError):
        return None
    if payload is None or payload.action != STATUS_CHANGED or payload.parcel is None:
        return None
    return payload.parcel.shipment_uuid
