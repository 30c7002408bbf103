"""How the bot writes its log: lines or JSON, to standard error, with every secret masked.

What a library says is written once a minute for each place in its code: a stranger can cause it as often as he likes.
Words of a library are never written. They can quote what Slack, Sendcloud or a stranger sent, and with it a customer's
name and address: Bolt writes down whole requests, aiohttp the bytes of one that it cannot read, pydantic the value that
does not fit. Of a library's line only its place in the code is kept, of an error only its kind and where it arose.
"""

from __future__ import annotations

import json
import logging
import re
import sys
import traceback
from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from types import TracebackType
from typing import Final, Literal, TextIO

MASK: Final = "•••"

_SHORTEST_SECRET: Final = 4  # anything shorter would blank out ordinary text
_PATTERNS: Final = (
    re.compile(r"\b(?:xox[a-z]|xapp)-[\w-]+"),
    # Not a plain word, as in "the app's Basic Information": no key reads like one.
    re.compile(r"\b(?i:basic|bearer)\s+(?![A-Z]?[a-z]{1,20}[.,;:!?)]*(?:\s|$))[A-Za-z0-9+/._~-]{6,}=*"),
)
_STANDARD: Final = frozenset(vars(logging.makeLogRecord({}))) | {"message", "asctime", "taskName"}

SECONDS_BETWEEN: Final = 60.0
"""Between two lines of one kind that a library writes."""

_KINDS_MOST: Final = 1_000

_OURS: Final = frozenset({"bot", "handlers", "label_bot"})
"""Where the names of our own loggers and modules begin."""

_LEFT_OUT: Final = "(left out, since it may quote what was sent)"

_CAUSED_BY_ANYBODY: Final = frozenset({"aiohttp.http_exceptions"})
"""Modules of errors about bytes that are no HTTP. Anybody can send such, and where a parser gave up tells nothing."""

_ABOUT_CODE: Final = (AttributeError, ImportError, NameError, OSError, RecursionError, TypeError)
"""Errors whose words are about the program or the machine, not about a value at hand."""


class Mask:
    """Takes secrets out of text: the values it was given, and whatever looks like a token or an authorisation."""

    def __init__(self, secrets: Iterable[str]) -> None:
        known = sorted({secret for secret in secrets if len(secret) >= _SHORTEST_SECRET}, key=len, reverse=True)
        self._known = re.compile("|".join(map(re.escape, known))) if known else None

    def __call__(self, text: str) -> str:
        if self._known is not None:
            text = self._known.sub(MASK, text)
        for pattern in _PATTERNS:
            text = pattern.sub(MASK, text)
        return text


class TextFormatter(logging.Formatter):
    """One line a record: time, level, logger, message, then whatever was handed in as ``extra``."""

    def __init__(self, mask: Mask) -> None:
        super().__init__()
        self._mask = mask

    def format(self, record: logging.LogRecord) -> str:
        extra = "".join(f" {name}={value}" for name, value in _extra(record).items())
        line = f"{_time(record)} {record.levelname} {record.name}: {_message(record)}{extra}"
        # Somebody else's text must not be able to write a line of its own.
        line = "".join(character if character.isprintable() else _escaped(character) for character in line)
        trace = _trace(record)
        return self._mask(f"{line}\n{trace}" if trace else line)


class JsonFormatter(logging.Formatter):
    """One JSON object a record, with ``extra`` beside the fixed names."""

    def __init__(self, mask: Mask) -> None:
        super().__init__()
        self._mask = mask

    def format(self, record: logging.LogRecord) -> str:
        fields = _extra(record)
        fields |= {"time": _time(record), "level": record.levelname, "logger": record.name}
        fields["message"] = _message(record)
        if trace := _trace(record):
            fields["exception"] = trace
        # Masked before it is written as JSON, whose escapes could hide a secret from the mask.
        return json.dumps({name: self._mask(value) for name, value in fields.items()}, ensure_ascii=False)


def set_up(
    level: str, form: Literal["text", "json"], secrets: Iterable[str] = (), stream: TextIO | None = None
) -> None:
    """Send every record of *level* and above to *stream* (standard error), with *secrets* masked.

    Of libraries only warnings and errors are written, and of those neither words nor values.
    Replaces whatever handlers the root logger had, so it may be called again.
    """
    mask = Mask(secrets)
    handler = logging.StreamHandler(stream or sys.stderr)
    handler.setFormatter(JsonFormatter(mask) if form == "json" else TextFormatter(mask))
    # Here and not at the libraries' loggers: Bolt sets the level of its own anew, whatever their parent is told.
    handler.addFilter(_WorthWriting())
    logging.basicConfig(level=level, handlers=[handler], force=True)


def problem_at_start(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
    """Write down the error that ends the process before it has spoken to anybody, so that its words are nobody's."""
    log = logging.getLogger("label_bot")
    log.critical("label-bot cannot start: %s: %s", kind.__name__, error, exc_info=(kind, error, trace))


def last_words(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
    """Write down the error that nobody caught and that ends the process, as `sys.excepthook` gets it."""
    logging.getLogger("label_bot").critical("A fault of the bot ends it.", exc_info=(kind, error, trace))


def _time(record: logging.LogRecord) -> str:
    return datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds")


def _is_ours(name: str) -> bool:
    return name.partition(".")[0] in _OURS


class _WorthWriting:
    """Lets through whatever our own code says, and of libraries warnings and errors, each kind once in a while.

    A kind is a place in a library's code and the error that it tells of, if any.
    """

    def __init__(self) -> None:
        self._written: dict[tuple[str, int, str], float] = {}
        self._left_out: Counter[tuple[str, int, str]] = Counter()

    def __call__(self, record: logging.LogRecord) -> bool:
        if _is_ours(record.name):
            return True
        if record.levelno < logging.WARNING:
            return False
        kind = (record.pathname, record.lineno, _kind(record))
        before = self._written.get(kind)
        if before is not None and 0 <= record.created - before < SECONDS_BETWEEN:
            self._left_out[kind] += 1
            return False
        if len(self._written) >= _KINDS_MOST:
            self._written.clear()
        self._written[kind] = record.created
        record.times_left_out = self._left_out.pop(kind, 0)
        return True


def _kind(record: logging.LogRecord) -> str:
    """Return the error that a record is about: its class, and the line of code that raised it."""
    error = record.exc_info[1] if record.exc_info else None
    if error is None:
        return ""
    place = traceback.extract_tb(error.__traceback__, limit=-1)
    return f"{type(error).__qualname__} {place[0].filename}:{place[0].lineno}" if place else type(error).__qualname__


def _message(record: logging.LogRecord) -> str:
    if _is_ours(record.name):
        return record.getMessage()
    left_out = getattr(record, "times_left_out", 0)
    more = f", {left_out} more since the last line like this" if left_out else ""
    error = f" about {type(record.exc_info[1]).__qualname__}" if record.exc_info and record.exc_info[1] else ""
    place = f"{record.filename}:{record.lineno} in {record.funcName}"
    return f"a message of this library{error} {_LEFT_OUT}, {place}{more}"


def _extra(record: logging.LogRecord) -> dict[str, str]:
    if not _is_ours(record.name):
        return {}
    return {name: str(value) for name, value in vars(record).items() if name not in _STANDARD}


def _trace(record: logging.LogRecord) -> str:
    error = record.exc_info[1] if record.exc_info else None
    if error is None or type(error).__module__ in _CAUSED_BY_ANYBODY:
        return ""
    return "\n".join(_told(error, set()))


def _told(error: BaseException, seen: set[int]) -> Iterator[str]:
    """Tell where an error and those behind it arose, the first one first, as Python does."""
    seen.add(id(error))
    behind = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
    if behind is not None and id(behind) not in seen:
        yield from _told(behind, seen)
        yield "which led to"
    yield "Traceback (most recent call last):"
    yield from "".join(traceback.format_tb(error.__traceback__)).splitlines()
    kind = type(error)
    ours = _is_ours(kind.__module__) or (isinstance(error, _ABOUT_CODE) and kind.__module__ == "builtins")
    yield f"{kind.__module__}.{kind.__qualname__}: {error if ours else _LEFT_OUT}"
    if isinstance(error, BaseExceptionGroup):
        for one in error.exceptions:
            yield from _told(one, seen)


def _escaped(character: str) -> str:
    return character.encode("unicode_escape").decode("ascii")
