"""How is PyPI's codat-sync-for-expenses-version-1 spoken to, and what does it say?"""

from decimal import Decimal
from typing import Any

import requests
from codatsyncexpenses import CodatSyncExpenses
from codatsyncexpenses.models import errors, shared
from codatsyncexpenses.utils.retries import BackoffStrategy, RetryConfig
from driving import AUTHORIZATION, URL

ONCE = RetryConfig("none", BackoffStrategy(0, 0, 1, 0), retry_connection_errors=False)
IMPATIENT = RetryConfig("backoff", BackoffStrategy(1, 1, 1, 50), retry_connection_errors=False)


def plainly(response: Any) -> Any:
    """What a response carries: the one field of it that is no envelope."""
    envelope = {"status_code", "content_type", "raw_response"}
    carried = [value for name, value in vars(response).items() if name not in envelope]
    if not carried or carried[0] is None:
        return {"status": response.status_code}
    return wire(carried[0])


def wire(value: Any) -> Any:
    """A model in the words of the contract."""
    if isinstance(value, list):
        return [wire(one) for one in value]
    return value.to_dict(encode_json=True)


def refusal(raised: Exception) -> dict[str, Any]:
    """What an exception tells."""
    if isinstance(raised, errors.ErrorMessage):
        return {"status": raised.status_code, "message": wire(raised)}
    if isinstance(raised, errors.SDKError):
        return {"status": raised.status_code, "message": None, "body": raised.body}
    return {}


class Telling(requests.Session):
    """A session that sends more headers: the SDK prepares its requests without asking the session for any."""

    def __init__(self, headers: dict[str, str]) -> None:
        super().__init__()
        self._more = headers

    def send(self, request: requests.PreparedRequest, **options: Any) -> requests.Response:
        """Send a request, and the headers with it."""
        request.headers.update(self._more)
        return super().send(request, **options)


def sdk(url: str = URL, key: str = AUTHORIZATION, **headers: str) -> CodatSyncExpenses:
    """The SDK itself, unmodified."""
    security, session = shared.Security(auth_header=key), Telling(headers)
    return CodatSyncExpenses(security, server_url=url, client=session, retry_config=ONCE)


def expense(item: dict[str, Any]) -> shared.ExpenseTransaction:
    """A transaction in the SDK's words."""
    lines = [
        shared.ExpenseTransactionLine(
            account_ref=shared.RecordRef(**line["accountRef"]),
            net_amount=Decimal(str(line["netAmount"])),
            tax_amount=Decimal(str(line["taxAmount"])),
            tax_rate_ref=shared.RecordRef(**line["taxRateRef"]),
            tracking_refs=[shared.RecordRef(**ref) for ref in line["trackingRefs"]],
        )
        for line in item["lines"]
    ]
    supplier = shared.ContactRef(shared.ContactType.SUPPLIER, item["contactRef"]["id"])
    return shared.ExpenseTransaction(
        id=item["id"],
        type=shared.Type(item["type"]),
        issue_date=item["issueDate"],
        currency=item["currency"],
        merchant_name=item["merchantName"],
        contact_ref=supplier,
        lines=lines,
    )
