"""What does the page of the docs show? The last run that was written down, as it was measured."""

import json
import sys
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from measure import MANY
from report import READS, bar_cells, cells, start_cells

NAME = "benchmark"

_ABOUT = """\
The last run of `make bench ARGS='--write docs'`, in which all servers ran side by side; this page is made of
[its figures](benchmark.json).
Each server had one core to itself, and what loaded it had another; servers were loaded in turn, again and again, and
the figures are medians."""


def write(told: Mapping[str, Any], folder: Path) -> None:
    """Write a run and its page."""
    (folder / f"{NAME}.json").write_text(json.dumps(told, indent=2) + "\n", encoding="utf-8")
    (folder / f"{NAME}.md").write_text(page(told), encoding="utf-8")


def page(told: Mapping[str, Any]) -> str:
    """The page of a run."""
    return "\n".join(_lines(told)) + "\n"


def _lines(told: Mapping[str, Any]) -> Iterator[str]:
    how, about = told["how"], {**told["machine"], **told["versions"]}
    yield "# How quick is it?"
    yield ""
    yield _ABOUT
    yield ""
    yield f"{about.pop('cpu')}, {about.pop('cores')} cores, {about.pop('system')}."
    yield ", ".join(f"{name} {number}" for name, number in about.items()) + "."
    yield f"{how['rounds']} runs of {how['seconds']:g} s each, loaded by {how['generator']}."
    yield ""
    yield from told["notes"]
    yield from _peers(told["peers"])
    yield from _bars(told["bars"])
    for workload in told["workloads"]:
        yield from _workload(workload)
    if told["starts"]:
        yield from _starts(told["starts"])


def _peers(peers: Mapping[str, Any]) -> Iterator[str]:
    yield ""
    yield from _row("peer", "refuses what the contract refuses", "holds state", "")
    yield "|---|---|---|---|"
    for name, peer in peers.items():
        validates, holds = ("yes" if peer[key] else "no" for key in ("validates", "holdsState"))
        yield from _row(name, validates, holds, peer["about"])


def _bars(bars: Sequence[Mapping[str, Any]]) -> Iterator[str]:
    yield ""
    yield f"## What must hold, at {MANY} connections"
    yield ""
    yield from _row("bar", "wanted", "measured", "held")
    yield "|---|---|---|---|"
    for bar in bars:
        yield from _row(*bar_cells(bar))


def _workload(workload: Mapping[str, Any]) -> Iterator[str]:
    many = workload["connections"]
    connections = f"{many} connections" if many > 1 else "one connection"
    yield ""
    yield f"## {workload['name']}, {connections}"
    yield ""
    yield f"{workload['about'].capitalize()}."
    yield ""
    yield from _row(
        "server", "requests/s", "times", "CPU us", "times", "p50 ms", "p99 ms", "core busy"
    )
    yield "|---|--:|--:|--:|--:|--:|--:|--:|"
    for name, figures in workload["servers"].items():
        yield from _row(name, *cells(name, figures))


def _starts(starts: Mapping[str, Any]) -> Iterator[str]:
    yield ""
    yield "## Start and memory"
    yield ""
    yield from _row("server", "ms to the first 200", "MiB then", f"MiB after {READS:,} reads")
    yield "|---|--:|--:|--:|"
    for name, start in starts.items():
        yield from _row(name, *start_cells(start))


def _row(*texts: str) -> Iterator[str]:
    yield f"| {' | '.join(texts)} |"


if __name__ == "__main__":
    folder = Path(sys.argv[1])
    write(json.loads((folder / f"{NAME}.json").read_text("utf-8")), folder)
