"""Whoever ends a program of the benchmark ends its servers, too."""

import signal
import sys
import time
from pathlib import Path

import pytest

from package.serving import WITHIN, running

BENCH = Path(__file__).parents[2] / "bench"

_LONG = ("--seconds", "60", "--rounds", "1")

PROGRAMS = {
    "bench": ((str(BENCH), *_LONG, "--generator", "own", "--peers", "none"), 2),
    "wrk": ((str(BENCH), *_LONG, "--connections", "4", "--peers", "none"), 3),
    "growth": ((str(BENCH / "growth.py"), *_LONG, "--only", "companies"), 2),
    "endurance": ((str(BENCH / "lasting.py"), "million"), 1),
}
"""Runs that are long, and how many processes each of them has started when it measures."""


def children(process: int) -> set[int]:
    """The processes that one has started and that run."""
    found = set()
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            state, parent = stat.read_text("utf-8").rpartition(")")[2].split()[:2]
        except OSError:
            continue  # it has just ended
        if int(parent) == process and state != "Z":
            found.add(int(stat.parent.name))
    return found


def runs(process: int) -> bool:
    """Whether a process runs."""
    try:
        return Path(f"/proc/{process}/stat").read_text("utf-8").rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


@pytest.mark.skipif(sys.platform != "linux", reason="who has started whom stands in /proc")
@pytest.mark.parametrize("program", PROGRAMS)
def test_told_to_end(program: str) -> None:
    """On SIGTERM a run ends with its servers, and says by its status what it died of."""
    command, wanted = PROGRAMS[program]
    if program == "wrk":
        import wrk

        if wrk.program() is None:
            pytest.skip("there is no wrk on the PATH")
    with running(sys.executable, *command) as started:
        until = time.monotonic() + WITHIN
        while len(its := children(started.process.pid)) < wanted:
            assert started.process.poll() is None, started.finished().err
            assert time.monotonic() < until
        done = started.finished(signal.SIGTERM)
        assert (128 + signal.SIGTERM, "", "") == (done.status, done.out, done.err)
        assert not [process for process in its if runs(process)]
