"""What becomes of a plan, or of an end, that cannot be?"""

from collections.abc import Callable
from time import process_time
from typing import Any

import httpx
import pytest

from cases.refusals import UNKNOWN, problem
from codat_contract import SYNC_CODES
from house import House

OPEN = [row.number for row in SYNC_CODES.values() if not row.terminal]


def named(**row: Any) -> dict[str, Any]:
    """A plan for one transaction."""
    return {"transactions": [{"status": "PushError", **row}]}


ZEROTH = {"index": 0, "status": "PushError"}
PLANS: dict[str, tuple[int, dict[str, Any], list[str]]] = {
    "success with a push error": (422, {"code": 2000, "transactions": [ZEROTH]}, []),
    "5120 with a push error": (422, {"code": 5120, "transactions": [ZEROTH]}, []),
    "pending of itself": (422, named(index=0, status="Pending"), []),
    "polls and after": (422, {"polls": 2, "after": "PT1S"}, []),
    "polls without an end": (422, {"polls": 2, "code": 1000}, []),
    "polls and long running": (422, {"polls": 2, "code": 1010}, []),
    "twice by index": (422, {"transactions": [ZEROTH, ZEROTH]}, []),
    "twice by id": (
        422,
        {"transactions": [{"transactionId": id_, "status": "Completed"} for id_ in [UNKNOWN] * 2]},
        [],
    ),
    "twice by id in another case": (
        422,
        {
            "transactions": [
                {"transactionId": id_, "status": "Completed"} for id_ in (UNKNOWN, UNKNOWN.upper())
            ]
        },
        [],
    ),
    "by id and index": (400, named(index=0, transactionId=UNKNOWN), ["/transactions/0"]),
    "by neither": (400, named(), ["/transactions/0"]),
    "no transactions": (400, {"transactions": []}, ["/transactions"]),
    "index below 0": (400, named(index=-1), ["/transactions/0/index"]),
    "index a half": (400, named(index=0.5), ["/transactions/0/index"]),
    "index 10^30": (400, named(index=10**30), ["/transactions/0/index"]),
    "index true": (400, named(index=True), ["/transactions/0/index"]),
    "transaction's id": (400, named(transactionId="1"), ["/transactions/0/transactionId"]),
    "long message": (400, named(index=0, message="m" * 10_001), ["/transactions/0/message"]),
    "unknown code": (400, {"code": 2001}, ["/code"]),
    "polls 0": (400, {"polls": 0}, ["/polls"]),
    "polls a half": (400, {"polls": 1.5}, ["/polls"]),
    "times 0": (400, {"times": 0}, ["/times"]),
    "times 10^30": (400, {"times": 10**30}, ["/times"]),
    "integration types": (400, {"integrationTypes": []}, ["/integrationTypes"]),
    "a type twice": (400, {"integrationTypes": ["expense"] * 2}, ["/integrationTypes"]),
    "company's id": (400, {"companyId": "mine"}, ["/companyId"]),
    "unknown company": (404, {"companyId": UNKNOWN}, []),
}


@pytest.mark.parametrize("name", PLANS)
def test_plans_that_cannot_be(same_house: House, name: str) -> None:
    """A plan that contradicts itself is a 422, one that makes no sense a 400 at its place; neither waits."""
    status, body, pointers = PLANS[name]
    problem(same_house, status, lambda: same_house.plan(**body), *pointers)


@pytest.mark.parametrize("code", ["2000", "1e3", [2000], None, True, 2000.5])
def test_codes_that_are_none(same_house: House, code: object) -> None:
    """A code is a number of the table: text that looks like one is not."""
    for path in ("/__mock/plans", f"/__mock/syncs/{UNKNOWN}/end"):
        answer = same_house.http.post(path, json={"code": code})
        assert 400 == answer.status_code
        assert {"/code"} == {fault["pointer"] for fault in answer.json()["errors"]}


WHOLE = [
    ({"code": 5130.0}, {"code": 5130}),
    ({"times": 2.0}, {"times": 2}),
    ({"polls": 1.0}, {"polls": 1}),
    (named(index=0.0), named(index=0)),
]


@pytest.mark.parametrize(("sent", "kept"), WHOLE, ids=[str(kept) for _, kept in WHOLE])
def test_whole_numbers(house: House, sent: dict[str, Any], kept: dict[str, Any]) -> None:
    """A whole number is one however it is written, and it works as one."""
    made = house.plan(**sent)
    assert 201 == made.status_code
    assert str(kept).strip("{}") in str(made.json())
    sync_id = house.synced(house.dataset(2)[0])
    house.status(sync_id)
    expected = 5130 if "transactions" in kept else kept.get("code", 2000)
    assert expected == house.status(sync_id)["syncStatusCode"]


End = Callable[..., httpx.Response]


@pytest.fixture(name="end")
def _end(house: House) -> End:
    """What ends a sync of three transactions that has just been initiated."""
    sync_id = house.initiate(house.dataset(3)[0]).json()["syncId"]
    house.status(sync_id)
    return lambda **body: house.http.post(f"/__mock/syncs/{sync_id}/end", json=body)


@pytest.mark.parametrize("code", OPEN)
def test_ends_that_are_none(house: House, end: End, code: int) -> None:
    """A sync cannot end with a code that is no end."""
    problem(house, 422, lambda: end(code=code))
    assert 200 == end(code=2000).status_code


@pytest.mark.parametrize(
    "transactions",
    [
        [ZEROTH],
        [{"index": 0, "status": "Pending"}],
        [{"index": 1, "status": "Completed"}, {"index": 2, "status": "ValidationError"}],
    ],
)
def test_ends_that_contradict_themselves(
    house: House, end: End, transactions: list[dict[str, Any]]
) -> None:
    """A success has completed transactions alone; a refused end leaves the sync as it was."""
    problem(house, 422, lambda: end(code=2000, transactions=transactions))
    assert 200 == end(code=2000).status_code


def test_ends_that_name_a_transaction_twice(house: House, end: End) -> None:
    """One transaction has one verdict, in an end as in a plan."""
    twice = [{"index": 0, "status": "PushError"}, {"index": 0, "status": "Completed"}]
    problem(house, 422, lambda: end(code=5130, transactions=twice))


def test_ends_after_the_end(house: House, end: End) -> None:
    """What has ended cannot end again, by itself or otherwise."""
    assert 200 == end(code=5000).status_code
    problem(house, 409, lambda: end(code=5000))
    problem(house, 409, lambda: end(code=2000))
    sync_id = house.synced(house.dataset()[0])
    problem(
        house, 409, lambda: house.http.post(f"/__mock/syncs/{sync_id}/end", json={"code": 2000})
    )


def test_ends_against_what_is_decided(house: House) -> None:
    """What was pushed before stays pushed: an end that says otherwise is refused."""
    house.plan(code=2000, after="PT60S")
    sync_id = house.initiate(house.dataset(3)[0]).json()["syncId"]
    house.advance(by="PT30S")
    path = f"/__mock/syncs/{sync_id}/end"
    body = {"code": 5130, "transactions": [ZEROTH]}
    assert (
        "already Completed"
        in problem(house, 422, lambda: house.http.post(path, json=body))["detail"]
    )
    problem(house, 422, lambda: house.http.post(path, json={"code": 4000}))
    assert 200 == house.http.post(path, json={"code": 5130}).status_code


@pytest.mark.parametrize("sync_id", [UNKNOWN, "1", "%20", "latest"])
def test_unknown_syncs(same_house: House, sync_id: str) -> None:
    """A sync that is not there is a 404."""
    path = f"/__mock/syncs/{sync_id}/end"
    problem(same_house, 404, lambda: same_house.http.post(path, json={"code": 2000}))


@pytest.mark.parametrize("plan", ["plan-9", "%00", "p" * 1_000, "plan-1%2F"])
def test_unknown_plans(same_house: House, plan: str) -> None:
    """A plan that does not wait cannot be forgotten."""
    problem(same_house, 404, lambda: same_house.http.delete(f"/__mock/plans/{plan}"))


def test_many_integration_types_are_refused_quickly(same_house: House) -> None:
    """A list that is far too long is refused for that, soon, and not compared element by element."""
    began = process_time()
    answer = same_house.plan(integrationTypes=[[number] for number in range(50_000)])
    assert process_time() - began < 1
    assert 400 == answer.status_code


def test_large_plans_and_large_syncs(house: House) -> None:
    """A plan that names thousands does not hold up a sync of hundreds of datasets."""
    ids = [f"11111111-0000-4000-8000-{number:012x}" for number in range(5_000)]
    assert (
        201
        == house.plan(
            transactions=[{"transactionId": id_, "status": "Completed"} for id_ in ids]
        ).status_code
    )
    datasets = [house.dataset()[0] for _ in range(400)]
    began = process_time()
    assert 202 == house.initiate(*datasets).status_code
    assert process_time() - began < 0.5
