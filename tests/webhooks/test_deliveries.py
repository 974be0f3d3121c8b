"""The end of a sync is told to endpoints, and an advance waits for it, within bounds."""

import socket
import time
from contextlib import closing
from threading import Event, Thread
from typing import Any

import httpx
import orjson
import pytest
from standardwebhooks import Webhook

from codat_contract import SYNC_CODES, contract
from codat_mock.contract.schemas import Schemas
from codat_mock.core.deliveries import KEPT
from codat_mock.core.register import READY_COMPANY
from codat_mock.server import Running, start
from codat_mock.settings import ClockSetting, Settings
from house import House
from served import client_of
from webhooks.receiver import Receiver, receiving

COMPANY = f"/companies/{READY_COMPANY}/sync/expenses"
ITEM = {"type": "Payment", "issueDate": "2026-01-01", "currency": "GBP"}


def sync(http: httpx.Client, number: int = 1) -> str:
    """The id of a sync of one transaction."""
    item = {"id": f"00000000-0000-4000-8000-{number:012x}", **ITEM}
    dataset = http.post(f"{COMPANY}/expense-transactions", json={"items": [item]}).json()
    answer = http.post(f"{COMPANY}/syncs", json={"datasetIds": [dataset["datasetId"]]})
    id_: str = answer.json()["syncId"]
    return id_


def told(mock: Running, url: str) -> Any:
    """An endpoint that is told of every sync."""
    return mock.mock.owner.ask(lambda: mock.mock.tenant.deliveries.directory.add(url))


def test_a_sync_is_told_once(mock: Running, http: httpx.Client) -> None:
    """The receiver gets one signed message about a sync, of the shape that the contract has."""
    with receiving(Receiver()) as receiver:
        endpoint = told(mock, receiver.url)
        id_ = sync(http)
        advanced = mock.advance(until="idle")
        ((headers, body),) = receiver.came
    assert advanced["settled"]
    assert ["sync-ended", "webhook-sent"] == [row["effect"] for row in advanced["effects"]]
    assert 200 == advanced["effects"][-1]["status"]
    message = orjson.loads(body)
    assert (id_, "expenses.sync.successful") == (
        message["payload"]["syncId"],
        message["eventType"],
    )
    assert message == Webhook(endpoint.secret).verify(body, dict(headers))
    (delivery,) = http.get("/__mock/deliveries").json()["deliveries"]
    assert (headers["webhook-id"], "Success") == (delivery["messageId"], delivery["state"])


@pytest.mark.parametrize("code", [row.number for row in SYNC_CODES.values() if row.terminal])
def test_every_end_is_told(house: House, code: int) -> None:
    """Each terminal code is told, successful or not as its row says, in a body that fits the contract."""
    from codat_mock.webhooks.bodies import written

    tenant = house.mock.tenant
    tenant.deliveries.directory.add("http://127.0.0.1:9/")
    house.plan(code=code)
    dataset, _ = house.dataset(3)
    house.synced(dataset)
    (message,) = tenant.deliveries.messages.values()
    assert SYNC_CODES[code].success == (message.kind.name == "expenses.sync.successful")
    schema = Schemas(contract()).compiled("#/components/schemas/ExpensesSyncWebhook")
    assert [] == schema.errors(orjson.loads(written(message)))


def test_a_receiver_that_hangs(mock: Running, http: httpx.Client) -> None:
    """An advance waits for a receiver that does not answer as long as `settle` says, and lists what is under way."""
    with receiving(Receiver(hangs=Event())) as receiver:
        told(mock, receiver.url)
        id_ = sync(http)
        began = time.monotonic()
        advanced = mock.advance(by="PT10M", settle="PT0.3S")
        took = time.monotonic() - began
        assert not advanced["settled"]
        assert [id_] == [row["syncId"] for row in advanced["underWay"]]
        assert "Sending" == advanced["underWay"][0]["state"]
        assert receiver.hangs
        receiver.hangs.set()
        waited = http.post("/__mock/wait", json={"until": "delivered", "syncId": id_})
        assert 200 == waited.status_code, waited.text
    assert 0.3 <= took < 10


def test_a_receiver_on_the_thread_that_advances(mock: Running, http: httpx.Client) -> None:
    """Who advances and receives on one thread gets the answer, and then the message: nobody waits for the other."""
    with closing(socket.create_server(("127.0.0.1", 0))) as listening:
        told(mock, f"http://127.0.0.1:{listening.getsockname()[1]}/")
        sync(http)
        advanced = mock.advance(until="idle", settle="PT0.2S")
        assert not advanced["settled"]
        connection, _ = listening.accept()
        with closing(connection):
            assert connection.recv(65536).startswith(b"POST / ")
            connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n")
            assert 200 == http.post("/__mock/wait", json={"until": "delivered"}).status_code


def test_one_advance_at_a_time(mock: Running, http: httpx.Client) -> None:
    """While an advance waits a second one is refused, others are served, and afterwards the next one is not."""
    with receiving(Receiver(hangs=Event())) as receiver:
        told(mock, receiver.url)
        id_ = sync(http)
        answers: list[Any] = []
        first = Thread(target=lambda: answers.append(mock.advance(by="PT1H", settle="PT20S")))
        first.start()
        ended = http.post("/__mock/wait", json={"until": "sync-ended", "syncId": id_})
        assert 200 == ended.status_code
        second = http.post("/__mock/clock/advance", json={"by": "PT1S"})
        set_ = http.put("/__mock/clock", json={"now": "2027-01-01T00:00:00Z"})
        assert [409, 409] == [second.status_code, set_.status_code]
        assert "under way" in second.json()["detail"]
        assert 2000 == http.get(f"{COMPANY}/syncs/{id_}/status").json()["syncStatusCode"]
        assert receiver.hangs
        receiver.hangs.set()
        first.join()
    assert answers[0]["settled"]
    assert 200 == http.post("/__mock/clock/advance", json={"by": "PT1S"}).status_code


def test_whoever_hangs_up_leaves_nothing_half_done(mock: Running, http: httpx.Client) -> None:
    """An advance whose client has hung up goes to its end without waiting."""
    with receiving(Receiver(hangs=Event())) as receiver:
        told(mock, receiver.url)
        for number in range(3):
            sync(http, number)
        with pytest.raises(httpx.ReadTimeout):
            http.post("/__mock/clock/advance", json={"by": "PT1H", "settle": "PT1M"}, timeout=0.3)
        assert 200 == http.post("/__mock/wait", json={"until": "sync-ended"}).status_code
        while "2026-01-01T01:00:00Z" != http.get("/__mock/clock").json()["now"]:
            pass
        assert 200 == http.put("/__mock/clock", json={"mode": "manual"}).status_code


@pytest.mark.parametrize("status", [500, 302, 404])
def test_what_is_no_2xx_is_a_failure(mock: Running, http: httpx.Client, status: int) -> None:
    """Anything but a 2xx is a failure, a redirection too; so is nobody who listens."""
    with receiving(Receiver(status=status)) as receiver:
        told(mock, receiver.url)
        sync(http)
        mock.advance(until="idle")
    told(mock, receiver.url)
    sync(http, 2)
    mock.advance(until="idle")
    first, *others = http.get("/__mock/deliveries").json()["deliveries"]
    assert ("Failure", status) == (first["state"], first["attempts"][0]["status"])
    assert [("Failure", None)] * 2 == [
        (one["state"], one["attempts"][0]["status"]) for one in others
    ]
    assert all(one["attempts"][0]["why"] for one in others)


def test_real_clocks_tell_by_themselves() -> None:
    """On a clock that runs, a receiver is told when the sync ends, and not when somebody asks."""
    settings = Settings(port=0, log="off", clock=ClockSetting.read("scaled:1000"), sync_time=10**8)
    with start(settings) as mock, receiving(Receiver()) as receiver:
        told(mock, receiver.url)
        with client_of(mock) as http:
            sync(http)
            assert 200 == http.post("/__mock/wait", json={"until": "delivered"}).status_code
    assert 1 == len(receiver.came)


def test_messages_are_bounded(house: House) -> None:
    """The last messages are kept, and it is said how many are not."""
    tenant = house.mock.tenant
    tenant.deliveries.directory.add("http://127.0.0.1:9/")
    for _ in range(KEPT + 5):
        house.initiate(house.dataset()[0])
    tenant.settle(tenant.clock.forward(tenant.clock.now() + 10**10))
    assert (KEPT, 5) == (len(tenant.deliveries.messages), tenant.deliveries.evicted)


def test_ids_stay_as_they_are(make_house: Any) -> None:
    """Who listens changes no id of what is created."""
    drawn = []
    for endpoints in (0, 2):
        house = make_house()
        for _ in range(endpoints):
            house.mock.tenant.deliveries.directory.add("http://127.0.0.1:9/")
        first = house.synced(house.dataset()[0])
        drawn.append((first, house.initiate(house.dataset()[0]).json()))
    assert drawn[0] == drawn[1]
