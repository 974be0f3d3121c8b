"""`codat-mock`: the commands."""

import sys
from collections.abc import Callable
from dataclasses import fields
from pathlib import Path
from typing import Any, TypeVar

import click

from codat_contract import BrokenDocument
from codat_mock.app import Mock, build, own_version
from codat_mock.core.register import READY_COMPANY
from codat_mock.lane.keyring import authorization
from codat_mock.server import CannotListen, listening, serve, url_of
from codat_mock.settings import API_KEY, PORT, ClockSetting, Settings, named, read_sync_time
from codat_mock.witness import writer

WRONG_USE = 2

_EXPENSE = (
    '{"items": [{"id": "4d7c6929-7770-412b-91bb-44d3bc71d111", "type": "Payment", '
    '"issueDate": "2026-01-01", "currency": "GBP"}]}'
)

_DEMO_EXITS = (
    "Exit status: 0 when all went as planned, 1 when expenses failed that no plan named,\n"
    "2 when the file cannot be used, 3 when no server could be started."
)

F = TypeVar("F", bound=Callable[..., Any])


class _Read(click.ParamType[Any]):
    """A parameter type from a function that raises ValueError with a sentence."""

    def __init__(self, name: str, read: Any) -> None:
        self.name = name
        self._read = read

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        if not isinstance(value, str):
            return value
        try:
            return self._read(value)
        except (ValueError, OverflowError) as wrong:
            self.fail(str(wrong), param, ctx)


def _flag(name: str, *names: str, **rest: Any) -> Callable[[F], F]:
    """A flag that can be set by its variable too."""
    variable = f"CODAT_MOCK_{name.removeprefix('--').replace('-', '_').upper()}"
    return click.option(
        name,
        *names,
        envvar=variable,
        show_envvar=True,
        show_default=rest.get("default") is not None,
        **rest,
    )


@click.group(context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(own_version(), prog_name="codat-mock")
def main() -> None:
    """An offline Codat Sync for Expenses: a mock server you can trust."""


@main.command("serve")
@_flag(
    "--host",
    default="localhost",
    type=_Read("host", named),
    help="Where to listen; localhost is 127.0.0.1 and ::1.",
)
@_flag("--port", default=PORT, type=click.IntRange(0, 65535), help="On which port; 0: a free one.")
@_flag(
    "--api-key",
    "api_keys",
    type=_Read("key", named),
    multiple=True,
    default=(API_KEY,),
    help="A key that opens the mock (repeatable).",
)
@_flag("--seed", type=int, help="Draw the same ids as another run with this seed.")
@_flag(
    "--clock",
    default="real",
    type=_Read("clock", ClockSetting.read),
    help="real, manual[:INSTANT] or scaled:RATE.",
)
@_flag(
    "--sync-time",
    default="PT1S",
    type=_Read("duration", read_sync_time),
    help="How long a sync takes; 0: no time.",
)
@_flag(
    "--engine",
    default="lane",
    type=click.Choice(["lane", "stock"]),
    help="What answers: the compiled lane, or stock connexion with the same handlers.",
)
@_flag(
    "--log",
    default="text",
    type=click.Choice(["text", "json", "errors", "off"]),
    help="What is written to stderr.",
)
@_flag(
    "--strict",
    is_flag=True,
    help="Refuse what is otherwise put right or judged later: payment for Payment, unknown fields, "
    "a configuration whose records do not exist, an Idempotency-Key that is no GUID.",
)
@_flag(
    "--dialect",
    default="auto",
    type=click.Choice(["auto", "docs", "sdk"]),
    help="How an integrationType is spelled, docs: expense, sdk: expenses; "
    "auto: as the client's User-Agent suggests.",
)
@_flag(
    "--limits",
    default="off",
    type=click.Choice(["off", "documented"]),
    help="Refuse requests beyond Codat's documented limits, or only count them.",
)
@_flag(
    "--references",
    type=click.Choice(["open", "strict"]),
    help="Take any account, tax rate or contact, or only those that are there; "
    "unless set, the ready company takes any.",
)
def serve_command(**flags: Any) -> None:
    """Serve the mock until it is stopped."""
    settings = Settings(**{field.name: flags[field.name] for field in fields(Settings)})
    try:
        mock = build(settings, writer(settings.log, sys.stderr))
        sockets = listening(settings.host, settings.port)
    except (BrokenDocument, CannotListen, LookupError) as wrong:
        click.echo(f"codat-mock: {wrong}", err=True)
        sys.exit(WRONG_USE)

    def ready() -> None:
        click.echo(f"codat-mock ready on {url_of(sockets)}")
        if sys.stderr is not None and sys.stderr.isatty():
            click.echo(_welcome(url_of(sockets), mock, settings), err=True)

    serve(mock, sockets, ready)


def _welcome(url: str, mock: Mock, settings: Settings) -> str:
    header = f"Authorization: {authorization(settings.api_keys[0])}"
    target = f"{url}/companies/{READY_COMPANY}/sync/expenses/expense-transactions"
    rows = (
        ("site", f"{url}/"),
        ("company", READY_COMPANY),
        ("header", header),
        ("seed", str(mock.seed)),
        ("clock", str(mock.tenant.clock.mode)),
        ("try", f"curl -H '{header}' -H 'Content-Type: application/json' -d '{_EXPENSE}' {target}"),
    )
    return (
        "\n".join(f"  {click.style(name.ljust(8), dim=True)} {value}" for name, value in rows)
        + "\n"
    )


class _Demo(click.Command):
    """The demo, whose help shows what a file of expenses looks like."""

    def format_epilog(self, _: click.Context, formatter: click.HelpFormatter) -> None:
        from codat_scenarios.demo import csv_help

        formatter.write(f"\n{csv_help().rstrip()}\n")
        formatter.write(f"\n{_DEMO_EXITS}\n")


@main.command("demo", cls=_Demo)
@click.option(
    "--csv", type=click.Path(exists=True, dir_okay=False, path_type=Path), help="Your own expenses."
)
@click.option(
    "--receipts",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    help="Where their receipts are.",
)
@click.option(
    "--keep", is_flag=True, help="Leave the server running afterwards, and say where to look."
)
@click.option("--json", "as_json", is_flag=True, help="One JSON document, for machines.")
def demo_command(csv: Path | None, receipts: Path | None, *, keep: bool, as_json: bool) -> None:
    """Take a month of expenses through the whole flow."""
    if receipts is not None and csv is None:
        raise click.UsageError(
            "--receipts says where the receipts of --csv are; name the file too."
        )
    from codat_scenarios.demo import run

    sys.exit(run(csv=csv, receipts=receipts, keep=keep, as_json=as_json))
