"""What is a sync at a moment?

A fate is data, decided when the sync starts to run. Everything that can be read of a sync is a pure function of its
fate and a moment, so reading changes nothing and any past moment can be shown.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from enum import Enum

from codat_contract import TransactionStatus
from codat_mock.core.machine import Phase
from codat_mock.core.moments import MICROSECOND, MINUTE, NEVER, Duration, Moment

QUEUED_CODE = 1000
LONG_CODE = 1010
LONG_AFTER: Duration = 10 * MINUTE + MICROSECOND
"""A sync runs long when it has run for more than ten minutes: strictly more."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """What becomes of one transaction: its status, and the message beside it."""

    status: TransactionStatus
    message: str | None = None


PENDING = Verdict(TransactionStatus.PENDING)


@dataclass(frozen=True, slots=True)
class Outcomes:
    """The verdict on each entry of a sync, and when it is reached.

    Entries are decided one after the other, evenly over the run. Most have the same verdict, so only the others
    are named. An intervention keeps the first `kept` verdicts of `earlier` and decides the rest anew.

    Attributes:
        count: Entries in all.
        unnamed: The verdict on each entry that is not named.
        named: The others, by index.
        began: When the run began.
        span: How long it takes.
        earlier: What was decided before an intervention.
        kept: How many entries had been decided by then.
    """

    count: int
    unnamed: Verdict
    named: Mapping[int, Verdict] = field(default_factory=dict)
    began: Moment = NEVER
    span: Duration = 0
    earlier: "Outcomes | None" = None
    kept: int = 0

    @property
    def alike(self) -> bool:
        """Whether all entries have the same verdict, as in most syncs: nobody has to look at each then."""
        return not self.named and self.earlier is None

    def verdict(self, index: int) -> Verdict:
        """What becomes of the entry in the end."""
        if index < self.kept and self.earlier is not None:
            return self.earlier.verdict(index)
        return self.named.get(index, self.unnamed)

    def decided(self, now: Moment) -> int:
        """How many entries have their verdict by `now`: always the first ones."""
        if now < self.began:
            return min(self.earlier.decided(now), self.kept) if self.earlier else 0
        if now >= self.began + self.span:
            return self.count
        return (now - self.began) * (self.count + 1) // self.span

    def at(self, index: int, now: Moment) -> Verdict:
        """What is known of the entry at `now`."""
        return self.verdict(index) if index < self.decided(now) else PENDING

    def between(self, start: int, stop: int, now: Moment) -> list[Verdict]:
        """The same of the entries from `start` up to `stop`: how far the run is, is asked once."""
        decided = self.decided(now)
        return [self.verdict(index) if index < decided else PENDING for index in range(start, stop)]

    def tally(self, upto: int) -> dict[TransactionStatus, int]:
        """How many of the first `upto` entries end with each status."""
        first = min(self.kept, upto)
        counts = self.earlier.tally(first) if self.earlier is not None else {}
        own = {index: verdict for index, verdict in self.named.items() if first <= index < upto}
        for verdict in own.values():
            counts[verdict.status] = counts.get(verdict.status, 0) + 1
        if rest := upto - first - len(own):
            counts[self.unnamed.status] = counts.get(self.unnamed.status, 0) + rest
        return counts

    def includes(self, status: TransactionStatus) -> bool:
        """Whether an entry ends with `status`; every reading of a sync asks that, so none is counted."""
        if self.earlier is not None:
            return status in self.tally(self.count)
        return (len(self.named) < self.count and self.unnamed.status is status) or any(
            verdict.status is status for verdict in self.named.values()
        )

    def first(self, status: TransactionStatus) -> Verdict | None:
        """The verdict on the first entry that ends with `status`, if any."""
        if self.unnamed.status is status or self.kept:
            places: Iterable[int] = range(self.count)
        else:
            places = sorted(self.named)
        verdicts = map(self.verdict, places)
        return next((verdict for verdict in verdicts if verdict.status is status), None)


class Decider(Enum):
    """What decided a fate, the strongest first; a failure only where none of the others came to it."""

    END = "an end"
    PREFERENCE = "a preference"
    PLAN = "a plan"
    MAGIC = "a marker in its data"
    STATE = "the company's state"
    OUTCOMES = "its transactions"
    FAILURE = "a failure of the mock"


@dataclass(frozen=True, slots=True)
class Fate:
    """How a sync runs and ends.

    Attributes:
        started: When it began to run.
        ends: When its code is reached; None: when it is told, or polled often enough.
        code: The code that it reaches; held while `ends` is None.
        long_from: From when on it reads 1010 while it runs.
        outcomes: What becomes of its transactions.
        by: What decided the code.
        named: Who has named what becomes of transactions, where the code follows from that alone.
        error: `errorMessage` once it has ended.
        exception: `syncExceptionMessage` once it has ended.
        remarks: What was passed over when it was decided, for people.
    """

    started: Moment
    ends: Moment | None
    code: int
    long_from: Moment
    outcomes: Outcomes
    by: Decider = Decider.OUTCOMES
    named: Decider | None = None
    error: str = ""
    exception: str = ""
    remarks: tuple[str, ...] = ()

    def concluded(self, now: Moment) -> "Fate":
        """The same fate, reached now."""
        return replace(self, ends=now, outcomes=replace(self.outcomes, began=now, span=0))


def phase(fate: Fate | None, now: Moment) -> Phase:
    """Where a sync of this fate stands at `now`; without one it is queued."""
    if fate is None or now < fate.started:
        return Phase.QUEUED
    return Phase.ENDED if fate.ends is not None and now >= fate.ends else Phase.RUNNING


def code(fate: Fate | None, now: Moment) -> int:
    """The status code that a sync of this fate has at `now`."""
    if fate is None or now < fate.started:
        return QUEUED_CODE
    if fate.ends is not None and now >= fate.ends:
        return fate.code
    return LONG_CODE if now >= fate.long_from else QUEUED_CODE


def data_pushed(fate: Fate | None, now: Moment) -> bool:
    """Whether a sync of this fate has ended by `now` with at least one transaction written."""
    if fate is None or phase(fate, now) is not Phase.ENDED:
        return False
    return fate.outcomes.includes(TransactionStatus.COMPLETED)
