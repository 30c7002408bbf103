"""A PDF of plain lines on A4, in a typewriter's letters, so that nothing but counting is needed to set them."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

_WIDTH, _HEIGHT, _MARGIN = 595, 842, 45
_SIZE, _LEADING = 10, 14
COLUMNS: Final = (_WIDTH - 2 * _MARGIN) * 10 // (6 * _SIZE)
"""Letters in a line: each is six tenths of its size wide."""

ROWS: Final = (_HEIGHT - 2 * _MARGIN) // _LEADING
"""Lines on a page, its last one for the number of the page."""

_LETTERS: Final = str.maketrans({"ł": "l", "Ł": "L", "đ": "d", "Đ": "D", "ı": "i", "ħ": "h", "ŧ": "t"})
_UNSHOWN: Final = "?"
PAGE: Final = "Page {page} of {pages}"


@dataclass(frozen=True)
class Line:
    """One line of text."""

    text: str
    bold: bool = False


def shown(text: str) -> str:
    """Return *text* on one line, in the letters that the PDF has: others lose their accent, or become a question mark.
    """
    return _letters(" ".join(text.split()))


def _letters(text: str) -> str:
    if text.isascii() and text.isprintable():
        return text
    kept = []
    for character in text:
        plain = unicodedata.normalize("NFKD", character.translate(_LETTERS))
        tried = (character, "".join(one for one in plain if not unicodedata.combining(one)))
        kept.append(next((one for one in tried if _has(one)), _UNSHOWN))
    return "".join(kept)


def _has(text: str) -> bool:
    try:
        return all(code >= 32 for code in text.encode("cp1252"))
    except UnicodeEncodeError:
        return False


def text_pdf(blocks: Sequence[Sequence[Line]]) -> bytes:
    """Return *blocks* of lines as a PDF. A block that fits on one page is not broken; a line too long is cut."""
    pages = _pages(blocks)
    kids = " ".join(f"{5 + 2 * place} 0 R" for place in range(len(pages)))
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        f"<< /Type /Pages /Kids [{kids}] /Count {len(pages)} >>".encode(),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Courier /Encoding /WinAnsiEncoding >>",
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Courier-Bold /Encoding /WinAnsiEncoding >>",
    ]
    for place, lines in enumerate(pages):
        stream = _stream(lines, PAGE.format(page=place + 1, pages=len(pages)))
        objects.append(
            f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 {_WIDTH} {_HEIGHT}] "
            f"/Resources << /Font << /F1 3 0 R /F2 4 0 R >> >> /Contents {6 + 2 * place} 0 R >>".encode()
        )
        objects.append(b"<< /Length %d >>\nstream\n%b\nendstream" % (len(stream), stream))
    return _assembled(objects)


def _pages(blocks: Sequence[Sequence[Line]]) -> list[list[Line]]:
    room = ROWS - 2
    pages: list[list[Line]] = [[]]
    for block in blocks:
        if len(pages[-1]) + len(block) > room and len(block) <= room and pages[-1]:
            pages.append([])
        for line in block:
            if len(pages[-1]) == room:
                pages.append([])
            pages[-1].append(line)
    return pages


def _stream(lines: Sequence[Line], foot: str) -> bytes:
    out = [f"BT {_LEADING} TL {_MARGIN} {_HEIGHT - _MARGIN - _SIZE} Td".encode()]
    for line in lines:
        font = 2 if line.bold else 1
        out.append(b"/F%d %d Tf (%b) Tj T*" % (font, _SIZE, _escaped(line.text)))
    out.append(b"ET BT /F1 8 Tf %d %d Td (%b) Tj ET" % (_MARGIN, _MARGIN - 15, _escaped(foot)))
    return b"\n".join(out)


def _escaped(text: str) -> bytes:
    raw = _letters(text)[:COLUMNS].encode("cp1252")
    return raw.replace(b"\\", b"\\\\").replace(b"(", b"\\(").replace(b")", b"\\)")


def _assembled(objects: Sequence[bytes]) -> bytes:
    out = bytearray(b"%PDF-1.4\n%\xe2\xe3\xcf\xd3\n")
    places = []
    for number, body in enumerate(objects, start=1):
        places.append(len(out))
        out += b"%d 0 obj\n%b\nendobj\n" % (number, body)
    start = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    out += b"".join(b"%010d 00000 n \n" % place for place in places)
    out += b"trailer\n<< /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (len(objects) + 1, start)
    return bytes(out)
