"""Whom does the default tenant tell from the beginning? Those whom the settings name, whatever it goes back to."""

from typing import Any

import pytest

from codat_mock.cli.welcome import welcome
from codat_mock.settings import Settings
from codat_mock.telling import CannotTell
from codat_mock.witness import closing
from house import House, MakeHouse

URL = "http://127.0.0.1:9/hooks"
OTHER = "http://127.0.0.1:9/others"
SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"


def told(house: House) -> list[tuple[str, str]]:
    """Who is told, and what their messages are signed with."""
    listed = house.http.get("/__mock/webhooks").json()["webhooks"]
    return [(one["url"], _secret(house, one["id"])) for one in listed]


def _secret(house: House, id_: str) -> str:
    answer = house.http.get(f"/__mock/webhooks/{id_}/secret")
    return str(answer.json().get("secret"))


def test_they_stay(make_house: MakeHouse) -> None:
    """After a reset, and in a scenario with another seed, they are there, with the secrets that they had."""
    house = make_house(webhooks=(URL, OTHER, URL))
    before = told(house)
    assert [URL, OTHER] == [url for url, _ in before]
    house.synced(house.dataset()[0])
    assert 2 == len(house.http.get("/__mock/deliveries").json()["deliveries"])
    for endpoint in house.http.get("/__mock/webhooks").json()["webhooks"]:
        house.http.delete(f"/__mock/webhooks/{endpoint['id']}")
    house.http.post("/__mock/webhooks", json={"url": URL})
    house.http.post("/__mock/reset")
    assert before == told(house)
    house.http.put("/__mock/scenario", json={"scenario": "one", "seed": 9})
    assert before == told(house)


def test_another_tenant_tells_nobody(make_house: MakeHouse) -> None:
    """They are of the default tenant alone."""
    house = make_house(webhooks=(URL,))
    house.http.post("/__mock/tenants", json={"id": "other"})
    other = house.mock.exchange.keyring.tenant("other")
    assert {} == other.deliveries.endpoints


def test_a_secret_that_is_given(make_house: MakeHouse) -> None:
    """It signs for all of them; rules have none."""
    house = make_house(webhooks=(URL, OTHER), webhook_secret=SECRET)
    assert [(URL, SECRET), (OTHER, SECRET)] == told(house)
    rules = make_house(webhooks=(URL,), webhook_style="rules")
    (listed,) = rules.http.get("/__mock/webhooks").json()["webhooks"]
    assert URL == listed["url"]


def test_no_rule_has_two_types(make_house: MakeHouse) -> None:
    """Who hears of every end as the older service tells it is no rule of a client's: one of those has one type."""
    house = make_house(webhooks=(URL,), webhook_style="rules")
    (listed,) = house.http.get("/__mock/webhooks").json()["webhooks"]
    assert 2 == len(listed["eventTypes"])
    assert 404 == house.http.get(f"/rules/{listed['id']}").status_code
    one = {"url": OTHER, "style": "rules", "eventTypes": ["Sync Failed"]}
    made = house.http.post("/__mock/webhooks", json=one).json()
    assert ["Sync Failed"] == [rule["type"] for rule in house.http.get("/rules").json()["results"]]
    assert 200 == house.http.get(f"/rules/{made['id']}").status_code


BAD: dict[str, tuple[dict[str, Any], str]] = {
    "far": ({"webhooks": ("http://93.184.216.34/",)}, "--allow-public-webhooks"),
    "no address": ({"webhooks": ("nowhere",)}, "--webhook: "),
    "many": ({"webhooks": tuple(f"{URL}/{number}" for number in range(51))}, "50 at most"),
    "secret": ({"webhooks": (URL,), "webhook_secret": "word"}, "--webhook-secret: "),
    "unsigned": (
        {"webhooks": (URL,), "webhook_secret": SECRET, "webhook_style": "rules"},
        "--webhook-style",
    ),
}


@pytest.mark.parametrize("name", BAD)
def test_who_cannot_be_told(make_house: MakeHouse, name: str) -> None:
    """What the control API would refuse keeps the mock from starting, and the sentence names the flag."""
    fields, said = BAD[name]
    with pytest.raises(CannotTell) as wrong:
        make_house(**fields)
    assert said in str(wrong.value)
    assert str(fields.get("webhook_secret")) not in str(wrong.value)


def test_together_with_a_scenario(make_house: MakeHouse) -> None:
    """Those of a scenario count with those of the flag: each that is too many is named, and the tenant is as before."""
    house = make_house(webhooks=tuple(f"{URL}/{number}" for number in range(30)))
    endpoints = [{"url": f"{OTHER}/{number}"} for number in range(22)]
    scenario = {"scenario": "many", "endpoints": endpoints}
    refused = house.http.put("/__mock/scenario", json=scenario)
    assert 400 == refused.status_code, refused.text
    assert ["/endpoints/20", "/endpoints/21"] == [
        error["pointer"] for error in refused.json()["errors"]
    ]
    assert "50 endpoints of style events" in refused.json()["detail"]
    assert 30 == len(house.mock.tenant.deliveries.endpoints)
    scenario["endpoints"] = [*endpoints[:20], {"url": OTHER, "style": "rules"}]
    assert 200 == house.http.put("/__mock/scenario", json=scenario).status_code
    assert 51 == len(house.mock.tenant.deliveries.endpoints)


def test_the_welcome_tells_of_them(make_house: MakeHouse) -> None:
    """Who starts the mock sees who is told, and how to see the secret, but not the secret."""
    house = make_house(webhooks=(URL,), webhook_secret=SECRET)
    shown = welcome("http://127.0.0.1:4260", house.mock, Settings(webhooks=(URL,)))
    (endpoint,) = house.http.get("/__mock/webhooks").json()["webhooks"]
    assert URL in shown
    assert f"curl http://127.0.0.1:4260/__mock/webhooks/{endpoint['id']}/secret" in shown
    assert SECRET not in shown
    assert "Webhooks" not in welcome("http://127.0.0.1:4260", make_house().mock, Settings())


def test_what_is_said_at_the_stop(make_house: MakeHouse) -> None:
    """How many webhooks were not delivered, as the log is written; nothing when there are none, or no log."""
    house = make_house(webhooks=(URL,))
    house.initiate(house.dataset()[0])
    house.advance(by="PT10S")
    assert 1 == house.mock.undelivered()
    assert "1 webhook was not delivered." == closing("text", 1)
    assert "2 webhooks were not delivered." == closing("errors", 2)
    assert '{"undelivered": 2}' == closing("json", 2)
    assert [None, None] == [closing("text", 0), closing("off", 1)]
