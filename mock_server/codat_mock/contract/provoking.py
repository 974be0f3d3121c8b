"""Which refusal comes when a status of an operation is provoked? The row of `x-errors` that is most at home there."""

import re
from collections.abc import Iterator, Mapping
from string import Formatter
from typing import Any, TypeAlias

from codat_mock.contract.operations import KEYED, Operation
from codat_mock.core.errors import (
    Fault,
    KeyReused,
    Provoked,
    RequestInProgress,
    TooManyRequests,
)

Rows: TypeAlias = Mapping[str, Mapping[str, Any]]
"""The rows of `x-errors`, by name."""

_OWN = {"initiate-sync": "no-connections", "update-expense-dataset": "updates-unsupported"}
"""The row that an operation is known for, where others of its status are as much at home."""

_OF_KEYS = (RequestInProgress.row, KeyReused.row)
"""Why any operation that takes an Idempotency-Key, but for those above, declares the status of these rows."""

_WAIT = "1"
"""Seconds that a provoked 429 asks for unless told otherwise: whoever provokes one wants to see the retry."""


def rows_of(rows: Rows, status: int) -> list[str]:
    """The names of the rows that have a status."""
    return [name for name, row in rows.items() if row["status"] == status]


def provoked(
    operation: Operation,
    rows: Rows,
    status: int,
    why: str,
    facts: Mapping[str, str],
    wanted: str | None = None,
) -> Provoked:
    """The refusal of an operation with a status that it declares.

    Args:
        operation: The operation.
        rows: The rows of errors.
        status: The status.
        why: What the log says.
        facts: What can fill the places of a row's words.
        wanted: The name of the row, where it shall not be the one that is most at home.
    """
    known = dict(facts)
    shown = operation.shown.get(status)
    row = wanted or _row(operation, rows, status, known)
    faults = tuple(_faults(rows[row], shown)) if shown else ()
    if row == TooManyRequests.row:
        known.setdefault("retry_after", _WAIT)
    return Provoked(row, why, known, faults)


def _row(operation: Operation, rows: Rows, status: int, facts: Mapping[str, str]) -> str:
    """The operation's own row, or the one that its first example shows, or the first whose places can be filled."""
    names = rows_of(rows, status)
    own: list[str] = [_OWN.get(operation.id, "")]
    if operation.method in KEYED:
        own += _OF_KEYS
    if at_home := [name for name in own if name in names]:
        return at_home[0]
    shown = operation.shown.get(status)
    fitting = [name for name in names if _places(rows[name]) <= facts.keys()] or names
    shows = [name for name in fitting if shown and _says(rows[name], shown)]
    return (shows or fitting)[0]


def _places(row: Mapping[str, Any]) -> set[str]:
    return {place for _, place, _, _ in Formatter().parse(row["error"]) if place}


def _says(row: Mapping[str, Any], shown: Mapping[str, Any]) -> bool:
    """Whether an example is what a row says, whatever stands in the row's places."""
    words = re.sub(r"\\\{\w+\\\}", ".+", re.escape(row["error"]))
    return (
        row["service"] == shown["service"]
        and re.fullmatch(words, shown["error"], re.DOTALL) is not None
    )


def _faults(row: Mapping[str, Any], shown: Mapping[str, Any]) -> Iterator[Fault]:
    """The faults of the example, if it is one of the row, and the row names none itself."""
    if "validation" in row or not _says(row, shown):
        return
    for fault in (shown["validation"] or {"errors": ()})["errors"]:
        yield Fault(fault["itemId"], fault["message"])
