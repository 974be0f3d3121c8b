"""How quick is the mock, beside a server that does nothing, and beside its peers? `python bench` measures it.

    python bench                        a table at a terminal
    python bench --json                 for machines
    python bench --seconds 1 --rounds 3 sooner done
    python bench --only 'GET status' --connections 32 --peers none
    python bench --check                and exit with 1 if a bar is broken

The peers are other servers that can stand in for an API; `make peers` installs them, and who is absent is said to be.
With all of them nine rounds of a second took 28 minutes.
Only loopback is loaded, and no longer than was asked for.
"""

import json
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, NoReturn

import click
import httpx

import options
import page
import wrk
from bars import WAYS, Way, failed
from cores import Cores
from load import own
from measure import MANY, How, Result, WrongAnswerError, measured
from peers import PEERS, Peer, absent
from processes import stoppable
from report import Report, document
from rows import tally
from running import console, teller
from screen import shown
from servers import NotStartedError
from starting import Start, starts
from workloads import WORKLOADS

_CHECK_FAILED = 1
_HARNESS_FAILED = 3
_OWN = "a generator in Python"
_NONE = "none"


@click.command(context_settings={"help_option_names": ["-h", "--help"]})
@click.option(
    "--seconds",
    default=2.0,
    show_default=True,
    type=click.FloatRange(0.1, 60),
    help="How long each run takes.",
)
@click.option(
    "--rounds",
    default=5,
    show_default=True,
    type=click.IntRange(1, 100),
    help="How often each server is run.",
)
@click.option(
    "--connections",
    multiple=True,
    default=(MANY, 1),
    show_default=True,
    type=click.IntRange(1, 1_000),
    help="At how many connections; repeatable.",
)
@click.option(
    "--only",
    multiple=True,
    type=click.Choice([workload.name for workload in WORKLOADS], case_sensitive=False),
    help="Measure this alone; repeatable. Starts are measured with all of them.",
)
@click.option(
    "--peers",
    "wanted",
    multiple=True,
    type=click.Choice([_NONE, *(peer.name for peer in PEERS)], case_sensitive=False),
    help="Which peers stand beside it; repeatable, all that are installed unless said.",
)
@click.option(
    "--generator",
    default="auto",
    show_default=True,
    type=click.Choice(["auto", "wrk", "own"]),
    help="What loads the servers; auto: wrk where it is installed.",
)
@click.option(
    "--check",
    is_flag=True,
    help="Say last how many bars are held; exit with 1 if one is broken, or none is judged.",
)
@click.option(
    "--by",
    default="rate",
    show_default=True,
    type=click.Choice([*WAYS]),
    help="What the bars that are ratios are judged by; cpu where others use the cores, too.",
)
@click.option(
    "--slack",
    default=0.0,
    show_default=True,
    type=click.FloatRange(0, 0.5),
    help="The part of those bars that may be missing: what two runs may differ by.",
)
@options.as_json
@options.write("benchmark")
def main(
    wanted: tuple[str, ...],
    only: tuple[str, ...],
    write: Path | None,
    *,
    check: bool,
    by: str,
    slack: float,
    as_json: bool,
    **asked: object,
) -> None:
    """Measure the mock against a server that always gives the same answer, and against its peers."""
    stoppable()
    how, missing = _how(wanted, **asked)  # type: ignore[arg-type]
    results, seen = _seen(only, how)
    told = document(Report(results, seen, how, missing, Way(by, slack), options.given()))
    if write is not None:
        page.write(told, write)
    if as_json:
        click.echo(json.dumps(told, indent=2))
    else:
        shown(told, console())
    if check:
        _checked(told["bars"], aside=as_json)


def _checked(bars: Sequence[Mapping[str, Any]], *, aside: bool) -> None:
    """Say what came of the bars, in the last line, and end if one is broken; `aside`: standard output is JSON."""
    why = failed(bars)
    if why:
        click.echo(f"bench: {why}", err=True)
    click.echo(tally(bars), err=aside)
    if why:
        sys.exit(_CHECK_FAILED)


def _seen(only: Sequence[str], how: How) -> tuple[list[Result], dict[str, Start]]:
    """What came of the workloads, and of starts; when that cannot be told, the end."""
    chosen = [workload for workload in WORKLOADS if not only or workload.name in only]
    try:
        results = [result for workload in chosen for result in measured(workload, how)]
        return results, {} if only else starts(how)
    except WrongAnswerError as wrong:
        _fail(wrong)
    except (NotStartedError, httpx.HTTPError, OSError, subprocess.SubprocessError) as failure:
        _fail(failure, _HARNESS_FAILED)


def _fail(why: object, status: int = _CHECK_FAILED) -> NoReturn:
    click.echo(f"bench: {why}", err=True)
    sys.exit(status)


def _how(
    wanted: tuple[str, ...],
    *,
    seconds: float,
    rounds: int,
    connections: tuple[int, ...],
    generator: str,
) -> tuple[How, dict[str, str]]:
    """How it is measured, and which peers are absent for what reason."""
    name = _generator(generator)
    if _NONE in wanted and len({*wanted}) > 1:
        message = f"--peers {_NONE} leaves no place for other --peers; name the ones, or {_NONE}"
        raise click.UsageError(message)
    named = [peer for peer in PEERS if not wanted or peer.name in wanted]
    missing = {peer.name: why for peer in named if (why := _absent(peer))}
    if lost := [name for name in wanted if name in missing]:
        # Who names a peer wants the mock to be measured beside it.
        message = f"{lost[0]} is absent: {missing[lost[0]]}"
        raise click.UsageError(message)
    there = tuple(peer for peer in named if peer.name not in missing)
    load = wrk.loaded if name == "wrk" else own
    how = How(rounds, seconds, Cores.chosen(), load, name, there, connections, teller())
    return how, missing


def _absent(peer: Peer) -> str:
    return absent(*peer.needs) if peer.package else ""


def _generator(asked: str) -> str:
    found = wrk.program()
    if asked == "wrk" and not found:
        message = "there is no wrk on the PATH; install it, or use --generator own"
        raise click.UsageError(message)
    return "wrk" if found and asked != "own" else _OWN


if __name__ == "__main__":
    main()
