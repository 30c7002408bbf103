"""Documents that open: small PDFs written by hand, and the PNG and ZPL forms of a label."""

from __future__ import annotations

import hashlib
import io
import struct
import zlib
from collections.abc import Sequence
from dataclasses import dataclass

from pypdf import PdfWriter

_SIZES = {"A4": (595, 842), "A5": (420, 595), "A6": (298, 420)}  # points


@dataclass(frozen=True)
class Page:
    """A page of lines of text on paper of *size*; *damage* may be `null_annots` or `untyped_page`."""

    size: str
    lines: Sequence[str]
    damage: str = ""


def encrypted(document: bytes) -> bytes:
    """Return a PDF encrypted with AES-256 and an empty password, as some carriers do."""
    writer = PdfWriter(clone_from=io.BytesIO(document))
    writer.encrypt("", algorithm="AES-256")
    made = io.BytesIO()
    writer.write(made)
    return made.getvalue()


def pdf(pages: Sequence[Page]) -> bytes:
    """Return one PDF of *pages*. Text outside Windows-1252 becomes `?`."""
    count = len(pages)
    kids = " ".join(f"{4 + 2 * index} 0 R" for index in range(count))
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        f"<< /Type /Pages /Kids [{kids}] /Count {count} >>".encode(),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>",
    ]
    for index, page in enumerate(pages):
        width, height = _SIZES[page.size]
        stream = _content(page.lines, width, height)
        named = "" if page.damage == "untyped_page" else "/Type /Page "
        annotated = "/Annots [null] " if page.damage == "null_annots" else ""
        objects.append(
            f"<< {named}{annotated}/Parent 2 0 R /MediaBox [0 0 {width} {height}] "
            f"/Resources << /Font << /F1 3 0 R >> >> /Contents {5 + 2 * index} 0 R >>".encode()
        )
        objects.append(b"<< /Length %d >>\nstream\n%b\nendstream" % (len(stream), stream))
    return _assemble(objects)


def png(page: Page) -> bytes:
    """Return a picture of a label: a frame, and bars that are other ones for other lines. It holds no letters."""
    width, height = _SIZES[page.size]
    digits = hashlib.sha256("\n".join(page.lines).encode()).digest()
    bars = b"".join((b"\x00" if place % 2 else b"\xff") * (2 + digit % 7) for place, digit in enumerate(digits * 2))
    blank, line = b"\xff" * (width - 4), (b"\xff" * 20 + bars)[: width - 24].ljust(width - 4, b"\xff")
    edge = b"\x00" * width
    rows = [edge if row in (0, height - 1) else line if 60 < row < 160 else blank for row in range(height)]
    drawn = b"".join(b"\x00" + (row if row is edge else b"\x00\x00" + row + b"\x00\x00") for row in rows)
    header = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    chunks = [(b"IHDR", header), (b"IDAT", zlib.compress(drawn)), (b"IEND", b"")]
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data)) for name, data in chunks
    )


def zpl(pages: Sequence[Page]) -> bytes:
    """Return the same labels in printer language."""
    labels = []
    for page in pages:
        fields = "".join(
            f"^FO40,{60 + 40 * row}^A0N,30,30^FD{line.replace('^', ' ')}^FS" for row, line in enumerate(page.lines)
        )
        labels.append(f"^XA{fields}^XZ\n")
    return "".join(labels).encode()


def _content(lines: Sequence[str], width: int, height: int) -> bytes:
    frame = f"12 12 {width - 24} {height - 24} re S".encode()
    shown = [b"(" + _escaped(line) + b") Tj T*" for line in lines]
    return frame + f"\nBT /F1 12 Tf 16 TL 24 {height - 44} Td\n".encode() + b"\n".join(shown) + b"\nET"


def _escaped(line: str) -> bytes:
    flat = " ".join(line.split())
    raw = flat.encode("cp1252", errors="replace")
    return raw.replace(b"\\", b"\\\\").replace(b"(", b"\\(").replace(b")", b"\\)")


def _assemble(objects: Sequence[bytes]) -> bytes:
    out = bytearray(b"%PDF-1.4\n%\xe2\xe3\xcf\xd3\n")
    offsets = []
    for number, body in enumerate(objects, start=1):
        offsets.append(len(out))
        out += b"%d 0 obj\n%b\nendobj\n" % (number, body)
    start = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    out += b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
    out += b"trailer\n<< /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (len(objects) + 1, start)
    return bytes(out)
