"""What can be asked of a tenant, and what does it hold?

The one object that changes. Whoever owns it calls `settle` before every command and every read; commands that are
refused change nothing.
"""

from collections import deque
from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

from codat_contract import Subject
from codat_mock.core import admitting, attaching, fate, ids
from codat_mock.core.attaching import Attachment
from codat_mock.core.clock import VirtualClock
from codat_mock.core.companies import Company, References, Sync
from codat_mock.core.datasets import Dataset, Item
from codat_mock.core.deciding import World
from codat_mock.core.deliveries import Deliveries
from codat_mock.core.directory import NOBODY, Telling
from codat_mock.core.errors import NotFound
from codat_mock.core.faults import FaultBook
from codat_mock.core.founding import Founding
from codat_mock.core.idempotency import Answers
from codat_mock.core.ids import Key
from codat_mock.core.inbox import Inboxes
from codat_mock.core.journal import Journal
from codat_mock.core.limits import Limits
from codat_mock.core.machine import Phase
from codat_mock.core.messages import Spoil
from codat_mock.core.moments import DAY, Moment
from codat_mock.core.notices import Notice, Quota
from codat_mock.core.plan import Planned
from codat_mock.core.plans import PlanBook
from codat_mock.core.register import READY_COMPANY, Register
from codat_mock.core.remarks import counted, initiation
from codat_mock.core.snapshots import Snapshots
from codat_mock.core.timeline import Event, Happening, Timeline

SHOWN = 100
"""How many syncs are kept at hand for people to look at."""

_READY = ids.key(READY_COMPANY)

_KEPT_ATTACHMENTS = 10_000
_KEPT_EVENTS = 1_000


class Tenant:
    """Companies, their datasets and syncs, the plans and the clock behind one set of API keys."""

    def __init__(
        self,
        name: str,
        clock: VirtualClock,
        world: World,
        *,
        references: References | None = None,
        ready: Key = _READY,
        limited: bool = False,
        telling: Telling = NOBODY,
    ) -> None:
        """Begin with the ready company: Xero, linked and configured.

        Args:
            name: Its public id.
            clock: Its virtual time.
            world: What fates depend on; its source of chance draws all ids.
            references: Whether what transactions refer to must exist; None: for companies that a client makes.
            ready: Id of the ready company.
            limited: Its limits refuse; else they only count.
            telling: To whom it tells what happens.
        """
        self.name = name
        self.founding = Founding(
            clock.beginning(),
            replace(world, ids=world.ids.again()),
            references,
            ready,
            limited,
            telling,
        )
        self.clock = clock
        self.ids = world.ids
        self.scenario: Mapping[str, Any] | None = None
        self.plans = PlanBook()
        self.faults = FaultBook()
        self.timeline = Timeline(world)
        self.register = Register(self.timeline, references)
        self.syncs: dict[Key, Sync] = {}
        self.untold: deque[Event] = deque(maxlen=_KEPT_EVENTS)
        self.remarks: deque[str] = deque(maxlen=_KEPT_EVENTS)
        self.recent: deque[Sync] = deque(maxlen=SHOWN)
        self.attachments: deque[tuple[Sync, Attachment]] = deque(maxlen=_KEPT_ATTACHMENTS)
        self.limits = Limits(enforced=limited)
        self.answers = Answers()
        self.deliveries = Deliveries(world.ids.apart("webhooks"), self.faults)
        for listener in telling.listeners:
            self.deliveries.directory.add(*listener)
        self.advancing = False
        self.journal = Journal()
        self.ready = ready
        self.register.add_ready(ready, clock.now())
        self.inboxes = Inboxes()
        # The last one: it takes everything before it for the beginning.
        self.snapshots = Snapshots(self)

    def company(self, key: Key) -> Company:
        """The company of this id.

        Raises:
            NoCompany: The tenant has none.
        """
        return self.register.company(key)

    def has_company(self, key: Key) -> bool:
        """Whether it has a company of this id."""
        return key in self.register.companies

    def active_companies(self) -> int:
        """How many of its companies have linked accounting software."""
        return len(self.register.active)

    def delete_company(self, key: Key, now: Moment) -> list[Event]:
        """Forget a company with all that belongs to it, but for the syncs that still run or that people can see.

        Raises:
            NoCompany: The tenant has no such company.
        """
        company = self.company(key)
        events = self.noted(self.register.delete(key, now))
        shown = {sync.id for sync in self.recent}
        for sync in company.syncs:
            if fate.phase(sync.fate, now) is Phase.ENDED and sync.id not in shown:
                del self.syncs[sync.id]
        return events

    def sync(self, company: Key, key: Key) -> Sync:
        """The sync of this id; one of another company is as unknown as one that never was.

        Raises:
            NoCompany: The tenant has no such company.
            NotFound: The company has no such sync.
        """
        owner = self.register.company(company)
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
        admitting.refuse_twins(transactions)
        dataset = Dataset(self.ids.draw(), b"".join(transactions), body)
        self.remarks.append(f"dataset {ids.text(dataset.id)} of {counted(dataset.transactions)}")
        owner.datasets[dataset.id] = owner.unsynced[dataset.id] = dataset
        return dataset

    def initiate(
        self,
        company: Key,
        datasets: list[Key] | None,
        now: Moment,
        preferred: int | None = None,
    ) -> Sync:
        """Queue a sync.

        Args:
            company: Whose expenses are synced.
            datasets: The datasets to take, in order; a repeated one counts once. None: all that no sync has taken.
            now: The moment.
            preferred: The code that the client asks for.

        Raises:
            NoCompany: The tenant has no such company.
            Invalid: The company lacks one of the datasets.
            NoConnections: It has no valid set of connections.
        """
        owner = self.company(company)
        taken = admitting.known_datasets(owner, datasets)
        admitting.refuse_unlinked(owner)
        for dataset in taken:
            owner.unsynced.pop(dataset.id, None)
        transactions = sum(dataset.transactions for dataset in taken)
        sync = Sync(self.ids.draw(), owner, taken, now, transactions, preferred=preferred)
        return self._queued(sync, now)

    def update(
        self,
        company: Key,
        transaction: Key,
        item: Item,
        body: bytes,
        now: Moment,
        preferred: int | None = None,
    ) -> Sync:
        """Queue a sync that changes the record of a completed transaction.

        Args:
            company: Whose it is.
            transaction: Its id.
            item: What the record shall say.
            body: The same as bytes.
            now: The moment.
            preferred: The code that the client asks for.

        Raises:
            NoCompany: The tenant has no such company.
            NotFound: The company has no such transaction.
            Invalid: It was never completed.
            UpdatesUnsupported: The platform changes no records of this type.
            NoConnections: The company has no valid set of connections.
        """
        owner = self.company(company)
        admitting.refuse_update(owner, transaction, item, self.timeline.world.parse)
        admitting.refuse_unlinked(owner)
        dataset = Dataset(self.ids.draw(), transaction, body)
        sync = Sync(self.ids.draw(), owner, (dataset,), now, 1, updates=True, preferred=preferred)
        return self._queued(sync, now)

    def attach(self, sync: Sync, transaction: Key, name: str, size: int, now: Moment) -> Attachment:
        """Write a receipt to a transaction's record.

        Raises:
            NotFound: The sync does not hold the transaction.
            Invalid: The transaction, the file's name or its size does not allow it.
        """
        attaching.check(sync, transaction, name, size, now, self.timeline.world.parse)
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
            message = f"There is no sync {ids.text(key)}; GET .../syncs/list/status lists those of a company."
            raise NotFound(message)
        (event,) = self.noted([self.timeline.end(sync, code, tuple(named), now)])
        return event

    def polled(self, sync: Sync, now: Moment) -> None:
        """Count one reading of a sync's status, for a plan that ends it after some."""
        self.noted(self.timeline.polled(sync, now))

    def hurry(self, sync: Sync, now: Moment, spoil: Spoil) -> None:
        """Have a sync that runs end now as it would have ended; `spoil` is what is on purpose about that."""
        self.noted(self.timeline.hurry(sync, now), spoil)

    def noted(self, events: list[Event], spoil: Spoil | None = None) -> list[Event]:
        """The same events, kept to be told, and written to whoever listens; and what a start has passed over."""
        self.untold.extend(events)
        for event in events:
            if event.what is Happening.START and event.sync.fate is not None:
                self.remarks.extend(event.sync.fate.remarks)
        if self.deliveries.endpoints:
            self.deliveries.note(events, spoil)
        return events

    @property
    def awaits(self) -> bool:
        """Whether anything may come to happen by itself."""
        deliveries = self.deliveries
        return bool(
            self.timeline.agenda.heap or deliveries.schedule.agenda.heap or deliveries.later.heap
        )

    def next_moment(self) -> Moment | None:
        """When the next thing happens by itself, if anything will."""
        sync, attempt = self.timeline.next_moment(), self.deliveries.next_moment()
        if sync is None or attempt is None:
            return attempt if sync is None else sync
        return min(sync, attempt)

    def tell_quota(self, now: Moment) -> None:
        """Tell whoever listens that the requests of this day are used up, and later that there are some again."""
        quota, ends = self.limits.quota, self.limits.ends
        reached, reset = Quota(quota, 0, ends), Quota(quota, quota, ends + DAY)
        draw = self.deliveries.drawn_id
        self.deliveries.tell(Notice(draw(), Subject.QUOTA_REACHED, now, quota=reached))
        self.deliveries.tell_later(Notice(draw(), Subject.QUOTA_RESET, ends, quota=reset))

    def settled(self) -> bool:
        """Whether nothing is under way that takes real time."""
        return not self.deliveries.under_way

    def settle(self, now: Moment) -> list[Event]:
        """Do what is due by `now`, and tell what has happened."""
        events: list[Event] = []
        # Every call comes here, and nearly always nothing is due.
        if self.timeline.agenda.next <= now:
            events = self.timeline.settle(now)
            self.noted(events)
        if self.deliveries.due(now):
            self.deliveries.settle(now)
        return events

    def reach(self, moment: Moment) -> list[Event]:
        """Let the clock show `moment`, unless it shows a later one already, and do what is due."""
        return self.settle(self.clock.forward(moment))

    def mark_beginning(self) -> None:
        """Let `reset` lead back to what the tenant is now, as whoever has loaded seed data wants it.

        A clock that shows real time will show it again; any other begins at this moment.
        """
        self.snapshots.mark_beginning()

    def anew(self, founding: Founding) -> "Tenant":
        """Another tenant of this name, which nobody knows, made as `founding` has it."""
        world = replace(founding.world, ids=founding.world.ids.again())
        return Tenant(
            self.name,
            self.clock.apart(founding.clock),
            world,
            references=founding.references,
            ready=founding.ready,
            limited=founding.limited,
            telling=founding.telling,
        )

    def begin_as(self, other: "Tenant") -> None:
        """Begin as `other` is, now and at each reset; how it was made, its name and its snapshots stay."""
        self.snapshots.begin_as(other)
        self.journal = Journal()

    def reset(self) -> None:
        """Begin anew: everything is as it was at the beginning, and the same ids will be drawn again."""
        self.snapshots.to_beginning()
        self.journal = Journal()

    def _queued(self, sync: Sync, now: Moment) -> Sync:
        if sync.preferred is None:
            sync.plan = self.plans.take(sync.company, sync)
        if sync.plan:
            sync.integration_types = sync.plan.integration_types
        self.syncs[sync.id] = sync
        sync.company.syncs.append(sync)
        self.recent.append(sync)
        self.timeline.enqueue(sync, now)
        self.remarks.append(initiation(sync))
        return sync
