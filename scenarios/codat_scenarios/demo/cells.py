"""What does a cell mean?

Each function reads one kind of cell and raises ValueError with the end of a sentence,
"is 'x', but must be ...", whose beginning is the place.
"""

import re
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from types import MappingProxyType
from uuid import UUID

from codat_scenarios.demo.faults import shown

__all__ = ["read_amount", "read_date", "read_id", "read_list", "read_rate", "read_word"]

AMOUNT = "an amount such as 1234.50"
RATE = "a rate such as 0.871200"
IDENT = "a UUID such as 178d1501-3f49-496b-b907-7d6a94fc0f4a"
DAY = "a date such as 2026-10-05, or 2026-10-05T12:41:00Z with its time"

_SPACES = "' \u00a0\u202f"

_GROUPED: Mapping[str, re.Pattern[str]] = MappingProxyType(
    {
        mark: re.compile(
            rf"(?P<whole>[0-9]+|[1-9][0-9]{{0,2}}(?P<group>[{other}{_SPACES}])[0-9]{{3}}"
            rf"((?P=group)[0-9]{{3}})*)([{mark}](?P<part>[0-9]+))?"
        )
        for mark, other in ((".", ","), (",", "."))
    }
)
"""By decimal mark: a number with or without groups of thousands."""

_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_MOMENT = re.compile(
    r"[0-9]{4}-[0-9]{2}-[0-9]{2}[T ][0-9]{2}:[0-9]{2}(:[0-9]{2}(\.[0-9]{1,6})?)?"
    r"(Z|[+-][0-9]{2}:?[0-9]{2})?"
)


def read_amount(text: str, separator: str) -> Decimal:
    """Read an amount of money as people and spreadsheets write it.

    `1234.5`, `1,234.50`, `1 234,50`, `1.234,50` and `1234,50` are amounts. Where cells are
    separated by commas the decimal mark is the point; elsewhere it may be the comma too, and an
    amount that can be read in both ways, such as `1.234`, is refused.

    Raises:
        ValueError: It is no such number.
    """
    readings = {
        Decimal(".".join(filter(None, (re.sub("[^0-9]", "", found["whole"]), found["part"]))))
        for mark in _decimal_marks(separator)
        if (found := _GROUPED[mark].fullmatch(text))
    }
    if len(readings) > 1:
        either = " or ".join(str(reading) for reading in sorted(readings))
        raise ValueError(f"is {shown(text)}, which can mean {either}; write it without thousands")
    if not readings:
        raise ValueError(_no_number(text, AMOUNT))
    return readings.pop()


def read_rate(text: str, separator: str) -> Decimal:
    """Read a rate of exchange, which has no groups of thousands.

    Raises:
        ValueError: It is no such number.
    """
    for mark in _decimal_marks(separator):
        if re.fullmatch(rf"[0-9]+([{mark}][0-9]+)?", text):
            return Decimal(text.replace(",", "."))
    raise ValueError(_no_number(text, RATE))


def read_date(text: str) -> date:
    """Read a day, or a moment.

    Raises:
        ValueError: It is neither, or the calendar has no such day.
    """
    try:
        if _DAY.fullmatch(text):
            return date.fromisoformat(text)
        if _MOMENT.fullmatch(text):
            return datetime.fromisoformat(text)
    except ValueError:
        pass
    raise ValueError(f"is {shown(text)}, but must be {DAY}")


def read_id(text: str) -> str:
    """Read a UUID; in capitals it is the same one.

    Raises:
        ValueError: It is none.
    """
    # UUID() also takes braces, URNs and missing hyphens, which Codat does not.
    try:
        if str(UUID(text)) == text.lower():
            return text.lower()
    except ValueError:
        pass
    raise ValueError(f"is {shown(text)}, but must be {IDENT}")


def read_word(text: str, words: Sequence[str]) -> str:
    """Return the one of the words that the cell means; capitals do not matter.

    Raises:
        ValueError: It is none of them.
    """
    for word in words:
        if word.casefold() == text.casefold():
            return word
    raise ValueError(f"is {shown(text)}, but must be one of {', '.join(words)}")


def read_list(text: str) -> tuple[str, ...]:
    """Return what stands between the semicolons of a cell."""
    return tuple(part.strip() for part in text.split(";") if part.strip())


def _decimal_marks(separator: str) -> Sequence[str]:
    return (".",) if separator == "," else (".", ",")


def _no_number(text: str, expected: str) -> str:
    if text.startswith(("-", "\u2212", "(")):
        return f"is {shown(text)}, but must have no sign: the type says the direction"
    return f"is {shown(text)}, but must be {expected}"
