"""What does a tenant hold? Companies with their connections, datasets and syncs."""

from collections import deque
from collections.abc import Iterator
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from enum import StrEnum

from codat_contract import IntegrationType, Platform
from codat_mock.core.fate import Fate
from codat_mock.core.ids import Key
from codat_mock.core.moments import Moment
from codat_mock.core.plan import Plan

_KEY = 16


class ConnectionStatus(StrEnum):
    """Whether a data connection may be used."""

    PENDING_AUTH = "PendingAuth"
    LINKED = "Linked"
    UNLINKED = "Unlinked"
    DEAUTHORIZED = "Deauthorized"


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

    def find(self, transaction: Key) -> int | None:
        """Where the transaction stands in this dataset, from 0, if it does."""
        place = self.keys.find(transaction)
        while place % _KEY and place >= 0:
            place = self.keys.find(transaction, place + 1)
        return place // _KEY if place >= 0 else None

    def __iter__(self) -> Iterator[Key]:
        """The ids in order."""
        return (self.keys[place : place + _KEY] for place in range(0, len(self.keys), _KEY))


@dataclass(slots=True, eq=False)
class Sync:
    """A sync: what it was asked to do, and its fate once it has started.

    Attributes:
        id: Its id.
        company: Whose it is.
        datasets: What it takes, in order.
        initiated: When it was asked for.
        transactions: How many its datasets hold.
        integration_types: As what each transaction is written: an entry for each.
        plan: The plan that it took at initiation.
        fate: None while it is queued.
        polls: How often its status was read.
    """

    id: Key
    company: "Company"
    datasets: tuple[Dataset, ...]
    initiated: Moment
    transactions: int
    integration_types: tuple[IntegrationType, ...] = (IntegrationType.EXPENSE,)
    plan: Plan | None = None
    fate: Fate | None = None
    polls: int = 0

    @property
    def entries(self) -> int:
        """How many entries its list of transactions has."""
        return self.transactions * len(self.integration_types)

    def find(self, transaction: Key) -> int | None:
        """Where the transaction stands in this sync, from 0, if it does."""
        before = 0
        for dataset in self.datasets:
            if (place := dataset.find(transaction)) is not None:
                return before + place
            before += dataset.transactions
        return None

    def places(self, wanted: AbstractSet[Key]) -> dict[Key, int]:
        """Where each of the transactions stands, from 0; those that are not in this sync are left out."""
        found: dict[Key, int] = {}
        if wanted:
            for place, transaction in enumerate(self.keys(0, self.transactions)):
                if transaction in wanted:
                    found.setdefault(transaction, place)
        return found

    def keys(self, start: int, stop: int) -> Iterator[Key]:
        """The ids of the transactions from `start` up to `stop`."""
        before = 0
        for dataset in self.datasets:
            first, last = max(start - before, 0), min(stop - before, dataset.transactions)
            for place in range(first, last):
                yield dataset.keys[place * _KEY : (place + 1) * _KEY]
            before += dataset.transactions
            if before >= stop:
                return


@dataclass(slots=True, eq=False)
class Company:
    """A customer's company.

    Attributes:
        id: Its id.
        name: Its name.
        platform: Its accounting software.
        accounting: The connection to that software.
        partner: The connection of the expense platform.
        configured: Bank account, supplier and customer are saved.
        lapsed: The subscription to the accounting software has expired.
        deleted: It is gone; what still runs for it ends so.
        datasets: All of them, by id.
        unsynced: Those that no sync has taken yet, in the order in which they came.
        completed: The ids of the transactions that were ever completed.
        waiting: Syncs behind the one that runs.
        running: The one that runs, or is about to.
    """

    id: Key
    name: str
    platform: Platform
    accounting: ConnectionStatus = ConnectionStatus.LINKED
    partner: ConnectionStatus = ConnectionStatus.LINKED
    configured: bool = True
    lapsed: bool = False
    deleted: bool = False
    datasets: dict[Key, Dataset] = field(default_factory=dict)
    unsynced: dict[Key, Dataset] = field(default_factory=dict)
    completed: set[Key] = field(default_factory=set)
    waiting: deque[Sync] = field(default_factory=deque)
    running: Sync | None = None

    @property
    def linked(self) -> bool:
        """Whether the set of connections is valid: both are there and linked."""
        return self.accounting is self.partner is ConnectionStatus.LINKED


@dataclass(frozen=True, slots=True)
class Attachment:
    """A receipt that the accounting software took.

    Attributes:
        id: The accounting software's id of it.
        transaction: Whose receipt it is.
        name: The file's name.
        size: Its length in bytes.
    """

    id: str
    transaction: Key
    name: str
    size: int
