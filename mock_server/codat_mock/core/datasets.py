"""What is a dataset? Expense transactions that came in one body."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, TypeAlias

from codat_mock.core.ids import Key

Item: TypeAlias = Mapping[str, Any]
"""A transaction as its client sent it."""

Parse: TypeAlias = Callable[[bytes], Any]
"""Reads JSON: the reader that has let the body in, so that it cannot fail here."""

_KEY = 16


@dataclass(frozen=True, slots=True)
class Dataset:
    """Expense transactions that came in one body.

    The body is kept as it came, and of its transactions only the ids: parsed trees would cost ten times the memory.

    Attributes:
        id: Its id.
        keys: The ids of its transactions, sixteen bytes each, one behind the other.
        body: The request's body.
    """

    id: Key
    keys: bytes
    body: bytes

    @property
    def transactions(self) -> int:
        """How many there are."""
        return len(self.keys) // _KEY

    def key(self, place: int) -> Key:
        """The id of the transaction at `place`, from 0."""
        return self.keys[place * _KEY : (place + 1) * _KEY]

    def between(self, start: int, stop: int) -> list[Key]:
        """The ids of the transactions from `start` up to `stop`, both within it."""
        keys = self.keys
        return [keys[at : at + _KEY] for at in range(start * _KEY, stop * _KEY, _KEY)]

    def find(self, transaction: Key) -> int | None:
        """Where the transaction stands in this dataset, from 0, if it does."""
        place = self.keys.find(transaction)
        while place % _KEY and place >= 0:
            place = self.keys.find(transaction, place + 1)
        return place // _KEY if place >= 0 else None

    def items(self, parse: Parse) -> list[Item]:
        """The transactions as their client sent them; they are read again, so ask for them once."""
        items: list[Item] = parse(self.body)["items"]
        return items

    def __iter__(self) -> Iterator[Key]:
        """The ids in order."""
        return map(self.key, range(self.transactions))
