"""What the benchmark tells is what was measured: as precisely as it is known, and so that a reader can check it."""

import io
import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import click
import pytest
from click.testing import CliRunner
from rich.console import Console

import growth_charts
import growth_page
import growth_summary
import judging
import notes
import options
import origin
import page
import rows
import screen
import steady
from peers import MOCK
from rounds import spread
from running import console
from servers import FLOOR, shortened
from timetable import Part
from wording import apart, counted, rounded

ROOT = Path(__file__).parents[2]
DOCS = ROOT / "docs"


def figures(*rates: float, rate: float = 100.0) -> dict[str, Any]:
    """What a document has of a server that answered at these rates in its rounds."""
    return {
        "requestsPerSecond": rate,
        "cpuMicroseconds": 10.0,
        "coreBusy": 1.0,
        "p50Milliseconds": 1.0,
        "p99Milliseconds": 2.0,
        "mockByRate": 0.5,
        "mockByCpu": 0.5,
        "rounds": {"requestsPerSecond": [*rates], "cpuMicroseconds": [10.0 for _ in rates]},
    }


def written(name: str) -> Any:
    """The figures that the docs have."""
    return json.loads((DOCS / f"{name}.json").read_text("utf-8"))


def test_precision() -> None:
    """A figure has about three digits, and as many more as tell it from its bound."""
    assert ["575", "322,000", "1.44", "0", "less than 0.01"] == [
        rounded(figure) for figure in (575.2, 322_123, 1.4355, 0, 0.004_625)
    ]
    assert ("1.5004", "1.5") == apart(1.5004, 1.5)
    verdict = judging.Verdict("memory", 573.973_845, 631.748, " bytes").document()
    assert "yes: memory: 574 bytes, at most 632 bytes" == judging.said(verdict)


def test_one_and_many() -> None:
    """What is counted has the right number."""
    assert ("1 run", "2 runs", "1,000 runs") == tuple(
        counted(many, "run") for many in (1, 2, 1_000)
    )


def test_spread() -> None:
    """Beside a ratio stand the lowest and the highest of its rounds, and nothing where they are not written down."""
    servers = {FLOOR: figures(100, 200, 50), MOCK.name: figures(100, 100, 100)}
    assert "0.50 to 2.00" == spread(servers, FLOOR, "rate")
    assert "0.50 (0.50 to 2.00)" == [*rows.cells(FLOOR, servers, 1)][1]
    del servers[FLOOR]["rounds"]
    assert "" == spread(servers, FLOOR, "rate")
    assert "0.50" == [*rows.cells(FLOOR, servers, 1)][1]


def test_too_slow() -> None:
    """No ratio is made of nothing, and few answers a second are not rounded to none."""
    servers = {MOCK.name: figures(), "slow": figures(rate=0), "few": figures(rate=2.25)}
    expected = ["too slow to be measured in 2 s", *"-----", "100%"]
    assert expected == [*rows.cells("slow", servers, 2)]
    assert "2.2" == next(rows.cells("few", servers, 2))


def test_tally() -> None:
    """The last line of a check counts bars by what came of them."""
    bars = [{"held": held} for held in (True, None, None, False)]
    assert "1 held, 1 broken, 2 not judged" == rows.tally(bars)


def test_command() -> None:
    """A command is shown as one would write it anywhere: without port, paths and what the floor answers."""
    command = [sys.executable, "-m", "it", "--port", "4321", str(DOCS), str(DOCS / "a.md"), "{1}"]
    assert "python -m it --port PORT FOLDER a.md ANSWER" == shortened(command, 4321)


def test_arguments() -> None:
    """The arguments of a run are those that were given, as make takes them; folders by their names."""

    @click.command
    @click.argument("part", nargs=-1)
    @click.option("--rounds", default=5)
    @click.option("--seconds", type=float, default=1.0)
    @click.option("--only", multiple=True)
    @click.option("--check", is_flag=True)
    @options.write("it")
    def program(**_: object) -> None:
        click.echo(options.given())

    given = ["load", "--seconds", "2", "--only", "GET status", "--check", "--write", str(DOCS)]
    said = CliRunner().invoke(program, given).output
    assert 'load --seconds 2 --only "GET status" --check --write docs\n' == said
    run = origin.run(said.strip())
    assert (
        f"Measured on {run['when'][:10]} (UTC) by `make it ARGS='{said.strip()}'`"
        == origin.measured("it", {"run": run})
    )
    assert "was not written down yet" in origin.measured("it", {})


def test_page_of_all_that_is_told() -> None:
    """Machine, date, commands, waiting servers and how it was judged are on the page once a run tells them."""
    told = written("benchmark")
    told["run"] = {"when": "2026-02-03T04:05Z", "arguments": "--rounds 5 --write docs"}
    told["machine"]["memoryMebibytes"] = 4096
    told["commands"] = {"Prism": "node index.js mock --port PORT"}
    told["judged"] = {"by": "cpu", "slack": 0.1}
    told["workloads"][0]["servers"]["Prism"]["coreBusy"] = 0.5
    told["bars"][0]["lacking"] = ["WireMock"]
    shown = page.page(told)
    for line in (
        "Measured on 2026-02-03 (UTC) by `make bench ARGS='--rounds 5 --write docs'`",
        "2 cores, 4.0 GiB of memory, ",
        "| Prism | `node index.js mock --port PORT` |",
        "judged by CPU time",
        "10% may be missing",
        "without figures of: WireMock.",
    ):
        assert line in shown
    (waiting,) = [line for line in notes.notes(told) if line.startswith("Less than 95% busy")]
    assert "Prism" in waiting


def test_gate() -> None:
    """The page says how the gate of the project judges a run, as the gate does."""
    assert f"make bench ARGS='{page._GATE}'\n" in (ROOT / ".ci" / "run").read_text("utf-8")  # noqa: SLF001 what the page quotes
    assert f"make bench ARGS='{page._GATE}'\n" in (DOCS / "benchmark.md").read_text("utf-8")  # noqa: SLF001 likewise


def test_own_generator() -> None:
    """Rates of our own generator are not to be held against those that wrk has found."""
    told = written("benchmark")
    assert not [note for note in notes.notes(told) if "generator in Python" in note]
    told["how"]["generator"] = "a generator in Python"
    assert [note for note in notes.notes(told) if "not with those of docs/benchmark.md" in note]


@pytest.mark.parametrize("width", [80, 200])
def test_rows_can_be_told_apart(width: int) -> None:
    """However narrow a terminal is, the names of servers and the last column are whole."""
    told, out = written("benchmark"), io.StringIO()
    for servers in (row["servers"] for row in told["workloads"]):
        for its in servers.values():
            its["rounds"] = figures(100.0, 1.0)["rounds"]
    screen.shown(told, Console(file=out, width=width, highlight=False))
    lines = out.getvalue().splitlines()
    for name in told["peers"]:
        assert [line for line in lines if re.search(rf"^ ?{re.escape(name)} .*%\s*$", line)]


def test_piped() -> None:
    """What is piped is not folded."""
    assert console().width >= 200


def test_no_syncs() -> None:
    """A part in which nothing was synced has no latency of syncs, which is not the same as none at all."""
    (row,) = (steady._part(1, Part(), "part"),)  # noqa: SLF001 the row of a part
    assert row["p99 ms of syncs"] is None
    assert "-" == growth_page.cell("p99 ms of syncs", None)
    assert "?" == growth_page.cell("MiB", None)


def test_growth_in_short() -> None:
    """At the top of the page stands how much each axis grows, beside a mock that has not, and what came of the rest."""
    told = written("growth")
    (axis,) = [axis for axis in told["growth"]["axes"] if axis["name"] == "expenses"]
    last = axis["points"][-1]
    last["cpuMicroseconds"], last["still"]["cpuMicroseconds"] = 300, 200
    last["p99Milliseconds"], last["still"]["p99Milliseconds"] = 5, 4
    lines = [*growth_summary.lines(told)]
    assert "| expenses | 3,000,000 expenses | not grown | 1.5 times | 1.25 times |" in lines
    assert ["1,000,000 requests", "5,000 expenses"] == [
        " ".join(line.split()[1:3]) for line in lines if line.startswith("- ")
    ]
    assert growth_page.page(told).index("## In short") < growth_page.page(told).index("## With")


def test_load_in_turn() -> None:
    """The page says what came of a loaded mock beside a fresh one, where that was measured, and else nothing of it."""
    told = written("growth")
    told["load"].pop("inTurn", None)
    assert "Afterwards" not in growth_page.page(told)
    told["load"]["inTurn"] = {"loaded": {"p99 ms": 5.0}, "fresh": {"p99 ms": 4.0}}
    assert "The p99 of datasets was 5 ms, and 4 ms there." in growth_page.page(told)


def test_alternative_texts() -> None:
    """Who does not see a chart is told in a sentence what it shows."""
    told = written("growth")
    expected = "CPU a request (µs), p99 (ms) and Memory (MiB), over tenants."
    (axis,) = [axis for axis in told["growth"]["axes"] if axis["name"] == "tenants"]
    assert expected == growth_charts.sentence("tenants", axis)
    assert "Latency (ms) and Memory (MiB), over minutes." == growth_charts.sentence(
        "load", told["load"]
    )


def test_standard_output_of_make() -> None:
    """What make says while it installs does not stand in the JSON that is asked of it."""
    said = re.findall(r"echo ['\"](?:Making|Installing) .*", (ROOT / "Makefile").read_text("utf-8"))
    assert 3 == len(said)
    assert all(">&2" in line for line in said)


@pytest.mark.skipif(os.name != "posix", reason="the npm that stands in is a script of a shell")
def test_peers_are_installed(tmp_path: Path) -> None:
    """It is said before what is installed and how long that takes, and afterwards what comes next."""
    here = tmp_path / "bench" / "peers"
    shutil.copytree(ROOT / "bench" / "peers", here)
    npm = tmp_path / "npm"
    npm.write_text("#!/bin/sh\necho npm was here\n", encoding="utf-8")
    npm.chmod(0o755)
    command = [sys.executable, str(here / "installing.py")]
    said = [
        subprocess.run(
            command, env={"PATH": str(tmp_path)}, capture_output=True, text=True, check=True
        ).stdout.splitlines()
        for _ in range(2)
    ]
    assert said[0][0].startswith("Installing the peers into .venv/peers-")
    assert ["npm was here", "Done; now: make bench."] == said[0][1:]
    assert ["The peers are installed already; now: make bench."] == said[1]


@pytest.mark.parametrize("program", ["growth.py", "lasting.py"])
def test_help_tells_the_bars(program: str) -> None:
    """Whoever asks for help learns what the exit status says, and which bars there are."""
    command = [sys.executable, str(ROOT / "bench" / program), "--help"]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    said = " ".join(done.stdout.split())
    assert "Exit status: 1 if a bar is broken" in said
    assert "p99" in said
