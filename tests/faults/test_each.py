"""What each fault does that needs no connection, and how long those that wait do."""

import re
from typing import Any

import httpx
import orjson
import pytest

from codat_contract import contract
from codat_mock.contract.operations import Shape
from codat_mock.contract.schemas import Schemas
from house import House, MakeHouse

ERROR = Schemas(contract()).compiled("#/components/schemas/ErrorMessage")
TURN = 0.2
"""Seconds that a machine under load may take for what takes none."""

KEY = {"Idempotency-Key": "6fb40d5e-b13e-11ed-afa1-0242ac120002"}


def waited(house: House) -> float:
    """How many seconds the mock has waited so far, and did not take."""
    assert house.line is not None
    return house.line.waited


def create(house: House, **headers: str) -> httpx.Response:
    """POST a dataset, the same each time."""
    body = {"items": [{**house.transaction(), "id": "4d7c6929-7770-412b-91bb-44d3bc71d111"}]}
    return house.http.post(f"{house.company}/expense-transactions", json=body, headers=headers)


def test_fail_the_first_two(house: House) -> None:
    """`times` is how many fail; the next one succeeds, and the work was done once."""
    dataset, _ = house.dataset()
    house.fault("status", "initiate-sync", status=503, times=2)
    answers = [house.initiate(dataset) for _ in range(3)]
    assert [503, 503, 202] == [answer.status_code for answer in answers]
    assert "The Codat API is temporarily offline" in answers[0].json()["error"]
    assert ["fault-1", "fault-1", None] == [
        answer.headers.get("x-mock-fault") for answer in answers
    ]
    assert 1 == len(house.mock.tenant.syncs)
    assert "fault-1 has it answered with 503." == house.seen[-2].refused.why  # type: ignore[union-attr]
    assert "fault-1 status" == house.seen[-2].remarks[-1]


def test_every_status_of_every_operation(house: House) -> None:
    """Whatever an operation declares can be had of it, in Codat's words, with its places filled."""
    operations = [one for one in house.mock.exchange.router.operations if one.shape is Shape.CODAT]
    for operation in operations:
        path = re.sub(r"\{\w+\}", "00000000-0000-4000-8000-000000000001", operation.template)
        if operation.body and operation.body.multipart:
            path = path.replace(
                "00000000-0000-4000-8000-000000000001", house.company.split("/")[2], 1
            )
        for status in (status for status in operation.answers if status >= 400):
            house.fault("status", operation.id, status=status)
            answer = house.http.request(operation.method, path)
            assert status == answer.status_code, (operation.id, answer.text)
            assert [] == [error.message for error in ERROR.errors(answer.json())]
            assert "{" not in answer.json()["error"]
            assert (status == 429) == ("retry-after" in answer.headers)
            assert (status == 405) == ("allow" in answer.headers)


def test_a_row_by_name(house: House) -> None:
    """`example` chooses among the rows of a status, as it does in `Prefer`."""
    house.fault("status", "list-companies", status=402, example="free-plan")
    row = contract()["x-errors"]["free-plan"]
    assert row["error"] == house.http.get("/companies").json()["error"]


def test_status_and_keys(house: House) -> None:
    """An error is kept under an Idempotency-Key as any answer is; a 429 is not."""
    house.fault("status", "create-expense-transaction", status=429)
    house.fault("status", "create-expense-transaction", status=503)
    answers = [create(house, **KEY) for _ in range(4)]
    assert [429, 503, 503, 503] == [answer.status_code for answer in answers]
    assert 1 == len({answer.content for answer in answers[1:]})
    assert 200 == create(house).status_code


def test_rate_limit(house: House) -> None:
    """So many pass, one is refused and told to wait, without a clock; what is refused counts in no quota."""
    house.fault("rate-limit", retryAfter=7, allow=2, times=2)
    answers = [house.http.get("/companies") for _ in range(8)]
    assert [200, 200, 429, 200, 200, 429, 200, 200] == [one.status_code for one in answers]
    assert ["7", "7"] == [one.headers["retry-after"] for one in answers if one.status_code == 429]
    left = [int(one.headers["x-rate-limit-remaining"]) for one in answers]
    assert [0, 1, 1, 2, 3, 3, 4, 5] == [left[0] - one for one in left]


def test_delay(house: House) -> None:
    """The work waits for so long in real time, which the virtual clock knows nothing of."""
    house.fault("delay", "list-companies", by="PT4M30S")
    assert 200 == house.http.get("/companies").status_code
    assert 270 == pytest.approx(waited(house), abs=TURN)
    house.http.get("/companies")
    assert 270 == pytest.approx(waited(house), abs=TURN)
    assert "2026-01-01T00:00:00Z" == house.http.get("/__mock/clock").json()["now"]


def test_delay_after_the_work(house: House) -> None:
    """With `before: answer` it is the answer that waits."""
    house.fault("delay", "create-expense-transaction", by="PT2S", before="answer")
    answer = create(house)
    assert (200, "fault-1") == (answer.status_code, answer.headers["x-mock-fault"])
    assert 2 == pytest.approx(waited(house), abs=TURN)


def test_jitter(make_house: MakeHouse) -> None:
    """It is drawn from the seed, within its bounds, and ids stay what they were."""

    def play(house: House, *, delayed: bool) -> tuple[list[float], str]:
        waits = []
        if delayed:
            house.fault("delay", "list-companies", by="PT1S", jitter="PT2S", times=None)
        for _ in range(4):
            before = waited(house)
            house.http.get("/companies")
            waits.append(waited(house) - before)
        return waits, create(house).text

    first, again, never = (
        play(make_house(seed=seed), delayed=delayed)
        for seed, delayed in ((1, True), (1, True), (1, False))
    )
    assert again[0] == pytest.approx(first[0], abs=TURN)
    assert never[1] == again[1] == first[1]
    assert all(1 - TURN <= wait <= 3 for wait in first[0])
    assert max(first[0]) - min(first[0]) > TURN
    assert [0, 0, 0, 0] == never[0]


def test_slow_body_waits(house: House) -> None:
    """The body takes as long as it says in all."""
    house.fault("slow-body", "list-companies", over="PT5M", pieces=7)
    assert 200 == house.http.get("/companies").status_code
    assert 300 == pytest.approx(waited(house), abs=TURN)


def test_nothing_to_slow_or_cut(house: House) -> None:
    """An answer without a body is what it always is."""
    for fault, more in (("slow-body", {"over": "PT5M"}), ("truncated", {}), ("malformed", {})):
        company = house.http.post("/companies", json={"name": "Another"}).json()["id"]
        house.fault(fault, "delete-company", **more)
        answer = house.http.delete(f"/companies/{company}")
        assert (204, b"") == (answer.status_code, answer.content)
    assert 0 == waited(house)


@pytest.mark.parametrize("how", ["cut", "garbled"])
@pytest.mark.parametrize("path", ["/companies", "/companies/nowhere"])
def test_malformed(house: House, how: str, path: str) -> None:
    """What comes is whole as HTTP and no JSON, whether it was an answer or a refusal."""
    whole = house.http.get(path)
    if path == "/companies":
        house.fault("malformed", how=how)
        answer = house.http.get(path)
    else:
        house.fault("malformed", how=how)
        answer = house.http.get("/companies", params={"page": 0})
    assert (whole.status_code == 200) == (answer.status_code == 200)
    assert str(len(answer.content)) == answer.headers["content-length"]
    assert "application/json" == answer.headers["content-type"]
    with pytest.raises(orjson.JSONDecodeError):
        orjson.loads(answer.content)


def test_unknown_fields(house: House) -> None:
    """Every object has two more fields, and all that it had before."""
    before = house.http.get("/companies").json()
    house.fault("unknown-fields", "list-companies")
    grown = house.http.get("/companies").json()
    assert before == _without_new(grown)
    assert _objects(before) == sum("somethingNew" in one for one in _all_objects(grown))


def _without_new(node: Any) -> Any:
    if isinstance(node, dict):
        new = {"somethingNew", "moreThatIsNew"}
        assert new <= node.keys()
        return {name: _without_new(child) for name, child in node.items() if name not in new}
    return [_without_new(child) for child in node] if isinstance(node, list) else node


def _all_objects(node: Any) -> list[dict[str, Any]]:
    if isinstance(node, dict):
        return [node, *(one for child in node.values() for one in _all_objects(child))]
    return [one for child in node for one in _all_objects(child)] if isinstance(node, list) else []


def _objects(node: Any) -> int:
    return len(_all_objects(node))


def test_unknown_values(house: House) -> None:
    """Words of enumerations are new, ids and codes are not; a connection's status is none of a transaction."""
    dataset, (transaction,) = house.dataset()
    sync = house.synced(dataset)
    before = house.status(sync)
    house.fault("unknown-values", times=None)
    assert {**before, "syncStatus": "SomethingNew"} == house.status(sync)
    (row,) = house.transactions(sync)["results"]
    assert (transaction, "SomethingNew", "SomethingNew") == (
        row["transactionId"],
        row["status"],
        row["integrationType"],
    )
    connections = house.http.get(f"/companies/{house.company.split('/')[2]}/connections").json()
    assert {"Linked"} == {one["status"] for one in connections["results"]}


def test_refusals_have_no_news(house: House) -> None:
    """What is unknown stands in successful answers alone."""
    house.fault("unknown-fields", times=None)
    body = house.http.get("/companies", params={"page": 0}).json()
    assert [] == [error.message for error in ERROR.errors(body)]
    assert "somethingNew" not in body
