"""How many attempts may be under way, so that receivers which hang delay nobody else?

Rule 1: to one endpoint there are eight at once; two, unless it is known to answer: its last attempt was answered, and
none under way is older than a second.
Rule 2: all endpoints that are not known to answer share 128 places; the 256 others nobody but the known ones gets.
Rule 3: nobody holds one of those for longer than a second: who takes longer gives it back, and goes on without one.
Rule 4: in all there are 768, those that go on so included.

So however many hang, what answers waits for seconds at most: new endpoints and dead ones cannot take its places, and
only if eighty that have answered before stop at the same moment is there nothing left.
"""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

AT_ONCE = 8
"""How many attempts to one endpoint are under way at the same time."""

AT_ONCE_TO_THE_UNKNOWN = 2
"""How many, unless it is known to answer: what waits for it waits in line."""

SHARED = 128
"""How many to all endpoints that are not known to answer."""

KEPT = 256
"""How many to those that are, and are not late."""

IN_ALL = 768
"""How many in all: a process may often have no more than 1,024 connections."""

SOON = 1.0
"""After how many seconds without an answer an attempt is late."""


class Places:
    """The places that attempts have while they are under way."""

    __slots__ = ("_all", "_kept", "_shared")

    def __init__(self) -> None:
        """Have all of them free."""
        self._kept = asyncio.Semaphore(KEPT)
        self._shared = asyncio.Semaphore(SHARED)
        self._all = asyncio.Semaphore(IN_ALL)

    @asynccontextmanager
    async def place(self, late: Callable[[], None], *, known: bool) -> AsyncIterator[None]:
        """Wait for a place, and hold it while the block lasts, or as long as rule 3 lets it.

        Args:
            late: Is called if the block lasts for longer than a second.
            known: It is for an endpoint that is known to answer.
        """
        places = self._kept if known else self._shared
        await places.acquire()
        held = True

        def is_late() -> None:
            nonlocal held
            late()
            if known:
                held = False
                places.release()

        try:
            async with self._all:
                alarm = asyncio.get_running_loop().call_later(SOON, is_late)
                try:
                    yield
                finally:
                    alarm.cancel()
        finally:
            if held:
                places.release()
