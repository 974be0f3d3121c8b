"""Endpoints are removed, disabled, put back; what waits for them goes with that."""

import pytest

from codat_mock.core import deliveries as module
from codat_mock.core.moments import HOUR, SECOND
from codat_mock.core.recovering import recover, replay_missing
from codat_mock.lane.keyring import authorization
from codat_mock.server import Running
from served import client_of, running
from webhooks.posting import BEGAN, OTHER, URL, Office, answered
from webhooks.receiver import Receiver, receiving


def test_removed_between_attempts(office: Office) -> None:
    """The attempts that are left of an endpoint that was removed are not made, and its messages say why."""
    endpoint = office.listen()
    office.post.always = 500
    office.sync()
    office.house.advance(by="PT10M")
    assert 3 == len(office.post.parcels)
    office.control(lambda deliveries: deliveries.remove(endpoint))
    office.house.advance(until="idle")
    assert 3 == len(office.post.parcels)
    (message,) = office.messages
    assert ("Failure", None) == (message.state.value, message.due)
    assert "removed" in message.why


def test_disabled_for_a_while(office: Office) -> None:
    """What came due while an endpoint was disabled goes when it is enabled; the rest at its moment."""
    endpoint = office.listen()
    office.post.always = 500
    office.sync()
    office.house.advance(by="PT1S")
    office.control(lambda deliveries: deliveries.disable(endpoint))
    office.house.advance(by="PT1H")
    assert [1.0] == office.post.seconds()
    office.control(lambda deliveries: deliveries.enable(endpoint, office.now))
    office.house.advance(by="PT5M")
    assert [1.0, 3601.0, 3901.0] == office.post.seconds()


def test_enabled_before_it_is_due(office: Office) -> None:
    """Who was disabled between two attempts only misses none, and gets none sooner."""
    endpoint = office.listen()
    office.post.always = 500
    office.sync()
    office.house.advance(by="PT7S")
    office.control(lambda deliveries: deliveries.disable(endpoint))
    office.house.advance(by="PT1M")
    office.control(lambda deliveries: deliveries.enable(endpoint, office.now))
    office.house.advance(by="PT5M")
    assert [1.0, 6.0, 306.0] == office.post.seconds()


def test_what_happens_while_it_is_disabled(office: Office) -> None:
    """It is not told of it, unless somebody has what is missing replayed, once."""
    endpoint = office.listen()
    office.control(lambda deliveries: deliveries.disable(endpoint))
    sync = office.sync()
    office.house.advance(by="PT1S")
    office.control(lambda deliveries: deliveries.enable(endpoint, office.now))
    assert [] == office.post.parcels
    for _ in range(2):
        office.control(lambda deliveries: replay_missing(deliveries, endpoint, BEGAN, office.now))
    assert [sync] == [body["payload"]["syncId"] for body in office.post.bodies()]


def test_missing_means_never_told(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    """What an endpoint was told is not missing, though its message is no longer kept."""
    monkeypatch.setattr(module, "KEPT", 3)
    endpoint, other = office.listen(), office.listen(OTHER)
    for _ in range(3):
        office.sync()
    office.house.advance(until="idle")
    assert 3 == len(office.messages)
    sent = len(office.post.parcels)
    for one in (endpoint, other):
        missing = office.control(
            lambda deliveries, one=one: replay_missing(deliveries, one, BEGAN, office.now)
        )
        assert [] == missing
    assert sent == len(office.post.parcels)


def test_recovered(office: Office) -> None:
    """What has failed is sent again, with eight attempts more, under its own id; what came later only if it was so."""
    endpoint = office.listen()
    office.post.always = 500
    office.sync()
    office.house.advance(until="idle")
    late = office.now
    office.sync()
    office.house.advance(until="idle")
    assert 16 == len(office.post.parcels)
    recovered = office.control(lambda deliveries: recover(deliveries, endpoint, late, office.now))
    assert office.messages[1:] == recovered
    assert 17 == len(office.post.parcels)
    office.house.advance(until="idle")
    assert 24 == len(office.post.parcels)
    office.post.always = 200
    office.control(lambda deliveries: recover(deliveries, endpoint, BEGAN, office.now))
    assert ["Success", "Success"] == office.states()
    assert 2 == len(set(office.post.headers("webhook-id")))


def test_resent(office: Office) -> None:
    """What was received can be sent again: the same id and body, and it stays a success whatever is answered."""
    office.listen()
    office.sync()
    office.house.advance(until="idle")
    office.post.always = 500
    office.control(lambda deliveries: deliveries.resend(office.messages[0], office.now))
    office.house.advance(until="idle")
    assert [1.0, 1.0] == office.post.seconds()
    assert 1 == len(set(office.post.headers("webhook-id")))
    assert ["Success"] == office.states()


def test_resent_to_a_disabled_endpoint(office: Office) -> None:
    """What is resent to an endpoint that is disabled waits until it is enabled."""
    endpoint = office.listen()
    office.sync()
    office.house.advance(until="idle")
    office.control(lambda deliveries: deliveries.disable(endpoint))
    office.control(lambda deliveries: deliveries.resend(office.messages[0], office.now))
    assert 1 == len(office.post.parcels)
    office.control(lambda deliveries: deliveries.enable(endpoint, office.now))
    assert 2 == len(office.post.parcels)


@pytest.mark.parametrize("status", [200, 500])
def test_receivers_can_end_it(office: Office, status: int) -> None:
    """`webhook-delivery: abort-message` ends a message that has failed; one that was received is received."""
    office.listen()
    office.sync()
    office.answer(answered(status, webhook_delivery="abort-message"))
    office.house.advance(until="idle")
    assert [1.0] == office.post.seconds()
    assert ["Success" if status == 200 else "Failure"] == office.states()


@pytest.mark.parametrize("status", [200, 410])
def test_receivers_can_disable_themselves(office: Office, status: int) -> None:
    """`webhook-delivery: disable` disables the endpoint, and says so."""
    endpoint = office.listen()
    office.sync()
    office.answer(answered(status, webhook_delivery="disable"))
    office.house.advance(until="idle")
    office.sync()
    office.house.advance(by="P1D")
    assert [1.0] == office.post.seconds()
    assert endpoint.disabled
    assert "asked" in endpoint.why


def test_restored_with_what_was_left(office: Office) -> None:
    """A snapshot between two attempts is restored with the attempts that were left, as often as it is."""
    office.listen()
    office.post.always = 500
    office.sync()
    office.house.advance(by="PT10M")
    office.house.http.post("/__mock/snapshots")
    office.house.advance(until="idle")
    assert 8 == len(office.post.parcels)
    for round_ in (1, 2):
        office.house.http.post("/__mock/snapshots/snapshot-1/restore")
        assert BEGAN + 600 * SECOND == office.now
        office.house.advance(until="idle")
        assert 8 + 5 * round_ == len(office.post.parcels)
        assert ["Failure"] == office.states()
    assert 1 == len(set(office.post.headers("webhook-id")))


def test_reset_forgets(office: Office) -> None:
    """A reset ends all that was still to be sent."""
    office.listen()
    office.post.always = 500
    office.sync()
    office.house.advance(by="PT1S")
    office.house.http.post("/__mock/reset")
    office.house.advance(by="P2D")
    assert [1.0] == office.post.seconds()
    assert [] == office.messages


def test_a_tenant_that_is_gone(office: Office) -> None:
    """What is left to send for a tenant that was deleted is not sent."""
    http = office.house.http
    made = http.post("/__mock/tenants", json={"clock": {"mode": "manual"}}).json()
    tenant = office.house.mock.exchange.keyring.tenant(made["id"])
    tenant.deliveries.directory.add(URL)
    office.post.always = 500
    key = {"Authorization": authorization(made["apiKey"])}
    path = f"/companies/{made['companyId']}/sync/expenses/syncs"
    assert 202 == http.post(path, json={}, headers=key).status_code
    http.post("/__mock/clock/advance", json={"by": "PT10S"}, headers=key)
    assert 2 == len(office.post.parcels)
    assert tenant.next_moment() is not None
    assert 204 == http.delete(f"/__mock/tenants/{made['id']}").status_code
    assert tenant.next_moment() is None


def test_tried_again_by_itself() -> None:
    """On a clock that runs, attempts follow each other though nobody calls."""
    with (
        receiving(Receiver(answers=[(500, {}), (500, {}), (500, {})])) as receiver,
        _scaled() as mock,
        client_of(mock) as http,
    ):
        mock.mock.owner.ask(lambda: mock.mock.tenant.deliveries.directory.add(receiver.url))
        http.post(f"/companies/{mock.company_id}/sync/expenses/syncs", json={})
        assert receiver.until(4)
        waited = http.post("/__mock/wait", json={"until": "delivered"})
        assert 200 == waited.status_code, waited.text
        (row,) = http.get("/__mock/deliveries").json()["deliveries"]
    assert [500, 500, 500, 200] == [attempt["status"] for attempt in row["attempts"]]
    assert 1 == len(set(receiver.ids()))


def _scaled() -> Running:
    """A mock in which an hour takes a second or so."""
    return running(f"scaled:{HOUR // SECOND}")
