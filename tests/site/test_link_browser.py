"""A customer in a real browser: from the company's address to a sync that succeeds."""

import httpx

from browsing import Browser
from codat_mock.lane.keyring import authorization
from codat_mock.server import start
from codat_mock.settings import API_KEY, Settings

PRESS = "document.querySelector(%r).click(), 0"


def pressed(browser: Browser, page: str, button: str) -> str:
    """What a page says after a button was pressed."""
    browser.evaluate(page, PRESS % button)
    browser.wait(page, "Page.loadEventFired")
    text: str = browser.evaluate(page, "document.body.innerText")
    return text


def test_a_customer_connects(browser: Browser) -> None:
    """They choose their software, deny, think better of it, and allow; the company can then sync."""
    headers = {"Authorization": authorization(API_KEY)}
    with (
        start(Settings(port=0, seed=1, sync_time=0, references="open", log="off")) as running,
        httpx.Client(base_url=running.url, headers=headers, trust_env=False) as http,
    ):
        company = http.post("/companies", json={"name": "Corner Bakery"}).json()
        page = browser.open(company["redirect"])
        assert "Corner Bakery in FreeAgent" in pressed(browser, page, "[value=fbrh]")
        assert "Access was denied" in pressed(browser, page, "#deny")
        assert "Corner Bakery is connected to FreeAgent" in pressed(browser, page, "#allow")
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
