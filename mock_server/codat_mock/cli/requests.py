"""`codat-mock requests`: what was asked of the mock, and what did it answer?"""

from typing import Any

import click

from codat_mock.cli.companies import of_company, sync_named
from codat_mock.cli.control import Server, steering
from codat_mock.cli.verbs import Verb
from codat_mock.journal.terminal import show

_SHOWN = 20


@click.command(
    "requests",
    cls=Verb,
    examples=(
        ("requests", "the last twenty calls to the contract"),
        ("requests --status 4xx", "those that were refused"),
        ("requests --operation initiate-sync --last 3", "the last three of one kind"),
        ("requests --sync f3cca1de", "what concerns one sync"),
        ("requests --api all", "what steered the mock, too"),
        ("requests --har -", "as an HTTP archive, for a browser's tools"),
        ("requests --curl", "as a script that repeats them"),
        ("requests --clear", "nothing is kept any more"),
    ),
)
@click.option("--operation", metavar="ID", help="Only calls of this operation, by operationId.")
@click.option("--status", metavar="CODE|4xx", help="Only those answered so.")
@click.option(
    "--sync", metavar="SYNC", help="Only those about a sync: its id, or its first letters."
)
@click.option(
    "--api",
    type=click.Choice(["contract", "control", "all"]),
    help="Calls to the contract, calls that steer the mock, or both; contract unless said.",
)
@click.option(
    "--last",
    "--limit",
    "limit",
    metavar="N",
    type=click.IntRange(1, 1000),
    help=f"Only the last so many; {_SHOWN} unless said, 100 with --json, --har and --curl.",
)
@click.option("--har", type=click.File("wb", lazy=True), help="Write an HTTP archive; - prints it.")
@click.option("--curl", is_flag=True, help="Print a shell script of curl commands.")
@click.option("--clear", is_flag=True, help="Forget them.")
@of_company
@steering
def requests_command(
    server: Server, *, har: Any, curl: bool, clear: bool, company: str | None, **wanted: Any
) -> None:
    """Show the last calls, newest below.

    With what moved meanwhile, and why a call was refused; `codat-mock explain NUMBER` says more.
    """
    chosen = any(value is not None for value in wanted.values())
    if (har is not None, curl, clear).count(True) > 1 or (clear and chosen):
        raise click.UsageError("Show calls, or --har, --curl or --clear them: one at a time.")
    if clear:
        done = server.control("forget-requests")
        server.show(done, lambda out, _: out.print("Nothing is kept of what was asked."))
        return
    query = wanted | {"sync": _sync(server, company, wanted["sync"])}
    if har is not None:
        har.write(server.control("list-requests", query=query | {"format": "har"}).body)
    elif curl:
        click.echo(server.file("list-requests", query | {"format": "curl"}))
    else:
        if not server.as_json and query["limit"] is None:
            query["limit"] = _SHOWN
        server.show(server.control("list-requests", query=query), lambda out, seen: show(seen, out))


def _sync(server: Server, company: str | None, name: str | None) -> str | None:
    return None if name is None else sync_named(server, company, name)
