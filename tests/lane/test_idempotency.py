"""What does an Idempotency-Key do? The first answer is given again, and nothing is done twice."""

import asyncio
from collections.abc import Callable
from typing import Any

import httpx
import pytest

from cases.refusals import UNKNOWN, refused
from codat_mock.core.register import READY_COMPANY
from house import House, MakeHouse
from lane.asking import (
    JSON,
    KEY,
    as_tenant,
    figures,
    keyed,
    leave,
    remarks,
    state,
    tenant,
    told,
)
from lane.slow import Slow

COMPANY = f"/companies/{READY_COMPANY}"


def _items(house: House) -> dict[str, Any]:
    return {"items": [house.transaction(id=UNKNOWN)]}


FIRST: dict[str, tuple[int, Callable[[House], httpx.Response]]] = {
    "a dataset": (
        200,
        lambda house: keyed(
            house, "POST", f"{house.company}/expense-transactions", json=_items(house)
        ),
    ),
    "a sync": (202, lambda house: keyed(house, "POST", f"{house.company}/syncs", json={})),
    "a sync without a body": (202, lambda house: keyed(house, "POST", f"{house.company}/syncs")),
    "a company": (200, lambda house: keyed(house, "POST", "/companies", json={"name": "Second"})),
    "a change": (200, lambda house: keyed(house, "PATCH", COMPANY, json={"name": "Other"})),
    "no body": (204, lambda house: keyed(house, "POST", f"{COMPANY}/data/all")),
    "not JSON": (
        400,
        lambda house: keyed(house, "POST", "/companies", content=b"{", headers=JSON),
    ),
    "wrong body": (400, lambda house: keyed(house, "POST", "/companies", json={})),
    "no company": (404, lambda house: keyed(house, "POST", f"/companies/{UNKNOWN}/data/all")),
    "no id": (404, lambda house: keyed(house, "POST", "/companies/x/data/all")),
    "no company to read an upload for": (
        404,
        lambda house: keyed(
            house,
            "POST",
            f"/companies/{UNKNOWN}/sync/expenses/syncs/{UNKNOWN}/transactions/{UNKNOWN}/attachments",
            content=b"x",
        ),
    ),
    "wrong media type": (
        415,
        lambda house: keyed(
            house, "POST", "/companies", content=b"x", headers={"Content-Type": "text/plain"}
        ),
    ),
    "too large": (
        413,
        lambda house: keyed(
            house, "POST", "/companies", content=b"x", headers={"Content-Length": "99999999"}
        ),
    ),
    "provoked": (
        503,
        lambda house: keyed(
            house, "POST", "/companies", json={"name": "P"}, headers={"Prefer": "code=503"}
        ),
    ),
    "provoked without its body": (
        405,
        lambda house: keyed(house, "POST", f"{COMPANY}/data/all", headers={"Prefer": "code=405"}),
    ),
    "nothing preferred": (
        400,
        lambda house: keyed(
            house, "POST", "/companies", json={"name": "P"}, headers={"Prefer": "code=999"}
        ),
    ),
}


@pytest.mark.parametrize("name", FIRST)
def test_the_first_answer_is_given_again(house: House, name: str) -> None:
    """Status, media type and bytes are the first answer's, nothing is done or drawn again; only the figures go on."""
    status, send = FIRST[name]
    first = send(house)
    assert status == first.status_code
    before = state(house.mock.tenant)
    left = int(figures(first)[1])
    for number in range(1, 4):
        again = send(house)
        assert told(first) == told(again)
        assert str(left - number) == figures(again)[1]
        assert ["the same answer as before to this Idempotency-Key"] == remarks(house)
    assert before == state(house.mock.tenant)


def test_correlation_ids_are_the_first_ones(house: House) -> None:
    """A replayed refusal draws no correlation id: the next refusal has the one that it would have had."""
    keyed(house, "POST", "/companies", json={})
    chance = house.mock.tenant.ids._refusals.getstate()  # noqa: SLF001 drawing would change it
    keyed(house, "POST", "/companies", json={})
    assert chance == house.mock.tenant.ids._refusals.getstate()  # noqa: SLF001 likewise


OTHERS: dict[str, Callable[[House], httpx.Response]] = {
    "body": lambda house: keyed(house, "POST", "/companies", json={"name": "Other"}),
    "no body": lambda house: keyed(house, "POST", "/companies"),
    "blanks": lambda house: keyed(
        house,
        "POST",
        "/companies",
        content=b'{"name": "First" }',
        headers=JSON,
    ),
    "media type": lambda house: keyed(
        house,
        "POST",
        "/companies",
        content=b'{"name":"First"}',
        headers={"Content-Type": "text/plain"},
    ),
    "path": lambda house: keyed(house, "POST", f"{COMPANY}/data/all", json={"name": "First"}),
    "method": lambda house: keyed(house, "PATCH", COMPANY, json={"name": "First"}),
    "too large": lambda house: keyed(
        house, "POST", "/companies", content=b"x", headers={"Content-Length": "99999999"}
    ),
}


@pytest.mark.parametrize("name", OTHERS)
def test_other_requests_with_the_same_key(house: House, name: str) -> None:
    """Another request with the key of an answered one is a 422 that does nothing; the first answer stays."""
    first = keyed(house, "POST", "/companies", json={"name": "First"})
    body = refused(house, 422, lambda: OTHERS[name](house))
    assert "This idempotency key was sent with another request." == body["error"]
    assert told(first) == told(keyed(house, "POST", "/companies", json={"name": "First"}))


@pytest.mark.parametrize(
    ("waits", "same"), [("PT0S", True), ("PT89M59.999999S", True), ("PT90M", False), ("P9D", False)]
)
def test_ninety_minutes(house: House, waits: str, same: bool) -> None:  # noqa: FBT001 a column of the table
    """An answer is kept for ninety minutes of virtual time, then the key is as new: with another body too."""
    first = keyed(house, "POST", "/companies", json={"name": "First"})
    house.advance(by=waits)
    again = keyed(house, "POST", "/companies", json={"name": "First"})
    assert same is (told(first) == told(again))
    other = keyed(house, "POST", "/companies", json={"name": "Other"})
    assert 422 == other.status_code
    house.advance(by="PT90M")
    assert 200 == keyed(house, "POST", "/companies", json={"name": "Other"}).status_code


def test_the_time_runs_from_the_answer(house: House) -> None:
    """A replay does not keep the answer longer."""
    first = keyed(house, "POST", "/companies", json={"name": "First"})
    house.advance(by="PT89M")
    assert told(first) == told(keyed(house, "POST", "/companies", json={"name": "First"}))
    house.advance(by="PT1M")
    assert told(first) != told(keyed(house, "POST", "/companies", json={"name": "First"}))


def test_requests_in_progress(house: House) -> None:
    """While the first request is on its way, the same key is a 409, with any body, and another key is free."""
    key = (b"idempotency-key", KEY.encode())

    async def play() -> list[Slow]:
        first = await Slow(house, "/companies", (key,)).begin()
        second = await Slow(house, "/companies", (key,)).begin()
        await second.send(b"{}")
        third = await Slow(house, f"{COMPANY}/data/all", (key,)).begin()
        await third.send(b"")
        other = await Slow(house, "/companies", ((b"idempotency-key", b"other"),)).begin()
        await other.send(b'{"name": "Other"}')
        await first.send(b'{"name": "First"}')
        last = await Slow(house, "/companies", (key,)).begin()
        await last.send(b'{"name": "First"}')
        return [first, second, third, other, last]

    first, second, third, other, last = asyncio.run(play())
    assert [200, 409, 409, 200, 200] == [one.status for one in (first, second, third, other, last)]
    assert b"in progress" in second.body
    assert first.body == last.body
    assert 3 == len(house.mock.tenant.register.companies)


@pytest.mark.parametrize("end", ["hang_up", "cancel"])
def test_requests_that_never_come(house: House, end: str) -> None:
    """Whoever hangs up while sending has done nothing, and the key is as new."""

    async def play() -> None:
        slow = await Slow(house, "/companies", ((b"idempotency-key", KEY.encode()),)).begin()
        await getattr(slow, end)()

    asyncio.run(play())
    assert 200 == keyed(house, "POST", "/companies", json={"name": "First"}).status_code
    assert 2 == len(house.mock.tenant.register.companies)


def test_bodies_that_end_too_early(house: House) -> None:
    """A body that was cut off is no request to be remembered: sent whole, it is done."""
    cut = keyed(house, "POST", "/companies", content=b"{", headers={"Content-Length": "9"})
    assert 400 == cut.status_code
    assert 200 == keyed(house, "POST", "/companies", json={"name": "First"}).status_code


def test_limits_release_the_key(make_house: MakeHouse) -> None:
    """A 429 is never kept: when the limit is over, the request is done."""
    house = make_house(limits="documented")
    leave(house.mock.tenant, 0)
    assert 429 == keyed(house, "POST", "/companies", json={"name": "First"}).status_code
    house.advance(to="2026-01-02T00:00:00Z")
    assert 200 == keyed(house, "POST", "/companies", json={"name": "Other"}).status_code


def test_provoked_limits_release_the_key(house: House) -> None:
    """A provoked 429 is not kept either."""
    limit = {"Prefer": "code=429"}
    body = {"name": "First"}
    assert 429 == keyed(house, "POST", "/companies", json=body, headers=limit).status_code
    assert 200 == keyed(house, "POST", "/companies", json=body).status_code


@pytest.mark.parametrize(
    ("status", "method", "path", "headers"),
    [
        (401, "POST", "/companies", {"Authorization": ""}),
        (404, "POST", "/companies/x/y/z", {}),
        (405, "PATCH", "/companies", {}),
    ],
)
def test_nothing_to_keep(
    house: House, status: int, method: str, path: str, headers: dict[str, str]
) -> None:
    """What leads to no operation, or to no tenant, takes no key."""
    assert status == keyed(house, method, path, headers=headers).status_code
    assert 0 == len(house.mock.tenant.answers)
    assert 200 == keyed(house, "POST", "/companies", json={"name": "First"}).status_code


def test_tenants_have_keys_of_their_own(house: House) -> None:
    """The same key in two tenants is two keys."""
    theirs = as_tenant(house, tenant(house)["apiKey"])
    for one in (house, theirs):
        assert 200 == keyed(one, "POST", "/companies", json={"name": one.company}).status_code
    assert 200 == keyed(theirs, "POST", "/companies", json={"name": house.company}).status_code


def _form(boundary: str, content: bytes = b"%PDF", name: str = "r.pdf") -> bytes:
    head = f'--{boundary}\r\nContent-Disposition: form-data; name="file"; filename="{name}"\r\n\r\n'
    return head.encode() + content + f"\r\n--{boundary}--\r\n".encode()


@pytest.mark.parametrize(
    ("content", "name", "status"),
    [
        (b"%PDF", "r.pdf", 200),
        (b"%PDG", "r.pdf", 422),
        (b"%PDF", "s.pdf", 422),
        (b"", "r.pdf", 422),
    ],
)
def test_forms(house: House, content: bytes, name: str, status: int) -> None:
    """A form sent again has another boundary, and is the same form; another file is not."""
    dataset, (id_,) = house.dataset()
    sync_id = house.synced(dataset)
    path = f"{house.company}/syncs/{sync_id}/transactions/{id_}/attachments"

    def upload(boundary: str, body: bytes) -> httpx.Response:
        media_type = f'multipart/form-data; boundary="{boundary}"'
        return keyed(house, "POST", path, content=body, headers={"Content-Type": media_type})

    first = upload("first", _form("first"))
    again = upload("another-one", _form("another-one", content, name))
    assert (200, status) == (first.status_code, again.status_code)
    assert (status == 200) is (told(first) == told(again))
    assert 1 == len(house.mock.tenant.attachments)
