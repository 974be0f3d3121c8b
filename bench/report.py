"""What is told of a run? One document, from which table, page and JSON are made."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from math import isfinite
from typing import Any

from rich.console import Console
from rich.table import Table

from bars import Way, verdicts
from machine import machine, versions
from measure import MANY, Figures, How, Result
from peers import MOCK
from starting import READS, Start

_BUSY = 0.95
"""A server that used less of its core than this had to wait: for the load generator, or for others."""

_MIB = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Report:
    """What came of a run.

    Attributes:
        results: Of each workload, at each number of connections.
        starts: By server; empty: not measured.
        how: How it was measured.
        missing: Which peers were absent, and why.
        way: How the bars that are ratios are judged.
    """

    results: Sequence[Result]
    starts: Mapping[str, Start]
    how: How
    missing: Mapping[str, str]
    way: Way


def document(report: Report) -> dict[str, Any]:
    """A run as JSON, with what it says of the bars."""
    told = _told(report)
    return {**told, "bars": verdicts(told, report.way)}


def _told(report: Report) -> dict[str, Any]:
    how = report.how
    return {
        "versions": versions(how.peers),
        "machine": machine(),
        "how": {
            "rounds": how.rounds,
            "seconds": how.seconds,
            "generator": how.generator_name,
            "serverCore": how.cores.server,
            "loadCore": how.cores.load,
        },
        "peers": {
            peer.name: {
                "validates": peer.validates,
                "holdsState": peer.holds_state,
                "about": peer.about,
            }
            for peer in how.peers
        },
        "absent": dict(report.missing),
        "workloads": [
            {
                "name": result.workload.name,
                "about": result.workload.about,
                "connections": result.connections,
                "servers": {
                    name: _figures(result, name, figures)
                    for name, figures in result.figures.items()
                },
            }
            for result in report.results
        ],
        "starts": {name: _start(start) for name, start in report.starts.items()},
        "reads": READS,
        "notes": [*_notes(report)],
    }


def _figures(result: Result, name: str, figures: Figures) -> dict[str, Any]:
    return {
        "requestsPerSecond": figures.rate,
        "cpuMicroseconds": None if figures.cpu is None else figures.cpu * 1e6,
        "coreBusy": figures.busy,
        "p50Milliseconds": figures.p50 * 1e3 if isfinite(figures.p50) else None,
        "p99Milliseconds": figures.p99 * 1e3 if isfinite(figures.p99) else None,
        "answers": figures.answers,
        "mockByRate": result.by_rate(name),
        "mockByCpu": result.by_cpu(name),
    }


def _start(start: Start) -> dict[str, Any]:
    return {
        "milliseconds": start.seconds * 1e3,
        "mebibytes": None if start.at_start is None else start.at_start / _MIB,
        "mebibytesAfterReads": None if start.after_reads is None else start.after_reads / _MIB,
    }


def _notes(report: Report) -> Iterator[str]:
    yield (
        "The floor is uvicorn with the mock's flags around an application that always gives the mock's "
        "answer: what HTTP by ASGI alone costs. The mock answers a call that came whole without ASGI "
        "between, so it can come near the floor, or pass it. "
        "`times` is how many answers the mock gives for one of the other's, "
        "by rate and by CPU time: the median over rounds that followed each other."
    )
    servers = [figures for result in report.results for figures in result.figures.values()]
    if any(server.busy is not None and server.busy < _BUSY for server in servers):
        yield (
            "A server had no use of its core part of the time: it waited for the load generator, or "
            "others ran there. The rates are in part theirs: go by CPU time."
        )
    if report.how.cores.server is None:
        yield (
            "Nothing is pinned to a core here (there is one alone, or the system cannot), so "
            "servers and load generator compete: go by CPU time."
        )
    if any(server.cpu is None for server in servers):
        yield "This system does not tell the CPU time of another process, hence the question marks."
    for name, why in report.missing.items():
        yield f"{name} is absent: {why}."


def shown(told: Mapping[str, Any], console: Console) -> None:
    """Show a run to people."""
    about = {**told["machine"], **told["versions"]}
    print(f"{about.pop('cpu')}, {about.pop('cores')} cores, {about.pop('system')}")
    print(", ".join(f"{name} {number}" for name, number in about.items()))
    how = told["how"]
    runs = f"medians of {how['rounds']} runs of {how['seconds']:g} s, one server after the other"
    print(f"Loaded by {how['generator']}; {runs}.\n")
    for workload in told["workloads"]:
        console.print(_table(workload))
    if told["starts"]:
        console.print(_starts(told["starts"]))
    console.print(_bars(told["bars"]))
    print("", *told["notes"], sep="\n")


def _table(workload: Mapping[str, Any]) -> Table:
    title = f"{workload['name']}: {workload['about']}; {workload['connections']} connections"
    table = Table("server", title=title, title_justify="left", title_style="bold", min_width=78)
    for heading in ("requests/s", "times", "CPU us", "times", "p50 ms", "p99 ms", "busy"):
        table.add_column(heading, justify="right")
    for name, figures in workload["servers"].items():
        table.add_row(name, *cells(name, figures), style="bold" if name == MOCK.name else None)
    return table


def cells(name: str, figures: Mapping[str, Any]) -> Iterator[str]:
    """The cells of a server's row."""
    other = name != MOCK.name
    yield f"{figures['requestsPerSecond']:,.0f}"
    yield number(figures["mockByRate"], ".2f") if other else ""
    yield number(figures["cpuMicroseconds"], ",.1f")
    yield number(figures["mockByCpu"], ".2f") if other else ""
    yield number(figures["p50Milliseconds"], ".2f")
    yield number(figures["p99Milliseconds"], ".2f")
    yield number(figures["coreBusy"], ".0%")


def _starts(starts: Mapping[str, Any]) -> Table:
    table = Table("server", title="Start", title_justify="left", title_style="bold", min_width=78)
    for heading in ("first 200, ms", "MiB then", f"MiB after {READS:,} reads"):
        table.add_column(heading, justify="right")
    for name, start in starts.items():
        table.add_row(name, *start_cells(start), style="bold" if name == MOCK.name else None)
    return table


def _bars(bars: Sequence[Mapping[str, Any]]) -> Table:
    about = f"Bars, at {MANY} connections"
    table = Table("bar", title=about, title_justify="left", title_style="bold", min_width=78)
    for heading in ("wanted", "measured", "held"):
        table.add_column(heading)
    for bar in bars:
        # The word says it where there is no colour.
        style = {True: "green", False: "bold red", None: "dim"}[bar["held"]]
        table.add_row(*bar_cells(bar), style=style)
    return table


def bar_cells(bar: Mapping[str, Any]) -> Iterator[str]:
    """The cells of a bar's row."""
    yield from (bar["what"], bar["wanted"], bar["measured"])
    yield {True: "yes", False: "NO", None: "?"}[bar["held"]]


def start_cells(start: Mapping[str, Any]) -> Iterator[str]:
    """The cells of a server's row in the table of starts."""
    for figure in ("milliseconds", "mebibytes", "mebibytesAfterReads"):
        yield number(start[figure], ",.0f")


def number(figure: float | None, form: str) -> str:
    """A figure, or a question mark where there is none."""
    return "?" if figure is None else format(figure, form)
