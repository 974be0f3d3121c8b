"""`codat-mock`: the commands. A table of contents; each is imported when it is called.

- `verbs`: the group, and what all commands share
- `serve`, `welcome`, `beside`, `port_file`: serve the mock, alone or for a command
- `control`, `screen`, `spoken`, `naming`: reach a server that runs, show its answer, read what people write
- `companies`, `endpoints`, `calling`: what is meant, asked without a trace; and the contract, called as a client does
- one module for each family of commands below
"""

import os

import click

from codat_mock.cli.verbs import Verbs

SECTIONS = {
    "Run it": {"serve": "serve", "demo": "demo", "scenarios": "scenarios"},
    "Be a client": {"send": "send"},
    "Say how syncs end": {"plan": "plan", "end": "end", "customer": "customer"},
    "Say what goes wrong": {"fault": "fault", "catalogue": "catalogue"},
    "Be told": {
        "webhooks": "webhooks",
        "listen": "listen",
        "trigger": "trigger",
        "inbox": "inbox",
    },
    "Let time pass": {"clock": "clock", "advance": "advance", "wait": "wait"},
    "Look": {
        "syncs": "syncs",
        "explain": "explain",
        "evidence": "evidence",
        "requests": "requests",
        "deliveries": "deliveries",
        "health": "health",
    },
    "Worlds of their own": {"tenants": "tenants", "keys": "keys"},
    "Start again": {"reset": "again", "snapshot": "again", "restore": "again"},
}
"""Every command, as `--help` lists it, and the module that has it as `NAME_command`."""


def _version(ctx: click.Context, _: click.Parameter, value: object) -> None:
    if value:
        from codat_mock.app import own_version

        click.echo(f"codat-mock, version {own_version()}")
        ctx.exit()


@click.group(
    cls=Verbs,
    sections=SECTIONS,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
)
@click.option(
    "--version",
    is_flag=True,
    expose_value=False,
    is_eager=True,
    callback=_version,
    help="Show the version and exit.",
)
@click.pass_context
def main(ctx: click.Context) -> None:
    """An offline Codat Sync for Expenses: a mock server you can trust.

    `codat-mock serve` starts it; the other commands steer one that runs, from another terminal.
    """
    if os.environ.get("NO_COLOR"):
        ctx.color = False
