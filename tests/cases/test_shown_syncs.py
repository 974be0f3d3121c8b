"""Syncs and companies as whoever steers the mock sees them: all of the tenant's, and without a trace."""

from typing import Any

import pytest

from cases.onboarding import made
from cases.refusals import UNKNOWN, problem
from codat_mock.core.register import READY_COMPANY, READY_CONNECTIONS
from codat_mock.lane.keyring import authorization
from house import START, House, MakeHouse


def syncs(house: House, **query: Any) -> dict[str, Any]:
    """What is shown of the syncs."""
    body: dict[str, Any] = house.http.get("/__mock/syncs", params=query).json()
    return body


def test_newest_first(house: House) -> None:
    """The newest comes first, with what it took and when it moved; what waits for a sync is counted."""
    first = house.synced(house.dataset(3)[0], house.dataset(2)[0])
    house.plan(code=4260)
    second = house.initiate(house.dataset()[0]).json()["syncId"]
    third = house.initiate(house.dataset()[0]).json()["syncId"]
    house.dataset()
    shown = syncs(house)
    assert (3, 1) == (shown["total"], shown["datasetsWaiting"])
    assert [third, second, first] == [row["syncId"] for row in shown["syncs"]]
    queued, running, ended = shown["syncs"]
    assert (None, None, 1000) == (queued["started"], queued["ended"], queued["code"])
    assert ("2026-01-01T00:00:01Z", None) == (running["started"], running["ended"])
    assert {
        "syncId": first,
        "companyId": READY_COMPANY,
        "code": 2000,
        "reason": "Success (Data pushed)",
        "dataPushed": True,
        "datasets": 2,
        "transactions": 5,
        "initiated": START,
        "started": START,
        "ended": "2026-01-01T00:00:01Z",
    } == ended
    house.advance(until="idle")
    assert [2000, 4260, 2000] == [row["code"] for row in syncs(house)["syncs"]]


def test_chosen(house: House) -> None:
    """By company, by the first letters of the id, and the newest so many; the total says how many more."""
    ids = [house.synced(house.dataset()[0]) for _ in range(3)]
    other = made(house)["id"]
    assert (0, 0) == (
        syncs(house, company=other)["total"],
        len(syncs(house, company=other)["syncs"]),
    )
    assert 3 == syncs(house, company=READY_COMPANY)["total"]
    shown = syncs(house, limit=2)
    assert (3, [ids[2], ids[1]]) == (shown["total"], [row["syncId"] for row in shown["syncs"]])
    for beginning in (ids[0], ids[0][:8].upper(), ids[0][:12]):
        assert [ids[0]] == [row["syncId"] for row in syncs(house, beginning=beginning)["syncs"]]
    assert 0 == syncs(house, beginning="no such")["total"]


def test_companies(house: House) -> None:
    """Each company with its connections, and how they stand."""
    house.customer("lapse")
    house.dataset()
    house.http.post("/companies", json={"name": "Corner Bakery"})
    shown = house.http.get("/__mock/companies").json()
    assert 2 == shown["total"]
    ready, other = shown["companies"]
    accounting = {
        "sourceType": "Accounting",
        "platform": "Xero",
        "status": "Linked",
        "lapsed": True,
    }
    partner = {"sourceType": "Expense", "platform": "Partner Expense", "status": "Linked"}
    assert {
        "companyId": READY_COMPANY,
        "name": "Codat Mock Ready Ltd",
        "references": "open",
        "configured": True,
        "syncs": 0,
        "datasetsWaiting": 1,
        "connections": [
            {"connectionId": READY_CONNECTIONS[0], **accounting},
            {"connectionId": READY_CONNECTIONS[1], **partner, "lapsed": False},
        ],
    } == ready
    assert ("Corner Bakery", "strict", False, []) == (
        other["name"],
        other["references"],
        other["configured"],
        other["connections"],
    )
    one = house.http.get("/__mock/companies", params={"company": other["companyId"]}).json()
    assert {"companies": [other], "total": 1} == one
    assert [ready] == house.http.get("/__mock/companies?limit=1").json()["companies"]


@pytest.mark.parametrize(
    ("query", "status"),
    [
        ({"limit": 0}, 400),
        ({"limit": 1001}, 400),
        ({"limit": "all"}, 400),
        ({"company": "nobody"}, 400),
        ({"company": UNKNOWN}, 404),
    ],
    ids=str,
)
@pytest.mark.parametrize("path", ["/__mock/syncs", "/__mock/companies"])
def test_bad_queries(same_house: House, path: str, query: dict[str, Any], status: int) -> None:
    """A query that makes no sense is refused with the place, and a company that is not there is a 404."""
    places = [*query] if status == 400 else []
    problem(same_house, status, lambda: same_house.http.get(path, params=query), *places)


def test_an_empty_beginning(same_house: House) -> None:
    """What begins with nothing is not asked for."""
    problem(same_house, 400, lambda: same_house.http.get("/__mock/syncs?beginning="), "beginning")


@pytest.mark.parametrize("path", ["/__mock/syncs", "/__mock/companies"])
def test_no_trace(make_house: MakeHouse, path: str) -> None:
    """To look meets no fault, is not in the journal, and is no poll that a plan counts."""
    house = make_house(limits="documented")
    house.plan(code=2000, polls=1)
    house.initiate(house.dataset()[0])
    fault = house.fault("status", status=503)
    before = house.http.get("/__mock/requests?api=all").json()
    for _ in range(3):
        assert 200 == house.http.get(path).status_code
    assert [{**fault, "hits": 0}] == house.http.get("/__mock/faults").json()["faults"]
    assert before == house.http.get("/__mock/requests?api=all").json()
    assert 1000 == syncs(house)["syncs"][0]["code"]


def test_of_another_tenant(house: House) -> None:
    """A tenant sees its own alone."""
    house.synced(house.dataset()[0])
    key = house.http.post("/__mock/tenants", json={}).json()["apiKey"]
    shown = house.http.get("/__mock/syncs", headers={"Authorization": authorization(key)}).json()
    assert {"syncs": [], "total": 0, "datasetsWaiting": 0} == shown
