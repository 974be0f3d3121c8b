"""The benchmark runs, and says what was measured; how quick anything was is no matter here."""

import json
import sys
from pathlib import Path

from package.serving import Finished, running

BENCH = Path(__file__).parents[2] / "bench"

QUICK = ("--seconds", "0.1", "--rounds", "1", "--generator", "own")


def bench(*arguments: str) -> Finished:
    """What came of the benchmark with these arguments."""
    with running(sys.executable, str(BENCH), *arguments) as process:
        return process.finished()


def test_document() -> None:
    """Both workloads have figures of both servers and their ratio, and nothing went wrong."""
    done = bench(*QUICK, "--json")
    assert (0, "") == (done.status, done.err)
    document = json.loads(done.out)
    assert {"versions", "machine", "how", "workloads", "notes"} == set(document)
    assert ["GET status", "POST dataset 1 x 2"] == [row["name"] for row in document["workloads"]]
    for row in document["workloads"]:
        for server in (row["floor"], row["mock"]):
            assert 0 == server["wrong"]
            assert server["answers"] >= document["how"]["connections"]
            assert server["requestsPerSecond"] > 0
            assert server["p99Milliseconds"] > 0
        assert row["ratio"]["rate"] > 0
    assert (32, 1, 0.1) == tuple(
        document["how"][name] for name in ("connections", "rounds", "seconds")
    )


def test_wrong_use() -> None:
    """A run without length is refused before anything is started."""
    done = bench("--seconds", "0")
    assert (2, "") == (done.status, done.out)
    assert "--seconds" in done.err
