"""Which properties has a kind of thing that a list can be filtered and sorted by? Those of its schema."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any, TypeAlias

from codat_contract import Document, contract
from codat_mock.contract.schemas import Schemas
from codat_mock.listing.comparing import BOOLEAN, MOMENT, NUMBER, TEXT, Type

Steps: TypeAlias = tuple[str, ...]

_TYPES = {"string": TEXT, "number": NUMBER, "integer": NUMBER, "boolean": BOOLEAN}
_LISTS: frozenset[Steps] = frozenset({("dataConnections",)})
"""The only lists that a query looks into: Codat documents none, and then shows a company's connections."""

_Parts: TypeAlias = list[tuple[Mapping[str, Any], frozenset[str]]]


@dataclass(frozen=True, slots=True)
class Property:
    """A property with a value of its own.

    Attributes:
        steps: The names that lead to it.
        type: What its values are.
        many: It lies in a list, so that one thing has any number of values.
    """

    steps: Steps
    type: Type
    many: bool

    @property
    def name(self) -> str:
        """Its name, dotted."""
        return ".".join(self.steps)

    def values(self, body: Mapping[str, Any]) -> list[Any]:
        """The values that are there, read for comparing; what is null is not there."""
        held: list[Any] = [body]
        for step in self.steps:
            held = [child for node in held for child in _children(node.get(step))]
        return [self.type.held(value) for value in held]


def _children(value: Any) -> list[Any]:
    found = value if isinstance(value, list) else [value]
    return [child for child in found if child is not None]


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of thing.

    Attributes:
        name: As a refusal names it, such as `Company`.
        properties: Its properties, by dotted name in lower case.
    """

    name: str
    properties: Mapping[str, Property]

    @classmethod
    def of(cls, document: Document, name: str) -> "Kind":
        """The kind that the schema `name` of a document describes.

        Raises:
            KeyError: There is no such schema.
        """
        schemas = Schemas(document)
        root = schemas.node(f"#/components/schemas/{name}")
        found = _properties(schemas, root, (), frozenset(), many=False)
        return cls(name, {held.name.lower(): held for held in found})

    def find(self, name: str) -> Property | None:
        """The property that is meant, without regard to case, as is usual where Codat comes from."""
        return self.properties.get(name.lower())

    def known(self, *, many: bool) -> list[str]:
        """The names of its properties, with or without those that lie in lists."""
        return [held.name for held in self.properties.values() if many or not held.many]


@cache
def kind(name: str) -> Kind:
    """The kind that the schema `name` of the contract describes."""
    return Kind.of(contract(), name)


def _properties(
    schemas: Schemas, schema: Mapping[str, Any], steps: Steps, seen: frozenset[str], *, many: bool
) -> Iterator[Property]:
    parts = _parts(schemas, schema, seen)
    named = _type(parts)
    if named in _TYPES:
        dated = any(part.get("format") == "date-time" for part, _ in parts)
        yield Property(steps, MOMENT if named == "string" and dated else _TYPES[named], many)
    elif named == "array":
        if steps in _LISTS:
            for part, way in parts:
                if "items" in part:
                    yield from _properties(schemas, part["items"], steps, way, many=True)
    else:
        for part, way in parts:
            for name, child in part.get("properties", {}).items():
                yield from _properties(schemas, child, (*steps, name), way, many=many)


def _parts(schemas: Schemas, schema: Mapping[str, Any], seen: frozenset[str]) -> _Parts:
    """A schema and whatever it is put together from, each with the references that led there.

    None is followed twice on one way: a company's parent is a company.
    """
    parts = [(schema, seen)]
    for part in schema.get("allOf", ()):
        parts += _parts(schemas, part, seen)
    reference = schema.get("$ref")
    if reference is not None and reference not in seen:
        parts += _parts(schemas, schemas.node(reference), seen | {reference})
    return parts


def _type(parts: _Parts) -> str:
    for part, _ in parts:
        named = part.get("type", ())
        for name in [named] if isinstance(named, str) else named:
            if name != "null":
                return str(name)
    return "object"
