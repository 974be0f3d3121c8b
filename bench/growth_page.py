"""What do the docs show of growth? The last runs that were written down: a page, its charts, and their figures."""

import json
import sys
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from chart import Panel, Series, svg
from growth_report import cells
from judging import A_COMPLETED, A_DATASET, A_SYNC, said

NAME = "growth"

_OWN, _OTHER, _STILL = "own", "other", "still"
_BESIDE = "one that has not grown"
_MOCK = "the mock"

_ABOUT = """\
Whether a call costs more where there is much, measured by `make growth` and `make endurance`; this page is made of
[their figures](growth.json).
The mock has one core to itself and what loads it another, and everything is on that a user may have on."""

_GROWTH = """\
Beside the mock that is filled stands one that stays as it was at first, and they are loaded in turn: what the rest of
the machine does meanwhile meets both."""

_MILLION = """\
Most of them read the status of a sync that chance picks among all; some list transactions, and some are refused."""

_LOAD = f"""\
Requests are sent by a timetable, whether those before are answered or not, and latency counts from the moment at which
one was to be sent.
Afterwards the same is sent to it and to a mock to which nothing had come, in turn: what the rest of the machine does,
which changes within ten minutes, meets both.
A dataset may cost its bytes and {A_DATASET:,} more, a sync {A_SYNC:,}, and {A_COMPLETED} that a transaction was
completed: that is remembered for good."""


def add(part: str, told: Mapping[str, Any], folder: Path) -> None:
    """Write down what was measured, and leave what is written of other parts."""
    file = folder / f"{NAME}.json"
    before = json.loads(file.read_text("utf-8")) if file.exists() else {}
    if part == "growth" and part in before:
        told = {**told, "axes": _joined(before[part]["axes"], told["axes"])}
    everything = {**before, part: told}
    file.write_text(json.dumps(everything, indent=2) + "\n", encoding="utf-8")
    write(everything, folder)


def _joined(before: Sequence[Any], after: Sequence[Any]) -> list[Any]:
    """All axes, each as it was measured last."""
    return [*{axis["name"]: axis for axis in (*before, *after)}.values()]


def write(everything: Mapping[str, Any], folder: Path) -> None:
    """Write the page and its charts."""
    (folder / f"{NAME}.md").write_text(page(everything), encoding="utf-8")
    for file, drawn in charts(everything).items():
        (folder / file).write_text(drawn, encoding="utf-8")


def page(everything: Mapping[str, Any]) -> str:
    """The page of some runs."""
    return "\n".join(_lines(everything)) + "\n"


def _lines(everything: Mapping[str, Any]) -> Iterator[str]:
    yield from ("# What grows?", "", _ABOUT)
    if growth := everything.get("growth"):
        how = growth["how"]
        runs = f"{how['rounds']} runs of {how['seconds']:g} s at each size, {how['connections']} connections"
        yield from ("", "## With what is in place", "", f"{_GROWTH}", f"{runs}.")
        yield from _measured(growth)
        for axis in growth["axes"]:
            yield from _axis(axis)
    if million := everything.get("million"):
        yield from _endured(million, "million", f"{million['requests']:,} requests", _MILLION)
    if load := everything.get("load"):
        title = f"{load['rate']:,.0f} expenses a second for {load['minutes']:g} minutes"
        yield from _endured(load, "load", title, _LOAD)


def _measured(told: Mapping[str, Any]) -> Iterator[str]:
    """Where, with what, and what was to be so."""
    about = {**told["machine"], **told["versions"]}
    yield f"{about.pop('cpu')}, {about.pop('cores')} cores, {about.pop('system')}."
    yield ", ".join(f"{name} {number}" for name, number in about.items()) + "."
    yield ""
    yield from (f"- {said(verdict)}" for verdict in told["verdicts"])


def _axis(axis: Mapping[str, Any]) -> Iterator[str]:
    name, head_and_rows = axis["name"], cells(axis)
    yield from ("", f"### {name.capitalize()}", "", f"{axis['about']}.")
    if axis["bytesEach"] is not None:
        yield f"{axis['each'].capitalize()} takes {axis['bytesEach']:,.0f} bytes of memory."
    yield from ("", f"![{name}]({NAME}-{name}.svg)", "")
    yield from _table(*head_and_rows)


def _endured(told: Mapping[str, Any], part: str, title: str, about: str) -> Iterator[str]:
    yield from ("", f"## {title}", "", f"{told['about']}.", about)
    yield from _measured(told)
    yield from ("", f"![{part}]({NAME}-{part}.svg)", "")
    rows = told["parts"]
    yield from _table([*rows[0]], [[cell(value) for value in row.values()] for row in rows])


def cell(value: Any) -> str:
    """A figure as it is written in a table."""
    return "?" if value is None else f"{value:,.2f}" if isinstance(value, float) else f"{value:,}"


def _table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> Iterator[str]:
    yield f"| {' | '.join(head)} |"
    yield f"|{'|'.join('--:' for _ in head)}|"
    for row in rows:
        yield f"| {' | '.join(row)} |"


def charts(everything: Mapping[str, Any]) -> dict[str, str]:
    """The charts of some runs, by file."""
    drawn = {}
    for axis in everything.get("growth", {}).get("axes", ()):
        drawn[axis["name"]] = svg(axis["name"].capitalize(), axis["about"], _panels(axis))
    if million := everything.get("million"):
        title = f"{million['requests']:,} requests"
        shown = (
            ("Answers", "a second", (_OWN, _MOCK, "answers a second")),
            ("p99", "ms", (_OWN, _MOCK, "p99 ms")),
            ("Memory", "MiB", (_OWN, _MOCK, "MiB")),
        )
        panels = [_over(million["parts"], "tenth", *panel) for panel in shown]
        drawn["million"] = svg(title, million["about"], panels)
    if load := everything.get("load"):
        title = f"{load['rate']:,.0f} expenses a second"
        latencies = ((_OWN, "p99", "p99 ms"), (_OTHER, "p50", "p50 ms"))
        panels = [
            _over(load["parts"], load["part"], "Latency", "ms", *latencies),
            _over(load["parts"], load["part"], "Memory", "MiB", (_OWN, "p99", "MiB")),
        ]
        drawn["load"] = svg(title, load["about"], panels)
    return {f"{NAME}-{name}.svg": text for name, text in drawn.items()}


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


if __name__ == "__main__":
    there = Path(sys.argv[1])
    write(json.loads((there / f"{NAME}.json").read_text("utf-8")), there)
