"""`codat-mock webhooks`: who is told of what happens, and how does it stand with them?"""

from collections.abc import Iterator, Mapping
from typing import Any

import click
from rich.console import Console
from rich.text import Text

from codat_mock.cli.control import Server, steering
from codat_mock.cli.endpoints import asking, endpoint_named
from codat_mock.cli.flags import Read
from codat_mock.cli.screen import (
    delivery_ident,
    ident,
    indented,
    legible,
    note,
    receiver,
    table,
)
from codat_mock.cli.spoken import instant, iso
from codat_mock.cli.verbs import Family, Verb

_ID = "ID"


@click.group(
    "webhooks",
    cls=Family,
    examples=(
        ("webhooks add http://127.0.0.1:8080/webhooks", "it is told when a sync ends"),
        ("webhooks", "who is told, of what, and how it stands with them"),
        ("webhooks disable last", "nothing is sent to it for now"),
        ("webhooks secret last --rotate", "another secret takes the place of its own"),
        ("webhooks remove last", "it is told nothing any more"),
    ),
)
@steering
def webhooks_command(server: Server) -> None:
    """List who is told of what happens, or change it.

    The consumers and rules that a client has made are among them. `codat-mock deliveries` shows
    what was sent to them.
    """
    if click.get_current_context().invoked_subcommand is None:
        server.show(server.control("list-endpoints"), _listed)


@webhooks_command.command(
    "add",
    cls=Verb,
    examples=(
        ("webhooks add http://127.0.0.1:8080/webhooks", "the end of every sync"),
        (
            "webhooks add http://localhost/ --events expenses.sync.unsuccessful",
            "failures alone",
        ),
        ("webhooks add http://127.0.0.1:8080/rules --style rules", "as the service before told it"),
    ),
)
@click.argument("address", metavar="URL")
@asking
@steering
def add(server: Server, *, address: str, wanted: dict[str, Any]) -> None:
    """Have an address told of what happens, until it is removed.

    `codat-mock listen` does it for as long as it runs, and shows each attempt.
    """
    server.show(server.control("create-endpoint", {"url": address, **wanted}), _made)


@webhooks_command.command(
    "remove", cls=Verb, examples=(("webhooks remove last", "the one that was made last"),)
)
@click.argument("name", metavar=_ID)
@steering
def remove(server: Server, *, name: str) -> None:
    """Tell an endpoint nothing any more; what is still to be sent there is not sent.

    ID is its id, the first letters of that, its address, or `last`.
    """
    meant = endpoint_named(server, name)
    gone = server.control("delete-endpoint", webhookId=meant["id"])
    server.show(gone, lambda out, _: out.print(_about(out, meant, " is told nothing any more.")))


@webhooks_command.command(
    "secret",
    cls=Verb,
    examples=(
        ("webhooks secret last", "what its messages are signed with"),
        ("webhooks secret last --rotate", "another one; for a day both sign"),
        ("webhooks secret last --rotate --overlap 0", "another one, at once"),
    ),
)
@click.argument("name", metavar=_ID)
@click.option("--rotate", is_flag=True, help="Let another one take its place, which is drawn.")
@click.option(
    "--overlap",
    metavar="DURATION",
    type=Read("duration", iso),
    help="How long the one before it stays valid then, of the mock's clock; 1d unless said.",
)
@steering
def secret(server: Server, *, name: str, rotate: bool, overlap: str | None) -> None:
    """Show what the messages to an endpoint are signed with; Codat does so in its portal alone.

    ID is its id, the first letters of that, its address, or `last`.
    """
    if overlap is not None and not rotate:
        raise click.UsageError("--overlap goes with --rotate; add that.")
    id_ = str(endpoint_named(server, name)["id"])
    body = {} if overlap is None else {"overlap": overlap}
    told = (
        server.control("rotate-secret", body, webhookId=id_)
        if rotate
        else server.control("show-secret", webhookId=id_)
    )
    server.show(told, _secrets)


@webhooks_command.command(
    "disable", cls=Verb, examples=(("webhooks disable last", "until it is enabled"),)
)
@click.argument("name", metavar=_ID)
@steering
def disable(server: Server, *, name: str) -> None:
    """Send nothing to an endpoint for now.

    What comes due meanwhile is sent once it is enabled; of what happens meanwhile it is not told,
    and `codat-mock webhooks replay-missing` makes up for that. ID is its id, the first letters of
    that, its address, or `last`.
    """
    done = server.control("disable-endpoint", webhookId=endpoint_named(server, name)["id"])
    server.show(done, lambda out, now: out.print(_about(out, now, " is disabled.", waits=True)))


@webhooks_command.command(
    "enable", cls=Verb, examples=(("webhooks enable last", "what waits for it is sent first"),)
)
@click.argument("name", metavar=_ID)
@steering
def enable(server: Server, *, name: str) -> None:
    """Send to an endpoint again; first what came due meanwhile.

    ID is its id, the first letters of that, its address, or `last`.
    """
    done = server.control("enable-endpoint", webhookId=endpoint_named(server, name)["id"])
    server.show(done, lambda out, now: out.print(_about(out, now, " is enabled.", waits=True)))


_SINCE = click.option(
    "--since",
    metavar="INSTANT",
    type=Read("instant", instant),
    help="Only what has happened from this moment on; all that is kept unless said.",
)


@webhooks_command.command(
    "recover",
    cls=Verb,
    examples=(
        ("webhooks recover last", "all that has failed, with a new timetable"),
        ("webhooks recover last --since 2026-01-01", "what has failed since"),
    ),
)
@click.argument("name", metavar=_ID)
@_SINCE
@steering
def recover(server: Server, *, name: str, since: str | None) -> None:
    """Send again what could not be delivered to an endpoint; what was dropped on purpose, too.

    ID is its id, the first letters of that, its address, or `last`.
    """
    _again(server, "recover-failed", name, since, "Nothing has failed there.")


@webhooks_command.command(
    "replay-missing",
    cls=Verb,
    examples=(
        ("webhooks replay-missing last", "what it was never told of"),
        ("webhooks replay-missing last --since 2026-01-01", "what has happened since"),
    ),
)
@click.argument("name", metavar=_ID)
@_SINCE
@steering
def replay_missing(server: Server, *, name: str, since: str | None) -> None:
    """Send what an endpoint was never told of, because it was disabled or not there.

    ID is its id, the first letters of that, its address, or `last`.
    """
    _again(server, "replay-missing", name, since, "It was told of everything that it asks for.")


def _again(server: Server, operation: str, name: str, since: str | None, nothing: str) -> None:
    id_ = str(endpoint_named(server, name)["id"])
    body = {} if since is None else {"since": since}
    done = server.control(operation, body, webhookId=id_)
    server.show(done, lambda out, told: _resent(out, told["messages"], nothing))


def _listed(out: Console, answer: Mapping[str, Any]) -> None:
    if not answer["webhooks"]:
        out.print("Nobody is told of anything; `codat-mock webhooks add URL` changes that.")
        return
    rows = table("Endpoint", "Style", "State", "Waits", "Receiver, and what it is told of")
    for one in answer["webhooks"]:
        rows.add_row(
            ident(out, one["id"]),
            legible(one["style"]),
            Text("disabled", "red") if one["disabled"] else Text("enabled", "green"),
            Text(str(one["waiting"]), "yellow" if one["waiting"] else "dim"),
            Text("\n").join([Text(receiver(one["url"])), *_told_of(out, one)]),
        )
    out.print(rows)


def _told_of(out: Console, one: Mapping[str, Any]) -> Iterator[Text]:
    """Of what it is told, and what else is so of it."""
    for name in one["eventTypes"]:
        yield Text(legible(name), "dim")
    if one["companyId"]:
        yield Text.assemble("only of company ", ident(out, one["companyId"]))
    if one["companyTags"]:
        yield Text(f"only of companies tagged {legible(' or '.join(one['companyTags']))}")
    if one["rateLimit"]:
        yield Text(f"at most {one['rateLimit']} a second")
    for name, value in one["headers"].items():
        yield Text(f"with {legible(name)}: {legible(value)}")
    if one["emails"]:
        yield Text(f"would write to {legible(', '.join(one['emails']))}")
    if one["note"]:
        yield Text(legible(one["note"]), "yellow")
    if one["why"]:
        yield Text(f"disabled: {legible(one['why'])}", "red")


def _made(out: Console, made: Mapping[str, Any]) -> None:
    out.print(_about(out, made, " is told of:"), soft_wrap=True)
    for line in _told_of(out, made):
        indented(out, line, 2)
    if made["secret"]:
        out.print(Text.assemble("signed with ", (legible(made["secret"]), "bold")), soft_wrap=True)
    else:
        note(out, "Messages of rules are not signed.")


def _about(out: Console, one: Mapping[str, Any], rest: str, *, waits: bool = False) -> Text:
    told = Text.assemble(ident(out, one["id"]), "  ", receiver(one["url"]), rest)
    if waits and one["waiting"]:
        told.append(f" {_counted(one['waiting'])} still to be sent.", "yellow")
    return told


def _secrets(out: Console, told: Mapping[str, Any]) -> None:
    out.print(Text(legible(told["secret"]), "bold"), soft_wrap=True)
    for one in told["outgoing"]:
        until = f"{legible(one['secret'])} signs too until {legible(one['until'])}"
        out.print(Text(until, "yellow"), soft_wrap=True)


def _resent(out: Console, messages: list[Mapping[str, Any]], nothing: str) -> None:
    if not messages:
        out.print(nothing)
        return
    out.print(f"{_counted(len(messages))} on the way; `codat-mock deliveries` shows more.")
    rows = table()
    for one in messages:
        rows.add_row(
            delivery_ident(out, one["messageId"]),
            ident(out, one["syncId"] or ""),
            legible(one["eventType"]),
        )
    indented(out, rows, 2)


def _counted(number: int) -> str:
    return "1 webhook is" if number == 1 else f"{number} webhooks are"
