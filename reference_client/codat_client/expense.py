"""What is taken to Codat?

An expense that the user approved, with its lines and its receipts.
The values are complete when they exist: what Codat would refuse for its form is refused here, by
an error that names the expense and the field, before anything is sent.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from pathlib import Path

from codat_client.errors import InvalidExpenseError, Problem
from codat_client.identity import is_uuid
from codat_client.limits import limits

__all__ = ["Expense", "Line", "Receipt"]

CURRENCY_LETTERS = 3

EXACT_DIGITS = 15
"""Digits that every reader of JSON keeps: many hold a number as an IEEE 754 double."""


@dataclass(frozen=True, slots=True)
class Receipt:
    """One file that belongs to an expense.

    Attributes:
        file_name: The name that the accounting platform shows; its extension decides whether the
            platform takes the file.
        read: Gives the bytes. It is called once per attempt to upload, from a thread, and not
            before the expense has arrived.
    """

    file_name: str
    read: Callable[[], bytes] = field(repr=False)

    def __post_init__(self) -> None:
        """Refuse a name that no file can have."""
        if not self.file_name.strip() or not self.file_name.isprintable():
            raise InvalidExpenseError(
                None, [("receipt.file_name", f"is {self.file_name!r}, which names no file")]
            )

    @classmethod
    def at(cls, path: Path | str) -> "Receipt":
        """Make the receipt that lies in a file, which must exist now and when it is uploaded.

        Raises:
            InvalidExpenseError: There is no such file.
        """
        where = Path(path)
        if not where.is_file():
            raise InvalidExpenseError(None, [("receipt", f"is at {where}, where there is no file")])
        return cls(where.name, where.read_bytes)

    @classmethod
    def of(cls, file_name: str, content: bytes) -> "Receipt":
        """Make a receipt whose bytes are at hand."""
        return cls(file_name, lambda: content)


@dataclass(frozen=True, slots=True)
class Line:
    """One line of an expense: a sum, and where it goes in the books.

    Amounts are not negative, in the currency of the expense; the direction is the expense's type.
    A line is checked with the expense that it is part of, so that the error can name both.

    Attributes:
        net: The amount without tax.
        tax: The tax.
        account: The id of an account of the customer, as the mapping options give it.
        tax_rate: The id of a tax rate; every type but the transfers needs one.
        tracking: Ids of tracking categories.
    """

    net: Decimal
    tax: Decimal
    account: str
    tax_rate: str | None = None
    tracking: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Expense:
    """One approved expense.

    Attributes:
        id: A UUID of the caller's. Codat never takes the same id of a company twice.
        type: `Payment`, `Refund`, `Reward` and so on, as the contract spells it.
        issue_date: The day, or the moment, of the spending.
        currency: ISO 4217, such as `GBP`.
        lines: One line at least.
        currency_rate: Base currency per unit of `currency`; needed when the two differ.
        merchant_name: Where the money was spent.
        notes: Whatever helps to find the expense again.
        contact: The id of the supplier, when it is not the one of the company's configuration.
        receipts: The files to attach, any number.

    Raises:
        InvalidExpenseError: A field is not as Codat demands; all that is wrong is named at once.
    """

    id: str
    type: str
    issue_date: date
    currency: str
    lines: tuple[Line, ...]
    currency_rate: Decimal | None = None
    merchant_name: str | None = None
    notes: str | None = None
    contact: str | None = None
    receipts: tuple[Receipt, ...] = ()

    def __post_init__(self) -> None:
        """Refuse what Codat would refuse."""
        if problems := tuple(_problems(self)):
            raise InvalidExpenseError(self.id, problems)

    @property
    def total(self) -> Decimal:
        """All lines, net and tax, in `currency`."""
        return sum((line.net + line.tax for line in self.lines), Decimal(0))


def _problems(expense: Expense) -> Iterator[Problem]:
    allowed = limits()
    if not is_uuid(expense.id):
        yield "id", "is not a UUID such as 4d7c6929-7770-412b-91bb-44d3bc71d111"
    if expense.type not in allowed.types:
        yield "type", f"is {expense.type!r}, but must be one of {', '.join(allowed.types)}"
    if not isinstance(expense.issue_date, date):
        yield "issue_date", f"is {expense.issue_date!r}, but must be a date or a datetime"
    currency = expense.currency
    if not (len(currency) == CURRENCY_LETTERS and currency.isascii() and currency.isupper()):
        yield "currency", f"is {currency!r}, but must be three capital letters such as 'GBP'"
    if expense.currency_rate is not None:
        yield from _rate_problems(expense.currency_rate)
    if not 1 <= len(expense.lines) <= allowed.lines:
        yield "lines", f"are {len(expense.lines)}, but must be between 1 and {allowed.lines}"
        return
    for number, line in enumerate(expense.lines):
        for name, problem in _line_problems(line):
            yield f"lines[{number}].{name}", problem


def _line_problems(line: Line) -> Iterator[Problem]:
    allowed = limits()
    for name, amount in (("net", line.net), ("tax", line.tax)):
        if problem := _number_problem(amount):
            yield name, problem
        elif not allowed.least <= amount <= allowed.most:
            yield name, f"is {amount}, but must be between {allowed.least} and {allowed.most}"
    if not line.account.strip():
        yield "account", "is empty, but must be the id of an account"
    if line.tax_rate is not None and not line.tax_rate.strip():
        yield "tax_rate", "is empty; leave it out when there is none"
    if len(line.tracking) > allowed.tracking:
        yield "tracking", f"has {len(line.tracking)} ids, but must have at most {allowed.tracking}"


def _rate_problems(rate: Decimal) -> Iterator[Problem]:
    if problem := _number_problem(rate):
        yield "currency_rate", problem
    elif rate <= 0:
        yield "currency_rate", f"is {rate}, but must be greater than 0"


def _number_problem(number: Decimal) -> str | None:
    if not isinstance(number, Decimal):
        return f"is {number!r}, but must be a Decimal: floats do not hold amounts exactly"
    if not number.is_finite():
        return f"is {number}, which JSON cannot say"
    _, digits, exponent = number.as_tuple()
    if len(digits) > EXACT_DIGITS or not -EXACT_DIGITS <= int(exponent) <= EXACT_DIGITS:
        return f"has more than {EXACT_DIGITS} digits, which not every reader of JSON keeps"
    return None
