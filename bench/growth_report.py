"""What is told of growth? One document, from which table, page and charts are made."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from rich.console import Console

import origin
from axes import BODIES, JOURNAL, READING
from growing import How, Point
from judging import TWICE, Verdict, said, within
from machine import machine, versions
from measure import Figures
from screen import figures, titled
from wording import counted, number

MIB = 1024 * 1024

TITLES = {
    **{axis.name: axis.about for axis in READING},
    JOURNAL: "GET status in bursts, one sync; exchanges that the journal has when a burst begins",
    BODIES: "POST of datasets; lines of all transactions of a body together",
}
"""What is measured along each axis, by name."""

_UNITS = {**{axis.name: axis.unit for axis in READING}, JOURNAL: "exchanges", BODIES: "lines"}
_EACH = {axis.name: axis.each for axis in READING}


def document(found: Mapping[str, Sequence[Point]], how: How, arguments: str) -> dict[str, Any]:
    """What was measured by these arguments, by axis, as JSON; each axis says of which run it is."""
    loaded = {"rounds": how.rounds, "seconds": how.seconds, "connections": how.connections}
    its = {**origin.run(arguments), **loaded}
    axes = [{**axis(name, points), "run": its} for name, points in found.items()]
    return {
        "run": its,
        "versions": versions(()),
        "machine": machine(),
        "how": {
            **loaded,
            "serverCore": how.cores.server,
            "loadCore": how.cores.load,
        },
        "axes": axes,
        "verdicts": judged(axes),
    }


def judged(axes: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """What is said of these axes, as JSON."""
    return [verdict.document() for verdict in verdicts(axes)]


def verdicts(axes: Sequence[Mapping[str, Any]]) -> Iterator[Verdict]:
    """Whether a full mock answers as soon as one that holds next to nothing."""
    for along in axes:
        last, unit = along["points"][-1], along["unit"]
        if "still" in last:
            what = f"p99 of GET status at {last['size']:,} {unit}, beside that of a mock without"
            first = last["still"]["p99Milliseconds"]
            yield within(what, first, last["p99Milliseconds"], TWICE)


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
    how = told["how"]
    print(*origin.lines(told), sep="\n")
    print(f"{runs(how)}.\n")
    for axis in told["axes"]:
        titled(console, f"{axis['name']}: {axis['about']}", figures(*cells(axis)))
    print(*map(said, told["verdicts"]), sep="\n")


def runs(how: Mapping[str, Any]) -> str:
    """How often, for how long and by how many connections it was measured."""
    times, by = counted(how["rounds"], "run"), counted(how["connections"], "connection")
    return f"{times} of {how['seconds']:g} s at each size, {by}"


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
