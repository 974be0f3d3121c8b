"""What can be wrong with a request? One thing at a time, so that it is clear what it is refused for."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from typing import Any, NamedTuple

from hypothesis import strategies as st
from hypothesis.strategies import DrawFn

from codat_mock.contract.operations import KEYED, MULTIPART, KeyUse, Operation, Shape
from differential import queries
from differential.breaking import broken
from differential.fine import FORM, OPERATIONS, RECEIPT, fine, form, json_schema
from differential.shapes import UUIDS
from differential.steps import JSON, NOBODY, Known, Step


class Flaw(NamedTuple):
    """Something that can be wrong.

    Attributes:
        concerns: Whether a request to this operation can have it.
        make: From a request that fits to every one that has it.
    """

    concerns: Callable[[Operation], object]
    make: Callable[[Step], Iterable[Step]]


TEXTS = (
    b"{",
    b"nonsense",
    b'{"items":[],}',
    b"\xff\xfe",
    b'{"a":"\xc3\x28"}',
    b"\xef\xbb\xbf{}",
    b"[" * 100_000,
    b'{"a":' * 2000 + b"1" + b"}" * 2000,
    b"9" * 5000,
    b'{"a":"\\ud800"}',
    b'{"a":NaN}',
    b"null",
    b"[]",
    b'"text"',
)
"""Bodies that are not JSON, or not an object."""

RATES = tuple(
    b'{"items":[{"id":"%s","type":"Payment","issueDate":"2026-01-01","currency":"GBP","currencyRate":%s}]}'
    % (UUIDS[0].encode(), rate)
    for rate in (b"NaN", b"Infinity", b"1e999", b"1" + b"0" * 400)
)
"""Bodies that would be datasets, but for a number that JSON or a float cannot hold."""

FORMS = (
    b"garbage",
    b"preamble" + form((RECEIPT, b"x")),
    form(),
    form((RECEIPT, b"x"))[:-8],
    form((RECEIPT, b"x"), (RECEIPT, b"y")),
    form((RECEIPT, b"x"), ('; name="other"; filename="b.pdf"', b"y")),
    form((RECEIPT, b"x"), ('; name="file"', b"y")),
    form(('; name="file"', b"x")),
    form(('; name="yourFileData"; filename="receipt.pdf"', b"x")),
    form(('; filename="receipt.pdf"', b"x")),
    form(("", b"x")),
)
"""Bodies that are no form, or not a form with one file."""

IDS = (NOBODY, "zz", "1", UUIDS[0].replace("-", ""), f"{{{UUIDS[0]}}}", "latest", "ü", "a b")
KEYS = (
    Known("apiKey"),
    None,
    "Basic bm9ib2R5",
    "Basic nonsense!",
    "Bearer bW9jay1hcGkta2V5",
    "Basic",
    "key",
)
IDEMPOTENCY = ("", "k" * 256)


def _json(operation: Operation) -> bool:
    body = operation.body
    return body is not None and not body.multipart and not body.anything


def _multipart(operation: Operation) -> bool:
    return operation.body is not None and operation.body.multipart


def _body(step: Step) -> Iterable[Step]:
    shapes, schema = json_schema(OPERATIONS[step.id])
    for value, keyword in broken(shapes, schema, step.body):
        body = b"null" if value is None else value
        yield replace(step, body=body, flaw=f"body: {keyword}")


def _field(**values: Iterable[Any]) -> Callable[[Step], Iterable[Step]]:
    """One field becomes one of these values."""
    ((name, choices),) = values.items()
    return lambda step: (replace(step, **{name: choice}) for choice in choices)


def _media_type(step: Step) -> Iterable[Step]:
    other = FORM if step.media_type == JSON else JSON
    return (replace(step, media_type=media_type) for media_type in (other, "text/plain"))


def _query(step: Step) -> Iterable[Step]:
    return (replace(step, query=query) for query in queries.broken(OPERATIONS[step.id]))


def _path(step: Step) -> Iterable[Step]:
    return (replace(step, path={**step.path, name: id_}) for name in step.path for id_ in IDS)


def _method(step: Step) -> Iterable[Step]:
    there = {other.method for other in OPERATIONS.values() if other.template == step.template}
    others = sorted({"GET", "PUT", "POST", "PATCH", "DELETE"} - there)
    return (replace(step, method=other) for other in others)


def _elsewhere(step: Step) -> Iterable[Step]:
    path = step.template
    places = (place if place.startswith("{") else place.upper() for place in path.split("/"))
    others = (f"{path}/nowhere", f"/nowhere{path}", "/".join(places), "/company")
    return (replace(step, template=other) for other in others if other != path)


FLAWS: Mapping[str, Flaw] = {
    "body": Flaw(_json, _body),
    "text": Flaw(_json, _field(body=TEXTS)),
    "rate": Flaw(lambda operation: operation.tag == "Expenses", _field(body=RATES)),
    "form": Flaw(_multipart, _field(body=FORMS)),
    "boundary": Flaw(_multipart, _field(media_type=(MULTIPART, f"{MULTIPART}; boundary="))),
    "no body": Flaw(
        lambda operation: operation.body and operation.body.required, _field(body=[None])
    ),
    "media type": Flaw(
        lambda operation: operation.body and not operation.body.anything, _media_type
    ),
    "query": Flaw(lambda operation: operation.query, _query),
    "idempotency": Flaw(
        lambda operation: operation.shape is Shape.CODAT and operation.method in KEYED,
        _field(key=IDEMPOTENCY),
    ),
    "path": Flaw(lambda operation: operation.path, _path),
    "key": Flaw(lambda operation: operation.key is not KeyUse.NONE, _field(authorization=KEYS)),
    "method": Flaw(lambda _: True, _method),
    "elsewhere": Flaw(lambda _: True, _elsewhere),
}


def flaws(step: Step) -> dict[str, list[Step]]:
    """Every request with one flaw that `step`, which has none, can become, by the flaw."""
    found: dict[str, list[Step]] = {}
    for name, flaw in FLAWS.items():
        if flaw.concerns(OPERATIONS[step.id]):
            for made in flaw.make(replace(step, flaw=name)):
                found.setdefault(made.flaw, []).append(made)
    return found


@st.composite
def flawed(draw: DrawFn, id_: str) -> Step:
    """A request to this operation with one flaw."""
    found = flaws(draw(fine(id_)))
    return draw(st.sampled_from(found[draw(st.sampled_from(list(found)))]))
