"""What is wrong with an answer: a row as no honest program would send it, one from the published schema, or no answer.

What an answer says about money stays true (which order and shipment it is about, and whether there is a label): a bot
cannot see through a Sendcloud that lies. Everything else may be anything.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from typing import Any, Final

from hypothesis import strategies as st

from bot.sandbox.sendcloud.writing import ENDLESS, HALF_EMOJI, written
from bot.sendcloud.lenient import Lenient
from tests.fuzz import schemas
from tests.fuzz.schemas import EVERY, Json, Path

GONE: Final = "@gone@"
"""As a value: what stood there is left out."""

_DEEP: Final = {"@deep@": 400, "@deeper@": 900, "@deepest@": 20_000}
_LONG: Final = "raw-number:1" + "0" * 5_000

BROKEN: Final[tuple[Json, ...]] = (
    GONE, None, True, False, "", " ", "null", ".", "..", "../../orders", "a,b", "%00", "\0", HALF_EMOJI,
    f"A{HALF_EMOJI}B", "Z" * 100_000, 0, -1, 0.5, ENDLESS, "raw-number:-0.0e-999999999", _LONG, [], [[]], [None], {},
    {"": {}}, {"id": [1]}, ["a", 1, None, {}], [{}] * 500, "0001-01-01T00:00:00Z", "9999-12-31T23:59:59.999999-23:59",
    *_DEEP,
)  # fmt: skip
"""Values that a field may hold instead of its own."""

BODIES: Final[tuple[bytes, ...]] = (
    b"", b"null", b"{}", b"[]", b'"data"', b"0", b'{"data":null}', b'{"data":{}}', b'{"data":[null]}', b'{"data":"."}',
    b'{"data":[{"id":', b'\xef\xbb\xbf{"data":{}}', b'{"data":[1e9999]}', b'{"data":NaN}', b"\xff\xfe{\x00}\x00",
    b"<html><body>Welcome</body></html>", b"[" * 100_000, b'{"data":' * 990 + b"1" + b"}" * 990,
    b'{"data":{},"data":[{}],"errors":[[[]]]}', b'{"errors":[{"detail":"\\ud83d","status":7,"code":[]}]}',
    b'{"message":"no Route matched with those values"}', b'{"detail":[{"loc":["body",0],"msg":"\\u0000","type":null}]}',
)  # fmt: skip
"""Bodies that a whole answer may have instead of its own; none of them says that there is nothing."""


class About(StrEnum):
    """What an answer is about."""

    ORDER = "order"
    SHIPMENT = "shipment"
    LABEL = "label"
    DOCUMENT = "document"


@dataclass(frozen=True)
class AsPublished:
    """A row that the published schema allows, true in what it says about money."""

    row: Json


@dataclass(frozen=True)
class Broken:
    """Something else stands at a place of the honest row."""

    path: Path
    value: Json


@dataclass(frozen=True)
class Garbled:
    """The whole answer is another one."""

    status: int
    body: bytes


@dataclass(frozen=True)
class Spoil:
    """What is wrong with each answer about one order. *by*: only where it is asked for in this way, None for every."""

    about: About
    what: AsPublished | Broken | Garbled
    by: str | None = None


def wire(body: Json) -> bytes:
    """Return an answer's bytes, with what Python's own writer cannot write."""
    told = written(body)
    for sign, depth in _DEEP.items():
        told = told.replace(f'"{sign}"'.encode(), b"[" * depth + b"]" * depth)
    return told


def put(node: Json, path: Path, value: Json) -> Json:
    """Return *node* with *value* at *path*; what is not there on the way is made."""
    if not path:
        return value
    name, rest = path[0], path[1:]
    if name == EVERY:
        elements = node if isinstance(node, list) and node else [{}]
        return [one for one in (put(each, rest, value) for each in elements) if one != GONE]
    made = dict(node) if isinstance(node, dict) else {}
    inner = put(made.get(name), rest, value)
    made.pop(name, None)
    return made if inner == GONE else {**made, name: inner}


def spoilt(spoil: Spoil, row: Json, honest: Mapping[str, Json]) -> Json:
    """Return a row as *spoil* has it. *honest*: as it was before anything was wrong with it."""
    match spoil.what:
        case AsPublished(made):
            return _TRUE[spoil.about](made, honest)
        case Broken(path, value):
            return put(row, path, value)
        case Garbled():
            return row


def _true_order(made: Json, row: Mapping[str, Json]) -> Json:
    details = {**made.get("order_details", {}), "integration": row["order_details"]["integration"]}
    return {**made, **_same(row, "id", "order_id", "order_number"), "order_details": details}


def _true_shipment(made: Json, row: Mapping[str, Json]) -> Json:
    odd = made.get("parcels") or [{}]
    parcels = [
        {**odd[place % len(odd)], **_same(parcel, "id", "status", "documents", "created_at")}
        for place, parcel in enumerate(row["parcels"])
    ]
    return {**made, **_same(row, "id", "order_number", "to_address"), "parcels": parcels}


def _true_label(made: Json, row: Mapping[str, Json]) -> Json:
    return {**made, **_same(row, "shipment_id", "order_id", "order_number", "parcel_id", "parcels_ids")}


def _same(row: Mapping[str, Json], *names: str) -> dict[str, Json]:
    return {name: row[name] for name in names if name in row}


_TRUE: Final = {About.ORDER: _true_order, About.SHIPMENT: _true_shipment, About.LABEL: _true_label}


@cache
def schema_of(about: About) -> Mapping[str, Any]:
    """Return the published schema of a row."""
    match about:
        case About.ORDER:
            return schemas.part(schemas.of_operation("orders.yml", "/orders/{id}", "get", "200"), ("data",))
        case About.SHIPMENT:
            return schemas.part(schemas.of_operation("shipments.yml", "/shipments/{id}", "get", "200"), ("data",))
        case _:
            whole = schemas.of_operation("ship-an-order.yml", "/orders/create-labels-async", "post", "202")
            return schemas.part(whole, ("data", EVERY))


def _is_lie(about: About, path: Path, value: Json) -> bool:
    """Would this row tell of another order's label? Then it is Sendcloud that errs, and nobody could know."""
    tells = isinstance(value, str | int | float) and not isinstance(value, bool) and str(value).strip() != ""
    return about is About.SHIPMENT and path == ("order_number",) and tells and value != GONE


@cache
def _names_read() -> frozenset[str]:
    """Return the names of everything that the bot reads of any answer: what breaks there can do harm."""
    models = Lenient.__subclasses__()
    for model in models:
        models += model.__subclasses__()
    return frozenset({EVERY, *(name for model in models for name in model.model_fields)})


def _broken_rows(about: About) -> st.SearchStrategy[Broken]:
    places = sorted(set(schemas.paths(schema_of(about))))
    read = [path for path in places if set(path) <= _names_read()]
    made = st.builds(Broken, st.sampled_from(read) | st.sampled_from(places), st.sampled_from(BROKEN))
    return made.filter(lambda one: not _is_lie(about, one.path, one.value))


STATUSES: Final = (200, 200, 200, 204, 302, 400, 404, 410, 418, 500, 502)
garbled: Final = st.builds(Garbled, st.sampled_from(STATUSES), st.sampled_from(BODIES))


@cache
def spoils() -> st.SearchStrategy[Spoil]:
    """Return a strategy for what is wrong with the answers about one order."""
    return st.one_of(*_kinds())


def _kinds() -> Iterator[st.SearchStrategy[Spoil]]:
    by = st.sampled_from((None, None, "list", "number", "id"))
    for about in (About.ORDER, About.SHIPMENT, About.LABEL):
        rows = _broken_rows(about) | st.builds(AsPublished, schemas.values(schema_of(about)))
        yield st.builds(Spoil, st.just(about), rows, by)
    for about in (About.ORDER, About.SHIPMENT, About.DOCUMENT):
        yield st.builds(Spoil, st.just(about), garbled, st.sampled_from((None, "number", "id")))
