"""What is true of the two documents, whoever reads them."""

import re
from collections.abc import Iterator, Mapping
from copy import deepcopy
from typing import Any

import pytest
from jsonschema_specifications import REGISTRY
from openapi_spec_validator import validate

from codat_contract import Document, contract
from codat_mock.contract.lowered import lowered
from codat_mock.contract.schemas import Schemas, written
from contract.documents import (
    DOCUMENTS,
    dangling,
    examples_in,
    misfits,
    operations_in,
    schemas_in,
    walk,
)

VOCABULARIES = ("core", "applicator", "unevaluated", "validation", "meta-data")
DESCRIBING = {"int32", "decimal", "binary"}
"""Formats that refuse nothing: they tell a generator of clients which type to take."""

RATE_LIMITS = {"X-Rate-Limit-Limit", "X-Rate-Limit-Remaining", "X-Rate-Limit-Reset"}

_SENTENCE = re.compile(r"[A-Z].*[\w`)][.]", re.DOTALL)

both = pytest.mark.parametrize("document", [read() for read in DOCUMENTS.values()], ids=DOCUMENTS)


@both
def test_valid(document: Document) -> None:
    """It is OpenAPI 3.1."""
    validate(document)


@both
def test_every_reference_leads_somewhere(document: Document) -> None:
    """Also those in webhooks, which the validator passes over."""
    assert [] == dangling(document)


def test_a_dangling_reference_is_found() -> None:
    """One in a webhook for example."""
    broken: Any = deepcopy(contract())
    body = broken["webhooks"]["Sync Failed"]["post"]["requestBody"]["content"]["application/json"]
    body["schema"] = {"$ref": "#/components/schemas/SyncFailureWebhook"}
    (found,) = dangling(broken)
    assert found.endswith("#/components/schemas/SyncFailureWebhook")


@both
def test_every_example_is_valid(document: Document) -> None:
    """The validators of the lane accept every value that the document shows."""
    assert [] == misfits(document)


@pytest.mark.parametrize(
    "place",
    [
        ("webhooks", "Sync Failed", "post", "requestBody", "content", "application/json"),
        ("components", "requestBodies", "Dataset", "content", "application/json"),
        ("components", "responses", "Not-Found", "content", "application/json"),
        ("components", "parameters", "companyId"),
    ],
)
def test_an_invalid_example_is_found(place: tuple[str, ...]) -> None:
    """Of a webhook, a request, an answer and a parameter."""
    broken: Any = deepcopy(contract())
    node = broken
    for step in place:
        node = node[step]
    if "example" in node:
        node["example"] = 7
    else:
        next(iter(node["examples"].values()))["value"] = 7
    (found,) = misfits(broken)
    assert found.startswith(written(*place))


@both
def test_every_body_has_an_example(document: Document) -> None:
    """Whatever is sent or answered as JSON is shown once at least."""
    shown = {example.schema for example in examples_in(document)}
    bodies = {
        written(*path, media, "schema")
        for path, node in walk(document)
        if path and path[-1] == "content"
        for media in node
        if media.endswith("json")
    }
    assert bodies
    assert set() == bodies - shown


@both
def test_every_keyword_is_known(document: Document) -> None:
    """A stray comma makes a keyword of the end of a sentence, and no validator minds."""
    vocabularies = (
        REGISTRY.contents(f"https://json-schema.org/draft/2020-12/meta/{name}")
        for name in VOCABULARIES
    )
    known = {keyword for vocabulary in vocabularies for keyword in vocabulary["properties"]}
    known |= {"format", "discriminator"}  # the second is OpenAPI's own
    unknown = [
        f"{written(*path)}: {keyword}"
        for path, schema in schemas_in(document)
        for keyword in schema
        if keyword not in known and not keyword.startswith("x-")
    ]
    assert [] == unknown


@both
def test_every_format_is_checked(document: Document) -> None:
    """A format refuses nonsense, or it is one of those that only describe."""
    schemas = Schemas(document)
    found = {
        schema["format"]: written(*path)
        for path, schema in schemas_in(document)
        if schema.get("format", "binary") not in DESCRIBING
    }
    nonsense = "no such thing %"
    assert [] == [name for name, at in found.items() if schemas.compiled(at).fits(nonsense)]


@both
def test_every_link_leads_somewhere(document: Document) -> None:
    """To an operation that has the parameters, and from what the request and the example of the answer have."""
    operations = dict(_operations(document))
    links = [
        (path, node)
        for path, node in walk(document)
        if path[:1] == ("paths",) and path[-2:-1] == ("links",)
    ]
    assert links
    for (_, template, method, _, status, _, _), link in links:
        source = document["paths"][template][method]
        target = operations[link["operationId"]]
        assert link["parameters"].keys() <= target
        content = source["responses"][status].get("content", {})
        for expression in _expressions(link):
            kind, _, rest = expression.partition("#" if "#" in expression else "path.")
            assert kind in {"$request.", "$response.body"}
            if kind == "$request.":
                assert rest in operations[source["operationId"]]
            else:
                shown = [
                    Schemas(example["value"]).node(f"#{rest}")
                    for example in content["application/json"]["examples"].values()
                ]
                assert shown


@both
def test_every_deviation_is_a_sentence(document: Document) -> None:
    """It is read by people, in a table beside its place."""
    notes = {
        written(*path): node["x-deviation"] for path, node in walk(document) if _deviates(node)
    }
    assert {} == {place: note for place, note in notes.items() if not _SENTENCE.fullmatch(note)}


def test_a_place_of_a_deviation_is_found() -> None:
    """Of the document, an operation, a header, an answer and a property of a schema."""
    places = {path for path, node in walk(contract()) if _deviates(node)}
    schemas = ("components", "schemas")
    assert {
        ("info",),
        ("paths", "/companies/{companyId}/sync/expenses/syncs", "post"),
        ("components", "headers", "Retry-After"),
        ("components", "responses", "Method-Not-Allowed"),
        (*schemas, "ExpenseTransaction", "properties", "bankAccountRef"),
    } <= places


@both
def test_tags(document: Document) -> None:
    """Each tag of an operation is described, and each that is described has an operation."""
    used = {tag for _, _, node in operations_in(document) for tag in node["tags"]}
    assert used == {tag["name"] for tag in document["tags"]}


def test_idempotency_keys() -> None:
    """Every POST and PATCH of the contract takes one, and nothing else does."""
    key = {"$ref": "#/components/parameters/idempotencyKey"}
    taking = {
        method for _, method, node in operations_in(contract()) if key in node.get("parameters", ())
    }
    assert {"post", "patch"} == taking
    for _, method, node in operations_in(contract()):
        assert (method in taking) is (key in node.get("parameters", ()))


def test_headers_of_answers() -> None:
    """Every answer of the contract tells how much of the quota is left; that of a 429 also when to try again."""
    schemas = Schemas(contract())
    for path, method, node in operations_in(contract()):
        for status in node["responses"]:
            _, answer = schemas.resolved("paths", path, method, "responses", status)
            more = {"405": {"Allow"}, "429": {"Retry-After"}}.get(status, set())
            assert RATE_LIMITS | more == answer["headers"].keys()


@both
def test_lowered(document: Document) -> None:
    """In OpenAPI 3.0.3 it is valid too, and has the same paths, methods and operations."""
    other = lowered(document)
    validate(other)
    assert "3.0.3" == other["openapi"]
    assert _named(document) == _named(other)


def _named(document: Document) -> set[tuple[str, str, str]]:
    return {(path, method, node["operationId"]) for path, method, node in operations_in(document)}


def _operations(document: Document) -> Iterator[tuple[str, set[str]]]:
    """Each operation with the names of its parameters."""
    schemas = Schemas(document)
    for path, _, operation in operations_in(document):
        nodes = [*document["paths"][path].get("parameters", ()), *operation.get("parameters", ())]
        yield (
            operation["operationId"],
            {(schemas.node(node["$ref"]) if "$ref" in node else node)["name"] for node in nodes},
        )


def _deviates(node: Any) -> bool:
    return isinstance(node, Mapping) and "x-deviation" in node


def _expressions(link: Mapping[str, Any]) -> Iterator[str]:
    """What a link takes from the request and its answer; what is no expression is sent as it stands."""
    yield from link["parameters"].values()
    yield from (text for text in _strings(link.get("requestBody")) if text.startswith("$"))


def _strings(node: Any) -> Iterator[str]:
    if isinstance(node, str):
        yield node
    elif isinstance(node, Mapping | list):
        for child in node.values() if isinstance(node, Mapping) else node:
            yield from _strings(child)
