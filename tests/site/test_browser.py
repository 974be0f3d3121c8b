"""The page at `/` in a real browser: left open, it goes on showing what happens."""

import json
import os
import select
import shutil
import signal
from collections.abc import Iterator, Mapping
from contextlib import suppress
from itertools import count
from pathlib import Path
from time import monotonic
from typing import Any

import httpx
import pytest

from codat_mock.lane.keyring import authorization
from codat_mock.server import Running, start
from codat_mock.settings import API_KEY, Settings

fcntl = pytest.importorskip("fcntl", reason="The browser is driven over pipes that Windows lacks.")

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
FLAGS = (
    "--headless",
    "--remote-debugging-pipe",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-crash-reporter",
    "--disable-dev-shm-usage",
    "--disable-gpu",
    "--disable-quic",
    "--disable-sync",
    "--no-first-run",
    "--no-sandbox",
)
MISSING = (
    "There is no Chromium to test the page with; install one, on Debian and Ubuntu by "
    "`apt-get install chromium`, on macOS by `brew install --cask chromium`."
)
PATIENCE = 30
"""How many seconds the browser may take for one command or event."""

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


class Browser:
    """A headless Chromium, spoken to over two pipes: a message is JSON with a null byte behind it."""

    def __init__(self, program: str, profile: Path) -> None:
        """Start `program` with the profile of this folder."""
        commands, self._commands = os.pipe()
        self._messages, messages = os.pipe()
        # Out of the way of 3 and 4, which Chromium reads from and writes to.
        away = [fcntl.fcntl(end, fcntl.F_DUPFD_CLOEXEC, 10) for end in (commands, messages)]
        ends = [(os.POSIX_SPAWN_DUP2, end, place) for end, place in zip(away, (3, 4), strict=True)]
        mute = [(os.POSIX_SPAWN_OPEN, end, os.devnull, os.O_RDWR, 0) for end in range(3)]
        arguments = [program, *FLAGS, f"--user-data-dir={profile}", "about:blank"]
        self._pid = os.posix_spawn(
            program, arguments, os.environ, file_actions=[*mute, *ends], setpgroup=0
        )
        for end in (commands, messages, *away):
            os.close(end)
        self._numbers = count(1)
        self._read = b""
        self._events: list[dict[str, Any]] = []

    def call(self, method: str, session: str | None = None, **params: Any) -> dict[str, Any]:
        """Give a command, and wait for its result."""
        message: dict[str, Any] = {"id": next(self._numbers), "method": method, "params": params}
        if session:
            message["sessionId"] = session
        os.write(self._commands, json.dumps(message).encode() + b"\0")
        until = monotonic() + PATIENCE
        while True:
            answer = self._message(until)
            if answer.get("id") == message["id"]:
                assert "error" not in answer, f"{method}: {answer}"
                result: dict[str, Any] = answer["result"]
                return result
            self._events.append(answer)

    def wait(self, session: str, event: str) -> None:
        """Wait for an event that nobody has waited for yet."""
        until = monotonic() + PATIENCE
        while True:
            for place, seen in enumerate(self._events):
                if (seen.get("sessionId"), seen.get("method")) == (session, event):
                    del self._events[place]
                    return
            self._events.append(self._message(until))

    def open(self, url: str, *, before: str = "", scripts: bool = True) -> str:
        """Open a page, with a script of ours before its own; the session with it, once it is loaded."""
        target = self.call("Target.createTarget", url="about:blank", newWindow=True)["targetId"]
        attached = self.call("Target.attachToTarget", targetId=target, flatten=True)
        session: str = attached["sessionId"]
        self.call("Page.enable", session)
        self.call("Page.addScriptToEvaluateOnNewDocument", session, source=before)
        self.call("Emulation.setScriptExecutionDisabled", session, value=not scripts)
        self.call("Page.navigate", session, url=url)
        self.wait(session, "Page.loadEventFired")
        return session

    def evaluate(self, session: str, expression: str) -> Any:
        """What an expression comes to in the page."""
        result = self.call(
            "Runtime.evaluate",
            session,
            expression=expression,
            awaitPromise=True,
            returnByValue=True,
        )
        assert "exceptionDetails" not in result, result
        return result["result"]["value"]

    def _message(self, until: float) -> dict[str, Any]:
        while b"\0" not in self._read:
            left = max(until - monotonic(), 0)
            ready, _, _ = select.select([self._messages], [], [], left)
            assert ready, f"No answer from Chromium within {PATIENCE} seconds."
            chunk = os.read(self._messages, 65536)
            assert chunk, "Chromium has gone."
            self._read += chunk
        first, _, self._read = self._read.partition(b"\0")
        message: dict[str, Any] = json.loads(first)
        return message

    def close(self) -> None:
        """Have it end, with everything that it has started."""
        with suppress(AssertionError, OSError):
            self.call("Browser.close")
        with suppress(ProcessLookupError):
            os.killpg(self._pid, signal.SIGKILL)
        os.waitpid(self._pid, 0)
        os.close(self._commands)
        os.close(self._messages)


def required(program: str | None, environment: Mapping[str, str]) -> str:
    """The program, or a sentence that says how to get it: a failure in CI, a reason to skip elsewhere."""
    if program is not None:
        return program
    if environment.get("CI") == "true":
        pytest.fail(MISSING)
    pytest.skip(MISSING)


@pytest.fixture(name="browser", scope="module")
def _browser(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Browser]:
    """A browser for all tests of this module."""
    program = next(filter(None, map(shutil.which, NAMES)), None)
    browser = Browser(required(program, os.environ), tmp_path_factory.mktemp("profile"))
    yield browser
    browser.close()


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
