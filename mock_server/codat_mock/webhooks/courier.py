"""Who carries messages out? Many at a time, so that a dead receiver delays nobody else."""

import asyncio
import logging
from collections.abc import Callable

from codat_mock.core.clock import VirtualClock
from codat_mock.core.deliveries import Attempt, Deliveries, Message
from codat_mock.core.moments import Moment
from codat_mock.core.tenant import Tenant
from codat_mock.webhooks.carrying import Carry, Taken
from codat_mock.webhooks.messages import headers, written

AT_ONCE = 100
"""How many attempts are under way at the same time."""

_log = logging.getLogger("codat_mock")


class Courier:
    """Carries the messages of all tenants."""

    def __init__(
        self, way: Callable[[], Carry], wall: Callable[[], Moment], done: Callable[[], None]
    ) -> None:
        """Carry nothing yet.

        Args:
            way: Makes the way to receivers, on first need.
            wall: Real time, which signatures have.
            done: Is called when an attempt is over.
        """
        self._way = way
        self._wall = wall
        self._done = done
        self._carry: Carry | None = None
        self._places = asyncio.Semaphore(AT_ONCE)
        self._tasks: set[asyncio.Task[None]] = set()

    def collect(self, tenant: Tenant) -> None:
        """Begin to deliver what lies in a tenant's outbox; within the loop."""
        outbox = tenant.deliveries.outbox
        while outbox:
            carried = self._deliver(tenant.clock, tenant.deliveries, outbox.popleft())
            task = asyncio.get_running_loop().create_task(carried)
            self._tasks.add(task)
            task.add_done_callback(self._tasks.discard)

    async def _deliver(self, clock: VirtualClock, deliveries: Deliveries, message: Message) -> None:
        taken = Taken(None, "it was given up")
        at = clock.now()
        try:
            async with self._places:
                taken = await self._attempt(message)
        finally:
            deliveries.delivered(message, Attempt(at, taken.status, taken.why))
            self._done()

    async def _attempt(self, message: Message) -> Taken:
        if self._carry is None:
            self._carry = self._way()
        try:
            raw = written(message)
            return await self._carry(message.endpoint.url, headers(message, raw, self._wall()), raw)
        except Exception as failure:  # noqa: BLE001 whatever it is, the advance that waits for it goes on
            _log.exception("a webhook could not be sent")
            return Taken(None, f"the mock failed: {type(failure).__name__}: {failure}")
