"""The catalogue is made of the tables: what stands in one of them has its rows, and nobody writes any."""

import re

import pytest

from codat_contract import SYNC_CODES, TRANSACTION_STATUSES, contract, control
from codat_mock import faults
from codat_mock.catalogue import ABOUT, By, Kind, every
from codat_mock.lane.keyring import authorization
from house import House, MakeHouse

ROWS = every()


def ways(kind: Kind, value: int | str) -> set[By]:
    """How something can be provoked."""
    return {row.by for row in ROWS if (row.kind, row.value) == (kind, value)}


@pytest.mark.parametrize("code", SYNC_CODES)
def test_codes(code: int) -> None:
    """Each code is provoked by a plan, by a preference and by a marker; one that ends a sync by an end, too."""
    wanted = {By.PLAN, By.PREFER, By.MAGIC} | ({By.END} if SYNC_CODES[code].terminal else set())
    assert set() == wanted - ways(Kind.SYNC_CODE, code)


def test_codes_by_themselves() -> None:
    """Each code comes about by itself, or by what becomes of transactions: nobody has to say it."""
    said = {By.PLAN, By.PREFER, By.MAGIC, By.END}
    assert [] == [code for code in SYNC_CODES if not ways(Kind.SYNC_CODE, code) - said]


@pytest.mark.parametrize("status", TRANSACTION_STATUSES)
def test_statuses(status: str) -> None:
    """Each status is provoked by a plan and by an end; by a marker where there is one."""
    marked = {By.MAGIC} if TRANSACTION_STATUSES[status].code is not None else set()
    assert {By.PLAN, By.END} | marked == ways(Kind.TRANSACTION_STATUS, status)


def test_errors() -> None:
    """Each row of errors is provoked by a preference and by a fault."""
    for name, error in contract()["x-errors"].items():
        found = {row.by for row in ROWS if (row.title, row.value) == (name, error["status"])}
        assert {By.PREFER, By.FAULT} <= found, name


def test_faults() -> None:
    """Each example of a fault has a row."""
    examples = [
        (one["name"], each["title"]) for one in faults.catalogue() for each in one["examples"]
    ]
    assert examples == [(row.value, row.title) for row in ROWS if row.kind is Kind.FAULT]


def test_words() -> None:
    """What is said of a row and of a way is a sentence, and no row stands there twice."""
    for told in (
        *(row.about for row in ROWS),
        *(row.sight.then for row in ROWS),
        *ABOUT.values(),
    ):
        assert re.fullmatch(r"[A-Z`][^\n]*[.]", told), told
    assert len(ROWS) == len({(row.kind, row.value, row.by, row.title, row.curl) for row in ROWS})


def test_the_document_knows_them() -> None:
    """The control contract lists every kind and every way."""
    schemas = control()["components"]["schemas"]
    assert [*Kind] == schemas["ProvokedKind"]["enum"]
    assert [*By] == [*ABOUT] == schemas["ProvokedBy"]["enum"]
    assert {*By} == {row.by for row in ROWS}


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ({}, len(ROWS)),
        ({"kind": "sync-code", "value": "4260"}, 5),
        ({"value": "4260", "by": "plan"}, 1),
        ({"value": "pusherror"}, 3),
        ({"kind": "fault", "value": "4260"}, 0),
        ({"by": "limits"}, 1),
    ],
)
def test_asked_for(house: House, query: dict[str, str], found: int) -> None:
    """What is asked for is answered, and how many rows there are at all."""
    answer = house.http.get("/__mock/catalogue", params=query).json()
    assert (found, len(ROWS)) == (len(answer["rows"]), answer["total"])
    for row in answer["rows"]:
        assert query.get("kind", row["provokes"]["kind"]) == row["provokes"]["kind"]
        assert query.get("by", row["by"]) == row["by"]


@pytest.mark.parametrize("query", [{"kind": "code"}, {"by": "chance"}])
def test_wrong_questions(house: House, query: dict[str, str]) -> None:
    """A kind or way that there is not is refused with those that there are."""
    answer = house.http.get("/__mock/catalogue", params=query)
    assert 400 == answer.status_code
    assert "sync-code" in answer.text or "plan" in answer.text


def test_no_secret(make_house: MakeHouse) -> None:
    """A key that somebody has chosen stands nowhere in the answer; the origin does, as they reached the mock."""
    house = make_house(api_keys=("hunter2",))
    house.http.headers["Authorization"] = authorization("hunter2")
    answer = house.http.get("/__mock/catalogue").text
    assert house.http.headers["Authorization"].removeprefix("Basic ") not in answer
    assert "http://mock" in answer


def test_the_company_of_the_tenant(house: House) -> None:
    """The lines are about a company that the tenant has."""
    company = "11111111-0000-4000-8000-000000000001"
    house.http.post("/__mock/tenants", json={"apiKey": "k", "companyId": company})
    headers = {"Authorization": "Basic aw=="}
    assert company in house.http.get("/__mock/catalogue", headers=headers).json()["preamble"]
    house.http.delete(f"/companies/{company}", headers=headers)
    assert 200 == house.http.get("/__mock/catalogue", headers=headers).status_code
