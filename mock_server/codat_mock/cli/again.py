"""`codat-mock reset`, `snapshot` and `restore`: how does a tenant get back to where it was?"""

from collections.abc import Mapping
from typing import Any

import click
from rich.console import Console
from rich.text import Text

from codat_mock.cli.control import Server, steering
from codat_mock.cli.screen import legible, table
from codat_mock.cli.verbs import Verb


@click.command("reset", cls=Verb, examples=(("reset", "between two tests"),))
@steering
def reset_command(server: Server) -> None:
    """Put the tenant back to how it began, its clock too."""
    server.show(server.control("reset"), lambda out, _: out.print("Everything is as it began."))


@click.command(
    "snapshot",
    cls=Verb,
    examples=(
        ("snapshot before-payday", "keep everything as it is now"),
        ("snapshot --list", "what was kept"),
    ),
)
@click.argument("name", required=False)
@click.option("--list", "listed", is_flag=True, help="Show the snapshots.")
@steering
def snapshot_command(server: Server, *, name: str | None, listed: bool) -> None:
    """Keep everything of the tenant as it is now."""
    if listed and name is not None:
        raise click.UsageError("Take a snapshot, or --list them: one at a time.")
    if listed:
        server.show(server.control("list-snapshots"), _listed)
    else:
        body = {} if name is None else {"name": name}
        server.show(server.control("create-snapshot", body), _taken)


@click.command("restore", cls=Verb, examples=(("restore before-payday", "as the snapshot has it"),))
@click.argument("snapshot", metavar="ID")
@steering
def restore_command(server: Server, *, snapshot: str) -> None:
    """Put the tenant back to a snapshot, its clock too."""
    back = f"Everything is as {legible(snapshot)} has it."
    server.show(
        server.control("restore-snapshot", snapshotId=snapshot), lambda out, _: out.print(back)
    )


def _taken(out: Console, taken: Mapping[str, Any]) -> None:
    id_ = legible(taken["id"])
    out.print(
        Text.assemble((id_, "bold cyan"), f" is kept; `codat-mock restore {id_}` goes back to it."),
        soft_wrap=True,
    )


def _listed(out: Console, answer: Mapping[str, Any]) -> None:
    if not answer["snapshots"]:
        out.print("No snapshot yet.")
        return
    rows = table("Snapshot", "Taken at", "Bytes")
    for kept in answer["snapshots"]:
        rows.add_row(
            Text(legible(kept["id"]), "cyan"), legible(kept["at"]), f"{kept.get('size', 0):,}"
        )
    out.print(rows)
