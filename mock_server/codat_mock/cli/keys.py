"""`codat-mock keys`: which API keys open the tenant?"""

from collections.abc import Mapping
from typing import Any

import click
from rich.console import Console
from rich.text import Text

from codat_mock.cli.control import Server, steering
from codat_mock.cli.screen import legible, note, table
from codat_mock.cli.verbs import Family, Verb


@click.group(
    "keys",
    cls=Family,
    examples=(
        ("keys", "their ids"),
        ("keys new second-key", "one more key opens the tenant"),
        ("keys revoke key-2", "who sends it is answered 403"),
    ),
)
@steering
def keys_command(server: Server) -> None:
    """List the API keys of the tenant, make one, or revoke one."""
    if click.get_current_context().invoked_subcommand is None:
        server.show(server.control("list-keys"), _listed)


@keys_command.command("new", cls=Verb, examples=(("keys new", "a key that is drawn"),))
@click.argument("key", required=False)
@steering
def new(server: Server, *, key: str | None) -> None:
    """Make another key for the tenant; it is shown this once."""
    server.show(server.control("create-key", {"apiKey": key} if key else {}), _made)


@keys_command.command("revoke", cls=Verb, examples=(("keys revoke key-2", "by its id"),))
@click.argument("key_id", metavar="ID")
@steering
def revoke(server: Server, *, key_id: str) -> None:
    """Revoke a key: calls of the contract with it are answered 403 from now on."""
    gone = f"{legible(key_id)} is revoked."
    server.show(server.control("delete-key", keyId=key_id), lambda out, _: out.print(gone))


def _listed(out: Console, answer: Mapping[str, Any]) -> None:
    rows = table()
    for key in answer["keys"]:
        stands = Text("revoked", "red") if key["revoked"] else Text("opens the tenant", "green")
        rows.add_row(Text(legible(key["id"]), "cyan"), stands)
    out.print(rows)


def _made(out: Console, made: Mapping[str, Any]) -> None:
    from codat_mock.lane.keyring import authorization

    out.print(
        Text.assemble((legible(made["id"]), "cyan"), "  ", (legible(made["apiKey"]), "bold")),
        soft_wrap=True,
    )
    note(out, f"Authorization: {authorization(made['apiKey'])}")
