"""Evidence in a real browser: saved to a file it opens by itself, quietly, and fits every width."""

from pathlib import Path
from typing import Any

import pytest

from browsing import Browser
from evidence.lives import evidence
from evidence.test_hostile import hostile
from explaining_pages import BROWSER
from house import House

COMPLAINTS = """
window.complaints = [];
addEventListener("error", event => window.complaints.push(String(event.message)), true);
addEventListener("securitypolicyviolation", () => window.complaints.push("policy"));
for (const name of ["alert", "fetch"]) window[name] = () => window.complaints.push(name);
for (const name of ["error", "warn"]) console[name] = (...said) => window.complaints.push(said.join(" "));
"""

TAKEN = "performance.getEntriesByType('resource').map(taken => taken.name)"

WIDER = "document.documentElement.scrollWidth - innerWidth"


def opened(browser: Browser, page: str, folder: Path) -> str:
    """A session with a page that was saved to a file."""
    file = folder / "sync.html"
    file.write_text(page, encoding="utf-8")
    return browser.open(file.as_uri(), before=COMPLAINTS)


@pytest.mark.parametrize("width", [375, 768, 1280])
@pytest.mark.parametrize("theme", ["light", "dark"])
def test_quiet_and_whole(
    browser: Browser, house: House, tmp_path: Path, width: int, theme: str
) -> None:
    """Without a complaint, without a request, without a script, and without scrolling sideways."""
    session = opened(browser, evidence(house, hostile(house)), tmp_path)
    features = [{"name": "prefers-color-scheme", "value": theme}]
    browser.call("Emulation.setEmulatedMedia", session, features=features)
    screen: dict[str, Any] = {"width": width, "height": 900, "deviceScaleFactor": 1}
    browser.call("Emulation.setDeviceMetricsOverride", session, mobile=False, **screen)
    browser.evaluate(
        session, "document.querySelectorAll('details').forEach(one => one.open = true), 0"
    )
    assert [] == browser.evaluate(session, "window.complaints")
    assert [] == browser.evaluate(session, TAKEN)
    assert 0 == browser.evaluate(session, "document.scripts.length")
    assert 0 >= browser.evaluate(session, WIDER)
    assert "5130" in browser.evaluate(session, "document.querySelector('.code').innerText")


def test_the_top_fits_a_screen(browser: Browser, house: House, tmp_path: Path) -> None:
    """Code, reason, who must act and the next step stand on the first screen of a desk and of a telephone."""
    session = opened(browser, evidence(house, hostile(house)), tmp_path)
    for width, height in ((1280, 720), (375, 667)):
        screen: dict[str, Any] = {"width": width, "height": height, "deviceScaleFactor": 1}
        browser.call("Emulation.setDeviceMetricsOverride", session, mobile=False, **screen)
        below = browser.evaluate(
            session, "document.querySelector('.act').getBoundingClientRect().bottom - innerHeight"
        )
        assert below < 0, (width, below)


BEYOND = """
[...document.querySelectorAll("summary *, .looks li *")]
    .filter(one => one.getBoundingClientRect().right > innerWidth).map(one => one.textContent)
"""


@pytest.mark.parametrize("width", [375, 768, 1280])
def test_nothing_is_cut_off(browser: Browser, house: House, tmp_path: Path, width: int) -> None:
    """Whatever is said of exchanges, of repeated and of late ones, too, stands within the screen."""
    sync_id = house.initiate(house.dataset()[0]).json()["syncId"]
    for _ in range(2):
        for _ in range(12):
            house.status(sync_id)
        house.advance(until="idle")
    session = opened(browser, evidence(house, sync_id), tmp_path)
    screen: dict[str, Any] = {"width": width, "height": 900, "deviceScaleFactor": 1}
    browser.call("Emulation.setDeviceMetricsOverride", session, mobile=False, **screen)
    browser.evaluate(session, "document.querySelector('.looks').open = true, 0")
    assert [] == browser.evaluate(session, BEYOND)


CUT = """
[...document.querySelectorAll(".scroll")].filter(one => one.scrollWidth > one.clientWidth).length
"""


def test_print(browser: Browser, house: House, tmp_path: Path) -> None:
    """On paper, where nothing scrolls, the drawing and the transactions fit the sheet."""
    house.plan(code=5130, after="PT11M")
    sync_id = house.synced(house.dataset(2)[0])
    for _ in range(2):
        house.status(sync_id)
    session = opened(browser, evidence(house, sync_id), tmp_path)
    sheet: dict[str, Any] = {"width": 720, "height": 1000, "deviceScaleFactor": 1}
    browser.call("Emulation.setDeviceMetricsOverride", session, mobile=False, **sheet)
    assert 0 < browser.evaluate(session, CUT)
    browser.call("Emulation.setEmulatedMedia", session, media="print")
    assert 0 == browser.evaluate(session, CUT)


def test_an_explanation(browser: Browser, house: House, tmp_path: Path) -> None:
    """The page of a refusal is as quiet."""
    address: str = house.create([{}]).headers["x-mock-explain"]
    answer = house.http.get(address, headers=BROWSER)
    session = opened(browser, answer.text, tmp_path)
    assert [] == browser.evaluate(session, "window.complaints")
    assert [] == browser.evaluate(session, TAKEN)
    assert "400" == browser.evaluate(session, "document.querySelector('.code').innerText")
