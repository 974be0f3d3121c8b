"""Where does a path lead, and which was perhaps meant?"""

import pytest

from codat_mock.app import DOCUMENTS
from codat_mock.contract.operations import operations
from codat_mock.contract.router import Router

COMPANY = "/companies/c0da7000-0000-4000-8000-000000000001/sync/expenses"
SYNC = f"{COMPANY}/syncs/6fb40d5e-b13e-11ed-afa1-0242ac120002"
OURS = "/companies/{companyId}/sync/expenses"

MEANT = {
    f"GET {SYNC}": f"GET {OURS}/syncs/{{syncId}}/status",
    f"POST {COMPANY}/sync": f"POST {OURS}/syncs",
    f"POST {COMPANY}/expense-transaction": f"POST {OURS}/expense-transactions",
    f"GET {SYNC}/transaction": f"GET {OURS}/syncs/{{syncId}}/transactions",
    f"POST /v1{COMPANY}/syncs": f"POST {OURS}/syncs",
    f"POST /{COMPANY}/syncs": f"POST {OURS}/syncs",
    f"HEAD {SYNC}/statuses": f"GET {OURS}/syncs/{{syncId}}/status",
    "POST /__mock/plan": "POST /__mock/plans",
    "GET /company": "GET /companies",
    "GET /organisations": None,
    "GET /docs": None,
    "DELETE /": None,
    f"BREW {SYNC}": None,
}
"""What is asked, and what is offered."""


@pytest.fixture(name="router", scope="module")
def _router() -> Router:
    """The routes of both documents."""
    found = [
        operation
        for name, document, shape in DOCUMENTS
        for operation in operations(document(), shape, name)
    ]
    return Router.of(found)


@pytest.mark.parametrize("asked", MEANT)
def test_what_was_meant(router: Router, asked: str) -> None:
    """A near miss is told the path that it missed, never with another method; what is far from all is told none."""
    method, path = asked.split(" ")
    assert MEANT[asked] == router.meant(method, path)


def test_routes(router: Router) -> None:
    """A path leads to its operations, with what stands in its places."""
    route = router.find(f"{SYNC}/status")
    assert route is not None
    assert ["get-sync-by-id"] == [operation.id for operation in route.methods.values()]
    assert "GET, HEAD, OPTIONS" == route.allowed
    assert 2 == len(route.values)
    assert router.find(SYNC) is None


@pytest.mark.parametrize("word", ["latest", "lastSuccessful", "list", "nosuch"])
def test_a_literal_may_stand_in_a_place(router: Router, word: str) -> None:
    """Where a literal leads nowhere it is what stands in the place beside it, as any other word."""
    route = router.find(f"{COMPANY}/syncs/{word}/transactions")
    assert route is not None
    assert ["list-sync-transactions"] == [operation.id for operation in route.methods.values()]
    assert word == route.values[-1]


def test_nobody_is_sent_to_steer_the_mock(router: Router) -> None:
    """Who asks below a path of Codat's is not told one of the mock's own, nor the other way round."""
    steering = "/companies/{companyId}/connections/{connectionId}/lapse"
    assert router.meant("POST", f"/__mock{steering}s") == f"POST /__mock{steering}"
    assert not (router.meant("POST", f"{steering}s") or "").startswith("POST /__mock")
