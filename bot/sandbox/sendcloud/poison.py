"""Orders of which one text or number spoils whoever reads it carelessly; all else about them is as it should be."""

from __future__ import annotations

from bot.sandbox.sendcloud.calls import Json
from bot.sandbox.sendcloud.reshape import put
from bot.sandbox.sendcloud.writing import ENDLESS, HALF_EMOJI

POISONS: dict[str, str] = {
    "half_emoji": "its carrier's name, tracking number and link hold half an emoji",
    "half_emoji_refused": "is refused in words that hold half an emoji",
    "endless_number": "weighs and costs more than any computer can count",
    "dot_id": "its shipment is called .",
    "dots_id": "its shipment is called ..",
    "year_one": "was ordered in the year 1",
}
REFUSAL = f"The name of the street {HALF_EMOJI} cannot be printed."
_IDS = {"dot_id": ".", "dots_id": ".."}


def shipment_id(kind: str, honest: str) -> str:
    """Return the id that the shipment of an order of *kind* gets."""
    return _IDS.get(kind, honest)


def poisoned_order(kind: str, body: dict[str, Json]) -> dict[str, Json]:
    """Return an order as GET /orders shows it."""
    if kind == "endless_number":
        put(body, "shipping_details.measurement.weight.value", ENDLESS)
        put(body, "payment_details.total_price.value", ENDLESS)
    if kind == "year_one":
        for path in ("created_at", "order_details.order_created_at"):
            put(body, path, "0001-01-01T00:00:00.000000Z")
    return body


def poisoned_shipment(kind: str, body: dict[str, Json]) -> dict[str, Json]:
    """Return a shipment as GET /shipments shows it."""
    if kind == "half_emoji":
        put(body, "carrier.name", f"PostNL {HALF_EMOJI}")
        put(body, "parcels.*.tracking_number", f"3SYZXG{HALF_EMOJI}")
        put(body, "parcels.*.tracking_url", f"https://tracking.example.com/{HALF_EMOJI}")
    if kind == "endless_number":
        put(body, "total_order_price.value", ENDLESS)
        put(body, "parcels.*.weight.value", ENDLESS)
    return body
