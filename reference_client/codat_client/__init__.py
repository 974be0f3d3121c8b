"""How does a month of approved expenses get into the books through Codat?

    with ExpenseSync(base_url, api_key, company_id) as codat:
        report = codat.run(expenses)

`flow` has the whole process without any input or output, `steps` its four calls on one screen,
`driver` what talks to the network.
"""

from codat_client.driver import ExpenseSync
from codat_client.errors import (
    CodatError,
    ExpenseSyncError,
    FailedError,
    InvalidExpenseError,
    NetworkError,
    RefusedError,
    StillRunningError,
    TooManyRequestsError,
    UnexpectedAnswerError,
    YourError,
)
from codat_client.expense import Expense, Line, Receipt
from codat_client.policy import Backoff, Policy
from codat_client.progress import Progress, Stage
from codat_client.report import (
    MARKED_AS_UPLOADED,
    NOT_LISTED,
    NOT_SENT,
    ExpenseResult,
    ReceiptResult,
    Report,
    SyncResult,
    SyncStart,
)

__all__ = [
    "MARKED_AS_UPLOADED",
    "NOT_LISTED",
    "NOT_SENT",
    "Backoff",
    "CodatError",
    "Expense",
    "ExpenseResult",
    "ExpenseSync",
    "ExpenseSyncError",
    "FailedError",
    "InvalidExpenseError",
    "Line",
    "NetworkError",
    "Policy",
    "Progress",
    "Receipt",
    "ReceiptResult",
    "RefusedError",
    "Report",
    "Stage",
    "StillRunningError",
    "SyncResult",
    "SyncStart",
    "TooManyRequestsError",
    "UnexpectedAnswerError",
    "YourError",
]
