"""What is measured? Two calls: what must be there before them, and what tells a right answer."""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import httpx

from codat_mock.core.register import READY_COMPANY
from codat_mock.lane.keyring import authorization
from codat_mock.settings import API_KEY

AUTHORIZATION = {"Authorization": authorization(API_KEY)}

_EXPENSES = f"/companies/{READY_COMPANY}/sync/expenses"
_JSON = {**AUTHORIZATION, "Content-Type": "application/json"}

_ITEM = {
    "id": "4d7c6929-7770-412b-91bb-44d3bc71d111",
    "type": "Payment",
    "issueDate": "2026-01-31T00:00:00Z",
    "currency": "GBP",
    "merchantName": "Albert Square Brasserie",
    "notes": "Lunch with a customer",
    "lines": [
        {
            "netAmount": 110.42,
            "taxAmount": 22.08,
            "taxRateRef": {"id": "INPUT2"},
            "accountRef": {"id": "429"},
            "trackingRefs": [{"id": "DEPARTMENT_1", "dataType": "trackingCategories"}],
        },
        {
            "netAmount": 12.5,
            "taxAmount": 0,
            "taxRateRef": {"id": "NONE"},
            "accountRef": {"id": "430"},
        },
    ],
}


@dataclass(frozen=True, slots=True)
class Call:
    """A request, the same each time.

    Attributes:
        method: In upper case.
        path: With its leading slash.
        headers: Those that the call itself needs.
        body: Its bytes; empty: none.
    """

    method: str
    path: str
    headers: Mapping[str, str]
    body: bytes = b""

    def made(self, http: httpx.Client) -> httpx.Response:
        """The answer to one such call."""
        return http.request(self.method, self.path, headers=self.headers, content=self.body or None)


@dataclass(frozen=True, slots=True)
class Workload:
    """A call that is measured.

    Attributes:
        name: What it is called in the table.
        prepared: Brings about what the call needs, and gives the call.
        is_right: Whether an answer's body is the right one.
    """

    name: str
    prepared: Callable[[httpx.Client], Call]
    is_right: Callable[[Any], bool]


def _new_dataset(_: httpx.Client) -> Call:
    body = json.dumps({"items": [_ITEM]}, separators=(",", ":")).encode()
    return Call("POST", f"{_EXPENSES}/expense-transactions", _JSON, body)


def _status_of_an_ended_sync(http: httpx.Client) -> Call:
    dataset = _new_dataset(http).made(http).raise_for_status().json()["datasetId"]
    asked = http.post(f"{_EXPENSES}/syncs", headers=_JSON, json={"datasetIds": [dataset]})
    sync = asked.raise_for_status().json()["syncId"]
    http.post("/__mock/clock/advance", json={"until": "idle"}).raise_for_status()
    return Call("GET", f"{_EXPENSES}/syncs/{sync}/status", AUTHORIZATION)


WORKLOADS = (
    Workload(
        "GET status",
        _status_of_an_ended_sync,
        lambda body: (body["syncStatusCode"], body["dataPushed"]) == (2000, True),
    ),
    Workload(
        "POST dataset 1 x 2",
        _new_dataset,
        lambda body: [*body] == ["datasetId"] and UUID(body["datasetId"]).version == 4,
    ),
)
