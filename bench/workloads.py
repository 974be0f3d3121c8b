"""What is measured? Calls and a flow of calls: what must be there before them, and what tells a right answer."""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, TypeAlias
from uuid import UUID, uuid4

import httpx

from codat_mock.core.register import READY_COMPANY
from codat_mock.lane.keyring import authorization
from codat_mock.settings import API_KEY

AUTHORIZATION = {"Authorization": authorization(API_KEY)}

_EXPENSES = f"/companies/{READY_COMPANY}/sync/expenses"
_DATASETS = f"{_EXPENSES}/expense-transactions"
_JSON = {**AUTHORIZATION, "Content-Type": "application/json"}
_BOUNDARY = "3f0c6a0b5d"
_FORM = {**AUTHORIZATION, "Content-Type": f"multipart/form-data; boundary={_BOUNDARY}"}
TRANSACTION = "4d7c6929-7770-412b-91bb-44d3bc71d111"
"""The id of the first transaction of a dataset."""

ANY_SYNC = "6fb40d5e-b13e-11ed-afa1-0242ac120002"
_PAGE = 100
_KIB = 1024
_SMALL = 100
_MOST = 50

_LINES = (
    {
        "netAmount": 110.42,
        "taxAmount": 22.08,
        "taxRateRef": {"id": "INPUT2"},
        "accountRef": {"id": "429"},
        "trackingRefs": [{"id": "DEPARTMENT_1"}],
    },
    {
        "netAmount": 12.5,
        "taxAmount": 0,
        "taxRateRef": {"id": "NONE"},
        "accountRef": {"id": "430"},
    },
)


def items(count: int, lines: int, first: int) -> bytes:
    """The body of a dataset of `count` items with `lines` lines each; the ids of its transactions are numbered."""
    made = [
        {
            "id": str(UUID(int=UUID(TRANSACTION).int + number)),
            "type": "Payment",
            "issueDate": "2026-01-31T00:00:00Z",
            "currency": "GBP",
            "merchantName": "Albert Square Brasserie",
            "notes": "Lunch with a customer",
            "lines": [_LINES[line % len(_LINES)] for line in range(lines)],
        }
        for number in range(first, first + count)
    ]
    return json.dumps({"items": made}, separators=(",", ":")).encode()


def _form(size: int) -> bytes:
    """A form with a receipt of `size` bytes, of which none begins a line."""
    head = (
        f'--{_BOUNDARY}\r\nContent-Disposition: form-data; name="file"; filename="receipt.pdf"\r\n'
        "Content-Type: application/pdf\r\n\r\n"
    )
    receipt = (b"%PDF-1.7 " + bytes(range(32, 127)) * (size // 95 + 1))[:size]
    return head.encode() + receipt + f"\r\n--{_BOUNDARY}--\r\n".encode()


@dataclass(frozen=True, slots=True)
class Call:
    """A request, the same each time but for what it takes from the answers before it.

    Attributes:
        method: In upper case.
        path: With its leading slash; `<name>` stands for what was taken under that name.
        headers: Those that the call itself needs.
        body: Its bytes, with `<name>` likewise where it is small; empty: none.
        takes: From names to the keys of the answer whose values they stand for from then on.
    """

    method: str
    path: str
    headers: Mapping[str, str]
    body: bytes = b""
    takes: Mapping[str, str] = field(default_factory=dict)

    @property
    def has_names(self) -> bool:
        """Whether something of the body is taken from answers: then it is small."""
        return b"<" in self.body[:_SMALL]

    def filled(self, taken: Mapping[str, str]) -> tuple[str, bytes]:
        """Path and body with what was taken."""
        path, body = self.path, self.body
        for name, value in taken.items():
            path = path.replace(f"<{name}>", value)
            body = body.replace(f"<{name}>".encode(), value.encode()) if self.has_names else body
        return path, body

    def made(self, http: httpx.Client, taken: Mapping[str, str]) -> httpx.Response:
        """The answer to one such call."""
        path, body = self.filled(taken)
        return http.request(self.method, path, headers=self.headers, content=body or None)


Calls: TypeAlias = tuple[Call, ...]


def fresh_id() -> str:
    """The id of a transaction that was never there: `<id>` stands for one, the same throughout a flow."""
    return str(uuid4())


def played(http: httpx.Client, calls: Calls) -> httpx.Response:
    """Make some calls once, and give the answer to the last.

    Raises:
        httpx.HTTPStatusError: One of them is refused.
    """
    taken = {"id": fresh_id()}
    for call in calls:
        answer = call.made(http, taken).raise_for_status()
        taken.update({name: answer.json()[key] for name, key in call.takes.items()})
    return answer


@dataclass(frozen=True, slots=True)
class Workload:
    """Calls that are measured.

    Attributes:
        name: What it is called in the table.
        about: What that is.
        prepared: Brings about what they need in a server that holds state, and gives them.
        stateless: What a server is asked that holds none; empty: it cannot take part.
        is_right: Whether the body of the last answer is the right one.
        beside_floor: Whether a server that always gives one answer can stand beside it.
    """

    name: str
    about: str
    prepared: Callable[[httpx.Client], Calls]
    stateless: Calls
    is_right: Callable[[Any], bool]
    beside_floor: bool = True


def _create(count: int, lines: int, first: int = 0) -> Call:
    return Call("POST", _DATASETS, _JSON, items(count, lines, first), {"dataset": "datasetId"})


_CREATE_FRESH = replace(_create(1, 2), body=items(1, 2, 0).replace(TRANSACTION.encode(), b"<id>"))
_INITIATE = Call(
    "POST", f"{_EXPENSES}/syncs", _JSON, b'{"datasetIds":["<dataset>"]}', {"sync": "syncId"}
)
_INITIATE_ALL = Call("POST", f"{_EXPENSES}/syncs", _JSON, b"{}")
_ADVANCE = Call("POST", "/__mock/clock/advance", _JSON, b'{"by":"PT1S"}')


def _status(sync: str) -> Call:
    return Call("GET", f"{_EXPENSES}/syncs/{sync}/status", AUTHORIZATION)


def _page(sync: str) -> Call:
    return Call("GET", f"{_EXPENSES}/syncs/{sync}/transactions?pageSize={_PAGE}", AUTHORIZATION)


def _attach(sync: str, size: int, transaction: str = TRANSACTION) -> Call:
    path = f"{_EXPENSES}/syncs/{sync}/transactions/{transaction}/attachments"
    return Call("POST", path, _FORM, _form(size))


LATEST = Call("GET", f"{_EXPENSES}/syncs/latest/status", AUTHORIZATION)


def _synced(count: int, then: Callable[[str], Call]) -> Callable[[httpx.Client], Calls]:
    """Bring about an ended sync of `count` transactions, and ask for something of it."""

    def prepared(http: httpx.Client) -> Calls:
        datasets = (_create(min(count, _MOST), 2, first) for first in range(0, count, _MOST))
        played(http, (*datasets, _INITIATE_ALL, _ADVANCE))
        return (then(LATEST.made(http, {}).raise_for_status().json()["syncId"]),)

    return prepared


def _new_dataset(body: Any) -> bool:
    return [*body] == ["datasetId"] and bool(UUID(body["datasetId"]))


def _simple(name: str, about: str, call: Call, is_right: Callable[[Any], bool]) -> Workload:
    return Workload(name, about, lambda _: (call,), (call,), is_right)


WORKLOADS = (
    Workload(
        "GET status",
        "the status of a sync that has ended",
        _synced(1, _status),
        (_status(ANY_SYNC),),
        lambda body: (body["syncStatusCode"], body["dataPushed"]) == (2000, True),
    ),
    _simple("POST 1 x 2", "a dataset of one item with two lines", _create(1, 2), _new_dataset),
    _simple(
        "POST 50 x 4", "a dataset of fifty items with four lines each", _create(50, 4), _new_dataset
    ),
    Workload(
        "page of 100",
        "a hundred transactions of a sync",
        _synced(_PAGE, _page),
        (_page(ANY_SYNC),),
        lambda body: len(body["results"]) == _PAGE,
    ),
    Workload(
        "upload 100 KB",
        "a receipt to a transaction",
        _synced(1, lambda sync: _attach(sync, 100 * _KIB)),
        (_attach(ANY_SYNC, 100 * _KIB),),
        lambda body: body["transactionId"] == TRANSACTION,
    ),
    Workload(
        "whole flow",
        "five calls: create, initiate, advance, list, and attach 10 KB",
        lambda _: (
            _CREATE_FRESH,
            _INITIATE,
            _ADVANCE,
            _page("<sync>"),
            _attach("<sync>", 10 * _KIB, "<id>"),
        ),
        (),
        lambda body: bool(UUID(body["transactionId"])),
        beside_floor=False,
    ),
)
