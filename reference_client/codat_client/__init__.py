"""How does a month of approved expenses get into the books through Codat?

    with ExpenseSync(base_url, api_key, company_id) as codat:
        report = codat.run(expenses)

`AsyncExpenseSync` is the same for `async with` and `await`.

To read: `steps` has the calls on one screen, `flow` the whole process without any input or
output, `driver` what talks to the network, `webhooks` how the end of a sync is heard of.
"""

from codat_client.async_driver import AsyncExpenseSync
from codat_client.driver import ExpenseSync
from codat_client.error_body import Complaint, ErrorBody
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
from codat_client.exchange import Failure, Heard, Listen, Request, Response
from codat_client.expense import Expense, Line, Receipt
from codat_client.flow import sync_expenses
from codat_client.policy import Backoff, Policy, Watching
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
from codat_client.steps import (
    create_dataset,
    initiate_sync,
    sync_status,
    sync_transactions,
    upload_attachment,
)
from codat_client.webhooks import Authorization, Reply, WebhookReceiver

__all__ = [
    "MARKED_AS_UPLOADED",
    "NOT_LISTED",
    "NOT_SENT",
    "AsyncExpenseSync",
    "Authorization",
    "Backoff",
    "CodatError",
    "Complaint",
    "ErrorBody",
    "Expense",
    "ExpenseResult",
    "ExpenseSync",
    "ExpenseSyncError",
    "FailedError",
    "Failure",
    "Heard",
    "InvalidExpenseError",
    "Line",
    "Listen",
    "NetworkError",
    "Policy",
    "Progress",
    "Receipt",
    "ReceiptResult",
    "RefusedError",
    "Reply",
    "Report",
    "Request",
    "Response",
    "Stage",
    "StillRunningError",
    "SyncResult",
    "SyncStart",
    "TooManyRequestsError",
    "UnexpectedAnswerError",
    "Watching",
    "WebhookReceiver",
    "YourError",
    "create_dataset",
    "initiate_sync",
    "sync_expenses",
    "sync_status",
    "sync_transactions",
    "upload_attachment",
]
