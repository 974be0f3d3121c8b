"""How does growth look? A chart for each axis and each part, and a sentence about it for who does not see it."""

from collections.abc import Mapping, Sequence
from typing import Any

from chart import Panel, Series, svg

_OWN, _OTHER, _STILL = "own", "other", "still"
_BESIDE = "one that has not grown"
_MOCK = "the mock"

_MILLION = (
    ("Answers", "a second", (_OWN, _MOCK, "answers a second")),
    ("p99", "ms", (_OWN, _MOCK, "p99 ms")),
    ("Memory", "MiB", (_OWN, _MOCK, "MiB")),
)


def file(name: str) -> str:
    """The file of the chart of an axis or a part."""
    return f"growth-{name}.svg"


def sentence(name: str, told: Mapping[str, Any]) -> str:
    """What the chart of an axis or a part shows."""
    panels = _PARTS.get(name, _panels)(told)
    shown = [f"{panel.title} ({panel.unit})" for panel in panels]
    over = panels[0].across + ("s" if name in _PARTS else "")
    return f"{', '.join(shown[:-1])} and {shown[-1]}, over {over}."


def charts(everything: Mapping[str, Any]) -> dict[str, str]:
    """The charts of some runs, by file."""
    drawn = {}
    for axis in everything.get("growth", {}).get("axes", ()):
        drawn[axis["name"]] = svg(axis["name"].capitalize(), axis["about"], _panels(axis))
    if million := everything.get("million"):
        title = f"{million['requests']:,} requests"
        drawn["million"] = svg(title, million["about"], _of_million(million))
    if load := everything.get("load"):
        title = f"{load['rate']:,.0f} expenses a second"
        drawn["load"] = svg(title, load["about"], _of_load(load))
    return {file(name): text for name, text in drawn.items()}


def _of_million(told: Mapping[str, Any]) -> list[Panel]:
    return [_over(told["parts"], "tenth", *panel) for panel in _MILLION]


def _of_load(told: Mapping[str, Any]) -> list[Panel]:
    rows, part = told["parts"], told["part"]
    latencies = ((_OWN, "p99", "p99 ms"), (_OTHER, "p50", "p50 ms"))
    return [
        _over(rows, part, "Latency", "ms", *latencies),
        _over(rows, part, "Memory", "MiB", (_OWN, "p99", "MiB")),
    ]


_PARTS = {"million": _of_million, "load": _of_load}


def _over(
    rows: Sequence[Mapping[str, Any]], across: str, title: str, unit: str, *lines: tuple[str, ...]
) -> Panel:
    series = (
        Series(name, look, tuple((row[across], row[key]) for row in rows if row[key] is not None))
        for look, name, key in lines
    )
    return Panel(title, unit, across, tuple(series))


def _panels(axis: Mapping[str, Any]) -> list[Panel]:
    points, unit = axis["points"], axis["unit"]
    if "bodyKibibytes" in points[0]:
        across = f"{unit} in a body"
        return [
            _along(points, across, "CPU a KiB", "µs", "cpuMicrosecondsPerKibibyte", wide=True),
            _along(points, across, "CPU a request", "µs", "cpuMicroseconds"),
            _along(points, across, "p99", "ms", "p99Milliseconds"),
        ]
    wide = "still" in points[0]
    return [
        _along(points, unit, "CPU a request", "µs", "cpuMicroseconds", wide=wide),
        _along(points, unit, "p99", "ms", "p99Milliseconds", wide=wide),
        # What each of them takes alike is a straight line here, and would be none over decades.
        _along(points, unit, "Memory", "MiB", "mebibytes"),
    ]


def _along(
    points: Sequence[Mapping[str, Any]],
    across: str,
    title: str,
    unit: str,
    key: str,
    *,
    wide: bool = False,
) -> Panel:
    """A figure at each size, and that of the mock which has not grown; `wide`: over decades."""
    looks: dict[str, tuple[str, Sequence[Mapping[str, Any]]]] = {_OWN: (_MOCK, points)}
    if key in points[0].get("still", {}):
        looks[_STILL] = (_BESIDE, [{**point, **point["still"]} for point in points])
    series = (
        Series(name, look, tuple((at["size"], at[key]) for at in its if at[key] is not None))
        for look, (name, its) in looks.items()
    )
    return Panel(title, unit, across, tuple(series), wide)
