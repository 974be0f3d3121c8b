"""How do approved expenses get into the books?

The whole process from top to bottom, as a generator that yields what is to be done and is sent
what came of it (see `exchange`): nothing here sends, waits, tells the time or draws an id.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from codat_client.answers import Status, read_id, read_status
from codat_client.errors import ExpenseSyncError, InvalidExpenseError, StillRunningError
from codat_client.exchange import Flow, Heard, Listen, Tell, Wait
from codat_client.expense import Expense
from codat_client.identity import is_uuid
from codat_client.ledger import Entry, Ledger
from codat_client.limits import limits
from codat_client.meaning import meaning
from codat_client.pages import read_transactions
from codat_client.policy import DEFAULT_POLICY, Policy, Watching
from codat_client.progress import Progress, Stage
from codat_client.report import Report, SyncResult, SyncStart
from codat_client.retry import deliver
from codat_client.run import Run
from codat_client.steps import create_dataset, initiate_sync, sync_status
from codat_client.uploads import upload_receipts

__all__ = ["sync_expenses"]

LONG_RUNNING = 1010


def sync_expenses(
    company_id: str,
    expenses: Iterable[Expense],
    *,
    new_id: Callable[[], str],
    policy: Policy = DEFAULT_POLICY,
) -> Flow[Report]:
    """Take expenses through the whole process.

    Args:
        company_id: The company whose books are meant.
        expenses: The approved expenses; every id may stand once.
        new_id: Draws a GUID that was never drawn before.
        policy: How patient and how busy to be.

    Raises:
        InvalidExpenseError: The expenses cannot be sent as they are; nothing was sent.
        ExpenseSyncError: It could not go on; the error's `report` has what is known.
    """
    approved = tuple(expenses)
    _check(company_id, approved)
    run = Run(Ledger(company_id, approved), policy, new_id)
    try:
        yield from create_datasets(run)
        yield from initiate(run)
        yield from watch(run)
        yield from read_transactions(run)
        yield from upload_receipts(run)
    except ExpenseSyncError as error:
        error.report = run.ledger.report()
        raise
    return run.ledger.report()


def create_datasets(run: Run) -> Flow[None]:
    """Store the expenses at Codat, as many in a dataset as the contract allows."""
    entries, size = run.ledger.entries, limits().expenses
    parts = [entries[first : first + size] for first in range(0, len(entries), size)]
    at = Progress(Stage.DATASETS, 0, len(parts), f"Expenses to be sent: {len(entries)}.")
    yield Tell(at)
    for part in parts:
        dataset_id = yield from _create_dataset(run, part, at)
        text = f"Dataset {dataset_id} was created; expenses in it: {len(part)}."
        at = replace(at, done=at.done + 1, text=text)
        yield Tell(at)


def _create_dataset(run: Run, part: Sequence[Entry], at: Progress) -> Flow[str]:
    expenses = [entry.expense for entry in part]
    request = create_dataset(run.company_id, expenses, key=run.new_id())
    response = yield from run.send(request, at)
    dataset_id = read_id(request, response, "datasetId")
    run.ledger.dataset_ids.append(dataset_id)
    for entry in part:
        entry.dataset_id = dataset_id
    return dataset_id


def initiate(run: Run) -> Flow[None]:
    """Ask for one sync of all datasets."""
    ledger = run.ledger
    at = Progress(Stage.SYNC, 0, 1, f"Datasets to be synced: {len(ledger.dataset_ids)}.")
    yield Tell(at)
    request = initiate_sync(run.company_id, ledger.dataset_ids, key=run.new_id())
    delivery = run.delivery(request)
    try:
        response = yield from deliver(delivery, at)
        sync_id = read_id(request, response, "syncId")
    except ExpenseSyncError as error:
        if delivery.doubtful:
            ledger.start = SyncStart.UNKNOWN
            error.aside = ledger.start.value
        raise
    ledger.start = SyncStart.YES
    ledger.sync = SyncResult(sync_id)
    yield Tell(replace(at, text=f"Sync {sync_id} was accepted."))


def watch(run: Run) -> Flow[None]:
    """Look at the sync, less and less often or when a webhook calls, until it has ended."""
    at = Progress(Stage.SYNC, 0, 1, "")
    request = sync_status(run.company_id, run.sync.id)
    waits, pause = run.policy.looking.waits(), Pause()
    while True:
        before = run.sync
        if before.waited >= run.policy.give_up_after:
            raise StillRunningError(before.id, before.polls, before.waited)
        pause = yield from _pause(run, waits, pause)
        if pause.heard:
            yield Tell(replace(at, text=f"A webhook came about sync {before.id}."))
        response = yield from run.send(request, at)
        now = _seen(before, read_status(request, response), pause)
        run.ledger.sync = now
        if now.code != before.code:
            at = Progress(Stage.SYNC, int(now.terminal), 1, f"{now.code} {now.reason}", now.code)
            yield Tell(at)
        if now.terminal:
            return


@dataclass(frozen=True, slots=True)
class Pause:
    """What came before a look: so many seconds, and a webhook or none."""

    seconds: float = 0.0
    heard: bool = False


def _pause(run: Run, waits: Iterator[float], last: Pause) -> Flow[Pause]:
    if last.heard:
        # The webhook was ahead of the status: it pays to look again soon, and not without pause,
        # since nobody knows how many more there will be.
        seconds = run.policy.polling.first
        yield Wait(seconds)
        return Pause(seconds)
    seconds = next(waits)
    if run.policy.watching is Watching.POLLING:
        yield Wait(seconds)
        return Pause(seconds)
    answer = yield Listen(seconds, run.sync.id)
    if answer is None:
        return Pause(seconds)
    if not isinstance(answer, Heard):
        raise TypeError(f"Listen must be answered with Heard or None, not with {answer!r}.")
    return Pause(min(max(answer.seconds, 0), seconds), heard=True)


def _seen(sync: SyncResult, status: Status, pause: Pause) -> SyncResult:
    code = meaning(status.code)
    return SyncResult(
        id=sync.id,
        code=status.code,
        reason=code.reason,
        terminal=code.terminal,
        success=code.success,
        status=status.text,
        error_message=status.error_message,
        exception_message=status.exception_message,
        data_pushed=status.data_pushed,
        waited=sync.waited + pause.seconds,
        polls=sync.polls + 1,
        heard=sync.heard + pause.heard,
        long_running=sync.long_running or status.code == LONG_RUNNING,
        remark=code.remark,
    )


def _check(company_id: str, expenses: Sequence[Expense]) -> None:
    if not is_uuid(company_id):
        raise InvalidExpenseError(None, [("company_id", f"is {company_id!r}, not a UUID")])
    if not expenses:
        raise InvalidExpenseError(None, [("expenses", "are none; there is nothing to send")])
    first_places: dict[str, int] = {}
    for place, expense in enumerate(expenses):
        first = first_places.setdefault(expense.id.lower(), place)
        if first != place:
            problem = f"stands twice: as expense {first + 1} and as expense {place + 1} of the list"
            raise InvalidExpenseError(expense.id, [("id", problem)])
