"""However long a mock runs, it does not grow by what it is only asked to read or to refuse."""

import sys
from collections.abc import Callable
from itertools import cycle, islice

import orjson

from codat_mock.core.journal import MOST
from codat_mock.lane.keyring import authorization
from codat_mock.lane.replies import Reply
from codat_mock.lane.requests import Request
from codat_mock.settings import API_KEY
from house import House

IN_ALL = 1_000_000
BEFORE = 20_000
"""After so many everything that is bounded is full."""

TOLERANCE = 0.005


def _request(method: str, path: str, body: bytes = b"", key: str = API_KEY) -> Request:
    scope = {
        "method": method,
        "path": path,
        "query_string": b"",
        "client": ("127.0.0.1", 50000),
        "scheme": "http",
        "headers": [
            (b"host", b"127.0.0.1:4260"),
            (b"authorization", authorization(key).encode()),
            (b"content-type", b"application/json"),
            (b"content-length", b"%d" % len(body)),
        ],
    }
    request = Request.of(scope)
    request.body = body
    return request


def _reads_and_refusals(house: House, sync_id: str) -> list[tuple[str, str, bytes, str]]:
    company, unknown = house.company, "00000000-0000-4000-8000-00000000ffff"
    bad = orjson.dumps({"items": [house.transaction(lines=[{"netAmount": -1}])]})
    return [
        # Most of what a mock is asked is how far a sync is.
        *[("GET", f"{company}/syncs/{sync_id}/status", b"", API_KEY)] * 20,
        ("GET", f"{company}/syncs/{sync_id}/transactions", b"", API_KEY),
        ("GET", f"{company}/syncs/list/status", b"", API_KEY),
        ("GET", f"{company}/syncs/{unknown}/status", b"", API_KEY),
        ("POST", f"{company}/expense-transactions", bad, API_KEY),
        ("POST", f"{company}/syncs", b'{"datasetIds": []}', API_KEY),
        ("GET", "/companie", b"", API_KEY),
        ("GET", "/companies", b"", "another-key"),
        ("DELETE", f"{company}/syncs", b"", API_KEY),
        ("POST", "/__mock/plans", b'{"code": 1}', API_KEY),
    ]


def test_a_million_reads_and_refusals(
    house: House, record_property: Callable[[str, object], None]
) -> None:
    """A million reads and refusals leave as many blocks of memory as the first thousands did."""
    sync_id = house.synced(house.dataset(3)[0])
    exchange = house.mock.exchange
    house.seen.clear()
    asked = cycle(_reads_and_refusals(house, sync_id))

    def ask(times: int) -> None:
        for method, path, body, key in islice(asked, times):
            request = _request(method, path, body, key)
            opened = exchange.open(request)
            if not isinstance(opened, Reply):
                exchange.answer(request, opened)
            house.seen.clear()

    ask(BEFORE)
    before = sys.getallocatedblocks()
    ask(IN_ALL - BEFORE)
    after = sys.getallocatedblocks()
    journal = house.mock.tenant.journal
    assert len(journal) <= MOST
    assert journal.evicted >= IN_ALL - MOST
    record_property("memory", f"{before} blocks after {BEFORE} exchanges, {after} after {IN_ALL}")
    assert abs(after - before) <= TOLERANCE * before, f"{before} blocks became {after}"
