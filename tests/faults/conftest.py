"""A mock behind a real socket: a connection can be cut only where there is one."""

from collections.abc import Iterator
from dataclasses import dataclass, field

import httpx
import pytest

from codat_mock.core.register import READY_COMPANY
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
    """

    mock: Running
    http: httpx.Client
    seen: list[Witnessed] = field(default_factory=list)

    def create(self, **headers: str) -> httpx.Response:
        """POST a dataset of one transaction."""
        body = {"items": [ITEM]}
        return self.http.post(f"{COMPANY}/expense-transactions", json=body, headers=headers)

    def datasets(self) -> int:
        """How many datasets the company has."""
        tenant = self.mock.mock.tenant
        return sum(len(company.datasets) for company in tenant.register.companies.values())


@pytest.fixture(name="served")
def _served() -> Iterator[Served]:
    """A mock on a manual clock, behind a socket; its syncs end at the first look."""
    seen: list[Witnessed] = []
    settings = Settings(port=0, seed=1, sync_time=0, clock=ClockSetting.read("manual"), log="off")
    headers = {"Authorization": authorization(API_KEY)}
    with (
        start(settings, seen.append) as mock,
        httpx.Client(base_url=mock.url, headers=headers, trust_env=False, timeout=15) as http,
    ):
        yield Served(mock, http, seen)
