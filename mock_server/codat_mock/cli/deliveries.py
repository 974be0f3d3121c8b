"""`codat-mock deliveries`: which webhooks were sent, and what became of them?"""

from collections.abc import Iterator, Mapping
from typing import Any

import click
from rich.console import Console
from rich.text import Text

from codat_mock.cli.companies import LAST
from codat_mock.cli.control import Server, steering
from codat_mock.cli.screen import (
    answer_of,
    day_of,
    delivery_ident,
    ident,
    indented,
    laid,
    legible,
    note,
    receiver,
    stamp,
    time_of,
)
from codat_mock.cli.verbs import Family, Refused, Verb

_SHOWN = 20
_COLOURS = {"Success": "green", "Failure": "red"}
"""How it has ended, if it has."""

_STATE = len("Attempting")
"""Columns of the longest state."""


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
    "--limit",
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
    named = wanted.removeprefix("msg_")
    found = ids[-1:] if wanted == LAST else [id_ for id_ in ids if named and id_.startswith(wanted)]
    if not found:
        raise Refused(f"there is no webhook {wanted!r}; `codat-mock deliveries` lists them.")
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
    day, widest = "", max(len(time_of(row["at"])) for row in rows)
    for row in rows:
        if day_of(row["at"]) != day:
            day = day_of(row["at"])
            out.print(Text(day, "bold"))
        indented(out, _head(out, row, widest), 2)
        for line in _told(row):
            indented(out, line, 2 + widest + 2)


def _head(out: Console, row: Mapping[str, Any], widest: int) -> Text:
    """What a webhook is, on one line."""
    state = legible(row["state"])
    pieces = [
        Text(time_of(row["at"]).ljust(widest), "dim"),
        delivery_ident(out, row["messageId"]),
        Text(state.ljust(_STATE), _COLOURS.get(state, "yellow")),
        Text(legible(row["eventType"])),
    ]
    if row["syncId"]:
        pieces.append(ident(out, row["syncId"]))
    return laid(out, pieces)


def _told(row: Mapping[str, Any]) -> Iterator[Text]:
    """Whom it is for, what became of it, and what is next, a line each."""
    day = day_of(row["at"])
    yield Text(receiver(row["url"]))
    for attempt in row["attempts"]:
        yield Text.assemble((stamp(attempt["at"], day), "dim"), "  ", answer_of(attempt))
    if row["spoiled"] and not row["attempts"] and row["state"] not in _COLOURS:
        yield Text(f"{legible(row['spoiled'])} on purpose", "yellow")
    if row["state"] in _COLOURS:
        yield from [Text(legible(row["why"]), "dim")] if row["why"] else ()
    elif row["why"]:
        yield Text(f"waits: {legible(row['why'])}", "yellow")
    elif row["nextAttempt"]:
        yield Text(f"next attempt {stamp(row['nextAttempt'], day)}", "yellow")
