"""Do five hundred tenants at once get in each other's way?"""

import asyncio
import json
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from codat_contract import SYNC_CODES
from codat_mock.lane.keyring import authorization
from codat_mock.lane.receiving import Application
from codat_mock.settings import API_KEY
from house import House

TENANTS = 500
CODES = [code.number for code in SYNC_CODES.values() if code.terminal]


@dataclass(frozen=True, slots=True)
class Client:
    """Someone who asks the application with a key of their own; each part of a body lets the others go first."""

    application: Application
    api_key: str

    async def ask(self, method: str, path: str, **body: Any) -> tuple[int, Any]:
        """The status and the body of an answer."""
        raw = json.dumps(body).encode()
        parts = [
            {"type": "http.request", "body": raw[:7], "more_body": True},
            {"type": "http.request", "body": raw[7:], "more_body": False},
        ]
        status, answered = 0, b""

        async def receive() -> Any:
            await asyncio.sleep(0)
            return parts.pop(0)

        async def send(message: Any) -> None:
            nonlocal status, answered
            status = message.get("status", status)
            answered += message.get("body", b"")

        await asyncio.sleep(0)
        await self.application(self._scope(method, path, len(raw)), receive, send)
        return status, json.loads(answered) if answered else None

    def _scope(self, method: str, path: str, length: int) -> dict[str, Any]:
        return {
            "type": "http",
            "method": method,
            "path": path,
            "query_string": b"",
            "scheme": "http",
            "headers": [
                (b"authorization", authorization(self.api_key).encode()),
                (b"content-type", b"application/json"),
                (b"content-length", b"%d" % length),
            ],
            "client": ("127.0.0.1", 50000),
        }


@dataclass(frozen=True, slots=True)
class Flow:
    """What one of the tenants saw."""

    client: Client
    company: str
    code: int
    sync: str
    transaction: str


async def _flow(application: Application, number: int) -> Flow:
    """Make a tenant, and take an expense through: each with a code and with ids of its own."""
    company, transaction = (str(UUID(int=number + base, version=4)) for base in (1 << 20, 1 << 40))
    code = CODES[number % len(CODES)]
    client = Client(application, f"key-{number}")
    wanted = {"id": f"test-{number}", "apiKey": f"key-{number}", "companyId": company}
    clock = {"mode": "manual", "now": "2026-01-01T00:00:00Z"}
    made, _ = await Client(application, API_KEY).ask(
        "POST", "/__mock/tenants", **wanted, clock=clock
    )
    planned, _ = await client.ask("POST", "/__mock/plans", code=code, after=f"PT{number + 1}S")
    base = f"/companies/{company}/sync/expenses"
    item = {"id": transaction, "type": "Payment", "issueDate": "2026-01-01", "currency": "GBP"}
    kept, _ = await client.ask("POST", f"{base}/expense-transactions", items=[item])
    _, begun = await client.ask("POST", f"{base}/syncs")
    _, advanced = await client.ask("POST", "/__mock/clock/advance", until="idle")
    assert [201, 201, 200] == [made, planned, kept]
    minutes, seconds = divmod(number + 1, 60)
    assert f"2026-01-01T00:{minutes:02}:{seconds:02}Z" == advanced["now"]
    return Flow(client, company, code, begun["syncId"], transaction)


async def _check(flow: Flow, other: Flow) -> None:
    """A tenant sees its own code, ids and lists; the company of another one is forbidden."""
    base = f"/companies/{flow.company}/sync/expenses/syncs"
    _, status = await flow.client.ask("GET", f"{base}/{flow.sync}/status")
    assert (flow.sync, flow.code) == (status["syncId"], status["syncStatusCode"])
    assert (200, [status]) == await flow.client.ask("GET", f"{base}/list/status")
    _, listed = await flow.client.ask("GET", f"{base}/{flow.sync}/transactions")
    assert [flow.transaction] == [entry["transactionId"] for entry in listed["results"]]
    _, companies = await flow.client.ask("GET", "/companies")
    assert [flow.company] == [company["id"] for company in companies["results"]]
    assert (200, {"plans": []}) == await flow.client.ask("GET", "/__mock/plans")
    forbidden, _ = await flow.client.ask("GET", f"/companies/{other.company}")
    assert 403 == forbidden


async def _delete(application: Application, number: int) -> int:
    status, _ = await Client(application, API_KEY).ask("DELETE", f"/__mock/tenants/test-{number}")
    return status


def test_five_hundred_at_once(house: House) -> None:
    """Each of five hundred that are made and used at once sees itself alone; half of them go, the others stay."""
    application = house.mock.application

    async def play() -> list[Flow]:
        flows = await asyncio.gather(*(_flow(application, number) for number in range(TENANTS)))
        await asyncio.gather(*(_check(one, flows[place - 1]) for place, one in enumerate(flows)))
        gone, left = flows[::2], flows[1::2]
        # While the one half goes, the other is looked at.
        deleted = await asyncio.gather(
            *(_delete(application, number) for number in range(0, TENANTS, 2)),
            *(_check(one, left[place - 1]) for place, one in enumerate(left)),
        )
        assert {204} == {*deleted[: len(gone)]}
        answers = await asyncio.gather(*(one.client.ask("GET", "/companies") for one in gone))
        assert {401} == {status for status, _ in answers}
        return flows

    flows = asyncio.run(play())
    assert TENANTS == len({flow.sync for flow in flows})
    assert {*CODES} == {flow.code for flow in flows}
    assert TENANTS // 2 + 1 == house.http.get("/__mock/tenants").json()["total"]
    assert {} == house.mock.tenant.syncs
