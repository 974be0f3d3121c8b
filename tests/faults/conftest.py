"""A mock behind a real socket: a connection can be cut only where there is one."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import httpx
import pytest

from codat_mock.contract.operations import KeyUse
from codat_mock.core.register import READY_COMPANY
from codat_mock.core.tenant import Tenant
from codat_mock.lane.exchange import Witnessed
from codat_mock.lane.keyring import authorization
from codat_mock.server import Running, start
from codat_mock.settings import API_KEY, ClockSetting, Settings

COMPANY = f"/companies/{READY_COMPANY}/sync/expenses"
ITEM = {
    "id": "4d7c6929-7770-412b-91bb-44d3bc71d111",
    "type": "Payment",
    "issueDate": "2026-01-31",
    "currency": "GBP",
}


@dataclass
class Served:
    """A mock that is served, and a client of it.

    Attributes:
        mock: The mock.
        http: A client that has the key.
        seen: Every exchange so far, as the log sees it.
        api_key: The key that the client has.
    """

    mock: Running
    http: httpx.Client
    seen: list[Witnessed] = field(default_factory=list)
    api_key: str = API_KEY

    @property
    def tenant(self) -> Tenant:
        """The tenant that the client's key opens."""
        header = self.http.headers["Authorization"].encode()
        return self.mock.mock.exchange.keyring.open(header, None, KeyUse.REQUIRED)

    def fault(self, **fields: Any) -> None:
        """Have a fault wait."""
        answer = self.http.post("/__mock/faults", json=fields)
        assert 201 == answer.status_code, answer.text

    def create(self, **headers: str) -> httpx.Response:
        """POST a dataset of one transaction."""
        body = {"items": [ITEM]}
        return self.http.post(f"{COMPANY}/expense-transactions", json=body, headers=headers)

    def datasets(self) -> int:
        """How many datasets the company has."""
        companies = self.tenant.register.companies.values()
        return sum(len(company.datasets) for company in companies)


@pytest.fixture(name="running", scope="module")
def _running() -> Iterator[Running]:
    """A mock behind a socket, its log thrown away."""
    with start(Settings(port=0, seed=1, log="off")) as running:
        yield running


@pytest.fixture(name="tenant_of_its_own")
def _tenant_of_its_own(running: Running) -> Iterator[Served]:
    """A tenant of a mock that others use too, on a manual clock; its syncs end at the first look."""
    wanted = {"syncTime": "PT0S", "clock": {"mode": "manual"}}
    made = httpx.post(f"{running.url}/__mock/tenants", json=wanted, trust_env=False).json()
    with _client(running, made["apiKey"]) as http:
        yield Served(running, http, api_key=made["apiKey"])


@pytest.fixture(name="served")
def _served() -> Iterator[Served]:
    """A mock on a manual clock, behind a socket."""
    seen: list[Witnessed] = []
    settings = Settings(port=0, seed=1, clock=ClockSetting.read("manual"), log="off")
    with start(settings, seen.append) as mock, _client(mock, API_KEY) as http:
        yield Served(mock, http, seen)


def _client(mock: Running, api_key: str) -> httpx.Client:
    headers = {"Authorization": authorization(api_key)}
    return httpx.Client(base_url=mock.url, headers=headers, trust_env=False, timeout=15)
