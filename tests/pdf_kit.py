"""PDFs as carriers send them: sound, encrypted, damaged. The words on a page can be found again."""

from __future__ import annotations

import io
from collections.abc import Sequence

from pypdf import PdfReader, PdfWriter

from bot.sandbox.sendcloud.pdf import Page, pdf


def sound(*words: str) -> bytes:
    """Return a PDF with one page for each of *words*."""
    return pdf([Page("A6", [word]) for word in words])


def words_on(content: bytes) -> list[str]:
    """Return the words on each page of a PDF."""
    return [page.extract_text().strip() for page in PdfReader(io.BytesIO(content)).pages]


def objects(*bodies: bytes) -> bytes:
    """Return a PDF made of these objects, the first of them its catalogue."""
    out = bytearray(b"%PDF-1.4\n")
    places = []
    for number, body in enumerate(bodies, start=1):
        places.append(len(out))
        out += b"%d 0 obj\n%b\nendobj\n" % (number, body)
    start = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(bodies) + 1)
    out += b"".join(b"%010d 00000 n \n" % place for place in places)
    out += b"trailer\n<< /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (len(bodies) + 1, start)
    return bytes(out)


def one_page(page: bytes, *, kids: bytes = b"[3 0 R]", count: int = 1, stream: bytes = b"BT (1001) Tj ET") -> bytes:
    """Return a PDF whose only page has these entries beside its contents."""
    return objects(
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids %b /Count %d >>" % (kids, count),
        b"<< /Parent 2 0 R /MediaBox [0 0 298 420] /Contents 4 0 R %b >>" % page,
        b"<< /Length %d >>\nstream\n%b\nendstream" % (len(stream), stream),
    )


def encrypted(words: Sequence[str], *, password: str = "", algorithm: str = "AES-256") -> bytes:
    """Return an encrypted PDF; an empty *password* is what some carriers use."""
    writer = PdfWriter(clone_from=io.BytesIO(sound(*words)))
    writer.encrypt(password, "owner", algorithm=algorithm)
    content = io.BytesIO()
    writer.write(content)
    return content.getvalue()


def shrinks(words: str) -> bytes:
    """Return the first half of a PDF: what is left of a download that broke off."""
    whole = sound(words)
    return whole[: len(whole) // 2]


PRINTABLE = {
    "AES-128 and an empty password": encrypted(["1001"], algorithm="AES-128"),
    "AES-256 and an empty password": encrypted(["1001"]),
    "RC4 and an empty password": encrypted(["1001"], algorithm="RC4-128"),
    "an annotation that is null": one_page(b"/Type /Page /Annots [null]"),
    "annotations that are no list": one_page(b"/Type /Page /Annots 7"),
    "a link without an action": one_page(
        b"/Type /Page /Annots [<< /Type /Annot /Subtype /Link /Rect [0 0 1 1] /A null >>]"
    ),
    "a link to a page that is not there": one_page(
        b"/Type /Page /Annots [<< /Type /Annot /Subtype /Link /Rect [0 0 1 1] /Dest [99 0 R /Fit] >>]"
    ),
    "a page without a type": one_page(b""),
    "a count that is wrong": one_page(b"/Type /Page", count=7),
}
"""Files with one page each, in which something is odd that is of no matter on paper."""

BROKEN = {
    "nothing": b"%PDF-1.4\n",
    "a page instead": b"%PDF-1.4 <html><body>Sign in</body></html>",
    "half of it": shrinks("1001"),
    "all but the end": sound("1001")[:-40],
    "a password": encrypted(["1001"], password="secret"),
    "no page": one_page(b"/Type /Page", kids=b"[]", count=0),
    "pages that hold themselves": one_page(b"/Type /Page", kids=b"[2 0 R]"),
    "an empty page": one_page(b"/Type /Page", stream=b" "),
    "a page that is null": one_page(b"/Type /Page", kids=b"[null]"),
    "no catalogue": objects(b"null"),
    "a catalogue without pages": objects(b"<< /Type /Catalog >>"),
    "pages that are a number": objects(b"<< /Type /Catalog /Pages 7 >>"),
    "bytes": bytes(range(256)) * 20 + b"%%EOF",
}
"""Files that nobody can print."""
