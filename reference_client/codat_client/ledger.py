"""What is known so far?

The one thing in the flow that changes.
It can be asked for a report at any moment, so that a flow that breaks off loses nothing.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field

from codat_client.answers import Listed
from codat_client.conclusion import about_failed, about_receipts, about_unsent, about_unsettled
from codat_client.expense import Expense
from codat_client.report import (
    NOT_LISTED,
    NOT_SENT,
    ExpenseResult,
    ReceiptResult,
    Report,
    SyncResult,
    SyncStart,
)
from codat_contract import TransactionStatus

__all__ = ["Entry", "Ledger"]

COMPLETED = TransactionStatus.COMPLETED
FAILED = (TransactionStatus.VALIDATION_ERROR, TransactionStatus.PUSH_ERROR)


@dataclass(slots=True)
class Entry:
    """What is known about one expense.

    Attributes:
        expense: The expense.
        dataset_id: The dataset that holds it.
        as_expense: What the list says about it as an expense.
        as_bankfeed: What the list says about it as a bank feed.
        receipts: What became of each receipt.
    """

    expense: Expense
    dataset_id: str | None = None
    as_expense: Listed | None = None
    as_bankfeed: Listed | None = None
    receipts: list[ReceiptResult] = field(default_factory=list)

    def note(self, listed: Listed) -> None:
        """Note an entry of the list; what was completed once stays completed."""
        if not listed.is_expense:
            self.as_bankfeed = listed
        elif self.as_expense is None or self.as_expense.status != COMPLETED:
            self.as_expense = listed

    @property
    def takes_receipts(self) -> bool:
        """Whether it is in the books as an expense."""
        return self.as_expense is not None and self.as_expense.status == COMPLETED


class Ledger:
    """All that is known of a run.

    Attributes:
        entries: One per expense, in the order they were given.
        dataset_ids: The datasets, in the order they were created.
        start: Whether a sync was started.
        sync: The sync, once its id is known.
    """

    def __init__(self, company_id: str, expenses: Sequence[Expense]) -> None:
        """Know nothing yet but what is to be sent."""
        self.company_id = company_id
        self.entries = [
            Entry(expense, receipts=[ReceiptResult(receipt) for receipt in expense.receipts])
            for expense in expenses
        ]
        self.dataset_ids: list[str] = []
        self.start = SyncStart.NO
        self.sync: SyncResult | None = None
        self._by_id = {entry.expense.id.lower(): entry for entry in self.entries}

    def note(self, listed: Listed) -> None:
        """Note an entry of the list, if it is about an expense of this run."""
        if entry := self._by_id.get(listed.transaction_id.lower()):
            entry.note(listed)

    def report(self) -> Report:
        """Say what is known."""
        return Report(
            self.company_id,
            tuple(map(self._result, self.entries)),
            tuple(self.dataset_ids),
            self.start,
            self.sync,
        )

    def _result(self, entry: Entry) -> ExpenseResult:
        listed = entry.as_expense or entry.as_bankfeed
        receipts = tuple(entry.receipts)
        sent = entry.dataset_id is not None and self.start is not SyncStart.NO
        status = listed.status if listed else NOT_LISTED if sent else NOT_SENT
        message = listed.message if listed else None
        if status == COMPLETED:
            actor, told = about_receipts(receipts, as_expense=entry.takes_receipts)
        elif status in FAILED:
            actor, told = about_failed(TransactionStatus(status), message)
        elif self.sync is not None:
            actor, told = about_unsettled(entry.expense.id, self.sync)
        else:
            actor, told = about_unsent(entry.dataset_id, self.start)
        uploaded = entry.takes_receipts and all(result.arrived for result in receipts)
        return ExpenseResult(
            entry.expense, entry.dataset_id, status, message, receipts, uploaded, actor, told
        )
