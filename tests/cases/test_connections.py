"""Connections are made, allowed, cut and healed."""

import pytest

from cases.onboarding import connected, made
from cases.refusals import UNKNOWN, refused
from codat_mock.core.register import READY_COMPANY, READY_CONNECTIONS
from house import House


def test_a_connection_is_allowed(house: House) -> None:
    """A new connection waits for the customer, with a link for them; allowed, it is linked and its data is read."""
    company, connection = connected(house, link=False)
    path = f"/companies/{company}/connections/{connection}"
    before = house.http.get(path).json()
    assert ("PendingAuth", None, "Xero", "Accounting") == (
        before["status"],
        before["lastSync"],
        before["platformName"],
        before["sourceType"],
    )
    assert f"http://mock/t/default/link/{company}/{connection}" == before["linkUrl"]
    moved = house.customer("link", connection, company).json()
    assert ("Linked", False, []) == (moved["status"], moved["lapsed"], moved["effects"])
    after = house.http.get(path).json()
    assert ("Linked", "2026-01-01T00:00:00Z") == (after["status"], after["lastSync"])


def test_denied(house: House) -> None:
    """A customer who denies leaves the connection as it was; they may still allow it."""
    company, connection = connected(house, link=False)
    for act, status in (("deny", "PendingAuth"), ("link", "Linked")):
        assert status == house.customer(act, connection, company).json()["status"]


@pytest.mark.parametrize("act", ["link", "deny", "pay"])
def test_moves_that_cannot_be(house: House, act: str) -> None:
    """What a linked connection cannot do is a 409 that says what it can."""
    answer = house.customer(act)
    assert (409, "urn:codat-mock:no-such-move") == (answer.status_code, answer.json()["type"])
    assert answer.json()["detail"].endswith(".")


def test_the_expense_connection(house: House) -> None:
    """The expense platform is linked at once, and once: a second call gives the same."""
    path = f"/companies/{made(house)['id']}"
    first, second = (
        house.http.post(f"{path}/sync/expenses/connections/partnerExpense").json() for _ in range(2)
    )
    assert ("Linked", "Expense", "Partner Expense") == (
        first["status"],
        first["sourceType"],
        first["platformName"],
    )
    assert first == second
    assert 1 == house.http.get(f"{path}/connections").json()["totalResults"]


def test_unlinking(house: House) -> None:
    """A client unlinks a linked connection; what is not linked, and any other status, is a 400."""
    company, connection = connected(house)
    path = f"/companies/{company}/connections/{connection}"
    unlinked = house.http.patch(path, json={"status": "Unlinked"})
    assert (200, "Unlinked") == (unlinked.status_code, unlinked.json()["status"])
    for status in ("Unlinked", "Linked", "Deauthorized", "PendingAuth"):
        refused(
            house,
            400,
            lambda wanted=status: house.http.patch(path, json={"status": wanted}),
            "Status",
        )  # type: ignore[misc]


def test_a_second_accounting_connection(house: House) -> None:
    """One accounting connection a company; deleted, it makes room for another."""
    company, connection = connected(house)
    path = f"/companies/{company}/connections"
    send = lambda: house.http.post(path, json={"platformKey": "qhyg"})  # noqa: E731
    refused(house, 400, send, "PlatformKey")
    deleted = house.http.delete(f"{path}/{connection}")
    assert (200, b"") == (deleted.status_code, deleted.content)
    assert 200 == send().status_code


@pytest.mark.parametrize("key", ["zzzz", "GBOL", "xero", 7])
def test_platforms_that_are_none(same_house: House, key: object) -> None:
    """A platform key is one of those that are known here; the refusal lists them."""
    path = f"/companies/{made(same_house)['id']}/connections"
    send = lambda: same_house.http.post(path, json={"platformKey": key})  # noqa: E731
    refused(same_house, 400, send, "PlatformKey")


def test_connection_not_found(same_house: House) -> None:
    """An unknown connection, and one of another company, has the documented text."""
    company = made(same_house)["id"]
    for owner, connection in ((READY_COMPANY, UNKNOWN), (company, READY_CONNECTIONS[0])):
        path = f"/companies/{owner}/connections/{connection}"
        body = refused(same_house, 404, lambda path=path: same_house.http.get(path))  # type: ignore[misc]
        expected = ("PublicApi", f"Data connection {connection} not found")
        assert expected == (body["service"], body["error"])


def test_troubles_are_listed(house: House) -> None:
    """What goes wrong with a connection is listed until it is healed, and as resolved from then on."""
    seen = []
    for act in ("lapse", "pay"):
        house.customer(act)
        (trouble,) = house.http.get(
            f"/companies/{READY_COMPANY}/connections/{READY_CONNECTIONS[0]}"
        ).json()["dataConnectionErrors"]
        seen.append((trouble["statusCode"], trouble["status"]))
    assert [("402", "Active"), ("402", "Resolved")] == seen


def test_a_receipt_while_the_subscription_has_lapsed(house: House) -> None:
    """Nothing is written to software that is not paid for: a receipt neither."""
    dataset, (transaction,) = house.dataset()
    sync_id = house.synced(dataset)
    house.customer("lapse")
    refused(house, 400, lambda: house.upload(sync_id, transaction), "connection")
    house.customer("pay")
    assert 200 == house.upload(sync_id, transaction).status_code


HOSTS = {
    "localhost:4260": "http://localhost:4260",
    "[::1]:4260": "http://[::1]:4260",
    "[1.2.3.4]": "http://127.0.0.1:4260",
    "[:::::]": "http://127.0.0.1:4260",
    "a b": "http://127.0.0.1:4260",
    'evil"><x': "http://127.0.0.1:4260",
    "user@host": "http://127.0.0.1:4260",
}


@pytest.mark.parametrize("host", HOSTS)
def test_links_lead_to_where_the_client_is(same_house: House, host: str) -> None:
    """The customer's address has the host that the client has called; what is no host is not repeated."""
    answer = same_house.http.get(f"/companies/{READY_COMPANY}", headers={"Host": host})
    assert answer.json()["redirect"].startswith(f"{HOSTS[host]}/t/default/link/")
