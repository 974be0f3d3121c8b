"""Every code is provoked in each of the three ways, and what was provoked heals."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any, TypeAlias

import httpx
import pytest

from cases.refusals import ready, refused
from cases.test_updates import UPDATE, updated
from codat_contract import SYNC_CODES
from codat_mock.contract.operations import STARTS_SYNC
from codat_mock.core.fate import Decider
from codat_mock.core.ids import key
from house import House
from lane.asking import KEY, remarks, told, why

Provoke: TypeAlias = Callable[[House, int], httpx.Response]

FAILED = [code.number for code in SYNC_CODES.values() if code.terminal and not code.success]
ALL_CODES = ", ".join(map(str, SYNC_CODES))


def noted(house: House, *notes: str, ids: list[str] | None = None) -> tuple[str, list[str]]:
    """A dataset of transactions with these notes, with these ids if they are given: its id, and theirs."""
    items = [house.transaction(notes=text) for text in notes]
    for item, id_ in zip(items, ids or (), strict=False):
        item["id"] = id_
    return house.create(items).json()["datasetId"], [item["id"] for item in items]


def initiated(house: House, dataset: str, prefer: str, **headers: str) -> httpx.Response:
    """POST a sync with a preference."""
    return house.http.post(
        f"{house.company}/syncs",
        json={"datasetIds": [dataset]},
        headers={"Prefer": prefer, **headers},
    )


def by_plan(house: House, code: int) -> httpx.Response:
    """A sync of three transactions, its code planned."""
    assert 201 == house.plan(code=code).status_code
    return house.initiate(house.dataset(3)[0])


def by_preference(house: House, code: int) -> httpx.Response:
    """A sync of three transactions, its code preferred."""
    return initiated(house, house.dataset(3)[0], f"mock-sync={code}")


def by_magic(house: House, code: int) -> httpx.Response:
    """A sync of three transactions, its code named by the first one's notes."""
    return house.initiate(noted(house, f"Lunch [mock:{code}]", "Dinner", "")[0])


WAYS: dict[Decider, Provoke] = {
    Decider.PREFERENCE: by_preference,
    Decider.PLAN: by_plan,
    Decider.MAGIC: by_magic,
}


def decided(house: House, sync_id: str) -> tuple[int, Decider]:
    """The code of a sync, and what decided it."""
    code: int = house.status(sync_id)["syncStatusCode"]
    fate = house.mock.tenant.syncs[key(sync_id)].fate
    assert fate is not None
    return code, fate.by


def statuses(house: House, sync_id: str) -> list[str]:
    """The status of each transaction of a sync."""
    return [entry["status"] for entry in house.transactions(sync_id)["results"]]


def read(house: House, which: str) -> httpx.Response:
    """GET a status or a list of them."""
    return house.http.get(f"{house.company}/syncs/{which}/status")


@pytest.mark.parametrize("code", SYNC_CODES)
@pytest.mark.parametrize("way", WAYS)
def test_every_code_in_every_way(house: House, way: Decider, code: int) -> None:
    """Each of the twelve codes is provoked in each of the three ways, and everywhere the same is read of it."""
    row = SYNC_CODES[code]
    answer = WAYS[way](house, code)
    assert 202 == answer.status_code
    sync_id = answer.json()["syncId"]
    house.advance(by="PT1M")
    assert (code, way) == decided(house, sync_id)
    status = house.status(sync_id)
    assert (sync_id, code) == (status["syncId"], status["syncStatusCode"])
    if row.terminal:
        assert row.sync_status == status["syncStatus"]
    assert (code in FAILED) == bool(status["errorMessage"])
    assert [status] == read(house, "list").json()
    assert status == read(house, "latest").json()
    succeeded = read(house, "lastSuccessful")
    assert (200 if row.success else 404) == succeeded.status_code
    assert not row.success or status == succeeded.json()
    expected = [(row.needs or row.unnamed).value, row.unnamed.value, row.unnamed.value]
    assert expected == statuses(house, sync_id)
    assert ("Completed" in expected and row.terminal) == status["dataPushed"]
    for entry in house.transactions(sync_id)["results"]:
        path = f"{house.company}/syncs/{sync_id}/transactions/{entry['transactionId']}"
        assert [entry] == house.http.get(path).json()


@pytest.mark.parametrize("way", WAYS)
def test_the_next_sync_is_as_ever(house: House, way: Decider) -> None:
    """What is provoked is one sync, never the company."""
    WAYS[way](house, 4260)
    assert (2000, Decider.OUTCOMES) == decided(house, house.synced(house.dataset()[0]))


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("code", [1000, 1010])
def test_codes_that_hold(house: House, way: Decider, code: int) -> None:
    """A code that is no end holds its sync and those behind it, in whichever way it was provoked."""
    sync_id = WAYS[way](house, code).json()["syncId"]
    behind = house.initiate(house.dataset()[0]).json()["syncId"]
    assert [{"syncId": sync_id, "code": 1010, "waiting": 1}] == house.advance(by="P1D")["held"]
    house.http.post(f"/__mock/syncs/{sync_id}/end", json={"code": 4220})
    house.advance(until="idle")
    codes = [house.status(one)["syncStatusCode"] for one in (sync_id, behind)]
    assert [4220, 2000] == codes


# ------------------------------------------------------------------------- precedence


def test_an_end_goes_before_a_preference(house: House) -> None:
    """A sync whose code is preferred can be told to end otherwise."""
    sync_id = initiated(house, house.dataset()[0], "mock-sync=1000").json()["syncId"]
    house.advance(by="PT1S")
    assert 200 == house.http.post(f"/__mock/syncs/{sync_id}/end", json={"code": 5000}).status_code
    assert (5000, Decider.END) == decided(house, sync_id)


def test_a_preference_goes_before_a_plan(house: House) -> None:
    """A preferred code is the sync's, and the plan waits for the next one."""
    house.plan(code=4040)
    first = initiated(house, house.dataset()[0], "mock-sync=4260").json()["syncId"]
    assert [1] == [plan["times"] for plan in house.http.get("/__mock/plans").json()["plans"]]
    second = house.synced(house.dataset()[0])
    assert (4260, Decider.PREFERENCE) == decided(house, first)
    assert (4040, Decider.PLAN) == decided(house, second)


def test_a_plan_goes_before_magic(house: House) -> None:
    """A planned code is the sync's, whatever its data says."""
    house.plan(code=4260)
    assert (4260, Decider.PLAN) == decided(house, house.synced(noted(house, "[mock:4040]")[0]))


def test_a_plan_without_a_code_leaves_it_to_magic(house: House) -> None:
    """Where a plan says when, the data says what."""
    house.plan(after="PT5M")
    sync_id = house.initiate(noted(house, "[mock:4040]")[0]).json()["syncId"]
    house.advance(by="PT4M")
    assert 1000 == house.status(sync_id)["syncStatusCode"]
    house.advance(by="PT1M")
    assert (4040, Decider.MAGIC) == decided(house, sync_id)


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("act", ["lapse", "unlink"])
def test_what_is_provoked_goes_before_the_state(house: House, way: Decider, act: str) -> None:
    """A provoked code stays, whether the company's state breaks before the sync starts or while it runs."""
    codes = (2000, 4000)
    syncs = [WAYS[way](house, code).json()["syncId"] for code in codes]
    house.status(syncs[0])
    house.customer(act)
    house.advance(until="idle")
    assert [(code, way) for code in codes] == [decided(house, sync_id) for sync_id in syncs]


def test_the_state_goes_before_transactions(house: House) -> None:
    """Where the company's state ends a sync no transaction has a say, whoever names its status."""
    dataset, _ = noted(house, "[mock:PushError]", "")
    house.plan(transactions=[{"index": 1, "status": "ValidationError"}])
    house.customer("lapse")
    sync_id = house.synced(dataset)
    assert (4260, Decider.STATE) == decided(house, sync_id)
    assert ["Pending", "Pending"] == statuses(house, sync_id)


def test_the_state_ends_what_only_transactions_decide(house: House) -> None:
    """A status in the data is no code: a subscription that lapses meanwhile ends the sync."""
    sync_id = house.initiate(noted(house, "[mock:PushError]")[0]).json()["syncId"]
    house.status(sync_id)
    house.customer("lapse")
    assert (4260, Decider.STATE) == decided(house, sync_id)


def test_planned_transactions_go_before_magic(house: House) -> None:
    """Of one transaction the plan's word counts, of the others that of the data."""
    house.plan(transactions=[{"index": 0, "status": "Completed", "message": "planned"}])
    sync_id = house.synced(noted(house, "[mock:PushError]", "[mock:ValidationError]")[0])
    assert (5120, Decider.OUTCOMES) == decided(house, sync_id)
    assert ["Completed", "ValidationError"] == statuses(house, sync_id)


# ------------------------------------------------------------------------- preferences


def test_a_preference_is_said_to_be_applied(house: House) -> None:
    """The answer says which preferences it follows; both kinds may stand in one header."""
    for prefer in (
        "mock-sync=4260",
        "code=202, mock-sync=4260",
        "respond-async; x=y, mock-sync=4260",
        'MOCK-SYNC = "4260"',
    ):
        answer = initiated(house, house.dataset()[0], prefer)
        expected = "code=202, mock-sync=4260" if "202" in prefer else "mock-sync=4260"
        assert (202, expected) == (answer.status_code, answer.headers["preference-applied"])
        assert "goes to 4260, as preferred" in remarks(house)[0]


def test_a_preference_of_a_refused_sync(house: House) -> None:
    """A call that starts no sync for another reason applies nothing."""
    house.customer("unlink")
    dataset = house.dataset()[0]
    answer = initiated(house, dataset, "mock-sync=4260")
    assert (422, False) == (answer.status_code, "preference-applied" in answer.headers)


def test_a_provoked_error_goes_before_a_sync(house: House) -> None:
    """Who asks for an error gets that one, and no sync is started."""
    answer = initiated(house, house.dataset()[0], "mock-sync=4260, code=503")
    assert (503, "code=503") == (answer.status_code, answer.headers["preference-applied"])
    assert {} == house.mock.tenant.syncs


@pytest.mark.parametrize("code", SYNC_CODES)
def test_an_update_prefers_a_code(house: House, code: int) -> None:
    """An update starts a sync as well, and its code can be preferred."""
    dataset, (transaction,) = house.dataset()
    house.synced(dataset)
    answer = house.http.put(
        f"{house.company}/expense-transactions/{transaction}",
        json=UPDATE,
        headers={"Prefer": f"mock-sync={code}"},
    )
    applied = f"mock-sync={code}"
    assert (202, applied) == (answer.status_code, answer.headers["preference-applied"])
    house.advance(by="PT1M")
    assert (code, Decider.PREFERENCE) == decided(house, answer.json()["syncId"])


def test_an_update_by_magic(house: House) -> None:
    """The notes of an update decide the sync that it starts, and heal when they are changed."""
    dataset, (transaction,) = house.dataset()
    house.synced(dataset)
    for notes, expected in (("[mock:PushError]", 5130), ("Corrected", 2000)):
        sync_id = updated(house, transaction, notes=notes).json()["syncId"]
        house.advance(until="idle")
        assert expected == house.status(sync_id)["syncStatusCode"]


@pytest.mark.parametrize(
    "code", ["", "2001", "4", "04260", "4260.0", "-1000", "PushError", "\u0664" * 4, "4260x"]
)
def test_codes_that_no_sync_has(house: House, code: str) -> None:
    """What is none of the twelve codes is a 400 whose explanation lists those, and no sync is started."""
    dataset, _ = house.dataset()
    path, headers = f"{house.company}/syncs", {"Prefer": f"mock-sync={code}".encode()}

    def send() -> httpx.Response:
        answer = house.http.post(path, json={"datasetIds": [dataset]}, headers=headers)  # type: ignore[arg-type]
        assert "preference-applied" not in answer.headers
        assert why(house).endswith(f"a sync has one of {ALL_CODES}.")
        return answer

    refused(house, 400, send)


OTHERS: list[tuple[str, str, dict[str, Any]]] = [
    ("GET", "/companies", {}),
    ("POST", "/companies", {"json": {"name": "Second"}}),
    ("POST", f"{House.company}/expense-transactions", {"json": {"items": []}}),
    ("GET", f"{House.company}/syncs/latest/status", {}),
]


@pytest.mark.parametrize(("method", "path", "rest"), OTHERS)
def test_calls_that_start_no_sync(
    house: House, method: str, path: str, rest: dict[str, Any]
) -> None:
    """On a call that starts no sync the preference is a 400 whose explanation names those that do."""

    def send() -> httpx.Response:
        answer = house.http.request(method, path, headers={"Prefer": "mock-sync=4260"}, **rest)
        assert why(house).endswith(f"starts no sync; {' and '.join(STARTS_SYNC)} do.")
        return answer

    refused(house, 400, send)


def test_operations_that_start_a_sync(house: House) -> None:
    """Those that can be asked for a code are the operations that answer 202 with a sync's id."""
    routes = house.mock.exchange.router.operations
    assert set(STARTS_SYNC) == {operation.id for operation in routes if 202 in operation.answers}


def test_a_key_beside_a_preference(house: House) -> None:
    """With an Idempotency-Key the same sync is answered again in the same words, and none is started twice."""
    dataset, _ = house.dataset()
    send = lambda: initiated(house, dataset, "mock-sync=4260", **{"Idempotency-Key": KEY})  # noqa: E731
    answers = [told(send()) for _ in range(3)]
    assert (202, [answers[0]] * 2) == (answers[0][0], answers[1:])
    assert ("preference-applied", "mock-sync=4260") in answers[0][3]
    assert 1 == len(house.mock.tenant.syncs)


@pytest.mark.parametrize("prefer", ["mock-sync=2000", "wait=1"])
def test_a_key_beside_another_preference(house: House, prefer: str) -> None:
    """What was answered to the key before is answered again, with what was applied then."""
    dataset, _ = house.dataset()
    first, second = (
        initiated(house, dataset, asked, **{"Idempotency-Key": KEY})
        for asked in ("mock-sync=4260", prefer)
    )
    assert told(first) == told(second)


# ------------------------------------------------------------------------- healing


def test_a_marker_that_heals(house: House) -> None:
    """A sync whose data fails it the first time: what failed, sent again in a new dataset, goes through."""
    notes = ["", "[mock:5130 x1]", ""]
    dataset, ids = noted(house, *notes)
    first = house.synced(dataset)
    assert (5130, Decider.MAGIC) == decided(house, first)
    failed = [
        entry["transactionId"]
        for entry in house.transactions(first)["results"]
        if entry["status"] != "Completed"
    ]
    assert ids[1:2] == failed
    second = house.synced(noted(house, notes[1], ids=failed)[0])
    assert (2000, Decider.OUTCOMES) == decided(house, second)
    assert set(map(key, ids)) == ready(house).completed
    assert 5130 == house.status(first)["syncStatusCode"]


@pytest.mark.parametrize("status", ["PushError", "ValidationError", "Unknown"])
def test_a_status_that_heals(house: House, status: str) -> None:
    """A transaction that is refused twice goes through the third time."""
    notes, ids = f"[mock:{status} x2]", [house.transaction_id()]
    seen = [statuses(house, house.synced(noted(house, notes, ids=ids)[0])) for _ in range(3)]
    assert [[status], [status], ["Completed"]] == seen


@pytest.mark.parametrize(
    ("breaks", "heals", "code"), [("lapse", "pay", 4260), ("unlink", "link", 4220)]
)
def test_a_state_that_heals(house: House, breaks: str, heals: str, code: int) -> None:
    """What the customer breaks ends what runs and what waits; once it is mended the same datasets go through."""
    datasets = [house.dataset()[0] for _ in range(2)]
    syncs = [house.initiate(dataset).json()["syncId"] for dataset in datasets]
    house.status(syncs[0])
    house.customer(breaks)
    house.advance(until="idle")
    assert [(code, Decider.STATE)] * 2 == [decided(house, sync_id) for sync_id in syncs]
    house.customer(heals)
    assert [2000, 2000] == [
        house.status(house.synced(dataset))["syncStatusCode"] for dataset in datasets
    ]


def test_a_sync_that_cannot_start(house: House) -> None:
    """Where the mock itself fails at a start, the call that comes upon it is answered, and its log says what failed."""

    def broken(raw: bytes) -> Any:
        raise ValueError(f"cannot read {len(raw)} bytes")

    sync_id = house.initiate(noted(house, "[mock:2000]")[0]).json()["syncId"]
    timeline = house.mock.tenant.timeline
    timeline.world = replace(timeline.world, parse=broken)
    assert (5000, Decider.FAILURE) == decided(house, sync_id)
    (remark,) = [remark for remark in remarks(house) if "could not start" in remark]
    assert "ValueError: cannot read" in remark
    assert 2000 == house.status(house.synced(house.dataset()[0]))["syncStatusCode"]


def test_a_stranger_is_told_in_the_log(house: House) -> None:
    """What looks like a marker and is none stands in the log of the call at which its sync started."""
    house.synced(noted(house, "[mock:Pending]")[0])
    (remark,) = [remark for seen in house.seen for remark in seen.remarks if "[mock:" in remark]
    assert f"write one of {ALL_CODES} or one of Unknown, PushError" in remark
