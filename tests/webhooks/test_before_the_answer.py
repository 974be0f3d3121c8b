"""A webhook can be there before the client has the syncId that it is about."""

import time
from collections.abc import Iterator
from threading import Event, Thread
from typing import Any
from uuid import UUID

import httpx
import pytest

from codat_mock.server import Running
from served import client_of
from webhooks.posting import BEGAN, URL, Office, offices
from webhooks.receiver import Receiver, receiving

KEYED = {"Idempotency-Key": str(UUID(int=1))}


@pytest.fixture(name="syncs")
def _syncs(mock: Running) -> str:
    """Where syncs are initiated."""
    return f"/companies/{mock.company_id}/sync/expenses/syncs"


@pytest.fixture(name="receiver")
def _receiver(mock: Running) -> Iterator[Receiver]:
    """A receiver that is told of every sync, and answers once its `hangs` is set."""
    with receiving(Receiver(hangs=Event())) as receiver:
        mock.mock.owner.ask(lambda: mock.mock.tenant.deliveries.directory.add(receiver.url))
        mock.fault(fault="webhook", operation="initiate-sync", do="before-answer")
        yield receiver


def _in_a_thread(mock: Running, syncs: str, **more: Any) -> tuple[Thread, list[httpx.Response]]:
    answers: list[httpx.Response] = []

    def initiate() -> None:
        with client_of(mock) as http:
            answers.append(http.post(syncs, json={}, **more))

    thread = Thread(target=initiate)
    thread.start()
    return thread, answers


def test_a_webhook_before_the_answer(mock: Running, syncs: str, receiver: Receiver) -> None:
    """While the receiver has the webhook and has not answered, the client that initiated has no answer."""
    thread, answers = _in_a_thread(mock, syncs)
    assert receiver.until(1)
    assert [] == answers
    assert thread.is_alive()
    assert receiver.hangs is not None
    receiver.hangs.set()
    thread.join()
    assert [202] == [answer.status_code for answer in answers]
    (body,) = receiver.bodies()
    assert body["payload"]["syncId"] == answers[0].json()["syncId"]


def test_kept_under_its_key(mock: Running, syncs: str, receiver: Receiver) -> None:
    """The answer is kept: the same key gets it again, and no second sync; meanwhile the key is taken."""
    thread, answers = _in_a_thread(mock, syncs, headers=KEYED)
    assert receiver.until(1)
    with client_of(mock) as http:
        meanwhile = http.post(syncs, json={}, headers=KEYED)
        assert receiver.hangs is not None
        receiver.hangs.set()
        thread.join()
        again = http.post(syncs, json={}, headers=KEYED)
        other = http.post(syncs, json={"datasetIds": None}, headers=KEYED)
        listed = http.get(f"{syncs}/list/status").json()
    assert [202] == [answer.status_code for answer in answers]
    assert meanwhile.status_code >= 400
    assert answers[0].json() == again.json()
    assert other.status_code >= 400
    assert [answers[0].json()["syncId"]] == [row["syncId"] for row in listed]


def test_a_receiver_that_is_never_done(mock: Running, syncs: str, receiver: Receiver) -> None:
    """The answer waits for it five seconds at most, and then the sync has ended all the same."""
    began = time.monotonic()
    with client_of(mock) as http:
        answer = http.post(syncs, json={})
        assert 4.9 <= time.monotonic() - began < 15
        sync = answer.json()["syncId"]
        assert 2000 <= http.get(f"{syncs}/{sync}/status").json()["syncStatusCode"]
    assert 1 == len(receiver.came)


def test_only_once(office: Office) -> None:
    """The sync ends at the moment at which it was initiated, and is told once; the next one takes its time."""
    office.listen()
    office.house.fault("webhook", "initiate-sync", do="before-answer")
    first = office.sync()
    assert [0.0] == office.post.seconds()
    assert 2000 == office.house.status(first)["syncStatusCode"]
    assert BEGAN == office.now
    second = office.sync()
    office.house.advance(until="idle")
    assert [0.0, 1.0] == office.post.seconds()
    assert [first, second] == [body["payload"]["syncId"] for body in office.post.bodies()]


def test_under_connexion() -> None:
    """It does the same under the other engine, and its answer names it."""
    for office in offices(engine="stock"):
        office.listen()
        office.post.takes[URL] = 1
        office.house.fault("webhook", "initiate-sync", do="before-answer")
        answer = office.house.initiate(office.house.dataset()[0])
        assert (202, "fault-1") == (answer.status_code, answer.headers["x-mock-fault"])
        assert [0.0] == office.post.seconds()
        (message,) = office.messages
        assert "Success" == message.state
        assert 2000 == office.house.status(answer.json()["syncId"])["syncStatusCode"]
        office.sync()
        assert [0.0] == office.post.seconds()


def test_nobody_is_told(office: Office) -> None:
    """Without an endpoint nobody is waited for."""
    office.house.fault("webhook", "initiate-sync", do="before-answer")
    assert 2000 == office.house.status(office.sync())["syncStatusCode"]
    assert [] == office.post.parcels


def test_what_waits_or_is_held_is_answered(office: Office) -> None:
    """A sync that waits for another one, or that a plan holds, goes on as ever, and its client is answered."""
    office.listen()
    office.house.plan(code=1000)
    office.house.fault("webhook", "initiate-sync", do="before-answer", times=2)
    held, waits = office.sync(), office.sync()
    assert [1000, 1000] == [office.house.status(sync)["syncStatusCode"] for sync in (held, waits)]
    assert [] == office.post.parcels


@pytest.mark.parametrize("operation", ["list-syncs", "list-companies", "get-company"])
def test_only_what_initiates(office: Office, operation: str) -> None:
    """It is put before what initiates a sync, and nothing else: the refusal says what does."""
    body = {"fault": "webhook", "operation": operation, "do": "before-answer"}
    refused = office.house.http.post("/__mock/faults", json=body)
    assert 422 == refused.status_code, refused.text
    assert "initiate-sync" in refused.json()["detail"]


def test_before_anything(office: Office) -> None:
    """Put before every operation it waits for the first that initiates one, and harms none of the others."""
    office.listen()
    office.house.fault("webhook", "*", do="before-answer")
    earlier = office.house.http.get(f"{office.house.company}/syncs/list/status")
    assert (200, []) == (earlier.status_code, earlier.json())
    office.sync()
    assert [0.0] == office.post.seconds()


def test_an_update_too(office: Office) -> None:
    """An update is a sync as well."""
    office.listen()
    dataset, (transaction,) = office.house.dataset()
    office.house.synced(dataset)
    office.house.fault("webhook", "*", do="before-answer")
    answer = office.house.http.put(
        f"{office.house.company}/expense-transactions/{transaction}",
        json={"type": "Payment", "issueDate": "2026-01-02", "currency": "GBP"},
    )
    assert 202 == answer.status_code, answer.text
    assert [1.0, 1.0] == office.post.seconds()
    assert answer.json()["syncId"] == office.post.bodies()[-1]["payload"]["syncId"]
