"""What can be asked of a tenant, and what does it hold?

The one object that changes. Whoever owns it calls `settle` before every command and every read; commands that are
refused change nothing.
"""

from collections import deque
from collections.abc import Iterable
from dataclasses import dataclass

from codat_contract import PLATFORMS
from codat_mock.core import attaching, ids
from codat_mock.core.clock import VirtualClock
from codat_mock.core.errors import (
    TOLD,
    Fault,
    Invalid,
    NoCompany,
    NoConnections,
    NotFound,
    summed,
    untold,
)
from codat_mock.core.ids import Ids, Key
from codat_mock.core.moments import DAY, LATEST, Duration, Moment
from codat_mock.core.plan import Planned
from codat_mock.core.plans import PlanBook
from codat_mock.core.remarks import counted, initiation
from codat_mock.core.timeline import Event, Timeline
from codat_mock.core.values import Attachment, Company, Dataset, Sync

READY_COMPANY = "c0da7000-0000-4000-8000-000000000001"
"""The company with which every tenant begins."""

SHOWN = 100
"""How many syncs are kept at hand for people to look at."""

IDLE_AT_MOST: Duration = 30 * DAY

_KEPT_ATTACHMENTS = 10_000
_KEPT_EVENTS = 1_000


@dataclass(frozen=True, slots=True)
class Advanced:
    """Where the clock stands after an advance, and what happened on the way."""

    now: Moment
    events: list[Event]


class Tenant:
    """Companies, their datasets and syncs, the plans and the clock behind one set of API keys."""

    def __init__(self, name: str, clock: VirtualClock, source: Ids, sync_time: Duration) -> None:
        """Begin with the ready company: Xero, linked and configured.

        Args:
            name: Its public id.
            clock: Its virtual time.
            source: Draws its ids.
            sync_time: How long a sync takes that no plan governs.
        """
        self.name = name
        self.clock = clock
        self.ids = source
        self.plans = PlanBook()
        self.timeline = Timeline(source, sync_time)
        self.companies: dict[Key, Company] = {}
        self.syncs: dict[Key, Sync] = {}
        self.untold: deque[Event] = deque(maxlen=_KEPT_EVENTS)
        self.remarks: deque[str] = deque(maxlen=_KEPT_EVENTS)
        self.recent: deque[Sync] = deque(maxlen=SHOWN)
        self.attachments: deque[tuple[Sync, Attachment]] = deque(maxlen=_KEPT_ATTACHMENTS)
        self.add_company(Company(ids.key(READY_COMPANY), "Codat Mock Ready Ltd", PLATFORMS["gbol"]))

    def add_company(self, company: Company) -> None:
        """Take on a customer."""
        self.companies[company.id] = company

    def company(self, key: Key) -> Company:
        """The company of this id.

        Raises:
            NoCompany: The tenant has none.
        """
        company = self.companies.get(key)
        if company is None or company.deleted:
            raise NoCompany(
                f"This API key has no company {ids.text(key)}; the ready one is {READY_COMPANY}.",
                {"companyId": ids.text(key)},
            )
        return company

    def sync(self, company: Key, key: Key) -> Sync:
        """The sync of this id; one of another company is as unknown as one that never was.

        Raises:
            NoCompany: The tenant has no such company.
            NotFound: The company has no such sync.
        """
        owner = self.company(company)
        sync = self.syncs.get(key)
        if sync is None or sync.company is not owner:
            message = f"The company has no sync {ids.text(key)}; POST .../syncs answers the ids of those that it has."
            raise NotFound(message)
        return sync

    def create_dataset(self, company: Key, transactions: list[Key], body: bytes) -> Dataset:
        """Keep transactions until a sync takes them.

        Args:
            company: Whose they are.
            transactions: Their ids, in order.
            body: The body in which they came; it is kept as it is.

        Raises:
            NoCompany: The tenant has no such company.
            Invalid: An id stands twice.
        """
        owner = self.company(company)
        _refuse_twins(transactions)
        dataset = Dataset(self.ids.draw(), b"".join(transactions), body)
        self.remarks.append(f"dataset {ids.text(dataset.id)} of {counted(dataset.transactions)}")
        owner.datasets[dataset.id] = owner.unsynced[dataset.id] = dataset
        return dataset

    def initiate(self, company: Key, datasets: list[Key] | None, now: Moment) -> Sync:
        """Queue a sync.

        Args:
            company: Whose expenses are synced.
            datasets: The datasets to take, in order; a repeated one counts once. None: all that no sync has taken.
            now: The moment.

        Raises:
            NoCompany: The tenant has no such company.
            Invalid: The company lacks one of the datasets.
            NoConnections: It has no valid set of connections.
        """
        owner = self.company(company)
        taken = _known_datasets(owner, datasets)
        if not owner.linked:
            raise NoConnections(
                f"The accounting connection is {owner.accounting}, "
                f"the expense connection {owner.partner}; both must be Linked."
            )
        transactions = sum(dataset.transactions for dataset in taken)
        sync = Sync(self.ids.draw(), owner, taken, now, transactions)
        sync.plan = self.plans.take(owner, sync)
        if sync.plan:
            sync.integration_types = sync.plan.integration_types
        for dataset in taken:
            owner.unsynced.pop(dataset.id, None)
        self.syncs[sync.id] = sync
        self.recent.append(sync)
        self.timeline.enqueue(sync, now)
        self.remarks.append(initiation(sync))
        return sync

    def attach(self, sync: Sync, transaction: Key, name: str, size: int, now: Moment) -> Attachment:
        """Write a receipt to a transaction's record.

        Raises:
            NotFound: The sync does not hold the transaction.
            Invalid: The transaction, the file's name or its size does not allow it.
        """
        attaching.check(sync, transaction, name, size, now)
        attachment = Attachment(self.ids.attachment(), transaction, name, size)
        self.attachments.append((sync, attachment))
        return attachment

    def end(self, key: Key, code: int, named: Iterable[Planned], now: Moment) -> Event:
        """End a sync now.

        Raises:
            NotFound: The tenant has no such sync.
            HasEnded: It has ended already.
            Contradiction: It cannot end so.
        """
        sync = self.syncs.get(key)
        if sync is None:
            message = f"There is no sync {ids.text(key)}; the page at / lists the last ones."
            raise NotFound(message)
        event = self.timeline.end(sync, code, tuple(named), now)
        self.untold.append(event)
        return event

    def polled(self, sync: Sync, now: Moment) -> None:
        """Count one reading of a sync's status, for a plan that ends it after some."""
        self.untold.extend(self.timeline.polled(sync, now))

    def settle(self, now: Moment) -> list[Event]:
        """Do what is due by `now`, and tell what has happened."""
        events = self.timeline.settle(now)
        self.untold.extend(events)
        return events

    def advance(self, to: Moment) -> Advanced:
        """Let time pass up to `to`.

        Raises:
            BackInTime: `to` is in the past.
            Contradiction: `to` is beyond the calendar.
        """
        self.clock.advance(to)
        return Advanced(to, self.settle(to))

    def advance_by(self, duration: Duration) -> Advanced:
        """Let `duration` pass.

        Raises:
            Contradiction: That leads beyond the calendar.
        """
        return self._forward(self.clock.within(self.clock.now() + duration))

    def advance_to_next(self) -> Advanced:
        """Let time pass up to the next thing that happens; none: not at all."""
        moment = self.timeline.next_moment()
        return self._forward(self.clock.now() if moment is None else moment)

    def advance_until_idle(self) -> Advanced:
        """Let time pass until nothing with a moment is left in the next thirty days."""
        now = self.clock.now()
        limit = min(now + IDLE_AT_MOST, LATEST)
        events: list[Event] = []
        while (moment := self.timeline.next_moment()) is not None and moment <= limit:
            now = max(now, moment)
            events += self.settle(now)
        last = self._forward(now)
        return Advanced(last.now, events + last.events)

    def _forward(self, to: Moment) -> Advanced:
        reached = self.clock.forward(to)
        return Advanced(reached, self.settle(reached))


def _refuse_twins(transactions: list[Key]) -> None:
    if len(set(transactions)) == len(transactions):
        return
    first: dict[Key, int] = {}
    faults = [
        Fault(
            f"Items[{place}].Id",
            f"The id {ids.text(key)} stands at Items[{first[key]}] already.",
        )
        for place, key in enumerate(transactions)
        if first.setdefault(key, place) != place
    ]
    raise Invalid(f"{summed(faults)} Give each transaction an id of its own.", faults=tuple(faults))


def _known_datasets(company: Company, wanted: list[Key] | None) -> tuple[Dataset, ...]:
    if wanted is None:
        return tuple(company.unsynced.values())
    unknown = [place for place, key in enumerate(wanted) if key not in company.datasets]
    if unknown:
        faults = tuple(
            Fault(
                f"DatasetIds[{place}]",
                f"No dataset {ids.text(wanted[place])} was found for this company.",
            )
            for place in unknown[:TOLD]
        )
        faults += untold(len(unknown), "DatasetIds")
        raise Invalid(f"{summed(faults)} No sync was created.", faults=faults)
    return tuple(company.datasets[key] for key in dict.fromkeys(wanted))
