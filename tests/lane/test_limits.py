"""How many requests are too many, and what does each answer say of that?"""

from collections.abc import Callable

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cases.refusals import UNKNOWN, refused
from codat_mock.core.errors import TooManyRequests
from codat_mock.core.limits import Limits
from codat_mock.core.moments import DAY, SECOND
from codat_mock.core.register import READY_COMPANY
from house import House, MakeHouse
from lane.asking import as_tenant, figures, holder, leave, state, tenant, why

MIDNIGHT = "Fri, 02 Jan 2026 00:00:00 GMT"
READ = f"/companies/{READY_COMPANY}/sync/expenses/syncs/{UNKNOWN}/status"


ANSWERS: dict[str, tuple[int, Callable[[House], httpx.Response]]] = {
    "success": (200, lambda house: house.http.get("/companies")),
    "success without a body": (
        204,
        lambda house: house.http.post(f"/companies/{READY_COMPANY}/data/all"),
    ),
    "head": (200, lambda house: house.http.head("/companies")),
    "wrong body": (400, lambda house: house.create([])),
    "no company": (404, lambda house: house.http.get(f"/companies/{UNKNOWN}")),
    "no id": (404, lambda house: house.http.get("/companies/x")),
}
UNCOUNTED: dict[str, tuple[int, Callable[[House], httpx.Response]]] = {
    "no key": (401, lambda house: house.http.get("/companies", headers={"Authorization": ""})),
    "no path": (404, lambda house: house.http.get("/companies/x/y")),
    "no method": (405, lambda house: house.http.delete("/companies")),
    "options": (204, lambda house: house.http.options("/companies")),
    "path of nobody": (404, lambda house: house.http.get("/nobody")),
}


@pytest.mark.parametrize("name", ANSWERS)
def test_case_73_figures(house: House, name: str) -> None:
    """Every answer to a key says the quota, what is left of it and when it ends; each request counts."""
    status, send = ANSWERS[name]
    for left in ("1999", "1998"):
        answer = send(house)
        assert (status, ["2000", left, MIDNIGHT]) == (answer.status_code, figures(answer))


@pytest.mark.parametrize("name", UNCOUNTED)
def test_figures_of_requests_without_a_tenant(house: House, name: str) -> None:
    """What belongs to no tenant is answered with the figures of the default one, and is not counted."""
    status, send = UNCOUNTED[name]
    for _ in range(2):
        answer = send(house)
        assert (status, ["2000", "2000", MIDNIGHT]) == (answer.status_code, figures(answer))


@pytest.mark.parametrize("path", ["/__mock/plans", "/__mock/nothing", "/__mock/health"])
def test_control_calls_have_no_figures(house: House, path: str) -> None:
    """The control API counts nothing and says nothing."""
    assert "x-rate-limit-limit" not in house.http.get(path).headers
    assert "1999" == figures(house.http.get("/companies"))[1]


def test_the_quota_grows_with_active_companies(house: House) -> None:
    """A thousand requests a day for the client, and a thousand more for each company with a linked connection."""
    quotas = [figures(house.http.get("/companies"))[0]]
    company = house.http.post("/companies", json={"name": "Second"}).json()["id"]
    connections = f"/companies/{company}/connections"
    made = house.http.post(connections, json={"platformKey": "gbol"}).json()["id"]
    quotas.append(figures(house.http.get("/companies"))[0])
    house.http.post(f"/__mock{connections}/{made}/link")
    quotas.append(figures(house.http.get("/companies"))[0])
    house.http.patch(f"{connections}/{made}", json={"status": "Unlinked"})
    quotas.append(figures(house.http.get("/companies"))[0])
    house.http.delete(f"/companies/{READY_COMPANY}")
    quotas.append(figures(house.http.get("/companies"))[0])
    assert ["2000", "2000", "3000", "2000", "1000"] == quotas


def test_days_of_the_virtual_clock(house: House) -> None:
    """A new day of the virtual clock begins with the whole quota, at midnight and not before."""
    house.http.get("/companies")
    house.advance(to="2026-01-01T23:59:59.999999Z")
    assert ["2000", "1998", MIDNIGHT] == figures(house.http.get("/companies"))
    house.advance(to="2026-01-02T00:00:00Z")
    later = "Sat, 03 Jan 2026 00:00:00 GMT"
    assert ["2000", "1999", later] == figures(house.http.get("/companies"))
    house.advance(by="P40D")
    assert "1999" == figures(house.http.get("/companies"))[1]


def test_figures_of_the_default_tenant_on_a_new_day(house: House) -> None:
    """A new day shows in answers to nobody too."""
    house.http.get("/companies")
    house.advance(by="P1D")
    assert "2000" == figures(house.http.get("/companies/x/y"))[1]


def test_limits_that_are_off(house: House) -> None:
    """Unless they are asked for, limits refuse nothing: what is left stops at none."""
    leave(house.mock.tenant, 1)
    answers = [house.http.get("/companies") for _ in range(3)]
    assert [(200, "0")] * 3 == [(one.status_code, figures(one)[1]) for one in answers]


def test_case_68_quota(limited: House) -> None:
    """The request after the last one of a day is a 429, which says when to come back; it has done nothing."""
    leave(limited.mock.tenant, 2)
    assert 200 == limited.http.get("/companies").status_code
    assert 200 == limited.http.post("/companies", json={"name": "Last"}).status_code
    before = state(limited.mock.tenant)
    for _ in range(2):
        answer = limited.http.post("/companies", json={"name": "Too many"})
        assert (429, ["2000", "0", MIDNIGHT]) == (answer.status_code, figures(answer))
        assert ("86400", "PublicApi") == (answer.headers["retry-after"], answer.json()["service"])
    assert before == state(limited.mock.tenant)
    assert 'POST /__mock/clock/advance {"to": "2026-01-02T00:00:00Z"} begins' in why(limited)


def test_case_68_reset(limited: House) -> None:
    """The advance that the explanation names makes the next request work."""
    leave(limited.mock.tenant, 0)
    assert 429 == limited.http.get("/companies").status_code
    limited.advance(to=why(limited).split('"to": "')[1].split('"')[0])
    assert 200 == limited.http.get("/companies").status_code


@pytest.mark.parametrize(
    ("now", "wait"),
    [
        ("2026-01-01T00:00:00Z", "86400"),
        ("2026-01-01T23:59:00Z", "60"),
        ("2026-01-01T23:59:58.5Z", "2"),
        ("2026-01-01T23:59:59.999999Z", "1"),
    ],
)
def test_waits_until_midnight(limited: House, now: str, wait: str) -> None:
    """Retry-After is whole seconds, at least one, and never ends before the day does."""
    limited.advance(to=now)
    leave(limited.mock.tenant, 0)
    assert wait == limited.http.get("/companies").headers["retry-after"]


def test_what_control_calls_may_do_when_all_is_used_up(limited: House) -> None:
    """Limits are the contract's: the control API answers as ever."""
    leave(limited.mock.tenant, 0)
    assert 429 == limited.http.get("/companies").status_code
    assert 200 == limited.http.get("/__mock/plans").status_code


def test_limits_of_one_tenant(house: House) -> None:
    """A tenant can have limits that its neighbours do not have."""
    made = tenant(house, limits="documented")
    theirs = as_tenant(house, made["apiKey"])
    leave(house.mock.tenant, 0)
    leave(holder(house, made["apiKey"]), 0)
    assert [429, 200] == [one.http.get("/companies").status_code for one in (theirs, house)]


def test_limits_that_a_tenant_is_spared(limited: House) -> None:
    """A tenant can be without limits on a server that has them."""
    made = tenant(limited, limits="off")
    theirs = as_tenant(limited, made["apiKey"])
    leave(holder(limited, made["apiKey"]), 0)
    assert 200 == theirs.http.get("/companies").status_code


def test_case_70_storms_are_not_counted(limited: House) -> None:
    """Requests that were refused with 429 do not delay the day on which they would succeed, nor use its quota."""
    leave(limited.mock.tenant, 1)
    limited.http.get("/companies")
    for _ in range(50):
        assert 429 == limited.http.get("/companies").status_code
    limited.advance(to="2026-01-02T00:00:00Z")
    assert "1999" == figures(limited.http.get("/companies"))[1]


def test_case_71_a_refused_sync_is_none(limited: House) -> None:
    """A sync that was refused for a limit was never initiated: sent again later, it is the only one."""
    dataset, _ = limited.dataset()
    leave(limited.mock.tenant, 0)
    refused_ = limited.initiate(dataset)
    limited.advance(to="2026-01-02T00:00:00Z")
    assert [429, 202] == [refused_.status_code, limited.initiate(dataset).status_code]
    assert 1 == len(limited.mock.tenant.syncs)


@given(
    st.lists(st.integers(0, DAY // 2), min_size=1, max_size=60),
    st.integers(0, 2),
    st.integers(1, 40),
)
def test_quota_of_any_day(steps: list[int], companies: int, used: int) -> None:
    """Whenever requests come, no day has more than its quota, and none is refused that is within it."""
    limits = Limits(enforced=True)
    now, admitted = 0, {}
    for step in steps:
        now += step
        day = now // DAY
        limits.turn(now, companies)
        # Most of the day's quota goes at once, so that a few requests are enough to reach the end of it.
        if day not in admitted:
            limits.used = admitted[day] = 1000 * (1 + companies) - used
        try:
            limits.admit(now, companies)
        except TooManyRequests as too_many:
            assert 1000 * (1 + companies) == admitted[day]
            wait = int(too_many.facts["retry_after"]) * SECOND
            assert (day + 1) * DAY <= now + wait < (day + 1) * DAY + SECOND
        else:
            admitted[day] += 1
            assert 1000 * (1 + companies) - admitted[day] == limits.remaining
    assert max(admitted.values()) <= 1000 * (1 + companies)


def test_refusals_look_as_any(limited: House) -> None:
    """A 429 has Codat's shape and words."""
    leave(limited.mock.tenant, 0)
    answer = limited.http.get("/companies")
    body = answer.json()
    assert (429, "Unknown", None) == (body["statusCode"], body["canBeRetried"], body["validation"])
    leave(limited.mock.tenant, 9)
    refused(limited, 404, lambda: limited.http.get(READ))


def test_stock_counts_too(make_house: MakeHouse) -> None:
    """Under stock connexion the figures are the same, and the quota refuses."""
    house = make_house(engine="stock", limits="documented")
    assert ["2000", "1999", MIDNIGHT] == figures(house.http.get("/companies"))
    leave(house.mock.tenant, 0)
    answer = house.http.get("/companies")
    assert (429, "86400") == (answer.status_code, answer.headers["retry-after"])
