"""What became of each transaction of a sync, and what was it?"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from itertools import islice
from typing import Any

import orjson

from codat_contract import IntegrationType, TransactionStatus
from codat_mock.core import ids
from codat_mock.core.companies import Sync
from codat_mock.core.fate import PENDING
from codat_mock.core.moments import Moment

SHOWN = 500
"""How many entries are told; a page with more is no longer read."""


@dataclass(frozen=True, slots=True)
class TransactionRow:
    """An entry of a sync's list of transactions.

    Attributes:
        id: The transaction.
        type: What kind of expense it is.
        date: When it was issued.
        amount: Net and tax of all its lines; None: it has none.
        currency: Of the amount.
        notes: What its client noted; markers stand there.
        integration_type: As what it is written.
        status: What became of it.
        message: Why.
    """

    id: str
    type: str | None
    date: str | None
    amount: str | None
    currency: str | None
    notes: str | None
    integration_type: IntegrationType
    status: TransactionStatus
    message: str | None

    def written(self) -> dict[str, Any]:
        """The row as JSON."""
        return {
            "transactionId": self.id,
            "type": self.type,
            "issueDate": self.date,
            "amount": self.amount,
            "currency": self.currency,
            "notes": self.notes,
            "integrationType": self.integration_type.value,
            "status": self.status.value,
            "message": self.message,
        }


def rows(sync: Sync, now: Moment) -> tuple[TransactionRow, ...]:
    """The first entries of a sync, as they stand at a moment."""
    return tuple(islice(_rows(sync, now), SHOWN))


def _rows(sync: Sync, now: Moment) -> Iterator[TransactionRow]:
    kinds, place = sync.integration_types, 0
    keys = sync.keys(0, sync.transactions)
    for key, item in zip(keys, sync.items(orjson.loads), strict=True):
        for kind in kinds:
            verdict = sync.fate.outcomes.at(place, now) if sync.fate else PENDING
            yield TransactionRow(
                ids.text(key),
                _text(item, "type"),
                _text(item, "issueDate"),
                _amount(item.get("lines")),
                _text(item, "currency"),
                _text(item, "notes"),
                kind,
                verdict.status,
                verdict.message,
            )
            place += 1


def _text(item: Mapping[str, Any], name: str) -> str | None:
    value = item.get(name)
    return value if isinstance(value, str) else None


def _amount(lines: Any) -> str | None:
    """The sum of all lines, exactly as their numbers are written."""
    if not isinstance(lines, list) or not lines:
        return None
    numbers = [
        Decimal(repr(value))
        for line in lines
        if isinstance(line, dict)
        for value in (line.get("netAmount"), line.get("taxAmount"))
        if isinstance(value, int | float) and not isinstance(value, bool)
    ]
    return f"{sum(numbers, Decimal()):.2f}"
