"""How is a server put under load? A fixed number of connections, each with one call on its way.

`wrk` does it where it is installed. A small generator of our own does it everywhere else; it is quicker than the
servers that it measures, but not by much, so the report says how busy the server was.
"""

import asyncio
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from math import ceil
from typing import TypeAlias, cast
from urllib.parse import urlsplit

import httptools
import orjson

from workloads import Call, Calls, fresh_id

_OVERTIME = 10


@dataclass(frozen=True, slots=True)
class Run:
    """What came of one run.

    Attributes:
        answers: How many came.
        seconds: How long it took.
        p50: Latency in seconds that half of the answers kept within.
        p99: The same of 99 in 100.
        wrong: How many were not 2xx, or never came.
    """

    answers: int
    seconds: float
    p50: float
    p99: float
    wrong: int


Generator: TypeAlias = Callable[[str, Calls, int, float], Run]
"""From the server's address, the calls, the number of connections and the seconds to what came of it."""


@dataclass(slots=True)
class _Tally:
    until: float = 0.0
    latencies: list[float] = field(default_factory=list)
    wrong: int = 0

    def within(self, share: float) -> float:
        ordered = sorted(self.latencies)
        return ordered[ceil(share * len(ordered)) - 1] if ordered else 0.0


class _Connection(asyncio.Protocol):
    """Sends the next call when the answer to the last one is there."""

    def __init__(self, host: str, calls: Calls, tally: _Tally) -> None:
        self.ended: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._host = host
        self._calls = calls
        # A request that takes nothing from answers is written once.
        self._written = [_written(host, call, {}) for call in calls] if len(calls) == 1 else []
        self._tally = tally
        self._parser = httptools.HttpResponseParser(self)
        self._sent = 0.0
        self._number = 0
        self._taken: dict[str, str] = {}
        self._body: list[bytes] = []
        self._transport: asyncio.Transport

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast("asyncio.Transport", transport)

    def send(self) -> None:
        if self._written:
            request = self._written[0]
        else:
            if not self._number:
                self._taken["id"] = fresh_id()
            request = _written(self._host, self._calls[self._number], self._taken)
        self._sent = time.perf_counter()
        self._transport.write(request)

    def data_received(self, data: bytes) -> None:
        self._parser.feed_data(data)

    def on_body(self, body: bytes) -> None:
        if not self._written:
            self._body.append(body)

    def on_message_complete(self) -> None:
        now, tally = time.perf_counter(), self._tally
        tally.latencies.append(now - self._sent)
        if self._parser.get_status_code() // 100 != 2:
            tally.wrong += 1
        elif not self._written:
            self._take()
        if now < tally.until:
            self.send()
        elif not self.ended.done():
            self.ended.set_result(None)
            self._transport.close()

    def connection_lost(self, _: Exception | None) -> None:
        if not self.ended.done():
            self._tally.wrong += 1
            self.ended.set_result(None)

    def _take(self) -> None:
        takes = self._calls[self._number].takes
        if takes:
            answer = orjson.loads(b"".join(self._body))
            self._taken.update({name: answer[key] for name, key in takes.items()})
        self._body.clear()
        self._number = (self._number + 1) % len(self._calls)


def own(url: str, calls: Calls, connections: int, seconds: float) -> Run:
    """Load a server from this process."""
    with asyncio.Runner(loop_factory=loop_factory()) as runner:
        return runner.run(_loaded(url, calls, connections, seconds))


async def _loaded(url: str, calls: Calls, connections: int, seconds: float) -> Run:
    tally = _Tally()
    opened = await _opened(url, calls, connections, tally)
    began = time.perf_counter()
    tally.until = began + seconds
    for connection in opened:
        connection.send()
    ends = [connection.ended for connection in opened]
    _, missing = await asyncio.wait(ends, timeout=seconds + _OVERTIME)
    took = time.perf_counter() - began
    wrong = tally.wrong + len(missing)
    return Run(len(tally.latencies), took, tally.within(0.5), tally.within(0.99), wrong)


async def _opened(url: str, calls: Calls, connections: int, tally: _Tally) -> Sequence[_Connection]:
    loop, address = asyncio.get_running_loop(), urlsplit(url)
    opened = []
    for _ in range(connections):
        _, connection = await loop.create_connection(
            lambda: _Connection(address.netloc, calls, tally),
            address.hostname or "",
            address.port or 80,
        )
        opened.append(connection)
    return opened


def _written(host: str, call: Call, taken: dict[str, str]) -> bytes:
    path, body = call.filled(taken)
    headers = {"Host": host, **call.headers}
    if body:
        headers["Content-Length"] = str(len(body))
    head = "".join(f"{name}: {value}\r\n" for name, value in headers.items())
    return f"{call.method} {path} HTTP/1.1\r\n{head}\r\n".encode() + body


def loop_factory() -> Callable[[], asyncio.AbstractEventLoop]:
    """What makes the quickest loop that there is here."""
    try:
        import uvloop  # noqa: PLC0415 Windows has none
    except ImportError:
        return asyncio.new_event_loop
    return uvloop.new_event_loop
