"""`codat-mock send`: what would a client send? Expenses that are made up, and a sync of them."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import click
from rich.console import Console
from rich.text import Text

from codat_contract import SYNC_CODES, contract
from codat_mock.cli.calling import called
from codat_mock.cli.companies import company_meant, for_company
from codat_mock.cli.control import Answer, Server, steering
from codat_mock.cli.screen import coded, legible, meaning, next_steps, table
from codat_mock.cli.verbs import Refused, Verb

if TYPE_CHECKING:
    from codat_client import Expense, Request

_MOST = 5000
"""How many transactions are made up at the most."""

_OPEN = "open"


@dataclass(frozen=True, slots=True)
class _Sent:
    """What was sent.

    Attributes:
        company: For which company.
        datasets: The ids of the datasets that were made.
        transactions: The ids of the transactions in them.
        seed: What those were drawn from.
        sync: The sync, as the mock shows it, if one was started.
    """

    company: str
    datasets: Sequence[str]
    transactions: Sequence[str]
    seed: int
    sync: Mapping[str, Any] | None


@click.command(
    "send",
    cls=Verb,
    examples=(
        ("send", "one expense, and a sync"),
        ("send 5", "five of them"),
        ('send 2 --notes "[mock:PushError x1]"', "each fails the first time"),
        ("send 3 --seed 7", "the same three: duplicates, the second time"),
        ("send --no-sync", "a dataset waits"),
        ("send 0", "nothing new, but a sync of what waits"),
    ),
)
@click.argument("count", metavar="[N]", type=click.IntRange(0, _MOST), default=1, required=False)
@for_company
@click.option("--notes", metavar="TEXT", help="Of each, such as a marker: [mock:5130].")
@click.option(
    "--seed",
    metavar="N",
    type=click.IntRange(0),
    help="Make up the same expenses, ids included, as another time; drawn unless said.",
)
@click.option("--no-sync", is_flag=True, help="Send them, and start no sync.")
@steering
def send_command(
    server: Server,
    *,
    count: int,
    company: str | None,
    notes: str | None,
    seed: int | None,
    no_sync: bool,
) -> None:
    """Send made-up expenses, and start a sync of them.

    N of them, one unless said, as a client would: these calls meet faults and stand in the journal,
    and the sync takes a plan if one waits.
    """
    if no_sync and not count:
        raise click.UsageError("With --no-sync and without an expense there is nothing to do.")
    from codat_mock.edge import drawn_seed

    meant = company_meant(server, company)
    if not count and not meant["datasetsWaiting"]:
        raise Refused(f"no dataset of {legible(meant['name'])} waits; `codat-mock send` makes one.")
    chosen = drawn_seed() if seed is None else seed
    expenses = _made_up(server, meant, count, notes, chosen)
    datasets = [_dataset(server, meant["companyId"], part) for part in _parts(expenses)]
    sync = None if no_sync else _synced(server, meant["companyId"], datasets)
    sent = _Sent(meant["companyId"], datasets, [one.id for one in expenses], chosen, sync)
    body = json.dumps(_told(sent), separators=(",", ":")).encode()
    server.show(Answer(body, sent), _draw)


def _made_up(
    server: Server, company: Mapping[str, Any], count: int, notes: str | None, seed: int
) -> "list[Expense]":
    """Expenses that fit the company: where not everything is taken, a client asks what there is."""
    from codat_client import Request
    from codat_scenarios.playing.expenses import Inventor

    options: dict[str, Any] = {}
    if count and company["references"] != _OPEN:
        target = f"{_below(company['companyId'])}/mappingOptions"
        options = called(server, Request("get-mapping-options", "GET", target))
    return [*Inventor(f"send/{seed}").expenses({"expenses": count, "notes": notes}, options)]


def _below(company: str) -> str:
    return f"/companies/{company}/sync/expenses"


def _parts(expenses: "Sequence[Expense]") -> "list[Sequence[Expense]]":
    """So many at a time as a dataset may hold."""
    schema = contract()["components"]["schemas"]["CreateExpenseRequest"]
    most = schema["properties"]["items"]["maxItems"]
    return [expenses[first : first + most] for first in range(0, len(expenses), most)]


def _dataset(server: Server, company: str, expenses: "Sequence[Expense]") -> str:
    from codat_client import create_dataset

    return str(called(server, create_dataset(company, expenses))["datasetId"])


def _synced(server: Server, company: str, datasets: Sequence[str]) -> Mapping[str, Any]:
    """The sync of these datasets, or of all that wait, as it stands once it was initiated."""
    id_ = called(server, _initiating(company, datasets))["syncId"]
    # Not by the contract: a status that a client reads may count for a plan.
    shown = server.control("show-syncs", query={"beginning": id_}).data["syncs"]
    found: Mapping[str, Any] = shown[0]
    return found


def _initiating(company: str, datasets: Sequence[str]) -> "Request":
    from codat_client import Request, initiate_sync

    if datasets:
        return initiate_sync(company, datasets)
    return Request("initiate-sync", "POST", f"{_below(company)}/syncs", b"{}")


def _told(sent: _Sent) -> dict[str, Any]:
    sync = sent.sync
    return {
        "companyId": sent.company,
        "datasetIds": sent.datasets,
        "transactionIds": sent.transactions,
        "seed": sent.seed,
        "syncId": None if sync is None else sync["syncId"],
        "code": None if sync is None else sync["code"],
    }


def _draw(out: Console, sent: _Sent) -> None:
    rows = table()
    for id_ in sent.datasets:
        rows.add_row(Text("dataset", "dim"), Text(legible(id_), "cyan"))
    if sent.datasets:
        count = len(sent.transactions)
        what = f"{count} expense{'' if count == 1 else 's'}, made up from seed {sent.seed}"
        rows.add_row(Text("holds" if len(sent.datasets) == 1 else "hold", "dim"), Text(what))
    if sent.sync is not None:
        rows.add_row(Text("sync", "dim"), Text(legible(sent.sync["syncId"]), "bold cyan"))
        code = sent.sync["code"]
        rows.add_row(Text("status", "dim"), Text.assemble(coded(code), " ", meaning(code)))
    out.print(rows)
    out.print()
    steps = table()
    for command, what_for in _steps(sent.sync):
        steps.add_row(Text(f"codat-mock {command}", "cyan"), Text(f"# {what_for}", "dim"))
    out.print(steps)
    if sent.sync is not None:
        next_steps(out, [sent.sync["code"]])


def _steps(sync: Mapping[str, Any] | None) -> tuple[tuple[str, str], ...]:
    """What to type next, and what for."""
    if sync is None:
        return (("send 0", "starts a sync of what waits"),)
    why = (f"explain {sync['syncId'][:8]}", "why it reads what it reads, and what is next")
    if SYNC_CODES[sync["code"]].terminal:
        return (("syncs", "the last ones, and who must act"), why)
    return (
        ("advance", "lets time pass, up to the next thing that happens"),
        ("syncs", "how it has ended, and who must act"),
        why,
    )
