"""How the bot writes its log: lines or JSON, to standard error, with every secret masked."""

from __future__ import annotations

import json
import logging
import re
import sys
from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Final, Literal, TextIO

MASK: Final = "•••"

_SHORTEST_SECRET: Final = 4  # anything shorter would blank out ordinary text
_PATTERNS: Final = (
    re.compile(r"\b(?:xox[a-z]|xapp)-[\w-]+"),
    re.compile(r"(?i)\b(?:basic|bearer)\s+[A-Za-z0-9+/._~-]{6,}=*"),
)
_STANDARD: Final = frozenset(vars(logging.makeLogRecord({}))) | {"message", "asctime", "taskName"}

# At DEBUG these libraries write whole requests, and so addresses and tokens. They never get that far.
_CAPPED_AT_INFO: Final = ("slack_sdk", "slack_bolt")
_CAPPED_AT_WARNING: Final = ("httpx", "httpcore", "aiohttp", "asyncio")


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
        line = f"{_time(record)} {record.levelname} {record.name}: {record.getMessage()}{extra}"
        # Somebody else's text must not be able to write a line of its own.
        line = "".join(character if character.isprintable() else _escaped(character) for character in line)
        trace = _trace(self, record)
        return self._mask(f"{line}\n{trace}" if trace else line)


class JsonFormatter(logging.Formatter):
    """One JSON object a record, with ``extra`` beside the fixed names."""

    def __init__(self, mask: Mask) -> None:
        super().__init__()
        self._mask = mask

    def format(self, record: logging.LogRecord) -> str:
        fields = _extra(record)
        fields |= {"time": _time(record), "level": record.levelname, "logger": record.name}
        fields["message"] = record.getMessage()
        if trace := _trace(self, record):
            fields["exception"] = trace
        # Masked before it is written as JSON, whose escapes could hide a secret from the mask.
        return json.dumps({name: self._mask(value) for name, value in fields.items()}, ensure_ascii=False)


def set_up(
    level: str, form: Literal["text", "json"], secrets: Iterable[str] = (), stream: TextIO | None = None
) -> None:
    """Send every record of *level* and above to *stream* (standard error), with *secrets* masked.

    Replaces whatever handlers the root logger had, so it may be called again.
    """
    mask = Mask(secrets)
    handler = logging.StreamHandler(stream or sys.stderr)
    handler.setFormatter(JsonFormatter(mask) if form == "json" else TextFormatter(mask))
    logging.basicConfig(level=level, handlers=[handler], force=True)
    wanted = logging.getLevelNamesMapping()[level]
    quiet = logging.INFO if wanted == logging.DEBUG else logging.WARNING
    for name in _CAPPED_AT_INFO:
        logging.getLogger(name).setLevel(max(wanted, quiet))
    for name in _CAPPED_AT_WARNING:
        logging.getLogger(name).setLevel(max(wanted, logging.WARNING))


def _time(record: logging.LogRecord) -> str:
    return datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds")


def _extra(record: logging.LogRecord) -> dict[str, str]:
    return {name: str(value) for name, value in vars(record).items() if name not in _STANDARD}


def _trace(formatter: logging.Formatter, record: logging.LogRecord) -> str:
    return formatter.formatException(record.exc_info) if record.exc_info else ""


def _escaped(character: str) -> str:
    return character.encode("unicode_escape").decode("ascii")
