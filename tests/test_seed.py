"""The seed of the project, character by character: the table of codes, and the flow that everything stands on."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import httpx
import pytest

from codat_contract import SYNC_CODES, IntegrationType, contract
from codat_mock.server import start
from codat_mock.settings import Settings
from codat_mock.witness import line
from house import House

TABLE = """
| 1000 | In Progress |
| 1010 | In Progress (Long running - over ten minutes) |
| 2000 | Success (Data pushed) |
| 2040 | Success (No data pushed) |
| 4000 | Configuration Error |
| 4040 | Company deleted/de-authorized |
| 4220 | Company deleted/de-authorized |
| 4260 | Accounting platform billing expiry |
| 5000 | Generic Server error |
| 5080 | Duplication protection |
| 5120 | Data processing error |
| 5130 | Data push error |
"""


def test_table_of_codes() -> None:
    """The contract's twelve rows are the seed's, in its order, character by character."""
    rows = [f"| {code.number} | {code.reason} |" for code in SYNC_CODES.values()]
    assert TABLE.strip().splitlines() == rows
    assert list(SYNC_CODES) == contract()["components"]["schemas"]["SyncStatusCode"]["enum"]


def test_the_four_calls(house: House) -> None:
    """Create a dataset, initiate a sync, check its transactions, post the receipt: as the seed prints them."""
    company = "/companies/c0da7000-0000-4000-8000-000000000001/sync/expenses"
    item = house.transaction()

    created = house.http.post(f"{company}/expense-transactions", json={"items": [item]})
    assert (200, ["datasetId"]) == (created.status_code, list(created.json()))

    initiated = house.http.post(
        f"{company}/syncs", json={"datasetIds": [created.json()["datasetId"]]}
    )
    assert (202, ["syncId"]) == (initiated.status_code, list(initiated.json()))
    sync_id = initiated.json()["syncId"]
    assert 1000 == house.status(sync_id)["syncStatusCode"]

    house.advance(by="PT1S")
    assert 2000 == house.http.get(f"{company}/syncs/{sync_id}/status").json()["syncStatusCode"]
    listed = house.http.get(f"{company}/syncs/{sync_id}/transactions").json()["results"]
    expected = {
        "transactionId": item["id"],
        "status": "Completed",
        "message": None,
        "integrationType": "expense",
    }
    assert [expected] == listed

    path = f"{company}/syncs/{sync_id}/transactions/{item['id']}/attachments"
    attached = house.http.post(path, files={"file": ("receipt.pdf", b"%PDF-1.7")})
    assert (200, item["id"]) == (attached.status_code, attached.json()["transactionId"])


def test_a_request_to_sync_is_queued(house: House) -> None:
    """Initiating answers at once, with the sync still in progress and nothing pushed."""
    dataset, _ = house.dataset()
    status = house.status(house.initiate(dataset).json()["syncId"])
    assert (1000, False) == (status["syncStatusCode"], status["dataPushed"])


def test_two_datasets_in_one_sync(house: House) -> None:
    """A sync takes every dataset that it names, in that order."""
    (first, ids), (second, more) = house.dataset(2), house.dataset(3)
    sync_id = house.synced(first, second)
    listed = house.transactions(sync_id)["results"]
    assert ids + more == [entry["transactionId"] for entry in listed]
    assert {"Completed"} == {entry["status"] for entry in listed}


def test_ten_uploads_in_parallel() -> None:
    """Receipts are posted in parallel over real connections; each becomes an attachment of its own."""
    settings = Settings(port=0, seed=1, sync_time=0, log="off")
    with start(settings) as running, httpx.Client(trust_env=False) as http:
        mock = running.mock
        base = f"{running.url}/companies/{running.company_id}/sync/expenses"
        http.headers["Authorization"] = "Basic bW9jay1hcGkta2V5"
        ids = [f"00000000-0000-4000-8000-{number:012x}" for number in range(10)]
        items = [
            {"id": id_, "type": "Payment", "issueDate": "2026-01-01", "currency": "GBP"}
            for id_ in ids
        ]
        dataset = http.post(f"{base}/expense-transactions", json={"items": items}).json()[
            "datasetId"
        ]
        sync_id = http.post(f"{base}/syncs", json={"datasetIds": [dataset]}).json()["syncId"]

        def upload(transaction_id: str) -> httpx.Response:
            path = f"{base}/syncs/{sync_id}/transactions/{transaction_id}/attachments"
            return http.post(path, files={"file": ("receipt.png", b"\x89PNG" * 1000)})

        with ThreadPoolExecutor(10) as pool:
            answers = list(pool.map(upload, ids))
        assert [200] * 10 == [answer.status_code for answer in answers]
        assert 10 == len({answer.json()["id"] for answer in answers})
        assert 10 == len(mock.tenant.attachments)


@pytest.mark.parametrize("spelling", ["expense", "expenses"])
def test_integration_type_of_the_seed(spelling: str) -> None:
    """`expense` is printed, and `expenses` is the same thing."""
    assert IntegrationType.EXPENSE is IntegrationType.read(spelling)
    assert "expense" == IntegrationType.EXPENSE.value


@pytest.mark.parametrize("status", ["PushError", "ValidationError"])
def test_attachments_are_for_completed_transactions(house: House, status: str) -> None:
    """Only a transaction with the status `Completed` takes an attachment; its sibling does."""
    house.plan(transactions=[{"index": 0, "status": status}])
    dataset, (failed, completed) = house.dataset(2)
    sync_id = house.synced(dataset)
    assert [400, 200] == [house.upload(sync_id, id_).status_code for id_ in (failed, completed)]


def test_near_miss(house: House) -> None:
    """`GET .../syncs/{syncId}` is a 404 in Codat's shape, and its log line names what was perhaps meant."""
    dataset, _ = house.dataset()
    sync_id = house.synced(dataset)
    answer = house.http.get(f"{house.company}/syncs/{sync_id}")
    expected = set(contract()["components"]["schemas"]["ErrorMessage"]["properties"])
    assert (404, expected) == (answer.status_code, set(answer.json()))
    assert "NotFound" == answer.json()["error"]
    written = line(house.seen[-1])
    assert "/syncs/{syncId}/status" in written
    assert "\n" not in written


def test_table_cannot_be_passed_by_chance() -> None:
    """The comparison would notice a single letter."""
    changed = replace(SYNC_CODES[4220], reason="Company deleted/deauthorized")
    assert f"| {changed.number} | {changed.reason} |" not in TABLE
