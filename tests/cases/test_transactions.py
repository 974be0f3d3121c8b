"""The documented cases of the list of a sync's transactions."""

from typing import Any

import pytest

from cases.refusals import UNKNOWN, refused
from house import House

BOTH = ["expense", "bankfeeds"]
NO_NUMBERS = [
    *["0", "-1", "-0", "2147483648", "1" + "0" * 30, "9" * 5000],
    *["abc", "", " ", "1.0", "1e0", "0x1", "1 ", "+1", "1,2", "1_0", "null", "\x00", "1\n"],
    *["\N{ARABIC-INDIC DIGIT ONE}", "\N{FULLWIDTH DIGIT ONE}", "\N{SUPERSCRIPT ONE}"],
]
"""What is no page and no size of one."""


def test_case_42_before_the_end(house: House) -> None:
    """Accepted ids are there from the first moment, Pending; never a 404."""
    house.plan(code=2000, after="PT10M")
    _, first = house.dataset(2)
    syncs = []
    for _ in range(2):
        dataset, ids = house.dataset(2)
        syncs.append((house.initiate(dataset).json()["syncId"], ids))
    for sync_id, ids in syncs:
        listed = house.transactions(sync_id)["results"]
        assert [(id_, "Pending", None) for id_ in ids] == [
            (entry["transactionId"], entry["status"], entry["message"]) for entry in listed
        ]
        one = house.http.get(f"{house.company}/syncs/{sync_id}/transactions/{ids[0]}")
        assert (200, [listed[0]]) == (one.status_code, one.json())
        foreign = f"{house.company}/syncs/{sync_id}/transactions/{first[0]}"
        refused(house, 404, lambda path=foreign: house.http.get(path))  # type: ignore[misc]


def test_case_43_two_entries(house: House) -> None:
    """Written as an expense and as a bank feed line, a transaction has two entries, and each counts."""
    house.plan(integrationTypes=BOTH)
    dataset, ids = house.dataset(2)
    sync_id = house.synced(dataset)
    listed = house.transactions(sync_id)
    assert (4, 4) == (listed["totalResults"], len(listed["results"]))
    found = [(entry["transactionId"], entry["integrationType"]) for entry in listed["results"]]
    assert [(id_, kind) for id_ in ids for kind in BOTH] == found
    one = house.http.get(f"{house.company}/syncs/{sync_id}/transactions/{ids[1]}").json()
    assert listed["results"][2:] == one


def test_one_entry_is_an_array_too(house: House) -> None:
    """One transaction by itself is an array, even of one."""
    dataset, (id_,) = house.dataset()
    sync_id = house.synced(dataset)
    one = house.http.get(f"{house.company}/syncs/{sync_id}/transactions/{id_}").json()
    assert house.transactions(sync_id)["results"] == one


def pages(house: House, sync_id: str, size: int) -> list[dict[str, Any]]:
    """Every page of a list, following its links, with a minute between two pages."""
    found = [house.transactions(sync_id, page=1, pageSize=size)]
    while following := found[-1]["_links"].get("next"):
        house.advance(by="PT1M")
        found.append(house.http.get(following["href"]).json())
    return found


def test_case_44_pages(house: House) -> None:
    """Pages together are the list: nothing is lost or doubled, even while statuses change between them."""
    house.plan(code=2000, after="PT2M")
    (first, ids), (second, more), (third, rest) = (
        house.dataset(50),
        house.dataset(50),
        house.dataset(34),
    )
    sync_id = house.initiate(first, second, third).json()["syncId"]
    one, two = pages(house, sync_id, 100)
    assert [100, 34] == [len(page["results"]) for page in (one, two)]
    assert [["current", "next", "self"], ["current", "previous", "self"]] == [
        sorted(page["_links"]) for page in (one, two)
    ]
    listed = [entry["transactionId"] for page in (one, two) for entry in page["results"]]
    assert ids + more + rest == listed
    assert {"Pending"} == {entry["status"] for entry in one["results"]}
    assert {"Pending", "Completed"} >= {entry["status"] for entry in two["results"]}
    assert [(1, 100, 134), (2, 100, 134)] == [
        (page["pageNumber"], page["pageSize"], page["totalResults"]) for page in (one, two)
    ]


@pytest.mark.parametrize("size", [1, 2, 3, 6, 7, 5000])
def test_case_44_any_page_size(house: House, size: int) -> None:
    """Whatever the size of a page, with two entries a transaction too, the pages are the list."""
    house.plan(integrationTypes=BOTH)
    sync_id = house.synced(house.dataset(3)[0])
    whole = house.transactions(sync_id)["results"]
    found = pages(house, sync_id, size)
    assert whole == [entry for page in found for entry in page["results"]]
    assert -(-6 // size) == len(found)


def test_case_44_links_lead_back(house: House) -> None:
    """The links of a page lead to itself and to the one before; `self` is the list without a query."""
    sync_id = house.synced(house.dataset(3)[0])
    one, two, *_ = pages(house, sync_id, 1)
    links = two["_links"]
    assert two == house.http.get(links["current"]["href"]).json()
    assert one == house.http.get(links["previous"]["href"]).json()
    assert f"{house.company}/syncs/{sync_id}/transactions" == links["self"]["href"]


@pytest.mark.parametrize("name", ["page", "pageSize"])
@pytest.mark.parametrize("value", NO_NUMBERS, ids=lambda value: value[:12])
def test_case_45_no_pages(same_house: House, name: str, value: str) -> None:
    """A page and its size are whole numbers within their bounds, in plain digits; the parameter is named."""
    path = f"{same_house.company}/syncs/{same_house.synced(same_house.dataset()[0])}/transactions"
    body = refused(same_house, 400, lambda: same_house.http.get(path, params={name: value}), name)
    assert ("ClientsApi", "Error parsing query - Malformed query.") == (
        body["service"],
        body["error"],
    )


def test_case_45_page_size_above_the_bound(same_house: House) -> None:
    """5000 entries a page are the most; both faults of a query are named."""
    path = f"{same_house.company}/syncs/{same_house.synced(same_house.dataset()[0])}/transactions"
    assert 200 == same_house.http.get(f"{path}?pageSize=5000").status_code
    refused(same_house, 400, lambda: same_house.http.get(f"{path}?pageSize=5001"), "pageSize")
    refused(
        same_house,
        400,
        lambda: same_house.http.get(f"{path}?page=0&pageSize=x"),
        "page",
        "pageSize",
    )


@pytest.mark.parametrize("query", ["page=1&page=1", "page=1&page=2", "pageSize=5&pageSize=6"])
def test_case_45_a_parameter_twice(same_house: House, query: str) -> None:
    """A parameter that stands there twice cannot be meant."""
    path = f"{same_house.company}/syncs/{same_house.synced(same_house.dataset()[0])}/transactions?{query}"
    refused(same_house, 400, lambda: same_house.http.get(path), query.partition("=")[0])


@pytest.mark.parametrize("page", [2, 99, 2_147_483_647])
def test_case_45_beyond_the_last_page(same_house: House, page: int) -> None:
    """Beyond the last page there is nothing, and the totals are as ever."""
    sync_id = same_house.synced(same_house.dataset(3)[0])
    listed = same_house.transactions(sync_id, page=page, pageSize=5000)
    assert ([], page, 3) == (listed["results"], listed["pageNumber"], listed["totalResults"])
    assert "next" not in listed["_links"]


def test_unknown_parameters_are_passed_over(house: House) -> None:
    """The list takes no query and no order; what else stands in a query changes nothing."""
    sync_id = house.synced(house.dataset(2)[0])
    query = {"query": "status=Completed", "orderBy": "-status", "Page": "0"}
    assert house.transactions(sync_id)["results"] == house.transactions(sync_id, **query)["results"]


@pytest.mark.parametrize("transaction", [UNKNOWN, "1", "all", UNKNOWN[:-1]])
def test_unknown_transactions(same_house: House, transaction: str) -> None:
    """A transaction that the sync does not hold is a 404."""
    path = f"{same_house.company}/syncs/{same_house.synced(same_house.dataset()[0])}/transactions/{transaction}"
    refused(same_house, 404, lambda: same_house.http.get(path))
