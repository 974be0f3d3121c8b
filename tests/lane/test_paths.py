"""Where does a path lead that is written in another case?"""

import pytest

from codat_mock.app import DOCUMENTS
from codat_mock.contract.operations import Operation, operations
from codat_mock.contract.router import Router
from codat_mock.core.register import READY_COMPANY
from house import House

COMPANY = f"/companies/{READY_COMPANY}"

OPERATIONS = [
    operation
    for name, document, shape in DOCUMENTS
    for operation in operations(document(), shape, name)
]

each_operation = pytest.mark.parametrize("operation", OPERATIONS, ids=lambda one: one.id)


@pytest.fixture(name="router", scope="module")
def _router() -> Router:
    """The routes of both documents."""
    return Router.of(OPERATIONS)


@each_operation
@pytest.mark.parametrize("written", [str.upper, str.title, str.swapcase])
def test_literals_in_any_case(router: Router, operation: Operation, written: object) -> None:
    """A path leads to its operation however its literals are written; what stands in its places is left alone."""
    assert callable(written)
    segments = operation.template.split("/")
    places = {segment: f"Of-{index}" for index, segment in enumerate(segments) if "{" in segment}
    path = "/".join(places.get(segment) or written(segment) for segment in segments)
    route = router.find_in_any_case(path)
    assert route is not None
    assert operation is route.methods[operation.method]
    assert list(places.values()) == route.values


@each_operation
def test_paths_as_they_are(router: Router, operation: Operation) -> None:
    """A path as the contract has it is found at once."""
    route = router.find(operation.template.replace("{", "").replace("}", ""))
    assert route is not None
    assert operation is route.methods[operation.method]


@pytest.mark.parametrize(
    "path",
    [
        f"/Companies/{READY_COMPANY}",
        f"/COMPANIES/{READY_COMPANY.upper()}/Connections",
        f"{COMPANY}/sync/expenses/mappingoptions",
        f"{COMPANY}/Sync/Expenses/Config",
        "/__Mock/Plans",
    ],
)
def test_reads_in_any_case(house: House, path: str) -> None:
    """What is read in another case is answered as ever."""
    assert 200 == house.http.get(path).status_code


def test_both_spellings_of_the_partner_connection(house: House) -> None:
    """The documentation writes `partnerexpense`, the contract `partnerExpense`: both connect."""
    for written in ("partnerExpense", "partnerexpense"):
        assert 200 == house.http.post(f"{house.company}/connections/{written}").status_code


@pytest.mark.parametrize("written", ["latest", "Latest", "LATEST"])
def test_literals_in_the_place_of_an_id(house: House, written: str) -> None:
    """What would be an id, but is none, may be a literal in another case."""
    sync_id = house.synced(house.dataset()[0])
    answer = house.http.get(f"{house.company}/syncs/{written}/status")
    assert (200, sync_id) == (answer.status_code, answer.json()["syncId"])


def test_ids_keep_their_case(house: House) -> None:
    """An id that happens to be a literal of the contract's is not rewritten."""
    answer = house.http.get(f"/Companies/{READY_COMPANY}/data/accounts/DATA")
    assert "No data available for" in answer.json()["error"]
    assert "ID DATA" in answer.json()["error"]


def test_arrays_of_the_current_api_in_any_case(house: House) -> None:
    """An array is told that it is another generation's call, in whatever case its path is."""
    answer = house.http.post(f"{house.company}/Expense-Transactions", json=[])
    explained = house.seen[-1].refused
    assert 400 == answer.status_code
    assert explained is not None
    assert explained.why.startswith("An array here is the create call of the current API")


@pytest.mark.parametrize(
    "path", [f"/Companies/{READY_COMPANY}", f"{COMPANY}/sync/expenses/syncs/Latest/status"]
)
def test_strict_paths(strict_house: House, path: str) -> None:
    """A strict server knows a path only as the contract writes it."""
    assert 404 == strict_house.http.get(path).status_code


def test_refusals_below_the_control_api_in_any_case(house: House) -> None:
    """Below `/__mock`, however it is written, refusals are problem documents."""
    answer = house.http.get("/__MOCK/nothing")
    assert (404, "application/problem+json") == (answer.status_code, answer.headers["content-type"])
