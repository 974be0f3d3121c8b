"""How is a mock asked quickly, many times? Without ASGI; and what was asked can be asked again."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Any, NamedTuple

import orjson

from codat_mock.app import Mock, build
from codat_mock.core.moments import Duration
from codat_mock.core.register import READY_COMPANY
from codat_mock.lane.keyring import authorization
from codat_mock.lane.replies import Reply
from codat_mock.lane.requests import Request
from codat_mock.settings import API_KEY, ClockSetting, Settings
from codat_scenarios.invariants import Reading

FORM = "multipart/form-data; boundary=xXx"


class Ask(NamedTuple):
    """A request.

    Attributes:
        method: Its method.
        path: Its path.
        body: Bytes, or what is sent as JSON; None: none.
        media_type: `Content-Type`.
        key: Its Idempotency-Key, if it has one.
        api_key: The key that it comes with.
    """

    method: str
    path: str
    body: Any = None
    media_type: str = "application/json"
    key: str | None = None
    api_key: str = API_KEY


class Told(NamedTuple):
    """An answer: its status, its body, and its headers."""

    status: int
    body: bytes
    headers: tuple[tuple[bytes, bytes], ...]

    @property
    def json(self) -> Any:
        """The body as parsed."""
        return orjson.loads(self.body) if self.body else None


@cache
def mocks(sync_time: Duration) -> tuple[Mock, Mock]:
    """Two mocks that are alike; their real time stands still."""
    clock = ClockSetting.read("manual")
    settings = Settings(seed=1, log="off", clock=clock, sync_time=sync_time)
    return build(settings, wall=lambda: 0), build(settings, wall=lambda: 0)


@dataclass(slots=True)
class Asker:
    """A mock, and what it is asked.

    Attributes:
        mock: The mock.
        asked: What was asked and answered; reading counts, as every read uses up some of the day's quota.
    """

    mock: Mock
    asked: list[tuple[Ask, Told]] = field(default_factory=list)

    @classmethod
    def of(cls, mock: Mock) -> "Asker":
        """Ask a mock that is as new."""
        mock.tenant.reset()
        mock.tenant.snapshots.clear()
        return cls(mock)

    def ask(self, ask: Ask) -> Told:
        """The answer to a request."""
        told = self.aside(ask)
        self.asked.append((ask, told))
        return told

    def aside(self, ask: Ask) -> Told:
        """The answer to a request that is not remembered."""
        raw = ask.body if isinstance(ask.body, bytes) else orjson.dumps(ask.body)
        raw = b"" if ask.body is None else raw
        headers = [(b"authorization", authorization(ask.api_key).encode())]
        if raw:
            headers += [
                (b"content-type", ask.media_type.encode()),
                (b"content-length", b"%d" % len(raw)),
            ]
        if ask.key:
            headers.append((b"idempotency-key", ask.key.encode()))
        request = Request.of(_scope(ask, headers))
        opened = self.mock.exchange.open(request)
        if not isinstance(opened, Reply):
            request.body = raw if opened.operation.body is not None else b""
            opened = self.mock.exchange.answer(request, opened)
        # The numbers of a journal go on, whatever is undone.
        headers = tuple(header for header in opened.headers if header[0] != b"x-mock-explain")
        return Told(opened.status, opened.body, headers)

    def get(self, path: str) -> Any:
        """What is read there; None: it is refused."""
        told = self.ask(Ask("GET", path))
        return told.json if told.status < 300 else None

    def companies(self) -> list[str]:
        """The ids of the companies."""
        return [company["id"] for company in self.get("/companies")["results"]]

    def reading(self, company: str) -> Reading:
        """Everything that can be read of a company's syncs."""
        syncs = f"/companies/{company}/sync/expenses/syncs"
        listed = self.get(f"{syncs}/list/status")
        ids = [status["syncId"] for status in listed]
        return Reading(
            listed,
            {id_: self.get(f"{syncs}/{id_}/status") for id_ in ids},
            {id_: self.get(f"{syncs}/{id_}/transactions")["results"] for id_ in ids},
            self.get(f"{syncs}/latest/status"),
            self.get(f"{syncs}/lastSuccessful/status"),
        )

    def everything(self) -> Mapping[str, Any]:
        """All that can be read, whichever way."""
        found: dict[str, Any] = {
            path: self.get(path) for path in ("/companies", "/__mock/clock", "/__mock/plans")
        }
        for company in self.companies():
            for path in ("connections", "dataStatus", "sync/expenses/config"):
                found[f"{company}/{path}"] = self.get(f"/companies/{company}/{path}")
            found[company] = self.reading(company)
        return found


def base(company: str = READY_COMPANY) -> str:
    """Where the syncs of a company are."""
    return f"/companies/{company}/sync/expenses"


def form(name: str) -> bytes:
    """A form with one file of this name."""
    head = f'Content-Disposition: form-data; name="file"; filename="{name}"'
    return f"--xXx\r\n{head}\r\n\r\n%PDF\r\n--xXx--\r\n".encode()


def _scope(ask: Ask, headers: list[tuple[bytes, bytes]]) -> dict[str, Any]:
    return {
        "method": ask.method,
        "path": ask.path,
        "query_string": b"",
        "headers": headers,
        "scheme": "http",
        "client": ("127.0.0.1", 50000),
    }
