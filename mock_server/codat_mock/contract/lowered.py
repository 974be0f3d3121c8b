"""How does a document read in OpenAPI 3.0.3? connexion loads nothing newer.

Everything that 3.0 can say is carried over; what it cannot say is left out, so the lowered document refuses less:
`unevaluatedProperties`, `propertyNames` and formats go unchecked there.
"""

from collections.abc import Callable, Mapping
from typing import Any

from codat_contract import Document

_NOT_IN_3_0 = frozenset({"unevaluatedProperties", "propertyNames"})
_ROOT = ("info", "servers", "security", "tags", "paths", "components")
_INFO = frozenset({"summary", "license"})


def lowered(document: Document) -> dict[str, Any]:
    """The document in OpenAPI 3.0.3, in a tree of its own."""
    copy = {name: _copy(document[name]) for name in _ROOT if name in document}
    copy["info"] = {name: value for name, value in copy["info"].items() if name not in _INFO}
    copy["components"]["schemas"] = {
        name: _schema(schema) for name, schema in document["components"]["schemas"].items()
    }
    return {"openapi": "3.0.3", **copy}


def _copy(node: Any) -> Any:
    if isinstance(node, Mapping):
        return {
            str(name): _schema(child) if name == "schema" else _copy(child)
            for name, child in node.items()
        }
    return [_copy(child) for child in node] if isinstance(node, list) else node


def _schema(schema: Mapping[str, Any]) -> dict[str, Any]:
    result: dict[str, Any] = {}
    for keyword, value in schema.items():
        if keyword in _NOT_IN_3_0 or keyword == "examples":
            continue
        if keyword in _RULES:
            _RULES[keyword](result, value)
        else:
            result[keyword] = value
    return result


def _type(result: dict[str, Any], value: str | list[str]) -> None:
    names = [value] if isinstance(value, str) else value
    result["type"] = next(name for name in names if name != "null")
    if "null" in names:
        result["nullable"] = True


def _pattern(result: dict[str, Any], value: str) -> None:
    # In Python `$` also matches before a last line break; the contract's `$` does not.
    result["pattern"] = f"{value}(?!\\n)" if value.endswith("$") else value


def _exclusive_minimum(result: dict[str, Any], value: float) -> None:
    result["minimum"], result["exclusiveMinimum"] = value, True


_RULES: Mapping[str, Callable[[dict[str, Any], Any], None]] = {
    "type": _type,
    "pattern": _pattern,
    "const": lambda result, value: result.update(enum=[value]),
    "exclusiveMinimum": _exclusive_minimum,
    "items": lambda result, value: result.update(items=_schema(value)),
    "properties": lambda result, value: result.update(
        properties={name: _schema(schema) for name, schema in value.items()}
    ),
    "additionalProperties": lambda result, value: result.update(
        additionalProperties=value if isinstance(value, bool) else _schema(value)
    ),
    "allOf": lambda result, value: result.update(allOf=[_schema(schema) for schema in value]),
    "oneOf": lambda result, value: result.update(oneOf=[_schema(schema) for schema in value]),
}
