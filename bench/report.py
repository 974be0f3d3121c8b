"""What is told of a run? One document, from which table, page and JSON are made."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from math import isfinite
from typing import Any

import origin
from bars import Way, verdicts
from machine import machine, versions
from measure import Figures, How, Result
from notes import notes
from starting import READS, Start

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
        arguments: Those of the command.
    """

    results: Sequence[Result]
    starts: Mapping[str, Start]
    how: How
    missing: Mapping[str, str]
    way: Way
    arguments: str


def document(report: Report) -> dict[str, Any]:
    """A run as JSON, with what it says of the bars."""
    told = _told(report)
    return {**told, "bars": verdicts(told, report.way), "notes": [*notes(told)]}


def _told(report: Report) -> dict[str, Any]:
    how = report.how
    return {
        "run": origin.run(report.arguments),
        "versions": versions(how.peers, how.generator_name),
        "machine": machine(),
        "how": {
            "rounds": how.rounds,
            "seconds": how.seconds,
            "generator": how.generator_name,
            "serverCore": how.cores.server,
            "loadCore": how.cores.load,
        },
        "judged": asdict(report.way),
        "peers": {
            peer.name: {
                "validates": peer.validates,
                "holdsState": peer.holds_state,
                "about": peer.about,
            }
            for peer in how.peers
        },
        "absent": dict(report.missing),
        "commands": {
            name: command for result in report.results for name, command in result.commands.items()
        },
        "workloads": [_workload(result) for result in report.results],
        "starts": {name: _start(start) for name, start in report.starts.items()},
        "reads": READS,
    }


def _workload(result: Result) -> dict[str, Any]:
    return {
        "name": result.workload.name,
        "about": result.workload.about,
        "connections": result.connections,
        "servers": {
            name: _figures(result, name, figures) for name, figures in result.figures.items()
        },
    }


def _figures(result: Result, name: str, figures: Figures) -> dict[str, Any]:
    return {
        "requestsPerSecond": figures.rate,
        "cpuMicroseconds": _microseconds(figures.cpu),
        "coreBusy": figures.busy,
        "p50Milliseconds": figures.p50 * 1e3 if isfinite(figures.p50) else None,
        "p99Milliseconds": figures.p99 * 1e3 if isfinite(figures.p99) else None,
        "answers": figures.answers,
        "mockByRate": result.by_rate(name),
        "mockByCpu": result.by_cpu(name),
        "rounds": {
            "requestsPerSecond": [*figures.rates],
            "cpuMicroseconds": [*map(_microseconds, figures.cpus)],
        },
    }


def _microseconds(seconds: float | None) -> float | None:
    return None if seconds is None else seconds * 1e6


def _start(start: Start) -> dict[str, Any]:
    return {
        "milliseconds": start.seconds * 1e3,
        "mebibytes": None if start.at_start is None else start.at_start / _MIB,
        "mebibytesAfterReads": None if start.after_reads is None else start.after_reads / _MIB,
    }
