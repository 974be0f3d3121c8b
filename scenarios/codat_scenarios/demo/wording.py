"""In which words?

The sentences that a terminal and a log have in common.
"""

import base64
from collections.abc import Iterator, Sequence
from datetime import date
from decimal import Decimal

from codat_client import Expense, ExpenseResult, Report
from codat_contract import SYNC_CODES, TransactionStatus
from codat_scenarios.demo.figures import BASE, Total, money, name
from codat_scenarios.demo.month import Month
from codat_scenarios.stage import Server

__all__ = [
    "ACTORS",
    "KEPT",
    "NEXT_TIME",
    "NOTHING_SENT",
    "balance",
    "contents",
    "look_around",
    "named",
    "next_step",
    "plan_notice",
    "rates_missing",
    "sums",
    "together",
]

ACTORS = {
    "nobody": "Nobody must act",
    "you": "You must act",
    "customer": "The customer must act",
    "codat": "Codat must act",
}
"""Who must do something next, as the contract names them."""

NOTHING_SENT = "Nothing was sent, because the file cannot be used:"
NEXT_TIME = (
    "With --keep the server stays and you can look around;"
    " with --csv FILE --receipts DIR it takes expenses of your own."
)
KEPT = "The server stays until it is interrupted (Ctrl-C)."


def contents(month: Month) -> str:
    """Say what is taken to Codat."""
    files = sum(len(expense.receipts) for expense in month.expenses)
    currencies = ", ".join(sorted({expense.currency for expense in month.expenses}))
    return (
        f"{_count(len(month.expenses), 'expense')} of {_months(month)}"
        f" with {_count(files, 'receipt')}, in {currencies}"
    )


def _months(month: Month) -> str:
    days = sorted(expense.issue_date.timetuple()[:3] for expense in month.expenses)
    first, last = (f"{date(*day):%B %Y}" for day in (days[0], days[-1]))
    return first if first == last else f"{first} to {last}"


def named(expense: Expense) -> str:
    """Say which expense is meant."""
    amount = money(expense.total, expense.currency)
    return f"{name(expense)}, {expense.issue_date:%d %b %Y}, {amount}"


def plan_notice(month: Month) -> str:
    """Say what is not real: which expenses were chosen to fail."""
    number = len(month.refusals)
    if not number:
        return "No refusal is planned: what fails, fails by the mock's own rules."
    return (
        f"{_count(number, 'expense')} will be refused by the accounting platform,"
        " because the demo asked the mock for it (POST /__mock/plans):"
    )


def balance(report: Report) -> Iterator[tuple[str, str]]:
    """Give what was reached, as labels and values."""
    yield "Expenses", f"{len(report.uploaded)} of {len(report.expenses)} marked as uploaded"
    files = [(result, receipt) for result in report.expenses for receipt in result.receipts]
    arrived = sum(receipt.arrived for _, receipt in files)
    held = sum(result.status != TransactionStatus.COMPLETED for result, _ in files)
    text = f"{arrived} of {len(files)} uploaded"
    yield (
        "Receipts",
        f"{text}; {held} belong to expenses that are not in the books" if held else text,
    )
    sizes = _sizes(report.expenses)
    noun = "expense" if sizes == [1] else "expenses"
    of = f"{len(sizes)}, of {' + '.join(map(str, sizes))} {noun}"
    yield "Datasets", of if sizes else "none"
    sync = report.sync
    if sync is None:
        yield "Sync", f"{report.start.value}"
        return
    yield "Sync", f"{sync.code} {sync.reason}" if sync.code else sync.reason
    yield "", f"{sync.id}, seen {_count(sync.polls, 'time')} in {sync.waited:.1f} s"


def sums(total: Total) -> tuple[str, str, str, str, str]:
    """Put what is in the books in one currency into cells."""
    in_base = "rate missing" if total.in_base is None else money(total.in_base)
    return total.currency, str(total.count), money(total.paid), money(total.received), in_base


def together(of: Sequence[Total]) -> tuple[str, str, str, str, str]:
    """Put the sum of all currencies into cells; amounts that cannot be added stay empty."""
    known = [total.in_base for total in of if total.in_base is not None]
    in_base = money(sum(known, Decimal(0))) if len(known) == len(of) else ""
    return "All", str(sum(total.count for total in of)), "", "", in_base


def rates_missing(of: Sequence[Total]) -> str | None:
    """Say why sums are missing, and which column would give them; None when none is."""
    lacking = " and ".join(total.currency for total in of if total.in_base is None)
    if not lacking:
        return None
    return (
        f"The company's base currency is {BASE}. To see what is in {lacking} in {BASE} too, fill"
        f" the column currencyRate of each such expense: {BASE} per unit of its currency."
    )


def next_step(report: Report) -> str | None:
    """Say who must do what about the sync, in the contract's words; None when nobody must."""
    sync = report.sync
    row = SYNC_CODES.get(sync.code) if sync and sync.code else None
    if row is None or row.actor == "nobody":
        return None
    return f"{ACTORS[row.actor]}: {row.next_step}"


def look_around(server: Server, report: Report | None) -> Iterator[str]:
    """Give the commands that look into a server that goes on running."""
    header = base64.b64encode(server.api_key.encode()).decode()
    yield f"AUTH='Authorization: Basic {header}'"
    curl = "curl -sw '\\n' -H \"$AUTH\""
    if report and report.sync:
        syncs = f"{server.url}/companies/{server.company_id}/sync/expenses/syncs"
        example = (report.unfinished or report.expenses)[0].expense.id
        yield f"SYNC={syncs}/{report.sync.id}"
        yield f"{curl} $SYNC/status"
        yield f'{curl} "$SYNC/transactions?pageSize=5"'
        yield f"{curl} $SYNC/transactions/{example}"
    yield f"{curl} {server.url}/__mock/clock"


def _sizes(results: tuple[ExpenseResult, ...]) -> list[int]:
    sizes: dict[str, int] = {}
    for result in results:
        if result.dataset_id:
            sizes[result.dataset_id] = sizes.get(result.dataset_id, 0) + 1
    return list(sizes.values())


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}{'' if number == 1 else 's'}"
