"""The pages on which a customer allows or denies access, as a browser without scripts sees them."""

from typing import Any

import httpx
import pytest

from cases.onboarding import connected, made
from cases.refusals import UNKNOWN
from codat_contract import PLATFORMS
from codat_mock.core.register import READY_COMPANY, READY_CONNECTIONS
from house import House

SEE_OTHER = 303


def shown(house: House, path: str) -> str:
    """The text of a page that is there."""
    answer = house.http.get(path, headers={"Authorization": ""})
    assert (200, "text/html; charset=utf-8") == (
        answer.status_code,
        answer.headers["content-type"],
    )
    return answer.text


def pressed(house: House, path: str, **fields: str) -> httpx.Response:
    """The answer to a button."""
    answer = house.http.post(path, data=fields)
    assert SEE_OTHER == answer.status_code
    return answer


def connection(house: House, company: str, id_: str) -> dict[str, Any]:
    """A connection, as the API has it."""
    body: dict[str, Any] = house.http.get(f"/companies/{company}/connections/{id_}").json()
    return body


def test_a_new_company_chooses(lasting: House) -> None:
    """The page of a company without accounting software offers all that is known; one is chosen, once."""
    company = made(lasting, name="Bakery & Co.")
    page = company["redirect"].removeprefix("http://mock")
    text = shown(lasting, page)
    assert "Bakery &amp; Co." in text
    assert all(platform.name in text for platform in PLATFORMS.values())
    places = {
        pressed(lasting, page, platform=key).headers["location"] for key in ("akxx", "akxx", "gbol")
    }
    (listed,) = lasting.http.get(f"/companies/{company['id']}/connections").json()["results"]
    assert ("NetSuite", "PendingAuth") == (listed["platformName"], listed["status"])
    assert {listed["linkUrl"].removeprefix("http://mock")} == places


def test_allowed(lasting: House) -> None:
    """Allow access links the connection and reads the data; pressed again, or reloaded, nothing more happens."""
    company, id_ = connected(lasting, link=False)
    page = f"/t/default/link/{company}/{id_}"
    text = shown(lasting, page)
    assert 'id="allow"' in text
    assert 'id="deny"' in text
    where = {pressed(lasting, page, answer="allow").headers["location"] for _ in range(2)}
    assert {page} == where
    assert "has access" in shown(lasting, page)
    assert 'id="allow"' not in shown(lasting, page)
    assert "Linked" == connection(lasting, company, id_)["status"]
    options = lasting.http.get(f"/companies/{company}/sync/expenses/mappingOptions").json()
    assert options["accounts"]


def test_denied(lasting: House) -> None:
    """Deny leaves the connection as it was, says so, and it may still be allowed."""
    company, id_ = connected(lasting, link=False)
    page = f"/t/default/link/{company}/{id_}"
    said = shown(lasting, pressed(lasting, page, answer="deny").headers["location"])
    assert "Access was denied" in said
    assert 'id="allow"' in said
    assert "PendingAuth" == connection(lasting, company, id_)["status"]


@pytest.mark.parametrize("act", ["unlink", "deauthorize"])
def test_linked_again(house: House, act: str) -> None:
    """A connection that was lost is allowed again on the same page, and its next sync succeeds."""
    house.customer(act)
    page = f"/t/default/link/{READY_COMPANY}/{READY_CONNECTIONS[0]}"
    assert {"unlink": "Unlinked", "deauthorize": "Deauthorized"}[act] in shown(house, page)
    pressed(house, page, answer="allow")
    assert 2000 == house.status(house.synced(house.dataset()[0]))["syncStatusCode"]


def test_all_connected(lasting: House) -> None:
    """The page of a company whose connections are linked says so, and leads to each."""
    text = shown(lasting, f"/t/default/link/{READY_COMPANY}")
    assert "All connected" in text
    assert all(f"/t/default/link/{READY_COMPANY}/{id_}" in text for id_ in READY_CONNECTIONS)


def test_lapsed(house: House) -> None:
    """The page of a connection whose subscription has expired tells it."""
    house.customer("lapse")
    page = f"/t/default/link/{READY_COMPANY}/{READY_CONNECTIONS[0]}"
    assert "4260 until it is paid" in shown(house, page)


NOWHERE = [
    "/t/nobody/link/" + READY_COMPANY,
    "/t/default/link/" + UNKNOWN,
    "/t/default/link/zz",
    f"/t/default/link/{READY_COMPANY}/{UNKNOWN}",
    f"/t/default/link/{READY_COMPANY}/%3Cscript%3E",
]


@pytest.mark.parametrize("method", ["GET", "POST"])
@pytest.mark.parametrize("path", NOWHERE)
def test_what_is_not_there(lasting: House, path: str, method: str) -> None:
    """An unknown tenant, company or connection is a 404, on a page that nothing breaks out of."""
    answer = lasting.http.request(method, path)
    assert (404, "text/html; charset=utf-8") == (
        answer.status_code,
        answer.headers["content-type"],
    )
    assert "There is nothing to connect here" in answer.text
    assert "<script>" not in answer.text


def test_a_platform_that_is_none(lasting: House) -> None:
    """What nobody offered cannot be chosen."""
    company = made(lasting)["id"]
    answer = lasting.http.post(f"/t/default/link/{company}", data={"platform": "zzzz"})
    assert 404 == answer.status_code
    assert 0 == lasting.http.get(f"/companies/{company}/connections").json()["totalResults"]


def test_a_tenant_of_its_own(lasting: House) -> None:
    """A company is shown below its own tenant alone."""
    tenant = lasting.http.post("/__mock/tenants").json()
    other = f"/t/{tenant['id']}/link/{made(lasting)['id']}"
    assert 404 == lasting.http.get(other).status_code
    assert "All connected" in shown(lasting, f"/t/{tenant['id']}/link/{tenant['companyId']}")


def test_nothing_from_elsewhere(lasting: House) -> None:
    """The pages need nothing that is not in them: no script, no picture, no font, no style of others."""
    pages = [f"/t/default/link/{READY_COMPANY}", f"/t/default/link/{made(lasting)['id']}"]
    for page in pages:
        text = shown(lasting, page)
        assert "<script" not in text
        assert "http" not in text.replace("http-equiv", "")
