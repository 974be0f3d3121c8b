"""What can be wrong with a request? One thing at a time, so that it is clear what it is refused for."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from typing import Any, NamedTuple

from hypothesis import strategies as st
from hypothesis.strategies import DrawFn, SearchStrategy

from codat_mock.contract.operations import MULTIPART, Operation
from differential.fine import FORM, OPERATIONS, RECEIPT, fine, form, json_schema
from differential.shapes import UUIDS, Broken
from differential.steps import JSON, NOBODY, Step


class Flaw(NamedTuple):
    """Something that can be wrong.

    Attributes:
        concerns: Whether a request to this operation can have it.
        make: From a request that fits to those that have it.
    """

    concerns: Callable[[Operation], object]
    make: Callable[[Step], SearchStrategy[Step]]


AMOUNTS = ("NaN", "Infinity", "1e999", "1" + "0" * 400)
_AMOUNT = b'{"items":[{"id":"%s","type":"Payment","issueDate":"2026-01-01","currency":"GBP","currencyRate":%s}]}'

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
    *(_AMOUNT % (UUIDS[0].encode(), amount.encode()) for amount in AMOUNTS),
)
"""Bodies that are not JSON, or not an object."""

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
KEYS = (None, "Basic bm9ib2R5", "Basic nonsense!", "Bearer bW9jay1hcGkta2V5", "Basic", "key")
PAGES = ("0", "-1", "2147483648", "x", "", "1.5", "1" + "0" * 30, "\u0663", "+1", "1_0")
QUERIES = tuple(((name, page),) for name in ("page", "pageSize") for page in PAGES)

_BROKEN: Mapping[str, SearchStrategy[Broken]] = {
    id_: shapes.broken(schema)
    for id_, operation in OPERATIONS.items()
    if operation.body and not operation.body.multipart
    for shapes, schema in [json_schema(operation)]
}


def _json(operation: Operation) -> bool:
    return operation.id in _BROKEN


def _multipart(operation: Operation) -> bool:
    return operation.body is not None and operation.body.multipart


def _one(steps: Iterable[Step]) -> SearchStrategy[Step]:
    return st.sampled_from(list(steps))


def _body(step: Step) -> SearchStrategy[Step]:
    def with_body(broken: Broken) -> Step:
        body = b"null" if broken.value is None else broken.value
        return replace(step, body=body, flaw=f"body: {broken.keyword}")

    return _BROKEN[step.id].map(with_body)


def _field(**values: Iterable[Any]) -> Callable[[Step], SearchStrategy[Step]]:
    """One field becomes one of these values."""
    ((name, choices),) = values.items()
    return lambda step: _one(replace(step, **{name: choice}) for choice in choices)


def _media_type(step: Step) -> SearchStrategy[Step]:
    other = FORM if step.media_type == JSON else JSON
    return _one(replace(step, media_type=media_type) for media_type in (other, "text/plain"))


def _path(step: Step) -> SearchStrategy[Step]:
    return _one(replace(step, path={**step.path, name: id_}) for name in step.path for id_ in IDS)


def _method(step: Step) -> SearchStrategy[Step]:
    there = {other.method for other in OPERATIONS.values() if other.template == step.template}
    others = sorted({"GET", "PUT", "POST", "PATCH", "DELETE"} - there)
    return _one(replace(step, method=other) for other in others)


def _elsewhere(step: Step) -> SearchStrategy[Step]:
    path = step.template
    others = (f"{path}/nowhere", f"/nowhere{path}", path.replace("/s", "/S"), "/companies")
    return _one(replace(step, template=other) for other in others if other != path)


FLAWS: Mapping[str, Flaw] = {
    "body": Flaw(_json, _body),
    "text": Flaw(_json, _field(body=TEXTS)),
    "form": Flaw(_multipart, _field(body=FORMS)),
    "boundary": Flaw(_multipart, _field(media_type=(MULTIPART, f"{MULTIPART}; boundary="))),
    "no body": Flaw(
        lambda operation: operation.body and operation.body.required, _field(body=[None])
    ),
    "media type": Flaw(lambda operation: operation.body, _media_type),
    "query": Flaw(lambda operation: operation.query, _field(query=QUERIES)),
    "path": Flaw(lambda operation: operation.path, _path),
    "key": Flaw(lambda operation: operation.id != "get-health", _field(authorization=KEYS)),
    "method": Flaw(lambda _: True, _method),
    "elsewhere": Flaw(lambda _: True, _elsewhere),
}


@st.composite
def flawed(draw: DrawFn, id_: str) -> Step:
    """A request to this operation with one flaw."""
    names = [name for name, flaw in FLAWS.items() if flaw.concerns(OPERATIONS[id_])]
    # There is more in a body that can be wrong than in all the rest.
    names += ["body"] * (5 if "body" in names else 0)
    name = draw(st.sampled_from(names))
    return draw(FLAWS[name].make(replace(draw(fine(id_)), flaw=name)))


_ADVANCE = Step(
    "advance-clock",
    "POST",
    OPERATIONS["advance-clock"].template,
    media_type=JSON,
    body={"until": "idle"},
)
_STARTED = (fine("create-expense-dataset"), fine("initiate-sync"))
_BEGINNINGS = (
    st.tuples(),
    st.tuples(*_STARTED),
    st.tuples(*_STARTED, st.just(_ADVANCE)),
    st.tuples(*_STARTED, fine("end-sync")),
    st.tuples(fine("create-plan"), *_STARTED, st.just(_ADVANCE)),
)
_IDS = st.sampled_from(sorted(OPERATIONS))
_OF_CODAT = st.sampled_from([id_ for id_ in OPERATIONS if "plan" not in id_ and "clock" not in id_])
_ANY = (_IDS | _OF_CODAT).flatmap(lambda id_: fine(id_) | flawed(id_))


@st.composite
def sequences(draw: DrawFn) -> list[Step]:
    """A few requests, one after the other, mostly such that there is something to ask for."""
    steps: list[Step] = list(draw(st.one_of(_BEGINNINGS)))
    return steps + draw(st.lists(_ANY, min_size=4, max_size=8))
