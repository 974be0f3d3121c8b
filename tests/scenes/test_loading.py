"""What becomes of a tenant into which a scenario is loaded?"""

from typing import Any

import pytest

from codat_mock.core.register import READY_COMPANY
from codat_mock.core.saving import save
from codat_mock.lane.keyring import authorization
from house import House, MakeHouse

MINE: dict[str, Any] = {
    "scenario": "mine",
    "seed": 7,
    "clock": {"mode": "manual", "now": "2027-01-01T00:00:00Z"},
    "syncTime": "PT1M",
    "limits": "documented",
    "companies": [
        {"name": "First"},
        {"name": "Second", "platform": "QuickBooks Online", "references": "strict", "lapsed": True},
        {"name": "Third", "connections": "pending", "configured": False},
    ],
    "plans": [{"code": 4260}],
    "faults": [{"fault": "status", "operation": "initiate-sync", "status": 503}],
    "endpoints": [{"url": "http://127.0.0.1:9/"}],
    "steps": [{"sync": {"expenses": 1, "as": "a", "company": "Second"}}],
}


def _state(house: House) -> bytes:
    tenant = house.mock.tenant
    return save(tenant, tenant.clock.beginning()).state


def test_everything_is_there(house: House) -> None:
    """Companies, plans, faults, endpoints, clock and limits are as the scenario has them."""
    answer = house.http.put("/__mock/scenario", json=MINE)
    assert 200 == answer.status_code, answer.text
    body = answer.json()
    assert ["First", "Second", "Third"] == [one["name"] for one in body["companies"]]
    assert READY_COMPANY == body["companies"][0]["id"]
    assert "2027-01-01T00:00:00Z" == body["clock"]["now"]
    assert MINE == body["document"]
    assert body == house.http.get("/__mock/scenario").json()
    assert [4260] == [one["code"] for one in house.http.get("/__mock/plans").json()["plans"]]
    assert 1 == len(house.http.get("/__mock/faults").json()["faults"])
    tenant = house.mock.tenant
    assert ["http://127.0.0.1:9/"] == [one.url for one in tenant.deliveries.endpoints.values()]
    assert tenant.limits.enforced
    _, second, third = tenant.register.companies.values()
    assert (second.lapsed, second.references, second.linked) == (True, "strict", True)
    assert (third.linked, third.configuration) == (False, None)


def test_sync_time_and_seed(make_house: MakeHouse) -> None:
    """Two mocks of different seeds draw the same ids in it, and its syncs take its time."""
    ids = []
    for seed in (1, 2):
        house = make_house(seed=seed)
        house.http.put("/__mock/scenario", json={"scenario": "x", "seed": 5, "syncTime": "PT1M"})
        dataset, _ = house.dataset()
        sync = house.initiate(dataset).json()["syncId"]
        house.advance(by="PT59S")
        assert 1000 == house.status(sync)["syncStatusCode"]
        house.advance(by="PT1S")
        assert 2000 == house.status(sync)["syncStatusCode"]
        ids.append((dataset, sync))
    assert ids[0] == ids[1]


def test_reset_leads_back_to_it(house: House) -> None:
    """After whatever has happened, a reset leads back to right after loading."""
    house.http.put("/__mock/scenario", json=MINE | {"faults": [], "plans": []})
    before = _state(house)
    house.advance(by="PT1H")
    house.plan(code=5130)
    assert 200 == house.http.post("/__mock/reset").status_code
    assert before == _state(house)
    assert "2027-01-01T00:00:00Z" == house.http.get("/__mock/clock").json()["now"]
    assert "mine" == house.http.get("/__mock/scenario").json()["scenario"]


def test_one_after_the_other(house: House) -> None:
    """A second scenario has nothing of the first: what it leaves open is as the tenant was made."""
    house.http.put("/__mock/scenario", json=MINE)
    house.http.put("/__mock/scenario", json={"scenario": "plain", "title": "Nothing"})
    tenant = house.mock.tenant
    assert ["Codat Mock Ready Ltd"] == [one.name for one in tenant.register.companies.values()]
    assert not tenant.limits.enforced
    assert [] == house.http.get("/__mock/plans").json()["plans"]
    assert "2026-01-01T00:00:00Z" == house.http.get("/__mock/clock").json()["now"]


@pytest.mark.parametrize(
    ("changes", "status", "pointer"),
    [
        ({"companies": [{"name": "A", "platform": "Xerox"}]}, 400, "/companies/0/platform"),
        ({"plans": [{"code": 2000, "polls": 1, "after": "PT1S"}]}, 422, "/plans/0"),
        ({"plans": [{"transactions": [{"status": "Unknown"}]}]}, 400, "/plans/0/transactions/0"),
        ({"faults": [{"fault": "reset", "operation": "x"}]}, 400, "/faults/0/operation"),
        ({"faults": [{"fault": "none", "operation": "*"}]}, 400, "/faults/0"),
        ({"endpoints": [{"url": "https://93.184.216.34/"}]}, 400, "/endpoints/0/url"),
        ({"steps": [{"again": {"of": "a"}}]}, 400, "/steps/0/again/of"),
        ({"shows": [1]}, 400, "/shows/0"),
    ],
)
def test_all_or_nothing(house: House, changes: dict[str, Any], status: int, pointer: str) -> None:
    """What cannot be is refused with its place, and the tenant is as it was before, whatever else would do."""
    house.plan(code=5000)
    before = _state(house)
    answer = house.http.put("/__mock/scenario", json=MINE | changes)
    assert status == answer.status_code, answer.text
    assert pointer == answer.json()["errors"][0]["pointer"]
    assert before == _state(house)
    assert 404 == house.http.get("/__mock/scenario").status_code


def test_shipped_by_name(house: House) -> None:
    """A document with nothing but a name means the one that ships; an unknown name is refused with a near one."""
    answer = house.http.put("/__mock/scenario", json={"scenario": "slow-friday"})
    assert 1 == len(answer.json()["document"]["plans"])
    refused = house.http.put("/__mock/scenario", json={"scenario": "slow-frida"})
    assert 400 == refused.status_code
    assert "did you mean slow-friday?" in refused.json()["detail"]
    listed = house.http.get("/__mock/scenarios").json()["scenarios"]
    assert "slow-friday" in [one["scenario"] for one in listed]


def test_tenant_that_begins_in_one(house: House) -> None:
    """POST tenants takes the name of a scenario; for an unknown one no tenant is made."""
    made = house.http.post("/__mock/tenants", json={"id": "t", "scenario": "4000-not-configured"})
    assert 201 == made.status_code
    headers = {"Authorization": authorization(made.json()["apiKey"])}
    loaded = house.http.get("/__mock/scenario", headers=headers).json()
    assert "4000-not-configured" == loaded["scenario"]
    assert made.json()["companyId"] == loaded["companies"][0]["id"]
    assert 404 == house.http.get("/__mock/scenario").status_code
    assert 400 == house.http.post("/__mock/tenants", json={"id": "u", "scenario": "q"}).status_code
    assert 404 == house.http.get("/__mock/tenants/u").status_code


def test_start_in_one(make_house: MakeHouse) -> None:
    """A mock may be built in a scenario."""
    house = make_house(scenario="4260-billing-expired")
    assert "4260-billing-expired" == house.http.get("/__mock/scenario").json()["scenario"]
    dataset, _ = house.dataset()
    assert 4260 == house.status(house.synced(dataset))["syncStatusCode"]
