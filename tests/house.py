"""A mock to play with: over ASGI without a socket, and with the few calls that nearly every test makes."""

import asyncio
import selectors
from collections.abc import Awaitable, Callable, Iterator
from dataclasses import dataclass, field
from itertools import count
from typing import Any, TypeAlias, TypeVar

import httpx

from codat_mock.api.calls import Call, Server, Wait
from codat_mock.api.waiting import wait_until
from codat_mock.app import Mock, build
from codat_mock.core.moments import read_moment
from codat_mock.core.register import READY_COMPANY, READY_CONNECTIONS
from codat_mock.lane.exchange import Witnessed
from codat_mock.lane.keyring import authorization
from codat_mock.settings import API_KEY, ClockMode, ClockSetting, Settings

Made = TypeVar("Made")

START = "2026-01-01T00:00:00Z"


_ENDS_WITHIN = 60
"""How many seconds, which take no time, whatever is under way has to come to its end."""


class Hurried(asyncio.SelectorEventLoop):
    """A loop in which waiting takes no time, and nothing else does: when it would wait, its clock leaps, and only then.

    Attributes:
        leapt: By how many seconds so far.
    """

    leapt = 0.0

    def __init__(self) -> None:
        class Selector(selectors.DefaultSelector):
            def select(_, timeout: float | None = None) -> Any:  # noqa: N805
                self.leapt += timeout or 0
                return super().select(timeout and 0)

        super().__init__(Selector())

    def time(self) -> float:
        return self.leapt


class InProcess(httpx.BaseTransport):
    """Sends requests to an ASGI application of this process, one after the other; no wait of it takes time.

    `client` is the address that they seem to come from.
    """

    def __init__(self, application: Any, client: str = "127.0.0.1") -> None:
        self._application = application
        self._client = client
        self._loop = Hurried()

    @property
    def waited(self) -> float:
        """How many seconds the application has waited so far."""
        return self._loop.leapt

    def run(self, answering: Awaitable[Made]) -> Made:
        """Bring something to its end by the loop that the application belongs to."""
        return self._loop.run_until_complete(answering)

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        answer: dict[str, Any] = {"body": b""}
        chunks = iter([*request.stream])  # type: ignore[arg-type]
        sent = False

        async def receive() -> dict[str, Any]:
            nonlocal sent
            if sent:
                await asyncio.Event().wait()  # Who waits for an answer says no more.
            chunk = next(chunks, None)
            sent = chunk is None
            return {"type": "http.request", "body": chunk or b"", "more_body": not sent}

        async def send(message: dict[str, Any]) -> None:
            if message["type"] == "http.response.start":
                answer.update(status=message["status"], headers=message["headers"])
            else:
                answer["body"] += message.get("body", b"")

        self.run(self._application(self._scope(request), receive, send))
        return httpx.Response(answer["status"], headers=answer["headers"], content=answer["body"])

    def _scope(self, request: httpx.Request) -> dict[str, Any]:
        return {
            "type": "http",
            "asgi": {"version": "3.0"},
            "http_version": "1.1",
            "method": request.method,
            "scheme": "http",
            "path": request.url.path,
            "raw_path": request.url.raw_path.split(b"?")[0],
            "query_string": request.url.query,
            "headers": [(name.lower(), value) for name, value in request.headers.raw],
            "client": (self._client, 50000),
            "server": ("mock", 80),
            "root_path": "",
        }

    def close(self) -> None:
        # What still waits in it, such as a message for its place, comes to its end; what never would is given up.
        while left := asyncio.all_tasks(self._loop):
            _, endless = self._loop.run_until_complete(asyncio.wait(left, timeout=_ENDS_WITHIN))
            for task in endless:
                task.cancel()
        self._loop.close()


@dataclass
class House:
    """A mock to play with, and the few calls that nearly every test makes.

    Attributes:
        mock: The mock.
        http: A client of it that has the key.
        seen: Every exchange so far, as the log sees it.
        line: What the client sends through.
    """

    mock: Mock
    http: httpx.Client
    seen: list[Witnessed] = field(default_factory=list)
    line: InProcess | None = None
    _numbers: Iterator[int] = field(default_factory=lambda: count(1))

    company = f"/companies/{READY_COMPANY}/sync/expenses"

    def transaction_id(self) -> str:
        """A new transaction id."""
        return f"00000000-0000-4000-8000-{next(self._numbers):012x}"

    def transaction(self, **fields: Any) -> dict[str, Any]:
        """A valid expense transaction; `fields` replaces parts of it."""
        line = {
            "netAmount": 10.5,
            "taxAmount": 2.1,
            "taxRateRef": {"id": "INPUT2"},
            "accountRef": {"id": "429"},
        }
        return {
            "id": self.transaction_id(),
            "type": "Payment",
            "issueDate": "2026-01-01T10:30:00Z",
            "currency": "GBP",
            "lines": [line],
            **fields,
        }

    def create(
        self, items: list[dict[str, Any]], path: str = "/expense-transactions"
    ) -> httpx.Response:
        """POST a dataset of `items`."""
        return self.http.post(self.company + path, json={"items": items})

    def dataset(self, size: int = 1) -> tuple[str, list[str]]:
        """A dataset of `size` transactions: its id, and theirs."""
        items = [self.transaction() for _ in range(size)]
        return self.create(items).json()["datasetId"], [item["id"] for item in items]

    def initiate(self, *datasets: str) -> httpx.Response:
        """POST a sync of these datasets."""
        return self.http.post(f"{self.company}/syncs", json={"datasetIds": list(datasets)})

    def synced(self, *datasets: str) -> str:
        """The id of a sync of these datasets that has ended."""
        sync_id: str = self.initiate(*datasets).json()["syncId"]
        self.advance(until="idle")
        return sync_id

    def status(self, sync_id: str) -> dict[str, Any]:
        """The status of a sync."""
        body: dict[str, Any] = self.http.get(f"{self.company}/syncs/{sync_id}/status").json()
        return body

    def transactions(self, sync_id: str, **query: Any) -> dict[str, Any]:
        """One page of the transactions of a sync."""
        answer = self.http.get(f"{self.company}/syncs/{sync_id}/transactions", params=query)
        body: dict[str, Any] = answer.json()
        return body

    def upload(
        self, sync_id: str, transaction_id: str, name: str = "receipt.pdf", content: bytes = b"%PDF"
    ) -> httpx.Response:
        """POST a receipt."""
        path = f"{self.company}/syncs/{sync_id}/transactions/{transaction_id}/attachments"
        return self.http.post(path, files={"file": (name, content)})

    def customer(
        self, act: str, connection: str = READY_CONNECTIONS[0], company: str = READY_COMPANY
    ) -> httpx.Response:
        """Have the customer do something to a connection: link, deny, unlink, deauthorize, lapse or pay."""
        return self.http.post(f"/__mock/companies/{company}/connections/{connection}/{act}")

    def plan(self, **fields: Any) -> httpx.Response:
        """POST a plan."""
        return self.http.post("/__mock/plans", json=fields)

    def fault(self, fault: str, operation: str = "*", **fields: Any) -> dict[str, Any]:
        """Have a fault wait, and give it as it stands."""
        answer = self.http.post(
            "/__mock/faults", json={"fault": fault, "operation": operation, **fields}
        )
        assert 201 == answer.status_code, answer.text
        body: dict[str, Any] = answer.json()
        return body

    def waiting(self, **body: Any) -> Wait:
        """What a call waits for, as POST /__mock/wait: somebody else may bring it about meanwhile."""
        tenant = self.mock.tenant
        call = Call(tenant, tenant.clock.now(), {}, {}, "/", body, b"", None, Server(0, str))
        return next(wait_until(call))

    def advance(self, **way: Any) -> dict[str, Any]:
        """Let time pass: by, to or until."""
        body: dict[str, Any] = self.http.post("/__mock/clock/advance", json=way).json()
        return body


MakeHouse: TypeAlias = Callable[..., House]
"""Builds a house: keywords are fields of `Settings`, and `client`, the address that calls seem to come from."""


def houses(**parts: Any) -> Iterator[MakeHouse]:
    """The body of a fixture that builds mocks; `parts` are keywords of `build`.

    Without other fields a mock has a manual clock that stands at the beginning of 2026, and seed 1.
    """
    clients: list[httpx.Client] = []

    def make(client: str = "127.0.0.1", **fields: Any) -> House:
        chosen = {"seed": 1, "clock": ClockSetting(ClockMode.MANUAL, read_moment(START)), **fields}
        seen: list[Witnessed] = []
        mock = build(Settings(**chosen), seen.append, **parts)
        line = InProcess(mock.application, client)
        http = httpx.Client(
            transport=line,
            base_url="http://mock",
            headers={"Authorization": authorization(API_KEY)},
            trust_env=False,
        )
        clients.append(http)
        return House(mock, http, seen, line)

    yield make
    for http in clients:
        http.close()
