"""The published contract, loaded once: Sendcloud's OpenAPI files, and the schemas of the January merge."""

from __future__ import annotations

import json
import os
from functools import cache
from pathlib import Path
from typing import Any

import yaml
from openapi_core import OpenAPI
from openapi_schema_validator import OAS31Validator

WHY_NOT = "LABEL_BOT_CONTRACT does not name the folder of the published contract"
MERGE = "merged-2026-01.json"


def folder() -> Path | None:
    """Return the folder with Sendcloud's files, None when the setting is missing or names no such folder."""
    named = os.environ.get("LABEL_BOT_CONTRACT")
    found = Path(named, "sendcloud") if named else None
    return found if found is not None and found.is_dir() else None


def _file(name: str) -> Path:
    place = folder()
    if place is None:
        raise RuntimeError(WHY_NOT)
    return place / name


@cache
def loaded(name: str) -> dict[str, Any]:
    """Return one August file (*name* such as `orders.yml`)."""
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)  # the pure Python loader takes seconds for a file
    found: dict[str, Any] = yaml.load(_file(name).read_text(encoding="utf-8"), Loader=loader)  # noqa: S506 - safe
    return found


@cache
def openapi(name: str) -> OpenAPI:
    """Return one August file ready for checking (*name* such as `orders.yml`)."""
    return OpenAPI.from_dict(loaded(name))


@cache
def parameters(name: str, path: str, method: str) -> frozenset[str]:
    """Return the names of the query parameters of one operation of an August file."""
    return _query_names(loaded(name), path, method)


@cache
def documented(name: str, path: str, method: str) -> frozenset[str]:
    """Return the response statuses that an August file gives to one operation."""
    return frozenset(loaded(name)["paths"][path][method]["responses"])


@cache
def merge() -> dict[str, Any]:
    """Return the January merge, its nulls allowed as JSON Schema does."""
    found = json.loads(_file(MERGE).read_text(encoding="utf-8"))
    return {"components": _nullable(found["components"]), "paths": found["paths"]}


def _nullable(node: Any) -> Any:
    """Return *node* with OpenAPI 3.0's ways of allowing null turned into those of JSON Schema.

    The merge dropped the lists of types, so that an enumeration may hold null beside `type: string`; null is meant.
    """
    if isinstance(node, list):
        return [_nullable(part) for part in node]
    if not isinstance(node, dict):
        return node
    turned = {key: _nullable(value) for key, value in node.items() if key not in ("nullable", "example", "examples")}
    kind, choices = node.get("type"), node.get("enum")
    may_be_null = node.get("nullable") is True or (isinstance(choices, list) and None in choices)
    if may_be_null and isinstance(kind, str):
        turned["type"] = [kind, "null"]
    return turned


@cache
def _merge_validator(reference: str) -> OAS31Validator:
    return OAS31Validator({"$ref": reference, "components": merge()["components"]})


def merge_problems(reference: str, value: object) -> list[str]:
    """Return what a value breaks of a component of the January merge (`shipping-option`, as in its schemas)."""
    return problems_of(_merge_validator(f"#/components/schemas/{reference}"), value)


def merge_parameters(path: str, method: str) -> frozenset[str]:
    """Return the names of the query parameters that the January merge gives to an operation."""
    return _query_names(merge(), path, method)


def _query_names(loaded: dict[str, Any], path: str, method: str) -> frozenset[str]:
    names = set()
    for told in loaded["paths"][path][method].get("parameters", []):
        found = loaded["components"]["parameters"][told["$ref"].rsplit("/", 1)[1]] if "$ref" in told else told
        if found["in"] == "query":
            names.add(found["name"])
    return frozenset(names)


def problems_of(validator: Any, value: object) -> list[str]:
    """Return one line for each thing in *value* that *validator* does not accept."""
    return [f"{'/'.join(map(str, found.absolute_path))}: {found.message}" for found in validator.iter_errors(value)]
