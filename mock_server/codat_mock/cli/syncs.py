"""`codat-mock syncs`: how did the last syncs end?"""

from collections.abc import Mapping
from typing import Any

import click
from rich.console import Console
from rich.text import Text

from codat_mock.cli.companies import of_company
from codat_mock.cli.control import Server, steering
from codat_mock.cli.screen import (
    coded,
    day_of,
    ident,
    meaning,
    next_steps,
    note,
    table,
    time_of,
)
from codat_mock.cli.verbs import Verb

_SHOWN = 10
_MOST = 1000


@click.command(
    "syncs",
    cls=Verb,
    examples=(
        ("syncs", "the last ten"),
        ("syncs --last 3", "the last three"),
        ("syncs --json", "the same for a machine, newest first"),
    ),
)
@of_company
@click.option(
    "--last",
    "--limit",
    metavar="N",
    type=click.IntRange(1, _MOST),
    default=_SHOWN,
    show_default=True,
    help="How many.",
)
@steering
def syncs_command(server: Server, *, company: str | None, last: int) -> None:
    """Show the last syncs, newest below, and who must act.

    To look does not count as a poll of a client's, and meets no fault.
    """
    answer = server.control("show-syncs", query={"company": company, "limit": last})
    server.show(answer, _draw)


def _draw(out: Console, answer: Mapping[str, Any]) -> None:
    rows = answer["syncs"][::-1]
    if not rows:
        out.print("No sync yet; `codat-mock send` makes one, as a client would.")
    elif len(rows) < answer["total"]:
        note(out, f"The last {len(rows)} of {answer['total']}, newest below.")
    several = len({row["companyId"] for row in rows}) > 1
    company = ["Company"] if several else []
    listed = table("Initiated", "Sync", *company, "Code", "Meaning", "Pushed")
    for row in rows:
        at = row["initiated"]
        listed.add_row(
            Text.assemble((day_of(at), "dim"), " ", time_of(at)),
            ident(out, row["syncId"]),
            *([ident(out, row["companyId"])] if several else []),
            coded(row["code"]),
            meaning(row["code"]),
            Text("yes", "green") if row["dataPushed"] else Text("no", "dim"),
        )
    if rows:
        out.print(listed)
    if waiting := answer["datasetsWaiting"]:
        out.print(Text(_waits(waiting), "yellow"), soft_wrap=True)
    next_steps(out, (row["code"] for row in rows))


def _waits(datasets: int) -> str:
    one = datasets == 1
    what = "1 dataset waits" if one else f"{datasets} datasets wait"
    return f"{what} for a sync; `codat-mock send 0` starts one with {'it' if one else 'them'}."
