"""Which keys open which tenant, and what is said to those that open none, or another one?"""

import httpx
import pytest

from cases.refusals import UNKNOWN, problem, refused
from codat_mock.core.ids import key
from codat_mock.core.register import READY_COMPANY
from codat_mock.lane.keyring import authorization
from house import House, InProcess, MakeHouse
from lane.asking import as_tenant, holder, tenant, why

NOT_YOURS = "You are using an outdated API key or a key not associated with that resource."
OTHER_COMPANY = "0a0a0a0a-1111-4000-8000-000000000001"


def keys(house: House) -> list[dict[str, object]]:
    """The keys of the tenant, as the control API lists them."""
    answer = house.http.get("/__mock/keys")
    listed: list[dict[str, object]] = answer.json()["keys"]
    return listed


def test_keys_are_listed_by_their_ids(make_house: MakeHouse) -> None:
    """The keys that the server was started with have ids, and are not told; one that was given twice is one."""
    house = make_house(api_keys=("mock-api-key", "second", "second"))
    assert [{"id": "key-1", "revoked": False}, {"id": "key-2", "revoked": False}] == keys(house)
    assert "second" not in house.http.get("/__mock/keys").text


@pytest.mark.parametrize("body", [{"apiKey": "second-key"}, {}, None])
def test_case_67_several_keys(house: House, body: dict[str, str] | None) -> None:
    """A tenant has as many keys as it wants: a new one opens what the others open, whether chosen or drawn."""
    answer = (
        house.http.post("/__mock/keys", json=body)
        if body is not None
        else house.http.post("/__mock/keys")
    )
    made = answer.json()
    assert (201, "key-2") == (answer.status_code, made["id"])
    assert (body or {}).get("apiKey", made["apiKey"]) == made["apiKey"]
    theirs = as_tenant(house, made["apiKey"])
    dataset, _ = theirs.dataset()
    assert 202 == house.initiate(dataset).status_code
    assert [{"id": "key-1", "revoked": False}, {"id": "key-2", "revoked": False}] == keys(theirs)


def test_drawn_keys_follow_the_seed(make_house: MakeHouse) -> None:
    """With the same seed the same keys are drawn, and no two alike; nothing else is drawn differently for it."""
    houses = [make_house(seed=7), make_house(seed=7)]
    drawn = [
        [house.http.post("/__mock/keys").json()["apiKey"] for _ in range(3)] for house in houses
    ]
    assert drawn[0] == drawn[1]
    assert 3 == len(set(drawn[0]))
    assert make_house(seed=7).dataset()[0] == houses[0].dataset()[0]


def test_taken_keys(house: House) -> None:
    """A key that opens something already is not given away again: not to this tenant, not to another one."""
    made = tenant(house, apiKey="theirs")
    for taken in ("mock-api-key", "theirs"):
        problem(
            house, 409, lambda taken=taken: house.http.post("/__mock/keys", json={"apiKey": taken})
        )  # type: ignore[misc]
        problem(
            house,
            409,
            lambda taken=taken: house.http.post("/__mock/tenants", json={"apiKey": taken}),  # type: ignore[misc]
        )
    assert 1 == len(keys(house))
    assert "theirs" == made["apiKey"]


def test_case_67_revoked_keys(house: House) -> None:
    """A revoked key is a 403, however its header is written, and the log says why; the others go on."""
    made = house.http.post("/__mock/keys", json={"apiKey": "second"}).json()
    theirs = as_tenant(house, "second")
    assert 200 == theirs.http.get("/companies").status_code
    assert 204 == house.http.delete(f"/__mock/keys/{made['id']}").status_code
    for header in (authorization("second"), authorization("second").replace("Basic", "basic")):
        headers = {"Authorization": header}
        body = refused(
            house, 403, lambda headers=headers: house.http.get("/companies", headers=headers)
        )  # type: ignore[misc]
        assert ("PublicApi", NOT_YOURS) == (body["service"], body["error"])
    assert [False, True] == [one["revoked"] for one in keys(house)]
    assert 200 == house.http.get("/companies").status_code
    assert 403 == theirs.http.get("/companies").status_code
    assert "key-2 of its tenant, was revoked" in why(house)


def test_revoked_keys_and_the_control_api(house: House) -> None:
    """The control API knows a revoked key no more: 401. It stays revoked, and is not given away again."""
    house.http.post("/__mock/keys", json={"apiKey": "second"})
    for _ in range(2):
        assert 204 == house.http.delete("/__mock/keys/key-2").status_code
    theirs = as_tenant(house, "second")
    problem(house, 401, lambda: theirs.http.get("/__mock/plans"))
    problem(house, 409, lambda: house.http.post("/__mock/keys", json={"apiKey": "second"}))
    assert "key-3" == house.http.post("/__mock/keys").json()["id"]


@pytest.mark.parametrize("id_", ["key-9", "mock-api-key", "%20", "x" * 300])
def test_keys_that_are_not_there(house: House, id_: str) -> None:
    """Only what is there can be revoked, and only by its id."""
    problem(house, 404, lambda: house.http.delete(f"/__mock/keys/{id_}"))


def test_keys_of_others(house: House) -> None:
    """A tenant revokes its own keys alone."""
    theirs = as_tenant(house, tenant(house)["apiKey"])
    theirs.http.post("/__mock/keys")
    assert 204 == theirs.http.delete("/__mock/keys/key-2").status_code
    problem(house, 404, lambda: house.http.delete("/__mock/keys/key-2"))


def test_all_keys_can_be_revoked(house: House) -> None:
    """The last key can be revoked too; from loopback the control API makes a new one."""
    house.http.delete("/__mock/keys/key-1")
    assert 403 == house.http.get("/companies").status_code
    del house.http.headers["Authorization"]
    made = house.http.post("/__mock/keys").json()
    assert 200 == as_tenant(house, made["apiKey"]).http.get("/companies").status_code


# ---------------------------------------------------------------------------- companies of other tenants

PATHS = [
    ("GET", ""),
    ("GET", "/connections"),
    ("POST", "/sync/expenses/syncs"),
    ("GET", f"/sync/expenses/syncs/{UNKNOWN}/status"),
    ("POST", f"/sync/expenses/syncs/{UNKNOWN}/transactions/{UNKNOWN}/attachments"),
    ("DELETE", ""),
]


@pytest.mark.parametrize(("method", "rest"), PATHS)
def test_case_67_companies_of_others(house: House, method: str, rest: str) -> None:
    """A company that only another tenant has is a 403, before it goes and in words that name no tenant; then a 404."""
    theirs = as_tenant(house, tenant(house, id="somebody")["apiKey"])
    company = theirs.http.post("/companies", json={"name": "Theirs"}).json()["id"]
    files = {"file": ("r.pdf", b"%PDF")} if rest.endswith("attachments") else None

    def ask() -> httpx.Response:
        return house.http.request(method, f"/companies/{company}{rest}", files=files)

    body = refused(house, 403, ask)
    assert ("PublicApi", NOT_YOURS) == (body["service"], body["error"])
    ask()
    assert "is not one of this API key's" in why(house)
    assert 200 == theirs.http.get(f"/companies/{company}").status_code
    theirs.http.delete(f"/companies/{company}")
    refused(house, 404, ask)


def test_the_ready_company_of_others(house: House) -> None:
    """A tenant whose ready company has another id has no right to everybody else's; its own that is gone is a 404."""
    made = tenant(house, companyId=OTHER_COMPANY)
    theirs = as_tenant(house, made["apiKey"])
    path = f"/companies/{READY_COMPANY}"
    assert [200, 403] == [one.http.get(path).status_code for one in (house, theirs)]
    house.http.delete(path)
    tenant(house)
    assert holder(house, made["apiKey"]).has_company(key(OTHER_COMPANY))
    assert [404, 403] == [one.http.get(path).status_code for one in (house, theirs)]


def test_companies_of_others_under_a_key(house: House) -> None:
    """A 403 is kept for its Idempotency-Key as any other answer."""
    theirs = as_tenant(house, tenant(house)["apiKey"])
    company = theirs.http.post("/companies", json={"name": "Theirs"}).json()["id"]
    headers = {"Idempotency-Key": "k"}
    path = f"/companies/{company}/data/all"
    first, again = (house.http.post(path, headers=headers) for _ in range(2))
    assert (403, first.content) == (again.status_code, again.content)


def test_the_control_api_and_companies_of_others(house: House) -> None:
    """The control API knows a company of another tenant as little as any."""
    theirs = as_tenant(house, tenant(house)["apiKey"])
    company = theirs.http.post("/companies", json={"name": "Theirs"}).json()["id"]
    path = f"/__mock/companies/{company}/connections/{UNKNOWN}/link"
    problem(house, 404, lambda: house.http.post(path))


def test_stock_knows_keys_too(make_house: MakeHouse) -> None:
    """Under stock connexion a revoked key and a company of others are the same 403, with the figures."""
    house = make_house(engine="stock")
    made = tenant(house)
    theirs = as_tenant(house, made["apiKey"])
    company = theirs.http.post("/companies", json={"name": "Theirs"}).json()["id"]
    answer = house.http.get(f"/companies/{company}")
    assert (403, NOT_YOURS) == (answer.status_code, answer.json()["error"])
    assert "1999" == answer.headers["x-rate-limit-remaining"]
    theirs.http.delete("/__mock/keys/key-1")
    assert 403 == theirs.http.get("/companies").status_code


def test_a_loopback_of_another_kind(house: House) -> None:
    """Control calls of a client without a key act on the default tenant, whatever other tenants there are."""
    tenant(house, id="other")
    with httpx.Client(
        transport=InProcess(house.mock.application, "::1"), base_url="http://mock"
    ) as http:
        assert 1 == len(http.get("/__mock/keys").json()["keys"])
