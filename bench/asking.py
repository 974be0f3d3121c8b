"""What is asked of the mock, as bytes? A request that is sent a million times is written once, or is a filled form."""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import NamedTuple
from urllib.parse import urlsplit
from uuid import UUID

from codat_mock.lane.keyring import authorization
from codat_mock.settings import API_KEY
from workloads import TRANSACTION, items

_ACCEPTED = 202


class Ask(NamedTuple):
    """A request, and what tells a right answer.

    Attributes:
        written: The whole of it.
        right: The status of that answer.
    """

    written: bytes
    right: int = 200


@dataclass(frozen=True, slots=True)
class Asker:
    """Writes the requests of one client.

    Attributes:
        host: Where the server is.
        head: What every request has after its path.
    """

    host: str
    head: str

    @classmethod
    def of(cls, url: str, key: str = API_KEY) -> "Asker":
        """A client of the server at `url` with this API key."""
        host = urlsplit(url).netloc
        return cls(host, f" HTTP/1.1\r\nHost: {host}\r\nAuthorization: {authorization(key)}\r\n")

    def get(self, path: str, right: int = 200) -> Ask:
        """Ask for something."""
        return Ask(f"GET {path}{self.head}\r\n".encode(), right)

    def post(self, path: str, body: bytes = b"", right: int = 200) -> Ask:
        """Send something."""
        kind = "Content-Type: application/json\r\n" if body else ""
        head = f"POST {path}{self.head}{kind}Content-Length: {len(body)}\r\n\r\n"
        return Ask(head.encode() + body, right)

    def dataset(self, company: str, body: bytes, right: int = 200) -> Ask:
        """Create a dataset."""
        return self.post(f"{expenses(company)}/expense-transactions", body, right)

    def sync(self, company: str, datasets: Sequence[str]) -> Ask:
        """Sync some datasets."""
        body = json.dumps({"datasetIds": datasets}).encode()
        return self.post(f"{expenses(company)}/syncs", body, _ACCEPTED)

    def status(self, company: str, sync: str, right: int = 200) -> Ask:
        """Ask how far a sync is."""
        return self.get(f"{expenses(company)}/syncs/{sync}/status", right)

    def transactions(self, company: str, sync: str) -> Ask:
        """List the transactions of a sync."""
        return self.get(f"{expenses(company)}/syncs/{sync}/transactions")


def expenses(company: str) -> str:
    """Where the expenses of a company are."""
    return f"/companies/{company}/sync/expenses"


class Batches:
    """Bodies of datasets, no two of which share the id of a transaction.

    Attributes:
        count: How many transactions each has.
        size: Its bytes.
    """

    def __init__(self, count: int, lines: int, numbers: Iterator[int]) -> None:
        """Each has so many transactions, with so many lines each; `numbers` are those of their ids."""
        # What is written a million times is JSON once.
        text = items(count, lines, 0).decode()
        self.count = count
        self.size = len(text)
        for number in range(count):
            text = text.replace(_id(UUID(TRANSACTION).int + number), "%s")
        self._text = text
        self._numbers = numbers

    def next(self) -> bytes:
        """The next one."""
        return (self._text % tuple(map(_id, islice(self._numbers, self.count)))).encode()


def _id(number: int) -> str:
    """A uuid by its number; `UUID` takes a microsecond to write one."""
    digits = f"{number:032x}"
    return f"{digits[:8]}-{digits[8:12]}-{digits[12:16]}-{digits[16:20]}-{digits[20:]}"
