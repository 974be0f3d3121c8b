"""Codat as the flow sees it, played by hand: no network, no time, no chance."""

import itertools
import json
import random
import sys
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from types import ModuleType
from typing import Any
from uuid import UUID

import pytest

from codat_client import (
    Expense,
    ExpenseSyncError,
    Line,
    Policy,
    Progress,
    Receipt,
    Report,
    Request,
    Response,
    sync_expenses,
)
from codat_client.exchange import (
    Answer,
    Arrival,
    Instruction,
    Outcome,
    Receive,
    Send,
    SendAll,
    Tell,
    Wait,
)
from codat_client.policy import DEFAULT_POLICY

COMPANY = "c0da7000-0000-4000-8000-000000000001"
SYNC = "6fb40d5e-b13e-11ed-afa1-0242ac120002"


def an_id(number: int) -> str:
    """Give the same UUID for the same number."""
    return str(UUID(int=number, version=4))


def an_expense(number: int = 1, **fields: Any) -> Expense:
    """Give a good expense, but for the fields that are named."""
    good: dict[str, Any] = {
        "id": an_id(number),
        "type": "Payment",
        "issue_date": date(2026, 1, 31),
        "currency": "GBP",
        "lines": (Line(Decimal("110.42"), Decimal("14.43"), "429", tax_rate="INPUT2"),),
    }
    return Expense(**(good | fields))


def receipts(count: int) -> tuple[Receipt, ...]:
    """Give receipts whose names and bytes differ."""
    return tuple(Receipt.of(f"{place}.pdf", b"%%PDF-%d" % place) for place in range(count))


def answer(status: int, content: Any = None, **headers: str) -> Response:
    """Give an answer with JSON in it; `retry_after` is the header Retry-After."""
    body = b"" if content is None else json.dumps(content).encode()
    return Response(status, {name.replace("_", "-"): text for name, text in headers.items()}, body)


@dataclass
class Codat:
    """What Codat answers.

    Attributes:
        codes: The codes that the looks at the sync see; the last one stays.
        entries: The list of transactions; None: all that was sent, Completed, as `expense`.
        page_size: Entries per page.
        first: Outcomes per operation that come before the usual ones.
        requests: Every request, in order.
    """

    codes: Sequence[int] = (2000,)
    entries: list[dict[str, Any]] | None = None
    page_size: int = 100
    first: dict[str, Sequence[Outcome]] = field(default_factory=dict)
    requests: list[Request] = field(default_factory=list)

    def __call__(self, request: Request) -> Outcome:
        """Answer one request."""
        self.requests.append(request)
        place = len(self.sent(request.operation)) - 1
        prepared = self.first.get(request.operation, ())
        if place < len(prepared):
            return prepared[place]
        usual: Callable[[Request], Response] = getattr(
            self, "_" + request.operation.replace("-", "_")
        )
        return usual(request)

    def sent(self, operation: str) -> list[Request]:
        """Give the requests of one operation."""
        return [request for request in self.requests if request.operation == operation]

    def uploads(self) -> list[tuple[str, str]]:
        """Give the transaction and the file of each attachment."""
        return [
            (request.target.split("/")[-2], request.receipt.file_name)
            for request in self.sent("upload-attachment")
            if request.receipt
        ]

    def _create_expense_transaction(self, _: Request) -> Response:
        count = len(self.sent("create-expense-transaction"))
        return answer(200, {"datasetId": f"dataset-{count}"})

    def _initiate_sync(self, _: Request) -> Response:
        return answer(202, {"syncId": SYNC})

    def _get_sync_by_id(self, _: Request) -> Response:
        look = len(self.sent("get-sync-by-id")) - 1
        code = self.codes[min(look, len(self.codes) - 1)]
        return answer(200, {"syncId": SYNC, "syncStatusCode": code, "dataPushed": code == 2000})

    def _list_sync_transactions(self, request: Request) -> Response:
        everything = self._everything() if self.entries is None else self.entries
        _, _, query = request.target.partition("?page=")
        page = int(query or 1)
        part = everything[(page - 1) * self.page_size : page * self.page_size]
        path = f"/companies/{COMPANY}/sync/expenses/syncs/{SYNC}/transactions"
        links = {"self": {"href": path}, "current": {"href": request.target}}
        if page * self.page_size < len(everything):
            links["next"] = {"href": f"{path}?page={page + 1}"}
        content = {"results": part, "totalResults": len(everything), "_links": links}
        return answer(200, content)

    def _upload_attachment(self, _: Request) -> Response:
        return answer(200, {"id": f"attachment-{len(self.sent('upload-attachment'))}"})

    def _everything(self) -> list[dict[str, Any]]:
        bodies = (json.loads(sent.body or b"") for sent in self.sent("create-expense-transaction"))
        items = itertools.chain.from_iterable(body["items"] for body in bodies)
        return [an_entry(item["id"]) for item in items]


def an_entry(
    transaction_id: str,
    status: str = "Completed",
    kind: str | None = "expense",
    message: str | None = None,
) -> dict[str, Any]:
    """Give an entry of the list of transactions."""
    return {
        "transactionId": transaction_id,
        "status": status,
        "message": message,
        "integrationType": kind,
    }


@dataclass
class Played:
    """What came of a run.

    Attributes:
        log: Operations as texts, waits as numbers, in order.
        told: The progress events.
        at_once: How many uploads were allowed at the same time, per round.
        error: What the flow raised, if it did.
        report: The report, also when it was raised.
    """

    log: list[str | float] = field(default_factory=list)
    told: list[Progress] = field(default_factory=list)
    at_once: list[int] = field(default_factory=list)
    error: ExpenseSyncError | None = None
    report: Report | None = None

    @property
    def waits(self) -> list[float]:
        """Give the waits alone."""
        return [item for item in self.log if not isinstance(item, str)]


def play(
    codat: Codat,
    expenses: Iterable[Expense],
    *,
    policy: Policy = DEFAULT_POLICY,
    shuffled: random.Random | None = None,
) -> Played:
    """Drive the flow to its end; with `shuffled`, uploads are answered in any order."""
    numbers = itertools.count(1)
    flow = sync_expenses(COMPANY, expenses, new_id=lambda: f"key-{next(numbers)}", policy=policy)
    played, hand, sent = Played(), Hand(codat, shuffled), None
    try:
        while True:
            sent = hand.carry_out(flow.send(sent), played)
    except StopIteration as end:
        played.report = end.value
    except ExpenseSyncError as error:
        played.error, played.report = error, error.report
    return played


@dataclass
class Hand:
    """What stands in for a driver.

    Attributes:
        codat: Who answers.
        shuffled: The order in which uploads are answered; None: theirs.
        arrivals: The uploads that were answered and not yet received.
    """

    codat: Codat
    shuffled: random.Random | None
    arrivals: list[Arrival] = field(default_factory=list)

    def carry_out(self, instruction: Instruction, played: Played) -> Answer:
        """Do what the flow says, note it, and give what came of it."""
        match instruction:
            case Send(request):
                played.log.append(request.operation)
                return self.codat(request)
            case SendAll(requests, at_most):
                played.log.extend(request.operation for request in requests)
                played.at_once.append(at_most)
                self.arrivals = [Arrival(n, self.codat(one)) for n, one in enumerate(requests)]
                if self.shuffled:
                    self.shuffled.shuffle(self.arrivals)
            case Receive():
                return self.arrivals.pop(0)
            case Wait(seconds):
                played.log.append(seconds)
            case Tell(progress):
                played.told.append(progress)
        return None


@pytest.fixture(name="kit", scope="session")
def _kit() -> ModuleType:
    """All of the above, for the tests of this folder."""
    return sys.modules[__name__]
