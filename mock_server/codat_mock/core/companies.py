"""What is known of a customer's company, and of a sync of it?"""

from collections import Counter, deque
from collections.abc import Iterator, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from enum import StrEnum
from itertools import chain
from typing import TypeVar

from codat_contract import IntegrationType, Platform, TransactionStatus
from codat_mock.core import ids
from codat_mock.core.connections import Connection
from codat_mock.core.datasets import Dataset, Item, Parse
from codat_mock.core.fate import Fate
from codat_mock.core.ids import Key
from codat_mock.core.moments import Moment
from codat_mock.core.plan import Plan

T = TypeVar("T")

NO_TAGS: Mapping[str, str] = {}


class References(StrEnum):
    """Whether accounts, tax rates, contacts and tracking categories must be those of the accounting software."""

    OPEN = "open"
    STRICT = "strict"


@dataclass(frozen=True, slots=True)
class Configuration:
    """Where expenses go unless a transaction says otherwise: ids of the accounting software."""

    bank_account: str
    supplier: str
    customer: str


@dataclass(frozen=True, slots=True)
class Profile:
    """What a client says of a company."""

    name: str
    description: str | None = None
    tags: Mapping[str, str] = field(default_factory=lambda: NO_TAGS)


@dataclass(slots=True, eq=False)
class Sync:
    """A sync: what it was asked to do, and its fate once it has started.

    Attributes:
        id: Its id.
        company: Whose it is.
        datasets: What it takes, in order.
        initiated: When it was asked for.
        transactions: How many its datasets hold.
        updates: Its one transaction was completed before, and its record is changed.
        integration_types: As what each transaction is written: an entry for each.
        preferred: The code that its client asked for by `Prefer`.
        plan: The plan that it took at initiation.
        fate: None while it is queued.
        polls: How often its status was read.
        text: Its id as it is written.
    """

    id: Key
    company: "Company"
    datasets: tuple[Dataset, ...]
    initiated: Moment
    transactions: int
    updates: bool = False
    integration_types: tuple[IntegrationType, ...] = (IntegrationType.EXPENSE,)
    preferred: int | None = None
    plan: Plan | None = None
    fate: Fate | None = None
    polls: int = 0
    text: str = field(init=False)

    def __post_init__(self) -> None:
        """Write its id once: every answer about it has it."""
        self.text = ids.text(self.id)

    @property
    def entries(self) -> int:
        """How many entries its list of transactions has."""
        return self.transactions * len(self.integration_types)

    def by_entry(self, by_place: Mapping[int, T]) -> dict[int, T]:
        """What is so of transactions, by their places, as it is of their entries."""
        kinds = len(self.integration_types)
        return {
            entry: told
            for place, told in by_place.items()
            for entry in range(place * kinds, (place + 1) * kinds)
        }

    def find(self, transaction: Key) -> int | None:
        """Where the transaction stands in this sync, from 0, if it does."""
        before = 0
        for dataset in self.datasets:
            if (place := dataset.find(transaction)) is not None:
                return before + place
            before += dataset.transactions
        return None

    def item(self, transaction: Key, parse: Parse) -> Item | None:
        """A transaction as its client sent it, if it stands in this sync."""
        for dataset in self.datasets:
            if (place := dataset.find(transaction)) is not None:
                return self.items_of(dataset, parse)[place]
        return None

    def items(self, parse: Parse) -> Iterator[Item]:
        """The transactions as their client sent them."""
        for dataset in self.datasets:
            yield from self.items_of(dataset, parse)

    def items_of(self, dataset: Dataset, parse: Parse) -> list[Item]:
        """The transactions of one of its datasets, as their client sent them."""
        # The body of an update is its one transaction, whatever fields that has.
        return [parse(dataset.body)] if self.updates else dataset.items(parse)

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
        return chain.from_iterable(self._by_dataset(start, stop))

    def _by_dataset(self, start: int, stop: int) -> Iterator[list[Key]]:
        before = 0
        for dataset in self.datasets:
            first, last = max(start - before, 0), min(stop - before, dataset.transactions)
            yield dataset.between(first, last)
            before += dataset.transactions
            if before >= stop:
                return


@dataclass(slots=True, eq=False)
class Company:
    """A customer's company.

    Attributes:
        id: Its id.
        profile: What the client says of it.
        created: When it was made.
        references: Whether what its transactions refer to must exist.
        connections: All of them, by id, in the order in which they were made.
        configuration: Where its expenses go; None: nobody has said so yet.
        deleted: It is gone; what still runs for it ends so.
        datasets: All of them, by id.
        unsynced: Those that no sync has taken yet, in the order in which they came.
        completed: The ids of the transactions that were ever completed.
        marked: In how many syncs a transaction's marker was in force, for markers that are so a number of times.
        syncs: All of them, in the order in which they were initiated.
        succeeded: The sync that was the last to end well.
        waiting: Syncs behind the one that runs.
        running: The one that runs, or is about to.
        text: Its id as it is written.
    """

    id: Key
    profile: Profile
    created: Moment
    references: References = References.STRICT
    connections: dict[Key, Connection] = field(default_factory=dict)
    configuration: Configuration | None = None
    deleted: bool = False
    datasets: dict[Key, Dataset] = field(default_factory=dict)
    unsynced: dict[Key, Dataset] = field(default_factory=dict)
    completed: set[Key] = field(default_factory=set)
    marked: Counter[tuple[Key, int | TransactionStatus]] = field(default_factory=Counter)
    syncs: list[Sync] = field(default_factory=list)
    succeeded: Sync | None = None
    waiting: deque[Sync] = field(default_factory=deque)
    running: Sync | None = None
    text: str = field(init=False)

    def __post_init__(self) -> None:
        """Write its id once, likewise."""
        self.text = ids.text(self.id)

    @property
    def name(self) -> str:
        """Its name."""
        return self.profile.name

    @property
    def accounting(self) -> Connection | None:
        """The connection to its accounting software, if there is one."""
        for held in self.connections.values():
            if held.platform:
                return held
        return None

    @property
    def partner(self) -> Connection | None:
        """The connection of the expense platform, if there is one."""
        for held in self.connections.values():
            if not held.platform:
                return held
        return None

    @property
    def platform(self) -> Platform | None:
        """Its accounting software, if it is connected to one."""
        accounting = self.accounting
        return accounting.platform if accounting else None

    @property
    def linked(self) -> bool:
        """Whether the set of connections is valid: both are there and linked."""
        accounting, partner = self.accounting, self.partner
        return bool(accounting and accounting.linked and partner and partner.linked)

    @property
    def lapsed(self) -> bool:
        """Whether the subscription to its accounting software has expired."""
        accounting = self.accounting
        return accounting is not None and accounting.lapsed
