"""Which requests fit the contract? For every operation of both documents.

A path mostly names what the sequence made last: its company, and what belongs to that.
"""

from collections.abc import Mapping
from typing import Any

from hypothesis import strategies as st
from hypothesis.strategies import DrawFn, SearchStrategy

from codat_contract import PLATFORMS, WEBHOOKS, Document, contract, control
from codat_mock import books
from codat_mock.app import build
from codat_mock.contract.operations import MULTIPART, Operation
from codat_mock.settings import Settings
from differential import queries
from differential.shapes import UUIDS, Shapes
from differential.steps import JSON, NEW, NOBODY, Known, Step

OPERATIONS: Mapping[str, Operation] = {
    operation.id: operation for operation in build(Settings(seed=1)).exchange.router.operations
}
"""Every operation of both documents."""

FORM = f"{MULTIPART}; boundary=xXx"
RECEIPT = '; name="file"; filename="receipt.pdf"'


def form(*parts: tuple[str, bytes]) -> bytes:
    """A form of these parts: what follows `form-data` in the head of each, and its content."""
    written = (
        b"--xXx\r\nContent-Disposition: form-data%s\r\n\r\n%s\r\n" % (head.encode(), content)
        for head, content in parts
    )
    return b"".join(written) + b"--xXx--\r\n"


@st.composite
def fine(draw: DrawFn, id_: str) -> Step:
    """A request to this operation that fits the contract."""
    operation = OPERATIONS[id_]
    return Step(
        id=id_,
        method=operation.method,
        template=operation.template,
        path={parameter.name: draw(_PATHS[parameter.name]) for parameter in operation.path},
        query=draw(_QUERIES[id_]) if operation.query else (),
        media_type=_media_type(operation),
        body=draw(_BODIES[id_]) if operation.body else None,
        key=draw(_KEYS),
    )


def plain(id_: str, example: int = 0) -> Step:
    """The same request each time: it names what was created last, and its body is an example of the contract."""
    operation = OPERATIONS[id_]
    return Step(
        id=id_,
        method=operation.method,
        template=operation.template,
        path={parameter.name: _plain(parameter.name) for parameter in operation.path},
        media_type=_media_type(operation),
        body=examples(operation)[example],
    )


def examples(operation: Operation) -> list[Any]:
    """Bodies that the operation accepts, mostly those that the contract shows; None where it has no body."""
    if operation.body is None:
        return [None]
    if operation.body.multipart:
        return [form((RECEIPT, b"x"))]
    shown = [example["value"] for example in _media(operation)[1]["examples"].values()]
    # The datasets and the records that the contract names are not there.
    if operation.id == "save-company-configuration":
        return [{name: {"id": record.id} for name, record in _CONFIGURED.items()}]
    more = _MORE_EXAMPLES.get(operation.id, ())
    if operation.id == "create-fault":
        return [{**body, **_NEVER} for body in (*shown, *more)]
    return [
        {"datasetIds": [Known("datasetId")]} if body.get("datasetIds") else body
        for body in (*shown, *more)
    ]


_MORE_EXAMPLES: Mapping[str, tuple[Any, ...]] = {
    "update-expense-dataset": (
        {"type": "Payment", "issueDate": "2026-01-01", "currency": "USD", "currencyRate": 0.8},
    ),
    "set-clock": ({"now": "2026-02-01T00:00:00Z"},),
    "advance-clock": ({"to": "2026-02-01T00:00:00Z"},),
    "create-plan": ({"companyId": Known("companyId"), "integrationTypes": ["expense"]},),
    "create-fault": ({"fault": "reset", "operation": "*", "companyId": Known("companyId")},),
    "end-sync": (
        {"code": 5130, "transactions": [{"index": 0, "status": "PushError", "message": "No."}]},
        {"code": 2000, "transactions": [{"transactionId": UUIDS[0], "status": "Completed"}]},
    ),
    "create-endpoint": ({"url": "http://127.0.0.1:9/", "companyId": Known("companyId")},),
    "create-tenant": ({"clock": {"mode": "scaled", "rate": 60}},),
}
"""Bodies with what the examples of the contract leave out."""


_NEVER = {"operation": "get-mapping-options", "after": 1_000_000}
"""A fault that hit a request would have the two engines differ on purpose: those here wait too long for that.

Nor may they count otherwise: a body or a query that connexion refuses meets no fault, and this operation has neither.
"""

_TOLD = {"status": 410}
"""What an inbox is told to answer: stock takes a status that the operation declares for a refusal without its words."""


def json_schema(operation: Operation) -> tuple[Shapes, Document]:
    """The schema of the operation's JSON body, and who knows its values."""
    shapes, media = _media(operation)
    return shapes, media["schema"]


def _media(operation: Operation) -> tuple[Shapes, Document]:
    for shapes in _SHAPES:
        for item in shapes.document["paths"].values():
            node = item.get(operation.method.lower(), {})
            if node.get("operationId") == operation.id:
                body = shapes.resolved(node["requestBody"])
                return shapes, next(iter(body["content"].values()))
    raise LookupError(operation.id)


def _known(kind: str) -> SearchStrategy[Any]:
    return st.builds(Known, st.just(kind), st.sampled_from((0, 0, 0, 0, 1, 2)))


def _record(*ids: str) -> SearchStrategy[Any]:
    return st.fixed_dictionaries({"id": st.sampled_from((*ids, UUIDS[0]))})


_XERO = books.load("gbol")
_CONFIGURED = {
    "bankAccount": _XERO.bank_accounts[1],
    "supplier": _XERO.suppliers[1],
    "customer": _XERO.customers[1],
}
_DATES = ("2026-01-01", "2024-02-29T23:59Z", "2026-12-31T23:59:59.123456789+0530")

_RECEIVERS = (
    "http://127.0.0.1:9/",
    "https://localhost/hooks?a=b",
    "http://8.8.8.8/",
    "http://a:b@localhost/",
)

_SHAPES = [
    Shapes(
        document(),
        supply={
            "id": st.sampled_from(UUIDS),
            "datasetIds": st.none() | st.lists(_known("datasetId"), min_size=1, max_size=2),
            "transactionId": _known("transactionId"),
            "companyId": _known("companyId") | st.sampled_from(UUIDS),
            "issueDate": st.sampled_from(_DATES),
            "to": st.sampled_from(("2026-01-01T00:00:00Z", "2026-02-03T00:00:00Z")),
            "now": st.sampled_from(("2026-01-02T00:00:00Z", "2025-01-01T00:00:00Z")),
            "platformKey": st.sampled_from((*PLATFORMS, "gbol", "zzzz")),
            **{name: _record(record.id) for name, record in _CONFIGURED.items()},
            "accountRef": _record(_XERO.accounts[-1].id),
            "taxRateRef": _record(_XERO.tax_rates[0].id),
            "apiKey": _known("spare"),
            "url": st.sampled_from(_RECEIVERS),
            "webhook": st.sampled_from(_RECEIVERS),
            "event": st.sampled_from((*WEBHOOKS, "sync-complete", "nonsense")),
            **more,
        },
    )
    for document, more in ((contract, {}), (control, {"id": _known("spare")}))
]

_RECORDS: Mapping[str, str] = {
    "accountId": _XERO.accounts[0].id,
    "supplierId": _XERO.suppliers[0].id,
    "customerId": _XERO.customers[0].id,
}
"""What is there from the beginning, by parameter; all else was made in the sequence."""


def _plain(name: str) -> Any:
    return _RECORDS.get(name) or Known(name)


_PATHS: Mapping[str, SearchStrategy[Any]] = {
    parameter.name: st.sampled_from((_RECORDS[parameter.name], NOBODY))
    if parameter.name in _RECORDS
    else _known(parameter.name)
    for operation in OPERATIONS.values()
    for parameter in operation.path
}

_QUERIES = {
    id_: queries.fine(operation) for id_, operation in OPERATIONS.items() if operation.query
}

_KEYS = st.sampled_from((None, None, NEW))

_FORMS = st.builds(
    lambda name, content: form((f'; name="file"; filename="{name}"', content)),
    st.sampled_from(("receipt.pdf", "a b.PNG", "receipt.exe", "receipt", "ü.jpeg")),
    st.binary(max_size=20),
)


def _media_type(operation: Operation) -> str | None:
    if operation.body is None:
        return None
    return FORM if operation.body.multipart else JSON


def _bodies(operation: Operation) -> SearchStrategy[Any]:
    if operation.body and operation.body.multipart:
        return _FORMS
    if operation.body and operation.body.anything:
        return st.sampled_from(({}, [], "text", {"eventType": "Zürich ☕"}))
    shapes, schema = json_schema(operation)
    fitting = shapes.fitting(schema)
    if operation.id == "create-fault":
        return fitting.map(lambda body: {**body, **_NEVER})
    if operation.id in {"create-endpoint", "create-webhook-consumer"}:
        # How far a message is may differ between the two at any moment: to these none is sent by itself.
        return fitting.map(lambda body: {**body, "disabled": True})
    if operation.id == "answer-inbox":
        return fitting.map(
            lambda body: {"answers": [{**answer, **_TOLD} for answer in body["answers"]]}
        )
    return fitting


_BODIES = {id_: _bodies(operation) for id_, operation in OPERATIONS.items() if operation.body}
