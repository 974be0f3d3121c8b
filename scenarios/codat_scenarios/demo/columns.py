"""Which columns does a file of expenses have?

A CSV file with a header. The columns are named as the API's fields are; capitals, spaces, hyphens
and underscores in a name do not matter (`Issue date` is `issueDate`), nor does the order.

    column         per      what it holds
    -------------  -------  -------------------------------------------------------------------
    id             expense  a UUID of yours; Codat never takes the same id of a company twice
    issueDate      expense  2026-10-05, or with a time: 2026-10-05T12:41:00Z
    type           expense  Payment, Refund, Reward, Chargeback, TransferIn, TransferOut,
                            AdjustmentIn or AdjustmentOut
    merchantName   expense  where the money was spent
    currency       expense  ISO 4217, such as GBP
    currencyRate   expense  base currency per unit of `currency`; empty for the base currency
    contactRef     expense  id of the supplier; empty for the one of the company's configuration
    notes          expense  any text
    receipts       expense  names of files, separated by semicolons
    accountRef     line     id of the account in the accounting software
    taxRateRef     line     id of the tax rate there; empty for transfers
    netAmount      line     without tax, in `currency`, without a sign: the type says the direction
    taxAmount      line     the tax; empty is 0
    totalAmount    line     netAmount and taxAmount together: a check, not sent
    trackingRefs   line     ids of tracking categories, separated by semicolons

`id`, `issueDate`, `type`, `currency`, `accountRef` and `netAmount` must be there.

An expense that is split over several accounts has several lines, one below the other, with the
same `id`. Its `expense` cells stand in the first of them; below they are empty, or repeat it.

Cells are separated by commas, semicolons or tabs, whichever the header shows. The encoding is
UTF-8, or UTF-16 with its mark.
"""

import difflib
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from codat_scenarios.demo.faults import Fault, shown

__all__ = ["COLUMNS", "Column", "column_named", "header_faults"]


@dataclass(frozen=True, slots=True)
class Column:
    """One column: its name, whether it must be there, whether it tells of the whole expense."""

    name: str
    required: bool = False
    per_expense: bool = True


COLUMNS = tuple(
    Column(name, required=mark.startswith("!"), per_expense=mark.endswith("expense"))
    for name, mark in (
        ("id", "!expense"),
        ("issueDate", "!expense"),
        ("type", "!expense"),
        ("merchantName", "expense"),
        ("currency", "!expense"),
        ("currencyRate", "expense"),
        ("contactRef", "expense"),
        ("notes", "expense"),
        ("receipts", "expense"),
        ("accountRef", "!line"),
        ("taxRateRef", "line"),
        ("netAmount", "!line"),
        ("taxAmount", "line"),
        ("totalAmount", "line"),
        ("trackingRefs", "line"),
    )
)
"""All columns, in the order of the documentation."""


def _plain(name: str) -> str:
    return re.sub(r"[\s_-]+", "", name).casefold()


_BY_PLAIN_NAME = {_plain(column.name): column for column in COLUMNS}


def column_named(name: str) -> Column | None:
    """Find the column that a cell of the header means."""
    return _BY_PLAIN_NAME.get(_plain(name))


def header_faults(file: str, line: int, header: Sequence[str]) -> Iterator[Fault]:
    """Find what is wrong with a header; what is missing is told together, with all the names."""
    seen: set[str] = set()
    for name in header:
        column = column_named(name)
        if column is None:
            yield Fault(file, f"has no meaning here{_guess(name)}", line, f"column {shown(name)}")
        elif column.name in seen:
            yield Fault(file, "is there twice", line, f"column {column.name}")
        else:
            seen.add(column.name)
    missing = [column.name for column in COLUMNS if column.required and column.name not in seen]
    if missing:
        every = ", ".join(column.name for column in COLUMNS)
        problem = f"lacks {', '.join(missing)}; the columns are {every}"
        yield Fault(file, problem, line, "the header")


def _guess(name: str) -> str:
    near = difflib.get_close_matches(_plain(name), _BY_PLAIN_NAME, n=1)
    if near:
        return f"; is it meant to be {_BY_PLAIN_NAME[near[0]].name}?"
    return f"; the columns are {', '.join(column.name for column in COLUMNS)}"
