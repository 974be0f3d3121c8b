"""What does `Prefer: code=...` provoke, and what does it leave alone?"""

import re

import httpx
import pytest

from cases.refusals import UNKNOWN
from codat_contract import CONTRACT, contract
from codat_mock.contract.operations import Operation, Shape, operations
from codat_mock.contract.schemas import Schemas
from codat_mock.core.register import READY_COMPANY
from house import House, MakeHouse
from lane.asking import figures, state, why

OPERATIONS = [*operations(contract(), Shape.CODAT, CONTRACT)]
ROWS = contract()["x-errors"]
ERROR = Schemas(contract()).compiled("#/components/schemas/ErrorMessage")

PROVOKED = [
    pytest.param(operation, status, id=f"{operation.id}-{status}")
    for operation in OPERATIONS
    for status in sorted(operation.answers)
    if status >= 400
]


def ask(
    house: House, operation: Operation, prefer: str, company: str = READY_COMPANY
) -> httpx.Response:
    """A request to the operation, as bare as can be."""
    path = re.sub(
        r"\{(\w+)\}",
        lambda found: company if found[1] == "companyId" else UNKNOWN,
        operation.template,
    )
    return house.http.request(operation.method, path, headers={"Prefer": prefer})


@pytest.fixture(name="same_house", scope="module")
def _same_house(make_module_house: MakeHouse) -> House:
    return make_module_house()


@pytest.mark.parametrize(("operation", "status"), PROVOKED)
def test_every_status_that_is_declared(
    same_house: House, operation: Operation, status: int
) -> None:
    """Each status of an error that an operation declares can be provoked: Codat's words and shape, nothing done."""
    before = state(same_house.mock.tenant)
    answer = ask(same_house, operation, f"code={status}")
    body = answer.json()
    assert (status, f"code={status}") == (answer.status_code, answer.headers["preference-applied"])
    assert [] == [error.message for error in ERROR.errors(body)]
    refused = same_house.seen[-1].refused
    assert refused is not None
    row = ROWS[refused.row]
    assert (status, status, row["service"]) == (body["statusCode"], row["status"], body["service"])
    assert "{" not in body["error"]
    assert f"Provoked by Prefer: code={status}." == refused.why
    assert 3 == len(figures(answer))
    assert (status == 405) == ("allow" in answer.headers)
    assert (status == 429) == ("retry-after" in answer.headers)
    assert before == state(same_house.mock.tenant)


FIRST = {
    ("create-expense-transaction", 400): "validation",
    ("list-sync-transactions", 400): "malformed-query",
    ("list-companies", 404): "not-found",
    ("get-company", 404): "no-company",
    ("get-account", 404): "no-company",
    ("get-account", 409): "not-requested",
    ("create-company", 402): "payment-required",
    ("create-company", 409): "request-in-progress",
    ("create-company", 422): "key-reused",
    ("initiate-sync", 409): "request-in-progress",
    ("initiate-sync", 422): "no-connections",
    ("update-expense-dataset", 422): "updates-unsupported",
}


@pytest.mark.parametrize(("id_", "status"), FIRST)
def test_the_row_that_an_operation_is_known_for(same_house: House, id_: str, status: int) -> None:
    """Where a status has several rows, the one is answered that makes sense for the operation."""
    (operation,) = [operation for operation in OPERATIONS if operation.id == id_]
    ask(same_house, operation, f"code={status}")
    refused = same_house.seen[-1].refused
    assert refused is not None
    assert FIRST[id_, status] == refused.row


@pytest.mark.parametrize("row", ROWS)
def test_rows_by_name(same_house: House, row: str) -> None:
    """Each row can be asked for by its name, with whatever faults the contract gives it."""
    status = ROWS[row]["status"]
    (operation,) = [operation for operation in OPERATIONS if operation.id == "initiate-sync"]
    answer = ask(same_house, operation, f"code={status}, example={row}")
    words = re.sub(r"\\\{\w+\\\}", ".+", re.escape(ROWS[row]["error"]))
    assert status == answer.status_code
    assert re.fullmatch(words, answer.json()["error"])
    validation = answer.json()["validation"]
    if "validation" in ROWS[row]:
        assert ROWS[row]["validation"] == validation["errors"]
    assert f"Provoked by Prefer: code={status}, example={row}." == why(same_house)


def test_provoked_faults(house: House) -> None:
    """A provoked refusal for its body names the faults of the contract's example."""
    answer = house.http.post(
        f"{house.company}/expense-transactions", json={}, headers={"Prefer": "code=400"}
    )
    places = [fault["itemId"] for fault in answer.json()["validation"]["errors"]]
    assert ["Items[0].Lines[0].NetAmount", "Items[0].Lines[0].TaxAmount"] == places


WRITTEN = [
    "code=503",
    "CODE=503",
    "code = 503",
    'code="503"',
    "code=503;x=y",
    "respond-async, wait=10, code=503",
    "return=minimal; code=503",
    "code=503, code=402",
    'x="a, code=402", code=503',
    "code=503, mock-sync=4260",
]


@pytest.mark.parametrize("prefer", WRITTEN)
def test_how_a_preference_is_written(same_house: House, prefer: str) -> None:
    """A preference stands among others, in any case, in quotes or without; the first of two counts."""
    answer = same_house.http.get("/companies", headers={"Prefer": prefer})
    assert (503, "code=503") == (answer.status_code, answer.headers["preference-applied"])


def test_several_headers(same_house: House) -> None:
    """Several `Prefer` headers are one."""
    headers = [*same_house.http.headers.items(), ("Prefer", "wait=1"), ("Prefer", "code=500")]
    assert 500 == same_house.http.get("/companies", headers=headers).status_code


@pytest.mark.parametrize(
    "prefer",
    ["", ",", ";;", "return=minimal", "mock_syncs=4260", "example=free-plan", "coded=503", "="],
)
def test_other_preferences(same_house: House, prefer: str) -> None:
    """What is not meant for the mock is passed over, and not said to be applied."""
    answer = same_house.http.get("/companies", headers={"Prefer": prefer})
    assert 200 == answer.status_code
    assert "preference-applied" not in answer.headers


@pytest.mark.parametrize(
    "code", ["", "x", "99", "4000", "418", "409", "201", "302", "-1", "4 02", "\u0664\u0660\u0662"]
)
def test_codes_that_are_not_declared(same_house: House, code: str) -> None:
    """Any other code is a 400 whose explanation lists those that there are."""
    headers = {"Prefer": f"code={code}".encode()}
    answer = same_house.http.get("/companies", headers=headers)  # type: ignore[arg-type]
    assert 400 == answer.status_code
    assert "preference-applied" not in answer.headers
    assert why(same_house).endswith(
        "list-companies declares 200, 400, 401, 402, 403, 404, 405, 429, 500, 503."
    )


def test_rows_of_another_status(same_house: House) -> None:
    """A row of another status, or none, is a 400 whose explanation lists those that there are."""
    headers = {"Prefer": "code=402, example=forbidden"}
    assert 400 == same_house.http.get("/companies", headers=headers).status_code
    assert "for 402 there is payment-required, company-limit, free-plan." in why(same_house)


def test_a_success_that_comes(house: House) -> None:
    """A success that was asked for is said to be applied when it comes."""
    headers = {"Prefer": "code=202"}
    answer = house.http.post(f"{house.company}/syncs", json={}, headers=headers)
    assert (202, "code=202") == (answer.status_code, answer.headers["preference-applied"])
    assert 1 == len(house.mock.tenant.syncs)


def test_a_success_that_does_not_come(house: House) -> None:
    """A success that was asked for changes nothing about a refusal."""
    headers = {"Prefer": "code=202"}
    answer = house.http.post(f"{house.company}/syncs", json={"datasetIds": []}, headers=headers)
    assert 400 == answer.status_code
    assert "preference-applied" not in answer.headers


def test_keys_go_first(house: House) -> None:
    """Without a key nothing is provoked."""
    headers = {"Authorization": "", "Prefer": "code=503"}
    assert 401 == house.http.get("/companies", headers=headers).status_code


def test_control_calls_prefer_nothing(house: House) -> None:
    """The control API does what it is asked to."""
    assert 200 == house.http.get("/__mock/plans", headers={"Prefer": "code=500"}).status_code


def test_provoked_waits_are_short(house: House) -> None:
    """Who provokes a 429 may try again after a second, and it is not counted."""
    first = figures(house.http.get("/companies"))
    answer = house.http.get("/companies", headers={"Prefer": "code=429"})
    assert ("1", first) == (answer.headers["retry-after"], figures(answer))


@pytest.mark.parametrize(
    "prefer", ["status=503", "example=maintenance", "respond-async, error=500"]
)
def test_a_preference_that_was_meant(house: House, prefer: str) -> None:
    """Who has meant a code and has not said so is answered as ever, and told in the log."""
    answer = house.http.get("/companies", headers={"Prefer": prefer})
    assert 200 == answer.status_code
    assert "write code=503" in house.seen[-1].remarks[0]


def test_other_preferences_are_nobody_s_business(house: House) -> None:
    """What other servers know is passed over without a word."""
    house.http.get("/companies", headers={"Prefer": "respond-async, wait=10"})
    assert () == house.seen[-1].remarks
