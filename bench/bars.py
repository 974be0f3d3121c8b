"""Does the mock hold its bars? A row each, and what the document of a run says of it.

A bar is held, or it is broken, or the run does not tell: a server that it needs was not there, or nothing was measured.
The third is never counted as the first.

"The best peer that validates" is the best of *all* servers of the table that refuse what the contract refuses, stock
connexion included: it is of this project's making, but leaving it out could only lower a bar. Whoever was not there may
be the best, so without one of them a bar may be broken, and is never held.

Ratios are judged by rate, or by the processor time that an answer takes. A server with a core to itself shows the same
by both; where others use its core, or the generator is hardly quicker than what it loads, the second alone is its own.
"""

import operator
from collections.abc import Callable, Iterable, Mapping
from dataclasses import asdict, dataclass
from functools import partial
from math import inf, isfinite
from typing import Any, Protocol, TypeAlias

from measure import MANY, able
from peers import MOCK, PEERS
from rounds import spread
from servers import FLOOR
from starting import READS
from workloads import WORKLOADS

Told: TypeAlias = Mapping[str, Any]
"""The document of a run."""

WAYS = {"rate": "mockByRate", "cpu": "mockByCpu"}
"""What ratios may be judged by, and where the document has it."""

BEST = "the best peer that validates"

_NOT_MEASURED = "not measured"
_NO_ANSWER = "no answer within a run"


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a run says of a bar.

    Attributes:
        what: What is judged.
        wanted: What must be.
        measured: What is, or why that is not known.
        held: Whether it is as it must be; None: the run does not tell.
        lacking: Who was not measured, though this is about them; a run of something else lacks nobody.
    """

    what: str
    wanted: str
    measured: str
    held: bool | None
    lacking: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Way:
    """How ratios are judged.

    Attributes:
        by: By what: a key of `WAYS`.
        slack: The part of a bar that may be missing: what two runs differ by where others work meanwhile.
    """

    by: str = "rate"
    slack: float = 0.0


class Bar(Protocol):
    """What must hold."""

    def judged(self, told: Told, way: Way) -> Verdict:
        """What a run says of it."""


@dataclass(frozen=True, slots=True)
class Ratio:
    """So many answers of the mock for one of another server.

    Attributes:
        workload: What is asked.
        least: How many at least.
        other: The other server, or `BEST`.
    """

    workload: str
    least: float
    other: str

    def judged(self, told: Told, way: Way) -> Verdict:
        """By rate or by processor time."""
        figure, least = WAYS[way.by], self.least * (1 - way.slack)
        servers = _servers(told, self.workload)
        others = _rivals(self.workload) if self.other == BEST else (self.other,)
        return _beside(
            f"{self.workload}, by {way.by}",
            f"at least {least:g} x {self.other}",
            others,
            {name: _ahead(servers, name, figure) for name in servers},
            lambda times: times >= least,
            lambda name: _times(servers, name, figure, way.by),
        )


@dataclass(frozen=True, slots=True)
class Sooner:
    """The mock takes less time than the best peer that validates, by the clock whatever ratios are judged by.

    Attributes:
        what: For what.
        figure: Where the document has it, in milliseconds.
        found: Gives what it has of each server.
        rivals: The servers that it must be quicker than.
    """

    what: str
    figure: str
    found: Callable[[Told], Told]
    rivals: tuple[str, ...]

    def judged(self, told: Told, _: Way) -> Verdict:
        """By the clock."""
        servers = self.found(told)
        took = {
            name: inf if (its := figures[self.figure]) is None else its
            for name, figures in servers.items()
        }
        own = took[MOCK.name] if took else 0.0
        return _beside(
            self.what,
            f"below {BEST}",
            self.rivals,
            {name: its - own for name, its in took.items()},
            lambda ahead: ahead > 0,
            lambda name: f"{own:,.2f} ms; {name} {_milliseconds(took[name])}",
        )


@dataclass(frozen=True, slots=True)
class Memory:
    """The mock holds less memory than so much, by itself.

    Attributes:
        what: When.
        figure: Where the document has it, in MiB.
        below: How many MB: millions of bytes, the stricter reading of the two.
    """

    what: str
    figure: str
    below: float

    def judged(self, told: Told, _: Way) -> Verdict:
        """As the system tells."""
        mebibytes = told["starts"].get(MOCK.name, {}).get(self.figure)
        wanted = f"below {self.below:g} MB"
        if mebibytes is None:
            return Verdict(self.what, wanted, _NOT_MEASURED, held=None)
        held = mebibytes * 1024 * 1024 / 1e6
        return Verdict(self.what, wanted, f"{held:.1f} MB", held=held < self.below)


def _ahead(servers: Told, name: str, figure: str) -> float | None:
    """How many times the mock is ahead of a server; of one that gave no answer in any run as far as can be."""
    times: float | None = servers[name][figure]
    return inf if servers[MOCK.name]["answers"] and not servers[name]["answers"] else times


def _times(servers: Told, name: str, figure: str, by: str) -> str:
    if not servers[name]["answers"]:
        return f"{name}: {_NO_ANSWER}"
    between = spread(servers, name, by)
    return f"{servers[name][figure]:.2f} x {name}" + (f" ({between})" if between else "")


def _milliseconds(took: float) -> str:
    return f"{took:,.2f} ms" if isfinite(took) else _NO_ANSWER


def _servers(told: Told, workload: str) -> Told:
    """The figures of each server with this workload; none where it was not measured at `MANY` connections."""
    for row in told["workloads"]:
        if (row["name"], row["connections"]) == (workload, MANY):
            servers: Told = row["servers"]
            return servers
    return {}


def _rivals(*workloads: str) -> tuple[str, ...]:
    """The peers that validate, and can take part in these."""
    asked = [workload for workload in WORKLOADS if workload.name in workloads]
    return tuple(
        peer.name
        for peer in PEERS
        if peer.validates and all(able(peer, workload) for workload in asked)
    )


def _beside(
    what: str,
    wanted: str,
    others: Iterable[str],
    margins: Mapping[str, float | None],
    holds: Callable[[float], bool],
    words: Callable[[str], str],
) -> Verdict:
    """Judge by the server that comes nearest.

    Args:
        what: What is judged.
        wanted: What must be.
        others: Whom it must be so beside: one is enough to break it, all are needed to hold it.
        margins: How far the mock is ahead of each, more is better; None: the system does not tell.
        holds: Whether that is far enough.
        words: What is measured beside one of them.
    """
    known = {name: margin for name in others if (margin := margins.get(name)) is not None}
    lacking = tuple(name for name in others if name not in known) if margins else ()
    if not known:
        return Verdict(what, wanted, _NOT_MEASURED, held=None, lacking=lacking)
    nearest = min(known, key=known.__getitem__)
    # Who they are is said once for all bars.
    measured = words(nearest) + (f"; {len(lacking)} {_NOT_MEASURED}" if lacking else "")
    held = holds(known[nearest]) and (None if lacking else True)
    return Verdict(what, wanted, measured, held, lacking)


BARS: tuple[Bar, ...] = (
    Ratio("GET status", 0.7, FLOOR),
    Ratio("GET status", 5, "Prism"),
    Ratio("GET status", 3, "openapi-backend"),
    Ratio("POST 1 x 2", 4, "Prism"),
    Ratio("POST 1 x 2", 2, "openapi-backend"),
    Ratio("POST 50 x 4", 1.5, BEST),
    Ratio("whole flow", 4, "openapi-backend"),
    *(
        Sooner(
            f"p99 of {workload.name}",
            "p99Milliseconds",
            partial(_servers, workload=workload.name),
            _rivals(workload.name),
        )
        for workload in WORKLOADS
    ),
    Sooner("first 200", "milliseconds", operator.itemgetter("starts"), _rivals()),
    Memory("memory at start", "mebibytes", 80),
    Memory(f"memory after {READS:,} reads", "mebibytesAfterReads", 110),
)
"""What must hold, at `MANY` connections and with a core for each server."""


def verdicts(told: Told, way: Way = Way()) -> list[dict[str, Any]]:
    """What a run says of each bar, as JSON."""
    judged = [asdict(bar.judged(told, way)) for bar in BARS]
    return [{**verdict, "lacking": [*verdict["lacking"]]} for verdict in judged]


def failed(bars: Iterable[Mapping[str, Any]]) -> str:
    """Why a check by these verdicts fails; empty: it does not.

    A bar that the run does not tell of fails no check, but one that has judged nothing has checked nothing.
    """
    judged = [bar for bar in bars if bar["held"] is not None]
    broken = [bar for bar in judged if not bar["held"]]
    if broken:
        return "; ".join(
            f"{bar['what']}: {bar['measured']}, {bar['wanted']} wanted" for bar in broken
        )
    return "" if judged else "nothing was measured that a bar is about"
