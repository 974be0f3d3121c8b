"""How is a large body read and checked in one step?

Of a schema a reader is made. What it is sure of it reads into records, which take half the time of objects of Python's
that are looked at afterwards; everything else it leaves to be read in the ordinary way. So it never says that something
is wrong, and what it has read fits the schema and has no field that the schema does not name.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain
from keyword import iskeyword
from operator import attrgetter
from typing import Annotated, Any, Literal, TypeAlias

import msgspec
from msgspec import UNSET, Meta, Struct, UnsetType

from codat_mock.contract.schemas import Schema

Steps: TypeAlias = tuple[tuple[str, bool], ...]
"""The fields that lead to a place, each with whether it holds several."""

_SCHEMAS = "#/components/schemas/"
_SILENT = frozenset({"description", "title", "example", "examples", "default", "deprecated"})
_BOUNDS = {
    "minimum": "ge",
    "maximum": "le",
    "exclusiveMinimum": "gt",
    "exclusiveMaximum": "lt",
}
_LENGTHS = {"minItems": "min_length", "maxItems": "max_length"}
_PLAIN = {"number": float, "integer": int, "boolean": bool}


class Record(Struct):
    """An object of a body, whose fields are asked for as those of a mapping."""

    def __getitem__(self, name: str) -> Any:
        """What a field holds.

        Raises:
            KeyError: It is not there.
        """
        value = getattr(self, name, UNSET)
        if value is UNSET:
            raise KeyError(name)
        return value

    def get(self, name: str, default: Any = None) -> Any:
        """What a field holds, or `default` if it is not there."""
        value = getattr(self, name, UNSET)
        return default if value is UNSET else value


@dataclass(frozen=True, slots=True)
class Reader:
    """Reads bodies of one schema.

    Attributes:
        decoded: Takes in what has the right structure.
        texts: What must be so of texts in it, and where they stand.
    """

    decoded: Callable[[bytes], Any]
    texts: Sequence[tuple[Steps, Callable[[list[str]], bool]]]

    def __call__(self, raw: bytes) -> Any | None:
        """What is read; None: nothing is said of it."""
        try:
            read = self.decoded(raw)
        except (msgspec.MsgspecError, UnicodeDecodeError):
            return None
        # What stands there again and again, such as a currency, is looked at once.
        for steps, fit in self.texts:
            if not fit([*{*_gathered(read, steps)}]):
                return None
        return read


def reader(root: Mapping[str, Any]) -> Reader | None:
    """The reader of a schema; None: the schema says more than a reader understands.

    Args:
        root: The schema, with whatever its references lead to.
    """
    making = _Making(root["components"]["schemas"], [])
    target = root["$defs"]["this"]
    try:
        kind = making.kind(target, ())
    except _NotUnderstoodError:
        return None
    texts = [(steps, _all_fit(schema)) for steps, schema in making.texts]
    return Reader(msgspec.json.Decoder(kind).decode, texts)


class _NotUnderstoodError(Exception):
    """A schema says something that no reader would look at."""


@dataclass(frozen=True, slots=True)
class _Making:
    """Makes types of schemas.

    Attributes:
        schemas: Those with a name.
        texts: Where texts stand that the types alone do not judge, and what is so of them.
    """

    schemas: Mapping[str, Any]
    texts: list[tuple[Steps, Mapping[str, Any]]]

    def kind(self, schema: Mapping[str, Any], steps: Steps, within: tuple[str, ...] = ()) -> Any:
        """The type of what fits a schema, which stands where `steps` lead, `within` other schemas."""
        said = {
            keyword: value
            for keyword, value in schema.items()
            if keyword not in _SILENT and not keyword.startswith("x-")
        }
        if "$ref" in said:
            name = said.pop("$ref").removeprefix(_SCHEMAS)
            if said or name in within:
                raise _NotUnderstoodError
            return self.kind(self.schemas[name], steps, (*within, name))
        types = said.pop("type", None)
        if isinstance(types, list):
            first, *others = types
            if others != ["null"]:
                raise _NotUnderstoodError
            return self._of(first, said, steps, within) | None
        return self._of(types, said, steps, within)

    def _of(self, type_: Any, said: dict[str, Any], steps: Steps, within: tuple[str, ...]) -> Any:
        if type_ == "object":
            made = self._record(said, steps, within)
        elif type_ == "array":
            made = self._list(said, steps, within)
        elif type_ == "string":
            made = self._text(said, steps)
        elif type_ in _PLAIN:
            said.pop("format", None)  # of numbers nobody asserts one
            bounds = {_BOUNDS[name]: said.pop(name) for name in [*said] if name in _BOUNDS}
            made = Annotated[_PLAIN[type_], Meta(**bounds)] if bounds else _PLAIN[type_]
        else:
            raise _NotUnderstoodError
        if said:
            raise _NotUnderstoodError
        return made

    def _record(self, said: dict[str, Any], steps: Steps, within: tuple[str, ...]) -> Any:
        if said.pop("additionalProperties", False) is not False:
            raise _NotUnderstoodError
        required = said.pop("required", ())
        fields: list[Any] = []
        for name, schema in said.pop("properties", {}).items():
            if not name.isidentifier() or iskeyword(name) or hasattr(Record, name):
                raise _NotUnderstoodError
            kind = self.kind(schema, (*steps, (name, False)), within)
            fields.append((name, kind) if name in required else (name, kind | UnsetType, UNSET))
        if {*required} - {name for name, *_ in fields}:
            raise _NotUnderstoodError
        fields.sort(key=len)  # those that must be there come first
        return msgspec.defstruct(
            "Record", fields, bases=(Record,), frozen=True, forbid_unknown_fields=True, gc=False
        )

    def _list(self, said: dict[str, Any], steps: Steps, within: tuple[str, ...]) -> Any:
        if not steps or steps[-1][1]:
            raise _NotUnderstoodError  # a list that no field holds
        *before, (name, _) = steps
        inside = self.kind(said.pop("items"), (*before, (name, True)), within)
        lengths = {_LENGTHS[key]: said.pop(key) for key in [*said] if key in _LENGTHS}
        return Annotated[list[inside], Meta(**lengths)]  # type: ignore[valid-type]

    def _text(self, said: dict[str, Any], steps: Steps) -> Any:
        if "enum" in said:
            return Literal[tuple(said.pop("enum"))]
        if said:
            self.texts.append((steps, {"type": "string", **said}))
            said.clear()
        return str


def _all_fit(schema: Mapping[str, Any]) -> Callable[[list[str]], bool]:
    """Whether all of some texts fit a schema, as the library judges them that judges all others."""
    return Schema({"items": schema}).fits


def _gathered(read: Any, steps: Steps) -> list[str]:
    """What stands where `steps` lead; fields that are not there, or are null, lead nowhere."""
    found = [read]
    for name, many in steps:
        held = map(attrgetter(name), found)
        found = [value for value in held if value is not UNSET and value is not None]
        found = [*chain.from_iterable(found)] if many else found
    return found
