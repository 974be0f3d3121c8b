"""Does a value fit a schema of a document, and where does it not?"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import jsonschema_rs

from codat_contract import Document
from codat_mock.contract.closed import Names, Path, Stranger, closed

_DIALECT = "https://json-schema.org/draft/2020-12/schema"
_SCHEMAS = "#/components/schemas/"

__all__ = ["Path", "Schema", "Schemas", "Stranger"]


class Schema:
    """A schema that is compiled when it is first asked: of the answers that a document declares most are never given.

    Attributes:
        fits: Whether a value is valid.
        knows: Whether it is valid and has no field that the schema does not name.
        record: What JSON says, read in one step, if the schema knows all of it; None: that is left open.
    """

    __slots__ = ("_choice", "_compiled", "_limits", "_names", "_root", "fits", "knows", "record")

    def __init__(self, root: Mapping[str, Any], choice: "_Choice | None" = None) -> None:
        """Take a schema.

        Args:
            root: The schema, with whatever its references lead to.
            choice: How a value names the one of several schemas that speaks of it.
        """
        self._root = root
        self._choice = choice
        self.fits: Callable[[object], bool] = self._fits
        self.knows: Callable[[object], bool] = self._knows
        self.record: Callable[[bytes], Any | None] = self._record
        self._compiled: jsonschema_rs.Validator | None = None
        self._limits: jsonschema_rs.Validator | None = None
        self._names: Names | None = None

    @property
    def _validator(self) -> jsonschema_rs.Validator:
        if self._compiled is None:
            self._compiled = jsonschema_rs.validator_for(dict(self._root), validate_formats=True)
        return self._compiled

    def _fits(self, value: object) -> bool:
        """What `fits` is until it is first asked; then the library's own function: every call asks it several times."""
        self.fits = self._validator.is_valid
        return self.fits(value)

    def _knows(self, value: object) -> bool:
        """What `knows` is until it is first asked."""
        twin = jsonschema_rs.validator_for(dict(closed(self._root)), validate_formats=True)
        self.knows = twin.is_valid
        return self.knows(value)

    def _record(self, raw: bytes) -> Any | None:
        """What `record` is until it is first asked."""
        from codat_mock.contract.records import reader

        self.record = reader(self._root) or _nothing
        return self.record(raw)

    def of(self, value: object) -> "Schema":
        """The schema that speaks of `value`: where a field of it says which of several does, that one.

        Asked for its errors, the whole would tell those of each.
        """
        return self if self._choice is None else self._choice.of(value)

    def strangers(self, value: object) -> list[Stranger]:
        """The fields of a valid value that the schema does not name."""
        self._names = self._names or Names(self._root, self._root)
        return list(self._names.strangers(value))

    def errors(self, value: object) -> list[jsonschema_rs.ValidationError]:
        """Every reason why it is not.

        When a list is longer than it may be, that alone is told: what is wrong inside it could be millions of
        things, and the library collects them all before it gives the first.
        """
        if self._limits is None:
            self._limits = jsonschema_rs.validator_for(_limits(self._root))
        found = list(self._limits.iter_errors(value)) or list(self._validator.iter_errors(value))
        return [told for error in found for told in self._of_choice(error)]

    def _of_choice(
        self, error: jsonschema_rs.ValidationError
    ) -> Sequence[jsonschema_rs.ValidationError]:
        """What is wrong with a value that fits none of several schemas: what the one says that its own field names."""
        field = self.refusing(error).get("discriminator", {}).get("propertyName")
        if error.kind.name != "oneOf" or field is None:
            return [error]
        place = [*error.instance_path, field]
        branches: Sequence[Sequence[jsonschema_rs.ValidationError]] = getattr(
            error.kind, "context", ()
        )
        for branch in branches:
            named = error.instance.get(field) if isinstance(error.instance, dict) else None
            if (
                named is not None
                and branch
                and all([*one.instance_path] != place for one in branch)
            ):
                return branch
        return [error]

    def refusing(self, error: jsonschema_rs.ValidationError) -> Mapping[str, Any]:
        """The schema whose keyword refused."""
        node: Any = self._root
        for step in error.schema_path[:-1]:
            node = node[step]
        schema: Mapping[str, Any] = node
        return schema


@dataclass(frozen=True, slots=True)
class _Choice:
    """A `discriminator`.

    Attributes:
        field: The field that names a schema.
        schemas: Where each schema stands, by its name.
        compiled: Compiles what stands somewhere.
    """

    field: str
    schemas: Mapping[str, str]
    compiled: Callable[[str], Schema]

    def of(self, value: object) -> Schema:
        """The schema that `value` names, or one that says which names there are."""
        name = value.get(self.field) if isinstance(value, dict) else None
        if isinstance(name, str) and name in self.schemas:
            return self.compiled(self.schemas[name])
        names = {"type": "string", "enum": [*self.schemas]}
        return Schema(
            {"type": "object", "required": [self.field], "properties": {self.field: names}}
        )


def _nothing(_: bytes) -> None:
    """What is read in one step by a schema that is too intricate for it."""


def _limits(schema: Any) -> Any:
    """The same schema with nothing but its structure and the lengths of its lists."""
    kept: dict[str, Any] = {}
    for keyword, value in schema.items():
        if keyword in {"$schema", "$ref", "maxItems"}:
            kept[keyword] = value
        elif keyword == "items" or (
            keyword == "additionalProperties" and isinstance(value, Mapping)
        ):
            kept[keyword] = _limits(value)
        elif keyword == "allOf":
            kept[keyword] = [_limits(part) for part in value]
        elif keyword in {"properties", "$defs", "schemas"}:
            kept[keyword] = {name: _limits(part) for name, part in value.items()}
        elif keyword == "components":
            kept[keyword] = _limits(value)
    return kept


class Schemas:
    """The schemas of one document, each compiled once.

    Formats are asserted. References lead to `#/components/schemas`.
    """

    def __init__(self, document: Document) -> None:
        """Compile nothing yet."""
        self._document = document
        self._compiled: dict[str, Schema] = {}
        self._nodes: dict[str, Any] = {}
        self._led: dict[str, frozenset[str]] = {}

    def compiled(self, pointer: str) -> Schema:
        """The schema at `pointer`, such as `#/components/schemas/PostSync`."""
        target = self.node(pointer)
        if isinstance(target, Mapping) and set(target) == {"$ref"}:
            return self.compiled(target["$ref"])
        if pointer not in self._compiled:
            # Only what references lead to goes in: all the rest would be indexed each time.
            names = self._reached(pointer, target)
            reached = {name: self.node(f"{_SCHEMAS}{name}") for name in sorted(names)}
            root = {
                "$schema": _DIALECT,
                "$defs": {"this": target},
                "components": {"schemas": reached},
                "$ref": pointer if pointer.startswith(_SCHEMAS) else "#/$defs/this",
            }
            if not pointer.startswith(_SCHEMAS):
                _meant(pointer, target)
            self._compiled[pointer] = Schema(root, self._choice(target))
        return self._compiled[pointer]

    def check(self) -> None:
        """Look at every schema with a name, and compile none: whoever asks it later is answering somebody.

        Raises:
            ValueError: One of them is no schema.
        """
        _meant(_SCHEMAS.rstrip("/"), {"$defs": self.node(_SCHEMAS.rstrip("/"))}, 1)

    def _choice(self, schema: Any) -> _Choice | None:
        if not isinstance(schema, Mapping) or "discriminator" not in schema:
            return None
        named = schema["discriminator"]
        return _Choice(named["propertyName"], named["mapping"], self.compiled)

    def _reached(self, pointer: str, schema: Any) -> set[str]:
        """The names of the schemas that one leads to, itself included if it has a name."""
        waiting, found = set(_references(schema)), set[str]()
        if pointer.startswith(_SCHEMAS):
            waiting.add(_named(pointer))
        while waiting:
            name = waiting.pop()
            found.add(name)
            if name not in self._led:
                self._led[name] = frozenset(_references(self.node(f"{_SCHEMAS}{name}")))
            waiting |= self._led[name] - found
        return found

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
        if pointer in self._nodes:
            return self._nodes[pointer]
        node: Any = self._document
        for step in steps(pointer):
            node = node[int(step)] if isinstance(node, list) else node[_key(node, step)]
        self._nodes[pointer] = node
        return node


def _meant(pointer: str, schema: Any, within: int = 0) -> None:
    """Refuse what no JSON Schema can be, naming the place.

    Args:
        pointer: Where it stands.
        schema: What stands there.
        within: How many steps into `schema` that place is.
    """
    try:
        jsonschema_rs.meta.validate({"$schema": _DIALECT, **schema})
    except jsonschema_rs.ValidationError as wrong:
        steps_in = written(*wrong.instance_path[within:]).removeprefix("#")
        raise ValueError(f"{pointer}{steps_in} is no JSON Schema: {wrong.message}") from wrong


def _references(node: Any) -> Iterator[str]:
    """The names of the schemas that stand in a part of one."""
    if isinstance(node, dict):
        reference = node.get("$ref")
        if isinstance(reference, str) and reference.startswith(_SCHEMAS):
            yield _named(reference)
        for child in node.values():
            yield from _references(child)
    elif isinstance(node, list):
        for child in node:
            yield from _references(child)


def _named(pointer: str) -> str:
    return pointer.removeprefix(_SCHEMAS).partition("/")[0]


def _key(node: Mapping[Any, Any], step: str) -> Any:
    return step if step in node or not step.isdigit() else int(step)


def steps(pointer: str) -> list[str]:
    """The names that a JSON pointer fragment leads through."""
    return [
        step.replace("~1", "/").replace("~0", "~") for step in pointer.removeprefix("#/").split("/")
    ]


def written(*names: str | int) -> str:
    """The JSON pointer fragment that leads through `names`."""
    return "#/" + "/".join(str(name).replace("~", "~0").replace("/", "~1") for name in names)
