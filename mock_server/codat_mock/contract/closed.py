"""How does a schema read that knows all its fields? As the contract has it, but that no object may have others.

What fits the closed schema fits the open one, so that a body without surprises costs one validation.
Of a body with surprises the validator would repeat whole objects, however deep: here they are only named.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple, TypeAlias

Path: TypeAlias = tuple[str | int, ...]
"""Where in a value: the names and places that lead there."""

_SCHEMAS = "#/components/schemas/"
_CLOSED, _PART = ".closed", ".part"
_TOGETHER = ("allOf", "anyOf", "oneOf")
"""Keywords whose schemas speak of the very object that they stand in."""

_OTHERS = ("additionalProperties", "unevaluatedProperties")
"""Keywords that say themselves what else may be there."""


def closed(root: Mapping[str, Any]) -> Mapping[str, Any]:
    """The twin of a schema, and of everything that its references lead to."""
    schemas = root["components"]["schemas"]
    twin = {
        **root,
        "$defs": {name: _closed(schema) for name, schema in root["$defs"].items()},
        "components": {
            "schemas": {
                **schemas,
                **{f"{name}{_CLOSED}": _closed(schema) for name, schema in schemas.items()},
                **{f"{name}{_PART}": _inside(schema) for name, schema in schemas.items()},
            }
        },
    }
    return twin | ({"$ref": _renamed(root["$ref"], _CLOSED)} if "$ref" in root else {})


def _closed(schema: Any) -> Any:
    """A schema that allows no field but those that it, or a part of it, names."""
    if not isinstance(schema, Mapping):
        return schema
    if set(schema) == {"$ref"}:
        return {"$ref": _renamed(schema["$ref"], _CLOSED)}
    inside = _inside(schema)
    if any(keyword in schema for keyword in _OTHERS):
        return inside
    if "$ref" in schema or any(keyword in schema for keyword in _TOGETHER):
        return {**inside, "unevaluatedProperties": False}
    return {**inside, "additionalProperties": False} if "properties" in schema else inside


def _inside(schema: Any) -> Any:
    """A schema that is closed in what its fields hold, and open itself: another part may name more."""
    if not isinstance(schema, Mapping):
        return schema
    kept = dict(schema)
    if "$ref" in schema:
        kept["$ref"] = _renamed(schema["$ref"], _PART)
    if "properties" in schema:
        kept["properties"] = {name: _closed(child) for name, child in schema["properties"].items()}
    for keyword in ("items", "additionalProperties"):
        if keyword in schema:
            kept[keyword] = _closed(schema[keyword])
    for keyword in _TOGETHER:
        if keyword in schema:
            kept[keyword] = [_inside(part) for part in schema[keyword]]
    return kept


def _renamed(reference: str, suffix: str) -> str:
    return f"{reference}{suffix}" if reference.startswith(_SCHEMAS) else reference


class Stranger(NamedTuple):
    """A field that a schema does not name.

    Attributes:
        path: Where it stands.
        known: The fields that may stand there.
    """

    path: Path
    known: Sequence[str]


class _Rule(NamedTuple):
    """What a schema says of a value's fields, all that speak of the same value taken together."""

    fields: Mapping[str, "Names"]
    items: "Names | None"
    closes: bool


class Names:
    """The names of the fields that a schema knows, on every level."""

    __slots__ = ("_root", "_rule", "_schemas")

    def __init__(self, root: Mapping[str, Any], *schemas: Any) -> None:
        """Read nothing yet: a schema may refer to itself.

        Args:
            root: Where references lead.
            schemas: What speaks of one value.
        """
        self._root = root
        self._schemas = schemas
        self._rule: _Rule | None = None

    def strangers(self, value: Any, path: Path = ()) -> Iterator[Stranger]:
        """The fields of a value, which fits the schema, that it does not name."""
        rule = self._rule or self._read()
        if isinstance(value, dict):
            for name, field in value.items():
                if name in rule.fields:
                    yield from rule.fields[name].strangers(field, (*path, name))
                elif rule.closes:
                    yield Stranger((*path, name), list(rule.fields))
        elif isinstance(value, list) and rule.items is not None:
            for place, item in enumerate(value):
                yield from rule.items.strangers(item, (*path, place))

    def _read(self) -> _Rule:
        parts = [part for schema in self._schemas for part in _parts(self._root, schema)]
        fields: dict[str, list[Any]] = {}
        for part in parts:
            for name, schema in part.get("properties", {}).items():
                fields.setdefault(name, []).append(schema)
        items = [part["items"] for part in parts if "items" in part]
        says = any(keyword in part for part in parts for keyword in _OTHERS)
        self._rule = _Rule(
            fields={name: Names(self._root, *schemas) for name, schemas in fields.items()},
            items=Names(self._root, *items) if items else None,
            closes=bool(fields) and not says,
        )
        return self._rule


def _parts(root: Mapping[str, Any], schema: Any) -> Iterator[Mapping[str, Any]]:
    """A schema, and all that speak of the same value with it."""
    if not isinstance(schema, Mapping):
        return
    yield schema
    if "$ref" in schema:
        node: Any = root
        for step in schema["$ref"].removeprefix("#/").split("/"):
            node = node[step]
        yield from _parts(root, node)
    for keyword in _TOGETHER:
        for part in schema.get(keyword, ()):
            yield from _parts(root, part)
