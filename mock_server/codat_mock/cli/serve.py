"""`codat-mock serve`: serve the mock, until it is stopped or a command has ended."""

import os
import sys
from collections.abc import Callable
from dataclasses import fields
from pathlib import Path
from shlex import join
from typing import TYPE_CHECKING, Any

import click

from codat_contract import BrokenDocument
from codat_mock.cli.flags import Read, flag
from codat_mock.cli.port_file import PortFile
from codat_mock.cli.spoken import read_spoken
from codat_mock.cli.verbs import Refused, Verb
from codat_mock.core.moments import Duration
from codat_mock.settings import API_KEY, PORT, ClockSetting, Settings, named, read_sync_time

if TYPE_CHECKING:
    import socket

    from codat_mock.app import Mock

_COMMAND = "codat_mock.command"


class _Serve(Verb):
    """A command that may have another one behind `--`, which is not looked into."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        own, dashes, command = _parted(args)
        # What stands behind a first word is not looked into: it may be another program's.
        ctx.allow_extra_args, ctx.allow_interspersed_args = True, False
        rest = super().parse_args(ctx, own)
        if ctx.args:
            raise click.UsageError(_meant(ctx.args), ctx)
        if dashes and not command:
            message = "Say what to run behind --, such as: codat-mock serve -- pytest"
            raise click.UsageError(message, ctx)
        ctx.meta[_COMMAND] = command
        return rest

    def collect_usage_pieces(self, ctx: click.Context) -> list[str]:
        return [*super().collect_usage_pieces(ctx), "[-- COMMAND...]"]


def _meant(words: list[str]) -> str:
    """What somebody means who writes a word without a flag."""
    from codat_mock.scenes import shelf

    first = words[0]
    if first.isdecimal():
        return f"To listen on another port write: codat-mock serve --port {first}"
    if first in shelf.names() or first.endswith((".yaml", ".yml")):
        return f"To begin in a scenario write: codat-mock serve --scenario {first}"
    return f"To run {first} beside the mock write it behind --: codat-mock serve -- {join(words)}"


def _parted(args: list[str]) -> tuple[list[str], bool, list[str]]:
    if "--" not in args:
        return args, False, []
    place = args.index("--")
    return args[:place], True, args[place + 1 :]


def _sync_time(text: str) -> Duration:
    """A duration; scripts write whole seconds as a bare number, too."""
    return read_sync_time(text) if text.isascii() and text.isdigit() else read_spoken(text)


@click.command(
    "serve",
    cls=_Serve,
    examples=(
        ("serve", f"on port {PORT}, until Ctrl-C"),
        ("serve --scenario slow-friday", "in a situation, or one of your own from a file"),
        ("serve --webhook http://127.0.0.1:8080/webhooks", "and tell that address how syncs end"),
        ("serve -- pytest", "on a free port, for as long as the tests run"),
        ("serve --clock manual --seed 1 --port 0 --port-file port", "the same ids each time"),
    ),
    epilog="A COMMAND finds the mock in CODAT_MOCK_URL, CODAT_MOCK_API_KEY, CODAT_MOCK_COMPANY_ID and "
    "CODAT_MOCK_AUTHORIZATION; its exit status is that of codat-mock, 128 and the number of the signal "
    "that ended it.",
)
@flag(
    "--host",
    default="localhost",
    type=Read("host", named),
    help="Where to listen; localhost is 127.0.0.1 and ::1.",
)
@flag("--port", default=PORT, type=click.IntRange(0, 65535), help="On which port; 0: a free one.")
@flag(
    "--api-key",
    "api_keys",
    type=Read("key", named),
    multiple=True,
    default=(API_KEY,),
    help="A key that opens the mock (repeatable).",
)
@flag("--seed", type=int, help="Draw the same ids as another run with this seed.")
@flag(
    "--clock",
    default="real",
    type=Read("clock", ClockSetting.read),
    help="real, manual[:INSTANT] or scaled:RATE.",
)
@flag(
    "--sync-time",
    default="PT1S",
    type=Read("duration", _sync_time),
    help="How long a sync takes; 0: no time.",
)
@flag(
    "--engine",
    default="lane",
    type=click.Choice(["lane", "stock"]),
    help="What answers: the compiled lane, or stock connexion with the same handlers.",
)
@flag(
    "--log",
    default="text",
    type=click.Choice(["text", "json", "errors", "off"]),
    help="What is written to stderr.",
)
@flag(
    "--strict",
    is_flag=True,
    help="Refuse what is otherwise put right or judged later: payment for Payment, unknown fields, "
    "a configuration whose records do not exist, an Idempotency-Key that is no GUID.",
)
@flag(
    "--dialect",
    default="auto",
    type=click.Choice(["auto", "docs", "sdk"]),
    help="How an integrationType is spelled, docs: expense, sdk: expenses; "
    "auto: as the client's User-Agent suggests.",
)
@flag(
    "--limits",
    default="off",
    type=click.Choice(["off", "documented"]),
    help="Refuse requests beyond Codat's documented limits, or only count them.",
)
@flag(
    "--references",
    type=click.Choice(["open", "strict"]),
    help="Take any account, tax rate or contact, or only those that are there; "
    "unless set, the ready company takes any.",
)
@flag(
    "--scenario",
    metavar="NAME|FILE",
    type=Read("scenario", named),
    help="Begin in this scenario: one of `codat-mock scenarios list`, or a file.",
)
@flag(
    "--webhook",
    "webhooks",
    metavar="URL",
    type=Read("url", named),
    multiple=True,
    help="Tell this address of every sync that ends, as long as the mock runs (repeatable).",
)
@flag(
    "--webhook-secret",
    metavar="whsec_...",
    type=Read("secret", named),
    help="What those messages are signed with; unless set, a secret is drawn.",
)
@flag(
    "--webhook-style",
    default="events",
    type=click.Choice(["events", "rules"]),
    help="As which service of Codat's: the current one, signed, or the one before it.",
)
@flag(
    "--allow-public-webhooks",
    is_flag=True,
    help="Send webhooks anywhere, and not to this machine and private networks alone.",
)
@flag(
    "--port-file",
    type=click.Path(path_type=Path, dir_okay=False),
    help="Write the port into this file once the mock is ready; it is removed at the stop.",
)
def serve_command(*, port_file: Path | None, **flags: Any) -> None:
    """Serve the mock, alone or beside a command.

    Until Ctrl-C or SIGTERM, or for as long as COMMAND runs.
    """
    from codat_mock.app import build
    from codat_mock.scenes.complaints import Unusable
    from codat_mock.sockets import CannotListen, listening
    from codat_mock.telling import CannotTell
    from codat_mock.witness import closing, writer

    ctx = click.get_current_context()
    command: list[str] = ctx.meta[_COMMAND]
    if command and ctx.get_parameter_source("port") is click.core.ParameterSource.DEFAULT:
        flags["port"] = 0
    settings = Settings(**{field.name: flags[field.name] for field in fields(Settings)})
    kept = PortFile(port_file)
    try:
        kept.check()
        write = writer(settings.log, sys.stderr)
        mock = build(settings, write, posted=write)
        sockets = listening(settings.host, settings.port)
        status = _run(mock, settings, sockets, kept, command)
        if sys.stderr is not None and (told := closing(settings.log, mock.undelivered())):
            click.echo(told, err=True)
    except Unusable as wrong:
        raise Refused(str(wrong)) from wrong
    except (BrokenDocument, CannotListen, CannotTell, LookupError) as wrong:
        raise Refused(str(wrong.args[-1] if isinstance(wrong, LookupError) else wrong)) from wrong
    finally:
        kept.remove()
    sys.exit(status)


def _run(
    mock: "Mock",
    settings: Settings,
    sockets: "list[socket.socket]",
    kept: PortFile,
    command: list[str],
) -> int:
    """Serve, alone or for a command; the exit status."""
    from codat_mock.server import serve
    from codat_mock.sockets import url_of

    url, port = url_of(sockets), sockets[0].getsockname()[1]
    if command:
        return _run_beside(mock, settings, sockets, kept, command)

    def ready(_: Callable[[], None]) -> None:
        kept.write(port)
        click.echo(f"codat-mock ready on {url}")
        if sys.stderr is not None and sys.stderr.isatty():
            from codat_mock.cli.welcome import welcome

            click.echo(welcome(url, mock, settings), err=True)

    serve(mock, sockets, ready)
    return 0


def _run_beside(
    mock: "Mock",
    settings: Settings,
    sockets: "list[socket.socket]",
    kept: PortFile,
    command: list[str],
) -> int:
    from codat_mock.cli.beside import Beside, environment
    from codat_mock.server import serve
    from codat_mock.sockets import url_of

    url = url_of(sockets)
    beside = Beside(command, environment(os.environ, url, settings.api_keys[0]))

    def ready(stop: Callable[[], None]) -> None:
        kept.write(sockets[0].getsockname()[1])
        if sys.stderr is not None and sys.stderr.isatty():
            click.echo(click.style(f"codat-mock on {url}, seed {mock.seed}", dim=True), err=True)
        beside.start(stop)

    serve(mock, sockets, ready, beside.told)
    return beside.status
