"""Whoever asks again and again for what comes after the last attempt misses none."""

from threading import Thread
from typing import Any

import httpx
import pytest

from codat_mock.core.ids import text
from codat_mock.server import Running
from house import House

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
