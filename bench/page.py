"""What does the page of the docs show? The last run that was written down, as it was measured."""

import json
import sys
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import origin
from measure import MANY
from notes import READING, SETTING, notes
from rows import HEADINGS, bar_cells, cells, lacking, runs, start_cells
from starting import READS

NAME = "benchmark"

_IN_TURN = """\
All servers were up on one core. One of them at a time was loaded, from another core, in turn and again and again, each
once the one before had nothing more to do; the figures are medians over these rounds."""

_GATE = (
    '--check --by cpu --slack 0.1 --only "GET status" --connections 32 --seconds 0.5 --rounds 12 '
    "--generator own --peers none"
)
"""What .ci/run asks for."""

_YOURSELF = f"""\
```sh
make peers   # the other servers: Node and, for one of them, Java; about a minute
make bench   # with all peers nine rounds of a second took 28 minutes; those that are not installed are left out
make bench ARGS='--only "GET status" --connections 32 --rounds 3 --seconds 1 --peers none'   # ten seconds or so
```

`make bench ARGS='--write docs'` writes this page.
A run is judged with `--check`: it exits with 1 where a bar is broken.
The gate of this project, `.ci/run`, does so beside the floor; others use its cores as well, so by CPU time and with
some slack:

```sh
make bench ARGS='{_GATE}'
```"""


def write(told: Mapping[str, Any], folder: Path) -> None:
    """Write a run and its page."""
    (folder / f"{NAME}.json").write_text(json.dumps(told, indent=2) + "\n", encoding="utf-8")
    (folder / f"{NAME}.md").write_text(page(told), encoding="utf-8")


def page(told: Mapping[str, Any]) -> str:
    """The page of a run."""
    return "\n".join(_lines(told)) + "\n"


def _lines(told: Mapping[str, Any]) -> Iterator[str]:
    how = told["how"]
    yield from ("# How quick is it?", "")
    yield f"{origin.measured('bench', told)}; this page is made of [its figures]({NAME}.json)."
    if how.get("serverCore") is not None:
        yield _IN_TURN
    yield ""
    yield from origin.lines(told)
    yield f"{runs(how)}."
    yield ""
    yield from notes(told)
    yield from _bars(told["bars"])
    yield from _servers(told)
    yield from ("", "## How to read the tables", "", READING)
    for workload in told["workloads"]:
        yield from _workload(workload, how["seconds"])
    if told["starts"]:
        yield from _starts(told["starts"])
    yield from ("", "## Measure it yourself", "", _YOURSELF)


def _bars(bars: Sequence[Mapping[str, Any]]) -> Iterator[str]:
    yield from ("", f"## What must hold, at {MANY} connections", "")
    yield from _table(("bar", "wanted", "measured", "held"), map(bar_cells, bars), "---")
    for sentence in lacking(bars):
        yield from ("", sentence)


def _servers(told: Mapping[str, Any]) -> Iterator[str]:
    yield from ("", "## Who is measured", "", SETTING, "")
    peers = (
        (
            name,
            *("yes" if peer[key] else "no" for key in ("validates", "holdsState")),
            peer["about"],
        )
        for name, peer in told["peers"].items()
    )
    head = ("peer", "refuses what the contract refuses", "holds state", "")
    yield from _table(head, peers, "---")
    if commands := told.get("commands"):
        yield ""
        rows = ((name, f"`{command}`") for name, command in commands.items())
        yield from _table(("server", "command, paths by their last name"), rows, "---")


def _workload(workload: Mapping[str, Any], seconds: float) -> Iterator[str]:
    many, servers = workload["connections"], workload["servers"]
    connections = f"{many} connections" if many > 1 else "one connection"
    about = workload["about"]
    yield from ("", f"## {workload['name']}, {connections}", "")
    yield from (f"{about[:1].upper()}{about[1:]}.", "")
    rows = ((name, *cells(name, servers, seconds)) for name in servers)
    yield from _table(("server", *HEADINGS), rows)


def _starts(starts: Mapping[str, Any]) -> Iterator[str]:
    yield from ("", "## Start and memory", "")
    head = ("server", "ms to the first 200", "MiB then", f"MiB after {READS:,} reads")
    yield from _table(head, ((name, *start_cells(start)) for name, start in starts.items()))


def _table(
    head: Sequence[str], rows: Iterator[Iterator[str] | Sequence[str]], more: str = "--:"
) -> Iterator[str]:
    """A table whose first column is text, and whose others are aligned so."""
    yield f"| {' | '.join(head)} |"
    yield f"|{'|'.join(['---', *[more] * (len(head) - 1)])}|"
    for row in rows:
        yield f"| {' | '.join(row)} |"


if __name__ == "__main__":
    folder = Path(sys.argv[1])
    write(json.loads((folder / f"{NAME}.json").read_text("utf-8")), folder)
