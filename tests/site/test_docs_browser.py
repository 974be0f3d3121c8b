"""The pages at `/docs` in a real browser: everything is on them, nothing comes from elsewhere, and calls work."""

import shutil
import subprocess
from collections.abc import Iterator
from typing import Any

import httpx
import pytest

from browsing import Browser
from codat_contract import Document
from codat_mock.app import documents
from codat_mock.lane.keyring import authorization
from codat_mock.server import Running, start
from codat_mock.settings import Settings
from site_pages import PAGES

WATCH = """
window.refused = [];
document.addEventListener("securitypolicyviolation", event => refused.push(event.blockedURI));
"""
"""Notes what the page wanted and its policy forbids."""

ONCE = """
new Promise(done => {
    const look = () => { const found = %s; found ? done(found) : setTimeout(look, 20); };
    look();
})
"""
"""Looks again and again: what stands in a field is no mutation of the document."""

READY = """
(element => element.querySelector('.execute') && element.querySelector('.response .renderedMarkdown')
    && [...element.querySelectorAll('textarea, .parameters-col_name:has(.required) + td input')]
        .every(field => field.value))
(document.querySelector('%s'))
"""
"""Whether an operation can be executed: it is all there, and what it wants is filled in."""

STATUS = "document.querySelector('%s .live-responses-table tbody .response-col_status')?.innerText"
PHONE = {"width": 375, "height": 812, "deviceScaleFactor": 1, "mobile": True}


@pytest.fixture(name="running", scope="module")
def _running() -> Iterator[Running]:
    """A mock that is really served, whose syncs have ended at the first look."""
    with start(Settings(port=0, seed=1, sync_time=0, log="off")) as running:
        yield running


def once(browser: Browser, page: str, expression: str) -> Any:
    """What an expression comes to, once it comes to something."""
    return browser.evaluate(page, ONCE % expression)


def opened(browser: Browser, url: str) -> str:
    """A page, once all of it stands there."""
    page = browser.open(url, before=WATCH)
    once(browser, page, "!!document.querySelector('.opblock')")
    return page


def operations(document: Document) -> dict[str, str]:
    """The operations of a document, each with the id of the element that shows it."""
    return {
        node["operationId"]: f"operations-{node['tags'][0]}-{node['operationId']}"
        for item in document["paths"].values()
        for name, node in item.items()
        if name != "parameters"
    }


def webhooks(document: Document) -> list[str]:
    """The ids of the elements that show the webhooks of a document."""
    items = document.get("webhooks", {}).values()
    return [f"operations-webhooks-{item['post']['operationId']}" for item in items]


def executed(browser: Browser, page: str, element: str) -> str:
    """The status that comes of pressing Execute in an operation, which is opened if it is not."""
    within = f"#{element}"
    browser.evaluate(
        page,
        f"document.querySelector('{within}.is-open')"
        f" || document.querySelector('{within} .opblock-summary-control').click(), 0",
    )
    once(browser, page, READY % within)
    browser.evaluate(page, f"document.querySelector('{within} .execute').click(), 0")
    status: str = once(browser, page, STATUS % within)
    return status


@pytest.mark.parametrize("path", PAGES)
def test_every_operation(browser: Browser, running: Running, path: str) -> None:
    """Every operation of a document is on its page, and so is every webhook; nothing is asked of anybody else."""
    page = opened(browser, running.url + path)
    on_it = "[...document.querySelectorAll('.opblock')].map(each => each.id)"
    document = documents()[PAGES[path]]
    expected = [*operations(document).values(), *webhooks(document)]
    assert sorted(expected) == sorted(browser.evaluate(page, on_it))
    asked = browser.evaluate(
        page, "performance.getEntriesByType('resource').map(entry => entry.name)"
    )
    assert 3 <= len(asked)
    assert [] == [url for url in asked if not url.startswith(f"{running.url}/docs/")]
    assert [] == browser.evaluate(page, "refused")


@pytest.mark.parametrize("path", PAGES)
def test_every_heading_is_another(browser: Browser, running: Running, path: str) -> None:
    """No two headings of a page are called the same: the messages are `Webhooks`, who is told by them is not."""
    page = opened(browser, running.url + path)
    every = "[...document.querySelectorAll('#swagger-ui h2, .opblock-tag')]"
    found = browser.evaluate(page, f"{every}.map(each => each.dataset.tag ?? each.innerText)")
    assert len({*found}) == len(found), found
    assert "Webhooks" in found


def test_the_whole_flow(browser: Browser, running: Running) -> None:
    """With nothing but Execute pressed a dataset is made and synced: each call has the ids that the last one gave."""
    page = opened(browser, f"{running.url}/docs#create-expense-transaction")
    once(browser, page, "!!document.querySelector('.opblock.is-open')")
    steps = {
        "operations-Expenses-create-expense-transaction": "200",
        "operations-Sync-initiate-sync": "202",
        "operations-Sync-get-sync-by-id": "200",
        "operations-Transactions-list-sync-transactions": "200",
        "operations-Transactions-get-sync-transaction": "200",
    }
    assert steps == {element: executed(browser, page, element) for element in steps}
    said = (
        "document.querySelector('#operations-Sync-get-sync-by-id .live-responses-table').innerText"
    )
    assert '"syncStatusCode": 2000' in browser.evaluate(page, said)
    assert [] == browser.evaluate(page, "refused")


def test_the_curl_line(browser: Browser, running: Running) -> None:
    """The line that the page shows for a call does the same when it is pasted into a shell."""
    shell = shutil.which("sh")
    if shell is None or shutil.which("curl") is None:
        pytest.skip("There is no curl to paste the line to.")
    page = opened(browser, f"{running.url}/docs/control#create-plan")
    once(browser, page, "!!document.querySelector('.opblock.is-open')")
    assert "201" == executed(browser, page, "operations-Plans-create-plan")
    line = browser.evaluate(page, "document.querySelector('.curl-command pre').innerText")
    pasted = f"{line} --silent --show-error --noproxy '*'"
    done = subprocess.run([shell, "-c", pasted], capture_output=True, text=True, check=True)
    assert '"code":4260' in done.stdout
    with httpx.Client(trust_env=False) as http:
        plans = http.get(f"{running.url}/__mock/plans").json()["plans"]
        http.delete(f"{running.url}/__mock/plans")
    assert [4260, 4260] == [plan["code"] for plan in plans]


def test_somebodys_own_key(browser: Browser) -> None:
    """Where the key is not known to everybody it has to be given first, and then opens the mock."""
    with start(Settings(port=0, seed=1, api_keys=("of-my-own",), log="off")) as running:
        page = opened(browser, f"{running.url}/docs#list-companies")
        once(browser, page, "!!document.querySelector('.opblock.is-open')")
        assert "401" == executed(browser, page, "operations-Companies-list-companies")
        browser.evaluate(page, "document.querySelector('.btn.authorize').click(), 0")
        once(browser, page, "!!document.querySelector('.auth-container input')")
        browser.evaluate(page, "document.querySelector('.auth-container input').focus(), 0")
        browser.call("Input.insertText", page, text=authorization("of-my-own"))
        browser.evaluate(page, "document.querySelector('.auth-container .authorize').click(), 0")
        browser.evaluate(page, "document.querySelector('.close-modal').click(), 0")
        browser.evaluate(page, "document.querySelector('.execute').click(), 0")
        within = "#operations-Companies-list-companies"
        assert "200" == once(browser, page, f"[{STATUS % within}].find(said => said === '200')")


@pytest.mark.parametrize("link", ["#get-sync-by-id", "#/Sync/get-sync-by-id"])
def test_links_to_an_operation(browser: Browser, running: Running, link: str) -> None:
    """An operation can be linked to by its operationId, with its tag or without, and is then open."""
    page = opened(browser, f"{running.url}/docs{link}")
    open_ones = "[...document.querySelectorAll('.opblock.is-open')].map(each => each.id).join()"
    assert "operations-Sync-get-sync-by-id" == once(browser, page, open_ones)


@pytest.mark.parametrize("path", PAGES)
def test_on_a_phone(browser: Browser, running: Running, path: str) -> None:
    """Nothing sticks out of a narrow window, with an operation open and its answer there as well."""
    page = opened(browser, running.url + path)
    browser.call("Emulation.setDeviceMetricsOverride", page, **PHONE)
    expected = operations(documents()[PAGES[path]])
    element = next(expected[name] for name in ("initiate-sync", "create-plan") if name in expected)
    widths = [browser.evaluate(page, "document.documentElement.scrollWidth")]
    executed(browser, page, element)
    widths.append(browser.evaluate(page, "document.documentElement.scrollWidth"))
    assert [PHONE["width"]] * 2 == widths


def test_light_and_dark(browser: Browser, running: Running) -> None:
    """The page is as light or dark as the reader's system is, and changes with it."""
    page = opened(browser, f"{running.url}/docs/control")
    grounds = []
    for scheme in ("dark", "light"):
        feature = {"name": "prefers-color-scheme", "value": scheme}
        browser.call("Emulation.setEmulatedMedia", page, features=[feature])
        is_dark = "document.documentElement.classList.contains('dark-mode')"
        once(browser, page, is_dark if scheme == "dark" else f"!{is_dark}")
        ground = "getComputedStyle(document.body).backgroundColor"
        grounds.append(browser.evaluate(page, ground))
    assert ["rgb(17, 22, 31)", "rgb(247, 248, 250)"] == grounds


def test_by_keyboard(browser: Browser, running: Running) -> None:
    """Whoever has no mouse sees where they are, and opens an operation by Enter."""
    page = opened(browser, f"{running.url}/docs/control")
    first = "document.querySelector('.opblock-summary-control')"
    browser.evaluate(page, f"{first}.focus({{focusVisible: true}}), 0")
    assert "3px solid" in browser.evaluate(
        page, f"(style => style.outlineWidth + ' ' + style.outlineStyle)(getComputedStyle({first}))"
    )
    enter = {"key": "Enter", "code": "Enter", "windowsVirtualKeyCode": 13, "text": "\r"}
    browser.call("Input.dispatchKeyEvent", page, type="keyDown", **enter)
    browser.call("Input.dispatchKeyEvent", page, type="keyUp", **enter)
    assert once(browser, page, "!!document.querySelector('.opblock.is-open')")
