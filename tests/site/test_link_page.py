"""The pages on which a customer allows or denies access, as a browser without scripts sees them."""

import re
from typing import Any

import pytest

from cases.onboarding import connected, made
from codat_contract import PLATFORMS
from codat_mock.core.connections import MOVES, Act, ConnectionStatus
from codat_mock.core.moments import SECOND
from codat_mock.core.register import READY_COMPANY, READY_CONNECTIONS
from codat_mock.witness import line
from house import House
from link_pages import BUTTONS, buttons, heading, pressed, shown, status


def connection(house: House, company: str, id_: str) -> dict[str, Any]:
    """A connection, as the API has it."""
    body: dict[str, Any] = house.http.get(f"/companies/{company}/connections/{id_}").json()
    return body


def partnered(house: House, company: str) -> str:
    """The id of the connection of a company to the expense platform."""
    path = f"/companies/{company}/sync/expenses/connections/partnerExpense"
    id_: str = house.http.post(path).json()["id"]
    return id_


def test_a_new_company_chooses(lasting: House) -> None:
    """The page of a company without accounting software offers all that is known; one is chosen, once."""
    company = made(lasting, name="Bakery & Co.")
    page = company["redirect"].removeprefix("http://mock")
    text = shown(lasting, page)
    assert "Bakery &amp; Co." in text
    assert list(PLATFORMS) == re.findall('name="platform" value="(.*?)"', text)
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
    assert BUTTONS == buttons(shown(lasting, page))
    before = connection(lasting, company, id_)
    assert page == pressed(lasting, page, answer="allow").headers["location"]
    linked = connection(lasting, company, id_)
    assert (None, "Linked") == (before["lastSync"], linked["status"])
    lasting.advance(by="PT1H")
    pressed(lasting, page, answer="allow")
    assert ["New is connected to Xero"] * 2 == [heading(shown(lasting, page)) for _ in range(2)]
    assert linked == connection(lasting, company, id_)
    options = lasting.http.get(f"/companies/{company}/sync/expenses/mappingOptions").json()
    assert options["accounts"]


def test_denied(lasting: House) -> None:
    """Deny leaves the connection as it was, says so, and it may still be allowed."""
    company, id_ = connected(lasting, link=False)
    page = f"/t/default/link/{company}/{id_}"
    before = connection(lasting, company, id_)
    said = shown(lasting, pressed(lasting, page, answer="deny").headers["location"])
    assert "Access was denied, and nothing is shared. You can still allow it here." in said
    assert BUTTONS == buttons(said)
    assert "PendingAuth" == before["status"]
    assert before == connection(lasting, company, id_)
    assert "Access was denied" not in shown(lasting, page)


def test_denied_too_late(lasting: House) -> None:
    """Who denies what is linked by now changes nothing, and is shown that it is."""
    company, id_ = connected(lasting)
    page = f"/t/default/link/{company}/{id_}"
    said = shown(lasting, pressed(lasting, page, answer="deny").headers["location"])
    assert ("New is connected to Xero", "Linked", []) == (
        heading(said),
        status(said),
        buttons(said),
    )
    assert "Access was denied" not in said


WANTS, HAS = "Partner Expense wants to access New in Xero", "New is connected to Xero"
DONE, EXPIRED = "You can close this page.", "4260 until it is paid"

STATES = {
    "new": ((), WANTS, "PendingAuth", ""),
    "denied": (("deny",), WANTS, "PendingAuth", ""),
    "linked": (("link",), HAS, "Linked", DONE),
    "unlinked": (("link", "unlink"), WANTS, "Unlinked", ""),
    "deauthorized": (("link", "deauthorize"), WANTS, "Deauthorized", ""),
    "linked again": (("link", "deauthorize", "link"), HAS, "Linked", DONE),
    "lapsed": (("link", "lapse"), HAS, "Linked", EXPIRED),
    "lapsed and unlinked": (("link", "lapse", "unlink"), WANTS, "Unlinked", EXPIRED),
    "paid": (("link", "lapse", "pay"), HAS, "Linked", DONE),
}
"""What has happened to a connection, and what its page says: heading, status and note."""


def test_every_status_has_a_state() -> None:
    """Each status that a connection can have is looked at below."""
    assert set(ConnectionStatus) == {row[2] for row in STATES.values()}


@pytest.mark.parametrize("state", STATES)
def test_states(lasting: House, state: str) -> None:
    """The page tells how the connection stands, and has the buttons that work, no others."""
    acts, about, now, note = STATES[state]
    company, id_ = connected(lasting, link=False)
    for act in acts:
        assert 200 == lasting.customer(act, id_, company).status_code
    text = shown(lasting, f"/t/default/link/{company}/{id_}")
    works = BUTTONS if Act.LINK in MOVES[ConnectionStatus(now)] else []
    assert (about, now, works) == (heading(text), status(text), buttons(text))
    assert [note] * bool(note) == [said for said in (DONE, EXPIRED) if said in text]


def test_the_expense_platform(lasting: House) -> None:
    """The connection of the expense platform has a page too; what was unlinked can be allowed again."""
    company = made(lasting)["id"]
    id_ = partnered(lasting, company)
    page = f"/t/default/link/{company}/{id_}"
    assert "New is connected to Partner Expense" == heading(shown(lasting, page))
    lasting.customer("unlink", id_, company)
    text = shown(lasting, page)
    assert ("Connect New to Partner Expense again", BUTTONS) == (heading(text), buttons(text))
    pressed(lasting, page, answer="allow")
    assert "Linked" == connection(lasting, company, id_)["status"]


COMPANIES = {
    "linked alone": (("link",), None, "Connect New to Partner Expense", "Xero is connected."),
    "both linked": (("link",), (), "New is connected to Partner Expense", "All connected."),
    "not yet": ((), (), "Connect New to Partner Expense", "Go on with"),
    "the other not": (("link",), ("unlink",), "Connect New to Partner Expense", "Go on with"),
    "lapsed": (("link", "lapse"), (), "New is connected to Partner Expense", EXPIRED),
}
"""What has happened to the connections of a company, and what its page says."""


@pytest.mark.parametrize("state", COMPANIES)
def test_companies(lasting: House, state: str) -> None:
    """The page of a company tells how far it is, shows both sides, and leads to each connection that there is."""
    accounting, partner, about, note = COMPANIES[state]
    company, id_ = connected(lasting, link=False)
    ids = [id_]
    for act in accounting:
        lasting.customer(act, id_, company)
    if partner is not None:
        ids.append(partnered(lasting, company))
        for act in partner:
            lasting.customer(act, ids[1], company)
    text = shown(lasting, f"/t/default/link/{company}")
    assert about == heading(text)
    assert {note} == {row[3] for row in COMPANIES.values() if row[3] in text}
    assert [True] * 2 == [name in text for name in ("Xero", "Partner Expense")]
    assert ids == re.findall(f'href="/t/default/link/{company}/(.*?)"', text)
    assert ("partnerExpense" in text) == (partner is None)


@pytest.mark.parametrize("key", PLATFORMS)
def test_what_is_shared(lasting: House, key: str) -> None:
    """The page says what would be read and written as the platform has it: no tax rates where there are none."""
    platform = PLATFORMS[key]
    company, id_ = connected(lasting, key, link=False)
    text = shown(lasting, f"/t/default/link/{company}/{id_}")
    page = f"/t/default/link/{company}/{id_}"
    pressed(lasting, page, answer="allow")
    options = lasting.http.get(f"/companies/{company}/sync/expenses/mappingOptions").json()
    expected = {
        "Accounts and bank accounts": options["accounts"],
        "Suppliers and customers": True,
        "Tax rates": options["taxRates"],
        "Tracking categories": options["trackingCategories"],
        "Expenses": platform.types,
        f"Nothing: {platform.name} takes no expenses": not platform.types,
        "Receipts": platform.attachments,
    }
    listed = re.findall('<li(?: class="not")?>(.*?)</li>', text)
    assert [said for said, holds in expected.items() if holds] == listed


@pytest.mark.parametrize("act", ["unlink", "deauthorize"])
def test_linked_again(house: House, act: str) -> None:
    """A connection that was lost is allowed again on the same page, and its next sync succeeds."""
    house.customer(act)
    pressed(house, f"/t/default/link/{READY_COMPANY}/{READY_CONNECTIONS[0]}", answer="allow")
    assert 2000 == house.status(house.synced(house.dataset()[0]))["syncStatusCode"]


PRESSED = {
    "deny": "the customer chose to deny: Xero is still PendingAuth",
    "allow": "the customer chose to allow: Xero is now Linked",
    "allow again": "the customer chose to allow: Xero is still Linked",
    "deny too late": "the customer chose to deny: Xero is still Linked",
}
"""What is pressed, one after the other, and what the log says of it."""


def test_the_log_tells_what_was_pressed(house: House) -> None:
    """What a customer presses on a page has a line of its own; what they look at has none."""
    company, id_ = connected(house, link=False)
    page = f"/t/default/link/{company}/{id_}"
    house.seen.clear()
    for what in PRESSED:
        shown(house, page)
        pressed(house, page, answer=what.split()[0])
    where = f"303 POST /t/default/link/{company[:8]}…/{id_[:8]}…"
    assert [f"{where}  {said}" for said in PRESSED.values()] == [line(seen) for seen in house.seen]


def test_the_log_tells_what_was_chosen(house: House) -> None:
    """The accounting software that a customer chooses has a line too, with the connection that it makes."""
    company = made(house)["id"]
    house.seen.clear()
    for key in ("fbrh", "gbol"):
        pressed(house, f"/t/default/link/{company}", platform=key)
    (held,) = house.http.get(f"/companies/{company}/connections").json()["results"]
    assert [
        f"the customer chose FreeAgent: the connection {held['id']} to FreeAgent is PendingAuth",
        "the customer chose Xero: FreeAgent is PendingAuth",
    ] == [remark for seen in house.seen[:2] for remark in seen.remarks]


def test_what_was_pressed_is_kept(house: House) -> None:
    """A button that is pressed stands in the journal, with what makes the same request again."""
    company, id_ = connected(house, link=False)
    page = f"/t/default/link/{company}/{id_}"
    pressed(house, page, answer="allow")
    kept = house.http.get("/__mock/requests").json()["requests"][-1]
    assert ("POST", page, 303, None) == tuple(
        kept[name] for name in ("method", "path", "status", "operation")
    )
    assert "answer=allow" == kept["request"]["body"]


def test_the_log_tells_what_moved_by_then(house: House) -> None:
    """What has moved by the time that a button is pressed is in its line."""
    sync_id = house.initiate(house.dataset()[0]).json()["syncId"]
    tenant = house.mock.tenant
    tenant.clock.forward(tenant.clock.now() + SECOND)
    pressed(house, f"/t/default/link/{READY_COMPANY}/{READY_CONNECTIONS[0]}", answer="allow")
    assert line(house.seen[-1]).endswith(f"  {sync_id[:8]}… 1000 -> 2000")
