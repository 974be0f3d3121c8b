"""How much is it?

Sums per currency, and the cells of one line of the table: what every screen shows in its own way.
"""

from dataclasses import dataclass
from decimal import ROUND_HALF_EVEN, Decimal
from typing import NamedTuple

from codat_client import Expense, ExpenseResult, Report
from codat_contract import TransactionStatus

__all__ = ["BASE", "HEADINGS", "Cells", "Total", "legible", "money", "name", "rows", "totals"]

BASE = "GBP"
"""Base currency of the company that is ready on every mock server."""

CENT = Decimal("0.01")

PAID = frozenset({"Payment", "TransferOut", "AdjustmentOut"})
"""Types by which money leaves the card; by all others it comes back."""


@dataclass(frozen=True, slots=True)
class Total:
    """The expenses in one currency.

    Attributes:
        currency: ISO 4217.
        count: How many expenses.
        paid: What left the card, in `currency`.
        received: What came back to it, in `currency`.
        in_base: Paid less received in the base currency, each expense at its own rate; None when
            a rate is missing.
    """

    currency: str
    count: int
    paid: Decimal
    received: Decimal
    in_base: Decimal | None


class Cells(NamedTuple):
    """One line of the table, as text."""

    day: str
    expense: str
    amount: str
    status: str
    receipts: str
    message: str


HEADINGS = Cells("Date", "Expense", "Amount", "Status", "Receipts", "Message")


def totals(report: Report) -> tuple[Total, ...]:
    """Add up what is in the books, by currency, the base currency first."""
    groups: dict[str, list[Expense]] = {}
    for result in report.expenses:
        groups.setdefault(result.expense.currency, [])
        if result.status == TransactionStatus.COMPLETED:
            groups[result.expense.currency].append(result.expense)
    order = sorted(groups, key=lambda currency: (currency != BASE, currency))
    return tuple(_total(currency, groups[currency]) for currency in order)


def _total(currency: str, expenses: list[Expense]) -> Total:
    values = [_in_base(expense) for expense in expenses]
    known = [value for value in values if value is not None]
    return Total(
        currency=currency,
        count=len(expenses),
        paid=sum((one.total for one in expenses if one.type in PAID), Decimal(0)),
        received=sum((one.total for one in expenses if one.type not in PAID), Decimal(0)),
        in_base=sum(known, Decimal(0)) if len(known) == len(values) else None,
    )


def _in_base(expense: Expense) -> Decimal | None:
    rate = expense.currency_rate or (Decimal(1) if expense.currency == BASE else None)
    if rate is None:
        return None
    value = (expense.total * rate).quantize(CENT, ROUND_HALF_EVEN)
    return value if expense.type in PAID else -value


def rows(report: Report) -> list[Cells]:
    """Put each result into words; the dates with their years when there are several."""
    years = {result.expense.issue_date.year for result in report.expenses}
    return [_cells(result, "%d %b %Y" if len(years) > 1 else "%d %b") for result in report.expenses]


def _cells(result: ExpenseResult, day: str) -> Cells:
    """Put one result into words: of a failure the reason, of the rest that it is done."""
    expense = result.expense
    kind = "" if expense.type == "Payment" else f" ({expense.type})"
    arrived = sum(receipt.arrived for receipt in result.receipts)
    return Cells(
        day=f"{expense.issue_date:{day}}",
        expense=f"{name(expense)}{kind}",
        amount=money(expense.total, expense.currency),
        status=result.status,
        receipts=f"{arrived} of {len(result.receipts)}" if result.receipts else "",
        message=legible(_message(result)),
    )


def _message(result: ExpenseResult) -> str:
    # What the platform says about a record that it took is no news; about one it refused it is.
    if result.status == TransactionStatus.COMPLETED:
        return result.conclusion
    return result.message or result.conclusion


def name(expense: Expense) -> str:
    """Return what a person calls the expense."""
    return legible(expense.merchant_name or expense.notes or expense.id)


def money(amount: Decimal, currency: str = "") -> str:
    """Write an amount, `1,284.60 USD`, with two decimals or with all that it has."""
    cents = amount.quantize(CENT)
    return f"{cents if cents == amount else amount:,f} {currency}".rstrip()


def legible(text: str) -> str:
    """Return the text in one line, without characters that could command a terminal."""
    return " ".join("".join(char if char.isprintable() else " " for char in text).split())
