"""Where the lane answers otherwise than stock connexion, on purpose: each row is kept out of what is generated."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

import orjson
import pytest

from codat_mock.core.register import READY_COMPANY
from differential.engines import Engines, Sent, Tenants
from differential.fine import FORM, form
from differential.shapes import UUIDS

COMPANY = f"/companies/{READY_COMPANY}/sync/expenses"
DATASETS, SYNCS = f"{COMPANY}/expense-transactions", f"{COMPANY}/syncs"
PLANS, CLOCK = "/__mock/plans", "/__mock/clock"
INBOX = "/__mock/t/default/inbox/orders"
ITEM = {"id": UUIDS[0], "type": "Payment", "issueDate": "2026-01-01", "currency": "GBP"}
DATASET = orjson.dumps({"items": [ITEM]})

JSON = ((b"content-type", b"application/json"),)
KEYED = (*JSON, (b"idempotency-key", UUIDS[1].encode()))
CAPITALS = ((b"content-type", b"Application/JSON"),)
RECEIPTS = f"{SYNCS}/{{sync}}/transactions/{UUIDS[0]}/attachments"
NAMELESS = form(('; name="file"', b"x"), ('; name="requestBody"', b"receipt.pdf"))
MEGABYTE = b" " * 1_048_576


@dataclass(frozen=True, slots=True)
class Difference:
    """A request that the two answer differently.

    Attributes:
        sent: The request; `{sync}` in its path stands for the id of a sync that has ended.
        lane: The lane's status.
        stock: Stock's.
        reason: Why the lane is right.
        before: What is asked before it, if anything.
    """

    sent: Sent
    lane: int
    stock: int
    reason: str
    before: Sent | None = None


DIFFERENCES: Mapping[str, Difference] = {
    "chunked": Difference(
        Sent("POST", DATASETS, headers=JSON, body=DATASET, chunked=True),
        200,
        400,
        "a body needs no Content-Length to be there",
    ),
    "no optional body": Difference(
        Sent("POST", SYNCS, headers=JSON),
        202,
        400,
        "the contract says that the body is not required",
    ),
    "HEAD": Difference(Sent("HEAD", CLOCK), 200, 500, "HTTP: whoever answers GET answers HEAD"),
    "OPTIONS": Difference(
        Sent("OPTIONS", CLOCK), 204, 405, "the methods of a path can be asked for"
    ),
    "slash at the end": Difference(
        Sent("GET", f"{CLOCK}/"),
        404,
        307,
        "the contract has no such path, and Codat does not redirect",
    ),
    "media type in capitals": Difference(
        Sent("POST", DATASETS, headers=CAPITALS, body=b'{"items": []}'),
        400,
        200,
        "the media type is the same, whatever its case, so the body must be valid",
    ),
    "no media type": Difference(
        Sent("POST", SYNCS, body=b"{}"), 415, 202, "a body of no type is not known to be JSON"
    ),
    "content encoding": Difference(
        Sent("POST", SYNCS, headers=(*JSON, (b"content-encoding", b"gzip")), body=b"{}"),
        415,
        202,
        "what is said to be compressed is not read as if it were not",
    ),
    "1.0": Difference(
        Sent("POST", PLANS, headers=JSON, body=b'{"code": 2000.0}'),
        201,
        400,
        "since draft 6 of JSON Schema a number without a fraction is an integer, however it is written",
    ),
    "too large": Difference(
        Sent("POST", PLANS, headers=JSON, body=b'{"code": 2000}' + MEGABYTE),
        413,
        201,
        "connexion reads bodies without a limit",
    ),
    "parameter twice": Difference(
        Sent("GET", f"{SYNCS}/{{sync}}/transactions", query=b"page=1&page=2"),
        400,
        200,
        "one of the two values would be passed over in silence",
    ),
    "Prefer": Difference(
        Sent("GET", "/companies", headers=((b"prefer", b"code=402"),)),
        402,
        200,
        "what a client prefers, stock is not told",
    ),
    "Idempotency-Key": Difference(
        Sent("POST", "/companies", headers=KEYED, body=b'{"name": "Second"}'),
        422,
        200,
        "a key names one request; stock does what is asked, as if there were none",
        before=Sent("POST", "/companies", headers=KEYED, body=b'{"name": "First"}'),
    ),
    "Idempotency-Key of another form": Difference(
        Sent("POST", SYNCS, headers=(*JSON, (b"idempotency-key", b"key")), body=b"{}"),
        400,
        202,
        "Codat wants a GUID, as its prose says; the schema has bounds only",
    ),
    "broken JSON in an inbox": Difference(
        Sent("POST", INBOX, headers=JSON, body=b"{"),
        200,
        400,
        "an inbox takes whatever comes; connexion reads JSON where somebody says that it is",
    ),
    "a status that an inbox was told": Difference(
        Sent("POST", INBOX, headers=JSON, body=b"{}"),
        404,
        500,
        "connexion wants the words of the 404 that the operation declares",
        before=Sent("PUT", INBOX, headers=JSON, body=b'{"answers": [{"status": 404}]}'),
    ),
    "name of a tag": Difference(
        Sent("POST", "/companies", headers=JSON, body=b'{"name": "First", "tags": {"": "uk"}}'),
        400,
        500,
        "OpenAPI 3.0 has no `propertyNames`, so stock takes it, and finds fault with its own answer",
    ),
}

TOLERATED: Mapping[str, Difference] = {
    "path in another case": Difference(
        Sent("GET", "/Companies"), 200, 404, "Codat is blind to the case of its paths"
    ),
    "value in another case": Difference(
        Sent("POST", DATASETS, headers=JSON, body=DATASET.replace(b"Payment", b"payment")),
        200,
        400,
        "Codat reads enumerations in any case",
    ),
    "file without a name": Difference(
        Sent("POST", RECEIPTS, headers=((b"content-type", FORM.encode()),), body=NAMELESS),
        200,
        400,
        "the npm SDK sends the name in a part of its own",
    ),
}
"""What the lane puts right, unless it is strict."""


@pytest.mark.parametrize("name", DIFFERENCES)
def test_known_difference(name: str, engines: Engines) -> None:
    """The lane answers as it should, and stock still does not."""
    _differ(DIFFERENCES[name], engines.tenants())


@pytest.mark.parametrize("name", TOLERATED)
def test_known_tolerance(name: str, tolerant: Engines) -> None:
    """The lane takes what stock refuses."""
    _differ(TOLERATED[name], tolerant.tenants())


def test_stock_does_not_count_what_it_refuses(engines: Engines) -> None:
    """Every request counts in the quota; connexion refuses without asking whoever counts."""
    tenants = engines.tenants()
    for status in (400, 200):
        answers = tenants.ask(Sent("GET", "/companies", query=b"page=0" if status == 400 else b""))
        assert (status, status) == (answers.lane.status, answers.stock.status)
    assert ("1998", "1999") == (answers.lane.remaining, answers.stock.remaining)


def _differ(difference: Difference, tenants: Tenants) -> None:
    sent = difference.sent
    if difference.before:
        tenants.ask(difference.before)
    if "{sync}" in sent.path:
        sent = replace(sent, path=sent.path.format(sync=_a_sync(tenants)))
    answers = tenants.ask(sent)
    expected = (difference.lane, difference.stock)
    assert expected == (answers.lane.status, answers.stock.status), difference.reason


def _a_sync(tenants: Tenants) -> str:
    tenants.ask(Sent("POST", DATASETS, headers=JSON, body=DATASET))
    initiated = tenants.ask(Sent("POST", SYNCS, headers=JSON, body=b"{}"))
    tenants.ask(Sent("POST", f"{CLOCK}/advance", headers=JSON, body=b'{"until": "idle"}'))
    sync_id: str = orjson.loads(initiated.lane.body)["syncId"]
    return sync_id
