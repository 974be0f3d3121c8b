"""The benchmark runs, and says what was measured; how quick anything was is no matter here."""

import json
import sys
from collections.abc import Mapping
from pathlib import Path

import page
from bars import failed
from package.serving import Finished, running
from rows import tally

BENCH = Path(__file__).parents[2] / "bench"
DOCS = BENCH.parent / "docs"

QUICK = (
    "--seconds",
    "0.1",
    "--rounds",
    "1",
    "--generator",
    "own",
    "--connections",
    "4",
    "--peers",
    "none",
)

TWO = ("--only", "GET status", "--only", "whole flow")


def bench(*arguments: str, variables: Mapping[str, str] | None = None) -> Finished:
    """What came of the benchmark with these arguments."""
    with running(sys.executable, str(BENCH), *arguments, variables=variables) as process:
        return process.finished()


def test_document() -> None:
    """Each workload has figures of each server that took part, with how the mock compares, and nothing went wrong."""
    done = bench(*QUICK, *TWO, "--json")
    assert (0, "") == (done.status, done.err)
    document = json.loads(done.out)
    assert {"GET status": ["floor", "codat-mock"], "whole flow": ["codat-mock"]} == {
        row["name"]: [*row["servers"]] for row in document["workloads"]
    }
    for row in document["workloads"]:
        assert 4 == row["connections"]
        for figures in row["servers"].values():
            assert figures["answers"] >= 4
            assert figures["requestsPerSecond"] > 0
            assert figures["p99Milliseconds"] >= figures["p50Milliseconds"] > 0
    floor = document["workloads"][0]["servers"]["floor"]
    own = document["workloads"][0]["servers"]["codat-mock"]
    assert own["requestsPerSecond"] / floor["requestsPerSecond"] == floor["mockByRate"]
    assert (1, 0.1) == (document["how"]["rounds"], document["how"]["seconds"])
    assert [own["requestsPerSecond"]] == own["rounds"]["requestsPerSecond"]


def test_check() -> None:
    """It fails just where a bar is broken, by what it was told to judge by, and says which; the document is whole."""
    done = bench(*QUICK, "--connections", "32", *TWO[:2], "--json", "--check", "--by", "cpu")
    bars = json.loads(done.out)["bars"]
    assert ["GET status, by cpu", "at least 0.7 x floor"] == [bars[0]["what"], bars[0]["wanted"]]
    assert {None} == {bar["held"] for bar in bars[1:]}
    why = failed(bars)
    told = f"bench: {why}\n" if why else ""
    assert (1 if why else 0, f"{told}{tally(bars)}\n") == (done.status, done.err)


def test_check_of_nothing() -> None:
    """A check that judges nothing has not found everything well; without a check nothing fails."""
    done = bench(*QUICK, *TWO[:2], "--check")
    assert 1 == done.status
    assert "nothing was measured" in done.err
    assert "Bars" in done.out
    assert done.out.endswith("\n0 held, 0 broken, 16 not judged\n")


def test_beside_who_is_absent() -> None:
    """Whoever is named must be there, and that is found out before anything is measured."""
    done = bench(*QUICK[:-1], "Prism", *TWO[:2], variables={"PATH": ""})
    assert (2, "") == (done.status, done.out)
    assert "Prism is absent: there is no node" in done.err


def test_nobody_and_somebody() -> None:
    """Who wants no peers names none."""
    done = bench(*QUICK, "--peers", "prism")
    assert (2, "") == (done.status, done.out)
    assert "--peers none" in done.err


def test_docs_are_current() -> None:
    """The page of the docs is made of the figures beside it: of the last run that was written down."""
    told = json.loads((DOCS / "benchmark.json").read_text("utf-8"))
    assert page.page(told) == (DOCS / "benchmark.md").read_text("utf-8")
    assert told["bars"]


def test_wrong_use() -> None:
    """A run without length is refused before anything is started."""
    done = bench("--seconds", "0")
    assert (2, "") == (done.status, done.out)
    assert "--seconds" in done.err
