"""`codat-mock trigger`: a single webhook, without a sync."""

import json
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

import click
from rich.console import Console
from rich.text import Text

from codat_contract import WEBHOOKS
from codat_mock.cli.companies import sync_named
from codat_mock.cli.control import Server, steering
from codat_mock.cli.endpoints import endpoint_named
from codat_mock.cli.flags import Read
from codat_mock.cli.screen import delivery_ident, legible, note, receiver, table
from codat_mock.cli.verbs import NotSo, epilog

_DEEPEST = 100


class Setting(NamedTuple):
    """What stands in the place of what the mock would say.

    Attributes:
        path: The names that lead there.
        value: What stands there.
    """

    path: tuple[str, ...]
    value: Any


def read_setting(text: str) -> Setting:
    """A path and a value: `payload.transactions.0.status=PushError`.

    Raises:
        ValueError: It has another form; the sentence shows how it is written.
    """
    path, equals, value = text.partition("=")
    names = tuple(path.strip().split("."))
    if not equals or not all(names) or len(names) > _DEEPEST:
        message = f"{text!r} is no setting; write one like payload.transactions.0.status=PushError"
        raise ValueError(message)
    return Setting(names, _value(value))


def _value(text: str) -> Any:
    """JSON, or else the text itself.

    Raises:
        ValueError: It cannot be sent: it is too deep, or has a number that is none.
    """
    try:
        value = json.loads(text)
    except ValueError:
        return text
    except RecursionError:
        message = f"{text[:20]!r}... is nested too deeply"
        raise ValueError(message) from None
    try:
        json.dumps(value, allow_nan=False)
    except ValueError as wrong:
        message = f"{text[:40]!r} is no number of JSON; write a text in quotes"
        raise ValueError(message) from wrong
    return value


def merged(settings: Sequence[Setting]) -> dict[str, Any]:
    """All settings as the body of a call has them.

    Raises:
        UsageError: One stands where another one leads through.
    """
    whole: dict[str, Any] = {}
    through: dict[tuple[str, ...], dict[str, Any]] = {(): whole}
    for path, value in settings:
        for length in range(1, len(path)):
            above = through[path[: length - 1]]
            if path[:length] not in through:
                if path[length - 1] in above:
                    raise _twice(path)
                through[path[:length]] = above[path[length - 1]] = {}
        above = through[path[:-1]]
        if path[-1] in above:
            raise _twice(path)
        above[path[-1]] = value
    return whole


def _twice(path: Sequence[str]) -> click.UsageError:
    return click.UsageError(f"--set {'.'.join(path)} meets another --set; say each place once.")


def _write_events(formatter: click.HelpFormatter) -> None:
    with formatter.section("Events"):
        formatter.write_dl([(name, kind.service.value) for name, kind in WEBHOOKS.items()])


@click.command(
    "trigger",
    cls=epilog(_write_events),
    examples=(
        ("trigger expenses.sync.successful", "of a sync that there is not"),
        ("trigger expenses.sync.unsuccessful --sync last", "of one that there is"),
        (
            "trigger expenses.sync.unsuccessful --set payload.transactions=[]",
            "as you want it",
        ),
        ('trigger "Sync Failed"', "as the rules told it"),
    ),
)
@click.argument("event", metavar="EVENT")
@click.option("--company", metavar="ID", help="Whose sync it is; the ready company's unless said.")
@click.option("--sync", metavar="SYNC", help="Which sync: its id, its first letters, or `last`.")
@click.option(
    "--endpoint",
    metavar="ID",
    help="Who is told: an id, its first letters, an address, or `last`; everybody who listens unless said.",
)
@click.option(
    "--set",
    "settings",
    metavar="PATH=VALUE",
    type=Read("setting", read_setting),
    multiple=True,
    help="What it says instead, such as payload.transactions.0.status=PushError; the value is JSON, "
    "or else a text.",
)
@steering
def trigger_command(
    server: Server,
    *,
    event: str,
    company: str | None,
    sync: str | None,
    endpoint: str | None,
    settings: Sequence[Setting],
) -> None:
    """Send a single webhook now, to whoever listens for it.

    It says what the mock would say, but for what you set; what does not fit the contract then is
    refused with its place. It exits with 1 if nobody listens, or only those that are disabled.
    """
    changes = merged(settings)
    said = {
        "event": event,
        "companyId": company,
        "syncId": None if sync is None else sync_named(server, company, sync),
        "endpointId": None if endpoint is None else endpoint_named(server, endpoint)["id"],
        "set": changes or None,
    }
    body = {name: value for name, value in said.items() if value is not None}
    told = server.control("trigger-message", body)
    server.show(told, _draw)
    if not told.data["messages"]:
        raise NotSo(
            f"nothing was sent. {told.data['note']} `codat-mock webhooks` shows who listens."
        )


def _draw(out: Console, told: Mapping[str, Any]) -> None:
    out.print(Text(legible_json(told["body"])), soft_wrap=True)
    if not told["messages"]:
        return
    rows = table()
    for message in told["messages"]:
        rows.add_row(delivery_ident(out, message["messageId"]), receiver(message["url"]))
    out.print(rows)
    note(out, "On its way; `codat-mock deliveries` shows what became of it.")


def legible_json(value: Any) -> str:
    """A value as JSON of several lines, which cannot steer the terminal."""
    lines = json.dumps(value, indent=2, ensure_ascii=False).split("\n")
    return "\n".join(map(legible, lines))
