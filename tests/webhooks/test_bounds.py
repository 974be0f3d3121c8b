"""What waits for an endpoint is bounded, has its place, and goes when the endpoint goes."""

import pytest

from codat_mock.core import deliveries as module
from codat_mock.core.ids import text
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
