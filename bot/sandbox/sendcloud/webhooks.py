"""The webhook of an integration: what is posted when a parcel's status changes, signed as Sendcloud signs it."""

from __future__ import annotations

import asyncio
import contextlib
import hashlib
import hmac
import json

import aiohttp

from bot.sandbox.sendcloud.calls import Json
from bot.sandbox.sendcloud.server import SendcloudStandIn
from bot.sandbox.sendcloud.shipments import ANNOUNCING, Parcel, Shipment

STATUS_IDS = {"READY_TO_SEND": (1000, "Ready to send"), "ANNOUNCEMENT_FAILED": (1002, "Announcement failed"),
              "CANCELLED": (2000, "Cancelled"), "NO_LABEL": (999, "No label")}  # fmt: skip
"""Ids and words of version 2 of the API, which webhooks still speak."""


class Webhooks:
    """Posts to *url*, signed with *secret*, whatever becomes of the shipments of one account."""

    def __init__(self, sendcloud: SendcloudStandIn, url: str, secret: str) -> None:
        self.url = url
        self.secret = secret
        self._sendcloud = sendcloud
        self._told: dict[str, str] = {}

    async def post_changes(self) -> list[int]:
        """Post one notice for each parcel whose status changed since the last time; return the answers' statuses."""
        answers = []
        for shipment in [*self._sendcloud.shipments.values()]:
            status = shipment.status(self._sendcloud.now())
            if status != self._told.setdefault(shipment.id, ANNOUNCING):
                self._told[shipment.id] = status
                answers += [await self.post(self.payload(shipment, parcel)) for parcel in shipment.parcels]
        return answers

    async def keep_posting(self, every: float) -> None:
        """Do so for ever. *every*: seconds between two looks."""
        while True:
            with contextlib.suppress(aiohttp.ClientError, OSError):  # a bot that is not there is not told
                await self.post_changes()
            await asyncio.sleep(every)

    def payload(self, shipment: Shipment, parcel: Parcel) -> bytes:
        """Return what is posted about one parcel of *shipment* now."""
        now = self._sendcloud.now()
        number, words = STATUS_IDS.get(shipment.status(now), (1, shipment.status(now).replace("_", " ").capitalize()))
        told: dict[str, Json] = {
            "id": parcel.id,
            "order_number": shipment.order_number,
            "shipment_uuid": shipment.id,
            "external_order_id": shipment.order_id,
            "tracking_number": parcel.tracking_number,
            "status": {"id": number, "message": words},
            "carrier": {"code": shipment.carrier[0]},
            **{name: shipment.to_address.get(name) for name in ("name", "city", "postal_code", "email")},
        }
        moment = int(now.timestamp() * 1000)
        return json.dumps(
            {"action": "parcel_status_changed", "timestamp": moment, "carrier_status_change_timestamp": moment,
             "parcel": told}
        ).encode()  # fmt: skip

    def signature(self, body: bytes) -> str:
        """Return what stands in the header ``Sendcloud-Signature``."""
        return hmac.new(self.secret.encode(), body, hashlib.sha256).hexdigest()

    async def post(self, body: bytes, *, signature: str | None = None) -> int:
        """Post *body* and return the answer's status; *signature*: another one than its own."""
        headers = {"Sendcloud-Signature": self.signature(body) if signature is None else signature}
        async with (
            aiohttp.ClientSession() as http,
            http.post(self.url, data=body, headers={**headers, "Content-Type": "application/json"}) as answer,
        ):
            return answer.status
