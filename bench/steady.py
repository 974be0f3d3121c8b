"""Does the mock keep up? Expenses come in by a timetable for minutes, and are synced; nothing may fail or be late."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from itertools import count, islice
from typing import Any

import orjson

from asking import Batches
from cores import Cores
from filling import MOST_ITEMS, State, add_companies, add_syncs
from growing import Loaded, launched
from judging import Verdict, documented, failures, within
from lines import Flow, Tally, played
from measure import WrongAnswerError
from pacing import Due, paced

MIB = 1024 * 1024
_LINES = 2


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


@dataclass(frozen=True, slots=True)
class Endured:
    """What came of all.

    Attributes:
        parts: Of the time.
        before: The bytes of memory before the first; None where the system does not tell.
        bodies: The bytes of each dataset's body.
        syncs: How many syncs there were.
        took: Seconds.
    """

    parts: Sequence[Part]
    before: int | None
    bodies: Sequence[int]
    syncs: int
    took: float

    @property
    def expenses(self) -> int:
        """How many came in."""
        return MOST_ITEMS * len(self.bodies)

    @property
    def each(self) -> float | None:
        """The bytes of memory that an expense took; None where the system does not tell."""
        after = self.parts[-1].resident
        if after is None or self.before is None:
            return None
        return (after - self.before) / self.expenses


def steady(size: Size, cores: Cores, tell: Callable[[str], None]) -> Endured:
    """Have expenses come in.

    Raises:
        WrongAnswerError: The mock did not take what comes before it is measured.
        NotStartedError: The mock did not come up.
        TimeoutError: It stands still.
    """
    with ExitStack() as stack:
        loaded = launched(stack, cores)
        state = loaded.state
        tell(f"{size.companies:,} companies")
        add_syncs(state, 1)
        add_companies(state, size.companies)
        batches = Batches(MOST_ITEMS, _LINES, state.numbers)
        tell(f"{size.before:,} datasets before the first")
        play = Timetable(state, batches, size, loaded, tell)
        played(state.url, islice(play.datasets(), size.before), size.connections)
        played(state.url, map(play.synced, state.companies[: size.before]), size.connections)
        before, play.syncs = loaded.server.resident(), 0
        took = paced(state.url, play.due(), size.connections)
        parts = play.parts
        parts[-1].resident = loaded.server.resident()
        return Endured(parts, before, [batches.size] * play.sent, play.syncs, took)


class Timetable:
    """What is sent when: datasets to one company, then a sync of them, then to the next.

    Attributes:
        parts: What came of it, filled as it goes.
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
        self.sent = 0
        self.syncs = 0
        self._state = state
        self._batches = batches
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
            body = self._batches.next()
            self.sent += 1
            yield Due(moment, self._created(company, body), self.parts[at].datasets)
            if number % size.datasets == size.datasets - 1 or moment + apart >= size.seconds:
                # Its datasets are answered by then, if the mock keeps up.
                yield Due(moment + apart / 2, self.synced(company), self.parts[at].syncs)

    def datasets(self) -> Iterator[Flow]:
        """Datasets for ever, as fast as they are taken."""
        for number in count():
            yield self._created(self._company(number), self._batches.next())

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


def document(endured: Endured, size: Size) -> dict[str, Any]:
    """What was measured, as JSON."""
    unit = "minute" if size.every == 60 else "part"
    return {
        "about": (
            f"{size.rate / MOST_ITEMS:,.0f} datasets of {MOST_ITEMS} a second to {size.companies:,} companies in turn, "
            f"a sync of every {size.datasets}"
        ),
        "rate": size.rate,
        "minutes": size.seconds / 60,
        "part": unit,
        "took": endured.took,
        "expenses": endured.expenses,
        "syncs": endured.syncs,
        "bytesEach": endured.each,
        "parts": [_part(number, part, unit) for number, part in enumerate(endured.parts, 1)],
        "wrong": [line for part in endured.parts for line in _told(part)],
        "verdicts": [verdict.document() for verdict in verdicts(endured, size.ratio)],
    }


def _told(part: Part) -> Iterator[str]:
    yield from part.datasets.told
    yield from part.syncs.told


def _part(number: int, part: Part, unit: str) -> dict[str, Any]:
    return {
        unit: number,
        "datasets": len(part.datasets.latencies),
        "p50 ms": part.datasets.within(0.5) * 1e3,
        "p99 ms": part.datasets.within(0.99) * 1e3,
        "longest ms": part.datasets.within(1) * 1e3,
        "p99 ms of syncs": part.syncs.within(0.99) * 1e3,
        "wrong": part.datasets.wrong + part.syncs.wrong,
        "MiB": None if part.resident is None else part.resident / MIB,
    }


def verdicts(endured: Endured, ratio: float) -> Iterator[Verdict]:
    """Whether nothing failed, nothing became late, and no more is kept than is documented."""
    parts = endured.parts
    yield failures(sum(part.datasets.wrong + part.syncs.wrong for part in parts))
    first, last = parts[0].datasets.within(0.99), parts[-1].datasets.within(0.99)
    yield within("p99 of the last part, beside that of the first", first, last, ratio)
    if endured.each is not None:
        most = documented(endured.bodies, endured.syncs, endured.expenses)
        yield Verdict("memory of an expense", endured.each, most, " bytes")
