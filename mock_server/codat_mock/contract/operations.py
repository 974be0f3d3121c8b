"""Which operations does a document have, and what does each take and answer?"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import Enum
from typing import Any

from codat_contract import BrokenDocument, Document
from codat_mock.contract.schemas import Schema, Schemas, written

METHODS = ("get", "put", "post", "delete", "options", "head", "patch", "trace")
MULTIPART = "multipart/form-data"
ANYTHING = "*/*"
"""The media type of a body that is read whatever it is, and kept as it came."""

ANY_STATUS = "default"
"""What is declared instead of statuses by an operation that answers, without a body, whatever it was told to."""

STARTS_SYNC = ("initiate-sync", "update-expense-dataset")
"""The operations that start a sync: each answers its syncId."""

KEYED = frozenset({"POST", "PATCH"})
"""The methods whose operations take an Idempotency-Key."""

_ORDINARY = 1_048_576
"""What a body may have, in bytes, that is no data."""

_WRONG = (AttributeError, LookupError, TypeError, ValueError)
_NAME = re.compile(r"\{(\w+)\}")


class Shape(Enum):
    """How a document's refusals look."""

    CODAT = "application/json"
    PROBLEM = "application/problem+json"


class KeyUse(Enum):
    """Whether an operation wants an API key."""

    REQUIRED = "required"
    OPTIONAL = "optional"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class Parameter:
    """A parameter in the path or in the query.

    Attributes:
        name: Its name.
        schema: What it must fit.
        integer: It is read as a whole number.
        required: It must be there.
        default: Its value when it is not.
        absent: Row of `x-errors` for a path that names nothing.
    """

    name: str
    schema: Schema
    integer: bool
    required: bool
    default: Any
    absent: str


@dataclass(frozen=True, slots=True)
class RequestBody:
    """The body that an operation reads.

    Attributes:
        media_types: Each with the schema that it must fit, in lower case.
        required: It must be there.
        limit: The most bytes that are read; None: the company's platform decides.
        multipart: It is a form with a file.
        anything: It may be whatever a client sends: it is kept as it came.
        bulk: It may be as large as data is: its handler asks for fields by name, and for nothing else.
    """

    media_types: Mapping[str, Schema]
    required: bool
    limit: int | None
    multipart: bool
    anything: bool
    bulk: bool


@dataclass(frozen=True, slots=True, eq=False)
class Operation:
    """One operation of a document.

    Attributes:
        id: Its operationId.
        tag: The tag that it stands under.
        method: In upper case.
        template: Its path below the root of the server, such as `/companies/{companyId}`.
        path: The parameters in the path, in order.
        query: The parameters in the query.
        body: What it reads, if anything.
        answers: What each status that it declares must fit; None: no body.
        others: The media types that each status may have beside JSON.
        shown: The first example of each answer that has one, by status.
        key: Whether it wants an API key.
        shape: How its refusals look.
        by_body: Its body is this kind of JSON; another kind is another generation's operation.
        any_status: Beside what it declares it answers whatever status it was told to, without a body.
        recorded: Its calls belong into the journal; those of others than clients do not.
    """

    id: str
    tag: str
    method: str
    template: str
    path: tuple[Parameter, ...]
    query: tuple[Parameter, ...]
    body: RequestBody | None
    answers: Mapping[int, Schema | None]
    others: Mapping[int, frozenset[str]]
    shown: Mapping[int, Any]
    key: KeyUse
    shape: Shape
    by_body: str | None
    any_status: bool = False
    recorded: bool = True


def operations(document: Document, shape: Shape, name: str) -> Iterator[Operation]:
    """Every operation of a document, its schemas compiled.

    Args:
        document: As parsed.
        shape: How its refusals look.
        name: Its file, for the error.

    Raises:
        BrokenDocument: An operation cannot be compiled: something is missing, a reference leads nowhere.
    """
    schemas = Schemas(document)
    place = ""
    try:
        schemas.check()
        place = "paths"
        base = _base(document)
        for template, item in document["paths"].items():
            for method in METHODS:
                if method in item:
                    place = f"{method.upper()} {template}"
                    yield _operation(document, schemas, shape, base, template, method)
    except _WRONG as wrong:
        raise BrokenDocument(name, place, wrong) from wrong


def _operation(
    document: Document, schemas: Schemas, shape: Shape, base: str, template: str, method: str
) -> Operation:
    item = document["paths"][template]
    node = item[method]
    security = node.get("security", document.get("security", []))
    found = [
        *_parameters(schemas, ("paths", template, "parameters"), item.get("parameters", ())),
        *_parameters(
            schemas, ("paths", template, method, "parameters"), node.get("parameters", ())
        ),
    ]
    path = {parameter.name: parameter for place, parameter in found if place == "path"}
    answers = {
        int(status): _answer(schemas, ("paths", template, method, "responses", status))
        for status in node["responses"]
        if status != ANY_STATUS
    }
    return Operation(
        id=node["operationId"],
        tag=node["tags"][0],
        method=method.upper(),
        template=base + template,
        path=tuple(path[name] for name in _NAME.findall(template)),
        query=tuple(parameter for place, parameter in found if place == "query"),
        body=_body(schemas, ("paths", template, method, "requestBody"))
        if "requestBody" in node
        else None,
        answers={status: schema for status, (schema, _, _) in answers.items()},
        others={status: others for status, (_, _, others) in answers.items() if others},
        shown={
            status: example for status, (_, example, _) in answers.items() if example is not None
        },
        key=_key_use(security),
        shape=shape,
        by_body=node.get("x-mock-by-body"),
        any_status=ANY_STATUS in node["responses"],
        recorded=node.get("x-mock-recorded", True),
    )


def _key_use(security: list[dict[str, Any]]) -> KeyUse:
    if not any(security):
        return KeyUse.NONE
    return KeyUse.OPTIONAL if {} in security else KeyUse.REQUIRED


def _parameters(
    schemas: Schemas, place: tuple[str, ...], nodes: Any
) -> Iterator[tuple[str, Parameter]]:
    for index in range(len(nodes)):
        pointer, node = schemas.resolved(*place, index)
        yield (
            node["in"],
            Parameter(
                name=node["name"],
                schema=schemas.compiled(f"{pointer}/schema"),
                integer=node["schema"].get("type") == "integer",
                required=node.get("required", False),
                default=node["schema"].get("default"),
                absent=node.get("x-absent", "not-found"),
            ),
        )


def _body(schemas: Schemas, place: tuple[str, ...]) -> RequestBody:
    pointer, node = schemas.resolved(*place)
    limit = node["x-body-limit"]
    return RequestBody(
        media_types={
            media: schemas.compiled(f"{pointer}/content/{written(media).removeprefix('#/')}/schema")
            for media in node["content"]
        },
        required=node.get("required", False),
        limit=limit if isinstance(limit, int) else None,
        multipart=MULTIPART in node["content"],
        anything=ANYTHING in node["content"],
        bulk=isinstance(limit, int) and limit > _ORDINARY,
    )


def _answer(schemas: Schemas, place: tuple[str, ...]) -> tuple[Schema | None, Any, frozenset[str]]:
    """What an answer must fit, its first example, and what it may be beside JSON, its first media type.

    None: it has no body, or no example.
    """
    pointer, node = schemas.resolved(*place)
    first, *others = node.get("content", {None: None})
    if first is None:
        return None, None, frozenset()
    schema = schemas.compiled(f"{pointer}/content/{written(first).removeprefix('#/')}/schema")
    examples = node["content"][first].get("examples", {}).values()
    shown = next((example.get("value") for example in examples), None)
    return schema, shown, frozenset(others)


def _base(document: Document) -> str:
    url: str = document["servers"][0]["url"]
    return url.rstrip("/") if url.startswith("/") else ""
