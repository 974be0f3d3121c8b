"""The documented cases of initiating a sync, and of the queue."""

import pytest

from cases.refusals import JSON, UNKNOWN, another_company, at, ready, refused
from codat_mock.core.connections import ConnectionStatus
from codat_mock.core.ids import key
from house import House

NOT_LINKED = [status for status in ConnectionStatus if status is not ConnectionStatus.LINKED]


def listed(house: House, sync_id: str) -> list[str]:
    """The ids of the transactions that a sync takes."""
    results = house.transactions(sync_id)["results"]
    return [entry["transactionId"] for entry in results]


def test_case_17_an_empty_list(same_house: House) -> None:
    """A sync of an empty list of datasets cannot be meant."""
    same_house.dataset()
    refused(same_house, 400, same_house.initiate, "DatasetIds")


@pytest.mark.parametrize("body", [b'{"datasetIds": null}', b"{}", b""])
def test_case_17_no_list_is_all_that_wait(house: House, body: bytes) -> None:
    """Null, absent or no body at all: every dataset that no sync has taken yet, in the order in which they came."""
    (taken, _), (_, first), (_, second) = house.dataset(), house.dataset(2), house.dataset()
    house.synced(taken)
    answer = house.http.post(f"{house.company}/syncs", content=body, headers=JSON)
    assert 202 == answer.status_code
    assert first + second == listed(house, answer.json()["syncId"])


def test_case_17_nothing_waits(house: House) -> None:
    """With nothing that waits the sync succeeds without having pushed anything."""
    sync_id = house.http.post(f"{house.company}/syncs", json={}).json()["syncId"]
    house.advance(until="idle")
    status = house.status(sync_id)
    assert (2040, False) == (status["syncStatusCode"], status["dataPushed"])
    assert 0 == house.transactions(sync_id)["totalResults"]


def test_case_18_one_unknown_dataset(house: House) -> None:
    """An unknown dataset among valid ones: the whole request is refused, and the valid ones still wait."""
    (first, one), (second, other) = house.dataset(), house.dataset()
    refused(house, 400, lambda: house.initiate(first, UNKNOWN, second), "DatasetIds[1]")
    assert one + other == listed(house, house.initiate(first, second).json()["syncId"])


def test_case_19_a_dataset_of_another_company(house: House) -> None:
    """Another company's dataset is refused in the words for one that never was."""
    elsewhere = at(house, another_company(house))
    foreign, _ = elsewhere.dataset()
    bodies = [
        refused(house, 400, lambda dataset=dataset: house.initiate(dataset), "DatasetIds[0]")  # type: ignore[misc]
        for dataset in (foreign, UNKNOWN)
    ]
    for body in bodies:
        del body["correlationId"]
    assert str(bodies[1]).replace(UNKNOWN, foreign) == str(bodies[0])


@pytest.mark.parametrize("status", NOT_LINKED)
@pytest.mark.parametrize("connection", ["accounting", "partner"])
def test_cases_20_and_21_connections(
    house: House, connection: str, status: ConnectionStatus
) -> None:
    """A sync needs the accounting and the expense connection linked: 422 without, 202 once they are."""
    dataset, _ = house.dataset()
    getattr(ready(house), connection).status = status
    body = refused(house, 422, lambda: house.initiate(dataset))
    assert ("ExpenseSyncApi", "No") == (body["service"], body["canBeRetried"])
    getattr(ready(house), connection).status = ConnectionStatus.LINKED
    assert 202 == house.initiate(dataset).status_code


def test_case_20_datasets_need_no_connection(house: House) -> None:
    """Datasets are taken whether the company is linked or not."""
    house.customer("unlink")
    assert 200 == house.create([house.transaction()]).status_code


def test_case_22_five_at_once(house: House) -> None:
    """Five syncs get five ids, run one after the other in the order in which they were asked for, and all end."""
    house.plan(code=2000, after="PT10S", times=5)
    datasets = [house.dataset()[0] for _ in range(5)]
    syncs = [house.initiate(dataset).json()["syncId"] for dataset in datasets]
    assert 5 == len(set(syncs))
    effects = house.advance(until="idle")["effects"]
    starts, ends = (
        {effect["syncId"]: effect["at"] for effect in effects if effect["effect"] == what}
        for what in ("sync-started", "sync-ended")
    )
    assert syncs == list(ends)
    assert [ends[before] for before in syncs[:-1]] == [starts[sync_id] for sync_id in syncs[1:]]
    assert {2000} == {house.status(sync_id)["syncStatusCode"] for sync_id in syncs}


def test_case_22_companies_do_not_wait_for_each_other(house: House) -> None:
    """The queue is the company's own: another one's sync ends while ours is still running."""
    elsewhere = at(house, another_company(house))
    house.plan(code=2000, after="PT10M")
    ours = house.initiate(house.dataset()[0]).json()["syncId"]
    theirs = elsewhere.initiate(elsewhere.dataset()[0]).json()["syncId"]
    house.advance(by="PT1S")
    assert 1000 == house.status(ours)["syncStatusCode"]
    assert 2000 == elsewhere.status(theirs)["syncStatusCode"]


def test_case_22_queued_behind(house: House) -> None:
    """A sync behind another reads 1000 NotStarted for as long as the other runs, and never 1010."""
    house.plan(code=2000, after="PT1H")
    first, second = (house.initiate(house.dataset()[0]).json()["syncId"] for _ in range(2))
    house.advance(by="PT30M")
    codes = [house.status(sync_id)["syncStatusCode"] for sync_id in (first, second)]
    assert [1010, 1000] == codes
    assert "NotStarted" == house.status(second)["syncStatus"]


def test_case_24_two_syncs_of_one_dataset(house: House) -> None:
    """Two syncs that name the same dataset: the first pushes it, the second is a duplicate."""
    dataset, ids = house.dataset(3)
    syncs = [house.initiate(dataset).json()["syncId"] for _ in range(2)]
    house.advance(until="idle")
    assert [2000, 5080] == [house.status(sync_id)["syncStatusCode"] for sync_id in syncs]
    assert [True, False] == [house.status(sync_id)["dataPushed"] for sync_id in syncs]
    assert set(map(key, ids)) == ready(house).completed


def test_case_24_overlapping_datasets(house: House) -> None:
    """One id in two datasets of one sync is a duplicate too."""
    item = house.transaction()
    datasets = [house.create([item]).json()["datasetId"] for _ in range(2)]
    sync_id = house.synced(*datasets)
    assert 5080 == house.status(sync_id)["syncStatusCode"]
    assert item["id"] in house.status(sync_id)["errorMessage"]


def test_case_25_lost_answers(house: House) -> None:
    """Whoever lost the answer and asks again gets another sync, and each transaction is pushed once."""
    dataset, ids = house.dataset(2)
    syncs = [house.initiate(dataset).json()["syncId"] for _ in range(4)]
    house.advance(until="idle")
    entries = [entry for sync_id in syncs for entry in house.transactions(sync_id)["results"]]
    pushed = [entry["transactionId"] for entry in entries if entry["status"] == "Completed"]
    assert ids == pushed


def test_case_26_a_dataset_that_comes_later(house: House) -> None:
    """A dataset created while a sync runs waits for the next one."""
    _, early = house.dataset()
    path = f"{house.company}/syncs"
    first = house.http.post(path, json={}).json()["syncId"]
    assert 1000 == house.status(first)["syncStatusCode"]
    _, late = house.dataset(2)
    house.advance(until="idle")
    assert early == listed(house, first)
    assert late == listed(house, house.http.post(path, json={}).json()["syncId"])


def test_a_dataset_named_twice_counts_once(house: House) -> None:
    """Repeated ids in the list, in any case, are one dataset."""
    dataset, ids = house.dataset(2)
    sync_id = house.synced(dataset, dataset.upper(), dataset)
    assert (2000, ids) == (house.status(sync_id)["syncStatusCode"], listed(house, sync_id))


@pytest.mark.parametrize("wrong", ["", "1", "not-a-uuid", f"{{{UNKNOWN}}}", f"urn:uuid:{UNKNOWN}"])
def test_malformed_dataset_ids(same_house: House, wrong: str) -> None:
    """What is no uuid is refused at its place, before any dataset is looked up."""
    dataset, _ = same_house.dataset()
    refused(same_house, 400, lambda: same_house.initiate(dataset, wrong), "DatasetIds[1]")


@pytest.mark.parametrize(
    ("body", "place"),
    [
        ({"datasetIds": None, "syncAll": True}, "Body"),
        ({"DatasetIds": None}, "Body"),
        ({"datasetIds": UNKNOWN}, "DatasetIds"),
        ({"datasetIds": {}}, "DatasetIds"),
        ({"datasetIds": [None]}, "DatasetIds[0]"),
        ({"datasetIds": [[UNKNOWN]]}, "DatasetIds[0]"),
        ([UNKNOWN], "Body"),
        (UNKNOWN, "Body"),
        (1, "Body"),
    ],
)
def test_bodies_that_start_no_sync(same_house: House, body: object, place: str) -> None:
    """A sync takes `datasetIds` and nothing else: unknown fields and other types are refused."""
    same_house.dataset()
    refused(
        same_house,
        400,
        lambda: same_house.http.post(f"{same_house.company}/syncs", json=body),
        place,
    )


def test_null_as_body(same_house: House) -> None:
    """The JSON value null is no object."""
    same_house.dataset()
    path = f"{same_house.company}/syncs"
    refused(
        same_house, 400, lambda: same_house.http.post(path, content=b"null", headers=JSON), "Body"
    )
