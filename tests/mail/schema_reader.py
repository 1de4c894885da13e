"""As much of JSON Schema as ours uses, read the way an editor reads it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any

TYPES: Mapping[str, type | tuple[type, ...]] = {
    "object": dict, "array": list, "string": str, "boolean": bool, "integer": int, "number": (int, Decimal),
}  # fmt: skip
KNOWN = {
    "$ref", "anyOf", "enum", "const", "type", "pattern", "items", "properties", "additionalProperties", "required",
    "description", "minProperties", "maxProperties", "$schema", "title", "$defs",
}  # fmt: skip


def problems(root: Mapping[str, Any], data: object) -> list[str]:
    """Every place where the data does not fit the schema."""
    return list(_check(root, root, data, "$"))


def _check(root: Mapping[str, Any], schema: Mapping[str, Any], data: object, at: str) -> Iterator[str]:
    assert set(schema) <= KNOWN, f"this reader does not know {set(schema) - KNOWN}"
    if "$ref" in schema:
        yield from _check(root, root["$defs"][schema["$ref"].rpartition("/")[2]], data, at)
    choices = [list(_check(root, each, data, at)) for each in schema.get("anyOf", ())]
    if choices and all(choices):
        yield f"{at}: fits none of {len(choices)}"
    if "type" in schema and not _is(schema["type"], data):
        yield f"{at}: is no {schema['type']}"
    elif isinstance(data, dict):
        yield from _object(root, schema, data, at)
    else:
        yield from _plain(root, schema, data, at)


def _plain(root: Mapping[str, Any], schema: Mapping[str, Any], data: object, at: str) -> Iterator[str]:
    if data not in schema.get("enum", [data]) or data != schema.get("const", data):
        yield f"{at}: {data} is not allowed"
    if isinstance(data, str) and not re.search(schema.get("pattern", ""), data):
        yield f"{at}: {data} does not look like {schema['pattern']}"
    if isinstance(data, list):
        for number, each in enumerate(data):
            yield from _check(root, schema.get("items", {}), each, f"{at}[{number}]")


def _object(
    root: Mapping[str, Any], schema: Mapping[str, Any], data: dict[str, Any], at: str
) -> Iterator[str]:
    if not schema.get("minProperties", 0) <= len(data) <= schema.get("maxProperties", 1000):
        yield f"{at}: has {len(data)} words"
    yield from (f"{at}: lacks {name}" for name in schema.get("required", ()) if name not in data)
    other = schema.get("additionalProperties", {})
    for name, each in data.items():
        below = schema.get("properties", {}).get(name, other)
        if below is False:
            yield f"{at}: knows no {name}"
        else:
            yield from _check(root, below, each, f"{at}.{name}")


def _is(kind: str, data: object) -> bool:
    return isinstance(data, TYPES[kind]) and (kind == "boolean" or not isinstance(data, bool))
