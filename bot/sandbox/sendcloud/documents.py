"""The documents of parcels: one, or up to twenty of one type in one file, in the order in which they were asked."""

from __future__ import annotations

from collections.abc import Sequence

from bot.sandbox.sendcloud import pdf
from bot.sandbox.sendcloud.bodies import error, refuse
from bot.sandbox.sendcloud.calls import Ask, Reply
from bot.sandbox.sendcloud.faults import Damaged, Fault
from bot.sandbox.sendcloud.shipments import Shipment
from bot.sandbox.sendcloud.world import World

TYPES = ("label", "customs-declaration", "air-waybill")
MOST = 20
ZPL = "application/zpl"
DAMAGES: dict[str, str] = {
    "aes": "encrypted with an empty password",
    "null_annots": "a page with the annotation null",
    "untyped_page": "a page without /Type",
    "truncated": "cut in the middle",
    "not_a_pdf": "no PDF at all",
    "page_missing": "without the page of the parcel",
    "page_extra": "with the page of the parcel twice",
}
_DPI = {"application/pdf": ("72",), "image/png": ("150", "300"), ZPL: ("72", "150", "203", "300", "600")}
_OWN_SIZE = {"label": "A6", "customs-declaration": "A4", "air-waybill": "A4"}


def one(world: World, ask: Ask, parcel_id: str, kind: str, fault: Fault | None, refused: list[str]) -> Reply:
    """GET /parcels/{id}/documents/{type}."""
    accept = _format(ask)
    if kind not in TYPES or accept is None:
        refused.append(f"document type {kind!r} as {ask.headers.get('accept')!r}")
        return refuse(400, error(400, "invalid", "Invalid document type."))
    dpi = ask.one("dpi")
    if dpi is not None and dpi not in _DPI[accept]:
        refused.append(f"dpi {dpi} for {accept}")
        return refuse(400, error(400, "invalid", f"{dpi} dpi cannot be had as {accept}.", parameter="dpi"))
    return _document(world, ask, [parcel_id], kind, accept, fault)


def many(world: World, ask: Ask, kind: str, fault: Fault | None, refused: list[str]) -> Reply:
    """GET /parcel-documents/{type}?parcels=1&parcels=2; one parcel without the document refuses them all."""
    asked = [value for name, value in ask.query if name == "parcels"]
    if kind not in TYPES:
        refused.append(f"document type {kind!r}")
        return refuse(400, error(400, "invalid", "Invalid document type."))
    if not 1 <= len(asked) <= MOST:
        refused.append(f"{len(asked)} parcels in one call for documents")
        return refuse(
            400, error(400, "invalid", f"Between 1 and {MOST} parcels can be asked for.", parameter="parcels")
        )
    return _document(world, ask, asked, kind, "application/pdf", fault)


def _format(ask: Ask) -> str | None:
    accept = ask.headers.get("accept", "*/*").split(",")[0].split(";")[0].strip()
    if accept == "*/*":
        return "application/pdf"
    return accept if accept in _DPI else None


def _document(world: World, ask: Ask, parcel_ids: Sequence[str], kind: str, accept: str, fault: Fault | None) -> Reply:
    pages: list[pdf.Page] = []
    damages: set[str] = set()
    for parcel_id in parcel_ids:
        shipment = world.parcels.get(int(parcel_id)) if parcel_id.isdigit() else None
        if shipment is None or not _has(shipment, kind, ask):
            return refuse(404, error(404, "not_found", "No Parcel matches the given query."))
        damage = fault.how if isinstance(fault, Damaged) else shipment.order.document
        damages.add(damage)
        size, lines = ask.one("paper_size") or _OWN_SIZE[kind], _lines(shipment, int(parcel_id), kind)
        pages += [pdf.Page(size, lines, damage)] * {"page_missing": 0, "page_extra": 2}.get(damage, 1)
    accept = _as_asked_before(world, parcel_ids, accept)
    made = _made(pages, accept)
    if "aes" in damages and accept == "application/pdf":
        made = pdf.encrypted(made)
    if "truncated" in damages:
        made = made[: len(made) * 2 // 3]
    if "not_a_pdf" in damages:
        made = b"<html><body>This document is being prepared.</body></html>"
    return Reply(200, made, accept)


def _as_asked_before(world: World, parcel_ids: Sequence[str], accept: str) -> str:
    """Return in what format documents come: "a label requested as native ZPL … will always be returned in ZPL"."""
    if accept == ZPL:
        world.zpl_parcels.update(parcel_ids)
    return accept if world.zpl_parcels.isdisjoint(parcel_ids) else ZPL


def _made(pages: Sequence[pdf.Page], accept: str) -> bytes:
    if accept == "image/png":
        return pdf.png(pages[0]) if pages else b""
    return pdf.zpl(pages) if accept == ZPL else pdf.pdf(pages)


def _has(shipment: Shipment, kind: str, ask: Ask) -> bool:
    if not shipment.has_documents(ask.at):
        return False
    return kind == "label" or (kind == "customs-declaration" and shipment.order.leaves_customs_union)


def _lines(shipment: Shipment, parcel_id: int, kind: str) -> list[str]:
    order = shipment.order
    place = [parcel.id for parcel in shipment.parcels].index(parcel_id)
    title = shipment.carrier[1] if kind == "label" else kind.replace("-", " ").upper()
    return [
        title,
        "",
        f"Order {order.order_number}",
        f"Parcel {parcel_id} ({place + 1} of {len(shipment.parcels)})",
        f"Tracking {shipment.parcels[place].tracking_number}",
        "",
        order.name,
        f"{order.address_line_1} {order.house_number}",
        f"{order.postal_code} {order.city}",
        order.country,
    ]
