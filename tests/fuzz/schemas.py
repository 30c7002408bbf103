"""Answers made from Sendcloud's published schemas: a strategy for each, and the places at which one can be broken."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any, Final

from hypothesis import strategies as st

from tests.contract import spec

Json = Any
Path = tuple[str, ...]

EVERY: Final = "*"
"""Stands in a path for every element of a list."""

_LISTS: Final = 3
"""Elements of a list that a schema does not limit."""

_TEXTS: Final = (
    "A", "null", "None", "0", " ", "\n", "1001", "<!channel> <@U0AGENT> *bold* `code`", "https://a.example/b?c=d|e>",
    "Łódź 東京 🚚 \u202e\u200b", "'; DROP TABLE items; --", "=1+1", "%2e%2e/", "x" * 300, "y" * 4_000,
)  # fmt: skip
_MOMENTS: Final = (
    "2026-11-23T09:00:00.000000Z", "2026-11-23T09:00:00+14:00", "0001-01-01T00:00:00Z", "9999-12-31T23:59:59.999999Z",
    "9999-12-31T23:59:59-23:59", "0001-01-01T00:00:00+23:59", "1970-01-01T00:00:00Z", "2016-12-31T23:59:60Z",
    "2200-12-31T23:59:59-14:00",
)  # fmt: skip
_FORMATS: Final[Mapping[str, tuple[str, ...]]] = {
    "date-time": _MOMENTS,
    "date": ("2026-11-23", "0001-01-01", "9999-12-31"),
    "email": ("customer@example.com", "a@b", '"very odd"@xn--e1afmkfd.example'),
    "uri": ("https://example.com/a?b=c", "javascript:alert(1)", "https://[::1", "mailto:a@b"),
    "url": ("https://example.com/a?b=c", "https://example.com/" + "z" * 3_000, "https://user:word@host.example/"),
}


def of_operation(file: str, path: str, method: str, status: str) -> Mapping[str, Any]:
    """Return the schema of an answer of an August file, with every reference in it followed."""
    return _normal_of(file, path, method, status)


@cache
def _normal_of(file: str, path: str, method: str, status: str) -> dict[str, Any]:
    loaded = spec.loaded(file)
    answer = _followed(loaded["paths"][path][method]["responses"][status], loaded)
    return _normal(answer["content"]["application/json"]["schema"], loaded)


@cache
def _normal_of_merge(reference: str) -> dict[str, Any]:
    merge = spec.merge()
    return _normal(merge["components"]["schemas"][reference], merge)


def of_merge(reference: str) -> Mapping[str, Any]:
    """Return a schema of the January merge, with every reference in it followed."""
    return _normal_of_merge(reference)


def part(schema: Mapping[str, Any], path: Path) -> Mapping[str, Any]:
    """Return what *schema* says of the value at *path*."""
    for name in path:
        schema = schema["items"] if name == EVERY else schema["properties"][name]
    return schema


def _followed(node: Any, root: Mapping[str, Any]) -> Any:
    while isinstance(node, dict) and isinstance(node.get("$ref"), str):
        found: Any = root
        for name in node["$ref"].removeprefix("#/").split("/"):
            found = found[name.replace("~1", "/")]
        node = found
    return node


def _normal(node: Any, root: Mapping[str, Any]) -> dict[str, Any]:
    """Return a schema without references and `allOf`, and with its alternatives in `oneOf`."""
    node = _followed(node, root)
    found = {name: value for name, value in node.items() if name not in ("allOf", "anyOf", "oneOf", "properties")}
    found["properties"] = {name: _normal(value, root) for name, value in node.get("properties", {}).items()}
    if "items" in node:
        found["items"] = _normal(node["items"], root)
    for one in node.get("allOf", ()):
        found = _both(found, _normal(one, root))
    found["oneOf"] = [_normal(one, root) for one in [*node.get("oneOf", ()), *node.get("anyOf", ())]]
    return found


def _both(first: Mapping[str, Any], second: Mapping[str, Any]) -> dict[str, Any]:
    both = {**first, **{name: value for name, value in second.items() if value or name not in first}}
    both["properties"] = {**first.get("properties", {}), **second.get("properties", {})}
    both["required"] = sorted({*first.get("required", ()), *second.get("required", ())})
    return both


def paths(schema: Mapping[str, Any], path: Path = ()) -> Iterator[Path]:
    """Yield the path of everything that *schema* tells of, from the outside in."""
    if path:
        yield path
    for name, inner in schema["properties"].items():
        yield from paths(inner, (*path, name))
    if "items" in schema:
        yield from paths(schema["items"], (*path, EVERY))
    for one in schema["oneOf"]:
        for deeper in paths(one, path):
            if len(deeper) > len(path):
                yield deeper


def values(schema: Mapping[str, Any]) -> st.SearchStrategy[Json]:
    """Return a strategy for everything that *schema* allows; for what it leaves open, a few odd things."""
    if schema["oneOf"]:
        rest = {**schema, "oneOf": []}
        return st.one_of(*(values(_both(rest, one)) for one in schema["oneOf"]))
    if schema.get("enum"):
        return st.sampled_from(schema["enum"])
    if "const" in schema:
        return st.just(schema["const"])
    kinds = schema.get("type") or ("object" if schema["properties"] else "string")
    kinds = [kinds] if isinstance(kinds, str) else list(kinds)
    if schema.get("nullable") and "null" not in kinds:
        kinds.append("null")
    return st.one_of(*(_of_kind(kind, schema) for kind in kinds))


def _of_kind(kind: str, schema: Mapping[str, Any]) -> st.SearchStrategy[Json]:
    match kind:
        case "null":
            return st.none()
        case "boolean":
            return st.booleans()
        case "integer":
            return st.integers(_least(schema), schema.get("maximum"))
        case "number":
            return st.integers(_least(schema), schema.get("maximum")) | st.floats(
                min_value=_least(schema), max_value=schema.get("maximum"), allow_nan=False, allow_infinity=False
            )
        case "array":
            inner = values(schema["items"]) if "items" in schema else st.just({})
            most = min(schema.get("maxItems", _LISTS), _LISTS)
            return st.lists(inner, min_size=min(schema.get("minItems", 0), most), max_size=most)
        case "object":
            return _objects(schema)
        case _:
            return _texts(schema)


def _least(schema: Mapping[str, Any]) -> int | None:
    if "exclusiveMinimum" in schema:
        return int(schema["exclusiveMinimum"]) + 1
    return int(schema["minimum"]) if "minimum" in schema else None


def _objects(schema: Mapping[str, Any]) -> st.SearchStrategy[Json]:
    needed = set(schema.get("required", ()))
    inside = {name: values(inner) for name, inner in schema["properties"].items()}
    return st.fixed_dictionaries(
        {name: made for name, made in inside.items() if name in needed},
        optional={name: made for name, made in inside.items() if name not in needed},
    )


def _texts(schema: Mapping[str, Any]) -> st.SearchStrategy[Json]:
    if "pattern" in schema:
        return st.from_regex(schema["pattern"], fullmatch=True)
    told = _FORMATS.get(schema.get("format", ""), _TEXTS)
    made = st.sampled_from(told)
    if told is _TEXTS:
        made |= st.text(max_size=12).filter(_can_be_told)
    least, most = schema.get("minLength", 0), schema.get("maxLength")
    return made.map(lambda text: text[:most].ljust(least, "-"))


def _can_be_told(text: str) -> bool:
    """Halves of characters come as broken answers, not as honest ones."""
    return not any("\ud800" <= sign <= "\udfff" for sign in text)
