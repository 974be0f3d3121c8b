"""Where the lane answers otherwise than stock connexion, on purpose: each row is kept out of what is generated."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

import orjson
import pytest

from codat_mock.core.register import READY_COMPANY
from differential.engines import Engines, Sent, Tenants
from differential.shapes import UUIDS

COMPANY = f"/companies/{READY_COMPANY}/sync/expenses"
DATASETS, SYNCS = f"{COMPANY}/expense-transactions", f"{COMPANY}/syncs"
PLANS, CLOCK = "/__mock/plans", "/__mock/clock"
ITEM = {"id": UUIDS[0], "type": "Payment", "issueDate": "2026-01-01", "currency": "GBP"}
DATASET = orjson.dumps({"items": [ITEM]})

JSON = ((b"content-type", b"application/json"),)
CAPITALS = ((b"content-type", b"Application/JSON"),)
MEGABYTE = b" " * 1_048_576


@dataclass(frozen=True, slots=True)
class Difference:
    """A request that the two answer differently.

    Attributes:
        sent: The request; `{sync}` in its path stands for the id of a sync.
        lane: The lane's status.
        stock: Stock's.
        reason: Why the lane is right.
    """

    sent: Sent
    lane: int
    stock: int
    reason: str


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
}


@pytest.mark.parametrize("name", DIFFERENCES)
def test_known_difference(name: str, engines: Engines) -> None:
    """The lane answers as it should, and stock still does not."""
    difference = DIFFERENCES[name]
    tenants = engines.tenants()
    sent = difference.sent
    if "{sync}" in sent.path:
        sent = replace(sent, path=sent.path.format(sync=_a_sync(tenants)))
    answers = tenants.ask(sent)
    expected = (difference.lane, difference.stock)
    assert expected == (answers.lane.status, answers.stock.status), difference.reason


def _a_sync(tenants: Tenants) -> str:
    tenants.ask(Sent("POST", DATASETS, headers=JSON, body=DATASET))
    initiated = tenants.ask(Sent("POST", SYNCS, headers=JSON, body=b"{}"))
    sync_id: str = orjson.loads(initiated.lane.body)["syncId"]
    return sync_id
