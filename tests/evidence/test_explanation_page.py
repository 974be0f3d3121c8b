"""An explanation is a page for browsers, and JSON for everybody else."""

import pytest

from codat_mock.lane.requests import accepted
from evidence.lives import Seen
from explaining_pages import BROWSER
from house import House
from lane.asking import as_tenant, tenant

ACCEPTS = {
    None: False,
    "*/*": False,
    "application/json": False,
    "text/html": True,
    BROWSER["Accept"]: True,
    "application/json, text/html": False,
    "application/json;q=0.5, text/html": True,
    "text/html;q=0.5, application/json": False,
    "text/html;q=0.5, */*": False,
    "text/html;q=0.9, application/*;q=0.8": True,
    "TEXT/HTML ; Q=1.0": True,
    "text/html;q=x": False,
    "text/html;q=0": False,
    "text/*": False,
    ",;,": False,
    "": False,
}
"""Which headers want a page."""


@pytest.mark.parametrize("accept", ACCEPTS)
def test_who_gets_a_page(house: House, accept: str | None) -> None:
    """A page comes where HTML is named and wanted more than JSON."""
    house.http.headers.pop("accept", None)
    address = house.create([{}]).headers["x-mock-explain"]
    headers = {} if accept is None else {"Accept": accept}
    answer = house.http.get(address, headers=headers)
    assert "Accept" == answer.headers["vary"]
    found = answer.headers["content-type"].partition(";")[0]
    assert ("text/html" if ACCEPTS[accept] else "application/json") == found


def test_headers_are_joined() -> None:
    """Several headers say the same as one."""
    assert {"text/html": 1.0, "*/*": 0.5} == accepted([b"text/html", b"*/*;q=0.5"])


def test_what_it_says(house: House) -> None:
    """What was asked, who refused it by which rule, each problem, and the next step."""
    answer = house.create([house.transaction(currency=7)])
    address = answer.headers["x-mock-explain"]
    told = house.http.get(address).json()
    page = " ".join(Seen(house.http.get(address, headers=BROWSER).text).text.split())
    [problem] = told["problems"]
    for part in (
        *("400", told["request"]["path"], told["layer"], told["rule"]["text"], told["why"]),
        *(problem["place"], problem["expected"], problem["got"], told["next"]["text"]),
    ):
        assert part in page


def test_about_a_sync(house: House) -> None:
    """With a sync in the path it has its timeline, and leads to its evidence; so has that of a sync."""
    theirs = as_tenant(house, tenant(house, id="test-17")["apiKey"])
    dataset, (transaction,) = theirs.dataset()
    sync_id = theirs.initiate(dataset).json()["syncId"]
    refused = theirs.upload(sync_id, transaction).headers["x-mock-explain"]
    for address in (refused, f"/__mock/explain/{sync_id}"):
        seen = Seen(theirs.http.get(address, headers=BROWSER).text)
        assert "svg" in [tag for tag, _ in seen.elements]
        [there] = [one for one in seen.addresses if one.startswith("http")]
        assert f"http://mock/__mock/t/test-17/syncs/{sync_id}/evidence" == there
        assert sync_id in house.http.get(there).text


def test_next_call(house: House) -> None:
    """The call that helps stands there, ready to copy."""
    house.http.get("/companies/c0da7000-0000-4000-8000-0000000000ff")
    told = house.http.get("/__mock/explain/last").json()
    assert told["next"]["curl"]
    assert (
        told["next"]["curl"]
        in Seen(house.http.get("/__mock/explain/last", headers=BROWSER).text).text
    )


def test_what_a_fault_has_done(house: House) -> None:
    """Of an exchange that a fault has hit the page names the fault, and how to have no more of it."""
    fault = house.fault("status", "list-companies", status=503)
    address = house.http.get("/companies").headers["x-mock-explain"]
    page = Seen(house.http.get(address, headers=BROWSER).text).text
    assert [True] * 3 == [part in page for part in ("503", fault["id"], "/__mock/faults/")]
