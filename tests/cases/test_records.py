"""A company's configuration, and the records of its accounting software."""

from typing import Any

import pytest

from cases.onboarding import connected, made
from cases.refusals import refused
from codat_contract import PLATFORMS
from codat_mock.core.register import READY_COMPANY
from house import House, MakeHouse


def test_configuration(house: House) -> None:
    """Nothing is configured before it is saved; what is saved is read back, whatever it names."""
    path = f"/companies/{made(house)['id']}/sync/expenses/config"
    assert 404 == house.http.get(path).status_code
    wanted = {"bankAccount": {"id": "89"}, "supplier": {"id": "124"}, "customer": {"id": "140"}}
    assert wanted == house.http.post(path, json=wanted).json() == house.http.get(path).json()


def test_a_strict_configuration(make_house: MakeHouse) -> None:
    """A strict server refuses to save ids that the accounting software does not have, and names each place."""
    house = make_house(strict=True)
    path = f"{house.company}/config"
    good = house.http.get(path).json()
    bad = {**good, "supplier": {"id": "x"}, "customer": {"id": "y"}}
    refused(house, 400, lambda: house.http.post(path, json=bad), "Supplier.Id", "Customer.Id")
    assert 200 == house.http.post(path, json=good).status_code


@pytest.mark.parametrize("platform", PLATFORMS)
def test_mapping_options(house: House, platform: str) -> None:
    """Empty before the customer has allowed access, then what there is, for the types that the platform takes."""
    company, connection = connected(house, platform, link=False)
    path = f"/companies/{company}/sync/expenses/mappingOptions"
    empty = house.http.get(path).json()
    assert [[], [], []] == [empty[kind] for kind in ("accounts", "trackingCategories", "taxRates")]
    house.customer("link", connection, company)
    options = house.http.get(path).json()
    row = PLATFORMS[platform]
    assert len(options["accounts"]) > 30
    assert row.tracking == bool(options["trackingCategories"])
    offered = {
        type_ for account in options["accounts"] for type_ in account["validTransactionTypes"]
    }
    assert set(row.types) == offered


@pytest.mark.parametrize("kind", ["accounts", "suppliers", "customers", "bankAccounts"])
def test_data(house: House, kind: str) -> None:
    """A list is paged, and each row can be asked for by its id; before anything was read the answer is a 409."""
    company, connection = connected(house, link=False)
    path = f"/companies/{company}/data/{kind}"
    body = refused(house, 409, lambda: house.http.get(path))
    assert "The data set has not been requested." == body["error"]
    house.customer("link", connection, company)
    page = house.http.get(path, params={"pageSize": 3}).json()
    assert 3 == len(page["results"]) < page["totalResults"]
    if kind == "bankAccounts":
        other = house.http.get(f"/companies/{company}/connections/{connection}/data/bankAccounts")
        assert page["totalResults"] == other.json()["totalResults"]
        return
    row = page["results"][1]
    assert row == house.http.get(f"{path}/{row['id']}").json()
    body = refused(house, 404, lambda: house.http.get(f"{path}/nobody"))
    assert f"No data available for {kind} for ID nobody" == body["error"]


def test_finding_records(house: House) -> None:
    """Records are found by what they hold, and put in order."""
    path = f"/companies/{READY_COMPANY}/data/accounts"
    query = {"query": "type=Expense && nominalCode=429"}
    (account,) = house.http.get(path, params=query).json()["results"]
    assert "General Expenses" == account["name"]
    names = [
        row["name"] for row in house.http.get(path, params={"orderBy": "-name"}).json()["results"]
    ]
    assert names == sorted(names, key=str.lower, reverse=True)


def test_data_status(house: House) -> None:
    """Each type of data tells when it was last read; a refresh reads it again."""
    company, connection = connected(house, link=False)
    path = f"/companies/{company}/dataStatus"
    rows = house.http.get(path).json()
    assert {("Initial", None)} == {_row(row) for row in rows.values()}
    house.customer("link", connection, company)
    assert {("Complete", "2026-01-01T00:00:00Z")} == {
        _row(row) for row in house.http.get(path).json().values()
    }
    house.advance(by="PT1H")
    refreshed = house.http.post(f"/companies/{company}/data/all")
    assert (204, b"") == (refreshed.status_code, refreshed.content)
    assert {("Complete", "2026-01-01T01:00:00Z")} == {
        _row(row) for row in house.http.get(path).json().values()
    }


def _row(row: dict[str, Any]) -> tuple[str, str | None]:
    return row["currentStatus"], row.get("lastSuccessfulSync")
