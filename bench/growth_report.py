"""What is told of growth? One document, from which table, page and charts are made."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from rich.console import Console
from rich.table import Table

from axes import BODIES, JOURNAL, READING
from growing import How, Point
from judging import TWICE, Verdict, said, within
from machine import machine, versions
from measure import Figures
from report import number

MIB = 1024 * 1024

TITLES = {
    **{axis.name: axis.about for axis in READING},
    JOURNAL: "GET status in bursts, one sync; exchanges that the journal has when a burst begins",
    BODIES: "POST of datasets; lines of all transactions of a body together",
}
"""What is measured along each axis, by name."""

_UNITS = {**{axis.name: axis.unit for axis in READING}, JOURNAL: "exchanges", BODIES: "lines"}
_EACH = {axis.name: axis.each for axis in READING}


def document(found: Mapping[str, Sequence[Point]], how: How) -> dict[str, Any]:
    """What was measured, by axis, as JSON."""
    return {
        "versions": versions(()),
        "machine": machine(),
        "how": {
            "rounds": how.rounds,
            "seconds": how.seconds,
            "connections": how.connections,
            "serverCore": how.cores.server,
            "loadCore": how.cores.load,
        },
        "axes": [axis(name, points) for name, points in found.items()],
        "verdicts": [verdict.document() for verdict in verdicts(found)],
    }


def verdicts(found: Mapping[str, Sequence[Point]]) -> Iterator[Verdict]:
    """Whether a full mock answers as soon as one that holds next to nothing."""
    for name, points in found.items():
        last = points[-1]
        if last.still is not None:
            what = (
                f"p99 of GET status at {last.size:,} {_UNITS[name]}, beside that of a mock without"
            )
            yield within(what, last.still.p99, last.figures.p99, TWICE)


def axis(name: str, points: Sequence[Point]) -> dict[str, Any]:
    """What was measured along an axis, as JSON."""
    return {
        "name": name,
        "about": TITLES[name],
        "unit": _UNITS[name],
        "each": _EACH.get(name, ""),
        "bytesEach": _bytes_each(points) if _EACH.get(name) else None,
        "points": [_point(point) for point in points],
    }


def _bytes_each(points: Sequence[Point]) -> float | None:
    """The memory of one more: the slope from the first size to the last."""
    first, last = points[0], points[-1]
    if first.resident is None or last.resident is None or last.size == first.size:
        return None
    return (last.resident - first.resident) / (last.size - first.size)


def _point(point: Point) -> dict[str, Any]:
    told = {
        "size": point.size,
        **_figures(point.figures),
        "mebibytes": None if point.resident is None else point.resident / MIB,
    }
    if point.still is not None:
        told["still"] = _figures(point.still)
    if point.body:
        told |= {"bodyKibibytes": point.body / 1024, "items": point.items, **_shares(point)}
    return told


def _figures(figures: Figures) -> dict[str, Any]:
    return {
        "requestsPerSecond": figures.rate,
        "cpuMicroseconds": None if figures.cpu is None else figures.cpu * 1e6,
        "p50Milliseconds": figures.p50 * 1e3,
        "p99Milliseconds": figures.p99 * 1e3,
        "coreBusy": figures.busy,
        "answers": figures.answers,
    }


def _shares(point: Point) -> dict[str, Any]:
    cpu = point.figures.cpu
    return {
        "cpuMicrosecondsPerItem": None if cpu is None else cpu * 1e6 / point.items,
        "cpuMicrosecondsPerKibibyte": None if cpu is None else cpu * 1e6 / (point.body / 1024),
    }


def shown(told: Mapping[str, Any], console: Console) -> None:
    """Show what was measured to people."""
    for axis in told["axes"]:
        console.print(_table(axis))
    for verdict in told["verdicts"]:
        console.print(said(verdict))


def _table(axis: Mapping[str, Any]) -> Table:
    title = f"{axis['name']}: {axis['about']}"
    head, rows = cells(axis)
    table = Table(title=title, title_justify="left", title_style="bold", min_width=78)
    for heading in head:
        table.add_column(heading, justify="right")
    for row in rows:
        table.add_row(*row)
    return table


def cells(axis: Mapping[str, Any]) -> tuple[list[str], list[list[str]]]:
    """The headings of an axis' table, and its rows."""
    points = axis["points"]
    more = (
        _MORE_OF_BODIES if "bodyKibibytes" in points[0] else _MORE if "still" in points[0] else {}
    )
    columns = {**_COLUMNS, **more}
    rows = [
        [f"{point['size']:,}", *(number(_at(point, path), form) for path, form in columns.values())]
        for point in points
    ]
    return [axis["unit"], *columns], rows


_COLUMNS = {
    "requests/s": (("requestsPerSecond",), ",.0f"),
    "CPU us": (("cpuMicroseconds",), ",.1f"),
    "p50 ms": (("p50Milliseconds",), ",.2f"),
    "p99 ms": (("p99Milliseconds",), ",.2f"),
    "MiB": (("mebibytes",), ",.0f"),
}
"""Where a figure stands, and how it is written, by heading."""

_MORE = {
    "not grown: CPU us": (("still", "cpuMicroseconds"), ",.1f"),
    "not grown: p99 ms": (("still", "p99Milliseconds"), ",.2f"),
}
_MORE_OF_BODIES = {
    "body KiB": (("bodyKibibytes",), ",.1f"),
    "CPU us an item": (("cpuMicrosecondsPerItem",), ",.1f"),
    "CPU us a KiB": (("cpuMicrosecondsPerKibibyte",), ",.1f"),
}


def _at(point: Mapping[str, Any], path: tuple[str, ...]) -> float | None:
    found: Any = point
    for name in path:
        found = found[name]
    return None if found is None else float(found)
