"""How are the values of each type read and compared?

Codat documents that `~` is for text, and that `<` and its like are for numbers and dates.
It does not say whether case matters in text: here it does not, the mildest reading, and sorting follows.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from operator import contains, eq, ge, gt, le, lt
from typing import Any, TypeAlias

from codat_mock.core.moments import Moment, read_moment

Compare: TypeAlias = Callable[[Any, Any], bool]

OPERATORS = ("=", "!=", "~", ">", "<", ">=", "<=")

COMPARE: Mapping[str, Compare] = {"=": eq, "~": contains, ">": gt, "<": lt, ">=": ge, "<=": le}
"""What each operator does with a value that is held and that of the query; `!=` is where `=` is not."""

_SAME = ("=", "!=")
_NUMBER = re.compile(r"[+-]?[0-9]+(?:\.[0-9]+)?")
_DATE = re.compile(
    r"[0-9]{4}-[0-9]{2}-[0-9]{2}"
    r"(?:T[0-9]{2}:[0-9]{2}(?::[0-9]{2}(?:\.[0-9]{1,9})?)?(?:Z|[+-][0-9]{2}:?[0-9]{2})?)?"
)
_TRUTH = {"true": True, "false": False}


@dataclass(frozen=True, slots=True)
class Type:
    """A type of values.

    Attributes:
        name: What its values are, such as `a number`.
        example: One as a query has it.
        operators: What it is compared with.
        read: From the text of a query; a `ValueError` when there is no such value.
        held: From JSON.
    """

    name: str
    example: str
    operators: tuple[str, ...]
    read: Callable[[str], Any]
    held: Callable[[Any], Any]


def _folded(value: Any) -> str:
    return str(value).casefold()


def _number(text: str) -> Decimal:
    if _NUMBER.fullmatch(text) is None:
        raise ValueError(text)
    return Decimal(text)


def _decimal(value: Any) -> Decimal:
    # The number that JSON shows, which for 0.1 is not the one that a float holds.
    return Decimal(str(value))


def _truth(text: str) -> bool:
    if text.lower() not in _TRUTH:
        raise ValueError(text)
    return _TRUTH[text.lower()]


def _moment(text: str) -> Moment:
    """A date alone is its first moment; without an offset it is UTC."""
    if _DATE.fullmatch(text) is None:
        raise ValueError(text)
    return read_moment(text)


TEXT = Type("text", "Acme", (*_SAME, "~"), _folded, _folded)
NUMBER = Type("a number", "12.5", (*_SAME, ">", "<", ">=", "<="), _number, _decimal)
BOOLEAN = Type("true or false", "true", _SAME, _truth, bool)
MOMENT = Type(
    "a date", "2026-01-28 or 2026-01-28T10:30:00Z", NUMBER.operators, _moment, read_moment
)
