"""Does the mock grow by what it is only asked? A million requests to one that holds much, looked at tenth by tenth."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from itertools import cycle, islice
from random import Random
from typing import Any

from asking import Ask, Batches
from cores import Cores
from filling import State, add_companies, add_syncs
from growing import Loaded, launched
from judging import Verdict, steady
from lines import Flow, one
from measure import Figures
from workloads import ANY_SYNC

TENTHS = 10
MIB = 1024 * 1024

_STATUSES, _LISTS, _REFUSED = 20, 2, 1
"""How many requests of each kind there are: most of what a mock is asked is how far a sync is."""

_DRAWN = 100_003
_BEFORE = 20_000
"""After so many everything that is bounded is full."""


@dataclass(frozen=True, slots=True)
class Size:
    """How much is in place, and how much is asked.

    Attributes:
        companies: How many can sync.
        syncs: How many have ended.
        requests: How many are made in all.
        connections: By how many connections.
    """

    companies: int
    syncs: int
    requests: int
    connections: int


@dataclass(frozen=True, slots=True)
class Tenth:
    """A tenth of the requests.

    Attributes:
        figures: What they cost.
        resident: The bytes of memory of the mock after them; None where the system does not tell.
    """

    figures: Figures
    resident: int | None


def million(size: Size, cores: Cores, tell: Callable[[str], None]) -> list[Tenth]:
    """Have that much in place, and ask for it.

    Raises:
        WrongAnswerError: An answer was not as it should be.
        NotStartedError: The mock did not come up.
    """
    with ExitStack() as stack:
        loaded = launched(stack, cores)
        tell(f"{size.companies:,} companies")
        add_companies(loaded.state, size.companies)
        tell(f"{size.syncs:,} syncs")
        add_syncs(loaded.state, max(size.syncs, 1))
        loaded.right()
        asked = map(one, _asked(loaded.state))
        before = min(_BEFORE, size.requests)
        tell(f"{before:,} requests before the first")
        loaded.measured(islice(asked, before), size.connections)
        return [_tenth(loaded, asked, size, number, tell) for number in range(TENTHS)]


def _tenth(
    loaded: Loaded, asked: Iterator[Flow], size: Size, number: int, tell: Callable[[str], None]
) -> Tenth:
    tell(f"tenth {number + 1} of {TENTHS}")
    count = -(-size.requests // TENTHS)
    run = loaded.measured(islice(asked, count), size.connections)
    return Tenth(Figures.of([run]), loaded.server.resident())


def _asked(state: State) -> Iterator[Ask]:
    """Requests of all kinds, for ever; which sync they are about is drawn, and drawn once."""
    refused = _refusals(state)
    kinds = [
        *["status"] * _STATUSES,
        *["list"] * _LISTS,
        *["refused"] * (_REFUSED * len(refused)),
    ]
    state.chance.shuffle(kinds)
    nothing = cycle(refused)
    drawn = {"status": _statuses(state), "list": _lists(state), "refused": nothing}
    return (next(drawn[kind]) for kind in cycle(kinds))


def _statuses(state: State) -> Iterator[Ask]:
    return cycle(state.chance.choices(state.statuses, k=_DRAWN))


def _lists(state: State) -> Iterator[Ask]:
    drawn = state.chance.choices(state.syncs, k=_DRAWN // 10)
    return cycle([state.asker.transactions(*sync) for sync in drawn])


def _refusals(state: State) -> list[Ask]:
    """What is not there, and what the contract does not allow."""
    company, asker = Random(1).choice(state.companies), state.asker
    bad = Batches(1, 2, iter(range(1))).next().replace(b"110.42", b"-1")
    return [
        asker.status(company, ANY_SYNC, right=404),
        asker.dataset(company, bad, right=400),
        asker.status(ANY_SYNC, ANY_SYNC, right=404),
    ]


def document(tenths: Sequence[Tenth], size: Size) -> dict[str, Any]:
    """What was measured, as JSON."""
    return {
        "about": (
            f"{size.companies:,} companies and {size.syncs:,} syncs in place, "
            f"{size.connections} connections"
        ),
        "requests": size.requests,
        "parts": [_part(number, tenth) for number, tenth in enumerate(tenths, 1)],
        "verdicts": [verdict.document() for verdict in verdicts(tenths)],
    }


def _part(number: int, tenth: Tenth) -> dict[str, Any]:
    figures = tenth.figures
    return {
        "tenth": number,
        "answers a second": round(figures.rate),
        "CPU us": None if figures.cpu is None else figures.cpu * 1e6,
        "p50 ms": figures.p50 * 1e3,
        "p99 ms": figures.p99 * 1e3,
        "MiB": None if tenth.resident is None else tenth.resident / MIB,
    }


def verdicts(tenths: Sequence[Tenth]) -> Iterator[Verdict]:
    """Whether rate and memory are the same at the end as at the beginning."""
    first, last = tenths[0], tenths[-1]
    yield steady("answers a second", first.figures.rate, last.figures.rate)
    if first.resident is not None and last.resident is not None:
        yield steady("memory", first.resident, last.resident)
