"""Growth is measured, judged and shown; how quick anything was is no matter here."""

import asyncio
import json
import sys
import time
import xml.etree.ElementTree as ET
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

import growth_charts
import growth_page
import growth_report
import judging
import million
import steady
from asking import Ask
from axes import EXPENSES
from chart import Panel, Series, short, steps, svg
from growing import Point
from lines import Line, Tally, one
from measure import Figures
from package.serving import Finished, running
from timetable import Part, Size

ROOT = Path(__file__).parents[2]
BENCH = ROOT / "bench"
DOCS = ROOT / "docs"

MIB = 1024 * 1024
FIGURES = Figures(10_000.0, 1e-4, 0.99, 0.003, 0.004, 50_000, 0, (10_000.0,), (1e-4,))


def bench(program: str, *arguments: str) -> Finished:
    """What came of one of the programs with these arguments."""
    with running(sys.executable, str(BENCH / program), *arguments) as process:
        return process.finished()


def tenths(rate: float, resident: int) -> list[million.Tenth]:
    """Ten of them, of which the last is so."""
    first = million.Tenth(FIGURES, 200 * MIB)
    return [*[first] * 9, million.Tenth(replace(FIGURES, rate=rate), resident)]


def part(*latencies: float, wrong: int = 0, resident: int = 0) -> Part:
    """A part of the time in which datasets had these latencies, in seconds."""
    made = Part(resident=resident)
    made.datasets.latencies.extend(latencies)
    made.datasets.wrong = wrong
    return made


def endured(
    *parts: Part, bodies: Sequence[int] = (20_000,) * 100, full: Part | None = None
) -> steady.Endured:
    """What came of these parts, of a mock that held 100 MiB before; of `full` beside 2 ms in the end."""
    return steady.Endured(parts, 100 * MIB, bodies, 5, 1.0, full or part(0.002), part(0.002))


def grown(p99: float) -> dict[str, list[Point]]:
    """A mock that has so high a latency once it is full."""
    full = replace(FIGURES, p99=p99)
    empty = Point(0, FIGURES, FIGURES, 60 * MIB)
    return {EXPENSES.name: [empty, Point(3_000_000, full, FIGURES, 2_000 * MIB)]}


def axes(found: dict[str, list[Point]]) -> list[dict[str, Any]]:
    """What was measured along some axes, as it is written down."""
    return [growth_report.axis(name, points) for name, points in found.items()]


def held(verdicts: Any) -> list[bool]:
    """What came of some verdicts."""
    return [verdict.holds for verdict in verdicts]


@pytest.mark.parametrize(
    ("rate", "resident", "expected"),
    [
        (10_000, 200 * MIB, [True, True]),
        (9_001, 219 * MIB, [True, True]),
        (8_999, 200 * MIB, [False, True]),
        (10_000, 221 * MIB, [True, False]),
        (11_001, 179 * MIB, [False, False]),
    ],
)
def test_million_is_judged(rate: float, resident: int, expected: list[bool]) -> None:
    """The last tenth may differ from the first by a tenth, in rate and in memory, up and down."""
    assert expected == held(million.verdicts(tenths(rate, resident)))


def test_memory_that_nobody_tells() -> None:
    """Where the system does not tell how much memory a process holds, nothing is said of it."""
    unknown = [replace(tenth, resident=None) for tenth in tenths(10_000, 0)]
    assert [True] == held(million.verdicts(unknown))


def test_load_is_judged() -> None:
    """A failure, latency that has grown, and memory that is not documented are each found."""
    well = endured(part(0.002), part(0.003), part(0.003, resident=102 * MIB))
    assert [True] * 4 == held(steady.verdicts(well, ratio=1.5))
    ill = endured(part(0.002), part(0.0031, resident=104 * MIB), full=part(0.0031, wrong=1))
    assert [False] * 4 == held(steady.verdicts(ill, ratio=1.5))


def test_documented_memory() -> None:
    """An expense may cost its share of its dataset's bytes and of what is documented beside them."""
    expected = (20_000 + 1024) / 50 + 2048 / 1_000 + judging.A_COMPLETED
    assert expected == judging.documented([20_000] * 20, 1, 1_000)


@pytest.mark.parametrize(("p99", "expected"), [(0.008, [True]), (0.0081, [False])])
def test_growth_is_judged(p99: float, expected: list[bool]) -> None:
    """A full mock may be half as quick as one that holds nothing, at the 99th percentile."""
    assert expected == held(growth_report.verdicts(axes(grown(p99))))


def test_answers_that_never_came() -> None:
    """Only the first wrong answers are told, and all of them are counted; the highest latency is within all."""
    tally = Tally()
    for number in range(20):
        tally.blame(str(number))
        tally.latencies.append(number)
    assert (20, ["0", "1", "2", "3", "4"]) == (tally.wrong, tally.told)
    assert (9.0, 19.0, 19.0) == (tally.within(0.5), tally.within(0.99), tally.within(1))
    assert 0.0 == Tally().within(0.5)


class Wire(asyncio.Transport):
    """A connection that keeps what is written to it."""

    def __init__(self) -> None:
        super().__init__()
        self.written = b""

    def write(self, data: Any) -> None:
        self.written += data


def test_latency_counts_from_the_timetable() -> None:
    """What could not be sent in time is late by the time that it waited, and a wrong answer ends its flow."""
    tally, freed, wire = Tally(), list[Line](), Wire()
    line = Line(freed.append)
    line.connection_made(wire)
    line.begin(one(Ask(b"GET /first HTTP/1.1\r\n\r\n")), tally, time.perf_counter() - 1)
    line.data_received(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}")
    assert tally.latencies[0] >= 1
    line.begin(one(Ask(b"GET /second HTTP/1.1\r\n\r\n", right=404)), tally)
    line.data_received(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}")
    assert (1, ["GET /second must be answered by 404, and was by 200 {}"]) == (
        tally.wrong,
        tally.told,
    )
    assert [line, line] == freed
    assert b"GET /first HTTP/1.1\r\n\r\nGET /second HTTP/1.1\r\n\r\n" == wire.written


def figures() -> dict[str, Any]:
    """Everything that can be written down, made up."""
    points = grown(0.0041)[EXPENSES.name]
    size = million.Size(10_000, 100_000, 1_000_000, 32)
    load = Size(5_000, 600, 60, 100, 20, 32, 1.5, 1_000)
    about = {"machine": {"cpu": "a processor", "cores": 2, "system": "a system"}, "versions": {}}
    ended = endured(part(0.002, resident=110 * MIB), part(0.003, resident=120 * MIB))
    shape = Point(100, FIGURES, None, None, body=21_000, items=50)
    along = axes({EXPENSES.name: points, "bodies": [shape, replace(shape, size=500)]})
    how = {"rounds": 5, "seconds": 1.0, "connections": 32}
    return {
        "growth": {**about, "how": how, "axes": along, "verdicts": growth_report.judged(along)},
        "million": {**about, **million.document(tenths(9_900, 201 * MIB), size)},
        "load": {**about, **steady.document(ended, load)},
    }


def test_page_has_the_figures(tmp_path: Path) -> None:
    """Each part is added to what was written before, and page and charts are made of all of it."""
    told = figures()
    for name, its in told.items():
        growth_page.add(name, its, tmp_path)
    written = json.loads((tmp_path / "growth.json").read_text("utf-8"))
    assert told == written
    page = (tmp_path / "growth.md").read_text("utf-8")
    assert growth_page.page(told) == page
    assert "| 3,000,000 | 10,000 | 100.0 | 3.00 | 4.10 | 2,000 | 100.0 | 4.00 |" in page
    assert "| 10 | 9,900 | 100.00 | 3.00 | 4.00 | 201.00 |" in page
    assert "An expense of two lines takes 678 bytes of memory." in page
    charts = growth_charts.charts(told)
    assert {f"growth-{name}.svg" for name in ("expenses", "bodies", "million", "load")} == {*charts}
    for file, drawn in charts.items():
        assert drawn == (tmp_path / file).read_text("utf-8")
        assert f"({file})" in page


def test_an_axis_is_measured_anew(tmp_path: Path) -> None:
    """What is measured along one axis alone leaves the others as they were."""
    told = figures()["growth"]
    growth_page.add("growth", told, tmp_path)
    run = {"when": "2026-02-03T04:05Z", "arguments": "--only bodies", **told["how"], "rounds": 1}
    bodies = {**told["axes"][1], "about": "measured later", "run": run}
    growth_page.add("growth", {**told, "run": run, "axes": [bodies], "verdicts": []}, tmp_path)
    written = json.loads((tmp_path / "growth.json").read_text("utf-8"))["growth"]
    assert [{"run": told["how"], **told["axes"][0]}, bodies] == written["axes"]
    assert told["verdicts"] == written["verdicts"] != []
    page = (tmp_path / "growth.md").read_text("utf-8")
    assert "Measured on 2026-02-03 (UTC) by `make growth ARGS='--only bodies'`" in page
    assert "was not written down yet: 5 runs of 1 s at each size, 32 connections." in page


def test_docs_are_current() -> None:
    """The page of the docs and its charts are what their figures make."""
    told = json.loads((DOCS / "growth.json").read_text("utf-8"))
    assert growth_page.page(told) == (DOCS / "growth.md").read_text("utf-8")
    for file, drawn in growth_charts.charts(told).items():
        assert drawn == (DOCS / file).read_text("utf-8")


def test_chart_shows_every_point() -> None:
    """A chart is XML, with a mark for each figure that says it, and its lines go from left to right."""
    still = Series("as it was", "still", ((0, 100), (10, 100), (1_000, 100)))
    own = Series("the mock", "own", ((0, 100), (10, 120), (1_000, 1_500)))
    panel = Panel("CPU <a request>", "µs", "syncs", (still, own), logarithmic=True)
    drawn = ET.fromstring(svg("Syncs", "what & where", [panel]))  # noqa: S314 our own
    marks = [mark.text for mark in drawn.iter("{http://www.w3.org/2000/svg}title")]
    assert "the mock: 1.5k µs at 1k" in marks
    assert 6 == len(marks)
    circles = [
        float(mark.attrib["cx"])
        for mark in drawn.iter("{http://www.w3.org/2000/svg}circle")
        if mark.attrib["class"] == "own" and len(mark)
    ]
    assert all(left < right for left, right in pairwise(circles))
    texts = [text.text for text in drawn.iter("{http://www.w3.org/2000/svg}text")]
    assert {"Syncs", "what & where", "CPU <a request>, µs", "syncs (logarithmic)"} <= {*texts}


def test_steps() -> None:
    """An axis begins at zero and leaves room above the highest figure."""
    assert [0.0, 50.0, 100.0, 150.0] == steps(110)
    assert [0.0, 1.0] == steps(0)
    assert ["0", "0.12", "98.5", "1.5k", "3M"] == [*map(short, (0, 0.12, 98.55, 1_500, 3e6))]


TINY = ("--rounds", "1", "--seconds", "0.05", "--connections", "2", "--most", "2", "--json")


@pytest.mark.parametrize(("axis", "sizes"), [("companies", [1, 10]), ("bodies", [2, 10])])
def test_growth_runs(axis: str, sizes: list[int]) -> None:
    """Along an axis there are figures at each size, and the exit status is that of the verdicts."""
    done = bench("growth.py", *TINY, "--only", axis)
    document = json.loads(done.out)
    holds = all(verdict["holds"] for verdict in document["verdicts"])
    assert (0 if holds else 1, "") == (done.status, done.err)
    (along,) = document["axes"]
    assert sizes == [point["size"] for point in along["points"]]
    for point in along["points"]:
        assert point["answers"] > 0
        assert point["p99Milliseconds"] >= point["p50Milliseconds"] > 0
        assert (axis == "companies") == ("still" in point)


def lasted(part: str, *arguments: str) -> Any:
    """What a part of endurance has told, whose exit status was that of its verdicts."""
    done = bench("lasting.py", part, *arguments, "--companies", "2", "--connections", "2", "--json")
    document = json.loads(done.out)
    holds = all(verdict["holds"] for verdict in document["verdicts"])
    assert (0 if holds else 1, "") == (done.status, done.err)
    return document["parts"][part]


def test_million_runs() -> None:
    """A million requests are looked at tenth by tenth."""
    told = lasted("million", "--syncs", "4", "--requests", "100")
    assert [*range(1, 11)] == [tenth["tenth"] for tenth in told["parts"]]
    assert 100 == told["requests"]


def test_load_runs() -> None:
    """Everything that is due is sent, synced and right."""
    told = lasted(
        "load", "--minutes", "0.005", "--rate", "2000", "--datasets", "2", "--before", "2"
    )
    assert 12 == sum(row["datasets"] for row in told["parts"])
    assert (600, True) == (told["expenses"], 0 < told["syncs"] <= 6)
    assert (0, []) == (sum(row["wrong"] for row in told["parts"]), told["wrong"])


def test_wrong_use() -> None:
    """What there is not cannot be measured, and is refused before anything is started."""
    for program, wrong in (("growth.py", ("--only", "moons")), ("lasting.py", ("moons",))):
        done = bench(program, *wrong)
        assert (2, "") == (done.status, done.out)
        assert "moons" in done.err
