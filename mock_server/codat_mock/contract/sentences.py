"""What is said of a place that a schema refuses? One sentence a keyword, its bounds read from the contract.

Beside the sentence stands what was expected and what came, for explanations.
"""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, TypeAlias

import jsonschema_rs

from codat_mock.contract.schemas import Path, Schema, Stranger
from codat_mock.core.errors import TOLD, Fault, untold
from codat_mock.core.secrets import is_secret

_SHOWN = 60

# Also where the rest is no address: it is shown because it is none.
_USER = re.compile(r"(:\\?/\\?/).*@", re.DOTALL)

Place: TypeAlias = Callable[[Path], str]
"""How a path is written."""

_Sentence: TypeAlias = Callable[[str, Mapping[str, Any], Any], str]


def codat_place(path: Path) -> str:
    """A path as Codat writes it: `Items[0].Lines[0].NetAmount`."""
    written = ""
    for step in path:
        if isinstance(step, int):
            written += f"[{step}]"
        else:
            written += (
                f".{step[:1].upper()}{step[1:]}" if written else f"{step[:1].upper()}{step[1:]}"
            )
    return written or "Body"


def pointer_place(path: Path) -> str:
    """A path as a JSON pointer: `/transactions/0/status`."""
    return "".join(f"/{str(step).replace('~', '~0').replace('/', '~1')}" for step in path)


def faults(
    errors: Sequence[jsonschema_rs.ValidationError], schema: Schema, place: Place
) -> tuple[Fault, ...]:
    """What is wrong where, at most a hundred and one; what two keywords say alike is said once."""
    told = dict.fromkeys(_fault(error, schema, place) for error in errors[:TOLD])
    return (*told, *untold(len(errors), place(())))


def unknown_fields(found: Sequence[Stranger], place: Place) -> tuple[Fault, ...]:
    """What is said of fields that a schema does not name: each at its own place, at most a hundred and one."""
    told = tuple(
        Fault(
            place(stranger.path),
            f"There is no field {str(stranger.path[-1])[:_SHOWN]} here; there is {', '.join(stranger.known)}.",
            pointer_place(stranger.path),
            f"one of {', '.join(stranger.known)}",
            str(stranger.path[-1])[:_SHOWN],
        )
        for stranger in found[:TOLD]
    )
    return (*told, *untold(len(found), place(())))


def _fault(error: jsonschema_rs.ValidationError, schema: Schema, place: Place) -> Fault:
    keyword = error.kind.name
    path: Path = tuple(error.instance_path)
    if keyword == "required":
        path = (*path, error.kind.value)
    name = next((step for step in reversed(path) if isinstance(step, str)), "body")
    field = f"{name[:1].upper()}{name[1:]}" if place is codat_place else name
    refusing = schema.refusing(error)
    return Fault(
        place(path),
        SENTENCES.get(keyword, _any)(field, refusing, error),
        pointer_place(path),
        EXPECTED.get(keyword, _keyword)(refusing, error),
        GOT.get(keyword, _instance)(error),
    )


def _bounds(field: str, schema: Mapping[str, Any], _: Any) -> str:
    low, high = schema.get("minimum"), schema.get("maximum")
    if low is not None and high is not None:
        return f"The field {field} must be between {low} and {high}."
    return (
        f"The field {field} must be at least {low}."
        if high is None
        else f"The field {field} must be at most {high}."
    )


def _items(field: str, schema: Mapping[str, Any], error: Any) -> str:
    return f"The field {field} must have {_elements(schema, error)}; it has {len(error.instance)}."


def _length(field: str, schema: Mapping[str, Any], error: Any) -> str:
    return (
        f"The field {field} must have {_characters(schema, error)}; it has {len(error.instance)}."
    )


def _elements(schema: Mapping[str, Any], _: Any) -> str:
    return f"{_between(schema.get('minItems'), schema.get('maxItems'))} elements"


def _characters(schema: Mapping[str, Any], _: Any) -> str:
    return f"{_between(schema.get('minLength'), schema.get('maxLength'))} characters"


def _between(low: int | None, high: int | None) -> str:
    if high is None:
        return f"at least {low}"
    return f"between {low} and {high}" if low else f"at most {high}"


def _type(field: str, schema: Mapping[str, Any], error: Any) -> str:
    wanted = schema["type"] if isinstance(schema["type"], list) else [schema["type"]]
    return f"The field {field} must be of type {' or '.join(wanted)}; got {_instance(error)}."


def _enum(field: str, schema: Mapping[str, Any], error: Any) -> str:
    allowed = ", ".join(map(str, schema["enum"]))
    return f"The field {field} must be one of {allowed}; got {_instance(error)}."


def _form(field: str, schema: Mapping[str, Any], error: Any) -> str:
    wanted = " or ".join(schema.get("examples", ())) or schema.get("format") or schema["pattern"]
    such = "of a form such as" if "examples" in schema else "of the form"
    return f"The field {field} must be {such} {wanted}; got {_instance(error)}."


def _unknown(field: str, schema: Mapping[str, Any], error: Any) -> str:
    known = ", ".join(schema.get("properties", {}))
    got = ", ".join(error.kind.unexpected)[:_SHOWN]
    return f"There is no field {got} in {field}; it has {known}."


def _most_fields(field: str, schema: Mapping[str, Any], error: Any) -> str:
    most, fields = _number(schema["maxProperties"]), schema.get("properties")
    if fields is None:
        return f"The {field} must have no more than {most} fields; it has {len(error.instance)}."
    return f"The {field} must have no more than {most} of {', '.join(fields)}."


def _number(number: int) -> str:
    return "one" if number == 1 else str(number)


def _one_of(field: str, schema: Mapping[str, Any], error: Any) -> str:
    named = schema.get("discriminator")
    if named is None:
        return _any(field, schema, error)
    return (
        f"The {field} must name in `{named['propertyName']}` one of {', '.join(named['mapping'])}."
    )


def _keyword(schema: Mapping[str, Any], error: Any) -> str:
    return f"{error.kind.name} {_shown(schema.get(error.kind.name))}"


def _instance(error: Any) -> str:
    return "what is not shown here" if _hides(error) else _shown(error.instance)


def _harmless(value: object) -> object:
    """A value without the name and the password that stand in an address, in whatever else is wrong with that."""
    return _USER.sub(r"\1...@", value) if isinstance(value, str) and "@" in value else value


def _hides(error: Any) -> bool:
    """Whether a secret stands there: what is said goes into logs and explanations."""
    return any(isinstance(step, str) and is_secret(step) for step in error.instance_path)


def _any(field: str, _: Mapping[str, Any], error: Any) -> str:
    why = "" if _hides(error) else f": {_harmless(error.message)}"[:200]
    return f"The field {field} is not valid{why}."


SENTENCES: Mapping[str, _Sentence] = {
    "required": lambda field, _, __: f"The field {field} is required.",
    "type": _type,
    "enum": _enum,
    "minimum": _bounds,
    "maximum": _bounds,
    "exclusiveMinimum": lambda field, schema, _: (
        f"The field {field} must be greater than {schema['exclusiveMinimum']}."
    ),
    "minItems": _items,
    "maxItems": _items,
    "minLength": _length,
    "maxLength": _length,
    "minProperties": lambda field, schema, _: (
        f"The {field} must have at least {_number(schema['minProperties'])} of {', '.join(schema['properties'])}."
    ),
    "maxProperties": _most_fields,
    "oneOf": _one_of,
    "uniqueItems": lambda field, _, __: f"The field {field} must not have an element twice.",
    "pattern": _form,
    "format": _form,
    "additionalProperties": _unknown,
}
"""What is said, by keyword."""

_Expected: TypeAlias = Callable[[Mapping[str, Any], Any], str]

EXPECTED: Mapping[str, _Expected] = {
    "required": lambda *_: "a value",
    "type": lambda schema, _: " or ".join(
        schema["type"] if isinstance(schema["type"], list) else [schema["type"]]
    ),
    "enum": lambda schema, _: f"one of {', '.join(map(str, schema['enum']))}",
    "minimum": lambda schema, _: _range(schema),
    "maximum": lambda schema, _: _range(schema),
    "exclusiveMinimum": lambda schema, _: f"more than {schema['exclusiveMinimum']}",
    "minItems": _elements,
    "maxItems": _elements,
    "minLength": _characters,
    "maxLength": _characters,
    "minProperties": lambda schema, _: f"at least one of {', '.join(schema['properties'])}",
    "uniqueItems": lambda *_: "each element once",
    "pattern": lambda schema, _: _wanted(schema),
    "format": lambda schema, _: _wanted(schema),
    "additionalProperties": lambda schema, _: (
        f"only {', '.join(schema.get('properties', {})) or 'nothing'}"
    ),
}
"""What may stand there, by keyword."""

GOT: Mapping[str, Callable[[Any], str]] = {
    "required": lambda _: "nothing",
    "minItems": lambda error: f"{len(error.instance)} elements",
    "maxItems": lambda error: f"{len(error.instance)} elements",
    "minLength": lambda error: f"{len(error.instance)} characters",
    "maxLength": lambda error: f"{len(error.instance)} characters",
    "additionalProperties": lambda error: ", ".join(error.kind.unexpected)[:_SHOWN],
}
"""What stands there, by keyword, where that is not the value itself."""


def _range(schema: Mapping[str, Any]) -> str:
    low, high = schema.get("minimum"), schema.get("maximum")
    if low is not None and high is not None:
        return f"{low} to {high}"
    return f"at least {low}" if high is None else f"at most {high}"


def _wanted(schema: Mapping[str, Any]) -> str:
    wanted = " or ".join(schema.get("examples", ())) or schema.get("format") or schema["pattern"]
    return f"something like {wanted}" if "examples" in schema else str(wanted)


def _shown(value: object) -> str:
    text = (
        {None: "null", True: "true", False: "false"}.get(value)
        if isinstance(value, bool | None)
        else None
    )
    text = text or (
        f"a list of {len(value)}"
        if isinstance(value, list)
        else "an object"
        if isinstance(value, dict)
        else repr(_harmless(value))
    )
    return text if len(text) <= _SHOWN else f"{text[:_SHOWN]}…"


def spellings(error: jsonschema_rs.ValidationError) -> Iterator[str]:
    """The values of an enumeration that differ from the refused one only in case."""
    if error.kind.name == "enum" and isinstance(error.instance, str) and error.instance.isascii():
        wanted = error.instance.lower()
        options = error.kind.as_dict()["options"]
        yield from (
            option for option in options if isinstance(option, str) and option.lower() == wanted
        )
