"""`codat-mock end`: end a sync now, as wanted."""

from collections.abc import Mapping
from typing import Any

import click
from rich.console import Console
from rich.text import Text

from codat_mock.cli.companies import of_company, sync_named
from codat_mock.cli.control import Server, steering
from codat_mock.cli.naming import CODE, naming, write_codes
from codat_mock.cli.screen import coded, ident, legible, meaning, next_steps, note, of_one_sync
from codat_mock.cli.verbs import epilog


@click.command(
    "end",
    cls=epilog(write_codes),
    examples=(
        ("end last 2000", "the last sync succeeds now"),
        ("end f3cca1de 5130 --refuse 0", "the first letters of an id will do"),
    ),
    instead={"--code": "end last 2000", "--sync": "end last 2000"},
)
@click.argument("sync", metavar="SYNC")
@click.argument("code", type=CODE)
@of_company
@naming
@steering
def end_command(
    server: Server, *, sync: str, code: int, company: str | None, transactions: list[dict[str, Any]]
) -> None:
    """End a sync that is queued or runs.

    SYNC is its id, the first letters of it, or `last`. What was decided before now stays, the rest
    is decided by CODE and the transactions named here.
    """
    body = {"code": code} | ({"transactions": transactions} if transactions else {})
    server.show(server.control("end-sync", body, syncId=sync_named(server, company, sync)), _draw)


def _draw(out: Console, ended: Mapping[str, Any]) -> None:
    code = ended["code"]
    out.print(
        Text.assemble(
            ident(out, ended["syncId"]), " ended with ", coded(code), " ", meaning(code)
        ).append(f" at {legible(ended['at'])}", "dim"),
        soft_wrap=True,
    )
    next_steps(out, [code])
    if said := of_one_sync(code):
        note(out, said)
