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
from codat_mock.cli.verbs import Verb
from codat_mock.core.moments import SECOND, Duration, read_duration, write_duration

_GRACE = 30
"""Seconds beyond the time-out after which the server is taken to be gone."""

_USUAL = "10s"


def _goals() -> list[str]:
    goals: list[str] = control()["components"]["schemas"]["WaitRequest"]["properties"]["until"][
        "enum"
    ]
    return goals


@click.command(
    "wait",
    cls=Verb,
    examples=(
        ("wait sync-ended --timeout 5s", "every sync has ended"),
        ("wait sync-ended --sync last", "the last one has"),
        ("wait requests --count 2 --operation initiate-sync", "two syncs were asked for"),
    ),
)
@click.argument("until", type=click.Choice(_goals()))
@click.option("--sync", metavar="SYNC", help="Which sync: its id, its first letters, or `last`.")
@click.option("--count", metavar="N", type=click.IntRange(1), help="How many; 1 unless said.")
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
