"""From a new company to its first receipt, and what its references may name."""

import json

import pytest

from cases.onboarding import fitting_line, onboarded
from house import House, MakeHouse


def test_from_company_to_receipt(house: House) -> None:
    """A company that is made, connected, allowed and configured syncs what its mapping options offer."""
    company = onboarded(house)
    item = company.transaction(lines=[fitting_line(company)])
    sync_id = company.synced(company.create([item]).json()["datasetId"])
    assert 2000 == company.status(sync_id)["syncStatusCode"]
    assert 200 == company.upload(sync_id, item["id"]).status_code


def test_strangers_in_a_transaction(house: House) -> None:
    """A company that was made is told of an account that is not there; the ready one takes any."""
    codes = []
    for company in (onboarded(house), house):
        sync_id = company.synced(company.create([company.transaction()]).json()["datasetId"])
        codes.append(company.status(sync_id)["syncStatusCode"])
    assert [5120, 2000] == codes


@pytest.mark.parametrize(("references", "expected"), [("open", 2000), ("strict", 5120)])
def test_references_for_all(make_house: MakeHouse, references: str, expected: int) -> None:
    """`--references` says one thing for all companies."""
    house = make_house(references=references)
    for company in (onboarded(house), house):
        sync_id = company.synced(company.create([company.transaction()]).json()["datasetId"])
        assert expected == company.status(sync_id)["syncStatusCode"]


@pytest.mark.parametrize("depth", [100, 1000])
def test_deep_bodies(house: House, depth: int) -> None:
    """What was let in can be read again when its sync starts, however deep it is."""
    company = onboarded(house)
    line = fitting_line(company)
    deep = "[" * depth + "]" * depth
    item = json.dumps(company.transaction(lines=[line]))[:-1]
    body = f'{{"items": [{item}, "unknown": {deep}}}]}}'
    made = house.http.post(
        f"{company.company}/expense-transactions",
        content=body,
        headers={"Content-Type": "application/json"},
    )
    sync_id = company.synced(made.json()["datasetId"])
    assert 2000 == company.status(sync_id)["syncStatusCode"]
