"""`codat-mock health`: is a server there?"""

from collections.abc import Mapping
from typing import Any

import click
from rich.console import Console
from rich.text import Text

from codat_mock.cli.control import Server, steering
from codat_mock.cli.screen import legible
from codat_mock.cli.verbs import Verb


@click.command(
    "health",
    cls=Verb,
    examples=(
        ("health", "exit status 0 once it is ready, 2 while nothing listens"),
        ("health --json", "for a script"),
    ),
)
@steering
def health_command(server: Server) -> None:
    """Ask whether a server is ready."""

    def draw(out: Console, health: Mapping[str, Any]) -> None:
        out.print(
            Text.assemble(
                (legible(health["status"]), "bold green"),
                f"  codat-mock {legible(health['version'])} on ",
                (server.url, "cyan"),
                f", seed {health['seed']}",
            ),
            soft_wrap=True,
        )

    server.show(server.control("get-health"), draw)
