"""`codat-mock reset`, `snapshot` and `restore`: how does a tenant get back to where it was?"""

from collections.abc import Mapping
from typing import Any

import click
from rich.console import Console
from rich.text import Text

from codat_mock.cli.clock import draw_clock
from codat_mock.cli.control import Server, steering
from codat_mock.cli.screen import legible, table
from codat_mock.cli.verbs import Refused, Verb

LAST = "last"

_RESET = (
    "Companies, syncs, plans, faults and clock are as they began, and the journal is empty. "
    "Snapshots, keys and other tenants stay."
)
_RESTORED = "Snapshots, keys, the journal and other tenants stay."


@click.command("reset", cls=Verb, examples=(("reset", "between two tests"),))
@steering
def reset_command(server: Server) -> None:
    """Put the tenant back to how it began, its clock too.

    What stays: its snapshots, the keys that were made since, and every other tenant. A key that it
    began with opens it again, even one that was revoked.
    """
    server.show(server.control("reset-tenant"), lambda out, at: _back(out, _RESET, at))


@click.command(
    "snapshot",
    cls=Verb,
    examples=(
        ("snapshot before-payday", "keep everything as it is now"),
        ("snapshot --list", "what was kept"),
        ("snapshot --clear", "nothing is kept any more"),
    ),
)
@click.argument("name", required=False)
@click.option("--list", "listed", is_flag=True, help="Show the snapshots.")
@click.option("--delete", metavar="SNAPSHOT", help="Forget one, by its id or name.")
@click.option("--clear", is_flag=True, help="Forget every snapshot.")
@steering
def snapshot_command(
    server: Server, *, name: str | None, listed: bool, delete: str | None, clear: bool
) -> None:
    """Keep everything of the tenant as it is now.

    NAME is for you to know it by.
    """
    if (name is not None, listed, delete is not None, clear).count(True) > 1:
        raise click.UsageError(
            "Take a snapshot, or --list, --delete or --clear them: one at a time."
        )
    if listed:
        server.show(server.control("list-snapshots"), _listed)
    elif clear:
        done = server.control("delete-snapshots")
        server.show(done, lambda out, _: out.print("No snapshot is kept now."))
    elif delete is not None:
        done = server.control("delete-snapshot", snapshotId=_named(server, delete))
        server.show(done, lambda out, _: out.print(f"{legible(delete)} is gone."))
    else:
        server.show(
            server.control("create-snapshot", {} if name is None else {"name": name}), _taken
        )


@click.command(
    "restore",
    cls=Verb,
    examples=(
        ("restore before-payday", "as the last snapshot of that name has it"),
        ("restore last", "as the last one has it"),
    ),
)
@click.argument("snapshot", metavar="SNAPSHOT")
@steering
def restore_command(server: Server, *, snapshot: str) -> None:
    """Put the tenant back to a snapshot, its clock too.

    SNAPSHOT is its id, its name, or `last`. Snapshots, keys, the journal and other tenants stay as
    they are.
    """
    done = server.control("restore-snapshot", snapshotId=_named(server, snapshot))
    said = f"Companies, syncs, plans, faults and clock are as {legible(snapshot)} has them. {_RESTORED}"
    server.show(done, lambda out, at: _back(out, said, at))


def _named(server: Server, wanted: str) -> str:
    """The id of a snapshot: the last one of this id or name.

    Raises:
        Refused: There is none such.
    """
    kept = server.control("list-snapshots").data["snapshots"]
    for one in reversed(kept):
        if wanted in (LAST, one["id"], one.get("name")):
            return str(one["id"])
    raise Refused(f"there is no snapshot {wanted!r}; `codat-mock snapshot --list` shows them.")


def _back(out: Console, said: str, clock: Mapping[str, Any]) -> None:
    out.print(said)
    draw_clock(out, clock)


def _taken(out: Console, taken: Mapping[str, Any]) -> None:
    id_ = legible(taken["id"])
    out.print(
        Text.assemble(
            (id_, "bold cyan"),
            f" is kept, {taken['size']:,} bytes; `codat-mock restore {id_}` goes back to it.",
        ),
        soft_wrap=True,
    )


def _listed(out: Console, answer: Mapping[str, Any]) -> None:
    if not answer["snapshots"]:
        out.print("No snapshot is kept.")
        return
    rows = table("Snapshot", "Name", "Clock", "Bytes")
    for kept in answer["snapshots"]:
        rows.add_row(
            Text(legible(kept["id"]), "cyan"),
            legible(kept.get("name", "")),
            legible(kept["at"]),
            f"{kept['size']:,}",
        )
    out.print(rows)
