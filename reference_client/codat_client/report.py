"""What happened to each expense?

The report says it per expense, with the sentence that the user is to read.
The transactions that Codat lists are the authority; the sync's code is only the headline.
"""

from dataclasses import dataclass
from enum import Enum

from codat_client.expense import Expense, Receipt

__all__ = [
    "MARKED_AS_UPLOADED",
    "NOT_LISTED",
    "NOT_SENT",
    "ExpenseResult",
    "ReceiptResult",
    "Report",
    "SyncResult",
    "SyncStart",
]

MARKED_AS_UPLOADED = "Expense marked as uploaded"
"""The conclusion of every expense that arrived with all its receipts."""

NOT_SENT = "not sent"
"""The status of an expense that no sync took."""

NOT_LISTED = "not listed"
"""The status of an expense that was sent, and which no list of transactions has shown."""


class SyncStart(Enum):
    """Whether a sync was started; the value says it in a sentence."""

    NO = "No sync was started."
    UNKNOWN = "It is unknown whether a sync was started."
    YES = "A sync was started."


@dataclass(frozen=True, slots=True)
class ReceiptResult:
    """What became of one receipt.

    Attributes:
        receipt: The file.
        attachment_id: The accounting platform's id of the attachment, when it arrived.
        error: Why it did not arrive, as a sentence; None also when its turn never came.
    """

    receipt: Receipt
    attachment_id: str | None = None
    error: str | None = None

    @property
    def arrived(self) -> bool:
        """Whether the accounting platform has it."""
        return self.attachment_id is not None


@dataclass(frozen=True, slots=True)
class ExpenseResult:
    """What became of one expense.

    Attributes:
        expense: The expense, as it was given.
        dataset_id: The dataset that it was sent in, when it was.
        status: A transaction status of Codat's, `NOT_SENT` or `NOT_LISTED`.
        message: Codat's message about the transaction, when there is one.
        receipts: One result per receipt, in their order.
        uploaded: It is in the books with all its receipts.
        actor: Who must act next: `nobody`, `you`, `customer` or `codat`.
        conclusion: One sentence or two: `MARKED_AS_UPLOADED`, or what must be done next and by
            whom.
    """

    expense: Expense
    dataset_id: str | None
    status: str
    message: str | None
    receipts: tuple[ReceiptResult, ...]
    uploaded: bool
    actor: str
    conclusion: str


@dataclass(frozen=True, slots=True)
class SyncResult:
    """The sync, as it was last seen.

    Attributes:
        id: The syncId.
        code: The status code; None when no status was read.
        reason: The code's reason, in the contract's words.
        terminal: The sync has ended and its code will not change.
        success: It has ended well.
        status: Codat's `syncStatus` text.
        error_message: What Codat says to the user, when it says anything.
        exception_message: What Codat says to the developer, when it says anything.
        data_pushed: Something was written to the accounting platform.
        waited: Seconds spent waiting between the looks.
        polls: How often the status was read.
        heard: How many of these looks a webhook had called for.
        long_running: It was seen with code 1010.
        remark: What the user should know besides, such as a code that the contract lacks.
    """

    id: str
    code: int | None = None
    reason: str = "never seen"
    terminal: bool = False
    success: bool = False
    status: str | None = None
    error_message: str | None = None
    exception_message: str | None = None
    data_pushed: bool = False
    waited: float = 0.0
    polls: int = 0
    heard: int = 0
    long_running: bool = False
    remark: str | None = None


@dataclass(frozen=True, slots=True)
class Report:
    """What happened, to the end or as far as the flow came.

    Attributes:
        company_id: The company whose books were meant.
        expenses: One result per expense, in the order they were given.
        dataset_ids: Every datasetId that was received, in order.
        start: Whether a sync was started.
        sync: The sync, once its syncId was received.
    """

    company_id: str
    expenses: tuple[ExpenseResult, ...]
    dataset_ids: tuple[str, ...] = ()
    start: SyncStart = SyncStart.NO
    sync: SyncResult | None = None

    @property
    def uploaded(self) -> tuple[ExpenseResult, ...]:
        """The expenses that need nothing more."""
        return tuple(result for result in self.expenses if result.uploaded)

    @property
    def unfinished(self) -> tuple[ExpenseResult, ...]:
        """The expenses that somebody must act on."""
        return tuple(result for result in self.expenses if not result.uploaded)
