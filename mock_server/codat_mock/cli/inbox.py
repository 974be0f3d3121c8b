"""`codat-mock inbox`: what has come to a built-in receiver, and how does it answer?"""

import json
import re
from collections.abc import Mapping
from typing import Any

import click
from rich.console import Console
from rich.text import Text

from codat_mock.cli.control import Server, steering
from codat_mock.cli.flags import Read
from codat_mock.cli.screen import day_of, indented, legible, note, received_style, table, time_of
from codat_mock.cli.spoken import iso, short
from codat_mock.cli.trigger import legible_json
from codat_mock.cli.verbs import Verb
from codat_mock.core.moments import read_duration

_SHOWN = 20
_SIGNATURE, _FORMER = "webhook-signature", "former"
_ANSWER = re.compile(r"([2-5][0-9]{2})(?:x([1-9][0-9]{0,5}))?(?:@(.+))?")


def read_answers(text: str) -> list[dict[str, Any]]:
    """Answers in order: `500x3,200@16s,204`, a status, how often, how long it took.

    Raises:
        ValueError: One has another form; the sentence shows how it is written.
    """
    return [_answer(part.strip()) for part in text.split(",")]


def _answer(text: str) -> dict[str, Any]:
    found = _ANSWER.fullmatch(text)
    if found is None:
        message = f"{text!r} is no answer; write statuses like 500x3,200 or 200@16s"
        raise ValueError(message)
    answer: dict[str, Any] = {"status": int(found[1])}
    if found[2]:
        answer["times"] = int(found[2])
    if found[3]:
        answer["took"] = iso(found[3])
    return answer


@click.command(
    "inbox",
    cls=Verb,
    examples=(
        ("inbox", "what has come to it"),
        ("inbox --answer 500x3,200", "it fails three times, then it is well"),
        ("inbox orders --answer 200@16s,200", "too late once, and nobody waits for it"),
        ("inbox orders --bodies", "with what was in the bodies"),
        ("inbox --empty", "nothing has come, and it answers 200"),
    ),
)
@click.argument("name", default="default")
@click.option(
    "--answer",
    "answers",
    metavar="ANSWERS",
    type=Read("answers", read_answers),
    help="Answer so from now on: statuses in order, the last for ever; 500x3 is three times, 200@16s "
    "says that it took so long.",
)
@click.option("--empty", is_flag=True, help="Forget what has come, and how it answers.")
@click.option("--bodies", is_flag=True, help="Show the bodies too.")
@click.option(
    "--tenant", metavar="ID", default="default", show_default=True, help="Whose inbox it is."
)
@steering
def inbox_command(
    server: Server,
    *,
    name: str,
    answers: list[dict[str, Any]] | None,
    empty: bool,
    bodies: bool,
    tenant: str,
) -> None:
    """Show what has come to an inbox, newest below.

    An inbox is a receiver of webhooks that is built into the mock: at /__mock/t/TENANT/inbox/NAME,
    whatever NAME is; `default` unless said. It checks signatures, recognises repetitions, and
    answers as it is told.
    """
    if (answers is not None, empty, bodies).count(True) > 1:
        raise click.UsageError("Show what has come, or --answer or --empty: one at a time.")
    address = f"{server.url}/__mock/t/{tenant}/inbox/{name}"
    if empty:
        done = server.control("empty-inbox", tenant=tenant, name=name)
        server.show(done, lambda out, _: out.print(f"{address} is empty, and answers 200."))
    elif answers is not None:
        done = server.control("answer-inbox", {"answers": answers}, tenant=tenant, name=name)
        server.show(done, lambda out, told: _answers(out, address, told))
    else:
        found = server.control("read-inbox", tenant=tenant, name=name)
        server.show(found, lambda out, told: _draw(out, address, told, bodies=bodies))


def _answers(out: Console, address: str, told: Mapping[str, Any]) -> None:
    *before, last = told["answers"]
    out.print(Text(address, "cyan"), soft_wrap=True)
    rows = table()
    for answer in (*before, last):
        often = "from then on" if answer is last else f"{answer['times']} times"
        if answer is last and not before:
            often = "from now on"
        took = f"says that it took {short(answer['took'])}" if _took(answer["took"]) else ""
        rows.add_row(_status(answer["status"]), often.replace("1 times", "once"), took)
    out.print(rows)


def _draw(out: Console, address: str, told: Mapping[str, Any], *, bodies: bool) -> None:
    rows = told["arrivals"][-_SHOWN:]
    if not rows:
        out.print("Nothing has come.")
        note(out, f"Send to {address}")
        return
    if len(rows) < told["total"]:
        note(out, f"The last {len(rows)} of {told['total']}, newest below.")
    day, listed = "", table("Came", "Nr", "Answered", "Signature", "What")
    for row in rows:
        if day_of(row["at"]) != day:
            day = day_of(row["at"])
            listed.add_row(Text(day, "bold"))
        listed.add_row(
            Text(f"  {time_of(row['at'])}", "dim"),
            str(row["number"]),
            _answered(row),
            _signature(row),
            _what(row),
        )
        if bodies:
            out.print(listed)
            indented(out, Text(_body(row)), 4)
            listed = table()
    if not bodies:
        out.print(listed)


def _answered(row: Mapping[str, Any]) -> Text:
    told = _status(row["status"])
    return told.append(f" after {short(row['took'])}", "yellow") if _took(row["took"]) else told


def _status(status: int) -> Text:
    return Text(str(status), received_style(status))


def _took(took: str) -> bool:
    return read_duration(took) > 0


def _signature(row: Mapping[str, Any]) -> Text:
    """What can be said of its signature, in few words."""
    signature = row["signature"]
    if signature["verifies"]:
        return Text("verifies", "green")
    if signature["endpointId"]:
        former = signature["secret"] == _FORMER
        return Text("by a former secret" if former else "too old", "yellow")
    signed = any(header["name"] == _SIGNATURE for header in row["headers"])
    return Text("does not verify", "red") if signed else Text("none", "dim")


def _what(row: Mapping[str, Any]) -> Text:
    try:
        body = json.loads(row["body"])
        name = body.get("eventType") or body.get("RuleType") or ""
    except (ValueError, AttributeError):
        name = ""
    size = f"{len(row['body'])} characters"
    told = Text(legible(name or size)[:80])
    if row["repeats"] is not None:
        told.append(f" again, as {row['repeats']}", "yellow")
    return told


def _body(row: Mapping[str, Any]) -> str:
    try:
        return legible_json(json.loads(row["body"]))
    except ValueError:
        return legible(row["body"])
