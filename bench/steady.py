"""Does the mock keep up? Expenses come in by a timetable for minutes, and are synced; nothing may fail or be late."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from itertools import islice
from typing import Any

from asking import Batches
from cores import Cores
from filling import MOST_ITEMS, add_companies, add_syncs
from growing import Loaded, launched
from judging import Verdict, documented, failures, within
from lines import played
from pacing import paced
from timetable import Part, Size, Timetable

MIB = 1024 * 1024
_LINES = 2
_TURNS = 3


@dataclass(frozen=True, slots=True)
class Endured:
    """What came of all.

    Attributes:
        parts: Of the time.
        before: The bytes of memory before the first; None where the system does not tell.
        bodies: The bytes of each dataset's body.
        syncs: How many syncs there were.
        took: Seconds.
        full: What came of the same afterwards, in turn with another mock.
        fresh: What came of it meanwhile at that one, to which nothing had come.
    """

    parts: Sequence[Part]
    before: int | None
    bodies: Sequence[int]
    syncs: int
    took: float
    full: Part
    fresh: Part

    @property
    def all(self) -> Sequence[Part]:
        """Everything that was measured."""
        return [*self.parts, self.full, self.fresh]

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
        loaded, play = _begun(stack, size, cores, tell)
        before = loaded.server.resident()
        took = paced(loaded.state.url, play.due(), size.connections)
        parts = play.parts
        parts[-1].resident = loaded.server.resident()
        tell("in turn with a mock to which nothing came")
        turns = _in_turn([(loaded, play), _begun(stack, size, cores, tell)], size)
        return Endured(parts, before, [play.batches.size] * play.sent, play.syncs, took, *turns)


def _begun(
    stack: ExitStack, size: Size, cores: Cores, tell: Callable[[str], None]
) -> tuple[Loaded, Timetable]:
    """A mock with its companies, in which everything that is bounded is full."""
    loaded = launched(stack, cores)
    state = loaded.state
    tell(f"{size.companies:,} companies")
    add_syncs(state, 1)
    add_companies(state, size.companies)
    play = Timetable(state, Batches(MOST_ITEMS, _LINES, state.numbers), size, loaded, tell)
    tell(f"{size.before:,} datasets before the first")
    played(state.url, islice(play.datasets(), size.before), size.connections)
    played(state.url, map(play.synced, state.companies[: size.before]), size.connections)
    play.syncs = 0
    return loaded, play


def _in_turn(plays: Sequence[tuple[Loaded, Timetable]], size: Size) -> list[Part]:
    """What came of the same timetable at each of these mocks, one after the other, and again."""
    parts = [Part() for _ in plays]
    for _ in range(_TURNS):
        for part, (loaded, play) in zip(parts, plays, strict=True):
            again = play.again(size.every / (len(plays) * _TURNS))
            paced(loaded.state.url, again.due(), size.connections)
            part.add(again.parts[0])
    return parts


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
        "inTurn": {"loaded": _latency(endured.full), "fresh": _latency(endured.fresh)},
        "wrong": [line for part in endured.all for line in _told(part)],
        "verdicts": [verdict.document() for verdict in verdicts(endured, size.ratio)],
    }


def _told(part: Part) -> Iterator[str]:
    yield from part.datasets.told
    yield from part.syncs.told


def _part(number: int, part: Part, unit: str) -> dict[str, Any]:
    return {
        unit: number,
        "datasets": len(part.datasets.latencies),
        **_latency(part),
        "p99 ms of syncs": part.syncs.within(0.99) * 1e3 if part.syncs.latencies else None,
        "wrong": part.wrong,
        "MiB": None if part.resident is None else part.resident / MIB,
    }


def _latency(part: Part) -> dict[str, float]:
    return {
        "p50 ms": part.datasets.within(0.5) * 1e3,
        "p99 ms": part.datasets.within(0.99) * 1e3,
        "longest ms": part.datasets.within(1) * 1e3,
    }


def verdicts(endured: Endured, ratio: float) -> Iterator[Verdict]:
    """Whether nothing failed, nothing became late, and no more is kept than is documented."""
    parts = endured.parts
    yield failures(sum(part.wrong for part in endured.all))
    first, last, full, fresh = (
        part.datasets.within(0.99) for part in (parts[0], parts[-1], endured.full, endured.fresh)
    )
    yield within("p99 of the last part, beside that of the first", first, last, ratio)
    yield within("p99 after that, beside that of a mock without, in turn", fresh, full, ratio)
    if endured.each is not None:
        most = documented(endured.bodies, endured.syncs, endured.expenses)
        yield Verdict("memory of an expense", endured.each, most, " bytes")
