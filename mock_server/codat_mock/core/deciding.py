"""What fate does a sync get when it starts to run?

Precedence: the plan that the sync took, then the state of its company, then what becomes of its transactions.
"""

from collections.abc import Callable, Mapping
from dataclasses import replace

from codat_contract import SYNC_CODES, TRANSACTION_STATUSES, SyncCode, TransactionStatus
from codat_mock.core import fate, ids
from codat_mock.core.fate import LONG_AFTER, Fate, Outcomes, Verdict
from codat_mock.core.moments import Duration, Moment
from codat_mock.core.plans import named_entries
from codat_mock.core.values import Company, Sync

PRECONDITIONS: tuple[tuple[Callable[[Company], bool], int], ...] = (
    (lambda company: company.deleted, 4040),
    (lambda company: not company.linked, 4220),
    (lambda company: company.lapsed, 4260),
    (lambda company: not company.configured, 4000),
)
"""What must hold before anything is pushed, the first that does not deciding; and the code if it does not."""

DUPLICATION = 5080
NOTHING_PUSHED = 2040


def decide(sync: Sync, now: Moment, sync_time: Duration, source: ids.Ids) -> Fate:
    """The fate of a sync that starts to run now.

    Args:
        sync: The sync, still without a fate.
        now: Its start.
        sync_time: How long it takes when no plan says otherwise.
        source: Draws the correlation ids in its error messages.
    """
    plan = sync.plan
    planned = named_entries(plan.transactions, sync) if plan else {}
    if plan is not None and plan.code is not None:
        row, named = SYNC_CODES[plan.code], planned
    elif state := _state(sync):
        row, named = SYNC_CODES[state], {}
    else:
        # The outcomes come first here: the code follows from them and has no say in the others.
        row, named = SYNC_CODES[derived(planned, sync.entries)], planned
        row = replace(row, unnamed=TransactionStatus.COMPLETED, needs=None)
    span = sync_time if plan is None or plan.after is None else plan.after
    held = not row.terminal or (plan is not None and plan.polls is not None)
    outcomes = _outcomes(row, named, sync)
    told = Fate(
        started=now,
        ends=None if held else now + span,
        code=row.number,
        long_from=now + (min(span, LONG_AFTER) if row.number == fate.LONG_CODE else LONG_AFTER),
        outcomes=outcomes if held else replace(outcomes, began=now, span=span),
    )
    return with_messages(told, sync, source)


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
    outcomes = replace(_outcomes(row, fresh, sync, kept), began=now, earlier=earlier, kept=kept)
    if before is None:
        return Fate(now, now, code, now + LONG_AFTER, outcomes)
    return Fate(before.started, now, code, before.long_from, outcomes)


def derived(named: Mapping[int, Verdict], entries: int) -> int:
    """The code of a sync in which these entries have these verdicts and the others are completed."""
    statuses = {verdict.status for verdict in named.values()}
    for status, row in TRANSACTION_STATUSES.items():
        if status in statuses and row.code is not None:
            return row.code
    completed = TRANSACTION_STATUSES[TransactionStatus.COMPLETED].code
    return completed if entries and completed else NOTHING_PUSHED


def with_messages(told: Fate, sync: Sync, source: ids.Ids) -> Fate:
    """The same fate with its error messages.

    Each of the two fields carries a correlation id of its own, as Codat's do.
    """
    row = SYNC_CODES[told.code]
    if not row.error_message:
        return told
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


def _state(sync: Sync) -> int | None:
    for broken, code in PRECONDITIONS:
        if broken(sync.company):
            return code
    return DUPLICATION if _duplicates(sync) else None


def _duplicates(sync: Sync) -> list[ids.Key]:
    """The transactions that were completed before, or stand in this sync twice."""
    completed = sync.company.completed
    seen: set[ids.Key] = set()
    found: dict[ids.Key, None] = {}
    for transaction in sync.keys(0, sync.transactions):
        if transaction in completed or transaction in seen:
            found[transaction] = None
        seen.add(transaction)
    return list(found)


def _outcomes(row: SyncCode, named: Mapping[int, Verdict], sync: Sync, kept: int = 0) -> Outcomes:
    verdicts = {index: _spoken(verdict) for index, verdict in named.items()}
    missing = row.needs if row.needs is not row.unnamed else None
    if missing and missing not in {verdict.status for verdict in verdicts.values()}:
        verdicts.update(dict.fromkeys(_first_free(verdicts, sync, kept), _spoken(Verdict(missing))))
    return Outcomes(sync.entries, _spoken(Verdict(row.unnamed)), verdicts)


def _first_free(named: Mapping[int, Verdict], sync: Sync, kept: int) -> range:
    """The entries of the first transaction of which nothing is decided yet."""
    kinds = len(sync.integration_types)
    for first in range(-(-kept // kinds) * kinds, sync.entries, kinds):
        entries = range(first, first + kinds)
        if not any(entry in named for entry in entries):
            return entries
    return range(0)


def _spoken(verdict: Verdict) -> Verdict:
    if verdict.message is not None:
        return verdict
    return replace(verdict, message=TRANSACTION_STATUSES[verdict.status].message)
