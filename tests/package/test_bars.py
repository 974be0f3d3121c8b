"""A run is held to its bars by what its document says: held, broken, or not told, and never one for another."""

import copy
import io
from typing import Any

import pytest
from rich.console import Console

import page
from bars import BARS, BEST, Way, failed, verdicts
from measure import MANY, able
from peers import MOCK, PEERS
from rows import lacking
from screen import shown
from servers import FLOOR
from workloads import WORKLOADS

HELD = {
    "GET status, by rate: at least 0.7 x floor",
    "GET status, by rate: at least 5 x Prism",
    "GET status, by rate: at least 3 x openapi-backend",
    "POST 1 x 2, by rate: at least 4 x Prism",
    "POST 1 x 2, by rate: at least 2 x openapi-backend",
    f"POST 50 x 4, by rate: at least 1.5 x {BEST}",
    "whole flow, by rate: at least 4 x openapi-backend",
    *(f"p99 of {workload.name}: below {BEST}" for workload in WORKLOADS),
    f"first 200: below {BEST}",
    "memory at start: below 80 MB",
    "memory after 20,000 reads: below 110 MB",
}
"""What must hold, written out once more: whoever lowers a bar says so twice."""


def figures(times: float, p99: float) -> dict[str, Any]:
    """What a server shows that is so many times slower than the mock."""
    return {
        "requestsPerSecond": 100.0,
        "cpuMicroseconds": 100.0,
        "coreBusy": 1.0,
        "p50Milliseconds": 1.0,
        "p99Milliseconds": p99,
        "answers": 100,
        "mockByRate": times,
        "mockByCpu": times,
    }


def start(milliseconds: float) -> dict[str, Any]:
    """How a server starts that takes so long."""
    return {"milliseconds": milliseconds, "mebibytes": 70.0, "mebibytesAfterReads": 90.0}


@pytest.fixture(name="run")
def _run() -> dict[str, Any]:
    """A run with every peer, in which every bar is held."""
    return {
        "versions": {"codat-mock": "1"},
        "machine": {"cpu": "a processor", "cores": 2, "system": "a system"},
        "how": {"rounds": 1, "seconds": 1.0, "generator": "wrk"},
        "peers": {},
        "absent": {},
        "workloads": [
            {
                "name": workload.name,
                "about": workload.about,
                "connections": MANY,
                "servers": {
                    FLOOR: figures(0.8, 0.5),
                    MOCK.name: figures(1, 1),
                    **{peer.name: figures(9, 2) for peer in PEERS if able(peer, workload)},
                },
            }
            for workload in WORKLOADS
        ],
        "starts": {MOCK.name: start(100), **{peer.name: start(200) for peer in PEERS}},
        "notes": [],
    }


def servers(run: dict[str, Any], name: str) -> Any:
    """The figures of a workload."""
    (row,) = (row for row in run["workloads"] if row["name"] == name)
    return row["servers"]


def found(run: dict[str, Any], by: str = "rate") -> dict[str, bool | None]:
    """What is held of it."""
    return {f"{bar['what']}: {bar['wanted']}": bar["held"] for bar in verdicts(run, Way(by))}


def broken(run: dict[str, Any], by: str = "rate") -> list[str]:
    """What of it is broken."""
    return [what for what, held in found(run, by).items() if held is False]


def without(run: dict[str, Any], name: str) -> dict[str, Any]:
    """The same run without one peer."""
    less = copy.deepcopy(run)
    for row in [*[row["servers"] for row in less["workloads"]], less["starts"]]:
        row.pop(name, None)
    return less


def test_held(run: dict[str, Any]) -> None:
    """All of them are judged, and held."""
    assert dict.fromkeys(HELD, True) == found(run)
    assert len(HELD) == len(BARS)
    assert "" == failed(verdicts(run))


def test_no_answer(run: dict[str, Any]) -> None:
    """A peer that has given no answer within any run is behind the mock, whatever its figures cannot tell."""
    slow = servers(run, "POST 50 x 4")["stock connexion"]
    slow |= dict.fromkeys(("mockByRate", "mockByCpu", "p50Milliseconds", "p99Milliseconds"))
    assert None is found(run)[f"POST 50 x 4, by rate: at least 1.5 x {BEST}"]
    slow["answers"] = 0
    assert dict.fromkeys(HELD, True) == found(run)
    servers(run, "POST 50 x 4")[MOCK.name]["answers"] = 0
    assert None is found(run)[f"POST 50 x 4, by rate: at least 1.5 x {BEST}"]


@pytest.mark.parametrize(
    ("workload", "server", "least"),
    [
        ("GET status", FLOOR, 0.7),
        ("GET status", "Prism", 5),
        ("GET status", "openapi-backend", 3),
        ("POST 1 x 2", "Prism", 4),
        ("POST 1 x 2", "openapi-backend", 2),
        ("whole flow", "openapi-backend", 4),
        *(("POST 50 x 4", peer.name, 1.5) for peer in PEERS if peer.validates),
    ],
)
@pytest.mark.parametrize(("by", "figure"), [("rate", "mockByRate"), ("cpu", "mockByCpu")])
def test_ratio(
    run: dict[str, Any], workload: str, server: str, least: float, by: str, figure: str
) -> None:
    """Just so many times is enough, anything less breaks this bar alone; the other figure does not matter."""
    its = servers(run, workload)[server]
    its |= {"mockByRate": 0, "mockByCpu": 0, figure: least}
    assert [] == broken(run, by)
    its[figure] = least - 0.001
    (bar,) = [bar for bar in verdicts(run, Way(by)) if bar["held"] is False]
    assert f"{workload}, by {by}" == bar["what"]
    assert f"at least {least:g} x {BEST if workload == 'POST 50 x 4' else server}" == bar["wanted"]
    assert f"{least - 0.001:.2f} x {server}" == bar["measured"]
    assert failed([bar]).startswith(bar["what"])


def test_slack(run: dict[str, Any]) -> None:
    """Where runs differ a ratio may be a little less, and what is wanted then is said; nothing else is let off."""
    servers(run, "GET status")[FLOOR]["mockByRate"] = 0.63
    run["starts"][MOCK.name]["mebibytes"] = 77
    assert ["GET status, by rate: at least 0.7 x floor"] == broken(run)[:1]
    held = {bar["wanted"]: bar["held"] for bar in verdicts(run, Way(slack=0.1))}
    assert (True, False) == (held["at least 0.63 x floor"], held["below 80 MB"])


@pytest.mark.parametrize(
    ("workload", "server"),
    [
        (workload.name, peer.name)
        for workload in WORKLOADS
        for peer in PEERS
        if peer.validates and able(peer, workload)
    ],
)
def test_latency(run: dict[str, Any], workload: str, server: str) -> None:
    """As long as the best peer that validates is too long, by whatever ratios are judged."""
    servers(run, workload)[server]["p99Milliseconds"] = 1
    assert [f"p99 of {workload}: below {BEST}"] == broken(run) == broken(run, "cpu")


@pytest.mark.parametrize("server", [peer.name for peer in PEERS if peer.validates])
def test_start(run: dict[str, Any], server: str) -> None:
    """No peer that validates may answer as soon."""
    run["starts"][server]["milliseconds"] = 100
    assert [f"first 200: below {BEST}"] == broken(run)


@pytest.mark.parametrize(
    ("figure", "mebibytes", "bar"),
    [
        ("mebibytes", 77, "memory at start: below 80 MB"),
        ("mebibytesAfterReads", 105, "memory after 20,000 reads: below 110 MB"),
    ],
)
def test_memory(run: dict[str, Any], figure: str, mebibytes: float, bar: str) -> None:
    """A megabyte is a million bytes, of which a MiB has more."""
    run["starts"][MOCK.name][figure] = mebibytes
    assert [bar] == broken(run)


def test_who_does_not_validate(run: dict[str, Any]) -> None:
    """However quick somebody is who checks nothing, no bar is about them."""
    for workload in WORKLOADS:
        if "Mockoon" in servers(run, workload.name):
            servers(run, workload.name)["Mockoon"] = figures(0.1, 0.1)
    run["starts"]["Mockoon"] = start(1)
    assert dict.fromkeys(HELD, True) == found(run) == found(without(run, "Mockoon"))


@pytest.mark.parametrize("server", [peer.name for peer in PEERS if peer.validates])
def test_absent(run: dict[str, Any], server: str) -> None:
    """Without a peer nothing is held that it could have broken, and it is said whom that takes."""
    bars = {f"{bar['what']}: {bar['wanted']}": bar for bar in verdicts(without(run, server))}
    open_ = {what for what, bar in bars.items() if bar["held"] is None}
    of_workload = {
        f"p99 of {workload.name}: below {BEST}"
        for workload in WORKLOADS
        if server in servers(run, workload.name)
    }
    by_name = {what for what in HELD if what.endswith(f" x {server}")}
    best = {f"POST 50 x 4, by rate: at least 1.5 x {BEST}", f"first 200: below {BEST}"}
    assert of_workload | by_name | best == open_
    assert all([server] == bars[what]["lacking"] for what in open_)
    assert [f"Bars are not judged, or only in part, without figures of: {server}."] == [
        *lacking([*bars.values()])
    ]
    assert "" == failed(bars.values())


def test_absent_and_broken(run: dict[str, Any]) -> None:
    """What one peer breaks is broken, whoever else is missing."""
    servers(run, "page of 100")["WireMock"]["p99Milliseconds"] = 0.5
    assert [f"p99 of page of 100: below {BEST}"] == broken(without(run, "Prism"))


def test_not_measured(run: dict[str, Any]) -> None:
    """A run that measured nothing, or at another number of connections, holds nothing, and a check of it fails."""
    for row in run["workloads"]:
        row["connections"] = 1
    run["starts"] = {}
    assert dict.fromkeys(HELD, None) == found(run)
    assert {"not measured"} == {bar["measured"] for bar in verdicts(run)}
    assert failed(verdicts(run))


def test_not_told(run: dict[str, Any]) -> None:
    """Where the system tells neither processor time nor memory, what is judged by them is open."""
    for row in run["workloads"]:
        for its in row["servers"].values():
            its["mockByCpu"] = None
    run["starts"][MOCK.name] |= {"mebibytes": None, "mebibytesAfterReads": None}
    held = found(run, "cpu")
    assert {None} == {held[what] for what in held if ", by cpu" in what or "memory" in what}
    assert {True} == {held[what] for what in held if "p99" in what or "first" in what}


def test_shown(run: dict[str, Any]) -> None:
    """Page and terminal say of each bar whether it is held, in words, and the terminal in colour where it has any."""
    servers(run, "GET status")[FLOOR]["mockByRate"] = 0.5
    run = without(run, "Prism")
    run["bars"] = verdicts(run)
    lines = page.page(run).splitlines()
    assert "| GET status, by rate | at least 0.7 x floor | 0.50 x floor | NO |" in lines
    assert (
        "| GET status, by rate | at least 3 x openapi-backend | 9.00 x openapi-backend | yes |"
        in lines
    )
    assert "| GET status, by rate | at least 5 x Prism | not measured | ? |" in lines
    plain, coloured = (
        Console(
            file=io.StringIO(),
            width=200,
            highlight=False,
            force_terminal=colour,
            color_system="truecolor" if colour else None,
        )
        for colour in (False, True)
    )
    for console in (plain, coloured):
        shown(run, console)
    told = plain.file.getvalue()
    assert "\x1b" not in told
    assert "at least 0.7 x floor" in told
    assert "\x1b[32m" in coloured.file.getvalue()
    assert "\x1b[1;31m" in coloured.file.getvalue()


def test_nothing_in_time(run: dict[str, Any]) -> None:
    """A peer that gave no answer as long as it was loaded has not been the quicker one."""
    for workload in WORKLOADS:
        for name, figures in servers(run, workload.name).items():
            if name != MOCK.name:
                figures["p99Milliseconds"] = None
    for bar in verdicts(run):
        if bar["what"].startswith("p99"):
            assert bar["held"]
            assert "no answer within a run" in bar["measured"]
