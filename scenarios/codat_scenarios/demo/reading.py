"""Which expenses does the file hold?

    read_expenses(Path("october.csv"), Path("receipts"))

`columns` says how the file must look. Everything that is wrong with it is found in one reading.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from functools import partial
from pathlib import Path
from typing import TypeVar

from codat_client import Expense, InvalidExpenseError, Line, Receipt
from codat_contract import contract
from codat_scenarios.demo import cells
from codat_scenarios.demo.columns import COLUMNS
from codat_scenarios.demo.faults import Fault, UnusableFileError, shown
from codat_scenarios.demo.sheet import Row, Sheet, read_sheet

__all__ = ["read_expenses"]

Value = TypeVar("Value")

SOME_ID = "00000000-0000-4000-8000-000000000000"
SOME_DAY = date(2000, 1, 1)
"""What stands in for a cell with a fault, so that the faults beside it are found too."""

COLUMN_OF = {
    "type": "type",
    "issue_date": "issueDate",
    "currency": "currency",
    "currency_rate": "currencyRate",
    "contact": "contactRef",
    "net": "netAmount",
    "tax": "taxAmount",
    "account": "accountRef",
    "tax_rate": "taxRateRef",
    "tracking": "trackingRefs",
    "lines": "the lines of this expense",
}
"""Where a field of the client's `Expense` or `Line` stands in the file."""


@dataclass(frozen=True, slots=True)
class _Reading:
    """What every step needs.

    Attributes:
        sheet: The table.
        receipts: Where receipts lie, in full.
        advice: What to do when one does not; empty when the folder was named already.
        faults: Where to put what is wrong.
    """

    sheet: Sheet
    receipts: Path
    advice: str = ""
    faults: list[Fault] = field(default_factory=list)

    def fault(self, row: Row, column: str, problem: str) -> None:
        self.faults.append(Fault(self.sheet.file, problem, row.line, column))

    def value(self, row: Row, column: str, read: Callable[[str], Value], instead: Value) -> Value:
        try:
            return read(row.cell(column))
        except ValueError as error:
            self.fault(row, column, str(error))
            return instead


def read_expenses(path: Path, receipts: Path | None = None) -> tuple[Expense, ...]:
    """Read a file of expenses, in its order.

    Args:
        path: The CSV file.
        receipts: The folder of the receipts; without it, the folder of the file.

    Raises:
        UnusableFileError: Something is wrong; all of it is named, by line and column.
    """
    sheet = read_sheet(path)
    reading = _Reading(
        sheet,
        (receipts or path.parent).resolve(),
        "" if receipts else "; name the folder by --receipts DIR",
        list(sheet.faults),
    )
    expenses = [_expense(reading, rows) for rows in _groups(reading)]
    if reading.faults:
        raise UnusableFileError(sorted(reading.faults, key=lambda fault: fault.line or 0))
    return tuple(expense for expense in expenses if expense)


def _groups(reading: _Reading) -> Iterator[Sequence[Row]]:
    """Give the rows of each expense: those with the same id, one below the other."""
    begins: dict[str, int] = {}
    group: list[Row] = []
    for row in reading.sheet.rows:
        ident = row.cell("id").casefold()
        if group and ident == group[0].cell("id").casefold():
            group.append(row)
            continue
        if group:
            yield group
        group = [row]
        if ident and ident in begins:
            problem = (
                f"is {shown(row.cell('id'))} as in line {begins[ident]};"
                " the lines of one expense must stand one below the other"
            )
            reading.fault(row, "id", problem)
        begins.setdefault(ident, row.line)
    if group:
        yield group


def _expense(reading: _Reading, rows: Sequence[Row]) -> Expense | None:
    """Make the expense of a group of rows; None when something is wrong with it."""
    head, separator = rows[0], reading.sheet.separator
    before = len(reading.faults)
    types: Sequence[str] = contract()["components"]["schemas"]["ExpenseTransactionType"]["enum"]
    _contradictions(reading, rows)
    try:
        expense = Expense(
            id=reading.value(head, "id", cells.read_id, SOME_ID),
            type=reading.value(head, "type", partial(cells.read_word, words=types), types[0]),
            issue_date=reading.value(head, "issueDate", cells.read_date, SOME_DAY),
            currency=head.cell("currency"),
            lines=tuple(_line(reading, row) for row in rows),
            currency_rate=reading.value(
                head, "currencyRate", partial(_if_any, read=cells.read_rate, mark=separator), None
            ),
            merchant_name=head.cell("merchantName") or None,
            notes=head.cell("notes") or None,
            contact=head.cell("contactRef") or None,
            receipts=tuple(_receipts(reading, head)),
        )
    except InvalidExpenseError as error:
        _invalid(reading, rows, error)
        return None
    return expense if len(reading.faults) == before else None


def _contradictions(reading: _Reading, rows: Sequence[Row]) -> None:
    """Refuse a further line that says other things about the whole expense, or is none of it."""
    first = rows[0].line
    for column in COLUMNS:
        if not column.per_expense or column.name == "id":
            continue
        said = rows[0].cell(column.name)
        for row in rows[1:]:
            if row.cell(column.name) not in {"", said}:
                problem = (
                    f"is {shown(row.cell(column.name))}, but line {first} has the same id, and"
                    f" there it is {shown(said) if said else 'empty'}; a copied line needs an id"
                    f" of its own, a split leaves the cell empty below line {first}"
                )
                reading.fault(row, column.name, problem)


def _line(reading: _Reading, row: Row) -> Line:
    before = len(reading.faults)
    amount = partial(cells.read_amount, separator=reading.sheet.separator)
    if_any = partial(_if_any, read=cells.read_amount, mark=reading.sheet.separator)
    net = reading.value(row, "netAmount", amount, Decimal(0))
    tax = reading.value(row, "taxAmount", if_any, None) or Decimal(0)
    total = reading.value(row, "totalAmount", if_any, None)
    if total is not None and total != net + tax and len(reading.faults) == before:
        problem = f"is {total}, but netAmount {net} and taxAmount {tax} make {net + tax}"
        reading.fault(row, "totalAmount", problem)
    return Line(
        net=net,
        tax=tax,
        account=row.cell("accountRef"),
        tax_rate=row.cell("taxRateRef") or None,
        tracking=cells.read_list(row.cell("trackingRefs")),
    )


def _if_any(text: str, read: Callable[[str, str], Decimal], mark: str) -> Decimal | None:
    return read(text, mark) if text else None


def _receipts(reading: _Reading, row: Row) -> Iterator[Receipt]:
    folder = reading.receipts
    for name in cells.read_list(row.cell("receipts")):
        try:
            path = (folder / name).resolve()
            if path.is_relative_to(folder):
                yield Receipt.at(path)
                continue
        except (InvalidExpenseError, OSError, ValueError):
            pass
        problem = f"names {shown(name)}, but {folder} has no such file{reading.advice}"
        reading.fault(row, "receipts", problem)


def _invalid(reading: _Reading, rows: Sequence[Row], error: InvalidExpenseError) -> None:
    """Say what the client found wrong with an expense, at the cells that it came from."""
    for name, problem in error.problems:
        place = re.fullmatch(r"lines\[([0-9]+)\]\.(.+)", name)
        row = rows[int(place[1])] if place else rows[0]
        reading.fault(row, COLUMN_OF.get(place[2] if place else name, name), problem)
