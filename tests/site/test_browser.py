"""The page at `/` in a real browser: left open, it goes on showing what happens."""

from collections.abc import Iterator

import httpx
import pytest

from browsing import Browser, required
from codat_mock.lane.keyring import authorization
from codat_mock.server import Running, start
from codat_mock.settings import API_KEY, Settings

ONCE_IT_SAYS = """
new Promise(shown => {
    const look = () => document.body.innerText.includes("%s") && shown(document.body.innerText);
    new MutationObserver(look).observe(document, {subtree: true, childList: true});
    look();
})
"""

TROUBLE = """
const real = {fetch: window.fetch, setInterval: window.setInterval};
const answers = [
    () => Promise.reject(new TypeError("the server is away")),
    () => Promise.resolve(new Response("upside down", {status: 503})),
    () => Promise.resolve(new Response("<p>somebody else's page</p>")),
    () => Promise.resolve(new Response("<main id=page>out of order</main>", {status: 500})),
];
window.waits = [];
window.setInterval = (what, wait) => { window.waits.push(wait); return real.setInterval.call(window, what, 20); };
window.said = "";
new MutationObserver(() => { window.said += document.body?.innerText ?? ""; })
    .observe(document, {subtree: true, childList: true});
window.fetch = where => answers.length ? answers.shift()() : real.fetch.call(window, where);
"""
"""Four bad answers before the first good one, a clock that has no time to wait, and what the page ever said."""


@pytest.fixture(name="running", scope="module")
def _running() -> Iterator[Running]:
    """A mock that is really served, whose syncs have ended at the first look."""
    with start(Settings(port=0, seed=1, sync_time=0, log="off")) as running:
        yield running


def _sync(running: Running, number: int) -> str:
    """The id of a new sync."""
    headers = {"Authorization": authorization(API_KEY)}
    base = f"{running.url}/companies/{running.company_id}/sync/expenses"
    item = {
        "id": f"00000000-0000-4000-8000-{number:012x}",
        "type": "Payment",
        "issueDate": "2026-01-01",
        "currency": "GBP",
    }
    with httpx.Client(headers=headers, trust_env=False) as http:
        created = http.post(f"{base}/expense-transactions", json={"items": [item]}).json()
        named = {"datasetIds": [created["datasetId"]]}
        sync_id: str = http.post(f"{base}/syncs", json=named).json()["syncId"]
    return sync_id


def test_left_open(browser: Browser, running: Running) -> None:
    """The page, left open, shows a sync that was initiated after it was loaded; without scripts it does too."""
    scripted = browser.open(running.url)
    plain = browser.open(running.url, scripts=False)
    assert "No sync yet." in browser.evaluate(scripted, "document.body.innerText")
    sync_id = _sync(running, 1)
    shown = [browser.evaluate(scripted, ONCE_IT_SAYS % sync_id)]
    browser.wait(plain, "Page.loadEventFired")
    shown.append(browser.evaluate(plain, "document.body.innerText"))
    for text in shown:
        assert [True] * 3 == [part in text for part in (sync_id, "2000", "1 Completed")]
    assert "No sync yet." not in "".join(shown)


def test_after_bad_answers(browser: Browser, running: Running) -> None:
    """A server that is away, fails, or is another one for a while does the page no harm."""
    page = browser.open(running.url, before=TROUBLE)
    assert [2000] == browser.evaluate(page, "window.waits")
    sync_id = _sync(running, 2)
    assert "Success (Data pushed)" in browser.evaluate(page, ONCE_IT_SAYS % sync_id)
    said = browser.evaluate(page, "window.said")
    assert sync_id in said
    assert [] == [word for word in ("out of order", "somebody", "null") if word in said]


def test_selected_text_is_left_alone(browser: Browser, running: Running) -> None:
    """While somebody has selected text the page stands still; afterwards it goes on."""
    known = _sync(running, 3)
    page = browser.open(running.url, before=TROUBLE)
    browser.evaluate(page, ONCE_IT_SAYS % known)
    browser.evaluate(page, "getSelection().selectAllChildren(document.querySelector('td')), 0")
    sync_id = _sync(running, 4)
    rounds = "new Promise(done => real.setInterval.call(window, () => done(String(getSelection())), 200))"
    assert "2000" == browser.evaluate(page, rounds)
    assert sync_id not in browser.evaluate(page, "document.body.innerText")
    browser.evaluate(page, "getSelection().removeAllRanges(), 0")
    assert sync_id in browser.evaluate(page, ONCE_IT_SAYS % sync_id)


def test_nothing_else_is_asked_for(browser: Browser, running: Running) -> None:
    """The page asks for nothing but itself, and its scripts run without an error."""
    page = browser.open(running.url)
    asked = "performance.getEntriesByType('resource').map(entry => entry.name)"
    assert [] == browser.evaluate(page, asked)


@pytest.mark.parametrize(
    ("environment", "outcome"),
    [({"CI": "true"}, pytest.fail.Exception), ({}, pytest.skip.Exception)],
)
def test_without_a_browser(environment: dict[str, str], outcome: type[BaseException]) -> None:
    """Without a browser CI fails and everybody else skips, with the command that installs one."""
    assert "here" == required("here", environment)
    with pytest.raises(outcome, match="apt-get install chromium"):
        required(None, environment)
