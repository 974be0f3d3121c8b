"""What does a terminal show of a run?"""

from collections.abc import Mapping, Sequence
from typing import Any

from rich.box import SIMPLE_HEAD
from rich.console import Console, JustifyMethod
from rich.measure import Measurement
from rich.table import Table

import origin
from measure import MANY
from notes import notes
from peers import MOCK
from rows import HEADINGS, bar_cells, cells, lacking, runs, start_cells
from starting import READS
from wording import counted

_ENDLESS = 1_000


def titled(console: Console, title: str, table: Table) -> None:
    """Show a table below its title, which may be wider than it."""
    console.print(title, style="bold", markup=False)
    whole = Measurement.get(console, console.options.update(width=_ENDLESS), table).maximum
    if whole > console.width:
        for column in table.columns:
            column.width = column.min_width
    console.print(table)


def figures(head: Sequence[str], rows: Sequence[Sequence[str]], bold: str = "") -> Table:
    """A table of figures; the row whose name is `bold` is.

    Where it is narrow headings and ratios go over several lines, and names do not: no two rows look alike.
    """
    table = Table(box=SIMPLE_HEAD, padding=0, pad_edge=False)
    for place, column in enumerate(zip(head, *rows, strict=True)):
        words = column[1:] if not place else " ".join(column).split()
        wide = max(map(len, words), default=1)
        justify: JustifyMethod = "right" if place else "left"
        table.add_column(head[place], justify=justify, min_width=wide)
    for row in rows:
        table.add_row(*row, style="bold" if row[0] == bold else None)
    return table


def shown(told: Mapping[str, Any], console: Console) -> None:
    """Show a run to people."""
    print(*origin.lines(told), sep="\n")
    how = told["how"]
    print(f"{runs(how)}, one server after the other; the figures are medians.\n")
    for workload in told["workloads"]:
        titled(console, *_workload(workload, how["seconds"]))
    if told["starts"]:
        titled(console, "Start", _starts(told["starts"]))
    titled(console, f"Bars, at {counted(MANY, 'connection')}", _bars(told["bars"]))
    print("", *lacking(told["bars"]), *notes(told), sep="\n")


def _workload(workload: Mapping[str, Any], seconds: float) -> tuple[str, Table]:
    connections = counted(workload["connections"], "connection")
    servers = workload["servers"]
    rows = [(name, *cells(name, servers, seconds)) for name in servers]
    title = f"{workload['name']}: {workload['about']}; {connections}"
    return title, figures(("server", *HEADINGS), rows, bold=MOCK.name)


def _starts(starts: Mapping[str, Any]) -> Table:
    head = ("server", "first 200, ms", "MiB then", f"MiB after {READS:,} reads")
    rows = [(name, *start_cells(start)) for name, start in starts.items()]
    return figures(head, rows, bold=MOCK.name)


def _bars(bars: Sequence[Mapping[str, Any]]) -> Table:
    table = Table(min_width=78)
    for heading in ("bar", "wanted", "measured", "held"):
        table.add_column(heading, overflow="fold")
    for bar in bars:
        # The word says it where there is no colour.
        style = {True: "green", False: "bold red", None: "dim"}[bar["held"]]
        table.add_row(*bar_cells(bar), style=style)
    return table
