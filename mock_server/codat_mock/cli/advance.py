"""`codat-mock advance`: let virtual time pass, and see what happens on the way."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import click
from rich.console import Console
from rich.text import Text

from codat_mock.cli.control import Server, steering
from codat_mock.cli.flags import Read
from codat_mock.cli.screen import coded, ident, legible, next_steps, receiver, timeline
from codat_mock.cli.spoken import instant, iso
from codat_mock.cli.verbs import Verb

_WORDS = ("next", "idle")
"""How far, where it is no duration."""


def _read_way(text: str) -> str:
    """A duration as the control API reads it, or one of the words.

    Raises:
        ValueError: It is neither.
    """
    word = text.strip().lower()
    if word in _WORDS:
        return word
    try:
        return iso(text)
    except ValueError as wrong:
        message = f"{wrong}, or next or idle"
        raise ValueError(message) from None


@click.command(
    "advance",
    cls=Verb,
    examples=(
        ("advance", "to the next thing that happens"),
        ("advance 10m", "by ten minutes; 90s, 1h30m, 1d and PT10M are durations too"),
        ("advance --to 2026-12-31T23:59:00Z", "to that moment"),
        ("advance idle", "until nothing is left to happen"),
    ),
    instead={
        "--by": "advance 10m",
        "--idle": "advance idle",
        "--until": "advance idle",
    },
)
@click.argument("by", metavar="[DURATION|next|idle]", type=Read("way", _read_way), required=False)
@click.option("--to", metavar="INSTANT", type=Read("instant", instant), help="To this moment.")
@click.option(
    "--next",
    "until",
    flag_value="next",
    help="To the next thing that happens, as the word next, and as without anything.",
)
@click.option(
    "--until-idle",
    "until",
    flag_value="idle",
    help="Until nothing with a moment is left, as the word idle.",
)
@click.option(
    "--settle",
    metavar="DURATION",
    type=Read("duration", iso),
    help="How long to wait, in real time, for what is under way; 2s unless said.",
)
@steering
def advance_command(
    server: Server, *, by: str | None, to: str | None, until: str | None, settle: str | None
) -> None:
    """Let virtual time pass, and show what happens.

    It works on every clock, and nobody waits: a sync of eleven minutes has ended in an instant.
    """
    if (by, to, until).count(None) < 2:
        raise click.UsageError("Advance by a DURATION, --to, next or idle: one of them.")
    if by in _WORDS:
        by, until = None, by
    elif by is to is until is None:
        until = "next"
    said = {"by": by, "to": to, "until": until, "settle": settle}
    body = {name: value for name, value in said.items() if value is not None}
    server.show(server.control("advance-clock", body), _draw)


def _draw(out: Console, answer: Mapping[str, Any]) -> None:
    effects = answer["effects"]
    timeline(out, effects)
    nothing = "" if effects else "  Nothing happened."
    out.print(Text.assemble("Now ", (legible(answer["now"]), "bold"), nothing), soft_wrap=True)
    for held in answer.get("held", ()):
        waiting = f", {held['waiting']} wait behind it" if held["waiting"] else ""
        out.print(
            Text.assemble(
                ident(out, held["syncId"]),
                " is held at ",
                coded(held["code"]),
                f"{waiting}; `codat-mock end {held['syncId'][:8]} CODE` ends it.",
            ),
            soft_wrap=True,
        )
    for line in _asleep(answer.get("waiting", ())):
        out.print(Text(line, "yellow"), soft_wrap=True)
    if not answer["settled"]:
        out.print(Text("Something is still under way; --settle waits longer.", "yellow"))
    next_steps(out, (effect["to"] for effect in effects if isinstance(effect.get("to"), int)))


def _asleep(waiting: Sequence[Mapping[str, Any]]) -> Iterator[str]:
    """What waits for endpoints that are disabled, a line for each of them."""
    for url, why in dict.fromkeys((one["url"], one["why"]) for one in waiting):
        number = sum((one["url"], one["why"]) == (url, why) for one in waiting)
        what = "1 webhook waits" if number == 1 else f"{number} webhooks wait"
        yield f"{what} for {receiver(url)}: {legible(why)}."
