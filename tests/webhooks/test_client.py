"""The reference client reports the same, whatever becomes of the webhooks and however it learns of the end."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from decimal import Decimal
from typing import Any
from wsgiref.simple_server import WSGIRequestHandler, make_server

import pytest

from codat_client import (
    Authorization,
    Expense,
    ExpenseSync,
    Line,
    Policy,
    Receipt,
    Report,
    Watching,
    WebhookReceiver,
)
from codat_mock.server import Running, start
from codat_mock.settings import ClockSetting, Settings
from webhooks.receiver import SOON

SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
BELIEVED: dict[str, dict[str, Any]] = {
    "events": {"secret": SECRET},
    "rules": {"style": "rules", "headers": {"Authorization": "Bearer secret"}},
}
"""By service, how the receiver comes to believe its messages."""

CHAOS: tuple[dict[str, Any], ...] = (
    {},
    {"do": "drop"},
    {"do": "delay", "by": "PT3H"},
    {"do": "duplicate", "copies": 3},
    {"do": "reorder"},
    {"do": "bad-signature"},
    {"do": "stale"},
    {"do": "old-secret"},
    {"do": "truncate"},
    {"do": "replay"},
    {"do": "before-answer"},
)
NAMES = [chaos.get("do", "none") for chaos in CHAOS]


@pytest.fixture(scope="module")
def one() -> Iterator[Running]:
    """A mock for all of these tests: each begins by resetting it."""
    with start(Settings(port=0, seed=1, log="off", clock=ClockSetting.read("manual"))) as mock:
        yield mock


class Quiet(WSGIRequestHandler):
    """Says nothing."""

    def log_message(self, *_: Any) -> None:
        """Say nothing."""


@contextmanager
def mounted(receiver: WebhookReceiver) -> Iterator[str]:
    """The address of a server that has the receiver mounted."""
    server = make_server("127.0.0.1", 0, receiver.wsgi, handler_class=Quiet)
    thread = threading.Thread(target=server.serve_forever, args=(SOON,), daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}/"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def expenses(first: int) -> list[Expense]:
    """Two expenses with receipts, whose ids begin at a number."""
    line = Line(net=Decimal("12.50"), tax=Decimal("2.50"), account="429", tax_rate="INPUT2")
    return [
        Expense(
            f"00000000-0000-4000-8000-{number:012x}",
            "Payment",
            date(2026, 1, 1),
            "GBP",
            lines=(line,),
            receipts=(Receipt.of("lunch.pdf", b"%PDF-1.7"),),
        )
        for number in (first, first + 1)
    ]


def told(report: Report) -> tuple[Any, ...]:
    """What a report says, but for how often somebody has looked."""
    return (
        report.sync.code,
        [(expense.conclusion, expense.actor) for expense in report.expenses],
    )


def reports(mock: Running, watching: Watching, fault: dict[str, Any], service: str) -> list[Any]:
    """What is told of a sync that succeeds and of one that refuses an expense, each with this fault."""
    receiver = WebhookReceiver(secrets=[SECRET], authorizations=[Authorization.bearer("secret")])
    with mounted(receiver) as url:
        mock.webhook(url=url, **BELIEVED[service])

        def passing(event: threading.Event, seconds: float) -> None:
            # An advance that meets the message brings it; the rest of the wait is not waited for.
            if not event.is_set():
                mock.advance(by=f"PT{max(seconds, 1):.6f}S")

        client = ExpenseSync(
            mock.url,
            mock.api_key,
            mock.company_id,
            policy=Policy(watching=watching),
            webhooks=receiver,
            wait=passing,
            sleep=lambda seconds: mock.advance(by=f"PT{max(seconds, 1):.6f}S") and None,
        )
        done = []
        with client as codat:
            for number, refused in ((1, False), (11, True)):
                if fault:
                    mock.fault(fault="webhook", operation="*", **fault)
                if refused:
                    mock.plan(transactions=[{"index": 0, "status": "PushError"}])
                done.append(told(codat.run(expenses(number))))
    return done


@pytest.mark.parametrize("service", BELIEVED)
@pytest.mark.parametrize("watching", [*Watching])
@pytest.mark.parametrize("fault", CHAOS, ids=NAMES)
def test_the_same_report(
    one: Running, fault: dict[str, Any], watching: Watching, service: str
) -> None:
    """With webhooks, with polling and with both, whatever goes wrong with the webhooks of both syncs."""
    one.mock.owner.ask(one.mock.tenant.reset)
    first, second = reports(one, watching, fault, service)
    assert (2000, ["Expense marked as uploaded"] * 2) == (first[0], [row[0] for row in first[1]])
    assert (5130, "Expense marked as uploaded") == (second[0], second[1][1][0])
    assert "Expense marked as uploaded" != second[1][0][0]
