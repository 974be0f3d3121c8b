"""How does a tenant go back? To a snapshot, and to its beginning."""

import asyncio
from collections.abc import Iterator

import pytest

from cases.refusals import UNKNOWN, problem
from codat_mock.core.moments import SECOND, read_moment
from codat_mock.core.register import READY_COMPANY
from codat_mock.core.snapshots import MOST
from codat_mock.settings import ClockMode, ClockSetting
from house import START, House, MakeHouse, houses
from lane.asking import KEY, as_tenant, figures, keyed, state, tenant
from lane.slow import Slow

SNAPSHOTS = "/__mock/snapshots"
COMPANY = f"/companies/{READY_COMPANY}"


def _taken(house: House, **body: str) -> str:
    answer = house.http.post(SNAPSHOTS, json=body)
    assert 201 == answer.status_code, answer.text
    id_: str = answer.json()["id"]
    return id_


def _restore(house: House, snapshot: str) -> dict[str, object]:
    answer = house.http.post(f"{SNAPSHOTS}/{snapshot}/restore")
    assert 200 == answer.status_code, answer.text
    clock: dict[str, object] = answer.json()
    return clock


def _reset(house: House) -> dict[str, object]:
    answer = house.http.post("/__mock/reset")
    assert 200 == answer.status_code, answer.text
    clock: dict[str, object] = answer.json()
    return clock


# ---------------------------------------------------------------------------- snapshots


def test_snapshots_are_told(house: House) -> None:
    """A snapshot has an id, the moment, its size and the name that it was given; they are listed as they were taken."""
    house.advance(by="PT1M")
    first = house.http.post(SNAPSHOTS)
    second = house.http.post(SNAPSHOTS, json={"name": "before the push"})
    assert ("snapshot-1", "2026-01-01T00:01:00Z") == (first.json()["id"], first.json()["at"])
    assert {"id", "at", "size"} == first.json().keys()
    assert "before the push" == second.json()["name"]
    listed = house.http.get(SNAPSHOTS).json()
    assert [first.json(), second.json()] == listed["snapshots"]
    assert first.json()["size"] + second.json()["size"] == listed["size"] > 0


def test_a_tenant_goes_back(house: House) -> None:
    """Restored, the tenant is what it was: syncs, plans, connections and clock; what came later is unknown."""
    before = house.synced(house.dataset()[0])
    house.plan(code=4260)
    snapshot = _taken(house)
    later = house.initiate(house.dataset()[0]).json()["syncId"]
    house.customer("unlink")
    house.http.delete("/__mock/plans")
    house.advance(by="PT1H")
    assert {"now": "2026-01-01T00:00:01Z", "mode": "manual", "rate": 0} == _restore(house, snapshot)
    assert 2000 == house.status(before)["syncStatusCode"]
    assert 404 == house.http.get(f"{house.company}/syncs/{later}/status").status_code
    assert 4260 == house.http.get("/__mock/plans").json()["plans"][0]["code"]
    connections = house.http.get(f"{COMPANY}/connections").json()["results"]
    assert ["Linked", "Linked"] == [held["status"] for held in connections]


def test_the_same_again(house: House) -> None:
    """The same requests get the same answers, ids and correlation ids included, and the same figures."""
    snapshot = _taken(house)

    def play() -> list[tuple[int, bytes, list[str]]]:
        items = [house.transaction(id=f"00000000-0000-4000-8000-{place:012x}") for place in (1, 2)]
        house.plan(transactions=[{"index": 1, "status": "PushError"}])
        made = house.create(items)
        begun = house.initiate(made.json()["datasetId"])
        answers = [made, house.create(items * 2), begun, house.initiate(UNKNOWN)]
        house.advance(until="idle")
        answers.append(house.http.get(f"{house.company}/syncs/latest/status"))
        return [(answer.status_code, answer.content, figures(answer)) for answer in answers]

    first = play()
    _restore(house, snapshot)
    assert first == play()
    assert [200, 400, 202, 400, 200] == [status for status, _, _ in first]


def test_a_snapshot_serves_more_than_once(house: House) -> None:
    """Going back uses nothing up, and snapshots that were taken later are still there."""
    first = _taken(house)
    house.dataset()
    second = _taken(house)
    for snapshot, datasets in ((first, 0), (second, 1), (first, 0), (second, 1)):
        _restore(house, snapshot)
        company = house.mock.tenant.company(house.mock.tenant.ready)
        assert datasets == len(company.datasets)


def test_answers_to_keys_go_back(house: House) -> None:
    """A key that was answered after the snapshot is as new, one that was answered before it has its answer still."""
    dataset = f"{house.company}/expense-transactions"
    early, late = {"items": [house.transaction()]}, {"items": [house.transaction()]}
    first = keyed(house, "POST", dataset, json=early)
    snapshot = _taken(house)
    keyed(house, "POST", dataset, UNKNOWN, json=late)
    _restore(house, snapshot)
    assert first.content == keyed(house, "POST", dataset, json=early).content
    assert 200 == keyed(house, "POST", dataset, UNKNOWN, json=early).status_code


def test_snapshots_go(house: House) -> None:
    """One goes by its id, all go at once; what is gone can neither be restored nor deleted again."""
    first, second, _ = (_taken(house) for _ in range(3))
    assert 204 == house.http.delete(f"{SNAPSHOTS}/{first}").status_code
    problem(house, 404, lambda: house.http.delete(f"{SNAPSHOTS}/{first}"))
    problem(house, 404, lambda: house.http.post(f"{SNAPSHOTS}/{first}/restore"))
    assert 204 == house.http.delete(SNAPSHOTS).status_code
    assert {"snapshots": [], "size": 0} == house.http.get(SNAPSHOTS).json()
    problem(house, 404, lambda: house.http.post(f"{SNAPSHOTS}/{second}/restore"))
    assert "snapshot-4" == _taken(house)


def test_so_many_and_no_more(house: House) -> None:
    """When all are taken one more is refused, with what to do; the others stay."""
    for _ in range(MOST):
        _taken(house)
    refusal = problem(house, 409, lambda: house.http.post(SNAPSHOTS))
    assert "urn:codat-mock:no-room" == refusal["type"]
    assert "DELETE /__mock/snapshots/snapshot-1" in refusal["detail"]
    assert MOST == len(house.http.get(SNAPSHOTS).json()["snapshots"])


@pytest.mark.parametrize("body", [{"name": ""}, {"name": "n" * 201}, {"name": 1}, {"title": "x"}])
def test_snapshots_that_cannot_be(same_house: House, body: dict[str, object]) -> None:
    """A name is text of up to two hundred characters, and the only thing that can be said of a snapshot."""
    pointer = "/name" if "name" in body else ""
    problem(same_house, 400, lambda: same_house.http.post(SNAPSHOTS, json=body), pointer)


def test_snapshots_are_a_tenants_own(house: House) -> None:
    """Nobody sees, restores or deletes those of another tenant."""
    theirs = as_tenant(house, tenant(house)["apiKey"])
    snapshot = _taken(theirs)
    assert [] == house.http.get(SNAPSHOTS).json()["snapshots"]
    problem(house, 404, lambda: house.http.post(f"{SNAPSHOTS}/{snapshot}/restore"))
    problem(house, 404, lambda: house.http.delete(f"{SNAPSHOTS}/{snapshot}"))
    house.dataset()
    _restore(theirs, snapshot)
    assert 1 == len(house.mock.tenant.company(house.mock.tenant.ready).datasets)


class _Wall:
    """Real time, held by hand."""

    def __init__(self) -> None:
        self.now = read_moment(START)

    def __call__(self) -> int:
        return self.now


@pytest.fixture(name="wall")
def _wall() -> _Wall:
    return _Wall()


@pytest.fixture(name="make_timed_house")
def _make_timed_house(wall: _Wall) -> Iterator[MakeHouse]:
    """Build a mock whose real time is held by hand."""
    yield from houses(wall=wall)


@pytest.mark.parametrize(
    ("mode", "later", "anew"),
    [
        (ClockMode.REAL, "2026-01-01T00:00:02Z", "2026-01-01T00:00:04Z"),
        (ClockMode.SCALED, "2026-01-01T00:02:00Z", "2026-01-01T00:00:04Z"),
    ],
)
def test_clocks_that_run(
    make_timed_house: MakeHouse, wall: _Wall, mode: ClockMode, later: str, anew: str
) -> None:
    """A clock that runs goes back to the moment of the snapshot and runs on; after a reset it shows real time again."""
    house = make_timed_house(clock=ClockSetting(mode, rate=60.0))
    wall.now += SECOND
    snapshot = house.http.post(SNAPSHOTS).json()
    wall.now += 2 * SECOND
    house.http.put("/__mock/clock", json={"mode": "manual"})
    house.advance(by="P1D")
    restored = _restore(house, snapshot["id"])
    assert (snapshot["at"], mode) == (restored["now"], restored["mode"])
    wall.now += SECOND
    assert later == house.http.get("/__mock/clock").json()["now"]
    assert (anew, mode) == tuple(_reset(house)[name] for name in ("now", "mode"))


# ---------------------------------------------------------------------------- reset


def test_a_tenant_begins_anew(house: House) -> None:
    """Everything is as at the beginning: the same clock, nothing but the ready company, and the same ids again."""
    before = state(house.mock.tenant)
    first = house.dataset()[0]
    house.plan(code=4260)
    house.http.post("/companies", json={"name": "Another"})
    house.synced(first)
    house.customer("lapse")
    keyed(house, "PATCH", COMPANY, json={"name": "Other"})
    house.http.put("/__mock/clock", json={"mode": "scaled", "rate": 60})
    assert {"now": START, "mode": "manual", "rate": 0} == _reset(house)
    assert before == state(house.mock.tenant)
    assert {"plans": []} == house.http.get("/__mock/plans").json()
    assert [] == house.http.get(f"{house.company}/syncs/list/status").json()
    assert "1998" == house.http.get("/companies").headers["x-rate-limit-remaining"]
    assert first == house.dataset()[0]
    answer = keyed(house, "PATCH", COMPANY, json={"name": "Not what was sent with the key before"})
    assert 200 == answer.status_code


def test_a_made_tenant_begins_as_it_was_made(house: House) -> None:
    """Also one whose beginning was told: seed, clock, sync time, limits and company."""
    company = "0a0a0a0a-1111-4000-8000-000000000001"
    wanted = {
        "companyId": company,
        "seed": 17,
        "clock": {"mode": "manual", "now": "2027-01-01T00:00:00Z"},
        "syncTime": "PT7S",
        "limits": "documented",
    }
    theirs = as_tenant(house, tenant(house, **wanted)["apiKey"])
    theirs.company = f"/companies/{company}/sync/expenses"

    def play() -> tuple[str, str]:
        dataset, _ = theirs.dataset()
        theirs.initiate(dataset)
        return dataset, theirs.advance(until="idle")["now"]

    first = play()
    assert "2027-01-01T00:00:07Z" == first[1]
    _reset(theirs)
    assert first == play()
    (other,) = [one for one in house.mock.exchange.keyring.tenants() if one.ready.hex()[:2] == "0a"]
    assert other.limits.enforced


def test_keys_after_a_reset(house: House) -> None:
    """Keys of the beginning that were revoked open again; later ones stay what they are, open or revoked."""
    theirs = as_tenant(house, tenant(house, apiKey="first")["apiKey"])
    open_, shut = (
        theirs.http.post("/__mock/keys", json={"apiKey": key}).json() for key in ("open", "shut")
    )
    theirs.http.delete(f"/__mock/keys/{shut['id']}")
    theirs.http.delete("/__mock/keys/key-1")
    later = as_tenant(house, open_["apiKey"])
    assert 403 == theirs.http.get("/companies").status_code
    _reset(later)
    for key, status in (("first", 200), ("open", 200), ("shut", 403)):
        assert status == as_tenant(house, key).http.get("/companies").status_code
    assert [False, False, True] == [
        key["revoked"] for key in later.http.get("/__mock/keys").json()["keys"]
    ]


def test_snapshots_outlive_a_reset(house: House) -> None:
    """What was taken before a reset can be restored after it."""
    dataset = house.dataset()[0]
    snapshot = _taken(house)
    _reset(house)
    assert 400 == house.initiate(dataset).status_code
    _restore(house, snapshot)
    assert 202 == house.initiate(dataset).status_code


def test_a_reset_is_the_tenants_own(house: House) -> None:
    """Other tenants notice nothing of it."""
    theirs = as_tenant(house, tenant(house)["apiKey"])
    sync = theirs.synced(theirs.dataset()[0])
    before = theirs.status(sync)
    _reset(house)
    assert before == theirs.status(sync)


# ---------------------------------------------------------------------------- what is under way


@pytest.mark.parametrize("back", ["/__mock/reset", f"{SNAPSHOTS}/snapshot-1/restore"])
def test_a_body_that_is_on_its_way(limited: House, back: str) -> None:
    """A request whose body comes only after the tenant has gone back is done there, once, and its key is kept there."""
    _taken(limited)
    limited.http.post("/companies", json={"name": "Gone"})
    key = ((b"idempotency-key", KEY.encode()),)

    async def play() -> list[Slow]:
        slow = await Slow(limited, "/companies", key).begin()
        went = await (await Slow(limited, back).begin()).send(b"")
        await slow.send(b'{"name": "Slow"}')
        again = await (await Slow(limited, "/companies", key).begin()).send(b'{"name": "Slow"}')
        return [went, slow, again]

    went, slow, again = asyncio.run(play())
    assert [200, 200, 200] == [went.status, slow.status, again.status]
    assert slow.body == again.body
    names = [one["name"] for one in limited.http.get("/companies").json()["results"]]
    assert ["Codat Mock Ready Ltd", "Slow"] == names
    assert 0 == limited.mock.tenant.limits.in_flight


def test_a_request_that_is_gone(limited: House) -> None:
    """Who hangs up after the tenant has gone back leaves no key held and no request counted."""
    key = ((b"idempotency-key", KEY.encode()),)

    async def play() -> Slow:
        slow = await Slow(limited, "/companies", key).begin()
        await (await Slow(limited, "/__mock/reset").begin()).send(b"")
        await slow.hang_up()
        return await (await Slow(limited, "/companies", key).begin()).send(b'{"name": "Next"}')

    assert 200 == asyncio.run(play()).status
    assert 0 == limited.mock.tenant.limits.in_flight


def test_time_that_was_undone(house: House) -> None:
    """After going back the day's quota and the ninety minutes of a key are counted from where the clock is."""
    snapshot = _taken(house)
    first = keyed(house, "PATCH", COMPANY, json={"name": "First"})
    ends = house.mock.tenant.limits.ends
    house.advance(by="P2D")
    keyed(house, "PATCH", COMPANY, json={"name": "Second"})
    _restore(house, snapshot)
    again = keyed(house, "PATCH", COMPANY, json={"name": "First"})
    assert (first.content, figures(first)) == (again.content, figures(again))
    assert ends == house.mock.tenant.limits.ends
    house.advance(by="PT89M")
    assert again.content == keyed(house, "PATCH", COMPANY, json={"name": "First"}).content
