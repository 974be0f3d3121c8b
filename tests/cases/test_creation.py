"""The documented cases of creating a dataset."""

from typing import Any

import orjson
import pytest

from cases.refusals import JSON, another_company, at, ready, refused
from codat_mock.core.ids import key
from house import House, MakeHouse

LIMITS = 5_000_000


def line(**fields: Any) -> dict[str, Any]:
    """A valid line; `fields` replaces parts of it."""
    return {"netAmount": 1, "taxAmount": 0, "accountRef": {"id": "429"}, **fields}


def test_case_1_no_items(same_house: House) -> None:
    """A dataset of nothing is refused at `Items`, and the caller need not try again."""
    body = refused(same_house, 400, lambda: same_house.create([]), "Items")
    assert ("ExpenseSyncApi", "No") == (body["service"], body["canBeRetried"])
    assert (
        "There are problems with the request, see the Validation property for more detail."
        == body["error"]
    )


@pytest.mark.parametrize("size", [1, 49, 50])
def test_case_2_fifty_items(same_house: House, size: int) -> None:
    """Up to fifty transactions are a dataset."""
    assert 200 == same_house.create([same_house.transaction() for _ in range(size)]).status_code


@pytest.mark.parametrize("size", [51, 52, 500])
def test_case_2_more_than_fifty_items(same_house: House, size: int) -> None:
    """From the fifty-first on the whole body is refused, and none of it is stored."""
    items = [same_house.transaction() for _ in range(size)]
    body = refused(same_house, 400, lambda: same_house.create(items), "Items")
    assert str(size) in body["validation"]["errors"][0]["message"]


def test_case_3_empty_object(same_house: House) -> None:
    """`{}` names no items, and they are required."""
    path = f"{same_house.company}/expense-transactions"
    refused(same_house, 400, lambda: same_house.http.post(path, json={}), "Items")


def test_case_3_no_body(same_house: House) -> None:
    """No body at all is a 400, not a 500."""
    path = f"{same_house.company}/expense-transactions"
    body = refused(same_house, 400, lambda: same_house.http.post(path, headers=JSON))
    assert "Error processing request - not valid." == body["error"]
    refused(same_house, 400, lambda: same_house.http.post(path))


@pytest.mark.parametrize("field", ["netAmount", "taxAmount"])
@pytest.mark.parametrize("amount", [-0.01, LIMITS + 0.01, -1, 10**15, 1e300])
def test_case_4_amounts_out_of_bounds(same_house: House, field: str, amount: float) -> None:
    """An amount below 0 or above 5000000 is refused at its place, in Codat's words."""
    items = [same_house.transaction(lines=[line(**{field: amount})])]
    place = f"{field[:1].upper()}{field[1:]}"
    body = refused(same_house, 400, lambda: same_house.create(items), f"Items[0].Lines[0].{place}")
    message = f"The field {place} must be between 0 and 5000000."
    assert message == body["validation"]["errors"][0]["message"]


@pytest.mark.parametrize("amount", [0, 0.01, LIMITS - 0.01, LIMITS])
def test_case_4_amounts_at_the_bounds(same_house: House, amount: float) -> None:
    """0 and 5000000 themselves are amounts."""
    items = [same_house.transaction(lines=[line(netAmount=amount, taxAmount=amount)])]
    assert 200 == same_house.create(items).status_code


def test_case_5_every_fault_is_named(same_house: House) -> None:
    """Two bad lines in two items are two faults in one answer."""
    items = [
        same_house.transaction(lines=[line(), line(netAmount=-1)]),
        same_house.transaction(lines=[line(taxAmount=LIMITS + 1)]),
    ]
    places = "Items[0].Lines[1].NetAmount", "Items[1].Lines[0].TaxAmount"
    body = refused(same_house, 400, lambda: same_house.create(items), *places)
    assert [] == body["validation"]["warnings"]


def test_case_6_an_id_twice_in_a_body(same_house: House) -> None:
    """An id may stand once in a dataset; the second time is named."""
    items = [same_house.transaction(), same_house.transaction(), same_house.transaction()]
    items[1]["id"] = items[2]["id"] = items[0]["id"]
    refused(same_house, 400, lambda: same_house.create(items), "Items[1].Id", "Items[2].Id")


def test_case_6_ids_are_the_same_in_any_case(same_house: House) -> None:
    """An id in capitals is the same id."""
    items = [same_house.transaction(id="aaaaaaaa-0000-4000-8000-00000000000a")]
    items.append(same_house.transaction(id=items[0]["id"].upper()))
    refused(same_house, 400, lambda: same_house.create(items), "Items[1].Id")


def test_case_7_completed_transactions_are_not_synced_again(house: House) -> None:
    """A new dataset with a completed id ends 5080, names just the completed ids, and pushes nothing."""
    dataset, (first, second) = house.dataset(2)
    house.synced(dataset)
    fresh = house.transaction()
    again = [house.transaction(id=second), fresh, house.transaction(id=first)]
    sync_id = house.synced(house.create(again).json()["datasetId"])
    status = house.status(sync_id)
    text = f"One or more transactions have previously been processed: {second}, {first}"
    assert (5080, text, False) == (
        status["syncStatusCode"],
        status["errorMessage"],
        status["dataPushed"],
    )
    assert {"Pending"} == {entry["status"] for entry in house.transactions(sync_id)["results"]}
    assert key(fresh["id"]) not in ready(house).completed


def test_case_8_failed_transactions_heal_in_a_new_dataset(house: House) -> None:
    """A failed id in a new dataset is completed; under the old sync it stays failed."""
    house.plan(transactions=[{"index": 0, "status": "PushError"}])
    dataset, (failed,) = house.dataset()
    old = house.synced(dataset)
    new = house.synced(house.create([house.transaction(id=failed)]).json()["datasetId"])
    assert [2000, 5130] == [house.status(sync_id)["syncStatusCode"] for sync_id in (new, old)]
    statuses = [house.transactions(sync_id)["results"][0]["status"] for sync_id in (new, old)]
    assert ["Completed", "PushError"] == statuses


def test_case_9_half_successful_dataset_again(house: House) -> None:
    """A dataset that was half successful cannot be synced again: its completed half is named."""
    house.plan(transactions=[{"index": 1, "status": "ValidationError"}])
    dataset, (completed, failed) = house.dataset(2)
    house.synced(dataset)
    sync_id = house.synced(dataset)
    status = house.status(sync_id)
    assert 5080 == status["syncStatusCode"]
    assert status["errorMessage"].endswith(f": {completed}")
    assert failed not in status["errorMessage"]
    assert {key(completed)} == ready(house).completed


def test_case_9_wholly_failed_dataset_again(house: House) -> None:
    """A dataset of which nothing was completed may be synced again."""
    house.plan(code=4260)
    dataset, _ = house.dataset(2)
    assert 4260 == house.status(house.synced(dataset))["syncStatusCode"]
    assert 2000 == house.status(house.synced(dataset))["syncStatusCode"]


def test_case_10_same_id_in_two_companies(house: House) -> None:
    """Ids are unique in a company: another one may have the same."""
    item = house.transaction()
    for where in (house, at(house, another_company(house))):
        sync_id = where.synced(where.create([item]).json()["datasetId"])
        assert 2000 == where.status(sync_id)["syncStatusCode"]


def test_case_11_object_or_array(house: House) -> None:
    """On the shared path an object makes a dataset; an array, the current API's body, is refused and explained."""
    path = f"{house.company}/expense-transactions"
    assert ["datasetId"] == list(house.create([house.transaction()]).json())
    item = house.transaction()
    before = len(house.seen)
    refused(house, 400, lambda: house.http.post(path, json=[item]))
    explained = house.seen[before].refused
    assert explained is not None
    assert '{"items": [...]}' in explained.why


@pytest.mark.parametrize("path", ["/expense-transactions", "/data/expense-transactions"])
def test_case_12_two_paths_one_store(house: House, path: str) -> None:
    """The seed's path and the published one are interchangeable."""
    items = [house.transaction()]
    dataset = house.create(items, path).json()["datasetId"]
    assert 2000 == house.status(house.synced(dataset))["syncStatusCode"]
    other = {"/expense-transactions", "/data/expense-transactions"} - {path}
    again = house.create(items, other.pop()).json()["datasetId"]
    assert 5080 == house.status(house.synced(again))["syncStatusCode"]


@pytest.mark.parametrize(
    "spelling", ["Payment", "payment", "PAYMENT", "pAYMENT", "transferIn", "adjustmentout"]
)
def test_case_13_types_in_any_case(house: House, spelling: str) -> None:
    """A type of the wrong case, as in the documentation's examples, is taken for the right one."""
    sync_id = house.synced(house.create([house.transaction(type=spelling)]).json()["datasetId"])
    assert 2000 == house.status(sync_id)["syncStatusCode"]


@pytest.mark.parametrize("spelling", ["Pay", "", " Payment", "Chargebac\N{KELVIN SIGN}", None, 1])
def test_case_13_only_case_is_put_right(same_house: House, spelling: object) -> None:
    """What differs in more than case is refused, look-alike letters too."""
    items = [same_house.transaction(type=spelling)]
    body = refused_at_type(same_house, items)
    assert "Payment" in body["validation"]["errors"][-1]["message"]


def refused_at_type(house: House, items: list[dict[str, Any]]) -> dict[str, Any]:
    """The refusal of `items` for the type of the first, whose value may break more than one keyword."""
    answer = house.create(items)
    faults = len(answer.json()["validation"]["errors"])
    return refused(house, 400, lambda: house.create(items), *["Items[0].Type"] * faults)


def test_case_13_strict(make_house: MakeHouse) -> None:
    """A strict mock puts nothing right."""
    house = make_house(strict=True)
    items = [house.transaction(type="payment")]
    refused(house, 400, lambda: house.create(items), "Items[0].Type")


@pytest.mark.parametrize("name", ["type", "contactType"])
@pytest.mark.parametrize("value", ["Supplier", "supplier"])
def test_case_13_contact_type_has_two_names(same_house: House, name: str, value: str) -> None:
    """The kind of a contact is `type` in the examples and `contactType` in the schema; either is read."""
    items = [same_house.transaction(contactRef={"id": "7", name: value})]
    assert 200 == same_house.create(items).status_code
    wrong = [same_house.transaction(contactRef={"id": "7", name: "Customer"})]
    place = f"Items[0].ContactRef.{name[:1].upper()}{name[1:]}"
    refused(same_house, 400, lambda: same_house.create(wrong), place)


REFS = [{"id": f"DEPARTMENT_{number}"} for number in range(11)]


@pytest.mark.parametrize(
    ("lines", "place"),
    [
        ([], "Items[0].Lines"),
        ([line()] * 101, "Items[0].Lines"),
        ([line(trackingRefs=REFS)], "Items[0].Lines[0].TrackingRefs"),
        ([line(), line(trackingRefs=[])], "Items[0].Lines[1].TrackingRefs"),
    ],
)
def test_case_14_too_many_or_none(
    same_house: House, lines: list[dict[str, Any]], place: str
) -> None:
    """A transaction has 1 to 100 lines, and a line, where it has tracking references, 1 to 10."""
    items = [same_house.transaction(lines=lines)]
    refused(same_house, 400, lambda: same_house.create(items), place)


def test_case_14_at_the_bounds(same_house: House) -> None:
    """A hundred lines with ten tracking references each are a transaction."""
    items = [same_house.transaction(lines=[line(trackingRefs=REFS[:10])] * 100)]
    assert 200 == same_house.create(items).status_code


@pytest.mark.parametrize(
    "date",
    [
        "2026-01-01",
        "2026-01-01T10:30:00",
        "2026-01-01T10:30:00Z",
        "2026-01-01T10:30:00.000Z",
        "2026-01-01T10:30:00+01:00",
        "2026-01-01T10:30:00.1234567-11:30",
        "2024-02-29",
    ],
)
def test_case_15_dates(same_house: House, date: str) -> None:
    """A date is ISO 8601: with `Z`, with an offset, with neither, or the day alone."""
    assert 200 == same_house.create([same_house.transaction(issueDate=date)]).status_code


@pytest.mark.parametrize(
    "date",
    [
        "yesterday",
        "",
        "2026-13-01",
        "2026-04-31",
        "2026-02-29",
        "0000-01-01",
        "01/02/2026",
        "2026-W01-1",
        "2026-01-01\n",
        "2026-01-01T24:00:00Z",
        "2026-01-01T10:30:60Z",
        "2026-01-01T10:30:00+99:99",
        "\N{ARABIC-INDIC DIGIT TWO}026-01-01",
    ],
)
def test_case_15_no_dates(same_house: House, date: str) -> None:
    """What is no date is refused at its place, with an example of one."""
    items = [same_house.transaction(issueDate=date)]
    body = refused(same_house, 400, lambda: same_house.create(items), "Items[0].IssueDate")
    assert "2026-01-01" in body["validation"]["errors"][0]["message"]


@pytest.mark.parametrize("rate", [0, -1, -0.000000001])
def test_case_16_rates_that_no_currency_has(same_house: House, rate: float) -> None:
    """A currency rate is greater than 0."""
    items = [same_house.transaction(currencyRate=rate)]
    refused(same_house, 400, lambda: same_house.create(items), "Items[0].CurrencyRate")


@pytest.mark.parametrize("rate", [None, 0.781, 0.123456789, 1, 14_500])
def test_case_16_rates(house: House, rate: float | None) -> None:
    """A foreign expense has a rate or leaves it to QuickBooks Online (null), and is pushed."""
    company = at(house, another_company(house, "qhyg"))
    item = house.transaction(currency="USD", currencyRate=rate)
    sync_id = company.synced(company.create([item]).json()["datasetId"])
    assert 2000 == company.status(sync_id)["syncStatusCode"]


@pytest.mark.parametrize("missing", ["id", "type", "issueDate", "currency"])
def test_required_fields(same_house: House, missing: str) -> None:
    """A transaction has an id, a type, a date and a currency; what is missing is named where it should be."""
    item = same_house.transaction()
    del item[missing]
    place = f"Items[0].{missing[:1].upper()}{missing[1:]}"
    refused(same_house, 400, lambda: same_house.create([item]), place)


@pytest.mark.parametrize("missing", ["netAmount", "taxAmount", "accountRef"])
def test_required_fields_of_a_line(same_house: House, missing: str) -> None:
    """A line has both amounts and an account."""
    bad = line()
    del bad[missing]
    place = f"Items[0].Lines[0].{missing[:1].upper()}{missing[1:]}"
    refused(
        same_house, 400, lambda: same_house.create([same_house.transaction(lines=[bad])]), place
    )


def test_unknown_fields_are_kept(house: House) -> None:
    """Fields that the contract does not know are no fault; the body is kept as it came."""
    item = house.transaction(bankAccountRef={"id": "1"}, postAsDraft=None)
    answer = house.create([item])
    body = orjson.loads(ready(house).datasets[key(answer.json()["datasetId"])].body)
    assert {"items": [item]} == body
