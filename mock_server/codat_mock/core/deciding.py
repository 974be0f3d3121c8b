"""What fate does a sync get when it starts to run?

Precedence: a preference, the plan that it took, markers in its data, the state of its company, then what becomes of its
transactions. An end goes before all of them, at any time.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import NamedTuple, TypeAlias

from codat_contract import SYNC_CODES, TRANSACTION_STATUSES, SyncCode, TransactionStatus
from codat_mock.core import fate, fitting, ids, magic
from codat_mock.core.books import Books
from codat_mock.core.companies import Company, Sync
from codat_mock.core.datasets import Parse
from codat_mock.core.fate import LONG_AFTER, Decider, Fate, Outcomes, Verdict
from codat_mock.core.magic import Magic
from codat_mock.core.moments import NEVER, Duration, Moment
from codat_mock.core.plans import named_places

GONE = 4040

PRECONDITIONS: tuple[tuple[Callable[[Company], bool], int], ...] = (
    (lambda company: company.deleted, GONE),
    (lambda company: company.accounting is None or company.partner is None, GONE),
    (lambda company: not company.linked, 4220),
    (lambda company: company.lapsed, 4260),
)
"""What must hold of a company as long as a sync runs, the first that does not deciding; and the code if it does not."""

MISCONFIGURED = 4000
DUPLICATION = 5080
NOTHING_PUSHED = 2040
FAILED = 5000

Library: TypeAlias = Callable[[str], Books]
"""The records of an accounting software, by the platform's key."""


@dataclass(frozen=True, slots=True)
class World:
    """What a fate depends on beside its sync.

    Attributes:
        library: The records of each accounting software.
        ids: Draws the correlation ids in error messages.
        sync_time: How long a sync takes when no plan says otherwise.
        parse: Reads what a client has sent once more.
    """

    library: Library
    ids: ids.Ids
    sync_time: Duration
    parse: Parse

    def books(self, company: Company) -> Books | None:
        """The records that a company's transactions are held against, if it has accounting software."""
        platform = company.platform
        return self.library(platform.key) if platform else None


_NOTHING = Magic()


class _Ruling(NamedTuple):
    """What decides a sync.

    Attributes:
        by: Who does.
        row: The code's row.
        named: The verdicts that are not the row's, by entry.
        why: Words for its error, where the row's do not do.
        marked: What the markers in its data come to.
        named_by: Who has named what becomes of transactions, where the code follows from that alone.
    """

    by: Decider
    row: SyncCode
    named: Mapping[int, Verdict]
    why: str | None = None
    marked: Magic = _NOTHING
    named_by: Decider | None = None


def decide(sync: Sync, now: Moment, world: World) -> Fate:
    """The fate of a sync that starts to run now; its markers that are in force a number of times are counted.

    Args:
        sync: The sync, still without a fate.
        now: Its start.
        world: What else it depends on.
    """
    plan = sync.plan
    ruling = _ruling(sync, world)
    row = ruling.row
    span = world.sync_time if plan is None or plan.after is None else plan.after
    held = not row.terminal or (plan is not None and plan.polls is not None)
    run = (NEVER, 0) if held else (now, span)
    outcomes = _outcomes(row, ruling.named, sync, run)
    told = Fate(
        started=now,
        ends=None if held else now + span,
        code=row.number,
        long_from=now + (min(span, LONG_AFTER) if row.number == fate.LONG_CODE else LONG_AFTER),
        outcomes=outcomes,
        by=ruling.by,
        named=ruling.named_by,
        remarks=tuple(ruling.marked.remarks),
    )
    told = with_messages(told, sync, world.ids, ruling.why)
    # What the company's state ends at once is no sync in which a marker was in force.
    if ruling.by is not Decider.STATE:
        ruling.marked.spend(sync)
    return told


def failed(sync: Sync, now: Moment, world: World, failure: Exception) -> Fate:
    """The fate of a sync that should have started now, and of which the mock itself could make nothing."""
    told = replace(intervened(sync, FAILED, {}, now), by=Decider.FAILURE)
    remark = (
        f"sync {sync.text} could not start, the mock itself failed: "
        f"{type(failure).__name__}: {failure}. Please report it."
    )
    return with_messages(replace(told, remarks=(remark,)), sync, world.ids)


def _ruling(sync: Sync, world: World) -> _Ruling:
    """What was provoked decides, the strongest way first, or else nobody has."""
    plan = sync.plan
    if sync.preferred is not None:
        return _Ruling(Decider.PREFERENCE, SYNC_CODES[sync.preferred], {})
    planned = named_places(plan.transactions, sync) if plan else {}
    if plan is not None and plan.code is not None:
        return _Ruling(Decider.PLAN, SYNC_CODES[plan.code], sync.by_entry(planned))
    marked = magic.read(sync, planned, world.parse)
    named = sync.by_entry({**marked.verdicts, **planned})
    if marked.code is not None:
        return _Ruling(Decider.MAGIC, SYNC_CODES[marked.code], named, marked=marked)
    named_by = Decider.PLAN if planned else Decider.MAGIC if marked.verdicts else None
    return _unprovoked(sync, world, named, named_by, marked)


def _unprovoked(
    sync: Sync,
    world: World,
    named: Mapping[int, Verdict],
    named_by: Decider | None,
    marked: Magic,
) -> _Ruling:
    """The state of a sync's company decides, then what becomes of its transactions, some of which are named."""
    books = world.books(sync.company)
    if (code := broken(sync.company)) or books is None:
        return _Ruling(Decider.STATE, SYNC_CODES[code or GONE], {}, None, marked)
    found = fitting.findings(sync, books, world.parse)
    if found.configuration:
        return _Ruling(Decider.STATE, SYNC_CODES[MISCONFIGURED], {}, found.configuration, marked)
    if _duplicates(sync):
        return _Ruling(Decider.STATE, SYNC_CODES[DUPLICATION], {}, None, marked)
    named = {**sync.by_entry(_refused(found.misfits)), **named}
    row = _FOLLOWING[derived(named, sync.entries)]
    if row.success or found.misfits:
        named_by = None
    return _Ruling(Decider.OUTCOMES, row, named, None, marked, named_by)


_FOLLOWING = {
    number: replace(row, unnamed=TransactionStatus.COMPLETED, needs=None)
    for number, row in SYNC_CODES.items()
}
"""The rows where the outcomes come first: the code follows from them and has no say in the others."""


def broken(company: Company) -> int | None:
    """The code in which a company's state ends its syncs, if it does."""
    return next((code for breaks, code in PRECONDITIONS if breaks(company)), None)


def _refused(misfits: Mapping[int, str]) -> dict[int, Verdict]:
    """The verdicts, by place, on the transactions that do not fit the accounting software's records."""
    refused = TransactionStatus.VALIDATION_ERROR
    return {place: Verdict(refused, why) for place, why in misfits.items()}


def intervened(sync: Sync, code: int, named: Mapping[int, Verdict], now: Moment) -> Fate:
    """The fate, without messages, of a sync that is told to end now.

    What is decided stays, the rest follows the code.
    """
    row = SYNC_CODES[code]
    before = sync.fate
    kept = before.outcomes.decided(now) if before else 0
    fresh = {index: verdict for index, verdict in named.items() if index >= kept}
    earlier = before.outcomes if before else None
    if row.needs and earlier and row.needs in earlier.tally(kept):
        row = replace(row, needs=None)
    outcomes = _outcomes(row, fresh, sync, (now, 0), kept)
    outcomes = replace(outcomes, earlier=earlier, kept=kept)
    if before is None:
        return Fate(now, now, code, now + LONG_AFTER, outcomes, Decider.END)
    told = replace(before, ends=now, code=code, outcomes=outcomes, by=Decider.END, named=None)
    return replace(told, error="", exception="")


def derived(named: Mapping[int, Verdict], entries: int) -> int:
    """The code of a sync in which these entries have these verdicts and the others are completed."""
    statuses = {verdict.status for verdict in named.values()}
    for status, row in TRANSACTION_STATUSES.items():
        if status in statuses and row.code is not None:
            return row.code
    completed = TRANSACTION_STATUSES[TransactionStatus.COMPLETED].code
    return completed if entries and completed else NOTHING_PUSHED


def with_messages(told: Fate, sync: Sync, source: ids.Ids, why: str | None = None) -> Fate:
    """The same fate with its error messages: those of its code, unless `why` says more.

    Each of the two fields carries a correlation id of its own, as Codat's do.
    """
    row = SYNC_CODES[told.code]
    if not row.error_message:
        return told
    if why:
        return replace(told, error=why, exception=why)
    failed = told.outcomes.first(row.needs) if row.needs else None
    facts = {
        "ids": _Blamed(sync),
        "message": (failed and failed.message) or row.reason,
    }
    error, exception = (
        row.error_message.format(**facts, correlationId=ids.text(source.draw())) for _ in range(2)
    )
    return replace(told, error=error, exception=exception)


class _Blamed:
    """The ids of a sync that were completed before, or else all of them; written only where a message has them."""

    def __init__(self, sync: Sync) -> None:
        self._sync = sync

    def __format__(self, _: str) -> str:
        sync = self._sync
        return ", ".join(map(ids.text, _duplicates(sync) or sync.keys(0, sync.transactions)))


def _duplicates(sync: Sync) -> list[ids.Key]:
    """The transactions that were completed before, or stand in this sync twice; an update is about one of those."""
    if sync.updates:
        return []
    completed = sync.company.completed
    transactions = list(sync.keys(0, sync.transactions))
    # As nearly always; with a thousand of them to look at each would be felt.
    if completed.isdisjoint(transactions) and len({*transactions}) == len(transactions):
        return []
    seen: set[ids.Key] = set()
    found: dict[ids.Key, None] = {}
    for transaction in transactions:
        if transaction in completed or transaction in seen:
            found[transaction] = None
        seen.add(transaction)
    return list(found)


def _outcomes(
    row: SyncCode,
    named: Mapping[int, Verdict],
    sync: Sync,
    run: tuple[Moment, Duration],
    kept: int = 0,
) -> Outcomes:
    """The verdicts of a run that begins at a moment and takes so long."""
    verdicts = {index: _spoken(verdict) for index, verdict in named.items()}
    missing = row.needs if row.needs is not row.unnamed else None
    if missing and missing not in {verdict.status for verdict in verdicts.values()}:
        verdicts.update(dict.fromkeys(_first_free(verdicts, sync, kept), _UNNAMED[missing]))
    return Outcomes(sync.entries, _UNNAMED[row.unnamed], verdicts, *run)


def _first_free(named: Mapping[int, Verdict], sync: Sync, kept: int) -> range:
    """The entries of the first transaction of which nothing is decided yet."""
    kinds = len(sync.integration_types)
    for first in range(-(-kept // kinds) * kinds, sync.entries, kinds):
        entries = range(first, first + kinds)
        if not any(entry in named for entry in entries):
            return entries
    return range(0)


_UNNAMED = {status: Verdict(status, row.message) for status, row in TRANSACTION_STATUSES.items()}
"""The verdicts on entries of which nobody has said anything, with the words that the contract has for them."""


def _spoken(verdict: Verdict) -> Verdict:
    return verdict if verdict.message is not None else _UNNAMED[verdict.status]
