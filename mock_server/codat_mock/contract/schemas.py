"""Does a value fit a schema of a document, and where does it not?"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, TypeAlias

import jsonschema_rs

from codat_contract import Document

_DIALECT = "https://json-schema.org/draft/2020-12/schema"
_SCHEMAS = "#/components/schemas/"

Path: TypeAlias = tuple[str | int, ...]
"""Where in a value: the names and places that lead there."""


@dataclass(frozen=True, slots=True)
class Schema:
    """A compiled schema.

    Attributes:
        validator: The compiled form.
        root: The document in which the paths of its errors lead to the schema that refused.
    """

    validator: jsonschema_rs.Validator
    root: Mapping[str, Any]

    def fits(self, value: object) -> bool:
        """Whether `value` is valid."""
        return self.validator.is_valid(value)

    def errors(self, value: object) -> Iterator[jsonschema_rs.ValidationError]:
        """Every reason why it is not."""
        return self.validator.iter_errors(value)

    def refusing(self, error: jsonschema_rs.ValidationError) -> Mapping[str, Any]:
        """The schema whose keyword refused."""
        node: Any = self.root
        for step in error.schema_path[:-1]:
            node = node[step]
        schema: Mapping[str, Any] = node
        return schema


class Schemas:
    """The schemas of one document, each compiled once.

    Formats are asserted. References lead to `#/components/schemas`.
    """

    def __init__(self, document: Document) -> None:
        """Compile nothing yet."""
        self._document = document
        self._compiled: dict[str, Schema] = {}

    def compiled(self, pointer: str) -> Schema:
        """The schema at `pointer`, such as `#/components/schemas/PostSync`."""
        target = self.node(pointer)
        if isinstance(target, Mapping) and set(target) == {"$ref"}:
            return self.compiled(target["$ref"])
        if pointer not in self._compiled:
            # Only what a reference can lead to goes in: the rest of the document would be indexed each time.
            root = {
                "$schema": _DIALECT,
                "$defs": {"this": target},
                "components": {"schemas": self._document["components"]["schemas"]},
                "$ref": pointer if pointer.startswith(_SCHEMAS) else "#/$defs/this",
            }
            self._compiled[pointer] = Schema(
                jsonschema_rs.validator_for(root, validate_formats=True), root
            )
        return self._compiled[pointer]

    def resolved(self, *names: str | int) -> tuple[str, Any]:
        """The pointer and the node that `names` lead to, references followed."""
        pointer = written(*names)
        node = self.node(pointer)
        while isinstance(node, Mapping) and "$ref" in node:
            pointer = node["$ref"]
            node = self.node(pointer)
        return pointer, node

    def node(self, pointer: str) -> Any:
        """What `pointer` leads to."""
        node: Any = self._document
        for step in steps(pointer):
            node = node[int(step)] if isinstance(node, list) else node[_key(node, step)]
        return node


def _key(node: Mapping[Any, Any], step: str) -> Any:
    return step if step in node else int(step)


def steps(pointer: str) -> list[str]:
    """The names that a JSON pointer fragment leads through."""
    return [
        step.replace("~1", "/").replace("~0", "~") for step in pointer.removeprefix("#/").split("/")
    ]


def written(*names: str | int) -> str:
    """The JSON pointer fragment that leads through `names`."""
    return "#/" + "/".join(str(name).replace("~", "~0").replace("/", "~1") for name in names)
