"""Records of completed transactions are changed."""

from typing import Any

import httpx
import pytest

from cases.onboarding import fitting_line, onboarded
from cases.refusals import UNKNOWN, refused
from house import House

UPDATE = {"type": "Payment", "issueDate": "2026-01-05", "currency": "GBP"}


def updated(house: House, transaction: str, **changes: Any) -> httpx.Response:
    """PUT an update of a transaction."""
    path = f"{house.company}/expense-transactions/{transaction}"
    return house.http.put(path, json={**UPDATE, **changes})


def test_an_update(house: House) -> None:
    """Case 74: a completed payment is changed by a sync of its own, as often as need be; it is pushed once."""
    dataset, (transaction,) = house.dataset()
    first = house.synced(dataset)
    for _ in range(2):
        answer = updated(house, transaction, notes="Corrected")
        assert 202 == answer.status_code
        sync_id = answer.json()["syncId"]
        assert first != sync_id
        house.advance(until="idle")
        assert 2000 == house.status(sync_id)["syncStatusCode"]
        (row,) = house.transactions(sync_id)["results"]
        assert (transaction, "Completed") == (row["transactionId"], row["status"])
        assert 200 == house.upload(sync_id, transaction).status_code
    assert 5080 == house.status(house.synced(dataset))["syncStatusCode"]


def test_an_update_of_a_refund(house: House) -> None:
    """A record that was written as a refund is not changed, whatever it shall be."""
    item = house.transaction(type="Refund")
    house.synced(house.create([item]).json()["datasetId"])
    refused(house, 422, lambda: updated(house, item["id"]))


@pytest.mark.parametrize("extra", [{"items": 5}, {"items": [{"type": "Nope"}]}, {"items": None}])
def test_an_update_with_fields_of_others(house: House, extra: dict[str, Any]) -> None:
    """Fields that an update does not know are passed over, though a dataset knows them."""
    company = onboarded(house)
    item = company.transaction(lines=[fitting_line(company)])
    company.synced(company.create([item]).json()["datasetId"])
    sync_id = updated(company, item["id"], **extra).json()["syncId"]
    house.advance(until="idle")
    assert 2000 == company.status(sync_id)["syncStatusCode"]


@pytest.mark.parametrize("type_", ["Refund", "TransferIn"])
def test_an_update_of_another_type(house: House, type_: str) -> None:
    """Xero changes payments alone; the text is the documented one."""
    dataset, (transaction,) = house.dataset()
    house.synced(dataset)
    body = refused(house, 422, lambda: updated(house, transaction, type=type_))
    expected = "Expense transaction updates are not supported for platforms other than Xero."
    assert (expected, "ExpenseSyncApi") == (body["error"], body["service"])


def test_updates_of_what_was_never_written(house: House) -> None:
    """An unknown transaction is a 404, one that was not completed a 400."""
    refused(house, 404, lambda: updated(house, UNKNOWN))
    house.plan(code=5130)
    dataset, (transaction,) = house.dataset()
    house.synced(dataset)
    refused(house, 400, lambda: updated(house, transaction), "transactionId")


def test_an_update_without_connections(house: House) -> None:
    """Nothing is written to what is not linked."""
    dataset, (transaction,) = house.dataset()
    sync_id = house.synced(dataset)
    house.customer("unlink")
    refused(house, 422, lambda: updated(house, transaction))
    refused(house, 400, lambda: house.upload(sync_id, transaction), "connection")


def test_an_update_of_notes_alone(house: House) -> None:
    """What an update leaves out stays as it is, where references must exist too; what it names must be there."""
    company = onboarded(house)
    line = fitting_line(company)
    item = company.transaction(lines=[line])
    company.synced(company.create([item]).json()["datasetId"])
    codes = []
    for changes in ({"notes": "Corrected"}, {"lines": [{**line, "accountRef": {"id": "999"}}]}):
        sync_id = updated(company, item["id"], **changes).json()["syncId"]
        house.advance(until="idle")
        codes.append(company.status(sync_id)["syncStatusCode"])
    assert [2000, 5120] == codes
