"""Several PDFs into one: bytes in, bytes out. A file that cannot be read is left out and spoils no other.

A damaged file makes a reader raise nearly anything, keeps it busy for ever, or fills the memory. So this module is also
a program: `bot.engine.pdf_process` starts it without any secret and within bounds of time and memory.
"""

from __future__ import annotations

import contextlib
import io
import resource
import signal
import struct
import sys
from collections.abc import Iterator, Sequence
from enum import Enum
from typing import Final

from pypdf import PageObject, PdfReader, PdfWriter, Transformation
from pypdf.generic import ArrayObject, DictionaryObject, NameObject, StreamObject

SECONDS_A_PART: Final = 20.0
"""How long one part may take to read; twenty labels take less than a second."""

_END_MARK: Final = b"%%EOF"
_TAIL: Final = 2048
"""Bytes at the end of a file that hold the mark; a reader looks through 1024 (ISO 32000-1, implementation note 18)."""

_ANNOTATIONS: Final = "/Annots"
_MEMORY: Final = 512 * 1024**2
_MEMORY_A_BYTE: Final = 8
"""Bytes of memory that the program may use, and how many more for each byte that it is given."""


_A4: Final = (595.28, 841.89)
_SHARE: Final = (_A4[0] / 2, _A4[1] / 2)
_TOLERANCE: Final = 2.0
"""Points (0.7 mm) by which a label may be larger than its place: sizes are rounded, and no label is printed so far out.
"""

SHEETS: Final = "--four-a-sheet"
"""What the program is told when the pages are to be laid out on A4."""


class Damaged(Exception):
    """The bytes are no PDF that can be printed."""


class TooSlow(BaseException):
    """A part took too long. No `Exception`, so that no reader mistakes it for a fault of the file and goes on."""


def join(
    parts: Sequence[bytes], *, seconds: float = SECONDS_A_PART, sheets: bool = False
) -> tuple[list[int], bytes]:
    """Return how many pages each part has, 0 for one that cannot be read, and one PDF with the pages of all others.

    *sheets*: with four of these on each page. Each part gets *seconds*. To be called in the main thread of a process,
    which alone hears an alarm.
    """
    pages: list[int] = []
    good: list[bytes] = []
    for part in parts:
        try:
            with _at_most(seconds):
                count, content = clean(part)
        except (Damaged, TooSlow, MemoryError):
            pages.append(0)
        else:
            pages.append(count)
            good.append(content)
    return pages, four_a_sheet(merge(good)) if sheets and good else merge(good)


def clean(part: bytes) -> tuple[int, bytes]:
    """Return how many pages a PDF has, and a plain copy of it. Raises `Damaged`.

    An empty password opens it. Where a broken link is all that is wrong, the copy goes without links: they are of no
    use on paper.
    """
    if _END_MARK not in part[-_TAIL:]:
        raise Damaged("cut short")
    with contextlib.suppress(Damaged):
        return _copied(part, links=True)
    return _copied(part, links=False)


def merge(parts: Sequence[bytes]) -> bytes:
    """Return the pages of all *parts*, which were cleaned, as one PDF; nothing for no part."""
    if not parts:
        return b""
    writer = PdfWriter()
    for part in parts:
        writer.append(PdfReader(io.BytesIO(part)), import_outline=False)
    return _written(writer)


class Fit(Enum):
    """Where on A4 a page goes, in its own size, since a bar code that was made smaller may not be read any more."""

    QUARTER = "a quarter"
    QUARTER_TURNED = "a quarter, turned"
    SHEET = "a sheet of its own"
    SHEET_TURNED = "a sheet of its own, turned"
    AS_IT_IS = "larger than A4"

    @property
    def turned(self) -> bool:
        """Whether the page is turned by 90 degrees."""
        return self in (Fit.QUARTER_TURNED, Fit.SHEET_TURNED)


def fit(width: float, height: float) -> Fit:
    """Return where a page of this size goes, in points."""
    for (wide, high), upright, turned in (
        (_SHARE, Fit.QUARTER, Fit.QUARTER_TURNED),
        (_A4, Fit.SHEET, Fit.SHEET_TURNED),
    ):
        if width <= wide + _TOLERANCE and height <= high + _TOLERANCE:
            return upright
        if height <= wide + _TOLERANCE and width <= high + _TOLERANCE:
            return turned
    return Fit.AS_IT_IS


def four_a_sheet(content: bytes) -> bytes:
    """Return the pages of a cleaned PDF laid out four on each A4 page, row by row, none of them made smaller."""
    writer = PdfWriter(clone_from=io.BytesIO(content))
    labels = list(writer.pages)
    sheet, taken = None, 4
    for label in labels:
        label.transfer_rotation_to_content()
        how = fit(float(label.cropbox.width), float(label.cropbox.height))
        if how is Fit.AS_IT_IS:
            writer.add_page(label)
            taken = 4
            continue
        quarter = how in (Fit.QUARTER, Fit.QUARTER_TURNED)
        if not quarter or taken == 4 or sheet is None:
            sheet, taken = writer.add_blank_page(*_A4), 0
        area = _SHARE if quarter else _A4
        corner = ((taken % 2) * _SHARE[0], (1 - taken // 2) * _SHARE[1]) if quarter else (0.0, 0.0)
        sheet.merge_transformed_page(label, _moved(label, how, area, corner), expand=False)
        taken = taken + 1 if quarter else 4
    for _ in labels:
        writer.remove_page(0)
    return _written(writer)


def _moved(label: PageObject, how: Fit, area: tuple[float, float], corner: tuple[float, float]) -> Transformation:
    """Return how a page gets into the middle of an area of a sheet."""
    box = label.cropbox
    width, height = float(box.width), float(box.height)
    moved = Transformation().translate(-float(box.left), -float(box.bottom))
    if how.turned:
        moved, width, height = moved.rotate(90).translate(height, 0), height, width
    return moved.translate(corner[0] + (area[0] - width) / 2, corner[1] + (area[1] - height) / 2)


def _copied(part: bytes, *, links: bool) -> tuple[int, bytes]:
    try:
        reader = PdfReader(io.BytesIO(part))
        for page in reader.pages:
            if not _has_content(page):
                raise Damaged("an empty page")
            page[NameObject("/Type")] = NameObject("/Page")  # some carriers forget it, and pypdf wants it
            if not links:
                _take_links_out(page)
        writer = PdfWriter()
        writer.append(reader, import_outline=False)
        count, content = len(writer.pages), _written(writer)
    except MemoryError:
        raise
    except Exception as exc:  # nobody can list what a damaged file makes a reader raise
        raise Damaged(type(exc).__name__) from exc
    if not count:
        raise Damaged("no page")
    return count, content


def _has_content(page: PageObject) -> bool:
    """Is there anything to print? The pages of a file that was cut can outlive what was on them."""
    content = page.get("/Contents")
    found = content.get_object() if content is not None else None
    streams = [one.get_object() for one in found] if isinstance(found, ArrayObject) else [found]
    return any(isinstance(stream, StreamObject) and stream.get_data().strip() for stream in streams)


def _take_links_out(page: PageObject) -> None:
    annotations = page.get(_ANNOTATIONS)
    found = annotations.get_object() if annotations is not None else None
    kept = [one for one in found if _is_printed(one.get_object())] if isinstance(found, ArrayObject) else []
    page[NameObject(_ANNOTATIONS)] = ArrayObject(kept)


def _is_printed(annotation: object) -> bool:
    return isinstance(annotation, DictionaryObject) and annotation.get("/Subtype") not in (None, "/Link", "/Popup")


def _written(writer: PdfWriter) -> bytes:
    content = io.BytesIO()
    try:
        writer.write(content)
    finally:
        writer.close()
    return content.getvalue()


# --------------------------------------------------------------------------------------------------- as a program


@contextlib.contextmanager
def _at_most(seconds: float) -> Iterator[None]:
    """Raise `TooSlow` in the block after *seconds*, and once more each second, should it not be heard."""

    def ring(*_: object) -> None:
        raise TooSlow

    before = signal.signal(signal.SIGALRM, ring)
    signal.setitimer(signal.ITIMER_REAL, seconds, 1.0)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)


def pack(parts: Sequence[bytes]) -> bytes:
    """Return *parts* as one piece: how many, how long each one is, and then themselves."""
    return struct.pack(f">Q{len(parts)}Q", len(parts), *map(len, parts)) + b"".join(parts)


def unpack(packed: bytes) -> list[bytes]:
    """Return what `pack` was given. Raises ValueError for anything else."""
    try:
        (count,) = struct.unpack_from(">Q", packed)
        lengths = struct.unpack_from(f">{count}Q", packed, 8)
    except struct.error as exc:
        raise ValueError("not packed") from exc
    start, parts = 8 + 8 * count, []
    for length in lengths:
        parts.append(packed[start : start + length])
        start += length
    if start != len(packed):
        raise ValueError("not packed")
    return parts


def answer(packed: bytes, *, sheets: bool = False) -> bytes:
    """Return, for packed parts, the joined PDF and after it each part's number of pages as text, packed."""
    pages, content = join(unpack(packed), sheets=sheets)
    return pack([content, *(str(count).encode() for count in pages)])


def _main() -> None:
    packed = sys.stdin.buffer.read()
    most = _MEMORY + _MEMORY_A_BYTE * len(packed)
    with contextlib.suppress(ValueError, OSError):  # a system that has no such bound, or a lower one
        resource.setrlimit(resource.RLIMIT_AS, (most, most))
    sys.stdout.buffer.write(answer(packed, sheets=SHEETS in sys.argv[1:]))


if __name__ == "__main__":
    _main()
