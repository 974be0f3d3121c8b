"""`codat-mock syncs`: how did the last syncs of a company end?"""

from collections.abc import Sequence
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


@click.command(
    "syncs",
    cls=Verb,
    examples=(
        ("syncs", "the last ten"),
        ("syncs --last 3", "the last three"),
        ("syncs --json", "all of them, as GET .../syncs/list/status answers"),
    ),
)
@of_company
@click.option(
    "--last",
    metavar="N",
    type=click.IntRange(1),
    default=_SHOWN,
    show_default=True,
    help="How many; with --json all.",
)
@steering
def syncs_command(server: Server, *, company: str, last: int) -> None:
    """Show the last syncs of a company, and who must act."""
    answer = server.codat("list-syncs", companyId=company)
    server.show(answer, lambda out, rows: _draw(out, rows, last))


def _draw(out: Console, every: Sequence[dict[str, Any]], last: int) -> None:
    rows = every[-last:]
    if not rows:
        out.print("No sync yet: POST a dataset, then a sync.")
        return
    if len(rows) < len(every):
        note(out, f"The last {len(rows)} of {len(every)}, newest below.")
    listed = table("Started", "Sync", "Code", "Meaning", "Pushed")
    for row in rows:
        code = row["syncStatusCode"]
        listed.add_row(
            Text.assemble((day_of(row["syncUtc"]), "dim"), " ", time_of(row["syncUtc"])),
            ident(out, row["syncId"]),
            coded(code),
            meaning(code),
            Text("yes", "green") if row["dataPushed"] else Text("no", "dim"),
        )
    out.print(listed)
    next_steps(out, (row["syncStatusCode"] for row in rows))
