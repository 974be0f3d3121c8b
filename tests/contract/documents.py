"""Where in a document stand its references, its schemas and its examples?"""

from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple, TypeAlias

from codat_contract import Document, contract, control
from codat_mock.contract.operations import METHODS, Operation
from codat_mock.contract.schemas import Schemas, written

DOCUMENTS = {"contract": contract, "control": control}

Path: TypeAlias = tuple[str | int, ...]

_VALUES = frozenset({"value", "example", "default", "enum", "const"})
"""What stands below these is data, not a part of the document's structure."""

_SCHEMAS_IN = frozenset({"properties", "patternProperties", "$defs", "dependentSchemas"})
_SCHEMA_OR_SCHEMAS = frozenset(
    {"items", "allOf", "anyOf", "oneOf", "not", "if", "then", "else", "propertyNames"}
    | {"additionalProperties", "unevaluatedProperties", "prefixItems", "contains"}
)


class Example(NamedTuple):
    """A value that a document shows, and the schema that it must fit."""

    place: str
    schema: str
    value: Any


def walk(node: Any, path: Path = ()) -> Iterator[tuple[Path, Any]]:
    """Every node of a document, and where it stands."""
    yield path, node
    children: Iterator[tuple[str | int, Any]] = iter(())
    if isinstance(node, Mapping):
        children = ((name, child) for name, child in node.items() if name not in _VALUES)
    elif isinstance(node, list):
        children = enumerate(node)
    for step, child in children:
        yield from walk(child, (*path, step))


def operations_in(document: Document) -> Iterator[tuple[str, str, Mapping[str, Any]]]:
    """Every operation of a document: its path, its method and its node."""
    for path, item in document["paths"].items():
        for method in METHODS:
            if method in item:
                yield path, method, item[method]


def dangling(document: Document) -> list[str]:
    """The places of the references that lead nowhere."""
    schemas = Schemas(document)
    found = []
    for path, node in walk(document):
        if isinstance(node, Mapping) and isinstance(node.get("$ref"), str):
            try:
                schemas.node(node["$ref"])
            except (KeyError, IndexError, ValueError, TypeError):
                found.append(f"{written(*path)}: {node['$ref']}")
    return found


def schemas_in(document: Document) -> Iterator[tuple[Path, Mapping[str, Any]]]:
    """Every schema of a document, those in other schemas too, and where it stands."""
    for name, schema in document["components"]["schemas"].items():
        yield from _schemas(schema, ("components", "schemas", name))
    for path, node in walk(document):
        if isinstance(node, Mapping) and isinstance(node.get("schema"), Mapping):
            yield from _schemas(node["schema"], (*path, "schema"))


def _schemas(schema: Any, path: Path) -> Iterator[tuple[Path, Mapping[str, Any]]]:
    if not isinstance(schema, Mapping):
        return
    yield path, schema
    for keyword, value in schema.items():
        if keyword in _SCHEMAS_IN:
            for name, child in value.items():
                yield from _schemas(child, (*path, keyword, name))
        elif keyword in _SCHEMA_OR_SCHEMAS and isinstance(value, list):
            for index, child in enumerate(value):
                yield from _schemas(child, (*path, keyword, index))
        elif keyword in _SCHEMA_OR_SCHEMAS:
            yield from _schemas(value, (*path, keyword))


def examples_in(document: Document) -> Iterator[Example]:
    """Every value that a document shows: of parameters, headers, bodies, answers, webhooks and schemas."""
    for path, node in walk(document):
        if isinstance(node, Mapping) and isinstance(node.get("schema"), Mapping):
            schema = written(*path, "schema")
            if "example" in node:
                yield Example(written(*path, "example"), schema, node["example"])
            for name, example in node.get("examples", {}).items():
                yield Example(written(*path, "examples", name), schema, example["value"])
    for path, schema_node in schemas_in(document):
        shown = [*schema_node.get("examples", ())]
        shown += [schema_node[name] for name in ("example", "default") if name in schema_node]
        for value in shown:
            yield Example(written(*path), written(*path), value)


def misfits(document: Document) -> list[str]:
    """The examples that their schema refuses, and why."""
    schemas = Schemas(document)
    return [
        f"{place}: {error.message}"
        for place, schema, value in examples_in(document)
        for error in schemas.compiled(schema).errors(value)
    ]


def request_example(operation: Operation) -> Any:
    """The first body that the contract shows for an operation of it."""
    schemas = Schemas(contract())
    for path, method, node in operations_in(contract()):
        if node["operationId"] == operation.id:
            body = schemas.resolved("paths", path, method, "requestBody")[1]
            media = next(iter(body["content"].values()))
            return next(iter(media["examples"].values()))["value"]
    raise LookupError(operation.id)
