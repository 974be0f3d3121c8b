"""Which calls take expenses into the books?

Codat's process, one function per call, each giving the request and doing nothing else:

    create_dataset      POST .../expense-transactions   -> datasetId, for at most 50 expenses
    initiate_sync       POST .../syncs                  -> syncId, for all datasets at once
    sync_status         GET  .../syncs/{syncId}/status  -> until the code is terminal
    sync_transactions   GET  .../syncs/{syncId}/transactions
    upload_attachment   POST .../transactions/{transactionId}/attachments
                             for each that is `Completed` and of integration type `expense`

`flow` puts them together; they serve as well by themselves.
`key` is the Idempotency-Key, a GUID that stays the same when the same call is tried again.
"""

from collections.abc import Iterable, Sequence
from typing import Any
from urllib.parse import quote

from codat_client.exchange import Request
from codat_client.expense import Expense, Line, Receipt
from codat_client.wire import to_json

__all__ = [
    "create_dataset",
    "initiate_sync",
    "sync_status",
    "sync_transactions",
    "upload_attachment",
]


def create_dataset(
    company_id: str, expenses: Iterable[Expense], *, key: str | None = None
) -> Request:
    """Store expenses at Codat; the 200 has their `datasetId`."""
    target = f"{_root(company_id)}/expense-transactions"
    body = _json({"items": [_transaction(expense) for expense in expenses]})
    return Request("create-expense-transaction", "POST", target, body, key=key)


def initiate_sync(
    company_id: str, dataset_ids: Sequence[str], *, key: str | None = None
) -> Request:
    """Ask for all these datasets to be synced; the 202 has the `syncId`."""
    target = f"{_root(company_id)}/syncs"
    return Request(
        "initiate-sync", "POST", target, _json({"datasetIds": list(dataset_ids)}), key=key
    )


def sync_status(company_id: str, sync_id: str) -> Request:
    """Ask how far the sync is; the 200 has its `syncStatusCode`."""
    return Request("get-sync-by-id", "GET", f"{_sync(company_id, sync_id)}/status")


def sync_transactions(company_id: str, sync_id: str) -> Request:
    """Ask what became of each expense; the 200 has the first page."""
    return Request("list-sync-transactions", "GET", f"{_sync(company_id, sync_id)}/transactions")


def upload_attachment(
    company_id: str, sync_id: str, transaction_id: str, receipt: Receipt, *, key: str | None = None
) -> Request:
    """Attach a receipt; the 200 has the attachment's `id`."""
    transaction = f"{_sync(company_id, sync_id)}/transactions/{quote(transaction_id, safe='')}"
    target = f"{transaction}/attachments"
    return Request(
        "upload-attachment", "POST", target, receipt=receipt, key=key, harmless_twice=False
    )


def _root(company_id: str) -> str:
    return f"/companies/{quote(company_id, safe='')}/sync/expenses"


def _sync(company_id: str, sync_id: str) -> str:
    return f"{_root(company_id)}/syncs/{quote(sync_id, safe='')}"


def _json(content: object) -> bytes:
    return to_json(content).encode()


def _transaction(expense: Expense) -> dict[str, Any]:
    return _without_none(
        id=expense.id,
        type=expense.type,
        issueDate=expense.issue_date.isoformat(),
        currency=expense.currency,
        currencyRate=expense.currency_rate,
        contactRef=expense.contact and {"id": expense.contact, "type": "Supplier"},
        merchantName=expense.merchant_name,
        lines=[_line(line) for line in expense.lines],
        notes=expense.notes,
    )


def _line(line: Line) -> dict[str, Any]:
    return _without_none(
        netAmount=line.net,
        taxAmount=line.tax,
        taxRateRef=line.tax_rate and {"id": line.tax_rate},
        accountRef={"id": line.account},
        trackingRefs=[{"id": category} for category in line.tracking] or None,
    )


def _without_none(**fields: object) -> dict[str, Any]:
    return {name: value for name, value in fields.items() if value is not None}
