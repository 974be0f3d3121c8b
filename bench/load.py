"""How is a server put under load? A fixed number of connections, each with one call on its way.

`wrk` does it where it is installed. A small generator of our own does it everywhere else; it is quicker than the
servers that it measures, but not by much, so the report says how busy the server was.
"""

import asyncio
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from math import ceil
from typing import TypeAlias, cast
from urllib.parse import urlsplit

import httptools

from workloads import Call

_OVERTIME = 10
_PERCENTILE = 0.99


@dataclass(frozen=True, slots=True)
class Run:
    """What came of one run.

    Attributes:
        answers: How many came.
        seconds: How long it took.
        p99: Latency in seconds that 99 of 100 answers kept within.
        wrong: How many were not 2xx, or never came.
    """

    answers: int
    seconds: float
    p99: float
    wrong: int


Generator: TypeAlias = Callable[[str, Call, int, float], Run]
"""From the server's address, the call, the number of connections and the seconds to what came of it."""


@dataclass(slots=True)
class _Tally:
    until: float = 0.0
    latencies: list[float] = field(default_factory=list)
    wrong: int = 0

    def p99(self) -> float:
        ordered = sorted(self.latencies)
        return ordered[ceil(_PERCENTILE * len(ordered)) - 1] if ordered else 0.0


class _Connection(asyncio.Protocol):
    """Sends the next call when the answer to the last one is there."""

    def __init__(self, request: bytes, tally: _Tally) -> None:
        self.ended: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._request = request
        self._tally = tally
        self._parser = httptools.HttpResponseParser(self)
        self._sent = 0.0
        self._transport: asyncio.Transport

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast("asyncio.Transport", transport)

    def send(self) -> None:
        self._sent = time.perf_counter()
        self._transport.write(self._request)

    def data_received(self, data: bytes) -> None:
        self._parser.feed_data(data)

    def on_message_complete(self) -> None:
        now, tally = time.perf_counter(), self._tally
        tally.latencies.append(now - self._sent)
        if self._parser.get_status_code() // 100 != 2:
            tally.wrong += 1
        if now < tally.until:
            self.send()
        elif not self.ended.done():
            self.ended.set_result(None)
            self._transport.close()

    def connection_lost(self, _: Exception | None) -> None:
        if not self.ended.done():
            self._tally.wrong += 1
            self.ended.set_result(None)


def own(url: str, call: Call, connections: int, seconds: float) -> Run:
    """Load a server from this process."""
    with asyncio.Runner(loop_factory=_loop_factory()) as runner:
        return runner.run(_loaded(url, call, connections, seconds))


async def _loaded(url: str, call: Call, connections: int, seconds: float) -> Run:
    loop, address = asyncio.get_running_loop(), urlsplit(url)
    request, tally = _written(address.netloc, call), _Tally()
    opened = []
    for _ in range(connections):
        _, connection = await loop.create_connection(
            lambda: _Connection(request, tally), address.hostname or "", address.port or 80
        )
        opened.append(connection)
    began = time.perf_counter()
    tally.until = began + seconds
    for connection in opened:
        connection.send()
    ends = [connection.ended for connection in opened]
    _, missing = await asyncio.wait(ends, timeout=seconds + _OVERTIME)
    took = time.perf_counter() - began
    return Run(len(tally.latencies), took, tally.p99(), tally.wrong + len(missing))


def _written(host: str, call: Call) -> bytes:
    headers = {"Host": host, **call.headers}
    if call.body:
        headers["Content-Length"] = str(len(call.body))
    head = "".join(f"{name}: {value}\r\n" for name, value in headers.items())
    return f"{call.method} {call.path} HTTP/1.1\r\n{head}\r\n".encode() + call.body


def _loop_factory() -> Callable[[], asyncio.AbstractEventLoop]:
    try:
        import uvloop  # noqa: PLC0415 Windows has none
    except ImportError:
        return asyncio.new_event_loop
    return uvloop.new_event_loop
