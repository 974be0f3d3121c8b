"""Which values fit a schema of the contract, and how is each of its keywords broken?"""

from collections.abc import Callable, Iterator, Mapping
from typing import Any, NamedTuple, TypeAlias

from hypothesis import strategies as st
from hypothesis.strategies import DrawFn, SearchStrategy

from codat_contract import Document

Values: TypeAlias = SearchStrategy[Any]

UUIDS = tuple(f"00000000-0000-4000-8000-{number:012x}" for number in range(12))

_MOST_ITEMS = 200
"""A longer list is not made: stock would spend more than a second on it."""

_FORMATS: Mapping[str, Values] = {
    "uuid": st.sampled_from(UUIDS),
    "duration": st.sampled_from(("PT1S", "PT10M", "PT11M", "P1DT12H", "PT0.5S", "P3D")),
    "date-time": st.sampled_from(("2026-01-01T00:00:00Z", "2026-02-03T04:05:06.7+01:00")),
}

# Texts and forms are lists, not strategies of characters: those cost more time than the two engines take to answer.
_TEXTS = st.sampled_from(
    ("", "text", "Zürich ☕", "a\x00b", "\u202e😀", " ", "x" * 300, "'\"<%s>{}")
)
_OF_TYPE: Mapping[str, Any] = {
    "string": "text",
    "integer": 7,
    "number": 1.5,
    "boolean": True,
    "array": [1],
    "object": {"a": 1},
    "null": None,
}


class Broken(NamedTuple):
    """A value that is not valid, and the keyword that was broken to make it so."""

    value: Any
    keyword: str


class Shapes:
    """The values of one document's schemas.

    Attributes:
        document: The document.
        supply: What stands in a property, by its name, wherever the schema alone would give a value without meaning.
    """

    def __init__(self, document: Document, supply: Mapping[str, Values]) -> None:
        self.document = document
        self.supply = supply

    def fitting(self, schema: Document, name: str = "") -> Values:
        """Valid values."""
        if name in self.supply:
            return self.supply[name]
        schema = self.resolved(schema)
        if "enum" in schema:
            return st.sampled_from(schema["enum"])
        return st.one_of([getattr(self, f"_{kind}")(schema) for kind in _types(schema)])

    def broken(self, schema: Document) -> SearchStrategy[Broken]:
        """Valid values in which one keyword, each as likely as any other, was broken at one place."""
        fitting = self.fitting(schema)

        @st.composite
        def broken(draw: DrawFn) -> Broken:
            value = draw(fitting)
            places: dict[str, list[_Place]] = {}
            for place in self._places(schema, value, ()):
                places.setdefault(place.keyword, []).append(place)
            chosen = draw(st.sampled_from(places[draw(st.sampled_from(sorted(places)))]))
            other = draw(st.sampled_from(chosen.replacements))
            return Broken(_replaced(value, chosen.path, other), chosen.keyword)

        return broken()

    def resolved(self, node: Document) -> Document:
        """The node itself, where it refers to another."""
        while "$ref" in node:
            target = node["$ref"]
            node = self.document
            for step in target.removeprefix("#/").split("/"):
                node = node[step]
        return node

    def _places(
        self, schema: Document, value: Any, path: tuple[str | int, ...]
    ) -> Iterator["_Place"]:
        schema = self.resolved(schema)
        for keyword in schema.keys() & BREAKS.keys():
            if bad := BREAKS[keyword](schema, value):
                yield _Place(path, keyword, bad)
        children: Iterator[tuple[str | int, Any]] = iter(())
        if isinstance(value, dict):
            children = ((name, schema["properties"].get(name)) for name in value)
        elif isinstance(value, list):
            children = ((index, schema["items"]) for index in range(len(value)))
        for step, child in children:
            if child is not None:
                yield from self._places(child, value[step], (*path, step))

    def _object(self, schema: Document) -> Values:
        required = schema.get("required", ())
        values = {name: self.fitting(child, name) for name, child in schema["properties"].items()}
        if schema.get("additionalProperties") is not False:
            values["more"] = st.sampled_from((None, "kept"))
        optional = [name for name in values if name not in required]
        least = schema.get("minProperties", 0)

        @st.composite
        def objects(draw: DrawFn) -> dict[str, Any]:
            # Which of the optional ones are there is one choice, as bits: a choice for each would cost too much time.
            there = draw(st.integers(0, 2 ** len(optional) - 1))
            chosen = [name for bit, name in enumerate(optional) if there >> bit & 1]
            names = [*required, *chosen] if len(chosen) >= least else optional[:least]
            return {name: draw(values[name]) for name in names}

        return objects()

    def _array(self, schema: Document) -> Values:
        least = schema.get("minItems", 0)
        unique = repr if schema.get("uniqueItems") else None
        return st.lists(
            self.fitting(schema["items"]), min_size=least, max_size=least + 2, unique_by=unique
        )

    @staticmethod
    def _string(schema: Document) -> Values:
        if schema.get("format") in _FORMATS:
            return _FORMATS[schema["format"]]
        return st.sampled_from(schema["examples"]) if "pattern" in schema else _TEXTS

    @staticmethod
    def _integer(schema: Document) -> Values:
        low, high = schema.get("minimum", -9), schema.get("maximum", 9)
        return st.integers(low, min(high, low + 5)) | st.just(high)

    @staticmethod
    def _number(schema: Document) -> Values:
        low, high = schema.get("minimum", 0.001), schema.get("maximum", 10**9)
        return st.sampled_from((low, high)) | st.integers(1, 9999).map(lambda cents: cents / 100)

    @staticmethod
    def _null(_: Document) -> Values:
        return st.none()


class _Place(NamedTuple):
    path: tuple[str | int, ...]
    keyword: str
    replacements: list[Any]


def _types(schema: Document) -> list[str]:
    kinds = schema["type"]
    return [kinds] if isinstance(kinds, str) else kinds


def _replaced(value: Any, path: tuple[str | int, ...], other: Any) -> Any:
    if not path:
        return other
    step, *rest = path
    copy = value.copy()
    copy[step] = _replaced(value[step], tuple(rest), other)
    return copy


def _other_types(schema: Document, _: Any) -> list[Any]:
    own = set(_types(schema)) | ({"integer"} if "number" in _types(schema) else set())
    return [value for kind, value in _OF_TYPE.items() if kind not in own]


def _forms(schema: Document, value: Any) -> list[Any]:
    """What is near to the format and is not of it."""
    if schema["format"] != "uuid":
        return ["", "2026-01-01", "PT", "tomorrow"] if schema["format"] in _FORMATS else []
    known = value if isinstance(value, str) else UUIDS[0]
    return [known.replace("-", ""), f"{{{known}}}", f"{known}0", f"{known[:-1]}g", "", f" {known}"]


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


def _if(kind: type, make: Callable[[Document, Any], Any]) -> Callable[[Document, Any], list[Any]]:
    return lambda schema, value: [make(schema, value)] if isinstance(value, kind) else []


BREAKS: Mapping[str, Callable[[Document, Any], list[Any]]] = {
    "type": _other_types,
    "required": _without_one,
    "format": _forms,
    "maxItems": _lengths,
    "enum": lambda _, value: [f"{value}".swapcase(), "Nonsense", f"{value} ", 7, 2000.5],
    "additionalProperties": _if(dict, lambda _, value: {**value, "surprise": 1}),
    "minProperties": _if(dict, lambda *_: {}),
    "minItems": _if(list, lambda *_: []),
    "uniqueItems": _if(list, lambda _, value: value * 2),
    "minimum": lambda schema, _: [schema["minimum"] - 1, -(10**30)],
    "maximum": lambda schema, _: [schema["maximum"] + 1, 10**30],
    "exclusiveMinimum": lambda schema, _: [schema["exclusiveMinimum"], -1],
    "maxLength": lambda schema, _: ["x" * (schema["maxLength"] + 1)],
    "pattern": lambda _, value: [f"{value}\n", f"{value}!", "", "GBPS", "\u0662026-01-01"],
}
"""Values that break a keyword, from the schema that has it and the valid value in that place."""

SILENT = frozenset({"$ref", "properties", "items", "description", "examples", "deprecated"})
"""Keywords that refuse nothing themselves."""
