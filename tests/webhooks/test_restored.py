"""A snapshot restores messages in whatever state they were: what was left to do is done, what was on purpose too."""

from collections.abc import Callable
from threading import Event
from typing import Any, TypeAlias

import httpx
import pytest

from codat_mock.core.register import READY_COMPANY
from codat_mock.server import Running
from webhooks.posting import BEGAN, Office
from webhooks.receiver import Receiver, receiving

SYNCS = f"/companies/{READY_COMPANY}/sync/expenses/syncs"

Before: TypeAlias = Callable[[Office], None]


def _spoil(office: Office, do: str, **fields: Any) -> None:
    office.house.fault("webhook", "*", do=do, **fields)


def _held(office: Office) -> None:
    """One that waits for the next to have gone; that one is still to come."""
    office.listen()
    _spoil(office, "reorder", by="PT1H")
    office.sync()
    office.house.advance(by="PT1S")
    office.sync()


def _late(office: Office) -> None:
    """One that is sent an hour late."""
    office.listen()
    _spoil(office, "delay", by="PT1H")
    office.sync()
    office.house.advance(by="PT1S")


def _failed_once(office: Office) -> None:
    """One that came stale, and is to be sent again."""
    office.listen()
    office.answer(401)
    _spoil(office, "stale")
    office.sync()
    office.house.advance(by="PT1S")


def _asleep(office: Office) -> None:
    """One whose endpoint is disabled, and that came due meanwhile."""
    endpoint = office.listen()
    office.answer(500)
    office.sync()
    office.house.advance(by="PT1S")
    office.control(lambda deliveries: deliveries.disable(endpoint, "its receiver is ill"))
    office.house.advance(by="PT1M")


def _dropped(office: Office) -> None:
    """One that is never sent, and one that is still to be."""
    office.listen()
    _spoil(office, "drop")
    office.sync()
    office.house.advance(by="PT1S")
    office.sync()


def _slow(office: Office) -> None:
    """Two for an endpoint that gets one a second."""
    office.listen(rate=1)
    for _ in range(3):
        office.house.http.post("/__mock/trigger", json={"event": "expenses.sync.successful"})


BEFORE: list[Before] = [_held, _late, _failed_once, _asleep, _dropped, _slow]


def _seen(office: Office) -> list[Any]:
    return [
        (parcel.headers["webhook-id"], at - BEGAN, parcel.body)
        for at, parcel in office.post.parcels
    ]


def _rows(office: Office) -> Any:
    return office.house.http.get("/__mock/deliveries").json()["deliveries"]


@pytest.mark.parametrize("before", BEFORE, ids=lambda before: before.__name__.strip("_"))
def test_what_was_left_is_done(office: Office, before: Before) -> None:
    """What follows after the snapshot follows again once it is restored: the same is sent, and told in the same way."""
    before(office)
    office.house.http.post("/__mock/snapshots")
    then = _rows(office)
    futures = []
    for _ in range(3):
        sent = len(office.post.parcels)
        for endpoint in office.house.http.get("/__mock/webhooks").json()["webhooks"]:
            office.house.http.post(f"/__mock/webhooks/{endpoint['id']}/enable")
        office.house.advance(until="idle")
        assert {"Success", "Failure"} >= set(office.states())
        futures.append((_seen(office)[sent:], _rows(office)))
        office.house.http.post("/__mock/snapshots/snapshot-1/restore")
        assert then == _rows(office)
    assert futures[0][0]
    assert futures[0] == futures[1] == futures[2]


def test_why_it_waits(office: Office) -> None:
    """A message that waits for an endpoint that is disabled says so once it is restored, and is sent by enabling it."""
    _asleep(office)
    office.house.http.post("/__mock/snapshots")
    office.house.http.post("/__mock/snapshots/snapshot-1/restore")
    (row,) = office.house.advance(until="idle")["waiting"]
    why = "its endpoint is disabled: its receiver is ill; enable it and it is sent"
    assert (why, None) == (row["why"], row["nextAttempt"])
    office.house.http.post(f"/__mock/webhooks/{row['endpointId']}/enable")
    office.house.advance(by="PT0S")
    assert ["Success"] == office.states()


def test_under_way_and_spoiled(mock: Running, http: httpx.Client) -> None:
    """What was under way is sent again after the restoration with what was wrong with it, and is marked."""
    with receiving(Receiver(hangs=Event())) as receiver:
        http.post("/__mock/webhooks", json={"url": receiver.url})
        mock.fault(fault="webhook", operation="*", do="truncate")
        http.post(SYNCS, json={})
        mock.advance(by="PT1S", settle="PT0.1S")
        http.post("/__mock/snapshots")
        http.post("/__mock/snapshots/snapshot-1/restore")
        assert receiver.hangs is not None
        receiver.hangs.set()
        assert 200 == http.post("/__mock/wait", json={"until": "delivered"}).status_code
        (row,) = http.get("/__mock/deliveries").json()["deliveries"]
        assert ["truncate"] == [attempt["spoiled"] for attempt in row["attempts"]]
        (_, first), (_, second) = receiver.came
        assert first == second
