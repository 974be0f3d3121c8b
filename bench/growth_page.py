"""What do the docs show of growth? The last runs that were written down: a page, its charts, and their figures."""

import json
import sys
from collections.abc import Iterator, Mapping, Sequence
from itertools import starmap
from pathlib import Path
from typing import Any

import growth_summary
import origin
from growth_charts import charts, file, sentence
from growth_report import cells, judged, runs
from judging import A_COMPLETED, A_DATASET, A_SYNC, said
from wording import counted, rounded

NAME = "growth"

_ABOUT = """\
Whether a call costs more where there is much, measured by `make growth` and `make endurance`; this page is made of
[their figures](growth.json).
The mock has one core to itself and what loads it another, and everything is on that a user may have on but the log: it
runs with `--log off --sync-time 0 --references open`."""

_GROWTH = """\
Beside the mock that is filled stands one that stays as it was at first, and they are loaded in turn: what the rest of
the machine does meanwhile meets both.
Where many syncs are read at random, of many companies or of few, a call costs more: what it needs is not in the
processor's caches, and each path is one that was not asked for before."""

_MILLION = """\
Most of them read the status of a sync that chance picks among all; some list transactions, and some are refused."""

_LOAD = f"""\
Requests are sent by a timetable, whether those before are answered or not, and latency counts from the moment at which
one was to be sent.
A dataset may cost its bytes and {A_DATASET:,} more, a sync {A_SYNC:,}, and {A_COMPLETED} that a transaction was
completed: that is remembered for good."""

_IN_TURN = """\
Afterwards the same was sent to it and to a mock to which nothing had come, in turn: what the rest of the machine does,
which changes within ten minutes, meets both."""

_UNTOLD = ("CPU us", "MiB")
"""What a system may not tell; whatever else is missing was not there."""


def add(part: str, told: Mapping[str, Any], folder: Path) -> None:
    """Write down what was measured, and leave what is written of other parts."""
    there = folder / f"{NAME}.json"
    before = json.loads(there.read_text("utf-8")) if there.exists() else {}
    if part == "growth" and part in before:
        told = {**told, "axes": _joined(_dated(before[part]), told["axes"])}
    write({**before, part: told}, folder)


def _dated(growth: Mapping[str, Any]) -> list[Any]:
    """Its axes, each with what is known of its run."""
    return [{"run": growth.get("run", growth["how"]), **axis} for axis in growth["axes"]]


def _joined(before: Sequence[Any], after: Sequence[Any]) -> list[Any]:
    """All axes, each as it was measured last."""
    return [*{axis["name"]: axis for axis in (*before, *after)}.values()]


def write(everything: Mapping[str, Any], folder: Path) -> None:
    """Write the figures, the page and its charts; of all axes it is said anew whether they hold."""
    if growth := everything.get("growth"):
        everything = {**everything, "growth": {**growth, "verdicts": judged(growth["axes"])}}
    text = json.dumps(everything, indent=2) + "\n"
    (folder / f"{NAME}.json").write_text(text, encoding="utf-8")
    (folder / f"{NAME}.md").write_text(page(everything), encoding="utf-8")
    for name, drawn in charts(everything).items():
        (folder / name).write_text(drawn, encoding="utf-8")


def page(everything: Mapping[str, Any]) -> str:
    """The page of some runs."""
    return "\n".join(_lines(everything)) + "\n"


def _lines(everything: Mapping[str, Any]) -> Iterator[str]:
    yield from ("# What grows?", "", _ABOUT)
    yield from growth_summary.lines(everything)
    if growth := everything.get("growth"):
        yield from ("", "## With what is in place", "", _GROWTH)
        yield f"{origin.measured('growth', growth)}: {runs(growth['how'])}."
        yield from _measured(growth)
        for axis in growth["axes"]:
            yield from _axis(axis, growth)
    if million := everything.get("million"):
        yield from _endured(million, "million", f"{million['requests']:,} requests", _MILLION)
    if load := everything.get("load"):
        title = f"{load['rate']:,.0f} expenses a second for {counted(load['minutes'], 'minute')}"
        yield from _endured(load, "load", title, f"{_LOAD}{_in_turn(load)}")


def _measured(told: Mapping[str, Any]) -> Iterator[str]:
    """Where, with what, and what was to be so."""
    yield from origin.lines(told)
    yield ""
    yield from (f"- {said(verdict)}" for verdict in told["verdicts"])


def _in_turn(load: Mapping[str, Any]) -> str:
    """What came of the mock in the end, beside one to which nothing had come; empty: that was not measured."""
    if "inTurn" not in load:
        return ""
    full, fresh = (rounded(load["inTurn"][which]["p99 ms"]) for which in ("loaded", "fresh"))
    return f"\n{_IN_TURN}\nThe p99 of datasets was {full} ms, and {fresh} ms there."


def _axis(axis: Mapping[str, Any], growth: Mapping[str, Any]) -> Iterator[str]:
    """What grew along an axis, and of which run that is, if not of the last."""
    name, head_and_rows = axis["name"], cells(axis)
    yield from ("", f"### {name.capitalize()}", "", f"{axis['about']}.")
    if axis.get("run") != growth.get("run"):
        yield f"{origin.measured('growth', axis)}: {runs(axis.get('run', growth['how']))}."
    if axis["bytesEach"] is not None:
        yield f"{axis['each'].capitalize()} takes {rounded(axis['bytesEach'])} bytes of memory."
    yield from ("", f"![{sentence(name, axis)}]({file(name)})", "")
    yield from _table(*head_and_rows)


def _endured(told: Mapping[str, Any], part: str, title: str, about: str) -> Iterator[str]:
    yield from ("", f"## {title}", "", f"{told['about']}.", about)
    yield f"{origin.measured('endurance', told)}."
    yield from _measured(told)
    yield from ("", f"![{sentence(part, told)}]({file(part)})", "")
    rows = told["parts"]
    yield from _table([*rows[0]], [[*starmap(cell, row.items())] for row in rows])


def cell(heading: str, value: Any) -> str:
    """A figure as it is written in a table, below its heading."""
    if value is None:
        return "?" if heading in _UNTOLD else "-"
    return f"{value:,.2f}" if isinstance(value, float) else f"{value:,}"


def _table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> Iterator[str]:
    yield f"| {' | '.join(head)} |"
    yield f"|{'|'.join('--:' for _ in head)}|"
    for row in rows:
        yield f"| {' | '.join(row)} |"


if __name__ == "__main__":
    there = Path(sys.argv[1])
    write(json.loads((there / f"{NAME}.json").read_text("utf-8")), there)
