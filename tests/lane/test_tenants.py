"""How does a tenant begin, and how does it go?"""

import pytest

from cases.refusals import problem
from codat_mock.core.moments import SECOND, read_moment, write_moment
from codat_mock.core.register import READY_COMPANY
from house import House, MakeHouse
from lane.asking import as_tenant, holder, tenant

OTHER_COMPANY = "0a0a0a0a-1111-4000-8000-000000000001"


def test_a_tenant_begins_as_any(house: House) -> None:
    """A tenant that is made without a word has an id and a key that were drawn, and a company that is ready to sync."""
    first, second = tenant(house), tenant(house)
    assert ["tenant-1", "tenant-2"] == [first["id"], second["id"]]
    assert READY_COMPANY == first["companyId"] == second["companyId"]
    theirs = as_tenant(house, first["apiKey"])
    sync_id = theirs.synced(theirs.dataset()[0])
    assert 2000 == theirs.status(sync_id)["syncStatusCode"]
    assert {} == dict(house.mock.tenant.syncs)


def test_a_tenant_begins_as_it_is_told(house: House) -> None:
    """Id, key, company, seed, clock, sync time and limits are the tenant's own."""
    wanted = {
        "id": "test-17",
        "apiKey": "key-of-17",
        "companyId": OTHER_COMPANY,
        "seed": 17,
        "clock": {"mode": "manual", "now": "2027-02-03T04:05:06Z"},
        "syncTime": "PT7S",
        "limits": "documented",
    }
    made = tenant(house, **wanted)
    assert {name: wanted[name] for name in ("id", "apiKey", "companyId")} == made
    theirs = as_tenant(house, "key-of-17")
    theirs.company = f"/companies/{OTHER_COMPANY}/sync/expenses"
    dataset, _ = theirs.dataset()
    sync_id = theirs.initiate(dataset).json()["syncId"]
    assert "2027-02-03T04:05:13Z" == theirs.advance(until="idle")["now"]
    assert 2000 == theirs.status(sync_id)["syncStatusCode"]
    assert holder(house, "key-of-17").limits.enforced
    assert not house.mock.tenant.limits.enforced


def test_a_tenant_with_a_seed_draws_as_a_server_with_it(
    house: House, make_house: MakeHouse
) -> None:
    """The same seed draws the same ids, in a tenant of any name as in the default one."""
    theirs = as_tenant(house, tenant(house, id="any", seed=7)["apiKey"])
    assert make_house(seed=7).dataset()[0] == theirs.dataset()[0]


@pytest.mark.parametrize(
    ("clock", "expected"),
    [
        ({"mode": "manual"}, ("manual", 0, "2026-01-01T00:00:00Z")),
        (
            {"mode": "manual", "now": "2027-01-01T00:00:00+01:00"},
            ("manual", 0, "2026-12-31T23:00:00Z"),
        ),
        ({"mode": "scaled", "rate": 60}, ("scaled", 60, None)),
        ({"mode": "scaled"}, ("scaled", 1, None)),
        ({"mode": "real", "now": "2027-01-01T00:00:00Z"}, ("real", 1, "2027-01-01T00:00:00Z")),
        ({"mode": "real"}, ("real", 1, None)),
    ],
)
def test_clocks_of_tenants(
    house: House, clock: dict[str, object], expected: tuple[str, float, str | None]
) -> None:
    """A tenant's clock runs as it is told; what is left open is as when a server is started so."""
    theirs = as_tenant(house, tenant(house, clock=clock)["apiKey"])
    found = theirs.http.get("/__mock/clock").json()
    assert expected[:2] == (found["mode"], found["rate"])
    if expected[2] is not None:
        begun = read_moment(expected[2])
        assert begun <= read_moment(found["now"]) < begun + 60 * SECOND


def test_tenants_begin_as_the_server(make_house: MakeHouse) -> None:
    """What is left out is as the server was started."""
    house = make_house(limits="documented", sync_time=5 * SECOND)
    made = tenant(house)
    theirs = as_tenant(house, made["apiKey"])
    began = house.mock.tenant.clock.now()
    theirs.initiate(theirs.dataset()[0])
    assert write_moment(began + 5 * SECOND) == theirs.advance(until="idle")["now"]
    assert holder(house, made["apiKey"]).limits.enforced


WRONG = {
    "an id that is taken": ({"id": "default"}, 409),
    "a rate without a scaled clock": ({"clock": {"mode": "real", "rate": 2}}, 400),
    "no moment": ({"clock": {"mode": "manual", "now": "2026-02-30T00:00:00Z"}}, 400),
    "a moment beyond the calendar": (
        {"clock": {"mode": "manual", "now": "9999-01-01T00:00:00Z"}},
        400,
    ),
    "no duration": ({"syncTime": "PT"}, 400),
    "no limits": ({"limits": "some"}, 400),
    "no id": ({"id": "a b"}, 400),
    "no key": ({"apiKey": "a:b"}, 400),
    "an unknown field": ({"name": "x"}, 400),
}


@pytest.mark.parametrize("name", WRONG)
def test_tenants_that_cannot_be(house: House, name: str) -> None:
    """What cannot be is refused, and no tenant and no key is made."""
    body, status = WRONG[name]
    answer = house.http.post("/__mock/tenants", json=body)
    assert (status, "application/problem+json") == (
        answer.status_code,
        answer.headers["content-type"],
    )
    assert "tenant-1" == tenant(house)["id"]


def test_ids_that_are_taken(house: House) -> None:
    """An id belongs to one tenant; ids that are drawn pass over those that were chosen."""
    tenant(house, id="tenant-1")
    problem(house, 409, lambda: house.http.post("/__mock/tenants", json={"id": "tenant-1"}))
    assert "tenant-2" == tenant(house)["id"]


def test_tenants_are_listed(house: House) -> None:
    """Each with what it holds and what time it is there, in the order in which they were made; keys are not told."""
    made = tenant(house, clock={"mode": "manual", "now": "2027-01-01T00:00:00Z"})
    theirs = as_tenant(house, made["apiKey"])
    theirs.http.post("/__mock/keys")
    key = theirs.http.post("/__mock/keys").json()["id"]
    theirs.http.delete(f"/__mock/keys/{key}")
    theirs.http.post("/companies", json={"name": "Another"})
    theirs.synced(theirs.dataset()[0])
    row = {
        "id": made["id"],
        "companyId": READY_COMPANY,
        "companies": 2,
        "syncs": 1,
        "keys": 2,
        "clock": {"now": "2027-01-01T00:00:01Z", "mode": "manual", "rate": 0},
    }
    listed = house.http.get("/__mock/tenants").json()
    assert ["default", made["id"]] == [one["id"] for one in listed["tenants"]]
    assert (row, 2) == (listed["tenants"][1], listed["total"])
    assert row == theirs.http.get(f"/__mock/tenants/{made['id']}").json()
    problem(house, 404, lambda: house.http.get("/__mock/tenants/nobody"))


def test_long_lists_of_tenants(house: House) -> None:
    """No more are listed than were asked for, a hundred unless that is said; how many there are is told anyway."""
    for _ in range(120):
        tenant(house)

    def listed(**query: int) -> tuple[int, int]:
        found = house.http.get("/__mock/tenants", params=query).json()
        return len(found["tenants"]), found["total"]

    assert (100, 121) == listed()
    assert (3, 121) == listed(limit=3)
    assert (121, 121) == listed(limit=1000)
    for limit in ("0", "1001", "x", ""):
        problem(
            house,
            400,
            lambda: house.http.get("/__mock/tenants", params={"limit": limit}),  # noqa: B023
            "limit",
        )


def test_who_lists_tenants(make_house: MakeHouse) -> None:
    """On loopback anybody, from another machine whoever has a key that is known."""
    house = make_house(client="192.168.1.7")
    assert 200 == house.http.get("/__mock/tenants").status_code
    del house.http.headers["Authorization"]
    for path in ("/__mock/tenants", "/__mock/tenants/default"):
        problem(house, 401, lambda: house.http.get(path))  # noqa: B023
    near = make_house()
    del near.http.headers["Authorization"]
    assert 200 == near.http.get("/__mock/tenants").status_code


def test_drawn_ids_do_not_come_again(house: House) -> None:
    """The id of a tenant that is gone is not given to the next one: who still has it would not notice."""
    first, second = tenant(house), tenant(house)
    house.http.delete(f"/__mock/tenants/{second['id']}")
    house.http.delete(f"/__mock/tenants/{first['id']}")
    assert "tenant-3" == tenant(house)["id"]


def test_tenants_that_go(house: House) -> None:
    """A tenant goes with its keys, which are unknown from then on and free again."""
    made = tenant(house, apiKey="theirs")
    theirs = as_tenant(house, "theirs")
    theirs.http.post("/__mock/keys", json={"apiKey": "theirs-too"})
    assert 204 == house.http.delete(f"/__mock/tenants/{made['id']}").status_code
    for one in ("theirs", "theirs-too"):
        assert 401 == as_tenant(house, one).http.get("/companies").status_code
    again = tenant(house, apiKey="theirs", id=made["id"])
    assert [made["id"], "theirs"] == [again["id"], again["apiKey"]]
    assert 200 == theirs.http.get("/companies").status_code


def test_the_default_tenant_stays(house: House) -> None:
    """The mock stands on its default tenant: 409, with its key as without."""
    problem(house, 409, lambda: house.http.delete("/__mock/tenants/default"))
    problem(house, 404, lambda: house.http.delete("/__mock/tenants/nobody"))
    assert 200 == house.http.get("/companies").status_code


def test_keys_make_no_friends_off_loopback(make_house: MakeHouse) -> None:
    """From another machine nobody makes keys or tenants without one."""
    house = make_house(client="192.168.1.7")
    del house.http.headers["Authorization"]
    for path in ("/__mock/keys", "/__mock/tenants"):
        assert 401 == house.http.post(path, json={}).status_code
