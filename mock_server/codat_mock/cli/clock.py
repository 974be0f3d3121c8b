"""`codat-mock clock`: what time is it for the tenant, and how does it pass?"""

from collections.abc import Mapping
from typing import Any

import click
from rich.console import Console
from rich.text import Text

from codat_contract import control
from codat_mock.cli.control import Server, steering
from codat_mock.cli.screen import legible
from codat_mock.cli.spoken import instant
from codat_mock.cli.verbs import Verb

SET = "set"
_SCALED = "scaled"


def _modes() -> list[str]:
    modes: list[str] = control()["components"]["schemas"]["ClockMode"]["enum"]
    return modes


@click.command(
    "clock",
    cls=Verb,
    examples=(
        ("clock", "what time it is"),
        ("clock manual", "it stands still from now on"),
        ("clock manual 2026-06-30T23:59:00Z", "it stands still at that moment"),
        ("clock scaled 60", "a minute passes each second"),
        ("clock set 2027-01-01T00:00:00Z", "that is now"),
        ("clock real", "it runs as any clock"),
    ),
)
@click.argument(
    "way", metavar="[real|manual|scaled|set]", required=False, type=click.Choice([*_modes(), SET])
)
@click.argument("value", metavar="[RATE|INSTANT]", required=False)
@steering
def clock_command(server: Server, *, way: str | None, value: str | None) -> None:
    """Show the virtual clock, or change how it passes.

    Everything that has a moment follows it: syncs, quotas, keys that expire. It never goes back.
    """
    if way is None:
        server.show(server.control("get-clock"), draw_clock)
    else:
        server.show(server.control("set-clock", _body(way, value)), draw_clock)


def _body(way: str, value: str | None) -> dict[str, Any]:
    body: dict[str, Any] = {} if way == SET else {"mode": way}
    try:
        if way == _SCALED:
            return body | ({} if value is None else {"rate": float(value)})
        return body | ({} if value is None else {"now": instant(value)})
    except ValueError as wrong:
        if way == _SCALED:
            raise click.BadParameter(f"{value!r} is no rate; write one like 60.") from None
        raise click.BadParameter(f"{wrong}.") from None
    finally:
        if way == SET and value is None:
            raise click.UsageError("Say what time it shall be: codat-mock clock set INSTANT.")


def draw_clock(out: Console, clock: Mapping[str, Any]) -> None:
    """Where the clock stands, and how it passes."""
    rate = clock["rate"]
    passes = "stands still; `codat-mock advance` moves it"
    if rate:
        passes = "runs as any clock" if rate == 1 else f"runs {rate:g} times as fast as any clock"
    out.print(
        Text.assemble(
            (legible(clock["now"]), "bold"), "  ", (legible(clock["mode"]), "cyan"), f"  {passes}"
        ),
        soft_wrap=True,
    )
