"""Does a call cost more where there is much? `python bench/growth.py` measures along what it grows, and along what not.

    python bench/growth.py                     tables at a terminal
    python bench/growth.py --quick             sooner done, up to a hundred of each
    python bench/growth.py --only syncs        along one axis alone
    python bench/growth.py --write docs        write growth.json, the page growth.md and its charts, too

The mock has one core to itself and what loads it another. Beside it stands a mock that does not grow.
Exit status: 1 where a bar is broken, 3 where it could not be measured; --help says which bars there are.
"""

from functools import partial
from pathlib import Path

import click

import growth_page
import options
from axes import BODIES, JOURNAL, READING
from cores import Cores
from growing import How, Point, along, by_body, by_journal
from growth_report import document, shown
from processes import stoppable
from running import ended, failing_well, teller

_NAMES = (*(axis.name for axis in READING), JOURNAL, BODIES)


@click.command(context_settings={"help_option_names": ["-h", "--help"]})
@click.option(
    "--seconds",
    default=1.0,
    show_default=True,
    type=click.FloatRange(0.05, 60),
    help="How long each run takes.",
)
@click.option(
    "--rounds",
    default=5,
    show_default=True,
    type=click.IntRange(1, 100),
    help="How often each size is measured.",
)
@options.connections
@click.option(
    "--most",
    default=10_000_000,
    type=click.IntRange(1),
    help="Leave larger sizes out; the first two are always measured.",
)
@click.option(
    "--only",
    multiple=True,
    type=click.Choice(_NAMES, case_sensitive=False),
    help="Measure along this alone; repeatable.",
)
@click.option("--quick", is_flag=True, help="One short run at each size up to a hundred.")
@options.as_json
@options.write("growth", " with its charts")
def main(  # noqa: PLR0913 as many as there are options
    *,
    seconds: float,
    rounds: int,
    connections: int,
    most: int,
    only: tuple[str, ...],
    quick: bool,
    as_json: bool,
    write: Path | None,
) -> None:
    """Measure how the cost of calls grows with what is in place.

    Exit status: 1 if a bar is broken, 3 if it could not be measured.
    A bar for each of companies, syncs, tenants and expenses: at its largest size the p99 of GET status is at most
    twice that of a mock without, which is asked in turn. Journal and bodies are only shown.
    """
    stoppable()
    how = How(rounds, seconds, connections, most, Cores.chosen(), teller())
    if quick:
        how = How(1, 0.2, connections, min(most, 100), how.cores, how.tell)
    with failing_well("growth"):
        told = document(_found(only or _NAMES, how), how, options.given())
    if write is not None:
        growth_page.add("growth", told, write)
    ended(told, shown, as_json=as_json)


def _found(names: tuple[str, ...], how: How) -> dict[str, list[Point]]:
    """What was measured along each axis, in their order."""
    ways = {axis.name: partial(along, axis, how) for axis in READING}
    ways |= {JOURNAL: partial(by_journal, how), BODIES: partial(by_body, how)}
    return {name: measure() for name, measure in ways.items() if name in names}


if __name__ == "__main__":
    main()
