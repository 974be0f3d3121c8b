"""What waits for an endpoint is bounded, has its place, and goes when the endpoint goes."""

import pytest

from codat_mock.core import deliveries as module
from codat_mock.core import kept, schedule
from codat_mock.core.endpoints import Endpoint
from codat_mock.core.ids import text
from codat_mock.core.messages import Message, MessageState
from codat_mock.core.moments import SECOND
from codat_mock.core.recovering import replay_missing
from house import MakeHouse
from webhooks.posting import BEGAN, OTHER, URL, Office


def test_the_last_one_is_removed_when_something_is_due(make_house: MakeHouse) -> None:
    """What comes due in the very call that removes the last endpoint is given up, and nobody waits for it."""
    house = make_house(sync_time=0)
    endpoint = house.mock.tenant.deliveries.directory.add(URL)
    house.initiate(house.dataset()[0])
    assert 204 == house.http.delete(f"/__mock/webhooks/{text(endpoint.id)}").status_code
    assert house.advance(by="PT1S")["settled"]
    assert 0 == house.mock.tenant.deliveries.under_way


def test_nothing_is_to_come_of_what_is_gone(office: Office) -> None:
    """Once an endpoint is removed none of its messages waits or has a next attempt, also one that was resent."""
    endpoint, other = office.listen(), office.listen(OTHER, rate=1)
    office.sync()
    office.house.advance(by="PT5S")
    first, second = office.messages
    office.control(lambda it: it.disable(endpoint))
    office.control(lambda it: it.resend(first, office.now))
    for _ in range(2):
        office.control(lambda it: it.resend(second, office.now))
    assert first.waits
    assert second.due is not None
    for one in (endpoint, other):
        office.control(lambda it, one=one: it.remove(one))
    told = office.house.advance(by="PT1S")
    assert [] == told["waiting"] == told["effects"]
    rows = office.house.http.get("/__mock/deliveries").json()["deliveries"]
    assert [("Success", None)] * 2 == [(row["state"], row["nextAttempt"]) for row in rows]


def test_each_has_a_place_of_its_own(office: Office) -> None:
    """Whoever waits for a place is told at once which one: nobody asks again each second for all that wait."""
    office.listen(rate=2)
    for _ in range(5):
        office.sync()
    office.house.advance(until="idle")
    office.house.advance(by="PT1M")
    office.post.parcels.clear()
    first, *_, last = messages = office.messages
    office.control(lambda deliveries: [deliveries.resend(one, office.now) for one in messages])
    due = [one.due for one in messages]
    now = office.now
    assert [None, None, now + SECOND, now + SECOND, now + 2 * SECOND] == due
    # One that has a place keeps it.
    office.control(lambda deliveries: deliveries.resend(last, office.now))
    assert due[4] == last.due
    office.control(lambda deliveries: deliveries.resend(first, office.now))
    assert office.now + 2 * SECOND == first.due
    office.house.advance(until="idle")
    assert 6 == len(office.post.parcels)


def test_sent_again_and_again(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    """Of a message that is sent again and again the last attempts are kept."""
    monkeypatch.setattr(module, "ATTEMPTS", 3)
    office.listen()
    office.sync()
    office.house.advance(until="idle")
    (message,) = office.messages
    office.answer(201, 202, 203, 204)
    for _ in range(4):
        office.control(lambda deliveries: deliveries.resend(message, office.now))
    assert [202, 203, 204] == [attempt.status for attempt in message.attempts]


def test_comings_and_goings_leave_nothing(office: Office) -> None:
    """Endpoints that come, are told something, fail and go while time stands still leave nothing behind."""
    office.post.always = 500
    office.listen(OTHER)
    office.sync()
    office.house.advance(by="PT1S")
    deliveries = office.house.mock.tenant.deliveries
    for _ in range(300):
        endpoint = office.listen()
        office.control(lambda it, one=endpoint: replay_missing(it, one, BEGAN, office.now))
        office.control(lambda it, one=endpoint: it.remove(one))
    assert 301 == len(office.post.parcels)
    assert deliveries.schedule.entries() < 150


EVENT = "expenses.sync.unsuccessful"


def _large(office: Office, endpoint: Endpoint, length: int = 10_000) -> Message:
    """The message that comes of a trigger whose body is a little longer than `length`."""
    told = {"transactions": {"0": {"errorMessage": "x" * length}}}
    written = {"event": EVENT, "endpointId": text(endpoint.id), "set": {"payload": told}}
    answer = office.house.http.post("/__mock/trigger", json=written)
    assert 201 == answer.status_code, answer.text
    return office.messages[-1]


def test_what_is_written_is_kept_by_bytes(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    """Of what somebody has written so many bytes are kept; the oldest messages go, are counted, and leave no body."""
    monkeypatch.setattr(kept, "MOST_BYTES", 35_000)
    endpoint = office.listen()
    sent = [_large(office, endpoint) for _ in range(5)]
    office.house.advance(by="PT0S")
    listed = office.house.http.get("/__mock/deliveries").json()
    assert [one.id for one in sent[2:]] == [one["messageId"] for one in listed["deliveries"]]
    assert (3, 2) == (listed["total"], listed["evicted"])
    assert [True] * 2 + [False] * 3 == [one.notice.body is None for one in sent]
    assert 5 == len(office.post.parcels)
    # One that is larger than all that may be kept is there all the same.
    last = _large(office, endpoint, 50_000)
    assert [last] == office.messages


def test_what_is_written_waits_by_bytes(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    """So many bytes wait for all endpoints together; what comes then has failed, says why, and is not sent."""
    monkeypatch.setattr(schedule, "WAITING_BYTES", 35_000)
    one, other = office.listen(), office.listen(OTHER)
    office.post.always = 500
    sent = [_large(office, endpoint) for endpoint in (one, other, one, other)]
    office.house.advance(by="PT0S")
    assert ["Attempting"] * 3 + ["Failure"] == office.states()
    waiting = office.house.mock.tenant.deliveries.schedule.size
    assert sum(message.size for message in sent[:3]) == waiting
    assert f"messages of {waiting} bytes wait already, and 35000 bytes may" == sent[3].why
    # What the mock says by itself has room, and what ends makes some.
    office.sync()
    office.house.advance(by="PT1S")
    assert ["Attempting"] * 2 == office.states()[4:]
    office.control(lambda deliveries: deliveries.remove(one))
    assert sent[1].size == office.house.mock.tenant.deliveries.schedule.size
    assert MessageState.SENDING is _large(office, other).state


def test_a_body_stays_as_long_as_it_is_sent(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What is no longer kept has the same body in each attempt; it goes with the last one, or with the endpoint."""
    monkeypatch.setattr(module, "KEPT", 1)
    endpoint, other = office.listen(), office.listen(OTHER)
    office.answer(500, 500)
    first, gone = _large(office, endpoint), _large(office, other)
    office.answer(500, url=OTHER)
    _large(office, endpoint)
    office.house.advance(by="PT0S")
    assert None not in (first.notice.body, gone.notice.body)
    office.control(lambda deliveries: deliveries.remove(other))
    assert gone.notice.body is None
    office.house.advance(until="idle")
    assert first.notice.body is None
    bodies = [body for body in office.post.bodies() if len(str(body)) > 10_000]
    assert 2 == bodies.count(bodies[0])
    assert 0 == office.house.mock.tenant.deliveries.schedule.size


def test_a_body_goes_with_a_disabled_endpoint(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What came due while its endpoint was disabled leaves no body behind, once that is removed."""
    monkeypatch.setattr(module, "KEPT", 1)
    endpoint = office.listen()
    office.post.always = 500
    sent = [_large(office, endpoint) for _ in range(3)]
    office.house.advance(by="PT0S")
    office.control(lambda deliveries: deliveries.disable(endpoint))
    office.house.advance(by="PT10S")
    assert [True] * 3 == [message.waits for message in sent]
    office.control(lambda deliveries: deliveries.remove(endpoint))
    assert [True, True, False] == [message.notice.body is None for message in sent]


def test_copies_have_their_body(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    """A message that comes several times says the same each time, though it is no longer kept."""
    monkeypatch.setattr(module, "KEPT", 1)
    endpoint = office.listen()
    office.house.fault("webhook", do="duplicate", copies=2)
    first = _large(office, endpoint)
    _large(office, endpoint)
    office.house.advance(until="idle")
    bodies = [parcel.body for _, parcel in office.post.parcels]
    assert 3 == bodies.count(max(bodies, key=bodies.count))
    assert first.notice.body is None
