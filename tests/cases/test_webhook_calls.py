"""Who may be told of what, by the calls that Codat has for it?"""

from typing import Any

import pytest

from codat_mock.core.directory import MOST
from codat_mock.core.ids import text
from codat_mock.core.register import READY_COMPANY
from house import House, MakeHouse

URL = "http://127.0.0.1:9/hooks"
ENDS = ["expenses.sync.successful", "expenses.sync.unsuccessful"]
FAR = "http://93.184.216.34/hooks"


def consumer(house: House, **fields: Any) -> Any:
    """POST a consumer."""
    return house.http.post("/webhooks", json={"url": URL, "eventTypes": ENDS, **fields})


def rule(house: House, **fields: Any) -> Any:
    """POST a rule."""
    body = {"type": "Sync Completed", "notifiers": {"webhook": URL}, **fields}
    return house.http.post("/rules", json=body)


def test_a_consumer_comes_and_goes(house: House) -> None:
    """What was made is listed as it was answered, without a secret, until it is deleted."""
    made = consumer(house, companyTags=["region:uk"], disabled=None)
    assert 201 == made.status_code
    body = made.json()
    assert {
        "id": body["id"],
        "url": URL,
        "disabled": False,
        "eventTypes": ENDS,
        "companyTags": ["region:uk"],
    } == body
    assert {"results": [body]} == house.http.get("/webhooks").json()
    assert 204 == house.http.delete(f"/webhooks/{body['id']}").status_code
    assert {"results": []} == house.http.get("/webhooks").json()
    assert 404 == house.http.delete(f"/webhooks/{body['id']}").status_code


def test_a_rule_is_kept_as_it_is_written(house: House) -> None:
    """Type, company and notifiers are answered as they came; what was left out stays out."""
    notifiers = {"emails": ["info@client.example"], "webhook": URL}
    made = rule(house, type="sync-complete", companyId=READY_COMPANY, notifiers=notifiers)
    assert 200 == made.status_code
    body = made.json()
    assert {
        "id": body["id"],
        "type": "sync-complete",
        "companyId": READY_COMPANY,
        "notifiers": notifiers,
    } == body
    assert body == house.http.get(f"/rules/{body['id']}").json()
    plain = rule(house).json()
    assert {"id", "type", "notifiers"} == plain.keys()
    page = house.http.get("/rules", params={"query": "type~complete", "orderBy": "-type"}).json()
    assert [body] == [one for one in page["results"] if one["type"] == "sync-complete"]
    assert 2 == house.http.get("/rules").json()["totalResults"]


def test_the_two_services_know_nothing_of_each_other(house: House) -> None:
    """A consumer is no rule, and a rule no consumer."""
    first, second = consumer(house).json()["id"], rule(house).json()["id"]
    assert 404 == house.http.get(f"/rules/{first}").status_code
    assert 404 == house.http.delete(f"/webhooks/{second}").status_code
    assert [first] == [one["id"] for one in house.http.get("/webhooks").json()["results"]]
    assert [second] == [one["id"] for one in house.http.get("/rules").json()["results"]]


@pytest.mark.parametrize("make", [consumer, rule])
def test_there_are_fifty_at_most(house: House, make: Any) -> None:
    """The fifty-first is refused in Codat's shape."""
    made = [make(house) for _ in range(MOST)]
    assert {True} == {answer.is_success for answer in made}
    refused = make(house)
    assert 400 == refused.status_code
    assert "50" in refused.json()["error"]


BAD_CONSUMERS: dict[str, tuple[dict[str, Any], str]] = {
    "no event type": ({"eventTypes": []}, "EventTypes"),
    "eleven tags": ({"companyTags": [f"tag:{number}" for number in range(11)]}, "CompanyTags"),
    "a tag without a value": ({"companyTags": ["region"]}, "CompanyTags[0]"),
    "a long tag": ({"companyTags": ["region:" + "u" * 122]}, "CompanyTags[0]"),
    "no address": ({"url": "nowhere"}, "Url"),
    "no host": ({"url": "http:///hooks"}, "Url"),
    "a port that is none": ({"url": "http://127.0.0.1:99999/"}, "Url"),
    "another scheme": ({"url": "ftp://127.0.0.1/"}, "Url"),
    "a public address": ({"url": FAR}, "Url"),
    "a public address of six": ({"url": "http://[2606:4700::1111]/"}, "Url"),
    "a mapped public address": ({"url": "http://[::ffff:93.184.216.34]/"}, "Url"),
    "where clouds keep credentials": ({"url": "http://169.254.169.254/"}, "Url"),
    "credentials": ({"url": "http://name:word@127.0.0.1/"}, "Url"),
}


@pytest.mark.parametrize("name", BAD_CONSUMERS)
def test_bad_consumers(same_house: House, name: str) -> None:
    """What cannot be is refused at its place, and nothing is kept."""
    fields, place = BAD_CONSUMERS[name]
    answer = consumer(same_house, **fields)
    assert 400 == answer.status_code
    assert place in [error["itemId"] for error in answer.json()["validation"]["errors"]]
    assert {"results": []} == same_house.http.get("/webhooks").json()


BAD_RULES: dict[str, tuple[dict[str, Any], str]] = {
    "nobody": ({"notifiers": {}}, "Notifiers"),
    "no emails": ({"notifiers": {"emails": []}}, "Notifiers"),
    "no e-mail address": ({"notifiers": {"emails": ["nobody"]}}, "Notifiers.Emails[0]"),
    "a public address": ({"notifiers": {"webhook": FAR}}, "Notifiers.Webhook"),
    "no type": ({"type": ""}, "Type"),
    "an unknown company": ({"companyId": "00000000-0000-4000-8000-000000000000"}, "CompanyId"),
}


@pytest.mark.parametrize("name", BAD_RULES)
def test_bad_rules(same_house: House, name: str) -> None:
    """Likewise a rule."""
    fields, place = BAD_RULES[name]
    answer = rule(same_house, **fields)
    assert 400 == answer.status_code
    assert place in [error["itemId"] for error in answer.json()["validation"]["errors"]]
    assert [] == same_house.http.get("/rules").json()["results"]


@pytest.mark.parametrize(
    "url",
    ["http://localhost:8080/", "https://10.0.0.7/", "http://[::1]:80/", "HTTP://hooks.example/"],
)
def test_addresses_that_are_taken(same_house: House, url: str) -> None:
    """This machine, private networks, and names, which are judged when a message is sent."""
    made = consumer(same_house, url=url)
    assert 201 == made.status_code, made.text
    assert url == made.json()["url"]
    assert 204 == same_house.http.delete(f"/webhooks/{made.json()['id']}").status_code


def test_public_addresses_on_demand(make_house: MakeHouse) -> None:
    """A refusal names the flag that lifts it, and with the flag it is lifted."""
    refused = consumer(make_house(), url=FAR).json()["validation"]["errors"][0]["message"]
    assert "--allow-public-webhooks" in refused
    assert 201 == consumer(make_house(allow_public_webhooks=True), url=FAR).status_code


def test_what_is_never_sent_is_noted(house: House) -> None:
    """An event type or a rule type that the mock does not have is kept, and the log says that it is never sent."""
    assert 201 == consumer(house, eventTypes=["company.created", ENDS[0]]).status_code
    assert [True] == ["company.created is never sent here" in seen.remarks for seen in house.seen]
    assert 200 == rule(house, type="Company Created").status_code
    assert "Company Created is never sent here" in house.seen[-1].remarks
    consumer(house, eventTypes=["Expenses.Sync.Successful"])
    meant = "Expenses.Sync.Successful is never sent here; did you mean expenses.sync.successful?"
    assert meant in house.seen[-1].remarks
    for spelling in ("Sync Completed", "SyncComplete", "sync-failed"):
        rule(house, type=spelling)
        assert not any("never" in remark for remark in house.seen[-1].remarks)


def test_what_is_never_sent_is_answered(house: House) -> None:
    """The mock's own call takes it as well, and its answer and the list say so."""
    body = {"url": URL, "eventTypes": [ENDS[0], "expenses.sync.ended", "Sync Failed"]}
    made = house.http.post("/__mock/webhooks", json=body)
    assert 201 == made.status_code, made.text
    note = made.json()["note"]
    assert "expenses.sync.ended is never sent here; did you mean expenses.sync." in note
    assert "an endpoint of style rules is told of it" in note
    well = house.http.post("/__mock/webhooks", json={"url": URL}).json()
    listed = house.http.get("/__mock/webhooks").json()["webhooks"]
    assert [note, None] == [one["note"] for one in listed]
    assert well["note"] is None


def test_who_is_told(house: House) -> None:
    """Who asked for failures, or for another tag, or is disabled, is not told of a success; the others are."""
    told = consumer(house).json()["id"]
    consumer(house, eventTypes=[ENDS[1]])
    consumer(house, companyTags=["region:uk"])
    consumer(house, disabled=True)
    ruled = rule(house, type="SYNC COMPLETED").json()["id"]
    rule(house, type="Sync Failed")
    house.synced(house.dataset()[0])
    messages = house.mock.tenant.deliveries.messages.values()
    assert {told, ruled} == {text(message.endpoint.id) for message in messages}


@pytest.mark.parametrize(
    "address",
    [
        "http://u:PWSECRET@127.0.0.1/ x",
        "ftp://u:PWSECRET@h/",
        f"http://u:PWSECRET{'x' * 100}@127.0.0.1/ x",
    ],
)
def test_a_password_is_never_told(house: House, address: str) -> None:
    """Whatever else is wrong with an address, what stands before its host is not in the answer, nor kept anywhere."""
    answers = [
        consumer(house, url=address),
        rule(house, notifiers={"webhook": address}),
        house.http.post("/__mock/webhooks", json={"url": address}),
    ]
    assert {400, 422} >= {answer.status_code for answer in answers}
    kept = ("/__mock/requests", "/__mock/requests?format=har", "/__mock/explain/1")
    for answer in [*answers, *map(house.http.get, kept)]:
        assert "SECRET" not in answer.text
