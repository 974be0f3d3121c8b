"""How is a server loaded that may not slow the load down? By a timetable, whatever it has answered so far.

What waits for a free connection counts from the moment at which it was to be sent, so that a server which stands still
for a second has a second of late answers, and not one of them (coordinated omission).
"""

import asyncio
import time
from collections import deque
from collections.abc import Iterator
from typing import NamedTuple

from lines import Flow, Line, Tally, driven, opened

_SPINS = 0.002
"""A timer may be a millisecond late, so the last moments are waited for without one."""

_STANDS_STILL = 60


class Due(NamedTuple):
    """A flow, and when it is to begin.

    Attributes:
        at: Seconds from the beginning.
        flow: What is asked.
        tally: Where its answers are counted.
    """

    at: float
    flow: Flow
    tally: Tally


def paced(url: str, timetable: Iterator[Due], connections: int) -> float:
    """Begin each flow at its time, and wait for the end of all.

    Returns:
        How many seconds it took.

    Raises:
        TimeoutError: The server stands still.
    """
    return driven(_Pace(connections).keep(url, timetable))


class _Pace:
    """Connections that are free, and flows that wait for one."""

    def __init__(self, connections: int) -> None:
        self._connections = connections
        self._idle: deque[Line] = deque()
        self._waiting: deque[tuple[Flow, Tally, float]] = deque()
        self._lost = 0

    async def keep(self, url: str, timetable: Iterator[Due]) -> float:
        self._idle.extend(await opened(url, self._connections, self._free))
        began = time.perf_counter()
        for due in timetable:
            await _until(began + due.at)
            self._waiting.append((due.flow, due.tally, began + due.at))
            self._begin()
        async with asyncio.timeout(_STANDS_STILL):
            while len(self._idle) + self._lost < self._connections:  # noqa: ASYNC110 once, at the end
                await asyncio.sleep(_SPINS)
        took = time.perf_counter() - began
        for flow, tally, _ in self._waiting:
            tally.blame("no connection was left")
            flow.close()
        for line in self._idle:
            line.close()
        return took

    def _begin(self) -> None:
        while self._waiting and self._idle:
            line = self._idle.popleft()
            if line.lost:
                self._lost += 1
                continue
            flow, tally, since = self._waiting.popleft()
            line.begin(flow, tally, since)

    def _free(self, line: Line) -> None:
        if line.lost:
            self._lost += 1
            return
        self._idle.append(line)
        self._begin()


async def _until(moment: float) -> None:
    while (left := moment - time.perf_counter()) > 0:  # noqa: ASYNC110 it is time that is waited for
        await asyncio.sleep(max(left - _SPINS, 0))
