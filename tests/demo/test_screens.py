"""What a person, a log and a machine see of one performance. Nothing is sent, no server runs."""

import base64
import io
import json
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from rich.console import Console

from codat_client import (
    MARKED_AS_UPLOADED,
    CodatError,
    Expense,
    ExpenseResult,
    Line,
    Progress,
    Receipt,
    ReceiptResult,
    Report,
    Stage,
    SyncResult,
    SyncStart,
)
from codat_contract import SYNC_CODES
from codat_scenarios.demo.faults import Fault, UnusableFileError
from codat_scenarios.demo.figures import legible, money, totals
from codat_scenarios.demo.machine import MachineScreen
from codat_scenarios.demo.month import Month
from codat_scenarios.demo.plain import PlainScreen
from codat_scenarios.demo.screen import Ending, Screen
from codat_scenarios.demo.terminal import TerminalScreen
from codat_scenarios.stage import Server

SERVER = Server("http://127.0.0.1:4260", "mock-api-key", "c0da7000-0000-4000-8000-000000000001")
DATASET = "3e4cb2c7-0b0e-4a66-a1b6-6a1ab7d1f0a1"
SYNC = "6fb40d5e-b13e-41ed-afa1-0242ac120002"
REASON = "Account 720 is archived."
NEXT = f"You must act. {REASON} Correct it and send it again with the same id."

PROGRESS = (
    Progress(Stage.DATASETS, 0, 1, "Expenses to be sent: 4."),
    Progress(Stage.DATASETS, 1, 1, "One dataset was created."),
    Progress(Stage.SYNC, 0, 1, "The sync was accepted."),
    Progress(Stage.SYNC, 0, 1, "1000 In Progress", 1000),
    Progress(Stage.SYNC, 1, 1, "5130 Data push error", 5130),
    Progress(Stage.TRANSACTIONS, 0, 4, "The list is read."),
    Progress(Stage.TRANSACTIONS, 4, 4, "Transactions read: 4."),
    Progress(Stage.RECEIPTS, 0, 2, "Receipts to be uploaded: 2."),
    Progress(Stage.RECEIPTS, 2, 2, "Both arrived."),
)
"""What a client told, recorded."""


@dataclass(frozen=True, slots=True)
class Row:
    """One expense of the small month, and what became of it."""

    merchant: str
    amount: str
    currency: str = "GBP"
    rate: str | None = None
    kind: str = "Payment"
    receipts: tuple[str, ...] = ()
    refused: str | None = None


ROWS = (
    Row("Harbour View Hotel", "240.00", receipts=("invoice.pdf", "slip.png")),
    Row("Cloud Hosting Services", "1284.60", "USD", "0.747367"),
    Row("Business Laptops Direct", "1498.80", receipts=("laptop.pdf",), refused=REASON),
    Row("Company Card Rewards", "38.40", kind="Reward"),
)


def expense(number: int, row: Row) -> Expense:
    """Make an expense of one line, without tax."""
    return Expense(
        id=f"00000000-0000-4000-8000-{number:012}",
        type=row.kind,
        issue_date=datetime(2026, 10, number, 9, 30, tzinfo=UTC),
        currency=row.currency,
        lines=(Line(Decimal(row.amount), Decimal(0), "400"),),
        currency_rate=Decimal(row.rate) if row.rate else None,
        merchant_name=row.merchant,
        receipts=tuple(Receipt.of(name, b"receipt") for name in row.receipts),
    )


def result(number: int, row: Row) -> ExpenseResult:
    """Say that the expense arrived, or that it was refused."""
    one = expense(number, row)
    arrived = None if row.refused else "1400000000122699154"
    return ExpenseResult(
        expense=one,
        dataset_id=DATASET,
        status="PushError" if row.refused else "Completed",
        message=row.refused,
        receipts=tuple(ReceiptResult(receipt, arrived) for receipt in one.receipts),
        uploaded=not row.refused,
        actor="you" if row.refused else "nobody",
        conclusion=NEXT if row.refused else MARKED_AS_UPLOADED,
    )


def ended(rows: Sequence[Row] = ROWS, code: int = 5130, *, kept: bool = False) -> Ending:
    """Make an ending of some rows, whose refusals were planned."""
    results = tuple(result(number, row) for number, row in enumerate(rows, 1))
    plan = {
        "transactions": [
            {"transactionId": one.expense.id, "status": one.status, "message": one.message}
            for one in results
            if not one.uploaded
        ]
    }
    row = SYNC_CODES[code]
    sync = SyncResult(SYNC, code, row.reason, row.terminal, row.success, polls=6, waited=2.25)
    month = Month(Path("october.csv"), tuple(one.expense for one in results), plan)
    report = Report(SERVER.company_id, results, (DATASET,), SyncStart.YES, sync)
    return Ending(month, SERVER, report, kept=kept)


def perform(screen: Screen, ending: Ending) -> None:
    """Tell a screen everything, as the demo does."""
    screen.opening(ending.month, ending.server)
    with screen.flow():
        for event in PROGRESS:
            screen.progress(event)
    screen.ending(ending)


def plain(ending: Ending) -> list[str]:
    """Return the lines of a log."""
    lines: list[str] = []
    perform(PlainScreen(lines.append), ending)
    return lines


def terminal(ending: Ending, width: int = 100, *, colours: bool = False) -> list[str]:
    """Return the lines of a terminal."""
    file = io.StringIO()
    console = Console(
        file=file,
        width=width,
        height=50,
        force_terminal=colours,
        color_system="truecolor" if colours else None,
        legacy_windows=False,
    )
    perform(TerminalScreen(console), ending)
    return file.getvalue().splitlines()


def document(ending: Ending) -> Any:
    """Return what a machine reads."""
    written: list[str] = []
    perform(MachineScreen(written.append), ending)
    (text,) = written
    return json.loads(text)


# ---------------------------------------------------------------------------- the log


def test_an_uploaded_expense_ends_with_the_mark() -> None:
    """`Expense marked as uploaded`, at the end of the line of each, and of no other."""
    marked = [line for line in plain(ended()) if line.endswith(f"  {MARKED_AS_UPLOADED}")]
    assert ["Harbour View Hotel", "Cloud Hosting Services", "Company Card Rewards (Reward)"] == [
        line.split("  ")[1] for line in marked
    ]


def test_a_line_has_expense_amount_status_receipts_and_message() -> None:
    """In this order; a refused expense says why."""
    line = next(line for line in plain(ended()) if line.startswith("03 Oct"))
    cells = [cell.strip() for cell in line.split("  ") if cell]
    assert ["03 Oct", "Business Laptops Direct", "1,498.80 GBP", "PushError", "0 of 1", REASON] == (
        cells
    )


def test_amounts_stand_below_each_other() -> None:
    """Right-aligned, so that they can be compared."""
    lines = [line for line in plain(ended()) if " Oct  " in line and line[0].isdigit()]
    assert 4 == len(lines)
    assert 1 == len({line.index(" GBP" if " GBP" in line else " USD") for line in lines})


def test_the_plan_is_told_before_anything_is_sent() -> None:
    """Nobody shall take a staged failure for a real one."""
    lines = plain(ended())
    told = next(n for n, line in enumerate(lines) if "the demo asked the mock for it" in line)
    sent = next(n for n, line in enumerate(lines) if line.startswith("Datasets created 0/1"))
    assert told < sent
    assert f"- Business Laptops Direct, 03 Oct 2026, 1,498.80 GBP: {REASON}" in lines[told:sent]


def test_nothing_planned_is_said_too() -> None:
    """Of a file of one's own nothing is refused on purpose."""
    ending = ended()
    ending = replace(ending, month=replace(ending.month, plan=None))
    assert any(line.startswith("No refusal is planned") for line in plain(ending))


def test_each_event_is_a_line() -> None:
    """A log shows what happened, and how far it was."""
    lines = plain(ended())
    assert "Sync 0/1: 1000 In Progress" in lines
    assert "Sync 1/1: 5130 Data push error" in lines
    stages = "|".join(stage.value for stage in Stage)
    assert len(PROGRESS) == sum(bool(re.match(f"({stages}) [0-9]+/", line)) for line in lines)


@pytest.mark.parametrize("code", [n for n, row in SYNC_CODES.items() if row.actor != "nobody"])
def test_who_must_do_what_is_the_contract_s_sentence(code: int) -> None:
    """The words of the code's row, on every screen for people."""
    row = SYNC_CODES[code]
    assert any(line.endswith(f" must act: {row.next_step}") for line in plain(ended(code=code)))
    drawn = " ".join(line.strip("\u2502 ") for line in terminal(ended(code=code)))
    assert row.next_step in drawn


def test_the_sums_are_per_currency() -> None:
    """What is in the books, by currency and all together in the base currency."""
    lines = [line.split() for line in plain(ended())]
    assert ["GBP", "2", "240.00", "38.40", "201.60"] in lines
    assert ["USD", "1", "1,284.60", "0.00", "960.07"] in lines
    assert ["All", "3", "1,161.67"] in lines


def test_a_sum_without_a_rate_is_not_made_up() -> None:
    """A foreign expense may lack its rate; then nobody knows."""
    rows = (replace(ROWS[1], rate=None), ROWS[0])
    assert [None, Decimal("240.00")] == sorted(
        (total.in_base for total in totals(ended(rows, 2000).report)),  # type: ignore[arg-type]
        key=str,
        reverse=True,
    )
    assert any(line.endswith("rate missing") for line in plain(ended(rows, 2000)))


def test_a_missing_rate_is_explained() -> None:
    """The base currency, and the column to fill; nothing of it where no rate is missing."""
    rows = (replace(ROWS[1], rate=None), replace(ROWS[1], rate=None, currency="EUR"))
    told = (
        "The company's base currency is GBP. To see what is in EUR and USD in GBP too, fill"
        " the column currencyRate of each such expense: GBP per unit of its currency."
    )
    assert told in plain(ended(rows, 2000))
    drawn = " ".join(line.strip("\u2502 ") for line in terminal(ended(rows, 2000)))
    assert told in drawn
    assert not any("currencyRate" in line for line in (*plain(ended()), *terminal(ended())))


def test_dates_of_several_years_have_them() -> None:
    """Otherwise January would stand below December of an unknown year."""
    ending = ended()
    assert ending.report
    first, *others = ending.report.expenses
    later = replace(first, expense=replace(first.expense, issue_date=date(2027, 1, 2)))
    several = replace(ending, report=replace(ending.report, expenses=(later, *others)))
    for show in (plain, terminal):
        assert any(line.startswith("02 Jan 2027  Harbour") for line in show(several))
        assert any(line.startswith("02 Oct 2026  Cloud") for line in show(several))
        assert any(line.startswith("02 Oct  Cloud") for line in show(ending))


def test_a_log_and_a_terminal_have_the_same_headings() -> None:
    """Who greps one finds the other."""
    logged, drawn = (
        next(line.split() for line in show(ended()) if line.startswith("Date "))
        for show in (plain, terminal)
    )
    assert ["Date", "Expense", "Amount", "Status", "Receipts", "Message"] == logged == drawn


def test_a_label_has_one_colon() -> None:
    """What comes behind it has none of its own; one expense is no plural."""
    assert "Datasets: 1, of 4 expenses" in plain(ended())
    assert "Datasets: 1, of 1 expense" in plain(ended(ROWS[:1], 2000))


def test_a_log_has_no_colours() -> None:
    """And is the same each time."""
    assert plain(ended()) == plain(ended())
    assert not any("\x1b" in line for line in plain(ended()))


def test_a_kept_server_says_where_to_look() -> None:
    """The site, and commands whose header opens it."""
    lines = plain(ended(kept=True))
    assert any(line.endswith("http://127.0.0.1:4260/") for line in lines)
    header = next(line for line in lines if line.startswith("AUTH="))
    key = header.removesuffix("'").split()[-1]
    assert SERVER.api_key == base64.b64decode(key).decode()
    assert any(line.startswith("curl ") and line.endswith("$SYNC/status") for line in lines)


def test_an_error_is_told_after_what_is_known() -> None:
    """The table as far as it came, then why it stopped."""
    error = CodatError("Codat answered initiate-sync with 500: it is down.")
    lines = plain(replace(ended(), error=error))
    assert "Stopped: Codat answered initiate-sync with 500: it is down." == lines[-1]
    assert any(line.endswith(MARKED_AS_UPLOADED) for line in lines)
    assert [f"Stopped: {error}"] == plain(replace(ended(), report=None, error=error))[-1:]


# ---------------------------------------------------------------------------- the terminal


@pytest.mark.parametrize("width", [60, 80, 100, 160, 250])
def test_nothing_is_wider_than_the_terminal(width: int) -> None:
    """Each expense has one line, whatever the width."""
    lines = terminal(ended(), width)
    assert width >= max(map(len, lines))
    assert 4 == sum(" GBP  " in line or " USD  " in line for line in lines if line[0:1] != "\u2502")


@pytest.mark.parametrize("width", [80, 100, 160])
def test_the_mark_is_never_cut(width: int) -> None:
    """In every usual width the sentence that matters is whole."""
    marked = [
        line for line in terminal(ended(), width) if line.rstrip().endswith(MARKED_AS_UPLOADED)
    ]
    assert 3 == len(marked)


def test_a_long_name_gives_way() -> None:
    """It is cut, with a mark that it was, before the message is."""
    rows = (replace(ROWS[0], merchant="A merchant with a name that goes on and on " * 3),)
    lines = terminal(ended(rows, 2000), 80)
    (line,) = [line for line in lines if line.rstrip().endswith(MARKED_AS_UPLOADED)]
    assert "\u2026" in line


def test_the_code_is_seen_to_move() -> None:
    """From 1000 to the end, beside the sync's bar."""
    assert any("1000 In Progress \u2192 5130 Data push error" in line for line in terminal(ended()))


def test_a_terminal_has_colours() -> None:
    """Green for what arrived, red for what was refused."""
    drawn = "\n".join(terminal(ended(), colours=True))
    assert "\x1b[32mCompleted" in drawn
    assert "\x1b[1;31mPushError" in drawn


def test_a_name_cannot_command_the_terminal() -> None:
    """Escape sequences, line breaks and markup in the data are shown, not obeyed."""
    rows = (replace(ROWS[0], merchant="\x1b]0;owned\x07[red]Cafe[/]\nTwo"),)
    for lines in (plain(ended(rows, 2000)), terminal(ended(rows, 2000))):
        assert any("]0;owned [red]Cafe[/] Two" in line for line in lines)
        assert not any("\x07" in line or "\x1b" in line for line in lines)


# ---------------------------------------------------------------------------- the machine


def test_a_machine_reads_one_document() -> None:
    """Every expense with everything that is known of it."""
    read = document(ended())
    assert 3 == read["uploaded"]
    assert 1 == read["unfinished"]
    assert 5130 == read["sync"]["syncStatusCode"]
    assert "1498.80" == read["expenses"][2]["amount"]
    assert "you" == read["expenses"][2]["actor"]
    assert NEXT == read["expenses"][2]["conclusion"]
    assert ["invoice.pdf", "slip.png"] == [
        receipt["fileName"] for receipt in read["expenses"][0]["receipts"]
    ]
    assert len(PROGRESS) == len(read["progress"])


def test_a_machine_reads_of_an_error() -> None:
    """Before anything was sent there is no report, but still a document."""
    read = document(replace(ended(), report=None, error=CodatError("It is down.")))
    assert "It is down." == read["error"]
    assert not read["asPlanned"]
    assert "expenses" not in read


# ---------------------------------------------------------------------------- every screen


def test_faults_are_shown() -> None:
    """On a log, a terminal and to a machine."""
    error = UnusableFileError([Fault("october.csv", "is '17', but must be a UUID", 2, "id")] * 30)
    lines: list[str] = []
    PlainScreen(lines.append).unusable(error)
    assert "october.csv, line 2: id is '17', but must be a UUID." in lines
    assert "... and 5 more." == lines[-1]
    file = io.StringIO()
    TerminalScreen(Console(file=file, width=100)).unusable(error)
    assert "october.csv, line 2: id is '17', but must be a UUID." in file.getvalue()
    MachineScreen(lines.append).unusable(error)
    read = json.loads(lines[-1])
    assert (25, 5) == (len(read["faults"]), read["more"])
    assert {"file", "line", "column", "problem"} == set(read["faults"][0])


@pytest.mark.parametrize(
    ("ending", "expected"),
    [
        (ended(), True),
        (ended(ROWS[:2], 2000), True),
        (replace(ended(), month=replace(ended().month, plan=None)), False),
        (replace(ended(ROWS[:2]), month=ended().month), False),
        (replace(ended(), error=CodatError("It is down.")), False),
        (replace(ended(), report=None), False),
    ],
)
def test_as_planned_is_what_was_refused_on_purpose(ending: Ending, *, expected: bool) -> None:
    """No more and no fewer, and it came to its end."""
    assert expected is ending.as_planned


@pytest.mark.parametrize(
    ("amount", "text"),
    [("0", "0.00"), ("1284.6", "1,284.60"), ("1.005", "1.005"), ("5E+6", "5,000,000.00")],
)
def test_money_is_written_for_people(amount: str, text: str) -> None:
    """Groups of thousands and two decimals, more only where there are more."""
    assert f"{text} GBP" == money(Decimal(amount), "GBP")


def test_legible_text_is_one_line() -> None:
    """Whatever cannot be seen becomes a space, and spaces are not repeated."""
    assert "a b c" == legible("a\r\n b\u202e\u200b c\x00")
