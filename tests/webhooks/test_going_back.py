"""What becomes of an advance, of who waits, and of messages, when their tenant goes back meanwhile?"""

from threading import Event, Thread
from typing import Any

import httpx
import pytest

from codat_mock.core.register import READY_COMPANY
from codat_mock.server import Running
from house import START, House
from served import client_of
from webhooks.receiver import Receiver, receiving

SYNCS = f"/companies/{READY_COMPANY}/sync/expenses/syncs"


def _tell(mock: Running, url: str) -> None:
    mock.mock.owner.ask(lambda: mock.mock.tenant.deliveries.directory.add(url))


def _sync(http: httpx.Client) -> str:
    id_: str = http.post(SYNCS, json={}).json()["syncId"]
    return id_


@pytest.mark.parametrize("back", ["/__mock/reset", "/__mock/snapshots/snapshot-1/restore"])
def test_an_advance_goes_no_further(mock: Running, http: httpx.Client, back: str) -> None:
    """An advance that waits for a receiver ends when its tenant goes back, and moves the clock no more."""
    arrived, hangs = Event(), Event()

    class Noticing(list[Any]):
        def append(self, item: Any) -> None:
            super().append(item)
            arrived.set()

    with receiving(Receiver(came=Noticing(), hangs=hangs)) as receiver:
        _tell(mock, receiver.url)
        http.post("/__mock/snapshots")
        _sync(http)
        answers: list[dict[str, Any]] = []

        def advance() -> None:
            with client_of(mock) as other:
                body = {"by": "P1D", "settle": "PT15S"}
                answers.append(other.post("/__mock/clock/advance", json=body).json())

        advancing = Thread(target=advance)
        advancing.start()
        assert arrived.wait(10)
        assert 409 == http.post("/__mock/clock/advance", json={"by": "PT1S"}).status_code
        assert 200 == http.post(back).status_code
        advancing.join(10)
        assert [START] == [answer["now"] for answer in answers]
        assert START == http.get("/__mock/clock").json()["now"]
        assert "2026-01-01T00:00:01Z" == mock.advance(by="PT1S")["now"]
        assert [] == http.get("/__mock/deliveries").json()["deliveries"]


def test_what_had_no_answer_is_sent_again(mock: Running, http: httpx.Client) -> None:
    """A message that was under way at the moment of a snapshot is delivered again once that is restored."""
    with receiving(Receiver(hangs=Event())) as receiver:
        _tell(mock, receiver.url)
        id_ = _sync(http)
        mock.advance(by="PT1S", settle="PT0.1S")
        http.post("/__mock/snapshots")
        assert receiver.hangs is not None
        receiver.hangs.set()
        assert 200 == http.post("/__mock/wait", json={"until": "delivered"}).status_code
        http.post("/__mock/snapshots/snapshot-1/restore")
        waited = http.post("/__mock/wait", json={"until": "delivered", "syncId": id_})
        assert 200 == waited.status_code, waited.text
        (message,) = {headers["webhook-id"] for headers, _ in receiver.came}
        (delivery,) = http.get("/__mock/deliveries").json()["deliveries"]
        assert (message, "Success") == (delivery["messageId"], delivery["state"])
        assert 2 == len(receiver.came)


def test_who_waits_for_a_sync_waits_for_its_likeness(house: House) -> None:
    """Who waits for a sync that is restored is told when that one ends; for one that is no more, waits in vain."""
    early = house.initiate(house.dataset()[0]).json()["syncId"]
    house.http.post("/__mock/snapshots")
    late = house.initiate(house.dataset()[0]).json()["syncId"]
    waits = [house.waiting(until="sync-ended", syncId=sync_id) for sync_id in (early, late)]
    house.http.post("/__mock/snapshots/snapshot-1/restore")
    assert [False, False] == [wait.ready() for wait in waits]
    house.advance(until="idle")
    assert [True, False] == [wait.ready() for wait in waits]
