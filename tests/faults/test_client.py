"""The reference client lives through what goes wrong, and nothing is pushed twice."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from codat_client import Expense, ExpenseSync, Line, Receipt, Report
from faults.conftest import Served

STEPS = (
    "create-expense-transaction",
    "initiate-sync",
    "get-sync-by-id",
    "list-sync-transactions",
    "upload-attachment",
)
FAULTS: dict[str, dict[str, Any]] = {
    "two errors": {"fault": "status", "status": 503, "times": 2},
    "two gates": {"fault": "status", "status": 503, "example": "maintenance", "times": 2},
    "limit": {"fault": "rate-limit", "retryAfter": 3, "times": 2},
    "reset": {"fault": "reset", "times": 2},
    "lost": {"fault": "lost-response", "times": 2},
    "truncated": {"fault": "truncated"},
    "malformed": {"fault": "malformed", "how": "garbled"},
    "cut": {"fault": "malformed"},
    "delay": {"fault": "delay", "by": "PT0.05S"},
    "slow": {"fault": "slow-body", "over": "PT0.05S"},
    "new fields": {"fault": "unknown-fields", "times": None},
}


def run(served: Served, waits: list[float]) -> Report:
    """A month of three expenses with a receipt each."""
    line = Line(net=Decimal(10), tax=Decimal(2), account="429", tax_rate="INPUT2")
    expenses = [
        Expense(
            f"4d7c6929-7770-412b-91bb-44d3bc71d11{number}",
            "Payment",
            date(2026, 1, 1),
            "GBP",
            (line,),
            receipts=(Receipt.of("receipt.pdf", b"%PDF"),),
        )
        for number in range(3)
    ]
    mock = served.mock
    with ExpenseSync(mock.url, served.api_key, mock.company_id, sleep=waits.append) as codat:
        return codat.run(expenses)


@pytest.mark.parametrize("operation", STEPS)
@pytest.mark.parametrize("name", FAULTS)
def test_ends_well(tenant_of_its_own: Served, name: str, operation: str) -> None:
    """Whatever happens at whichever step, all is uploaded, once, by one sync."""
    served = tenant_of_its_own
    served.fault(operation=operation, **FAULTS[name])
    waits: list[float] = []
    report = run(served, waits)
    assert 3 == len(report.uploaded)
    tenant = served.tenant
    (count,) = tenant.faults.listed()
    assert count.hits >= 1
    pushed = [sync for sync in tenant.syncs.values() if sync.transactions]
    assert 1 == len(pushed)
    assert 3 == len(tenant.attachments)
    assert name != "limit" or 3 in waits


@pytest.mark.parametrize("operation", STEPS)
def test_failures(tenant_of_its_own: Served, operation: str) -> None:
    """After a 500 it is open what was done: a receipt may be there already, so it is left, and reported."""
    served = tenant_of_its_own
    served.fault(fault="status", status=500, operation=operation, times=2)
    report = run(served, [])
    left = 2 if operation == "upload-attachment" else 0
    assert left == len(report.unfinished)
    assert 3 - left == len(served.tenant.attachments)
