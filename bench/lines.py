"""How are many different requests sent? Over a few connections, each with one on its way; by flows that say the next.

`load.py` asks for the same again and again. Here each request may be another, and may depend on the answer before.
"""

import asyncio
import gc
import time
from array import array
from collections.abc import Awaitable, Callable, Generator, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from math import ceil
from typing import TypeAlias, cast
from urllib.parse import urlsplit

import httptools

from asking import Ask
from load import Run, loop_factory
from measure import WrongAnswerError

Flow: TypeAlias = Generator[Ask, bytes, None]
"""What one client asks, one request after the other; it is sent the body of each answer, and may find it wrong."""

_OVERTIME = 30
_TOLD = 5
_SHOWN = 300


@dataclass(slots=True)
class Tally:
    """What came of requests.

    Attributes:
        latencies: In seconds, in the order in which the answers came.
        wrong: How many answers were not as they should be, or never came.
        told: What was wrong with the first of them.
    """

    latencies: "array[float]" = field(default_factory=lambda: array("d"))
    wrong: int = 0
    told: list[str] = field(default_factory=list)

    def within(self, share: float) -> float:
        """The latency that so large a part of the answers kept within."""
        ordered = sorted(self.latencies)
        return ordered[ceil(share * len(ordered)) - 1] if ordered else 0.0

    def blame(self, what: str) -> None:
        """Count one that was wrong."""
        self.wrong += 1
        if len(self.told) < _TOLD:
            self.told.append(what)

    def add(self, more: "Tally") -> None:
        """Count these, too."""
        self.latencies.extend(more.latencies)
        self.wrong += more.wrong
        self.told = [*self.told, *more.told][:_TOLD]

    def run(self, seconds: float) -> Run:
        """The same as what came of a run that took so long."""
        return Run(len(self.latencies), seconds, self.within(0.5), self.within(0.99), self.wrong)


class Line(asyncio.Protocol):
    """A connection; it plays a flow, and says when it is free for another."""

    def __init__(self, free: Callable[["Line"], None]) -> None:
        """Call `free` at the end of each flow."""
        self.lost = False
        self._free = free
        self._flow: Flow | None = None
        self._ask = Ask(b"")
        self._since = 0.0
        self._tally = Tally()
        self._body: list[bytes] = []
        self._parser = httptools.HttpResponseParser(self)
        self._transport: asyncio.Transport

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Be what it comes over."""
        self._transport = cast("asyncio.Transport", transport)

    def begin(self, flow: Flow, tally: Tally, since: float | None = None) -> None:
        """Play a flow; the latency of its first request counts from `since`, or from now."""
        self._flow, self._tally = flow, tally
        ask = next(flow, None)
        if ask is None:
            self._end(flow)
        else:
            self._send(ask, since)

    def _send(self, ask: Ask, since: float | None = None) -> None:
        self._ask = ask
        self._since = time.perf_counter() if since is None else since
        self._transport.write(ask.written)

    def data_received(self, data: bytes) -> None:
        """Read on."""
        self._parser.feed_data(data)

    def on_body(self, body: bytes) -> None:
        """Keep a piece of the answer."""
        self._body.append(body)

    def on_message_complete(self) -> None:
        """Tell the flow, and send what it asks next; an answer that is not right ends it."""
        tally, flow, ask = self._tally, self._flow, self._ask
        if flow is None:
            return
        tally.latencies.append(time.perf_counter() - self._since)
        body = b"".join(self._body)
        self._body.clear()
        status = self._parser.get_status_code()
        if status != ask.right:
            tally.blame(_wrong(ask, status, body))
            self._end(flow)
            return
        try:
            following = flow.send(body)
        except StopIteration:
            self._end(flow)
        except WrongAnswerError as wrong:
            tally.blame(str(wrong))
            self._end(flow)
        else:
            self._send(following)

    def connection_lost(self, _: Exception | None) -> None:
        """Blame the request that is under way, if one is."""
        self.lost = True
        if self._flow is not None:
            self._tally.blame(_wrong(self._ask, None, b""))
            self._end(self._flow)

    def close(self) -> None:
        """Hang up."""
        self._transport.close()

    def _end(self, flow: Flow) -> None:
        flow.close()
        self._flow = None
        self._free(self)


def _wrong(ask: Ask, status: int | None, body: bytes) -> str:
    asked = ask.written.partition(b" HTTP/1.1")[0].decode()
    got = "nothing" if status is None else f"{status} {body[:_SHOWN].decode(errors='replace')}"
    return f"{asked} must be answered by {ask.right}, and was by {got}"


def one(ask: Ask) -> Flow:
    """A flow of a single request whose answer nobody needs."""
    yield ask


async def opened(url: str, count: int, free: Callable[[Line], None]) -> list[Line]:
    """So many connections."""
    loop, address = asyncio.get_running_loop(), urlsplit(url)
    host, port = address.hostname or "", address.port or 80
    return [(await loop.create_connection(lambda: Line(free), host, port))[1] for _ in range(count)]


def played(url: str, flows: Iterator[Flow], connections: int, seconds: float | None = None) -> Run:
    """Play flows to the last of them, or until the time is over.

    Raises:
        WrongAnswerError: An answer was not as it should be.
    """
    tally = Tally()
    took = driven(_played(url, flows, connections, seconds, tally))
    if tally.wrong:
        message = f"{tally.wrong:,} answers were not right: {'; '.join(tally.told)}"
        raise WrongAnswerError(message)
    return tally.run(took)


async def _played(
    url: str, flows: Iterator[Flow], connections: int, seconds: float | None, tally: Tally
) -> float:
    busy, over = 0, asyncio.get_running_loop().create_future()
    until = float("inf")

    def free(line: Line) -> None:
        nonlocal busy
        flow = next(flows, None) if time.perf_counter() < until and not line.lost else None
        if flow is not None:
            line.begin(flow, tally)
            return
        busy -= 1
        if not busy and not over.done():
            over.set_result(None)

    lines = await opened(url, connections, free)
    began = time.perf_counter()
    until = began + seconds if seconds else until
    busy = len(lines)
    for line in lines:
        free(line)
    await asyncio.wait_for(over, seconds and seconds + _OVERTIME)
    took = time.perf_counter() - began
    for line in lines:
        line.close()
    return took


def driven(work: Awaitable[float]) -> float:
    """What `work` gives, played in a loop of its own."""
    with asyncio.Runner(loop_factory=loop_factory()) as runner, undisturbed():

        async def main() -> float:
            return await work

        return runner.run(main())


@contextmanager
def undisturbed() -> Iterator[None]:
    """Without collecting garbage here: what that takes would be taken for the server's latency."""
    gc.collect()
    gc.freeze()
    gc.disable()
    try:
        yield
    finally:
        gc.enable()
        gc.unfreeze()
