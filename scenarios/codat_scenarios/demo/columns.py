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
import textwrap
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from codat_scenarios.demo.faults import Fault, shown

__all__ = ["COLUMNS", "Column", "column_named", "csv_help", "header_faults"]

ABOUT_AS_NEAR = 0.1
"""Columns whose likeness to a name differs by less can be meant equally well."""

SHORTEST_PART = 3
"""Letters; fewer are part of a column's name by chance."""

HELP_WIDTH = 78


@dataclass(frozen=True, slots=True)
class Column:
    """One column.

    Attributes:
        name: As the API's field is named.
        per_expense: It tells of the whole expense, not of one line.
        sample: What such a cell holds; only of a column that must be there.
    """

    name: str
    per_expense: bool = True
    sample: str | None = None

    @property
    def required(self) -> bool:
        """Whether it must be there."""
        return self.sample is not None


COLUMNS = tuple(
    Column(name, mark == "expense", *sample)
    for name, mark, *sample in (
        ("id", "expense", "178d1501-3f49-496b-b907-7d6a94fc0f4a"),
        ("issueDate", "expense", "2026-10-05"),
        ("type", "expense", "Payment"),
        ("merchantName", "expense"),
        ("currency", "expense", "GBP"),
        ("currencyRate", "expense"),
        ("contactRef", "expense"),
        ("notes", "expense"),
        ("receipts", "expense"),
        ("accountRef", "line", "400"),
        ("taxRateRef", "line"),
        ("netAmount", "line", "10.00"),
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


def csv_help() -> str:
    """Say in a few lines how a file of expenses must look; the last two are such a file."""
    needed = [column for column in COLUMNS if column.required]
    return "\n".join(
        (
            "A file of expenses is CSV with a header. Its columns, in any order:",
            *_listed("needed", needed),
            *_listed("optional", [column for column in COLUMNS if not column.required]),
            "A split expense has several lines with the same id, one below the other:",
            *_listed("each has", [column for column in COLUMNS if not column.per_expense]),
            "The smallest such file:",
            ",".join(column.name for column in needed),
            ",".join(column.sample or "" for column in needed),
        )
    )


def _listed(label: str, columns: Sequence[Column]) -> Iterator[str]:
    names = ", ".join(column.name for column in columns)
    yield from textwrap.wrap(
        names, HELP_WIDTH, initial_indent=f"  {label:10}", subsequent_indent=" " * 12
    )


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
    if near := _near(_plain(name)):
        return f"; is it meant to be {_either([_BY_PLAIN_NAME[one].name for one in near], 'or')}?"
    return f"; the columns are {', '.join(column.name for column in COLUMNS)}"


def _near(name: str) -> Sequence[str]:
    """Return every column that the name may mean: those that hold it, else the most alike."""
    if holding := [one for one in _BY_PLAIN_NAME if len(name) >= SHORTEST_PART and name in one]:
        return holding
    alike = {
        one: difflib.SequenceMatcher(None, one, name).ratio()
        for one in difflib.get_close_matches(name, _BY_PLAIN_NAME)
    }
    return [one for one in alike if alike[one] > max(alike.values()) - ABOUT_AS_NEAR]


def _either(names: Sequence[str], word: str) -> str:
    *others, last = names
    return f"{', '.join(others)} {word} {last}" if others else last
