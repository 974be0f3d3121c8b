"""Companies are made, found, changed and deleted."""

from typing import Any

import pytest

from cases.onboarding import connected, made
from cases.refusals import refused
from codat_mock.core.register import READY_COMPANY
from house import House


def test_a_new_company(house: House) -> None:
    """A company is answered as it was made, with an address for its customer, and listed."""
    tags = {"region": "uk"}
    company = made(house, name="Café? No, Cafe & Co.", description="Early", tags=tags)
    assert ("Caf? No, Cafe & Co.", "Early", tags, []) == (
        company["name"],
        company["description"],
        company["tags"],
        company["dataConnections"],
    )
    assert f"http://mock/t/default/link/{company['id']}" == company["redirect"]
    listed = house.http.get("/companies").json()
    assert [READY_COMPANY, company["id"]] == [one["id"] for one in listed["results"]]
    assert company == house.http.get(f"/companies/{company['id']}").json()


def test_replacing_and_updating(house: House) -> None:
    """PUT wipes what it leaves out, PATCH leaves what it leaves out or what is null."""
    company = made(house, description="Early", tags={"a": "b"})
    path = f"/companies/{company['id']}"
    patched = house.http.patch(path, json={"name": "Newer", "description": None}).json()
    assert {**company, "name": "Newer"} == patched
    assert patched == house.http.patch(path, json={}).json()
    put = house.http.put(path, json={"name": "Newest"}).json()
    assert ("Newest", None, {}) == (put["name"], put["description"], put["tags"])


@pytest.mark.parametrize(
    ("body", "place"),
    [
        ({}, "Name"),
        ({"name": ""}, "Name"),
        ({"name": "[](){}"}, "Name"),
        ({"name": 7}, "Name"),
        ({"name": "a", "tags": {"k" * 28: "v"}}, "Tags"),
        ({"name": "a", "tags": {"k": "v" * 101}}, "Tags.K"),
        ({"name": "a", "tags": {str(n): "v" for n in range(11)}}, "Tags"),
    ],
)
def test_companies_that_cannot_be(same_house: House, body: dict[str, Any], place: str) -> None:
    """A company has a name with something left of it, and at most ten short tags."""
    refused(same_house, 400, lambda: same_house.http.post("/companies", json=body), place)


def test_a_deleted_company(house: House) -> None:
    """Nothing is left of a deleted company, nor anything below it; the others stay."""
    company, connection = connected(house)
    path = f"/companies/{company}"
    assert (204, b"") == (
        (answer := house.http.delete(path)).status_code,
        answer.content,
    )
    for rest in ("", "/connections", f"/connections/{connection}", "/sync/expenses/config"):
        assert 404 == house.http.get(path + rest).status_code
    assert 404 == house.http.delete(path).status_code
    assert [READY_COMPANY] == [one["id"] for one in house.http.get("/companies").json()["results"]]


@pytest.mark.parametrize(
    ("query", "names"),
    [
        ({"query": "name=Beta"}, ["Beta"]),
        ({"query": "dataConnections.status=PendingAuth"}, ["Beta"]),
        ({"query": "dataConnections.status!=Linked && name!=Beta"}, ["Alpha", "Gamma"]),
        ({"query": "{name=Alpha || name=Gamma} && created>2025-12-31"}, ["Alpha", "Gamma"]),
        ({"query": "name=Delta"}, []),
        ({"tags": "region=uk"}, ["Alpha"]),
        ({"tags": "region!=uk && team~voice", "orderBy": "-name"}, ["Gamma"]),
        ({"orderBy": "-name", "pageSize": 2}, ["Gamma", "Codat Mock Ready Ltd"]),
    ],
)
def test_finding_companies(house: House, query: dict[str, Any], names: list[str]) -> None:
    """Queries, tags and orders of the documentation."""
    made(house, name="Alpha", tags={"region": "uk"})
    beta = made(house, name="Beta")["id"]
    house.http.post(f"/companies/{beta}/connections", json={"platformKey": "gbol"})
    made(house, name="Gamma", tags={"region": "us", "team": "invoice-finance"})
    found = house.http.get("/companies", params=query).json()
    assert names == [one["name"] for one in found["results"]]


def test_a_query_that_names_nothing(same_house: House) -> None:
    """The documented text names the property and what lacks it."""
    send = lambda: same_house.http.get("/companies", params={"query": "isCompleted=true"})  # noqa: E731
    body = refused(same_house, 400, send, "query")
    expected = "Error parsing query - Could not resolve property isCompleted on Company"
    assert (expected, "PullApi") == (body["error"], body["service"])
