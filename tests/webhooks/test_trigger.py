"""A webhook that somebody wants sent says what the mock would say, but for what they put in its place."""

from typing import Any

import httpx
import pytest

from cases.refusals import UNKNOWN, problem
from codat_contract import WEBHOOKS, WebhookService
from codat_mock.core.ids import text
from codat_mock.core.register import READY_COMPANY
from codat_mock.server import Running
from codat_mock.webhooks.bodies import compiled_schema
from house import House, MakeHouse

INBOX = "/__mock/t/default/inbox/orders"
SUCCESSFUL, UNSUCCESSFUL = "expenses.sync.successful", "expenses.sync.unsuccessful"
REACHED = "client.rateLimit.reached"
NOWHERE = "http://127.0.0.1:9/"


def trigger(house: House, event: str = UNSUCCESSFUL, **body: Any) -> httpx.Response:
    """Send one."""
    return house.http.post("/__mock/trigger", json={"event": event, **body})


def listen(house: House, *events: str, **more: Any) -> str:
    """The id of an endpoint that listens for these."""
    service = WebhookService(more.pop("service", "events"))
    add = house.mock.tenant.deliveries.directory.add
    return text(add(NOWHERE, None, service, events, **more).id)


@pytest.mark.parametrize("event", WEBHOOKS)
def test_every_kind(house: House, event: str) -> None:
    """Each kind of the contract can be sent, and fits it; whoever listens for it gets it, and nobody else."""
    kind = WEBHOOKS[event]
    ids = {name: listen(house, name, service=WEBHOOKS[name].service) for name in WEBHOOKS}
    answer = trigger(house, event)
    assert 201 == answer.status_code, answer.text
    told = answer.json()
    assert [ids[event]] == [message["endpointId"] for message in told["messages"]]
    assert compiled_schema(kind.schema).fits(told["body"])
    assert event in (told["body"].get("eventType"), told["body"].get("RuleType"))
    assert told["note"] is None


def test_other_spellings(house: House) -> None:
    """A rule type may be spelled as rules were; an event type may not."""
    assert "Sync Completed" == trigger(house, "sync-complete").json()["body"]["RuleType"]
    problem(house, 400, lambda: trigger(house, "Expenses.Sync.Successful"), "/event")
    problem(house, 400, lambda: trigger(house, "sync.ended"), "/event")


def test_nobody_listens(house: House) -> None:
    """Then nothing is sent, and it is said why."""
    told = trigger(house).json()
    assert [] == told["messages"]
    assert f"No endpoint listens for {UNSUCCESSFUL}" in told["note"]
    deaf = listen(house, SUCCESSFUL)
    assert f"but for {SUCCESSFUL}" in trigger(house, endpointId=deaf).json()["note"]
    elsewhere = listen(house, UNSUCCESSFUL, company=bytes(16))
    assert "of this company" in trigger(house, endpointId=elsewhere).json()["note"]
    asleep = listen(house, UNSUCCESSFUL, disabled=True)
    for body in ({"endpointId": asleep}, {}):
        note = trigger(house, **body).json()["note"]
        assert f"{asleep} (http://127.0.0.1:9/) is disabled; " in note
        assert f"POST /__mock/webhooks/{asleep}/enable" in note
    other = listen(house, UNSUCCESSFUL, disabled=True, why="its receiver has asked for that")
    note = trigger(house).json()["note"]
    assert "2 endpoints listen for" in note
    assert f"{other} ({NOWHERE}) is disabled: its receiver has asked for that; " in note
    assert [] == house.http.get("/__mock/deliveries").json()["deliveries"]


def test_one_endpoint(house: House) -> None:
    """Who is named is told alone."""
    _, second = listen(house, UNSUCCESSFUL), listen(house, UNSUCCESSFUL)
    messages = trigger(house, endpointId=second).json()["messages"]
    assert [second] == [message["endpointId"] for message in messages]
    assert 2 == len(trigger(house).json()["messages"])


def test_of_a_sync(house: House) -> None:
    """The message of a sync says what is so of it: its company, and its transactions with their statuses."""
    house.plan(transactions=[{"index": 0, "status": "PushError", "message": "No."}])
    dataset, transactions = house.dataset(2)
    sync = house.synced(dataset)
    payload = trigger(house, syncId=sync).json()["body"]["payload"]
    assert (sync, READY_COMPANY) == (payload["syncId"], payload["referenceCompany"]["id"])
    assert [*zip(transactions, ("PushError", "Completed"), strict=True)] == [
        (one["id"], one["status"]) for one in payload["transactions"]
    ]
    assert "No." == payload["transactions"][0]["errorMessage"]
    rule = trigger(house, "Sync Failed", syncId=sync).json()["body"]
    assert (sync, READY_COMPANY) == (rule["Data"]["syncId"], rule["CompanyId"])


def test_of_no_sync(house: House) -> None:
    """It says what the contract shows, of a company that there is, with ids that nothing else has."""
    company = house.http.post("/companies", json={"name": "Another"}).json()["id"]
    first, second = (trigger(house, companyId=company).json()["body"] for _ in range(2))
    assert (company, "Another") == tuple(
        first["payload"]["referenceCompany"][name] for name in ("id", "name")
    )
    (one,), (other,) = (body["payload"]["transactions"] for body in (first, second))
    assert "PushError" == one["status"]
    assert 6 == len(
        {
            one["id"],
            other["id"],
            *(body["id"] for body in (first, second)),
            first["payload"]["syncId"],
            second["payload"]["syncId"],
        }
    )
    assert READY_COMPANY == trigger(house).json()["body"]["payload"]["referenceCompany"]["id"]
    house.http.delete(f"/companies/{READY_COMPANY}")
    assert company == trigger(house).json()["body"]["payload"]["referenceCompany"]["id"]
    house.http.delete(f"/companies/{company}")
    problem(house, 404, lambda: trigger(house))


def test_what_is_set(house: House) -> None:
    """Objects are merged field by field, lists entry by entry where these are numbered; all else is replaced."""
    changes = {
        "payload": {
            "transactions": {
                "0": {"errorMessage": "Archived."},
                "1": {"id": UNKNOWN, "status": "Completed"},
            },
            "referenceCompany": {"name": "Zürich ☕"},
        }
    }
    payload = trigger(house, set=changes).json()["body"]["payload"]
    assert ["PushError", "Completed"] == [one["status"] for one in payload["transactions"]]
    assert "Archived." == payload["transactions"][0]["errorMessage"]
    assert ("Zürich ☕", READY_COMPANY) == (
        payload["referenceCompany"]["name"],
        payload["referenceCompany"]["id"],
    )
    emptied = trigger(house, set={"payload": {"transactions": []}}).json()["body"]
    assert [] == emptied["payload"]["transactions"]
    quota = trigger(house, REACHED, set={"payload": {"dailyQuota": 7}}).json()["body"]["payload"]
    assert (7, 0) == (quota["dailyQuota"], quota["quotaRemaining"])


@pytest.mark.parametrize(
    ("event", "changes", "pointer"),
    [
        (UNSUCCESSFUL, {"id": "one"}, "/set/id"),
        (UNSUCCESSFUL, {"payload": None}, "/set/payload"),
        (UNSUCCESSFUL, {"payload": {"syncId": 7}}, "/set/payload/syncId"),
        (
            UNSUCCESSFUL,
            {"payload": {"transactions": {"0": {"status": "Lost"}}}},
            "/set/payload/transactions/0/status",
        ),
        (UNSUCCESSFUL, {"payload": {"transactions": {"2": {}}}}, "/set/payload/transactions/2"),
        (UNSUCCESSFUL, {"payload": {"transactions": {"-1": {}}}}, "/set/payload/transactions/-1"),
        (
            UNSUCCESSFUL,
            {"payload": {"transactions": {"9" * 5000: {}}}},
            f"/set/payload/transactions/{'9' * 5000}",
        ),
        (REACHED, {"payload": {"dailyQuota": "many"}}, "/set/payload/dailyQuota"),
        ("Sync Failed", {"Data": {"syncId": "x"}}, "/set/Data/syncId"),
    ],
    ids=["id", "payload", "syncId", "status", "beyond", "below", "far beyond", "quota", "rule"],
)
def test_what_does_not_fit(house: House, event: str, changes: Any, pointer: str) -> None:
    """A message that would not fit the contract is refused with its place, and nothing is drawn for it."""
    listen(house, *WEBHOOKS)
    problem(house, 422, lambda: trigger(house, event, set=changes), pointer)
    other = House(house.mock, house.http)
    assert [] == other.http.get("/__mock/deliveries").json()["deliveries"]


@pytest.mark.parametrize(
    ("event", "changes", "pointer", "hint"),
    [
        (SUCCESSFUL, {"syncId": UNKNOWN}, "/set/syncId", "did you mean payload.syncId?"),
        (
            UNSUCCESSFUL,
            {"errorMessage": "No."},
            "/set/errorMessage",
            "did you mean payload.transactions.0.errorMessage?",
        ),
        (
            SUCCESSFUL,
            {"payload": {"sync_id": UNKNOWN}},
            "/set/payload/sync_id",
            "did you mean payload.syncId?",
        ),
        (
            UNSUCCESSFUL,
            {"payload": {"transactions": {"0": {"colour": "blue"}}}},
            "/set/payload/transactions/0/colour",
            "there is id, status, errorMessage.",
        ),
        (REACHED, {"dailyQuota": 7}, "/set/dailyQuota", "did you mean payload.dailyQuota?"),
        ("Sync Failed", {"syncId": UNKNOWN}, "/set/syncId", "did you mean Data.syncId?"),
    ],
    ids=["above payload", "far above", "misspelled", "in a list", "quota", "rule"],
)
def test_what_no_message_has(
    house: House, event: str, changes: Any, pointer: str, hint: str
) -> None:
    """A field that the contract does not name is refused with its place, and where it was meant to stand."""
    refused = problem(house, 422, lambda: trigger(house, event, set=changes), pointer)
    assert refused["detail"].endswith(hint)


def test_tags_have_any_name(house: House) -> None:
    """Where the contract allows any name, any is taken."""
    changes = {"payload": {"referenceCompany": {"tags": {"region": "uk"}}}}
    body = trigger(house, set=changes).json()["body"]
    assert {"region": "uk"} == body["payload"]["referenceCompany"]["tags"]


def test_refused_draws_no_ids(make_house: MakeHouse) -> None:
    """The same ids are drawn, whatever was refused before."""
    bodies = []
    for refused in (0, 3):
        house = make_house()
        for _ in range(refused):
            assert 422 == trigger(house, set={"id": 7}).status_code
        bodies.append(trigger(house).json())
    assert bodies[0] == bodies[1]


@pytest.mark.parametrize(
    ("body", "status"),
    [
        ({"event": REACHED, "companyId": READY_COMPANY}, 422),
        ({"event": REACHED, "syncId": UNKNOWN}, 422),
        ({"event": SUCCESSFUL, "syncId": UNKNOWN}, 404),
        ({"event": SUCCESSFUL, "companyId": UNKNOWN}, 404),
        ({"event": SUCCESSFUL, "endpointId": UNKNOWN}, 404),
    ],
    ids=str,
)
def test_what_is_not_there(house: House, body: dict[str, str], status: int) -> None:
    """What is named is there, and goes with the event."""
    problem(house, status, lambda: house.http.post("/__mock/trigger", json=body))


def test_a_sync_of_another_company(house: House) -> None:
    """A sync is one of the company that is named."""
    company = house.http.post("/companies", json={"name": "Another"}).json()["id"]
    sync = house.synced(house.dataset()[0])
    problem(house, 404, lambda: trigger(house, syncId=sync, companyId=company))
    assert 201 == trigger(house, syncId=sync, companyId=READY_COMPANY).status_code


@pytest.mark.parametrize("depth", [200, 252, 253, 254, 255, 300, 1000])
def test_deeply_nested(house: House, depth: int) -> None:
    """However deep it is nested, it is sent or refused in words."""
    deep = '{"a":' * depth + "1" + "}" * depth
    body = f'{{"event": "{UNSUCCESSFUL}", "set": {{"payload": {deep}}}}}'
    answer = house.http.post(
        "/__mock/trigger", content=body, headers={"Content-Type": "application/json"}
    )
    assert answer.status_code in (201, 400, 422), answer.text


def test_what_arrives(mock: Running, http: httpx.Client) -> None:
    """What was answered is what arrives, signed; a rule has its own id in it, and what is sent again is the same."""
    add = mock.mock.tenant.deliveries.directory.add
    events = mock.mock.owner.ask(lambda: add(f"{mock.url}{INBOX}"))
    rule = mock.mock.owner.ask(lambda: add(f"{mock.url}{INBOX}-rules", None, WebhookService.RULES))
    http.put(INBOX, json={"answers": [{"status": 500}, {"status": 200}]})
    told = [
        http.post("/__mock/trigger", json={"event": name}).json()
        for name in (SUCCESSFUL, "Sync Completed")
    ]
    advanced = mock.advance(until="idle")
    assert advanced["settled"], (advanced, http.get("/__mock/deliveries").json())
    first, second = http.get(INBOX).json()["arrivals"]
    assert (first["body"], 1) == (second["body"], second["repeats"])
    assert told[0]["body"] == httpx.Response(200, text=first["body"]).json()
    assert (True, text(events.id)) == (
        first["signature"]["verifies"],
        first["signature"]["endpointId"],
    )
    (alert,) = http.get(f"{INBOX}-rules").json()["arrivals"]
    said = httpx.Response(200, text=alert["body"]).json()
    assert (told[1]["body"], text(rule.id)) == (said, said["RuleId"])
