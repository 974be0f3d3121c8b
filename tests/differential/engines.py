"""How are the lane and stock connexion asked the same thing? Both in this process, each with a tenant of its own."""

import asyncio
from dataclasses import dataclass, field, replace
from itertools import count
from typing import Any, NamedTuple

from codat_mock.app import Mock, build, new_tenant
from codat_mock.core.clock import ClockMode, VirtualClock
from codat_mock.core.moments import read_moment
from codat_mock.core.queries import overview
from codat_mock.lane.keyring import authorization
from codat_mock.settings import ClockSetting, Settings


@dataclass(frozen=True, slots=True)
class Sent:
    """A request, byte by byte.

    Attributes:
        method: Its method.
        path: Its path, decoded.
        query: Its query, encoded.
        headers: Its headers; names in lower case.
        body: Its body.
        chunked: The body comes without a `Content-Length`.
    """

    method: str
    path: str
    query: bytes = b""
    headers: tuple[tuple[bytes, bytes], ...] = ()
    body: bytes = b""
    chunked: bool = False

    def scope(self) -> dict[str, Any]:
        """The request as an ASGI server gives it."""
        counted = self.body and not self.chunked
        length = [(b"content-length", b"%d" % len(self.body))] if counted else []
        return {
            "type": "http",
            "asgi": {"version": "3.0"},
            "http_version": "1.1",
            "method": self.method,
            "scheme": "http",
            "path": self.path,
            "raw_path": self.path.encode(),
            "query_string": self.query,
            "headers": [*self.headers, *length],
            "client": ("127.0.0.1", 50000),
            "server": ("mock", 80),
            "root_path": "",
        }


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back.

    Attributes:
        status: The status.
        media_type: `Content-Type`.
        body: The body.
        quota: How many requests a day there are, and when it is over.
        remaining: How many are left. That may differ: what connexion refuses is not counted.
    """

    status: int
    media_type: str
    body: bytes
    quota: tuple[str | None, str | None]
    remaining: str | None = field(compare=False)


class Two(NamedTuple):
    """Something of each engine."""

    lane: Any
    stock: Any


class Engines:
    """The lane and stock connexion, built once: same seed, and real time stands still.

    One event loop runs both: each is the owner of its state, whom the threads of stock ask.
    """

    def __init__(self, *, strict: bool = True) -> None:
        """Build both.

        Args:
            strict: The lane puts nothing right, as stock never does.
        """
        self._settings = Two(*(_settings(engine, strict=strict) for engine in Two._fields))
        self._numbers = count(1)
        self._mocks: Two
        self.build_anew()
        self._loop = asyncio.new_event_loop()

    def build_anew(self) -> None:
        """Forget all tenants and keys: one of the engines has made some that the other has not."""
        self._mocks = Two(*(build(each, wall=lambda: 0) for each in self._settings))
        for mock in self._mocks:
            mock.tenant.clock = _clock()

    def tenants(self) -> "Tenants":
        """A new tenant on each, opened by the same new key, and no other but the default one, which is as new.

        What one engine alone has done in a sequence is not to be seen in the next.
        """
        for mock in self._mocks:
            keyring = mock.exchange.keyring
            for tenant in [*keyring.tenants()][1:]:
                keyring.close(tenant.name)
            mock.tenant.reset()
        name = f"world-{next(self._numbers)}"
        pair = Two(*(new_tenant(name, settings, seed=1) for settings in self._settings))
        for mock, tenant in zip(self._mocks, pair, strict=True):
            tenant.clock = _clock()
            mock.exchange.keyring.add(name, tenant)
        return Tenants(name, pair, self)

    def ask(self, sent: Sent) -> Two:
        """The answers of both, first the lane's."""
        return Two(*(self._loop.run_until_complete(asked(mock, sent)) for mock in self._mocks))

    def close(self) -> None:
        """Let go of the event loop."""
        self._loop.close()


@dataclass(frozen=True, slots=True)
class Tenants:
    """One tenant on each engine, equal at the beginning.

    Attributes:
        name: The name of both, and the API key that opens them.
        pair: The tenants.
        engines: Where they live.
    """

    name: str
    pair: Two
    engines: Engines

    @property
    def authorization(self) -> str:
        """The header that opens them."""
        return authorization(self.name)

    def ask(self, sent: Sent) -> Two:
        """The answers to a request with the key of these tenants."""
        key = (b"authorization", self.authorization.encode())
        return self.engines.ask(replace(sent, headers=(*sent.headers, key)))

    def overviews(self) -> Two:
        """What a person would see of each."""
        return Two(*map(overview, self.pair))


def _settings(engine: str, *, strict: bool) -> Settings:
    clock = ClockSetting.read("manual")
    return Settings(engine=engine, strict=strict, seed=1, log="off", clock=clock)


def _clock() -> VirtualClock:
    """A clock that moves only when it is told to, in every mode: the two are never asked at the same instant."""
    return VirtualClock(lambda: 0, ClockMode.MANUAL, read_moment("2026-01-01T00:00:00Z"))


async def asked(mock: Mock, sent: Sent) -> Answer:
    """The answer of one mock to a request."""
    start: dict[str, Any] = {}
    body = bytearray()
    waiting = [
        {"type": "http.disconnect"},
        {"type": "http.request", "body": sent.body, "more_body": False},
    ]

    async def receive() -> Any:
        return waiting.pop() if len(waiting) > 1 else waiting[0]

    async def send(message: Any) -> None:
        if message["type"] == "http.response.start":
            start.update(message)
        else:
            body.extend(message.get("body", b""))

    await mock.application(sent.scope(), receive, send)
    headers = {name.lower(): value.decode("latin-1") for name, value in start["headers"]}
    return Answer(
        status=start["status"],
        media_type=headers.get(b"content-type", ""),
        body=bytes(body),
        quota=(headers.get(b"x-rate-limit-limit"), headers.get(b"x-rate-limit-reset")),
        remaining=headers.get(b"x-rate-limit-remaining"),
    )
