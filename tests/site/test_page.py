"""The page at `/`: what it shows of the last syncs, and that it needs nothing but itself."""

import re
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from html.parser import HTMLParser
from itertools import count
from threading import current_thread

import httpx
import pytest

from codat_contract import SYNC_CODES
from codat_mock.core.clock import ClockMode, VirtualClock
from codat_mock.core.moments import MINUTE, SECOND
from codat_mock.lane.keyring import authorization
from codat_mock.server import Running, start
from codat_mock.settings import API_KEY, Settings
from house import House, MakeHouse
from lane.asking import as_tenant
from served import PATIENCE

HOSTILE = """</td></table><script>alert("1")</script><img src=x onerror='alert(2)'>&amp;{{ 7*7 }}"""


@dataclass
class Page(HTMLParser):
    """The page, taken apart.

    Attributes:
        text: As it came.
        rows: The text in each cell of each row of the table's body.
        tags: Every tag with its attributes.
        scripts: What stands in script elements.
    """

    text: str
    rows: list[list[str]] = field(default_factory=list)
    tags: list[tuple[str, dict[str, str | None]]] = field(default_factory=list)
    scripts: list[str] = field(default_factory=list)
    inside: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        HTMLParser.__init__(self)
        self.feed(self.text)
        self.close()
        self.rows = [[" ".join(cell.split()) for cell in row] for row in self.rows]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        self.inside.append(tag)
        if tag == "tr" and "tbody" in self.inside:
            self.rows.append([])
        if tag == "td":
            self.rows[-1].append("")

    def handle_endtag(self, tag: str) -> None:
        while self.inside and self.inside.pop() != tag:
            pass

    def handle_data(self, data: str) -> None:
        if "script" in self.inside:
            self.scripts.append(data)
        elif "td" in self.inside:
            self.rows[-1][-1] += f" {data}"


@dataclass
class Busy:
    """A mock with a sync of every kind, the page that shows them, and their ids by kind."""

    page: Page
    syncs: dict[str, str]

    def row(self, kind: str) -> list[str]:
        """The cells of a sync: code, reason, transactions, receipts, initiated, sync and company."""
        (row,) = [row for row in self.page.rows if self.syncs[kind] in row[-1]]
        return row


@pytest.fixture(name="busy", scope="module")
def _busy(lasting: House) -> Busy:
    """A success with receipts, failures with a hostile and a long message, a long run, and one that waits behind it."""
    house = lasting
    dataset, ids = house.dataset(3)
    syncs = {"success": house.synced(dataset)}
    for transaction in ids[:2]:
        house.upload(syncs["success"], transaction)
    house.plan(
        transactions=[
            {"index": 0, "status": "PushError", "message": HOSTILE},
            {"index": 1, "status": "ValidationError"},
        ]
    )
    syncs["failure"] = house.synced(house.dataset(4)[0])
    house.plan(transactions=[{"index": 0, "status": "PushError", "message": "long " * 1900}])
    syncs["verbose"] = house.synced(house.dataset()[0])
    house.plan(code=2000, after="PT22M")
    syncs["running"] = house.initiate(house.dataset(3)[0]).json()["syncId"]
    syncs["queued"] = house.initiate(house.dataset(2)[0]).json()["syncId"]
    house.advance(by="PT12M")
    return Busy(Page(house.http.get("/").text), syncs)


def test_from_the_first_look(house: House) -> None:
    """Before the first sync the page says how one comes about; then every look shows what has happened by then.

    A look is enough: no call needs to come in between.
    """
    answer = house.http.get("/")
    assert (200, "text/html; charset=utf-8", []) == (
        answer.status_code,
        answer.headers["content-type"],
        Page(answer.text).rows,
    )
    assert "No sync yet." in answer.text
    sync_id = house.initiate(house.dataset()[0]).json()["syncId"]
    clock, shown = house.mock.tenant.clock, []
    for step in (0, SECOND, 10 * MINUTE):
        clock.forward(clock.now() + step)
        shown.append(Page(house.http.get("/").text).rows[0][0])
    assert ["1000", "2000", "2000"] == shown
    assert 2000 == house.status(sync_id)["syncStatusCode"]


@pytest.mark.parametrize(
    ("kind", "code", "reason"),
    [
        ("success", 2000, "Success (Data pushed)"),
        ("failure", 5130, "Data push error"),
        ("running", 1010, "In Progress (Long running - over ten minutes)"),
        ("queued", 1000, "In Progress"),
    ],
)
def test_codes_and_reasons(busy: Busy, kind: str, code: int, reason: str) -> None:
    """Each sync is shown with its code and the reason, character by character; a queued one says that it is."""
    row = busy.row(kind)
    queued = " · queued" if kind == "queued" else ""
    assert SYNC_CODES[code].reason == reason
    assert str(code) == row[0]
    assert row[1].startswith(reason + queued)
    assert ("queued" in row[1]) == (kind == "queued")


@pytest.mark.parametrize(
    ("kind", "transactions", "receipts"),
    [
        ("success", "3 Completed", "2"),
        ("failure", "2 Completed 1 PushError 1 ValidationError", ""),
        ("running", "2 Completed 1 Pending", ""),
        ("queued", "2 Pending", ""),
    ],
)
def test_transactions_and_receipts(busy: Busy, kind: str, transactions: str, receipts: str) -> None:
    """Each sync is shown with how many of its transactions have each status, and how many receipts were taken."""
    assert [transactions, receipts] == busy.row(kind)[2:4]


def test_colours(busy: Busy) -> None:
    """Success, failure and progress are told apart."""
    classes = [
        (attributes["class"] or "").split()[1:]
        for tag, attributes in busy.page.tags
        if tag == "span" and (attributes.get("class") or "").startswith("code")
    ]
    assert [[], [], ["bad"], ["bad"], ["good"]] == classes


def test_newest_first(busy: Busy) -> None:
    """The sync that was initiated last stands first."""
    expected = [busy.syncs[kind] for kind in ("queued", "running", "verbose", "failure", "success")]
    assert expected == [row[-1].split()[0] for row in busy.page.rows]


def test_what_clients_sent_is_text(busy: Busy) -> None:
    """A message with markup is shown as it was written, and is no markup."""
    assert HOSTILE in busy.row("failure")[1]
    assert 1 == len(busy.page.scripts)
    assert "alert" not in busy.page.scripts[0]
    assert "img" not in {tag for tag, _ in busy.page.tags}
    assert [] == [
        name for _, attributes in busy.page.tags for name in attributes if name[:2] == "on"
    ]


def test_a_very_long_message_does_not_fill_the_page(busy: Busy) -> None:
    """Of a very long error the page shows the beginning."""
    assert 300 < busy.row("verbose")[1].count("long ") < 500


def test_errors_belong_to_failures(busy: Busy) -> None:
    """A failure says why; nothing else does."""
    assert "An error occurred in a downstream service." in busy.row("failure")[1]
    behind = f"In Progress · queued behind {busy.syncs['running'][:8]}…"
    for kind, reason in (("success", "Success (Data pushed)"), ("queued", behind)):
        assert reason == busy.row(kind)[1]


def test_the_virtual_time(busy: Busy) -> None:
    """The page says which time it is for the mock, and how it passes."""
    assert "manual clock" in busy.page.text
    assert '<time datetime="2026-01-01T00:12:03Z">2026-01-01 00:12:03</time>' in busy.page.text


def test_renewed_every_two_seconds(busy: Busy) -> None:
    """A script renews the page every two seconds, and where there are none the browser does."""
    (script,) = busy.page.scripts
    assert re.search(r"setInterval\(.*\}, 2000\);", script, re.DOTALL)
    assert "fetch(location.href)" in script
    fallback = ("meta", {"http-equiv": "refresh", "content": "2"})
    assert fallback in busy.page.tags
    assert re.search(
        r"<noscript>\s*<meta http-equiv=\"refresh\" content=\"2\">\s*</noscript>", busy.page.text
    )


def test_no_external_resource(busy: Busy) -> None:
    """The page needs nothing but itself and leads to its neighbours alone: it works without a network."""
    named = ("src", "href", "srcset", "data", "poster", "action", "background")
    linked = [
        value
        for _, attributes in busy.page.tags
        for name, value in attributes.items()
        if name in named and not (value or "").startswith(("data:", "/__mock/syncs/"))
    ]
    own = busy.page.text.replace(HOSTILE, "")
    assert (["/", "/docs", "/docs/control"], None) == (
        linked,
        re.search(r"https?://|url\(|@import|import\(", own),
    )


def test_no_secret(busy: Busy) -> None:
    """The page is for everybody who can reach it, so the key is not on it."""
    assert API_KEY not in busy.page.text
    assert authorization(API_KEY).split()[1] not in busy.page.text


def test_at_most_a_hundred(make_house: MakeHouse) -> None:
    """The last hundred syncs are shown, and the page says how many there are."""
    house = make_house(sync_time=0)
    syncs = [house.initiate(house.dataset()[0]).json()["syncId"] for _ in range(103)]
    page = Page(house.http.get("/").text)
    assert syncs[:2:-1] == [row[-1].split()[0] for row in page.rows]
    assert "100 of 103 shown (the last 100)" in page.text


def _call(running: Running, worker: int, rounds: int) -> list[str]:
    """The ids of so many new syncs, one after the other."""
    base = f"/companies/{running.company_id}/sync/expenses"
    headers = {"Authorization": authorization(API_KEY)}
    syncs = []
    with httpx.Client(
        base_url=running.url, headers=headers, trust_env=False, timeout=PATIENCE
    ) as http:
        for step in range(rounds):
            item = {
                "id": f"00000000-0000-4000-8000-{worker:06x}{step:06x}",
                "type": "Payment",
                "issueDate": "2026-01-01",
                "currency": "GBP",
            }
            created = http.post(f"{base}/expense-transactions", json={"items": [item]}).json()
            named = {"datasetIds": [created["datasetId"]]}
            syncs.append(http.post(f"{base}/syncs", json=named).json()["syncId"])
    return syncs


def _look(running: Running, rounds: int) -> list[Page]:
    """The page, so many times."""
    with httpx.Client(base_url=running.url, trust_env=False, timeout=PATIENCE) as http:
        return [Page(http.get("/").raise_for_status().text) for _ in range(rounds)]


def test_while_calls_go_on() -> None:
    """Pages and calls from many threads get whole answers, since one thread alone looks at the state."""
    workers, rounds = 3, 5
    lookers: set[str] = set()
    ticks = count()

    def wall() -> int:
        lookers.add(current_thread().name)
        return next(ticks)

    with (
        start(Settings(port=0, seed=1, sync_time=0, log="off")) as running,
        ThreadPoolExecutor(2 * workers) as pool,
    ):
        running.mock.tenant.clock = VirtualClock(wall, ClockMode.REAL, 0)
        lookers.clear()
        looks = [pool.submit(_look, running, rounds) for _ in range(workers)]
        calls = [pool.submit(_call, running, worker, rounds) for worker in range(workers)]
        syncs = {sync for done in calls for sync in done.result()}
        pages = [page for done in looks for page in done.result()]
        (last,) = _look(running, 1)
    assert {"codat-mock"} == lookers
    assert syncs == {row[-1].split()[0] for row in last.rows}
    assert workers * rounds == len(syncs) == len(pages)
    for page in [*pages, last]:
        assert {"2000 1 Completed"} >= {f"{row[0]} {row[2]}" for row in page.rows}
        assert f"{len(page.rows)} of {len(page.rows)} shown" in page.text


def test_a_tenant_of_its_own(lasting: House) -> None:
    """Each tenant has a page, with its own syncs alone; a tenant that there is not has none."""
    made = lasting.http.post("/__mock/tenants").json()
    headers = {"Authorization": authorization(made["apiKey"])}
    sync = lasting.http.post(f"{lasting.company}/syncs", json={}, headers=headers).json()["syncId"]
    page = f"/t/{made['id']}/"
    assert [True, False] == [sync in lasting.http.get(path).text for path in (page, "/")]
    assert 404 == lasting.http.get("/t/nobody/").status_code


def test_leads_to_evidence(lasting: House) -> None:
    """Each sync leads to all that is known of it, also on the page of another tenant."""
    made = lasting.http.post("/__mock/tenants", json={"id": "leading"}).json()
    theirs = as_tenant(lasting, made["apiKey"])
    for house, page in ((lasting, "/"), (theirs, "/t/leading/")):
        sync_id = house.synced(house.dataset()[0])
        [there] = re.findall(rf'href="([^"]*{sync_id}[^"]*)"', lasting.http.get(page).text)
        answer = house.http.get(there)
        assert (200, True) == (answer.status_code, sync_id in answer.text)
