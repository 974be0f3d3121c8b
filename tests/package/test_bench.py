"""The benchmark runs, and says what was measured; how quick anything was is no matter here."""

import json
import sys
from pathlib import Path

from package.serving import Finished, running

BENCH = Path(__file__).parents[2] / "bench"

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


def bench(*arguments: str) -> Finished:
    """What came of the benchmark with these arguments."""
    with running(sys.executable, str(BENCH), *arguments) as process:
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


def test_wrong_use() -> None:
    """A run without length is refused before anything is started."""
    done = bench("--seconds", "0")
    assert (2, "") == (done.status, done.out)
    assert "--seconds" in done.err
