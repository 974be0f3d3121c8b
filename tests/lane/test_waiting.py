"""A call can wait for something to come about, instead of a client that sleeps."""

from threading import Thread
from typing import Any

import pytest

from codat_mock.core.moments import SECOND, read_duration
from house import House
from served import client_of, running

UNKNOWN = "00000000-0000-4000-8000-00000000ffff"


def test_what_has_come_about_is_answered_at_once(house: House) -> None:
    """Nothing runs, or the sync has ended: nobody waits."""
    assert 200 == house.http.post("/__mock/wait", json={"until": "sync-ended"}).status_code
    ended = house.synced(house.dataset()[0])
    answer = house.http.post("/__mock/wait", json={"until": "sync-ended", "syncId": ended})
    assert ("PT0S", "2026-01-01T00:00:01Z") == (answer.json()["waited"], answer.json()["now"])


def test_a_running_clock_brings_it_about() -> None:
    """On a clock that runs a sync ends by itself, and who waits for it is told as soon as it has."""
    with running("scaled:10") as mock, client_of(mock) as http:
        company = f"/companies/{mock.company_id}/sync/expenses"
        id_ = http.post(f"{company}/syncs", json={}).json()["syncId"]
        waited = http.post("/__mock/wait", json={"until": "sync-ended", "syncId": id_})
        assert 200 == waited.status_code
        status = http.get(f"{company}/syncs/{id_}/status").json()
    assert 2040 == status["syncStatusCode"]


def test_somebody_else_brings_it_about() -> None:
    """On a manual clock the advance of another client is what wakes who waits."""
    with running("manual") as mock, client_of(mock) as http:
        id_ = http.post(f"/companies/{mock.company_id}/sync/expenses/syncs", json={}).json()[
            "syncId"
        ]
        answers: list[int] = []

        def wait() -> None:
            with client_of(mock) as other:
                body = {"until": "sync-ended", "syncId": id_, "timeout": "PT15S"}
                answers.append(other.post("/__mock/wait", json=body).status_code)

        waiting = Thread(target=wait)
        waiting.start()
        mock.advance(until="idle")
        waiting.join()
    assert [200] == answers


@pytest.mark.parametrize(
    ("plan", "word"),
    [({}, "clock/advance"), ({"code": 1000}, "/end")],
)
def test_what_does_not_come_about(house: House, plan: dict[str, int], word: str) -> None:
    """Once the time is up the answer says what there is instead, and what would help."""
    house.plan(**(plan or {"after": "PT1H"}))
    id_ = house.initiate(house.dataset()[0]).json()["syncId"]
    answer = house.http.post(
        "/__mock/wait", json={"until": "sync-ended", "syncId": id_, "timeout": "PT0.01S"}
    )
    assert 408 == answer.status_code
    detail = answer.json()["detail"]
    assert all(part in detail for part in ("PT0.01S", id_, "1000", word)), detail


@pytest.mark.parametrize(
    ("body", "status", "word"),
    [
        ({"until": "sync-ended", "syncId": UNKNOWN}, 404, UNKNOWN),
        ({"until": "delivered"}, 422, "endpoint"),
        ({"until": "sync-ended", "count": 2}, 422, "count"),
        ({"until": "sync-ended", "timeout": "PT5M1S"}, 400, "PT5M"),
        ({"until": "sync-ended", "timeout": "soon"}, 400, "PT10M"),
        ({"until": "sync-ended", "operation": "initiate-sync"}, 422, "requests"),
        ({"until": "sync-ended", "fromNow": True}, 422, "fromNow"),
        ({"until": "requests", "syncId": UNKNOWN}, 422, "syncId"),
        ({"until": "requests", "operation": "initiate-snyc"}, 400, "initiate-sync"),
        ({"until": "requests", "operation": "x" * 3000}, 400, "operationId"),
        ({"until": "requests", "count": 0}, 400, "count"),
        ({"until": "christmas"}, 400, "sync-ended"),
        ({}, 400, "until"),
    ],
)
def test_what_cannot_be_waited_for(
    house: House, body: dict[str, object], status: int, word: str
) -> None:
    """It is refused at once, with what is wrong."""
    answer = house.http.post("/__mock/wait", json=body)
    assert status == answer.status_code
    assert word in answer.text


def test_calls_are_counted(house: House) -> None:
    """Those to the contract count, refused ones too, and of one operation those that the journal has."""
    first = {"until": "requests", "timeout": "PT0.01S"}
    assert 408 == house.http.post("/__mock/wait", json=first).status_code
    house.http.get("/companies")
    house.initiate(house.dataset()[0])
    house.http.post(f"{house.company}/syncs", json={"datasetIds": "all"})
    for body, status in (
        ({"count": 4}, 200),
        ({"count": 5}, 408),
        ({"count": 2, "operation": "initiate-sync"}, 200),
        ({"count": 3, "operation": "initiate-sync"}, 408),
    ):
        answer = house.http.post("/__mock/wait", json={**first, **body})
        assert status == answer.status_code, body
    assert "2 of 3 calls for initiate-sync" in answer.json()["detail"]


def test_counts_are_kept_when_the_journal_is_not(house: House) -> None:
    """What was forgotten was asked all the same; a reset alone lets the count begin anew."""
    body = {"until": "requests", "timeout": "PT0.01S"}
    house.http.get("/companies")
    house.http.delete("/__mock/requests")
    assert 200 == house.http.post("/__mock/wait", json=body).status_code
    of_one = {**body, "operation": "list-companies"}
    assert 408 == house.http.post("/__mock/wait", json=of_one).status_code
    house.http.post("/__mock/reset")
    assert 408 == house.http.post("/__mock/wait", json=body).status_code


def test_a_call_wakes_who_counts() -> None:
    """Who waits for a call is told once it was answered, not when the time is up."""
    with running() as mock, client_of(mock) as http:
        answers: list[Any] = []

        def wait() -> None:
            with client_of(mock) as other:
                body = {"until": "requests", "count": 3, "timeout": "PT15S"}
                answers.append(other.post("/__mock/wait", json=body))

        waiting = Thread(target=wait)
        waiting.start()
        while waiting.is_alive():
            http.get("/companies")
    assert [200] == [answer.status_code for answer in answers]
    assert read_duration(answers[0].json()["waited"]) < 5 * SECOND


def test_calls_from_now_on(house: House) -> None:
    """Who counts from now on counts none of those before, and all that come after the journal was forgotten."""
    house.http.get("/companies")
    wait = house.waiting(until="requests", fromNow=True)
    assert not wait.ready()
    house.http.get("/companies")
    assert wait.ready()
    wait = house.waiting(until="requests", fromNow=True, count=2)
    house.http.post("/__mock/reset")
    house.http.get("/companies")
    assert not wait.ready()
    house.http.get("/companies")
    assert wait.ready()
