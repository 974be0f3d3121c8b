"""Each of the twelve codes, provoked through HTTP by a plan, as the server tells it and as the client reports it."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

import httpx
import pytest

from codat_client import (
    MARKED_AS_UPLOADED,
    NOT_LISTED,
    Backoff,
    Expense,
    ExpenseSync,
    ExpenseSyncError,
    Line,
    Policy,
    Receipt,
    Report,
    StillRunningError,
)
from codat_contract import SYNC_CODES, TRANSACTION_STATUSES, SyncCode, TransactionStatus
from codat_mock.app import new_tenant
from codat_mock.core.ids import text
from codat_mock.lane.keyring import authorization
from codat_mock.server import Running, start
from codat_mock.settings import ClockSetting, Settings

SETTINGS = Settings(port=0, seed=1, log="off", clock=ClockSetting.read("manual"))

PATIENCE = {1000: 300.0}
"""Seconds of virtual time for which the client waits, where fifteen minutes would show another code."""

FIFTEEN_MINUTES = 900.0

EXPENSES = [
    Expense(
        id=text(bytes([number]) * 16),
        type="Payment",
        issue_date=date(2026, 1, 1),
        currency="GBP",
        lines=(Line(Decimal("10.5"), Decimal("2.1"), "429", tax_rate="INPUT2"),),
        receipts=(Receipt.of("receipt.pdf", b"%PDF"),),
    )
    for number in range(3)
]


@dataclass(frozen=True, slots=True)
class Told:
    """What is said of a sync that was planned to get a code.

    Attributes:
        code: The code.
        status: The server's answer about the sync.
        entries: The server's answer about its transactions.
        report: The client's report.
        error: What the client raised, if it did.
    """

    code: SyncCode
    status: dict[str, Any]
    entries: list[dict[str, Any]]
    report: Report
    error: ExpenseSyncError | None

    @property
    def expected(self) -> list[TransactionStatus]:
        """The status that each transaction must have: the first the one that the code needs, if it needs one."""
        first = self.code.needs or self.code.unnamed
        return [first] + [self.code.unnamed] * (len(EXPENSES) - 1)


@pytest.fixture(name="running", scope="module")
def _running() -> Iterator[Running]:
    """A server on a manual clock."""
    with start(SETTINGS) as running:
        yield running


@pytest.fixture(name="told", scope="module", params=SYNC_CODES.values(), ids=str)
def _told(request: pytest.FixtureRequest, running: Running) -> Told:
    """What is said about each code; each has a tenant of its own, because a sync that never ends holds up the next."""
    code: SyncCode = request.param
    key = f"key-{code.number}"
    running.mock.exchange.keyring.add(key, new_tenant(key, SETTINGS, seed=1))
    headers = {"Authorization": authorization(key)}
    with httpx.Client(base_url=running.url, headers=headers, trust_env=False) as http:
        http.post("/__mock/plans", json={"code": code.number}).raise_for_status()
        report, error = _taken_through(
            http, running, key, PATIENCE.get(code.number, FIFTEEN_MINUTES)
        )
        assert report is not None
        assert report.sync is not None
        sync = f"/companies/{running.company_id}/sync/expenses/syncs/{report.sync.id}"
        entries = http.get(f"{sync}/transactions").json()["results"]
        return Told(code, http.get(f"{sync}/status").json(), entries, report, error)


def _taken_through(
    http: httpx.Client, running: Running, key: str, patience: float
) -> tuple[Report | None, ExpenseSyncError | None]:
    """What the client reports; its waits pass on the clock of the mock alone."""

    def sleep(seconds: float) -> None:
        http.post("/__mock/clock/advance", json={"by": f"PT{seconds:g}S"}).raise_for_status()

    policy = Policy(polling=Backoff(first=60, factor=1, cap=60), give_up_after=patience)
    client = ExpenseSync(running.url, key, running.company_id, policy=policy, sleep=sleep)
    with client:
        try:
            return client.run(EXPENSES), None
        except ExpenseSyncError as error:
            return error.report, error


def test_status(told: Told) -> None:
    """The status has the code, its word, and the error message that its row has for it."""
    code, status = told.code, told.status
    assert (code.number, code.sync_status) == (status["syncStatusCode"], status["syncStatus"])
    message = re.sub(r"\\\{\w+\\\}", ".+", re.escape(code.error_message))
    assert re.fullmatch(message, status["errorMessage"])
    assert re.fullmatch(message, status["syncExceptionMessage"])


def test_transactions(told: Told) -> None:
    """Each transaction has the status that the code leaves it in, and says why."""
    assert [expense.id for expense in EXPENSES] == [
        entry["transactionId"] for entry in told.entries
    ]
    assert told.expected == [entry["status"] for entry in told.entries]
    assert [TRANSACTION_STATUSES[status].message for status in told.expected] == [
        entry["message"] for entry in told.entries
    ]


def test_data_pushed(told: Told) -> None:
    """Data were pushed when the sync has ended and at least one transaction is completed."""
    completed = TransactionStatus.COMPLETED in told.expected
    assert (told.code.terminal and completed) is told.status["dataPushed"]


def test_client_reports_the_sync(told: Told) -> None:
    """The client tells of the sync what the server does, and gives up on one that does not end."""
    code, sync = told.code, told.report.sync
    assert sync is not None
    assert (code.number, code.reason) == (sync.code, sync.reason)
    assert (code.terminal, code.success) == (sync.terminal, sync.success)
    assert told.status["dataPushed"] is sync.data_pushed
    assert told.status["errorMessage"] == (sync.error_message or "")
    assert code.terminal is (told.error is None)
    assert code.terminal or isinstance(told.error, StillRunningError)
    assert (code.number == 1010) is sync.long_running


def test_client_reports_each_expense(told: Told) -> None:
    """What is completed gets its receipt and is marked as uploaded; of all else it is said who must act."""
    ended = told.code.terminal
    for status, result in zip(told.expected, told.report.expenses, strict=True):
        uploaded = status is TransactionStatus.COMPLETED
        assert (status if ended else NOT_LISTED) == result.status
        assert uploaded is result.uploaded
        assert [uploaded] == [receipt.arrived for receipt in result.receipts]
        assert uploaded is (result.conclusion == MARKED_AS_UPLOADED)
        expected = told.code.actor if ended else "you"
        assert ("nobody" if uploaded else expected) == result.actor
