"""A tenant to play with: no HTTP, no real time, and the few commands that nearly every test of the core gives."""

import json
from collections.abc import Callable, Iterable
from itertools import count
from typing import Any

from codat_contract import PLATFORMS, TransactionStatus
from codat_mock import books
from codat_mock.core import advancing, fate, ids
from codat_mock.core.clock import ClockMode, VirtualClock
from codat_mock.core.companies import Company, Profile, References, Sync
from codat_mock.core.connections import Act, Connection
from codat_mock.core.datasets import Dataset
from codat_mock.core.deciding import World
from codat_mock.core.fate import Verdict
from codat_mock.core.ids import Ids, Key
from codat_mock.core.moments import SECOND, Duration, Moment, read_moment
from codat_mock.core.plan import Plan, Planned
from codat_mock.core.register import READY_COMPANY
from codat_mock.core.tenant import Tenant
from codat_mock.core.timeline import Event

START: Moment = read_moment("2026-01-01T00:00:00Z")


class Yard:
    """A tenant on a manual clock, and its ready company.

    Every command settles first, as the edge does, and once more behind, as the next call would.
    """

    def __init__(
        self,
        sync_time: Duration = 10 * SECOND,
        *,
        at: Moment = START,
        mode: ClockMode = ClockMode.MANUAL,
        wall: Callable[[], Moment] = lambda: 0,
    ) -> None:
        """Begin with seed 1.

        Args:
            sync_time: How long a sync takes that no plan governs.
            at: The first moment.
            mode: How time passes.
            wall: Real time.
        """
        world = World(books.load, Ids(1), sync_time, json.loads)
        self.tenant = Tenant("yard", VirtualClock(wall, mode, at), world)
        self.company = self.tenant.company(ids.key(READY_COMPANY))
        self._numbers = count(1)

    @property
    def now(self) -> Moment:
        """The virtual moment."""
        return self.tenant.clock.now()

    def settle(self) -> list[Event]:
        """Do what is due."""
        return self.tenant.settle(self.now)

    def neighbour(
        self, platform: str = "gbol", references: References = References.OPEN
    ) -> Company:
        """Another company of the same tenant, linked and configured."""
        number = next(self._numbers) + 1
        key, accounting, partner = (
            ids.key(f"c0da7000-0000-4000-800{place}-{number:012x}") for place in range(3)
        )
        company = Company(key, Profile("Neighbour Ltd"), self.now, references)
        company.configuration = self.company.configuration
        for held in (
            Connection(accounting, accounting, PLATFORMS[platform], self.now),
            Connection(partner, partner, None, self.now),
        ):
            held.move(Act.LINK, self.now)
            company.connections[held.id] = held
        self.tenant.register.add(company)
        return company

    def transactions(self, size: int) -> list[Key]:
        """New transaction ids."""
        return [ids.key(f"00000000-0000-4000-8000-{next(self._numbers):012x}") for _ in range(size)]

    def dataset(self, what: int | list[Key] = 1, company: Company | None = None) -> Dataset:
        """A dataset of so many new transactions, or of these."""
        self.settle()
        keys = self.transactions(what) if isinstance(what, int) else what
        body = json.dumps({"items": [{"type": "Payment", "currency": "GBP"}] * len(keys)})
        return self.tenant.create_dataset((company or self.company).id, keys, body.encode())

    def noted(
        self, *notes: str, keys: list[Key] | None = None, company: Company | None = None
    ) -> Dataset:
        """A dataset of new transactions, or of these, with these notes."""
        self.settle()
        items = [{"type": "Payment", "currency": "GBP", "notes": text} for text in notes]
        body = json.dumps({"items": items}).encode()
        held = keys or self.transactions(len(notes))
        return self.tenant.create_dataset((company or self.company).id, held, body)

    def initiate(self, *datasets: Dataset, company: Company | None = None) -> Sync:
        """A sync of these datasets; it runs unless another one of its company does."""
        self.settle()
        wanted = [dataset.id for dataset in datasets]
        sync = self.tenant.initiate((company or self.company).id, wanted, self.now)
        self.settle()
        return sync

    def sync(self, what: int | list[Key] = 1, company: Company | None = None, **plan: Any) -> Sync:
        """A sync of a new dataset, with a plan of its own if one is given."""
        if plan:
            self.plan(**plan)
        return self.initiate(self.dataset(what, company), company=company)

    def plan(self, **fields: Any) -> Plan:
        """Let a plan wait."""
        plan = Plan(id=self.tenant.plans.next_id(), **fields)
        self.tenant.plans.add(plan)
        return plan

    def advance(self, by: Duration) -> list[Event]:
        """Let time pass."""
        return advancing.finish(advancing.by(self.tenant, by))

    def next(self) -> list[Event]:
        """Let time pass until the next thing has happened."""
        return advancing.finish(advancing.to_next(self.tenant))

    def idle(self) -> list[Event]:
        """Let time pass until nothing is left to happen."""
        return advancing.finish(advancing.until_idle(self.tenant))

    def end(self, sync: Sync, code: int, *named: Planned) -> list[Event]:
        """End a sync now."""
        self.settle()
        return [self.tenant.end(sync.id, code, named, self.now), *self.settle()]

    def poll(self, sync: Sync) -> int:
        """Read the status once; the code that is read."""
        self.settle()
        self.tenant.polled(sync, self.now)
        return self.code(sync)

    def code(self, sync: Sync, ago: Duration = 0) -> int:
        """The code that the sync has, or had that long ago."""
        return fate.code(sync.fate, self.now - ago)

    def statuses(self, sync: Sync, ago: Duration = 0) -> list[str]:
        """The status of each of its entries, now or that long ago."""
        return [verdict.status.value for verdict in self.verdicts(sync, ago)]

    def verdicts(self, sync: Sync, ago: Duration = 0) -> list[Verdict]:
        """What is known of each of its entries, now or that long ago."""
        if sync.fate is None:
            return [fate.PENDING] * sync.entries
        moment = self.now - ago
        return [sync.fate.outcomes.at(index, moment) for index in range(sync.entries)]


def by_index(index: int, status: TransactionStatus, message: str | None = None) -> Planned:
    """A transaction named by its place."""
    return Planned(Verdict(status, message), index=index)


def by_id(transaction: Key, status: TransactionStatus, message: str | None = None) -> Planned:
    """A transaction named by its id."""
    return Planned(Verdict(status, message), transaction=transaction)


def in_order(statuses: Iterable[TransactionStatus]) -> tuple[Planned, ...]:
    """The first transactions of a sync, one status each."""
    return tuple(by_index(index, status) for index, status in enumerate(statuses))
