"""What is sent when? Datasets to one company, a sync of them, and then to the next, however soon that is answered."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from itertools import count

import orjson

from asking import Batches
from filling import MOST_ITEMS, State
from growing import Loaded
from lines import Flow, Tally
from measure import WrongAnswerError
from pacing import Due


@dataclass(frozen=True, slots=True)
class Size:
    """How much comes in.

    Attributes:
        rate: Expenses a second.
        seconds: For how long.
        every: Seconds that are looked at together.
        companies: Over how many companies.
        datasets: How many a sync takes.
        connections: Over how many connections.
        ratio: How many times the p99 of the first part the last one may have.
        before: Datasets that come before it is measured: a thousand fill everything that is bounded.
    """

    rate: float
    seconds: float
    every: float
    companies: int
    datasets: int
    connections: int
    ratio: float
    before: int

    @property
    def parts(self) -> int:
        """How many parts are looked at."""
        return max(round(self.seconds / self.every), 1)


@dataclass(slots=True)
class Part:
    """What came of a part of the time.

    Attributes:
        datasets: Of what created datasets.
        syncs: Of what initiated syncs and looked at them.
        resident: The bytes of memory of the mock after it; None where the system does not tell.
    """

    datasets: Tally = field(default_factory=Tally)
    syncs: Tally = field(default_factory=Tally)
    resident: int | None = None

    @property
    def wrong(self) -> int:
        """How many answers were not as they should be, or never came."""
        return self.datasets.wrong + self.syncs.wrong

    def add(self, more: "Part") -> None:
        """Count what came of a later part as of this one."""
        self.datasets.add(more.datasets)
        self.syncs.add(more.syncs)


class Timetable:
    """What is sent when: datasets to one company, then a sync of them, then to the next.

    Attributes:
        parts: What came of it, filled as it goes.
        batches: What bodies are made of.
        sent: How many datasets.
        syncs: How many syncs.
    """

    def __init__(
        self,
        state: State,
        batches: Batches,
        size: Size,
        loaded: Loaded,
        tell: Callable[[str], None],
    ) -> None:
        """For these companies."""
        self.parts = [Part() for _ in range(size.parts)]
        self.batches = batches
        self.sent = 0
        self.syncs = 0
        self._state = state
        self._size = size
        self._loaded = loaded
        self._tell = tell
        self._made: dict[str, list[str]] = {}

    def due(self) -> Iterator[Due]:
        """Everything that is sent, in order."""
        size, at = self._size, 0
        apart = MOST_ITEMS / size.rate
        for number in count():
            moment = number * apart
            if moment >= size.seconds:
                return
            at = self._part(moment, at)
            company = self._company(number // size.datasets)
            body = self.batches.next()
            self.sent += 1
            yield Due(moment, self._created(company, body), self.parts[at].datasets)
            if number % size.datasets == size.datasets - 1 or moment + apart >= size.seconds:
                # Its datasets are answered by then, if the mock keeps up.
                yield Due(moment + apart / 2, self.synced(company), self.parts[at].syncs)

    def again(self, seconds: float) -> "Timetable":
        """The same for the same mock, for so long."""
        size = replace(self._size, seconds=seconds, every=seconds)
        return Timetable(self._state, self.batches, size, self._loaded, lambda _: None)

    def datasets(self) -> Iterator[Flow]:
        """Datasets for ever, as fast as they are taken."""
        for number in count():
            yield self._created(self._company(number), self.batches.next())

    def synced(self, company: str) -> Flow:
        """Initiate a sync of all datasets that are answered, if there are any, and see that it has ended well."""
        asker, datasets = self._state.asker, self._made.pop(company, [])
        if not datasets:
            return
        self.syncs += 1
        sync = orjson.loads((yield asker.sync(company, datasets)))["syncId"]
        body = orjson.loads((yield asker.status(company, sync)))
        if (body["syncStatusCode"], body["dataPushed"]) != (2000, True):
            message = f"a sync of new expenses must have ended well, and reads {body}"
            raise WrongAnswerError(message)

    def _created(self, company: str, body: bytes) -> Flow:
        answer = orjson.loads((yield self._state.asker.dataset(company, body)))
        self._made.setdefault(company, []).append(answer["datasetId"])

    def _company(self, number: int) -> str:
        companies = self._state.companies
        return companies[number % len(companies)]

    def _part(self, moment: float, before: int) -> int:
        at = min(int(moment / self._size.every), len(self.parts) - 1)
        if at != before:
            self.parts[before].resident = self._loaded.server.resident()
        if at != before or not moment:
            self._tell(f"part {at + 1} of {len(self.parts)}")
        return at
