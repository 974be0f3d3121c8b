"""`codat-mock wait`: until something has come about, instead of a sleep."""

from collections.abc import Mapping
from typing import Any

import click
from rich.console import Console
from rich.text import Text

from codat_contract import control
from codat_mock.cli.companies import of_company, sync_named
from codat_mock.cli.control import Server, steering
from codat_mock.cli.flags import Read
from codat_mock.cli.screen import legible
from codat_mock.cli.spoken import read_spoken, short
from codat_mock.cli.verbs import epilog
from codat_mock.core.moments import SECOND, Duration, read_duration, write_duration

_GRACE = 30
"""Seconds beyond the time-out after which the server is taken to be gone."""

_USUAL = "10s"


def _goals() -> list[str]:
    goals: list[str] = control()["components"]["schemas"]["WaitRequest"]["properties"]["until"][
        "enum"
    ]
    return goals


_MEANT = {
    "sync-ended": "No sync runs any more; with --sync that one has ended.",
    "delivered": "Every webhook that is on its way, or still to come of a sync that runs, was taken by its "
    "receiver: one at least, and those that have failed before are left aside. With --count so many were "
    "taken since the tenant began or was reset. With --sync only those about that sync count.",
    "requests": "So many calls to the contract as --count says were answered since the tenant began or was "
    "reset; with --operation only those for it count.",
}
"""What each goal is."""


def _write_goals(formatter: click.HelpFormatter) -> None:
    with formatter.section("What has come about"):
        formatter.write_dl([*_MEANT.items()])


@click.command(
    "wait",
    cls=epilog(_write_goals),
    examples=(
        ("wait sync-ended --timeout 5s", "every sync has ended"),
        ("wait sync-ended --sync last", "the last one has"),
        ("wait delivered --timeout 30s", "every webhook that is still to come was taken"),
        ("wait delivered --sync last", "those about the last sync"),
        ("wait delivered --count 1", "one in all, of the last thousand"),
        ("wait requests --count 2 --operation initiate-sync", "two syncs were asked for"),
    ),
)
@click.argument("until", type=click.Choice(_goals()))
@click.option("--sync", metavar="SYNC", help="Which sync: its id, its first letters, or `last`.")
@click.option(
    "--count",
    metavar="N",
    type=click.IntRange(1),
    help="How many, since the tenant began; 1 unless said, but all webhooks that are on their way.",
)
@click.option(
    "--from-now",
    is_flag=True,
    help="Count only webhooks that are taken, and calls that are answered, from now on.",
)
@click.option("--operation", metavar="ID", help="Only calls of this operation, by operationId.")
@click.option(
    "--timeout",
    metavar="DURATION",
    type=Read("duration", read_spoken),
    default=_USUAL,
    show_default=True,
    help="How long at most, in real time.",
)
@of_company
@steering
def wait_command(
    server: Server,
    *,
    until: str,
    sync: str | None,
    count: int | None,
    from_now: bool,
    operation: str | None,
    timeout: Duration,
    company: str | None,
) -> None:
    """Wait until something has come about.

    It exits with 0 once it has, and with 1 if it has not in time. No virtual time passes: on a
    manual clock somebody must advance it meanwhile.
    """
    said = {
        "until": until,
        "syncId": None if sync is None else sync_named(server, company, sync),
        "count": count,
        "fromNow": from_now or None,
        "operation": operation,
        "timeout": write_duration(timeout),
    }
    body = {name: value for name, value in said.items() if value is not None}
    server.show(server.control("wait-until", body, within=timeout / SECOND + _GRACE), _draw)


def _draw(out: Console, waited: Mapping[str, Any]) -> None:
    what = legible(waited["until"]).replace("-", " ")
    took = read_duration(waited["waited"])
    out.print(
        Text.assemble(
            (what, "bold green"), f" after {short(waited['waited'])}" if took else ""
        ).append(f" at {legible(waited['now'])}", "dim"),
        soft_wrap=True,
    )
