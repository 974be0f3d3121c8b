"""How is each keyword of a schema broken?"""

from collections.abc import Callable, Iterator, Mapping
from typing import Any, NamedTuple, TypeAlias

from codat_contract import Document
from differential.shapes import FORMATS, UUIDS, Shapes, types_of

Path: TypeAlias = tuple[str | int, ...]

_MOST_ITEMS = 200
"""A longer list is not made: stock would spend more than a second on it."""

_OF_TYPE: Mapping[str, Any] = {
    "string": "text",
    "integer": 7,
    "number": 1.5,
    "boolean": True,
    "array": [1],
    "object": {"a": 1},
    "null": None,
}

_NEAR = {"uri": ["http://a b/", "http://[::1/"], "email": ["nobody", "@client.example"]}
"""What is near to a format of addresses."""


class Broken(NamedTuple):
    """A value that is not valid, and the keyword that was broken to make it so."""

    value: Any
    keyword: str


def broken(shapes: Shapes, schema: Document, value: Any) -> Iterator[Broken]:
    """The valid `value` with one keyword broken in one place, in every way that is known here."""
    for path, keyword, others in _places(shapes, schema, value, ()):
        yield from (Broken(_replaced(value, path, other), keyword) for other in others)


def keywords(shapes: Shapes, schema: Document) -> Iterator[str]:
    """Every keyword of a schema and of those in it."""
    schema = shapes.resolved(schema)
    for one in schema.get("oneOf", ()):
        yield from keywords(shapes, one)
    yield from (keyword for keyword in schema if not keyword.startswith("x-"))
    inner = (schema.get(keyword) for keyword in ("items", "additionalProperties", "propertyNames"))
    children = (child for child in inner if isinstance(child, Mapping))
    for child in (*schema.get("properties", {}).values(), *children):
        yield from keywords(shapes, child)


def _places(
    shapes: Shapes, schema: Document, value: Any, path: Path
) -> Iterator[tuple[Path, str, list[Any]]]:
    schema = shapes.speaking(schema, value)
    for keyword in schema:
        if keyword in BREAKS:
            yield path, keyword, BREAKS[keyword](schema, value)
    children: Iterator[tuple[str | int, Any]] = iter(())
    if isinstance(value, dict):
        named, others = schema.get("properties", {}), schema.get("additionalProperties")
        children = ((name, named.get(name, others)) for name in value)
    elif isinstance(value, list):
        children = ((index, schema["items"]) for index in range(len(value)))
    for step, child in children:
        if isinstance(child, Mapping):
            yield from _places(shapes, child, value[step], (*path, step))


def _replaced(value: Any, path: tuple[str | int, ...], other: Any) -> Any:
    if not path:
        return other
    step, *rest = path
    copy = value.copy()
    copy[step] = _replaced(value[step], tuple(rest), other)
    return copy


def _other_types(schema: Document, _: Any) -> list[Any]:
    own = set(types_of(schema)) | ({"integer"} if "number" in types_of(schema) else set())
    return [value for kind, value in _OF_TYPE.items() if kind not in own]


def _forms(schema: Document, value: Any) -> list[Any]:
    """What is near to the format and is not of it."""
    if schema["format"] in _NEAR:
        return _NEAR[schema["format"]]
    if schema["format"] != "uuid":
        return ["", "2026-01-01", "PT", "tomorrow"] if schema["format"] in FORMATS else []
    known = value if isinstance(value, str) else UUIDS[0]
    bare = known.replace("-", "")
    return [bare, f"{bare[:16]}-{bare[16:]}", f" {known}", f"{{{known}}}", f"{known[:-1]}g", ""]


def _lengths(schema: Document, value: Any) -> list[Any]:
    over = schema["maxItems"] + 1
    full = isinstance(value, list) and value and over <= _MOST_ITEMS
    return [[value[0]] * over] if full else []


def _without_one(schema: Document, value: Any) -> list[Any]:
    if not isinstance(value, dict):
        return []
    return [
        {name: value[name] for name in value if name != gone}
        for gone in schema["required"]
        if gone in value
    ]


def _other_names(schema: Document, value: Any) -> list[Any]:
    names = ("", "n" * (schema["propertyNames"]["maxLength"] + 1))
    return [{**value, name: "kept"} for name in names] if isinstance(value, dict) else []


def _surplus(schema: Document, value: Any) -> list[Any]:
    names = (f"name {number}" for number in range(schema["maxProperties"] + 1))
    return [dict.fromkeys(names, "kept")] if isinstance(value, dict) else []


def _if(kind: type, make: Callable[[Document, Any], Any]) -> Callable[[Document, Any], list[Any]]:
    return lambda schema, value: [make(schema, value)] if isinstance(value, kind) else []


BREAKS: Mapping[str, Callable[[Document, Any], list[Any]]] = {
    "type": _other_types,
    "required": _without_one,
    "format": _forms,
    "maxItems": _lengths,
    "enum": lambda _, value: [f"{value}".swapcase(), "Nonsense", f"{value} ", 7, 2000.5],
    "additionalProperties": _if(dict, lambda _, value: {**value, "surprise": 1}),
    "propertyNames": _other_names,
    "maxProperties": _surplus,
    "minProperties": _if(dict, lambda *_: {}),
    "minItems": _if(list, lambda *_: []),
    "uniqueItems": _if(list, lambda _, value: value * 2),
    "minimum": lambda schema, _: [schema["minimum"] - 1, -(10**30)],
    "maximum": lambda schema, _: [schema["maximum"] + 1, 10**30],
    "exclusiveMinimum": lambda schema, _: [schema["exclusiveMinimum"], -1],
    "minLength": lambda schema, _: ["x" * (schema["minLength"] - 1)],
    "maxLength": lambda schema, _: ["x" * (schema["maxLength"] + 1)],
    "pattern": lambda _, value: [f"{value}\n", f"{value}!", "", "GBPS", "\u0662026-01-01"],
}
"""Values that break a keyword, from the schema that has it and the valid value in that place."""

SILENT = frozenset(
    {"$ref", "properties", "items", "description", "examples", "deprecated", "default"}
    | {"oneOf", "discriminator"}
)
"""Keywords that refuse nothing themselves; each of several schemas is broken by itself."""
