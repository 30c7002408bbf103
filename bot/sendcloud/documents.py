"""Labels and customs papers: which forms of them can be asked for, and whether that is what came."""

from __future__ import annotations

from bot.sendcloud.errors import DocumentInZpl, DocumentNotReady

BULK = 20
"""How many parcels' documents can be had as one."""

DOCUMENT_TYPES = frozenset({"label", "customs-declaration", "air-waybill"})
PAPER_SIZES = frozenset({"A4", "A5", "A6"})
_ZPL = "application/zpl"
_DPI: dict[str, frozenset[int]] = {
    "application/pdf": frozenset({72}),
    "image/png": frozenset({150, 300}),
    _ZPL: frozenset({72, 150, 203, 300, 600}),  # taken, and ignored
}


def check_request(document_type: str, *, paper_size: str | None, dpi: int | None, accept: str) -> None:
    """Raise ``ValueError`` for a form in which Sendcloud has no documents."""
    if document_type not in DOCUMENT_TYPES:
        raise ValueError(f"no such document type: {document_type}")
    if paper_size is not None and paper_size not in PAPER_SIZES:
        raise ValueError(f"no such paper size: {paper_size}")
    if accept not in _DPI:
        raise ValueError(f"no such document format: {accept}")
    if dpi is not None and dpi not in _DPI[accept]:
        raise ValueError(f"{accept} does not come at {dpi} dpi")


def check_bytes(content: bytes, accept: str) -> bytes:
    """Return *content* if it looks like *accept*; raise ``DocumentNotReady`` if not (a login page, say)."""
    start = content[:1024]
    if accept != _ZPL and _is_zpl(content):
        raise DocumentInZpl("Sendcloud sent ZPL: the label was asked for so before, and stays so.")
    right = {
        "application/pdf": b"%PDF-" in start,
        "image/png": start.startswith(b"\x89PNG"),
        _ZPL: _is_zpl(content),
    }[accept]
    if not right:
        raise DocumentNotReady(f"What Sendcloud sent is not {accept}.")
    return content


def _is_zpl(content: bytes) -> bool:
    return b"%PDF-" not in content[:1024] and b"^XA" in content and b"^XZ" in content
