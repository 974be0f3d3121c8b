"""`codat-mock plan`: how shall a coming sync end?"""

from collections.abc import Iterator, Mapping
from itertools import groupby
from typing import Any

import click
from rich.console import Console
from rich.text import Text

from codat_contract import SYNC_CODES, IntegrationType
from codat_mock.cli.control import Server, steering
from codat_mock.cli.flags import ALWAYS, Read, times_of
from codat_mock.cli.naming import CODE, naming, write_codes
from codat_mock.cli.screen import (
    coded,
    ident,
    indented,
    legible,
    next_step,
    of_one_sync,
    style,
    table,
)
from codat_mock.cli.spoken import iso, short
from codat_mock.cli.verbs import epilog

_SHOWN = 4
"""How many transactions of one status are named in a table."""


@click.command(
    "plan",
    cls=epilog(write_codes),
    examples=(
        ("plan 4260", "the next sync ends so"),
        ("plan --refuse 0,3", "two of its transactions fail"),
        ('plan --refuse 1 --message "The account is archived."', "with these words"),
        ("plan 2000 --after 11m", "a sync of eleven minutes"),
        ("plan 5000 --times 2", "two fail, then all is well"),
        ("plan 4220 --polls 3 --times always", "each ends by its third poll"),
        ("plan 1000", "until `codat-mock end`"),
        ("plan --list", "what waits"),
        ("plan --clear", "nothing waits any more"),
    ),
    instead={"--code": "plan 4260", "--status": "plan 4260"},
)
@click.argument("code", type=CODE, required=False)
@click.option(
    "--after",
    metavar="DURATION",
    type=Read("duration", iso),
    help="How long the sync runs until then, such as 11m.",
)
@click.option(
    "--polls", type=click.IntRange(1), metavar="N", help="It is seen to end by this poll instead."
)
@click.option(
    "--times",
    metavar=f"N|{ALWAYS}",
    type=times_of("syncs"),
    help="How many syncs end so; 1 unless said.",
)
@click.option("--company", metavar="ID", help="Only syncs of this company.")
@naming
@click.option(
    "--as",
    "written",
    multiple=True,
    type=click.Choice([one.value for one in IntegrationType]),
    help="As what each transaction is written (repeatable); expense unless said.",
)
@click.option("--list", "listed", is_flag=True, help="Show the plans that wait.")
@click.option("--delete", metavar="PLAN", help="Forget one plan, such as plan-1.")
@click.option("--clear", is_flag=True, help="Forget every plan.")
@steering
def plan_command(
    server: Server, *, listed: bool, delete: str | None, clear: bool, **wanted: Any
) -> None:
    """Say how a coming sync shall end.

    Plans queue: the first one in is used first, by the next sync that is initiated. With
    transactions and without CODE, the code follows from them.
    """
    body = _body(**wanted)
    if (listed, delete is not None, clear, bool(body)).count(True) > 1:
        raise click.UsageError("Make a plan, or --list, --delete or --clear: one at a time.")
    if body:
        server.show(server.control("create-plan", body), _made)
    elif clear:
        server.show(server.control("delete-plans"), lambda out, _: out.print("No plan waits now."))
    elif delete is not None:
        gone = f"{legible(delete)} is gone."
        server.show(server.control("delete-plan", planId=delete), lambda out, _: out.print(gone))
    else:
        server.show(server.control("list-plans"), _listed)


def _body(
    *,
    code: int | None,
    after: str | None,
    polls: int | None,
    times: int | str | None,
    company: str | None,
    transactions: list[dict[str, Any]],
    written: tuple[str, ...],
) -> dict[str, Any]:
    said = {
        "code": code,
        "after": after,
        "polls": polls,
        "times": times,
        "companyId": company,
        "transactions": transactions or None,
        "integrationTypes": [*written] or None,
    }
    body = {name: value for name, value in said.items() if value is not None}
    return body | ({"times": None} if times == ALWAYS else {})


def _made(out: Console, plan: Mapping[str, Any]) -> None:
    name, row = legible(plan["id"]), SYNC_CODES.get(plan.get("code", 0))
    of = " of that company" if "companyId" in plan else ""
    verb = "ends" if row is None or row.terminal else "stays at"
    if row is not None and row.terminal:
        verb += " with"
    whose = {None: "Every sync", 1: "The next sync"}.get(
        plan["times"], f"Each of the next {plan['times']} syncs"
    )
    told = Text.assemble((name, "cyan"), f"  {whose}{of} {verb} ", *_end(plan), ".")
    out.print(told, soft_wrap=True)
    for line in _outcomes(plan):
        indented(out, Text(line), len(name) + 2)
    if row is not None and not row.terminal:
        indented(out, Text("Until `codat-mock end last CODE`.", "dim"), len(name) + 2)
    elif row is not None and row.actor != "nobody":
        indented(out, next_step(row), len(name) + 2)
        if said := of_one_sync(row.number):
            indented(out, Text(said, "dim"), len(name) + 2)


def _end(plan: Mapping[str, Any]) -> Iterator[Text | str]:
    """How the sync ends, and when."""
    if "code" in plan:
        row = SYNC_CODES[plan["code"]]
        yield coded(row.number)
        yield Text(f" {row.reason}", style(row.number))
    elif "transactions" in plan:
        yield "as its transactions have it"
    else:
        yield "as it would anyway"
    if "after" in plan:
        held = "code" in plan and not SYNC_CODES[plan["code"]].terminal
        yield f", from {short(plan['after'])} on" if held else f", after {short(plan['after'])}"
    if "polls" in plan:
        yield f", at poll {plan['polls']}"
    if "integrationTypes" in plan:
        yield f", written as {' and '.join(map(legible, plan['integrationTypes']))}"


def _outcomes(plan: Mapping[str, Any]) -> list[str]:
    """A line for each status and message that follow one another."""

    def alike(entry: Mapping[str, Any]) -> tuple[str, str]:
        return entry["status"], entry.get("message") or ""

    lines = []
    for (status, message), entries in groupby(plan.get("transactions", ()), alike):
        names = [str(entry.get("index", entry.get("transactionId", "")[:8])) for entry in entries]
        more = f" and {len(names) - _SHOWN} more" if len(names) > _SHOWN else ""
        said = f": {legible(message)}" if message else ""
        lines.append(f"{', '.join(names[:_SHOWN])}{more} {status}{said}")
    return lines


def _listed(out: Console, answer: Mapping[str, Any]) -> None:
    plans = answer["plans"]
    if not plans:
        out.print("No plan waits: the next sync ends as the state of its company has it.")
        return
    rows = table("Plan", "For", "How it ends")
    for plan in plans:
        whose = {None: "every sync", 1: "next sync"}.get(
            plan["times"], f"next {plan['times']} syncs"
        )
        lines = [Text.assemble(*_end(plan)), *map(Text, _outcomes(plan))]
        if "companyId" in plan:
            lines.append(Text.assemble("only of company ", ident(out, plan["companyId"])))
        rows.add_row(Text(legible(plan["id"]), "cyan"), whose, Text("\n").join(lines))
    out.print(rows)
