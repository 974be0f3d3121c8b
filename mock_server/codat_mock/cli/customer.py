"""`codat-mock customer`: what does a customer, or their accounting software, do to a connection?"""

import re
from collections.abc import Mapping
from typing import Any

import click
from rich.console import Console
from rich.text import Text

from codat_contract import control
from codat_mock.cli.companies import accounting_connection, company_meant, for_company
from codat_mock.cli.control import Server, steering
from codat_mock.cli.screen import ident, legible, next_steps, timeline
from codat_mock.cli.verbs import epilog

_ACT = re.compile(r"/companies/\{companyId\}/connections/\{connectionId\}/([a-z]+)")


def _acts() -> dict[str, Mapping[str, Any]]:
    """What can be done, and the operation that does it."""
    return {
        found[1]: item["post"]
        for path, item in control()["paths"].items()
        if (found := _ACT.fullmatch(path))
    }


def _write_acts(formatter: click.HelpFormatter) -> None:
    with formatter.section("Acts"):
        formatter.write_dl([(name, act["summary"] + ".") for name, act in _acts().items()])


@click.command(
    "customer",
    cls=epilog(_write_acts),
    examples=(
        ("customer lapse", "syncs end with 4260"),
        ("customer pay", "and succeed again"),
        ("customer unlink", "a sync that runs ends with 4220"),
        ("customer link", "and access is allowed again"),
    ),
)
@click.argument("act", type=click.Choice([*_acts()]))
@for_company
@click.option(
    "--connection", metavar="ID", help="Which connection; the accounting one unless said."
)
@steering
def customer_command(
    server: Server, *, act: str, company: str | None, connection: str | None
) -> None:
    """Do what a customer does to a connection.

    Or what their accounting software does. A sync that runs meanwhile ends as it would, and what
    was pushed stays pushed.
    """
    meant = company_meant(server, company)
    places = {
        "companyId": meant["companyId"],
        "connectionId": connection or accounting_connection(meant),
    }
    server.show(server.control(_acts()[act]["operationId"], **places), _draw)


def _draw(out: Console, moved: Mapping[str, Any]) -> None:
    lapsed = "; its subscription has lapsed" if moved["lapsed"] else ""
    out.print(
        Text.assemble(
            "The connection ",
            ident(out, moved["connectionId"]),
            " is ",
            (legible(moved["status"]), "bold " + _colour(moved)),
            lapsed,
            ".",
        ),
        soft_wrap=True,
    )
    timeline(out, moved["effects"])
    next_steps(out, (effect["to"] for effect in moved["effects"]))


def _colour(moved: Mapping[str, Any]) -> str:
    if moved["lapsed"]:
        return "yellow"
    return "green" if moved["status"] == "Linked" else "red"
