"""How quick is the mock, beside a server that does nothing? `python bench` measures it.

    python bench                        a table at a terminal
    python bench --json                 for machines
    python bench --seconds 1 --rounds 3 sooner done

What is measured: GET of a sync's status, and POST of a dataset of one item with two lines, at 32 connections.
Only loopback is loaded, and no longer than was asked for.
"""

import json
import subprocess
import sys

import click
import httpx
from rich.console import Console

import wrk
from cores import Cores
from load import own
from measure import How, WrongAnswerError, measured
from report import document, shown
from servers import NotStartedError
from workloads import WORKLOADS

_CHECK_FAILED = 1
_HARNESS_FAILED = 3
_OWN = "a generator in Python"


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
    "--generator",
    default="auto",
    show_default=True,
    type=click.Choice(["auto", "wrk", "own"]),
    help="What loads the servers; auto: wrk where it is installed.",
)
@click.option("--json", "as_json", is_flag=True, help="One JSON document, for machines.")
def main(seconds: float, rounds: int, generator: str, *, as_json: bool) -> None:
    """Measure the mock against a server that always gives the same answer."""
    name = _generator(generator)
    console = Console(highlight=False, soft_wrap=True)
    aside = Console(stderr=True)

    def tell(step: str) -> None:
        # Written before a run and never during one: what draws takes the load generator's core.
        if aside.is_terminal:
            aside.print(step, style="dim", highlight=False)

    load = wrk.loaded if name == "wrk" else own
    how = How(rounds, seconds, Cores.chosen(), load, name, tell)
    try:
        results = [measured(workload, how) for workload in WORKLOADS]
    except WrongAnswerError as wrong:
        click.echo(f"bench: {wrong}", err=True)
        sys.exit(_CHECK_FAILED)
    except (NotStartedError, httpx.HTTPError, OSError, subprocess.SubprocessError) as failure:
        click.echo(f"bench: {failure}", err=True)
        sys.exit(_HARNESS_FAILED)
    if as_json:
        click.echo(json.dumps(document(results, how), indent=2))
    else:
        shown(results, how, console)


def _generator(asked: str) -> str:
    found = wrk.program()
    if asked == "wrk" and not found:
        message = "there is no wrk on the PATH; install it, or use --generator own"
        raise click.UsageError(message)
    return "wrk" if found and asked != "own" else _OWN


if __name__ == "__main__":
    main()
