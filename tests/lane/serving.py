"""A mock that listens in the loop of a test, and requests as they go over the wire."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

import uvicorn
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

from codat_mock.app import Mock, build
from codat_mock.core.clock import ClockMode
from codat_mock.core.moments import read_moment
from codat_mock.core.register import READY_COMPANY
from codat_mock.lane.keyring import authorization
from codat_mock.server import configured
from codat_mock.settings import API_KEY, ClockSetting, Settings
from codat_mock.sockets import listening

EXPENSES = f"/companies/{READY_COMPANY}/sync/expenses"
DATASET = (
    '{"items":[{"id":"4d7c6929-7770-412b-91bb-44d3bc71d111","type":"Payment",'
    '"issueDate":"2026-01-31","currency":"GBP"}]}'
)

_KEY = authorization(API_KEY)


class Ordinary(HttpToolsProtocol):
    """uvicorn's own way."""


def asked(method: str, path: str, body: str = "", *headers: str, version: str = "1.1") -> bytes:
    """A request as it goes over the wire."""
    lines = [f"{method} {path} HTTP/{version}", "Host: mock", f"Authorization: {_KEY}", *headers]
    if body and not any("chunked" in header for header in headers):
        lines += ["Content-Type: application/json", f"Content-Length: {len(body)}"]
    return ("\r\n".join(lines) + "\r\n\r\n" + body).encode()


@dataclass(frozen=True, slots=True)
class Served:
    """A mock that listens.

    Attributes:
        mock: The mock.
        port: Where, on 127.0.0.1.
        server: What serves it.
    """

    mock: Mock
    port: int
    server: uvicorn.Server

    async def connected(self) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
        """A connection to it."""
        return await asyncio.open_connection("127.0.0.1", self.port)

    @property
    def performed(self) -> int:
        """How many calls it has answered, the mock's own aside."""
        return len(self.mock.tenant.journal)


@asynccontextmanager
async def serving(
    protocol: type[asyncio.Protocol] = HttpToolsProtocol,
    witness: Callable[[Any], None] = lambda _: None,
) -> AsyncIterator[Served]:
    """A new mock on a manual clock, with seed 1; `witness` is told of each exchange."""
    clock = ClockSetting(ClockMode.MANUAL, read_moment("2026-01-01T00:00:00Z"))
    mock = build(Settings(seed=1, log="off", clock=clock), witness)
    sockets = listening("127.0.0.1", 0)
    server = configured(mock, protocol)
    serving = asyncio.ensure_future(server.serve(sockets=sockets))
    try:
        yield Served(mock, sockets[0].getsockname()[1], server)
    finally:
        server.should_exit = True
        await serving
