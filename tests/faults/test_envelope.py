"""What all faults have in common: whom they hit, how often, and what is told of them."""

import pytest

from codat_mock.core.register import READY_COMPANY
from codat_mock.lane.keyring import authorization
from house import House, MakeHouse


def listed(house: House) -> list[tuple[str, int | None, int]]:
    """Each fault with how often it will still hit, and how often it has."""
    faults = house.http.get("/__mock/faults").json()["faults"]
    return [(one["id"], one["times"], one["hits"]) for one in faults]


def get(house: House, times: int = 1, path: str = "/companies") -> list[int]:
    """The statuses of so many requests."""
    return [house.http.get(path).status_code for _ in range(times)]


def test_first_in_first_used(house: House) -> None:
    """One fault acts on a request, the first that matches."""
    house.fault("status", status=503)
    house.fault("status", "list-companies", status=500)
    assert [503, 500, 200] == get(house, 3)
    assert [("fault-1", 0, 1), ("fault-2", 0, 1)] == listed(house)


def test_after(house: House) -> None:
    """Matching requests pass first; what is left of them is told."""
    made = house.fault("status", status=503, after=2)
    assert 2 == made["after"]
    assert [200] == get(house)
    assert 1 == house.http.get("/__mock/faults").json()["faults"][0]["after"]
    assert [200, 503, 200] == get(house, 3)


def test_until_deleted(house: House) -> None:
    """Without a number of times it hits until it is deleted."""
    made = house.fault("status", status=503, times=None)
    assert [503] * 5 == get(house, 5)
    assert [("fault-1", None, 5)] == listed(house)
    assert 204 == house.http.delete(f"/__mock/faults/{made['id']}").status_code
    assert [200] == get(house)
    assert 404 == house.http.delete(f"/__mock/faults/{made['id']}").status_code


def test_all_deleted(house: House) -> None:
    """All can be deleted at once; names are never used again."""
    house.fault("status", status=503)
    house.fault("status", status=503)
    get(house)
    assert 204 == house.http.delete("/__mock/faults").status_code
    assert [] == listed(house)
    assert [200] == get(house)
    assert "fault-3" == house.fault("reset")["id"]


def test_one_company(house: House) -> None:
    """With a company it hits requests about that one alone."""
    other = house.http.post("/companies", json={"name": "Another"}).json()["id"]
    house.fault("status", status=503, companyId=READY_COMPANY, times=None)
    assert [200] == get(house, path=f"/companies/{other}")
    assert [200] == get(house)
    assert [503] == get(house, path=f"/companies/{READY_COMPANY}")


def test_control_calls_meet_none(house: House) -> None:
    """The mock's own API goes on, whatever goes wrong."""
    house.fault("status", status=500, times=None)
    assert 200 == house.http.get("/__mock/plans").status_code
    assert 200 == house.http.get("/__mock/health").status_code
    assert [("fault-1", None, 0)] == listed(house)


@pytest.mark.parametrize(
    ("path", "headers"),
    [
        ("/nowhere", {}),
        ("/companies/none", {}),
        ("/companies", {"Authorization": authorization("another")}),
        ("/companies", {"Prefer": "code=503"}),
    ],
)
def test_what_is_refused_already(house: House, path: str, headers: dict[str, str]) -> None:
    """What is refused for its key, its path or by its own wish meets no fault, and does not count."""
    house.fault("reset")
    assert house.http.get(path, headers=headers).status_code >= 400
    assert [("fault-1", 1, 0)] == listed(house)


def test_a_status_that_not_all_declare(house: House) -> None:
    """A status for every operation hits those that declare it, and only those."""
    house.fault("status", status=409, times=None)
    assert [200] == get(house)
    assert 409 == house.http.post("/companies", json={"name": "Another"}).status_code


def test_tenants(make_house: MakeHouse) -> None:
    """A fault is of one tenant."""
    house = make_house()
    house.fault("status", status=503, times=None)
    other = house.http.post("/__mock/tenants").json()["apiKey"]
    headers = {"Authorization": authorization(other)}
    assert 200 == house.http.get("/companies", headers=headers).status_code
    assert [503] == get(house)


def test_in_process(house: House) -> None:
    """Where there is no connection to cut, the application breaks off with the same error."""
    house.fault("reset")
    with pytest.raises(ConnectionResetError):
        house.http.get("/companies")
    assert "---" == _line(house).split()[0]
    assert [200] == get(house)


def _line(house: House) -> str:
    from codat_mock.witness import line

    return line(house.seen[-1])


def test_stock(make_house: MakeHouse) -> None:
    """Under connexion refusals act; the other faults do nothing, and the log says so."""
    house = make_house(engine="stock")
    house.fault("status", status=503)
    house.fault("rate-limit", retryAfter=9)
    house.fault("reset")
    refused, limited, spared = (house.http.get("/companies") for _ in range(3))
    assert (503, "fault-1") == (refused.status_code, refused.headers["x-mock-fault"])
    assert (429, "9") == (limited.status_code, limited.headers["retry-after"])
    assert 200 == spared.status_code
    assert "x-mock-fault" not in spared.headers
    assert "fault-3 reset did nothing" in house.seen[-1].remarks[-1]
