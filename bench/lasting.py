"""Does the mock last? `python bench/lasting.py` has it hold much, and be asked much for long.

    python bench/lasting.py                       both parts; about twenty minutes
    python bench/lasting.py million               a million requests, 10,000 companies and 100,000 syncs in place
    python bench/lasting.py load                  5,000 expenses a second for ten minutes
    python bench/lasting.py load --minutes 1      sooner done
    python bench/lasting.py --write docs          write growth.json, the page growth.md and its charts, too

Exit status: 1 where a bar is broken, 3 where it could not be measured; --help says which bars there are.
"""

from collections.abc import Mapping
from itertools import starmap
from pathlib import Path
from typing import Any

import click
from rich.console import Console

import growth_page
import million
import options
import origin
import steady
from cores import Cores
from judging import said
from machine import machine, versions
from processes import stoppable
from running import ended, failing_well, teller
from screen import figures, titled
from timetable import Size

_PARTS = ("million", "load")


@click.command(context_settings={"help_option_names": ["-h", "--help"]})
@click.argument("part", nargs=-1, type=click.Choice(_PARTS))
@click.option(
    "--companies",
    default=None,
    type=click.IntRange(1),
    help="How many are in place. [default: 10000 for million, 100 for load]",
)
@click.option(
    "--syncs",
    default=100_000,
    show_default=True,
    type=click.IntRange(1),
    help="Of million: how many are in place.",
)
@click.option(
    "--requests",
    default=1_000_000,
    show_default=True,
    type=click.IntRange(10),
    help="Of million: how many are made.",
)
@click.option(
    "--rate",
    default=5_000.0,
    show_default=True,
    type=click.FloatRange(50),
    help="Of load: expenses a second.",
)
@click.option(
    "--minutes",
    default=10.0,
    show_default=True,
    type=click.FloatRange(0, min_open=True),
    help="Of load: for how long.",
)
@click.option(
    "--datasets",
    default=20,
    show_default=True,
    type=click.IntRange(1, 10_000),
    help="Of load: how many a sync takes.",
)
@click.option(
    "--before",
    default=1_000,
    show_default=True,
    type=click.IntRange(1),
    help="Of load: datasets that come before it is measured.",
)
@click.option(
    "--ratio",
    default=1.5,
    show_default=True,
    type=click.FloatRange(1),
    help="Of load: how many times the first p99 the last may be.",
)
@options.connections
@options.as_json
@options.write("growth", " with its charts")
def main(part: tuple[str, ...], *, as_json: bool, write: Path | None, **asked: Any) -> None:
    """Measure whether the mock lasts: PART is million or load, and both unless said; about twenty minutes.

    Exit status: 1 if a bar is broken, 3 if it could not be measured.
    Bars of million: from the first tenth to the last, answers a second and memory change by a tenth at most.
    Bars of load: no answer is wrong or missing; the last p99 is at most --ratio times the first, and afterwards that of
    a mock to which nothing had come; an expense takes no more memory than is documented.
    """
    stoppable()
    measure = {"million": _million, "load": _load}
    told: dict[str, Any] = {"parts": {}, "verdicts": []}
    for name in part or _PARTS:
        with failing_well("endurance"):
            measured = measure[name](asked)
            its = {"run": origin.run(options.given()), "versions": versions(())}
            found = {**its, "machine": machine(), **measured}
        told["parts"][name] = found
        told["verdicts"] += found["verdicts"]
        if write is not None:
            growth_page.add(name, found, write)
    ended(told, _shown, as_json=as_json)


def _million(asked: dict[str, Any]) -> dict[str, Any]:
    size = million.Size(
        asked["companies"] or 10_000, asked["syncs"], asked["requests"], asked["connections"]
    )
    return million.document(million.million(size, Cores.chosen(), teller()), size)


def _load(asked: dict[str, Any]) -> dict[str, Any]:
    seconds = asked["minutes"] * 60
    size = Size(
        rate=asked["rate"],
        seconds=seconds,
        # Shorter than ten minutes: tenths.
        every=60 if seconds >= 600 else seconds / 10,
        companies=asked["companies"] or 100,
        datasets=asked["datasets"],
        connections=asked["connections"],
        ratio=asked["ratio"],
        before=asked["before"],
    )
    return steady.document(steady.steady(size, Cores.chosen(), teller()), size)


def _shown(told: Mapping[str, Any], console: Console) -> None:
    """Show what was measured to people."""
    for name, found in told["parts"].items():
        rows = found["parts"]
        title = f"{name}: {found['about']}"
        cells = [[*starmap(growth_page.cell, row.items())] for row in rows]
        titled(console, title, figures([*rows[0]], cells))
    print(*map(said, told["verdicts"]), sep="\n")
    for found in told["parts"].values():
        for line in found.get("wrong", ()):
            print(line)


if __name__ == "__main__":
    main()
