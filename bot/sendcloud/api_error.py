"""Sendcloud's error objects: every shape in which they come, read into one.

The published shape is that of JSON:API error objects (https://jsonapi.org/format/#error-objects). Met besides it: one
object instead of a list, texts keyed by field, plain strings, version 2's ``{"error": {...}}``, ``detail`` alone, and
FastAPI's list of ``{loc, msg, type}``. An empty body or a page of HTML holds no error objects.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal, InvalidOperation
from typing import Any

_LONGEST = 2000
_MOST_DIGITS = 30
"""Digits before or after the point of a number that means anything here."""
_LONGEST_NUMBER = 100
_UNSTORABLE = re.compile(rb"\\u(?:[dD][89a-fA-F]|0000)")
"""Escapes in JSON for what no file can hold: halves of a character, most of them in honest pairs, and NUL."""
_DEEPEST = 12
_ORDER = re.compile(r"(?:^|/)orders/(?:\[([0-9]{1,9})\]|([0-9]{1,9}))(?:/|$)")


@dataclass(frozen=True, slots=True)
class ApiError:
    """One error as Sendcloud words it. Neither *status* nor *code* is a closed set, and either may be absent.

    Title and detail can quote an address, so they stay out of the repr.
    """

    status: str | None = None
    code: str | None = None
    title: str | None = field(default=None, repr=False)
    detail: str | None = field(default=None, repr=False)
    pointer: str | None = None
    parameter: str | None = None
    published: bool = field(default=False, compare=False)
    """Whether it came in the published shape, as one of the objects in the list ``errors``."""

    @property
    def order_index(self) -> int | None:
        """The place, from 0, of the order in the request that this error is about; None when it names none."""
        return order_index(self.pointer)


def order_index(pointer: str | None) -> int | None:
    """Return the order's index in *pointer*: both ``/orders/[1]`` and ``/orders/1/order_id`` are in use."""
    found = _ORDER.search(pointer or "")
    return int(found.group(1) or found.group(2)) if found else None


class Unreadable(ValueError):
    """The bytes are not JSON."""


def read_json(body: bytes) -> Any:
    """Return the JSON value in *body*, its fractions as Decimal; raise ``Unreadable``.

    What no computer can count or store spoils its own field alone: a number beyond `_MOST_DIGITS` is None, half a
    character (a lone surrogate) becomes U+FFFD and a NUL is dropped.
    """
    try:
        document = json.loads(body, parse_float=_fraction, parse_int=_whole, parse_constant=_refuse_constant)
        return _storable(document) if _UNSTORABLE.search(body) else document
    except (ValueError, RecursionError):
        raise Unreadable("not JSON") from None


def _whole(text: str) -> int | None:
    return int(text) if len(text) <= _MOST_DIGITS else None


def _fraction(text: str) -> Decimal | None:
    try:
        number = Decimal(text)
    except InvalidOperation:
        return None
    return number if abs(number.adjusted()) <= _MOST_DIGITS and len(text) <= _LONGEST_NUMBER else None


def _storable(value: Any) -> Any:
    match value:
        case str():
            return value.encode("utf-16", "surrogatepass").decode("utf-16", "replace").replace("\0", "")
        case list():
            return [_storable(one) for one in value]
        case dict():
            return {_storable(name): _storable(one) for name, one in value.items()}
        case _:
            return value


def _refuse_constant(name: str) -> None:
    raise ValueError(name)


def errors_of(body: bytes) -> list[ApiError]:
    """Return the errors in a response body of any kind; an empty list where there are none."""
    try:
        return errors_in(read_json(body))
    except Unreadable:
        return []


def errors_in(document: object) -> list[ApiError]:
    """Return the errors of a whole JSON document."""
    if isinstance(document, list):
        return read_errors(document)
    if not isinstance(document, Mapping):
        return []
    if document.get("errors"):
        said = document["errors"]
        found = read_errors(said)
        listed = isinstance(said, list) and len(found) == len(said) and all(isinstance(each, Mapping) for each in said)
        return [replace(each, published=listed) for each in found]
    if document.get("error"):
        return _v2_or_oauth(document)
    if document.get("detail"):
        return _fastapi(document["detail"])
    if isinstance(document.get("message"), str):
        return [ApiError(code=_text(document.get("code")), detail=_text(document["message"]))]
    return []


def is_own_word(document: object) -> bool:
    """Return whether *document* is Sendcloud's: an error in one of its shapes, with words. A gateway's are none."""
    if not isinstance(document, Mapping) or not any(document.get(name) for name in ("errors", "error", "detail")):
        return False
    return any(each.detail or each.title for each in errors_in(document))


def read_errors(value: object) -> list[ApiError]:
    """Return what the member ``errors`` holds, be it a list, one object, texts keyed by field, or a text."""
    return list(_walk(value, ()))


def _walk(value: object, path: tuple[str, ...]) -> Iterator[ApiError]:
    if len(path) > _DEEPEST:
        return
    if isinstance(value, Mapping):
        if _is_error_object(value):
            yield _error_object(value, path)
        else:
            for key, inner in value.items():
                yield from _walk(inner, (*path, str(key)))
    elif isinstance(value, list):
        for index, inner in enumerate(value):
            # Below a field, the index of an object says which element is meant; of a text it says nothing.
            deeper = (*path, str(index)) if path and isinstance(inner, Mapping | list) else path
            yield from _walk(inner, deeper)
    elif (text := _text(value)) is not None:
        yield ApiError(detail=text, pointer=_joined(path))


def _is_error_object(value: Mapping[Any, Any]) -> bool:
    telling = [value[key] for key in ("detail", "message", "msg", "title", "code", "source") if key in value]
    return bool(telling) and not any(isinstance(each, list) for each in telling)


def _error_object(value: Mapping[Any, Any], path: tuple[str, ...]) -> ApiError:
    source = value.get("source")
    source = source if isinstance(source, Mapping) else {}
    pointer = _text(source.get("pointer")) or _text(value.get("field")) or _location(value.get("loc")) or _joined(path)
    return ApiError(
        status=_text(value.get("status")),
        code=_text(value.get("code")) or _text(value.get("type")),
        title=_text(value.get("title")),
        detail=_text(value.get("detail")) or _text(value.get("message")) or _text(value.get("msg")),
        pointer=pointer,
        parameter=_text(source.get("parameter")),
    )


def _v2_or_oauth(document: Mapping[Any, Any]) -> list[ApiError]:
    error = document["error"]
    if isinstance(error, str):  # RFC 6749, section 5.2
        return [ApiError(code=error, detail=_text(document.get("error_description")))]
    return read_errors(error)


def _fastapi(detail: object) -> list[ApiError]:
    return read_errors(detail)


def _location(loc: object) -> str | None:
    return "/" + "/".join(str(part) for part in loc) if isinstance(loc, list) and loc else None


def _joined(path: tuple[str, ...]) -> str | None:
    named = [part for part in path if part != "non_field_errors"]
    return "/" + "/".join(named) if named else None


def _text(value: object) -> str | None:
    """Return a scalar as bounded text; None for nothing, containers and blanks (Sendcloud also says 'null')."""
    if isinstance(value, bool) or not isinstance(value, str | int | Decimal):
        return None
    text = str(value).strip()[:_LONGEST]
    return text if text and text != "null" else None
