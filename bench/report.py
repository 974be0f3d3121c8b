"""How are the results shown? A table at a terminal, plain lines elsewhere, JSON for machines."""

from collections.abc import Iterator, Sequence
from typing import Any

from rich.console import Console
from rich.table import Table

from machine import machine, versions
from measure import CONNECTIONS, Figures, How, Result

_BUSY = 0.95
"""A server that used less of its core than this had to wait: for the load generator, or for others."""


def document(results: Sequence[Result], how: How) -> dict[str, Any]:
    """The results as JSON."""
    return {
        "versions": versions(),
        "machine": machine(),
        "how": {
            "connections": CONNECTIONS,
            "rounds": how.rounds,
            "seconds": how.seconds,
            "generator": how.generator_name,
            "serverCore": how.cores.server,
            "loadCore": how.cores.load,
        },
        "workloads": [
            {
                "name": result.workload.name,
                "floor": _figures(result.floor),
                "mock": _figures(result.mock),
                "ratio": {"rate": result.by_rate, "cpu": result.by_cpu},
            }
            for result in results
        ],
        "notes": [*_notes(results, how)],
    }


def _figures(figures: Figures) -> dict[str, Any]:
    return {
        "requestsPerSecond": figures.rate,
        "cpuMicroseconds": None if figures.cpu is None else figures.cpu * 1e6,
        "coreBusy": figures.busy,
        "p99Milliseconds": figures.p99 * 1e3,
        "answers": figures.answers,
        "wrong": figures.wrong,
    }


def shown(results: Sequence[Result], how: How, console: Console) -> None:
    """Show the results to people."""
    told = {**machine(), **versions()}
    print(f"{told.pop('cpu')}, {told.pop('cores')} cores, {told.pop('system')}")
    print(", ".join(f"{name} {number}" for name, number in told.items()))
    runs = f"medians of {how.rounds} runs of {how.seconds:g} s, floor and mock in turn"
    print(f"{CONNECTIONS} connections from {how.generator_name}; {runs}\n")
    if console.is_terminal:
        console.print(_table(results))
    else:
        print("\n".join(_lines(results)))
    print("", *_notes(results, how), sep="\n")


def _table(results: Sequence[Result]) -> Table:
    table = Table("workload", "server")
    for heading in ("requests/s", "CPU us/request", "p99 ms", "core busy"):
        table.add_column(heading, justify="right")
    for result in results:
        table.add_row(result.workload.name, "floor", *_cells(result.floor))
        table.add_row("", "codat-mock", *_cells(result.mock))
        ratios = (f"{result.by_rate:.2f}", _number(result.by_cpu, ".2f"))
        table.add_row("", "ratio", *ratios, style="bold", end_section=True)
    return table


def _lines(results: Sequence[Result]) -> Iterator[str]:
    for result in results:
        for server, figures in (("floor", result.floor), ("codat-mock", result.mock)):
            rate, cpu, p99, busy = _cells(figures)
            said = f"{rate} requests/s, {cpu} us of CPU each, p99 {p99} ms, core {busy} busy"
            yield f"{result.workload.name}: {server}: {said}"
        by_cpu = _number(result.by_cpu, ".2f")
        yield f"{result.workload.name}: ratio: {result.by_rate:.2f} by rate, {by_cpu} by CPU time"


def _cells(figures: Figures) -> tuple[str, str, str, str]:
    cpu = None if figures.cpu is None else figures.cpu * 1e6
    busy = _number(figures.busy, ".0%")
    return f"{figures.rate:,.0f}", _number(cpu, ".1f"), f"{figures.p99 * 1e3:.2f}", busy


def _number(number: float | None, form: str) -> str:
    return "?" if number is None else format(number, form)


def _notes(results: Sequence[Result], how: How) -> Iterator[str]:
    yield (
        "The floor is the same server around an application that always gives the mock's answer; "
        "a ratio of 1 would be as quick as HTTP itself."
    )
    servers = [server for result in results for server in (result.floor, result.mock)]
    if any(server.busy is not None and server.busy < _BUSY for server in servers):
        yield (
            "A server had no use of its core part of the time: it waited for the load generator, or "
            "others ran there. The rates are in part theirs: go by the ratio of CPU time."
        )
    if how.cores.server is None:
        yield (
            "Nothing is pinned to a core here (there is one alone, or the system cannot), so "
            "servers and load generator compete: go by the ratio of CPU time."
        )
    if any(server.cpu is None for server in servers):
        yield "This system does not tell the CPU time of another process, hence the question marks."
