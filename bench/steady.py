"""Does the mock keep up? Expenses come in by a timetable for minutes, and are synced; nothing may fail or be late."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from itertools import islice
from typing import Any

from asking import Batches
from cores import Cores
from filling import MOST_ITEMS, add_companies, add_syncs
from growing import launched
from judging import Verdict, documented, failures, within
from lines import played
from pacing import paced
from timetable import Part, Size, Timetable

MIB = 1024 * 1024
_LINES = 2


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
