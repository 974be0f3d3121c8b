"""A customer in a real browser: from the company's address to a sync that succeeds."""

from collections.abc import Iterator

import httpx
import pytest

from browsing import Browser
from codat_mock.lane.keyring import authorization
from codat_mock.server import start
from codat_mock.settings import API_KEY, Settings

PRESS = "document.querySelector(%r).click(), 0"
PHONE = {"width": 390, "height": 844, "deviceScaleFactor": 1, "mobile": True}


@pytest.fixture(name="http", scope="module")
def _http() -> Iterator[httpx.Client]:
    """A client of a mock that is really served."""
    headers = {"Authorization": authorization(API_KEY)}
    with (
        start(Settings(port=0, seed=1, sync_time=0, references="open", log="off")) as running,
        httpx.Client(base_url=running.url, headers=headers, trust_env=False) as http,
    ):
        yield http


def pressed(browser: Browser, page: str, button: str) -> str:
    """What a page says after a button was pressed."""
    browser.evaluate(page, PRESS % button)
    browser.wait(page, "Page.loadEventFired")
    text: str = browser.evaluate(page, "document.body.innerText")
    return text


def reachable(browser: Browser, page: str, role: str) -> list[str]:
    """The names by which somebody finds what has this role, without seeing the page."""
    nodes = browser.call("Accessibility.getFullAXTree", page)["nodes"]
    return [node["name"]["value"] for node in nodes if node.get("role", {}).get("value") == role]


def test_a_customer_connects(browser: Browser, http: httpx.Client) -> None:
    """They choose their software, deny, think better of it, and allow; the company can then sync."""
    company = http.post("/companies", json={"name": "Corner Bakery"}).json()
    page = browser.open(company["redirect"])
    assert "Corner Bakery in FreeAgent" in pressed(browser, page, "[value=fbrh]")
    assert "Access was denied" in pressed(browser, page, "#deny")
    assert "Corner Bakery is connected to FreeAgent" in pressed(browser, page, "#allow")
    browser.call("Page.reload", page)
    browser.wait(page, "Page.loadEventFired")
    assert "Linked" == browser.evaluate(page, "document.querySelector('#status').innerText")
    product = f"/companies/{company['id']}/sync/expenses"
    http.post(f"{product}/connections/partnerExpense")
    named = {"id": "750-1"}
    http.post(
        f"{product}/config",
        json={"bankAccount": named, "supplier": named, "customer": named},
    )
    item = {
        "id": "00000000-0000-4000-8000-000000000001",
        "type": "Payment",
        "issueDate": "2026-01-01",
        "currency": "GBP",
    }
    http.post(f"{product}/expense-transactions", json={"items": [item]})
    sync_id = http.post(f"{product}/syncs", json={}).json()["syncId"]
    status = http.get(f"{product}/syncs/{sync_id}/status").json()
    assert 2000 == status["syncStatusCode"]


def test_by_role_and_name_on_a_phone(browser: Browser, http: httpx.Client) -> None:
    """Buttons have the names that one reads on them, and nothing sticks out of a narrow window."""
    company = http.post("/companies", json={"name": "Llanfairpwllgwyngyll" * 5}).json()
    connections = f"/companies/{company['id']}/connections"
    page = browser.open(company["redirect"])
    browser.call("Emulation.setDeviceMetricsOverride", page, **PHONE)
    names = reachable(browser, page, "button")
    assert ["Xero", "QuickBooks Online"] == names[:2]
    linked = http.post(connections, json={"platformKey": "trji"}).json()["linkUrl"]
    widths = []
    for url in (company["redirect"], linked):
        browser.call("Page.navigate", page, url=url)
        browser.wait(page, "Page.loadEventFired")
        widths.append(browser.evaluate(page, "document.documentElement.scrollWidth"))
    assert ["Allow access", "Deny"] == reachable(browser, page, "button")
    assert [PHONE["width"]] * 2 == widths
