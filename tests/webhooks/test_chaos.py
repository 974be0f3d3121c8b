"""Each thing that the `webhook` fault does, as a real receiver sees it."""

from collections.abc import Iterator
from typing import Any

import httpx
import orjson
import pytest
from standardwebhooks import Webhook

from codat_mock.core import recovering
from codat_mock.core.moments import read_moment
from codat_mock.server import Running
from served import client_of
from webhooks.receiver import Receiver, receiving

START = read_moment("2026-01-01T00:00:00Z")
ITEM = {"type": "Payment", "issueDate": "2026-01-01", "currency": "GBP"}


@pytest.fixture(name="receiver")
def _receiver(mock: Running) -> Iterator[Receiver]:
    """A receiver that is told of every sync."""
    with receiving(Receiver()) as receiver:
        mock.mock.owner.ask(lambda: mock.mock.tenant.deliveries.directory.add(receiver.url))
        yield receiver


def spoil(mock: Running, do: str, **fields: Any) -> None:
    """Have the next message spoiled."""
    mock.fault(fault="webhook", operation="*", do=do, **fields)


def initiate(mock: Running, http: httpx.Client, number: int = 0) -> str:
    """A sync that is under way: of nothing, or of the transaction of this number."""
    company = f"/companies/{mock.company_id}/sync/expenses"
    if number:
        item = {"id": f"00000000-0000-4000-8000-{number:012x}", **ITEM}
        http.post(f"{company}/expense-transactions", json={"items": [item]})
    id_: str = http.post(f"{company}/syncs", json={}).json()["syncId"]
    return id_


def told(receiver: Receiver) -> list[str]:
    """The syncs that it was told of, in order."""
    return [body["payload"]["syncId"] for body in receiver.bodies()]


def deliveries(http: httpx.Client) -> list[Any]:
    """The messages as they are listed."""
    rows: list[Any] = http.get("/__mock/deliveries").json()["deliveries"]
    return rows


def test_dropped(mock: Running, http: httpx.Client, receiver: Receiver) -> None:
    """It is never sent, is listed as a failure that says why, and can be recovered; the next one comes."""
    spoil(mock, "drop")
    lost = initiate(mock, http)
    mock.advance(until="idle")
    assert [] == receiver.came
    (row,) = deliveries(http)
    assert ("Failure", [], None) == (row["state"], row["attempts"], row["nextAttempt"])
    assert "fault-1" in row["why"]
    after = initiate(mock, http)
    mock.advance(until="idle")
    assert [after] == told(receiver)

    def recover() -> None:
        tenant = mock.mock.tenant
        (endpoint,) = tenant.deliveries.endpoints.values()
        recovering.recover(tenant.deliveries, endpoint, START, tenant.clock.now())

    mock.mock.owner.ask(recover)
    mock.advance(by="PT0S")
    assert [after, lost] == told(receiver)
    assert ["Success", "Success"] == [row["state"] for row in deliveries(http)]
    assert row["messageId"] == receiver.ids()[1]


def test_lost_entirely(mock: Running, http: httpx.Client, receiver: Receiver) -> None:
    """Who is told nothing and asks for the status gets to the same end."""
    spoil(mock, "drop", times=None)
    sync = initiate(mock, http, 1)
    mock.advance(until="idle")
    status = http.get(f"/companies/{mock.company_id}/sync/expenses/syncs/{sync}/status").json()
    assert (2000, []) == (status["syncStatusCode"], receiver.came)


def test_the_list_is_the_authority(mock: Running, http: httpx.Client, receiver: Receiver) -> None:
    """The message has the transactions of the list, in its order, with its own words for their statuses."""
    mock.plan(
        transactions=[
            {"index": 0, "status": "Completed"},
            {"index": 1, "status": "PushError", "message": "No."},
            {"index": 2, "status": "ValidationError", "message": "Never."},
        ]
    )
    company = f"/companies/{mock.company_id}/sync/expenses"
    items = [{"id": f"00000000-0000-4000-8000-{number:012x}", **ITEM} for number in (1, 2, 3)]
    http.post(f"{company}/expense-transactions", json={"items": items})
    sync = initiate(mock, http)
    mock.advance(until="idle")
    listed = http.get(f"{company}/syncs/{sync}/transactions").json()["results"]
    (body,) = receiver.bodies()
    assert "expenses.sync.unsuccessful" == body["eventType"]
    sent = body["payload"]["transactions"]
    assert [row["transactionId"] for row in listed] == [row["id"] for row in sent]
    words = {"ValidationError": "Failed"}
    assert [words.get(row["status"], row["status"]) for row in listed] == [
        row["status"] for row in sent
    ]
    assert [None, "No.", "Never."] == [row["errorMessage"] for row in sent]


@pytest.mark.parametrize(("fields", "later"), [({"by": "PT1H"}, "PT1H"), ({}, "PT1M")])
def test_delayed(
    mock: Running, http: httpx.Client, receiver: Receiver, fields: dict[str, Any], later: str
) -> None:
    """It comes so much later by the mock's clock, and not a moment sooner."""
    spoil(mock, "delay", **fields)
    sync = initiate(mock, http)
    mock.advance(by="PT1S")
    (row,) = deliveries(http)
    assert ("Sending", []) == (row["state"], receiver.came)
    assert mock.advance(until="next")["now"] == row["nextAttempt"]
    assert [sync] == told(receiver)
    hour = {"PT1H": "2026-01-01T01:00:01Z", "PT1M": "2026-01-01T00:01:01Z"}
    assert hour[later] == row["nextAttempt"]


@pytest.mark.parametrize("copies", [None, 2, 10])
def test_duplicated(
    mock: Running, http: httpx.Client, receiver: Receiver, copies: int | None
) -> None:
    """It comes again: the same id and body, signed anew, and is one success."""
    spoil(mock, "duplicate", **({} if copies is None else {"copies": copies}))
    initiate(mock, http)
    mock.advance(until="idle")
    number = 1 + (copies or 1)
    assert number == len(receiver.came)
    assert 1 == len(set(receiver.ids()))
    assert 1 == len({body for _, body in receiver.came})
    (endpoint,) = mock.mock.tenant.deliveries.endpoints.values()
    for headers, body in receiver.came:
        Webhook(endpoint.secret).verify(body, dict(headers))
    (row,) = deliveries(http)
    assert ("Success", number) == (row["state"], len(row["attempts"]))


def test_duplicated_after_a_failure(mock: Running, http: httpx.Client, receiver: Receiver) -> None:
    """What has failed is tried again as ever; it comes twice once it was received."""
    spoil(mock, "duplicate")
    receiver.answers = [(500, {}), (200, {}), (500, {})]
    initiate(mock, http)
    mock.advance(until="idle")
    (row,) = deliveries(http)
    assert [500, 200, 500] == [attempt["status"] for attempt in row["attempts"]]
    assert "Success" == row["state"]


def test_reordered(mock: Running, http: httpx.Client, receiver: Receiver) -> None:
    """The next two come the wrong way round, at the moment of the second; the third comes in its place."""
    spoil(mock, "reorder")
    first, second, third = (initiate(mock, http) for _ in range(3))
    mock.advance(by="PT1S")
    assert [] == receiver.came
    mock.advance(by="PT1S")
    assert [second, first] == told(receiver)
    mock.advance(until="idle")
    assert [second, first, third] == told(receiver)
    assert {"Success"} == {row["state"] for row in deliveries(http)}
    assert 3 == len(set(receiver.ids()))


def test_reordered_again_and_again(mock: Running, http: httpx.Client, receiver: Receiver) -> None:
    """Where every message is reordered, each pair comes the wrong way round."""
    spoil(mock, "reorder", times=None)
    syncs = [initiate(mock, http) for _ in range(4)]
    mock.advance(by="PT4S")
    assert [syncs[1], syncs[0], syncs[3], syncs[2]] == told(receiver)


def test_reordered_without_another(mock: Running, http: httpx.Client, receiver: Receiver) -> None:
    """Where no other one comes, it comes after `by`."""
    spoil(mock, "reorder", by="PT10M")
    sync = initiate(mock, http)
    mock.advance(by="PT10M")
    assert [] == receiver.came
    mock.advance(by="PT1S")
    assert [sync] == told(receiver)


def test_truncated(mock: Running, http: httpx.Client, receiver: Receiver) -> None:
    """Half of the body comes, signed as a whole; it is no JSON. Once it was refused, all of it comes."""
    spoil(mock, "truncate")
    receiver.answers = [(400, {})]
    initiate(mock, http)
    mock.advance(until="idle")
    (_, half), (_, whole) = receiver.came
    assert whole.startswith(half)
    assert len(whole) // 2 == len(half)
    with pytest.raises(orjson.JSONDecodeError):
        orjson.loads(half)
    (row,) = deliveries(http)
    assert ["truncate", ""] == [attempt["spoiled"] for attempt in row["attempts"]]


def test_replayed(mock: Running, http: httpx.Client, receiver: Receiver) -> None:
    """The one before it, of another sync, comes once more, byte for byte; then it comes itself."""
    first = initiate(mock, http)
    mock.advance(until="idle")
    spoil(mock, "replay")
    second = initiate(mock, http)
    mock.advance(until="idle")
    assert [first, first, second] == told(receiver)
    earlier, again, _ = receiver.came
    assert earlier == again
    assert [1, 1] == [len(row["attempts"]) for row in deliveries(http)]


def test_the_older_service_too(mock: Running, http: httpx.Client) -> None:
    """What is not signed can be lost, late, twice, out of order or cut as well."""
    from codat_contract import WebhookService

    with receiving(Receiver()) as receiver, client_of(mock):
        mock.mock.owner.ask(
            lambda: mock.mock.tenant.deliveries.directory.add(
                receiver.url, service=WebhookService.RULES
            )
        )
        for do in ("drop", "duplicate", "truncate"):
            spoil(mock, do)
        for _ in range(3):
            initiate(mock, http)
        mock.advance(until="idle")
    assert 3 == len(receiver.came)
    assert receiver.came[0][1] == receiver.came[1][1]
    with pytest.raises(orjson.JSONDecodeError):
        orjson.loads(receiver.came[2][1])


@pytest.mark.parametrize("operation", ["expenses.sync.unsuccessful", "expenses.sync.successful"])
def test_one_kind_only(
    mock: Running, http: httpx.Client, receiver: Receiver, operation: str
) -> None:
    """A fault for one kind of message lets the others be."""
    mock.fault(fault="webhook", operation=operation, do="drop", times=None)
    mock.plan(code=2000)
    mock.plan(code=5000)
    initiate(mock, http)
    initiate(mock, http)
    mock.advance(until="idle")
    kinds = {"expenses.sync.unsuccessful", "expenses.sync.successful"}
    assert kinds - {operation} == {body["eventType"] for body in receiver.bodies()}
