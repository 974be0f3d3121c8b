"""What can be asked of the endpoints of a tenant, and of the messages to them?"""

from collections.abc import Iterator
from typing import Any

import pytest

from cases.refusals import UNKNOWN, problem
from codat_mock.core.directory import MOST
from codat_mock.core.register import READY_COMPANY
from codat_mock.webhooks.carrying import Parcel, Taken
from house import House, houses

HOOKS = "/__mock/webhooks"
URL = "http://127.0.0.1:9/hooks"
SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
OTHER = "whsec_C2FVsBQIhrscChlQIMV+b5sSYspob7oD"
ENDS = ["expenses.sync.successful", "expenses.sync.unsuccessful"]
DAY_LATER = "2026-01-02T00:00:00Z"


async def _refused(_: Parcel) -> Taken:
    return Taken(None, "refused")


@pytest.fixture(name="house")
def _house() -> Iterator[House]:
    """A mock whose webhooks reach nobody, at once: the loop of a house leaps ahead of what a socket has to say."""
    for build in houses(way=lambda: _refused):
        yield build()


def made(house: House, **fields: Any) -> Any:
    """An endpoint, as it was answered."""
    answer = house.http.post(HOOKS, json={"url": URL, **fields})
    assert 201 == answer.status_code, answer.text
    return answer.json()


def listed(house: House) -> Any:
    """The endpoints."""
    return house.http.get(HOOKS).json()["webhooks"]


def told(house: House, **query: Any) -> Any:
    """The messages."""
    return house.http.get("/__mock/deliveries", params=query).json()["deliveries"]


def test_an_endpoint_comes_and_goes(house: House) -> None:
    """It is answered with its secret, listed without, and gone once it is deleted."""
    endpoint = made(house, secret=SECRET, rateLimit=5.0, companyId=READY_COMPANY)
    assert SECRET == endpoint.pop("secret")
    assert (URL, "events", ENDS) == (endpoint["url"], endpoint["style"], endpoint["eventTypes"])
    assert (5, READY_COMPANY) == (endpoint["rateLimit"], endpoint["companyId"])
    assert [endpoint] == listed(house)
    assert 204 == house.http.delete(f"{HOOKS}/{endpoint['id']}").status_code
    assert [] == listed(house)
    problem(house, 404, lambda: house.http.delete(f"{HOOKS}/{endpoint['id']}"))


def test_one_list(house: House) -> None:
    """Consumers and rules are endpoints, and endpoints are consumers or rules; but no rule is of two types."""
    consumer = house.http.post("/webhooks", json={"url": URL, "eventTypes": ENDS}).json()
    body = {"type": "Sync Failed", "notifiers": {"emails": ["info@client.example"]}}
    rule = house.http.post("/rules", json=body).json()
    ours = [made(house), made(house, style="rules")]
    assert ["Sync Completed", "Sync Failed"] == ours[1]["eventTypes"]
    ids = [consumer["id"], rule["id"], ours[0]["id"], ours[1]["id"]]
    assert ids == [one["id"] for one in listed(house)]
    assert (None, ["info@client.example"]) == (listed(house)[1]["url"], listed(house)[1]["emails"])
    consumers = house.http.get("/webhooks").json()["results"]
    assert [ids[0], ids[2]] == [one["id"] for one in consumers]
    ids.append(made(house, style="rules", eventTypes=["Sync Failed"])["id"])
    rules = house.http.get("/rules").json()["results"]
    assert [ids[1], ids[4]] == [one["id"] for one in rules]


def test_there_are_fifty_of_a_style_at_most(house: House) -> None:
    """The fifty-first is refused; once one is gone there is room again, for Codat's own call too."""
    first, *_ = [made(house) for _ in range(MOST)]
    problem(house, 409, lambda: house.http.post(HOOKS, json={"url": URL}))
    made(house, style="rules")
    consumer = {"url": URL, "eventTypes": ENDS}
    assert 400 == house.http.post("/webhooks", json=consumer).status_code
    house.http.delete(f"{HOOKS}/{first['id']}")
    assert 201 == house.http.post("/webhooks", json=consumer).status_code


BAD: dict[str, tuple[int, dict[str, Any], list[str]]] = {
    "no address": (400, {"url": "nowhere"}, ["/url"]),
    "a public address": (400, {"url": "http://93.184.216.34/"}, ["/url"]),
    "credentials": (400, {"url": "http://name:word@localhost/"}, ["/url"]),
    "a bare secret": (400, {"secret": "MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"}, ["/secret"]),
    "a short secret": (400, {"secret": "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLa"}, ["/secret"]),
    "no base64": (400, {"secret": f"{SECRET}A"}, ["/secret"]),
    "a secret of rules": (422, {"secret": SECRET, "style": "rules"}, []),
    "a style": (400, {"style": "smoke"}, ["/style"]),
    "no event type": (400, {"eventTypes": []}, ["/eventTypes"]),
    "a tag": (400, {"companyTags": ["region"]}, ["/companyTags/0"]),
    "a company": (404, {"companyId": UNKNOWN}, []),
    "no rate": (400, {"rateLimit": 0}, ["/rateLimit"]),
    "a signature": (
        400,
        {"headers": {"Webhook-Signature": "v1,x"}},
        ["/headers/Webhook-Signature"],
    ),
    "a host": (400, {"headers": {"host": "x"}}, ["/headers/host"]),
    "a length": (400, {"headers": {"Content-Length": "1"}}, ["/headers/Content-Length"]),
    "a header twice": (400, {"headers": {"X-A": "1", "x-a": "2"}}, ["/headers/x-a"]),
    "a broken header": (400, {"headers": {"X-A": "1\r\nX-B: 2"}}, ["/headers/X-A"]),
    "unknown": (400, {"retries": 1}, [""]),
}


@pytest.mark.parametrize("name", BAD)
def test_bad_endpoints(same_house: House, name: str) -> None:
    """What cannot be is refused at its place, and nothing is kept."""
    status, fields, pointers = BAD[name]
    problem(
        same_house,
        status,
        lambda: same_house.http.post(HOOKS, json={"url": URL, **fields}),
        *pointers,
    )
    assert [] == listed(same_house)


def test_secrets_take_turns(house: House) -> None:
    """A new secret is drawn or given; the one before it stays valid for a day, or as long as is said, and no longer."""
    id_ = made(house, secret=SECRET)["id"]
    drawn = house.http.post(f"{HOOKS}/{id_}/secret").json()
    assert drawn["secret"] not in {SECRET, OTHER}
    assert [{"secret": SECRET, "until": DAY_LATER}] == drawn["outgoing"]
    assert drawn == house.http.get(f"{HOOKS}/{id_}/secret").json()
    body = {"secret": OTHER, "overlap": "PT0S"}
    given = house.http.post(f"{HOOKS}/{id_}/secret", json=body).json()
    assert {"secret": OTHER, "outgoing": []} == given
    house.http.post(f"{HOOKS}/{id_}/secret", json={"secret": SECRET, "overlap": "PT1H"})
    house.advance(by="PT1H")
    assert [] == house.http.get(f"{HOOKS}/{id_}/secret").json()["outgoing"]
    longest = {"overlap": "P999999D"}
    assert 200 == house.http.post(f"{HOOKS}/{id_}/secret", json=longest).status_code


def test_rules_have_no_secret(house: House) -> None:
    """Messages of rules are not signed: there is nothing to show and nothing to rotate."""
    endpoint = made(house, style="rules")
    assert endpoint["secret"] is None
    for method in ("GET", "POST"):
        problem(house, 422, lambda: house.http.request(method, f"{HOOKS}/{endpoint['id']}/secret"))  # noqa: B023


def test_a_disabled_endpoint(house: House) -> None:
    """It is told of nothing until it is enabled, and then of what it has missed, if that is asked for."""
    id_ = made(house)["id"]
    assert house.http.post(f"{HOOKS}/{id_}/disable").json()["disabled"]
    sync_id = house.synced(house.dataset()[0])
    assert [] == told(house)
    assert not house.http.post(f"{HOOKS}/{id_}/enable").json()["disabled"]
    assert [] == told(house)
    body = {"since": "2026-01-01T00:00:02Z"}
    assert [] == house.http.post(f"{HOOKS}/{id_}/replay-missing", json=body).json()["messages"]
    (sent,) = house.http.post(f"{HOOKS}/{id_}/replay-missing").json()["messages"]
    assert (sync_id, id_) == (sent["syncId"], sent["endpointId"])
    assert [] == house.http.post(f"{HOOKS}/{id_}/replay-missing").json()["messages"]


def test_what_has_failed_is_recovered(house: House) -> None:
    """What has failed is sent again with the same id, from the moment on that is said."""
    id_ = made(house)["id"]
    house.synced(house.dataset()[0])
    (failed,) = told(house, state="Failure")
    assert 8 == len(failed["attempts"])
    body = {"since": "2026-02-01T00:00:00Z"}
    assert [] == house.http.post(f"{HOOKS}/{id_}/recover", json=body).json()["messages"]
    (again,) = house.http.post(f"{HOOKS}/{id_}/recover").json()["messages"]
    assert failed["messageId"] == again["messageId"]
    house.advance(until="idle")
    assert 16 == len(told(house)[0]["attempts"])


def test_messages_are_filtered(house: House) -> None:
    """By endpoint, sync and state, the newest of them."""
    first, second = made(house)["id"], made(house)["id"]
    syncs = [house.synced(house.dataset()[0]) for _ in range(2)]
    assert [first, first] == [one["endpointId"] for one in told(house, endpointId=first)]
    assert [first, second] == [one["endpointId"] for one in told(house, syncId=syncs[1])]
    assert 4 == len(told(house, state="Failure"))
    assert [] == told(house, state="Success")
    page = house.http.get("/__mock/deliveries", params={"limit": 1}).json()
    assert (4, [second]) == (page["total"], [one["endpointId"] for one in page["deliveries"]])
    assert [] == told(house, syncId=UNKNOWN)


def test_a_message_is_sent_once_more(house: House) -> None:
    """However it has ended; not to an endpoint that is disabled or gone, nor one that nobody knows."""
    id_ = made(house)["id"]
    house.synced(house.dataset()[0])
    (message,) = told(house)
    path = f"/__mock/deliveries/{message['messageId']}/resend"
    assert message["messageId"] == house.http.post(path).json()["messageId"]
    house.advance(until="idle")
    assert 9 == len(told(house)[0]["attempts"])
    house.http.post(f"{HOOKS}/{id_}/disable")
    problem(house, 409, lambda: house.http.post(path))
    house.http.delete(f"{HOOKS}/{id_}")
    problem(house, 409, lambda: house.http.post(path))
    problem(house, 404, lambda: house.http.post("/__mock/deliveries/msg_0/resend"))


CALLS = (
    ("DELETE", ""),
    ("GET", "/secret"),
    *(
        ("POST", f"/{what}")
        for what in ("secret", "disable", "enable", "recover", "replay-missing")
    ),
)


@pytest.mark.parametrize(("method", "path"), CALLS)
def test_unknown_endpoints(same_house: House, method: str, path: str) -> None:
    """An endpoint that is not there is a 404, whatever is asked of it."""
    for id_ in (UNKNOWN, "nonsense"):
        problem(
            same_house,
            404,
            lambda: same_house.http.request(method, f"{HOOKS}/{id_}{path}"),  # noqa: B023
        )


def test_secrets_are_shown_where_they_are_asked_for_alone(house: House) -> None:
    """Neither journal, HAR, curl, evidence, list nor log has a secret or an Authorization of an endpoint."""
    word = "Basic c2VjcmV0OnNlY3JldA=="
    drawn = made(house, headers={"Authorization": word})
    house.http.post(f"{HOOKS}/{drawn['id']}/secret", json={"secret": OTHER})
    house.http.get(f"{HOOKS}/{drawn['id']}/secret")
    scenario = {
        "scenario": "one",
        "endpoints": [{"url": URL, "secret": SECRET, "headers": {"Authorization": word}}],
    }
    sync_id = house.synced(house.dataset()[0])
    seen = [
        house.http.get(path).text
        for path in (
            *(f"/__mock/requests?api=all&format={form}" for form in ("json", "har", "curl")),
            *(f"/__mock/syncs/{sync_id}/evidence?format={form}" for form in ("html", "md", "har")),
            *(HOOKS, "/webhooks", "/__mock/deliveries"),
        )
    ]
    house.http.put("/__mock/scenario", json=scenario)
    seen += [house.http.get("/__mock/requests?api=all").text]
    seen += [" ".join(exchange.remarks) for exchange in house.seen]
    for secret in (drawn["secret"], SECRET, OTHER, "c2VjcmV0OnNlY3JldA"):
        assert [] == [text for text in seen if secret in text]


def test_scenarios_have_the_same_endpoints(house: House) -> None:
    """A scenario takes what the call takes, and refuses what it refuses, at its place."""
    fields = {
        "url": URL,
        "style": "rules",
        "eventTypes": ["sync-failed"],
        "companyId": READY_COMPANY,
        "companyTags": ["region:uk"],
        "headers": {"X-Hook": "1"},
        "rateLimit": 2,
        "disabled": True,
    }
    scenario = {"scenario": "one", "endpoints": [fields]}
    assert 200 == house.http.put("/__mock/scenario", json=scenario).status_code
    (endpoint,) = listed(house)
    assert {**fields, "headers": {"x-hook": "1"}} == {name: endpoint[name] for name in fields}
    for _, wrong, pointers in BAD.values():
        bad = {"scenario": "two", "endpoints": [{"url": URL}, {"url": URL, **wrong}]}
        answer = house.http.put("/__mock/scenario", json=bad)
        assert answer.status_code in {400, 404, 422}, answer.text
        assert all(f"/endpoints/1{pointer}" in answer.text for pointer in pointers)
    assert [endpoint] == listed(house)
