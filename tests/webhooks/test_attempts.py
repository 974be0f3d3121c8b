"""Whoever asks again and again for what comes after the last attempt misses none."""

from threading import Thread
from typing import Any

import httpx
import pytest

from codat_contract import WebhookService
from codat_mock.core.ids import text
from codat_mock.server import Running
from house import House
from webhooks.posting import OTHER, URL, Office, answered

INBOX = "/__mock/t/default/inbox/orders"


def attempts(http: httpx.Client, after: int = 0, wait: int = 0) -> dict[str, Any]:
    """The attempts after a number."""
    answer = http.get("/__mock/attempts", params={"after": after, "wait": wait}, timeout=40)
    assert 200 == answer.status_code, answer.text
    told: dict[str, Any] = answer.json()
    return told


def _send(mock: Running, http: httpx.Client, *statuses: int) -> str:
    """Send a message that is answered so; the id of its endpoint."""
    directory = mock.mock.tenant.deliveries.directory
    endpoint = mock.mock.owner.ask(lambda: directory.add(f"{mock.url}{INBOX}"))
    http.put(INBOX, json={"answers": [{"status": status} for status in statuses]})
    http.post("/__mock/trigger", json={"event": "expenses.sync.successful"})
    return text(endpoint.id)


def test_in_the_order_of_messages(office: Office) -> None:
    """An advance tells of them in that order, whichever receiver is the quickest."""
    office.listen()
    office.listen(OTHER)
    office.post.takes[URL] = 0.2
    office.sync()
    told = office.house.advance(until="idle")["effects"]
    receivers = [one["url"] for one in told if one["effect"] == "webhook-sent"]
    assert [URL, OTHER] == receivers


def test_next_is_seen_once_what_is_under_way_has_ended(office: Office) -> None:
    """Where an attempt is under way, what comes next is seen when that has ended: its repetition, if it fails."""
    office.listen()
    office.post.always = 500
    office.sync()
    office.post.takes[URL] = 0.2
    office.house.advance(by="PT1S", settle="PT0S")
    assert office.house.advance(until="next")["now"].endswith("00:00:06Z")


def test_each_attempt(mock: Running, http: httpx.Client) -> None:
    """Each attempt has a number, what was answered, and how far its message is; those before a number are left out."""
    endpoint = _send(mock, http, 500, 204)
    (first,) = attempts(http, wait=10)["attempts"]
    assert (1, endpoint, 500, "Attempting", "2026-01-01T00:00:05Z") == tuple(
        first[name] for name in ("number", "endpointId", "status", "state", "nextAttempt")
    )
    mock.advance(until="idle")
    told = attempts(http, after=1)
    (second,) = told["attempts"]
    assert (2, 204, "Success", None) == tuple(
        second[name] for name in ("number", "status", "state", "nextAttempt")
    )
    assert (2, first["messageId"]) == (told["last"], second["messageId"])
    assert [1, 2] == [one["number"] for one in attempts(http)["attempts"]]
    assert [] == attempts(http, after=2)["attempts"] + attempts(http, after=7)["attempts"]


def test_what_followed(office: Office) -> None:
    """Each attempt has what followed it as it was then, however many come after it before anybody asks."""
    office.listen()
    office.answer(*[500] * 3)
    office.sync()
    office.house.advance(until="idle")
    told = attempts(office.house.http)["attempts"]
    expected = [
        ("Attempting", "2026-01-01T00:00:06Z"),
        ("Attempting", "2026-01-01T00:05:06Z"),
        ("Attempting", "2026-01-01T00:35:06Z"),
        ("Success", None),
    ]
    assert expected == [(one["state"], one["nextAttempt"]) for one in told]
    (row,) = office.house.http.get("/__mock/deliveries").json()["deliveries"]
    assert expected == [(one["state"], one["nextAttempt"]) for one in row["attempts"]]


def test_what_followed_at_once(office: Office) -> None:
    """One that is followed by another at the same moment says so; so does the one that was the last of eight."""
    office.listen(service=WebhookService.RULES)
    office.answer(answered(503, retry_after="0"), 503)
    office.listen(OTHER)
    office.answer(*[500] * 8, url=OTHER)
    office.sync()
    office.house.advance(until="idle")
    told = attempts(office.house.http)["attempts"]
    first, second = [one for one in told if one["url"] == URL][:2]
    assert ("Attempting", first["at"]) == (first["state"], first["nextAttempt"])
    assert first["at"] == second["at"]
    *before, last = [one for one in told if one["url"] == OTHER]
    assert {"Attempting"} == {one["state"] for one in before}
    assert ("Failure", None) == (last["state"], last["nextAttempt"])


def test_no_next_attempt_while_disabled(office: Office) -> None:
    """An attempt whose receiver wants no more has failed, and has no next one: it waits for the endpoint."""
    office.listen()
    office.answer(answered(410, webhook_delivery="disable"))
    office.sync()
    office.house.advance(by="PT1S")
    (one,) = attempts(office.house.http)["attempts"]
    assert ("Attempting", None) == (one["state"], one["nextAttempt"])


def test_dropped(office: Office) -> None:
    """A message that a fault has dropped stands there in its turn, as nothing that was sent; an advance tells of it."""
    office.listen()
    office.house.fault(fault="webhook", operation="*", do="drop")
    office.sync()
    office.sync()
    effects = office.house.advance(until="idle")["effects"]
    told = attempts(office.house.http)["attempts"]
    assert [(1, False, None, "Failure", "drop"), (2, True, 200, "Success", "")] == [
        tuple(one[name] for name in ("number", "sent", "status", "state", "spoiled"))
        for one in told
    ]
    assert "dropped on purpose by fault-1" == told[0]["why"]
    hooks = [one for one in effects if one["effect"].startswith("webhook")]
    assert [("webhook-dropped", "drop"), ("webhook-sent", "")] == [
        (one["effect"], one["spoiled"]) for one in hooks
    ]
    assert [0, 1] == [len(message.attempts) for message in office.messages]


def test_waits(mock: Running, http: httpx.Client) -> None:
    """Who waits is answered when there is one, and not before."""
    told: list[dict[str, Any]] = []

    def wait() -> None:
        with httpx.Client(base_url=mock.url, trust_env=False) as other:
            told.append(attempts(other, wait=30))

    waiting = Thread(target=wait)
    waiting.start()
    assert not told
    _send(mock, http, 200)
    waiting.join(10)
    assert [200] == [one["status"] for one in told[0]["attempts"]]


def test_waits_no_longer_than_asked(house: House) -> None:
    """Who waits in vain is told that there was none."""
    assert {"attempts": [], "last": 0, "returns": 0} == attempts(house.http, wait=30)
    assert house.line is not None
    assert 30 == pytest.approx(house.line.waited, abs=0.5)


def test_the_tenant_goes_back(mock: Running, http: httpx.Client) -> None:
    """Who waits is told when the tenant goes back: its endpoints may be gone."""
    told: list[dict[str, Any]] = []

    def wait() -> None:
        with httpx.Client(base_url=mock.url, trust_env=False) as other:
            told.append(attempts(other, after=attempts(other)["last"], wait=30))

    _send(mock, http, 200)
    attempts(http, wait=10)
    waiting = Thread(target=wait)
    waiting.start()
    # Until the other one waits there is nothing to see of it, so it is done again until it is told.
    while not told:
        http.post("/__mock/reset")
        waiting.join(0.05)
    assert told[0]["returns"]
    assert ([], 0) == (told[0]["attempts"], told[0]["last"])
