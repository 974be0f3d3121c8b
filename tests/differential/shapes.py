"""Which values fit a schema of the contract?"""

from collections.abc import Mapping
from typing import Any, TypeAlias

from hypothesis import strategies as st
from hypothesis.strategies import DrawFn, SearchStrategy

from codat_contract import Document

Values: TypeAlias = SearchStrategy[Any]

UUIDS = tuple(f"00000000-0000-4000-8000-{number:012x}" for number in range(12))

FORMATS: Mapping[str, Values] = {
    "uuid": st.sampled_from(UUIDS),
    "duration": st.sampled_from(("PT1S", "PT10M", "PT11M", "P1DT12H", "PT0.5S", "P3D")),
    "email": st.sampled_from(("info@client.example",)),
    "date-time": st.sampled_from(("2026-01-01T00:00:00Z", "2026-02-03T04:05:06.7+01:00")),
}

# Texts and forms are lists, not strategies of characters: those cost more time than the two engines take to answer.
_TEXTS = ("", "text", "Zürich ☕", "a\x00b", "\u202e😀", " ", "x" * 300, "'\"<%s>{}")


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
        if "oneOf" in schema:
            return st.one_of([self.fitting(one) for one in schema["oneOf"]])
        return st.one_of([getattr(self, f"_{kind}")(schema) for kind in types_of(schema)])

    def resolved(self, node: Document) -> Document:
        """The node itself, where it refers to another."""
        while "$ref" in node:
            target = node["$ref"]
            node = self.document
            for step in target.removeprefix("#/").split("/"):
                node = node[step]
        return node

    def speaking(self, schema: Document, value: Any) -> Document:
        """The schema that speaks of `value`: where a field of it says which of several does, that one."""
        schema = self.resolved(schema)
        if "discriminator" not in schema:
            return schema
        choice = schema["discriminator"]
        return self.resolved({"$ref": choice["mapping"][value[choice["propertyName"]]]})

    def _object(self, schema: Document) -> Values:
        required = schema.get("required", ())
        values = {
            name: self.fitting(child, name) for name, child in schema.get("properties", {}).items()
        }
        if isinstance(more := schema.get("additionalProperties"), Mapping):
            names = _fitting_texts(schema.get("propertyNames", {}))
            values |= {name: self.fitting(more) for name in names}
        optional = [name for name in values if name not in required]
        least, most = schema.get("minProperties", 0), schema.get("maxProperties")

        @st.composite
        def objects(draw: DrawFn) -> dict[str, Any]:
            # Which of the optional ones are there is one choice, as bits: a choice for each would cost too much time.
            there = draw(st.integers(0, 2 ** len(optional) - 1))
            chosen = [name for bit, name in enumerate(optional) if there >> bit & 1]
            names = [*required, *chosen] if len(chosen) >= least else [*required, *optional[:least]]
            return {name: draw(values[name]) for name in names[:most]}

        return objects()

    def _array(self, schema: Document) -> Values:
        least = schema.get("minItems", 0)
        unique = repr if schema.get("uniqueItems") else None
        return st.lists(
            self.fitting(schema["items"]), min_size=least, max_size=least + 2, unique_by=unique
        )

    @staticmethod
    def _string(schema: Document) -> Values:
        if schema.get("format") in FORMATS:
            return FORMATS[schema["format"]]
        if "pattern" in schema:
            return st.sampled_from(schema["examples"])
        return st.sampled_from(_fitting_texts(schema))

    @staticmethod
    def _integer(schema: Document) -> Values:
        low, high = schema.get("minimum", -9), schema.get("maximum", 9)
        return st.integers(low, min(high, low + 5)) | st.just(high)

    @staticmethod
    def _number(schema: Document) -> Values:
        low, high = schema.get("minimum", 0.001), schema.get("maximum", 10**9)
        return st.sampled_from((low, high)) | st.integers(1, 9999).map(lambda cents: cents / 100)

    @staticmethod
    def _boolean(_: Document) -> Values:
        return st.booleans()

    @staticmethod
    def _null(_: Document) -> Values:
        return st.none()


def types_of(schema: Document) -> list[str]:
    """The types that a schema allows."""
    kinds = schema["type"]
    return [kinds] if isinstance(kinds, str) else kinds


def _fitting_texts(schema: Document) -> list[str]:
    shortest, longest = schema.get("minLength", 0), schema.get("maxLength", 1000)
    return [text for text in _TEXTS if shortest <= len(text) <= longest]
