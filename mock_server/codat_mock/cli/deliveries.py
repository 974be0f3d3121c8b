"""`codat-mock deliveries`: which webhooks were sent, and what became of them?"""

from collections.abc import Mapping
from typing import Any

import click
from rich.console import Console
from rich.text import Text

from codat_mock.cli.companies import LAST
from codat_mock.cli.control import Server, steering
from codat_mock.cli.screen import ident, legible, note, received_style, table, time_of
from codat_mock.cli.verbs import Family, Refused, Verb

_SHOWN = 20
_COLOURS = {"Success": "green", "Failure": "red"}


@click.group(
    "deliveries",
    cls=Family,
    examples=(
        ("deliveries", "the last twenty"),
        ("deliveries --last 3", "the last three"),
        ("deliveries --json", "all that are kept, with each attempt"),
    ),
)
@click.option(
    "--last",
    metavar="N",
    type=click.IntRange(1),
    default=_SHOWN,
    show_default=True,
    help="How many; with --json all.",
)
@steering
def deliveries_command(server: Server, *, last: int) -> None:
    """Show the last webhooks and their answers, or send one again."""
    if click.get_current_context().invoked_subcommand is not None:
        return
    answer = server.control("list-deliveries")
    server.show(answer, lambda out, told: _draw(out, told, last))


@deliveries_command.command(
    "resend", cls=Verb, examples=(("deliveries resend last", "the last one, however it has ended"),)
)
@click.argument("message", metavar="MESSAGE")
@steering
def resend(server: Server, *, message: str) -> None:
    """Send a webhook once more, with the same id and a new signature.

    MESSAGE is its id, the first letters of that, or `last`.
    """
    sent = server.control("resend-delivery", messageId=_named(server, message))
    server.show(sent, lambda out, _: out.print("On its way; `codat-mock deliveries` shows it."))


def _named(server: Server, wanted: str) -> str:
    """The id of a message that is named in full, by its first letters, or as the last one.

    Raises:
        Refused: None or several are meant.
    """
    ids = [str(one["messageId"]) for one in server.control("list-deliveries").data["deliveries"]]
    found = ids[-1:] if wanted == LAST else [id_ for id_ in ids if id_.startswith(wanted)]
    if not found:
        raise Refused(f"there is no webhook {wanted!r}; `codat-mock deliveries --json` lists them.")
    if len(found) > 1:
        raise Refused(f"{len(found)} webhooks begin with {wanted!r}; write more of the id.")
    return found[0]


def _draw(out: Console, answer: Mapping[str, Any], last: int) -> None:
    every = answer["deliveries"]
    rows = every[-last:]
    if not rows:
        out.print("No webhook was sent.")
        return
    total = len(every) + answer["evicted"]
    if len(rows) < total:
        note(out, f"The last {len(rows)} of {total}, newest below.")
    listed = table("Happened", "State", "Sync", "Event", "Next attempt", "Receiver and its answers")
    for row in rows:
        state = legible(row["state"])
        listed.add_row(
            Text(time_of(row["at"]), "dim"),
            Text(state, _COLOURS.get(state, "yellow")),
            ident(out, row["syncId"]),
            legible(row["eventType"]),
            _next(row),
            Text("\n").join([Text(legible(row["url"])), *map(_attempt, row["attempts"])]),
        )
    out.print(listed)


def _next(row: Mapping[str, Any]) -> Text:
    """When it is sent next, or else how it has ended."""
    if row["nextAttempt"]:
        return Text(time_of(row["nextAttempt"]), "yellow")
    return Text(legible(row["why"]), "dim")


def _attempt(attempt: Mapping[str, Any]) -> Text:
    status = attempt["status"]
    told = Text(time_of(attempt["at"]), "dim")
    if status is not None:
        told.append(f" {status}", received_style(status))
    told.append(f" {legible(attempt['why'])}" if attempt["why"] else "", "red")
    return told.append(f" {attempt['spoiled']} on purpose" if attempt["spoiled"] else "", "yellow")
