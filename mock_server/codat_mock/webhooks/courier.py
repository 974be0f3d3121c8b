"""Who carries messages out? Many at a time, and few to each endpoint, so that a dead receiver delays nobody else."""

import asyncio
import logging
from collections import deque
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from weakref import WeakSet

from codat_mock.core.deliveries import Deliveries
from codat_mock.core.endpoints import Endpoint, Sent
from codat_mock.core.messages import Attempt, Message, Posted
from codat_mock.core.moments import SECOND, Duration, Moment
from codat_mock.core.tenant import Tenant
from codat_mock.core.timetable import RULES
from codat_mock.webhooks.carrying import Carry, Parcel, Taken, said
from codat_mock.webhooks.places import AT_ONCE, AT_ONCE_TO_THE_UNKNOWN, Places
from codat_mock.webhooks.signing import letter

_log = logging.getLogger("codat_mock")


@dataclass(slots=True)
class _Line:
    """What waits for one endpoint.

    Attributes:
        endpoint: The endpoint.
        waiting: The jobs, oldest first.
        going: How many are under way.
        late: Those of them that take longer than a second.
    """

    endpoint: Endpoint
    waiting: "deque[_Job]" = field(default_factory=deque)
    going: int = 0
    late: "set[_Job]" = field(default_factory=set)

    def free(self, *, known: bool) -> bool:
        """Whether another one may go, to an endpoint that is `known` to answer or not."""
        return bool(self.waiting) and self.going < (AT_ONCE if known else AT_ONCE_TO_THE_UNKNOWN)


@dataclass(frozen=True, slots=True, eq=False)
class _Job:
    tenant: Tenant
    deliveries: Deliveries
    message: Message

    @property
    def known(self) -> bool:
        """Whether its tenant still knows of it: one that went back has other deliveries, and sends from those."""
        return self.deliveries is self.tenant.deliveries

    def begin(self) -> bool:
        """Whether it is still to be done, now that its turn has come."""
        return self.known and self.deliveries.begin(self.message)


class Courier:
    """Carries the messages of all tenants."""

    def __init__(
        self,
        way: Callable[[], Carry],
        wall: Callable[[], Moment],
        done: Callable[[Tenant], None],
        posted: Callable[[Posted], None] | None = None,
    ) -> None:
        """Carry nothing yet.

        Args:
            way: Makes the way to receivers, on first need.
            wall: Real time, which signatures have.
            done: Is called when an attempt for a tenant is over.
            posted: Is told of every attempt, once it is over.
        """
        self._way = way
        self._wall = wall
        self._done = done
        self._posted = posted
        self._carry: Carry | None = None
        self._lines: dict[Endpoint, _Line] = {}
        self._answering: WeakSet[Endpoint] = WeakSet()
        self._tasks: set[asyncio.Task[None]] = set()
        self._places = Places()

    def collect(self, tenant: Tenant) -> None:
        """Begin to deliver what lies in a tenant's outbox; within the loop."""
        outbox = tenant.deliveries.outbox
        while outbox:
            job = _Job(tenant, tenant.deliveries, outbox.popleft())
            endpoint = job.message.endpoint
            line = self._lines.setdefault(endpoint, _Line(endpoint))
            line.waiting.append(job)
            self._start(line)

    async def close(self) -> None:
        """Give up what is under way, and close the connections; within the loop, before it ends."""
        tasks = [*self._tasks]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        close = getattr(self._carry, "aclose", None)
        if close is not None:
            await close()

    def _start(self, line: _Line) -> None:
        while line.free(known=self._known(line)):
            job = line.waiting.popleft()
            if not job.begin():
                continue
            line.going += 1
            task = asyncio.get_running_loop().create_task(self._deliver(line, job))
            self._tasks.add(task)
            task.add_done_callback(self._tasks.discard)
        if not line.going:
            self._lines.pop(line.endpoint, None)

    async def _deliver(self, line: _Line, job: _Job) -> None:
        # Only `close` cancels this, and then nothing more is to be begun.
        message, clock = job.message, job.tenant.clock
        async with self._places.place(lambda: line.late.add(job), known=self._known(line)):
            attempt = await self._attempt(message, clock.now())
        line.going -= 1
        line.late.discard(job)
        self._heard(line.endpoint, answered=attempt.status is not None)
        job.deliveries.attempted(message, attempt, clock.now())
        if self._posted is not None:
            self._posted(Posted(message, attempt, job.known))
        self._start(line)
        self._done(job.tenant)

    def _known(self, line: _Line) -> bool:
        """Whether an endpoint is known to answer."""
        return line.endpoint in self._answering and not line.late

    def _heard(self, endpoint: Endpoint, *, answered: bool) -> None:
        """Keep in mind whether an endpoint answers, also when nothing waits for it."""
        (self._answering.add if answered else self._answering.discard)(endpoint)

    async def _attempt(self, message: Message, at: Moment) -> Attempt:
        endpoint, mark = message.endpoint, message.mark
        try:
            sent = letter(message, at, self._wall())
            if mark and message.spoil and message.spoil.again and endpoint.last:
                # Byte for byte, its signature too.
                await self._carried(endpoint, endpoint.last)
            taken = await self._carried(endpoint, sent)
            endpoint.last = sent
            return _attempt(at, taken, mark, self._wall())
        except Exception as failure:  # noqa: BLE001 whatever it is, the advance that waits for it goes on
            _log.exception("a webhook could not be sent")
            return Attempt(at, None, said(f"the mock failed: {type(failure).__name__}: {failure}"))

    async def _carried(self, endpoint: Endpoint, sent: Sent) -> Taken:
        if self._carry is None:
            self._carry = self._way()
        follows = RULES[endpoint.service].follows
        return await self._carry(Parcel(endpoint.url or "", sent.headers, sent.body, follows))


def _attempt(at: Moment, taken: Taken, spoiled: str, wall: Moment) -> Attempt:
    wish = taken.headers.get("webhook-delivery", "")
    return Attempt(
        at,
        taken.status,
        taken.why,
        _retry_after(taken.headers, wall),
        aborts=wish == "abort-message",
        disables=wish == "disable",
        spoiled=spoiled,
    )


def _retry_after(headers: Mapping[str, str], wall: Moment) -> Duration | None:
    """What `Retry-After` asks for: seconds or a date; None: nothing that can be read."""
    text = headers.get("retry-after", "").strip()
    if text.isdecimal():
        return min(int(text[:9]), _LONGEST) * SECOND
    try:
        moment = parsedate_to_datetime(text)
    except (ValueError, OverflowError):
        # A day or a zone of many digits overflows.
        return None
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=UTC)
    left = (moment - datetime.fromtimestamp(wall / SECOND, UTC)).total_seconds()
    return int(max(0.0, min(left, _LONGEST)) * SECOND)


_LONGEST = 86_400
"""The longest wait in seconds that a receiver can ask for."""
