"""What fate does a sync get when it starts to run?

Precedence: the plan that the sync took, then the state of its company, then what becomes of its transactions.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace

from codat_contract import SYNC_CODES, TRANSACTION_STATUSES, SyncCode, TransactionStatus
from codat_mock.core import ids
from codat_mock.core.fate import LONG_AFTER, NEVER, Fate, Outcomes, Verdict
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
    duplicates = _duplicates(sync)
    planned = named_entries(plan.transactions, sync) if plan else {}
    if plan is not None and plan.code is not None:
        row, named = SYNC_CODES[plan.code], planned
    elif state := _state(sync.company, duplicates):
        row, named = SYNC_CODES[state], {}
    else:
        row, named = SYNC_CODES[derived(planned, sync.entries)], planned
    span = sync_time if plan is None or plan.after is None else plan.after
    held = not row.terminal or (plan is not None and plan.polls is not None)
    outcomes = _outcomes(row, named, sync.entries)
    fate = Fate(
        started=now,
        ends=None if held else now + span,
        code=row.number,
        long_from=_long_from(row, now, plan.after if plan else None),
        outcomes=outcomes if held else replace(outcomes, began=now, span=span),
    )
    return with_messages(fate, sync, source, duplicates)


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
    outcomes = replace(
        _outcomes(row, fresh, sync.entries, kept), began=now, earlier=earlier, kept=kept
    )
    started = before.started if before else now
    return Fate(started, now, code, started + LONG_AFTER, outcomes)


def derived(named: Mapping[int, Verdict], entries: int) -> int:
    """The code of a sync in which these entries have these verdicts and the others are completed."""
    statuses = {verdict.status for verdict in named.values()}
    for status, row in TRANSACTION_STATUSES.items():
        if status in statuses and row.code is not None:
            return row.code
    completed = TRANSACTION_STATUSES[TransactionStatus.COMPLETED].code
    return completed if entries and completed else NOTHING_PUSHED


def with_messages(fate: Fate, sync: Sync, source: ids.Ids, blamed: Iterable[ids.Key] = ()) -> Fate:
    """The same fate with its error messages.

    Each of the two fields carries a correlation id of its own, as Codat's do.

    Args:
        fate: Without messages.
        sync: Whose fate it is.
        source: Draws the correlation ids.
        blamed: The transactions to name; none: all of them.
    """
    row = SYNC_CODES[fate.code]
    if not row.error_message:
        return fate
    failed = fate.outcomes.first(TransactionStatus.PUSH_ERROR, TransactionStatus.VALIDATION_ERROR)
    facts = {
        "ids": ", ".join(map(ids.text, blamed or sync.keys(0, sync.transactions))),
        "message": (failed and failed.message) or row.reason,
    }
    error, exception = (
        row.error_message.format(**facts, correlationId=ids.text(source.draw())) for _ in range(2)
    )
    return replace(fate, error=error, exception=exception)


def _state(company: Company, duplicates: list[ids.Key]) -> int | None:
    for broken, code in PRECONDITIONS:
        if broken(company):
            return code
    return DUPLICATION if duplicates else None


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


def _outcomes(row: SyncCode, named: Mapping[int, Verdict], entries: int, kept: int = 0) -> Outcomes:
    verdicts = {index: _spoken(verdict) for index, verdict in named.items()}
    if row.needs and row.needs not in {verdict.status for verdict in verdicts.values()}:
        first = next((index for index in range(kept, entries) if index not in verdicts), None)
        if first is not None:
            verdicts[first] = _spoken(Verdict(row.needs))
    return Outcomes(entries, _spoken(Verdict(row.unnamed)), verdicts)


def _spoken(verdict: Verdict) -> Verdict:
    if verdict.message is not None:
        return verdict
    return replace(verdict, message=TRANSACTION_STATUSES[verdict.status].message)


def _long_from(row: SyncCode, now: Moment, after: Duration | None) -> Moment:
    """A plan for 1010 says when the sync begins to read so; any other reads so after ten minutes."""
    if row.number == 1010 and after is not None:
        return now + after
    return min(now + LONG_AFTER, NEVER)
