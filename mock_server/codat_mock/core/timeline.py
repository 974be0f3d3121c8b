"""What happens to syncs as time passes? The queue of each company, and the agenda that moves it."""

from collections.abc import Iterator
from dataclasses import replace
from enum import Enum
from typing import NamedTuple

from codat_contract import SYNC_CODES, TransactionStatus
from codat_mock.core import deciding, fate
from codat_mock.core.agenda import Agenda
from codat_mock.core.companies import Company, Sync
from codat_mock.core.deciding import World
from codat_mock.core.errors import Contradiction
from codat_mock.core.fate import Decider, Fate, Outcomes
from codat_mock.core.ids import Key, text
from codat_mock.core.machine import Move, Phase, after
from codat_mock.core.moments import Moment
from codat_mock.core.plan import Planned, check, each_named_once
from codat_mock.core.plans import named_places


class Happening(Enum):
    """What the agenda can hold for a sync."""

    START = "sync-started"
    LONG = "sync-runs-long"
    END = "sync-ended"


class Event(NamedTuple):
    """Something that has happened to a sync.

    Attributes:
        at: When.
        what: What.
        sync: To which sync.
        before: The code that it had.
        now: The code that it has.
    """

    at: Moment
    what: Happening
    sync: Sync
    before: int
    now: int


class _Entry(NamedTuple):
    what: Happening
    sync: Sync
    fate: Fate | None = None

    @property
    def stale(self) -> bool:
        """The sync has got another fate since."""
        return self.sync.fate is not self.fate


class Timeline:
    """The one thing that moves syncs: first in, first out within a company; companies do not wait for each other.

    Attributes:
        agenda: What happens to syncs, and when.
        held: The syncs that run until they are told to end, or polled often enough.
        world: What fates depend on beside their syncs.
    """

    __slots__ = ("agenda", "held", "world")

    def __init__(self, world: World) -> None:
        """Begin with nothing to do.

        Args:
            world: What fates depend on beside their syncs.
        """
        self.agenda: Agenda[_Entry] = Agenda()
        self.held: dict[Key, Sync] = {}
        self.world = world

    def enqueue(self, sync: Sync, now: Moment) -> None:
        """Have the sync run as soon as those before it have ended."""
        company = sync.company
        if company.running is not None:
            company.waiting.append(sync)
        else:
            company.running = sync
            self.agenda.enter(now, _Entry(Happening.START, sync))

    def settle(self, now: Moment) -> list[Event]:
        """Do everything that is due by `now`, in order, and tell what has happened."""
        events: list[Event] = []
        while self.agenda.due(now):
            moment, entry = self.agenda.take()
            if not entry.stale:
                events.append(self._do(moment, entry))
        return events

    def next_moment(self) -> Moment | None:
        """When the next thing happens, if anything will."""
        while (first := self.agenda.first()) and first[1].stale:
            self.agenda.take()
        return first[0] if first else None

    def polled(self, sync: Sync, now: Moment) -> list[Event]:
        """Count one reading of the status; the last one that its plan asks for ends the sync."""
        sync.polls += 1
        plan, current = sync.plan, sync.fate
        if plan is None or plan.polls is None or current is None or current.ends is not None:
            return []
        return [] if sync.polls < plan.polls else [self._conclude(sync, current, now)]

    def hurry(self, sync: Sync, now: Moment) -> list[Event]:
        """Have a sync that runs end now as it would have ended; one that is held, or waits, goes on."""
        current = sync.fate
        if current is None or current.ends is None or current.ends <= now:
            return []
        return [self._conclude(sync, current, now)]

    def _conclude(self, sync: Sync, current: Fate, now: Moment) -> Event:
        before = fate.code(current, now)
        sync.fate = current.concluded(now)
        return self._ended(sync, now, before)

    def end(self, sync: Sync, code: int, named: tuple[Planned, ...], now: Moment) -> Event:
        """End the sync now, whatever its fate was.

        Raises:
            HasEnded: It has ended already.
            Contradiction: It cannot end so.
        """
        after(fate.phase(sync.fate, now), Move.END)
        each_named_once(named)
        verdicts = sync.by_entry(named_places(named, sync))
        told = deciding.intervened(sync, code, verdicts, now)
        _refuse_strangers(sync, named)
        _refuse_contradiction(sync, code, verdicts, told)
        before = fate.code(sync.fate, now)
        waited = sync in sync.company.waiting
        if waited:
            sync.company.waiting.remove(sync)
        sync.fate = deciding.with_messages(told, sync, self.world.ids)
        return self._ended(sync, now, before, release=not waited)

    def interrupt(self, company: Company, now: Moment) -> list[Event]:
        """End the sync that runs, if the company's state no longer lets it go on.

        What was pushed stays pushed. A sync whose code was provoked, or is the state's already, goes on.
        """
        sync, code = company.running, deciding.broken(company)
        if sync is None or code is None or fate.phase(sync.fate, now) is not Phase.RUNNING:
            return []
        if sync.fate is None or sync.fate.by is not Decider.OUTCOMES:
            return []
        before = fate.code(sync.fate, now)
        told = replace(deciding.intervened(sync, code, {}, now), by=Decider.STATE)
        sync.fate = deciding.with_messages(told, sync, self.world.ids)
        return [self._ended(sync, now, before)]

    def _do(self, moment: Moment, entry: _Entry) -> Event:
        sync = entry.sync
        if entry.what is Happening.END:
            before = fate.code(sync.fate, moment - 1)
            return self._ended(sync, moment, before)
        if entry.what is Happening.LONG:
            return Event(moment, entry.what, sync, fate.QUEUED_CODE, fate.LONG_CODE)
        return self._start(sync, moment)

    def _start(self, sync: Sync, moment: Moment) -> Event:
        after(fate.phase(sync.fate, moment), Move.START)
        try:
            decided = deciding.decide(sync, moment, self.world)
        except Exception as failure:  # noqa: BLE001 told in the log, and the call goes on
            # A sync without a fate would hold its company's queue for ever.
            decided = deciding.failed(sync, moment, self.world, failure)
        sync.fate = decided
        if decided.ends is not None:
            self.agenda.enter(decided.ends, _Entry(Happening.END, sync, decided))
        else:
            self.held[sync.id] = sync
        if decided.ends is None or decided.ends > decided.long_from:
            self.agenda.enter(decided.long_from, _Entry(Happening.LONG, sync, decided))
        return Event(moment, Happening.START, sync, fate.QUEUED_CODE, fate.QUEUED_CODE)

    def _ended(self, sync: Sync, moment: Moment, before: int, *, release: bool = True) -> Event:
        assert sync.fate is not None  # noqa: S101 only a sync with a fate ends
        self.held.pop(sync.id, None)
        company, outcomes = sync.company, sync.fate.outcomes
        if outcomes.includes(TransactionStatus.COMPLETED):
            company.completed.update(_completed(sync, outcomes))
        if SYNC_CODES[sync.fate.code].success:
            company.succeeded = sync
        if release:
            company.running = None
            if company.waiting:
                self.enqueue(company.waiting.popleft(), moment)
        return Event(moment, Happening.END, sync, before, sync.fate.code)


def _completed(sync: Sync, outcomes: Outcomes) -> Iterator[Key]:
    """The transactions of which an entry was completed."""
    transactions = sync.keys(0, sync.transactions)
    if outcomes.alike:
        return transactions
    kinds = len(sync.integration_types)
    return (
        transaction
        for index, transaction in enumerate(transactions)
        if any(
            outcomes.verdict(entry).status is TransactionStatus.COMPLETED
            for entry in range(index * kinds, (index + 1) * kinds)
        )
    )


def _refuse_strangers(sync: Sync, named: tuple[Planned, ...]) -> None:
    places = sync.places({planned.transaction for planned in named if planned.transaction})
    for planned in named:
        if planned.transaction is not None and planned.transaction not in places:
            message = f"The sync holds no transaction {text(planned.transaction)}; leave it out."
            raise Contradiction(message)
        if planned.index is not None and planned.index >= sync.transactions:
            message = (
                f"The sync holds {sync.transactions} transactions, counted from 0, "
                f"and none at {planned.index}."
            )
            raise Contradiction(message)


def _refuse_contradiction(
    sync: Sync, code: int, named: dict[int, fate.Verdict], told: Fate
) -> None:
    row = SYNC_CODES[code]
    if not row.terminal:
        message = f"{row} is no end; name a terminal code, such as 2000."
        raise Contradiction(message)
    outcomes = told.outcomes
    for index in sorted(named):
        if index < outcomes.kept and outcomes.verdict(index).status is not named[index].status:
            transaction = next(sync.keys(index // len(sync.integration_types), sync.transactions))
            status = outcomes.verdict(index).status
            message = (
                f"Transaction {text(transaction)} is already {status}, and stays so; leave it out."
            )
            raise Contradiction(message)
    check(code, outcomes.tally(outcomes.count))
    if row.needs and row.needs not in outcomes.tally(outcomes.count):
        message = f"A sync that reads {row} has a {row.needs} transaction, and none of these can become one."
        raise Contradiction(message)
