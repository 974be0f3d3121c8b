"""`codat-mock tenants`: which worlds are there behind the server?"""

from collections.abc import Mapping
from typing import Any

import click
from rich.console import Console
from rich.text import Text

from codat_mock.cli.control import Server, steering
from codat_mock.cli.flags import Read
from codat_mock.cli.screen import legible, note, table
from codat_mock.cli.spoken import iso
from codat_mock.cli.verbs import Family, Verb
from codat_mock.core.moments import write_moment
from codat_mock.settings import ClockSetting


@click.group(
    "tenants",
    cls=Family,
    examples=(
        ("tenants", "those that there are"),
        ("tenants new test-17 --clock manual", "a world of its own, and the key to it"),
        ("tenants delete test-17", "it is gone, with all that it held"),
    ),
)
@steering
def tenants_command(server: Server) -> None:
    """List the tenants, make one, or delete one.

    A tenant has companies, plans, a clock and ids of its own: tests that run at once do not meet.
    """
    if click.get_current_context().invoked_subcommand is None:
        server.show(server.control("list-tenants"), _listed)


@tenants_command.command(
    "new",
    cls=Verb,
    examples=(
        ("tenants new", "all of it drawn"),
        ("tenants new test-18 --clock manual --seed 18", "the same ids each time"),
    ),
)
@click.argument("id_", metavar="[ID]", required=False)
@click.option("--key", "api_key_wanted", metavar="KEY", help="What opens it; drawn unless said.")
@click.option("--company", metavar="ID", help="The id of the company with which it begins.")
@click.option("--seed", type=int, help="The same seed draws the same ids.")
@click.option(
    "--clock",
    type=Read("clock", ClockSetting.read),
    help="real, manual[:INSTANT] or scaled:RATE; as the server's unless said.",
)
@click.option(
    "--sync-time",
    metavar="DURATION",
    type=Read("duration", iso),
    help="How long a sync takes that no plan governs.",
)
@steering
def new(server: Server, *, id_: str | None, api_key_wanted: str | None, **more: Any) -> None:
    """Make a tenant, with a company that is linked and configured."""
    said = {
        "id": id_,
        "apiKey": api_key_wanted,
        "companyId": more["company"],
        "seed": more["seed"],
        "clock": _clock(more["clock"]),
        "syncTime": more["sync_time"],
    }
    body = {name: value for name, value in said.items() if value is not None}
    server.show(server.control("create-tenant", body), _made)


def _clock(setting: ClockSetting | None) -> dict[str, Any] | None:
    if setting is None:
        return None
    body: dict[str, Any] = {"mode": str(setting.mode)}
    if setting.at is not None:
        body["now"] = write_moment(setting.at)
    return body | ({"rate": setting.rate} if setting.mode == "scaled" else {})


@tenants_command.command(
    "delete", cls=Verb, examples=(("tenants delete test-17", "the default tenant stays"),)
)
@click.argument("id_", metavar="ID")
@steering
def delete(server: Server, *, id_: str) -> None:
    """Delete a tenant with all that it holds; its keys open nothing any more."""
    gone = f"{legible(id_)} is gone."
    server.show(server.control("delete-tenant", tenantId=id_), lambda out, _: out.print(gone))


def _listed(out: Console, answer: Mapping[str, Any]) -> None:
    rows = table("Tenant", "Companies", "Syncs", "Keys", "Clock")
    for tenant in answer["tenants"]:
        clock = tenant["clock"]
        rows.add_row(
            Text(legible(tenant["id"]), "cyan"),
            *(str(tenant[name]) for name in ("companies", "syncs", "keys")),
            Text.assemble(legible(clock["now"]), (f" {legible(clock['mode'])}", "dim")),
        )
    out.print(rows)
    if answer["total"] > len(answer["tenants"]):
        note(out, f"The first {len(answer['tenants'])} of {answer['total']}.")


def _made(out: Console, made: Mapping[str, Any]) -> None:
    from codat_mock.lane.keyring import authorization

    rows = table()
    for name, value in (
        ("tenant", Text(legible(made["id"]), "bold cyan")),
        ("key", Text(legible(made["apiKey"]), "bold")),
        ("company", Text(legible(made["companyId"]))),
        ("header", Text(f"Authorization: {authorization(made['apiKey'])}")),
    ):
        rows.add_row(Text(name, "dim"), value)
    out.print(rows)
    note(out, f"Steer it with --api-key {legible(made['apiKey'])}, or CODAT_MOCK_API_KEY.")
