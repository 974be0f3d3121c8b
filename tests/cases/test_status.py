"""The documented cases of the status of a sync."""

import re
from collections.abc import Callable

import httpx
import pytest

from cases.refusals import UNKNOWN, another_company, at, ready, refused
from codat_contract import SYNC_CODES, SyncCode
from codat_mock.core import fate
from codat_mock.core.ids import key
from codat_mock.core.register import READY_COMPANY, READY_CONNECTIONS
from house import House

GUID = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")
FAILED = [code for code in SYNC_CODES.values() if code.terminal and not code.success]
ACCOUNTING = f"/companies/{READY_COMPANY}/connections/{READY_CONNECTIONS[0]}"
SUCCEEDED = [code for code in SYNC_CODES.values() if code.success]


def code(house: House, sync_id: str) -> int:
    """The code that a sync reads."""
    number: int = house.status(sync_id)["syncStatusCode"]
    return number


def statuses(house: House, sync_id: str) -> list[str]:
    """The status of each transaction of a sync."""
    return [entry["status"] for entry in house.transactions(sync_id)["results"]]


def test_case_28_from_1000_to_1010(house: House) -> None:
    """In progress from the first poll; long running after strictly more than ten minutes; then the end."""
    house.plan(code=2000, after="PT11M")
    dataset, _ = house.dataset()
    sync_id = house.initiate(dataset).json()["syncId"]
    read = [code(house, sync_id)]
    for step in ("PT600S", "PT0.001S", "PT59.998S", "PT0.001S", "P30D"):
        house.advance(by=step)
        read.append(code(house, sync_id))
    assert [1000, 1000, 1010, 1010, 2000, 2000] == read


def test_case_28_ten_minutes_count_from_the_start(house: House) -> None:
    """Time in the queue does not count towards the ten minutes."""
    house.plan(code=2000, after="PT9M", times=2)
    syncs = [house.initiate(house.dataset()[0]).json()["syncId"] for _ in range(2)]
    house.advance(by="PT17M")
    assert [2000, 1000] == [code(house, sync_id) for sync_id in syncs]


def test_case_29_impatience(house: House) -> None:
    """Whoever initiates the same dataset again at 1010 gets a duplicate, and nothing is pushed twice."""
    house.plan(code=2000, after="PT11M")
    dataset, ids = house.dataset(2)
    first = house.initiate(dataset).json()["syncId"]
    house.advance(by="PT10M1S")
    assert 1010 == code(house, first)
    second = house.initiate(dataset).json()["syncId"]
    assert 1000 == code(house, second)
    house.advance(until="idle")
    assert [2000, 5080] == [code(house, sync_id) for sync_id in (first, second)]
    assert ["Pending"] * len(ids) == statuses(house, second)


def test_case_32_syncs_of_another_company(house: House) -> None:
    """A sync is found through its own company alone; through another it is as unknown as one that never was."""
    dataset, (transaction,) = house.dataset()
    sync_id = house.synced(dataset)
    other = another_company(house)
    for rest in ("/status", "/transactions", f"/transactions/{transaction}"):
        path = f"{other}/syncs/{sync_id}{rest}"
        body = refused(house, 404, lambda path=path: house.http.get(path))  # type: ignore[misc]
        assert ("ExpenseSyncApi", "NotFound") == (body["service"], body["error"])
    refused(house, 404, lambda: at(house, other).upload(sync_id, transaction))


@pytest.mark.parametrize("sync_id", [UNKNOWN, "1", "latest", "%20", UNKNOWN[:-1], f"{UNKNOWN}0"])
def test_case_32_unknown_syncs(same_house: House, sync_id: str) -> None:
    """A sync that never was is a 404, whatever its id looks like."""
    refused(
        same_house, 404, lambda: same_house.http.get(f"{same_house.company}/syncs/{sync_id}/status")
    )


def test_case_33_no_configuration(house: House) -> None:
    """Without configuration a sync ends 4000 and writes nothing; with one, a new dataset is synced."""
    configuration = house.http.get(f"{house.company}/config").json()
    ready(house).configuration = None
    dataset, ids = house.dataset(2)
    failed = house.synced(dataset)
    assert (4000, False) == (code(house, failed), house.status(failed)["dataPushed"])
    assert set() == ready(house).completed
    assert 200 == house.http.post(f"{house.company}/config", json=configuration).status_code
    again = house.create([house.transaction(id=id_) for id_ in ids]).json()["datasetId"]
    assert 2000 == code(house, house.synced(again))


def test_case_35_deleted_company(house: House) -> None:
    """Of a deleted company nothing can be read or written; the sync that ran for it ends 4040."""
    dataset, (transaction,) = house.dataset()
    sync_id = house.initiate(dataset).json()["syncId"]
    assert 204 == house.http.delete(f"/companies/{READY_COMPANY}").status_code
    house.advance(until="idle")
    for rest in ("/status", "/transactions", f"/transactions/{transaction}"):
        answer = house.http.get(f"{house.company}/syncs/{sync_id}{rest}")
        assert (404, "ClientsApi") == (answer.status_code, answer.json()["service"])
    assert 404 == house.initiate(dataset).status_code
    assert 404 == house.create([house.transaction()]).status_code
    assert 404 == house.upload(sync_id, transaction).status_code
    tenant = house.mock.tenant
    assert 4040 == fate.code(tenant.syncs[key(sync_id)].fate, tenant.clock.now())


@pytest.mark.parametrize("act", ["unlink", "deauthorize"])
@pytest.mark.parametrize("connection", READY_CONNECTIONS)
def test_case_36_unlinked_while_queued(house: House, connection: str, act: str) -> None:
    """A connection that is lost before the sync runs: 4220, and nothing is pushed."""
    house.initiate(house.dataset()[0])
    dataset, _ = house.dataset()
    sync_id = house.initiate(dataset).json()["syncId"]
    assert 200 == house.customer(act, connection).status_code
    house.advance(until="idle")
    assert (4220, False) == (code(house, sync_id), house.status(sync_id)["dataPushed"])
    assert ["Pending"] == statuses(house, sync_id)


CUT_OFF: dict[str, tuple[Callable[[House], httpx.Response], int]] = {
    "unlinked": (lambda house: house.customer("unlink"), 4220),
    "unlinked by the client": (
        lambda house: house.http.patch(ACCOUNTING, json={"status": "Unlinked"}),
        4220,
    ),
    "deauthorized": (lambda house: house.customer("deauthorize"), 4220),
    "lapsed": (lambda house: house.customer("lapse"), 4260),
    "expense connection": (lambda house: house.customer("unlink", READY_CONNECTIONS[1]), 4220),
    "connection deleted": (lambda house: house.http.delete(ACCOUNTING), 4040),
}


@pytest.mark.parametrize("way", CUT_OFF)
def test_case_36_cut_off_in_the_middle(house: House, way: str) -> None:
    """What ends a sync after three of five pushes: the three stay completed, and data was pushed."""
    cut, expected = CUT_OFF[way]
    house.plan(after="PT60S", transactions=[{"index": 4, "status": "Completed"}])
    dataset, _ = house.dataset(5)
    sync_id = house.initiate(dataset).json()["syncId"]
    house.advance(by="PT35S")
    before = statuses(house, sync_id)
    assert ["Completed"] * 3 + ["Pending"] * 2 == before
    assert cut(house).is_success
    house.advance(by="PT1H")
    assert (expected, True) == (code(house, sync_id), house.status(sync_id)["dataPushed"])
    assert before == statuses(house, sync_id)
    assert 3 == len(ready(house).completed)


def test_a_planned_code_is_not_cut_off(house: House) -> None:
    """A plan that names a code goes before what happens to the company."""
    house.plan(code=2000, after="PT60S")
    dataset, _ = house.dataset(5)
    sync_id = house.initiate(dataset).json()["syncId"]
    house.advance(by="PT35S")
    house.customer("unlink")
    assert (1000, 2000) == (
        code(house, sync_id),
        (house.advance(until="idle"), code(house, sync_id))[1],
    )


def test_case_37_billing_expired(house: House) -> None:
    """An expired subscription: 4260, and the engine does not try again by itself, even once it is paid."""
    house.customer("lapse")
    dataset, _ = house.dataset()
    sync_id = house.synced(dataset)
    assert 4260 == code(house, sync_id)
    house.customer("pay")
    house.advance(by="P7D")
    assert (4260, ["Pending"]) == (code(house, sync_id), statuses(house, sync_id))
    assert 2000 == code(house, house.synced(dataset))


def test_case_38_server_error(house: House) -> None:
    """After a 5000 nobody knows what was written; whoever resubmits what is not completed duplicates nothing."""
    house.plan(code=5000, transactions=[{"index": 0, "status": "Completed"}])
    dataset, (first, *rest) = house.dataset(3)
    sync_id = house.synced(dataset)
    assert 5000 == code(house, sync_id)
    assert ["Completed", "Unknown", "Unknown"] == statuses(house, sync_id)
    again = house.create([house.transaction(id=id_) for id_ in rest]).json()["datasetId"]
    assert 2000 == code(house, house.synced(again))
    assert set(map(key, [first, *rest])) == ready(house).completed


def test_case_39_one_of_ten(house: House) -> None:
    """One PushError among nine completed is 5130, not a success; the nine take their receipts."""
    house.plan(transactions=[{"index": 4, "status": "PushError"}])
    dataset, ids = house.dataset(10)
    sync_id = house.synced(dataset)
    assert (5130, True) == (code(house, sync_id), house.status(sync_id)["dataPushed"])
    uploads = [house.upload(sync_id, id_).status_code for id_ in ids]
    assert [200] * 4 + [400] + [200] * 5 == uploads


def test_case_40_validation_errors_alone(house: House) -> None:
    """Nothing but validation errors: 5120, and no data was pushed."""
    refuse = [{"index": index, "status": "ValidationError"} for index in range(3)]
    house.plan(transactions=refuse)
    sync_id = house.synced(house.dataset(3)[0])
    assert (5120, False) == (code(house, sync_id), house.status(sync_id)["dataPushed"])


@pytest.mark.parametrize("row", FAILED, ids=lambda row: str(row.number))
def test_case_41_failures_say_why(house: House, row: SyncCode) -> None:
    """A sync that failed has both error fields, and nothing in them is left to be filled in."""
    house.plan(code=row.number)
    status = house.status(house.synced(house.dataset(2)[0]))
    for field in ("errorMessage", "syncExceptionMessage"):
        assert status[field]
        assert "{" not in status[field]


@pytest.mark.parametrize("row", SUCCEEDED, ids=lambda row: str(row.number))
def test_case_41_successes_have_empty_fields(house: House, row: SyncCode) -> None:
    """A sync that succeeded has empty strings there, not nulls; so has one that still runs."""
    house.plan(code=row.number)
    sync_id = house.initiate(house.dataset()[0]).json()["syncId"]
    for _ in range(2):
        status = house.status(sync_id)
        assert ("", "") == (status["errorMessage"], status["syncExceptionMessage"])
        house.advance(until="idle")
    assert "Complete" == house.status(sync_id)["syncStatus"]


def test_case_41_two_correlation_ids(house: House) -> None:
    """The two fields of a push error carry correlation ids of their own, as Codat's sample does."""
    house.plan(code=5130)
    status = house.status(house.synced(house.dataset()[0]))
    found = [GUID.findall(status[field]) for field in ("errorMessage", "syncExceptionMessage")]
    assert [1, 1] == [len(ids) for ids in found]
    assert found[0] != found[1]


def test_reading_changes_nothing(house: House) -> None:
    """However often a status is read, it is the same."""
    sync_id = house.synced(house.dataset()[0])
    once = house.status(sync_id)
    assert [once] * 5 == [house.status(sync_id) for _ in range(5)]
    assert once == house.status(sync_id.upper())
