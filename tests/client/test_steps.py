"""Are the calls those of the contract, as the seed prints them?"""

import json
import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta, timezone
from decimal import Decimal
from types import ModuleType
from typing import Any

import jsonschema_rs
import pytest

from codat_client import (
    Line,
    Request,
    create_dataset,
    initiate_sync,
    sync_status,
    sync_transactions,
    upload_attachment,
)
from codat_contract import contract

DATASET = "cd937d46-8e41-43a9-9477-a79158ffd98a"


@pytest.fixture(name="requests")
def _requests(kit: ModuleType) -> list[Request]:
    expense, (receipt,) = kit.an_expense(), kit.receipts(1)
    return [
        create_dataset(kit.COMPANY, [expense], key="k"),
        initiate_sync(kit.COMPANY, [DATASET], key="k"),
        sync_status(kit.COMPANY, kit.SYNC),
        sync_transactions(kit.COMPANY, kit.SYNC),
        upload_attachment(kit.COMPANY, kit.SYNC, expense.id, receipt, key="k"),
    ]


def operations() -> Iterator[tuple[str, str, str]]:
    """Give operationId, method and path of every operation of the contract."""
    for path, item in contract()["paths"].items():
        for method, operation in item.items():
            if method in ("get", "post"):
                yield operation["operationId"], method.upper(), path


def test_each_call_is_an_operation_of_the_contract(requests: list[Request]) -> None:
    """Method and path are the contract's under the same operationId."""
    table = {name: (method, path) for name, method, path in operations()}
    for request in requests:
        method, path = table[request.operation]
        assert method == request.method
        assert re.fullmatch(re.sub(r"{\w+}", "[0-9a-f-]{36}", path), request.target)


def test_the_calls_of_the_seed(kit: ModuleType, requests: list[Request]) -> None:
    """The paths, literally."""
    root = f"/companies/{kit.COMPANY}/sync/expenses"
    sync = f"{root}/syncs/{kit.SYNC}"
    assert [
        f"POST {root}/expense-transactions",
        f"POST {root}/syncs",
        f"GET {sync}/status",
        f"GET {sync}/transactions",
        f"POST {sync}/transactions/{kit.an_id(1)}/attachments",
    ] == [f"{request.method} {request.target}" for request in requests]


def full(kit: ModuleType, **fields: Any) -> Any:
    """Give an expense with everything."""
    lines = (
        Line(Decimal("110.420"), Decimal("14.43"), "429", "INPUT2", ("DEPARTMENT_6", "London")),
        Line(Decimal(20), Decimal(0), "485"),
    )
    everything = {
        "currency": "USD",
        "currency_rate": Decimal("0.781"),
        "merchant_name": 'Café "Zoë"',
        "notes": "£ 20\n",
        "contact": "40e3e57c",
        "lines": lines,
    }
    return kit.an_expense(**(everything | fields))


def test_an_expense_on_the_wire(kit: ModuleType) -> None:
    """Every field under Codat's name, amounts digit by digit, nothing that is None."""
    request = create_dataset(kit.COMPANY, [full(kit), kit.an_expense(2)])
    items = json.loads(request.body or b"", parse_float=str)["items"]
    assert {
        "id": kit.an_id(1),
        "type": "Payment",
        "issueDate": "2026-01-31",
        "currency": "USD",
        "currencyRate": "0.781",
        "contactRef": {"id": "40e3e57c", "type": "Supplier"},
        "merchantName": 'Café "Zoë"',
        "lines": [
            {
                "netAmount": "110.420",
                "taxAmount": "14.43",
                "taxRateRef": {"id": "INPUT2"},
                "accountRef": {"id": "429"},
                "trackingRefs": [{"id": "DEPARTMENT_6"}, {"id": "London"}],
            },
            {"netAmount": 20, "taxAmount": 0, "accountRef": {"id": "485"}},
        ],
        "notes": "£ 20\n",
    } == items[0]
    assert {"id", "type", "issueDate", "currency", "lines"} == set(items[1])


MOMENTS = [
    datetime(2026, 1, 31),  # noqa: DTZ001 - a time without a zone is allowed
    datetime(2026, 1, 31, 23, 59, 59, 999999, tzinfo=UTC),
    datetime(2026, 1, 31, 1, tzinfo=timezone(timedelta(hours=-3, minutes=-30))),
]


@pytest.mark.parametrize("moment", MOMENTS)
def test_what_is_sent_satisfies_the_contract(kit: ModuleType, moment: datetime) -> None:
    """The bodies are valid by the contract's schemas."""
    request = create_dataset(kit.COMPANY, [full(kit, issue_date=moment), kit.an_expense(2)])
    validate("CreateExpenseRequest", request.body)
    validate("PostSync", initiate_sync(kit.COMPANY, [DATASET]).body)


def validate(schema: str, body: bytes | None) -> None:
    """Raise what is wrong with a body."""
    whole = {"$ref": f"#/components/schemas/{schema}", "components": contract()["components"]}
    jsonschema_rs.validate(whole, json.loads(body or b""))


def test_the_headers_say_what_is_sent(requests: list[Request]) -> None:
    """JSON, or a form whose boundary is the key, so that a second try is the same to the byte."""
    dataset, _, status, _, attachment = (request.headers for request in requests)
    assert {"Accept": "application/json"} == status
    assert ("application/json", "k") == (dataset["Content-Type"], dataset["Idempotency-Key"])
    assert "multipart/form-data; boundary=k" == attachment["Content-Type"]
    assert "application/json" == dataset["Accept"] == attachment["Accept"]


def test_an_id_cannot_leave_its_place_in_the_path() -> None:
    """Whatever Codat calls a sync, it stays one segment."""
    assert (
        "/companies/a%2Fb/sync/expenses/syncs/..%3F%23/status" == sync_status("a/b", "..?#").target
    )
