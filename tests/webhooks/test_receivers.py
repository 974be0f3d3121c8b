"""Receivers that are late, dead, slow or many: none of them delays another one, or the end of the mock."""

import gc
import time
from contextlib import ExitStack
from threading import Event

import httpx
import pytest

from codat_mock.core.deliveries import Deliveries
from codat_mock.core.register import READY_COMPANY
from codat_mock.server import Running, start
from codat_mock.settings import ClockSetting, Settings
from codat_mock.webhooks.places import AT_ONCE, AT_ONCE_TO_THE_UNKNOWN
from served import client_of
from webhooks.posting import OTHER, URL, Office
from webhooks.receiver import Receiver, receiving

SYNCS = f"/companies/{READY_COMPANY}/sync/expenses/syncs"
THOUSAND = 1000


def _listen(mock: Running, receiver: Receiver) -> None:
    mock.mock.owner.ask(lambda: mock.mock.tenant.deliveries.directory.add(receiver.url))


@pytest.mark.parametrize(
    ("took", "late"),
    [("15.1", True), ("15", False), ("inf", True), ("PT16S", True), ("PT15S", False)],
)
def test_processed_and_late(mock: Running, http: httpx.Client, took: str, *, late: bool) -> None:
    """A receiver that takes 15.1 seconds, which costs none, gets the message again though it has processed it."""
    with receiving(Receiver(answers=[(200, {"X-Mock-Took": took})])) as receiver:
        _listen(mock, receiver)
        http.post(SYNCS, json={})
        began = time.monotonic()
        mock.advance(until="idle")
        assert time.monotonic() - began < 10
    assert (2 if late else 1) == len(receiver.came)
    assert 1 == len(set(receiver.ids()))
    (row,) = http.get("/__mock/deliveries").json()["deliveries"]
    assert "Success" == row["state"]
    assert ([None, 200] if late else [200]) == [attempt["status"] for attempt in row["attempts"]]
    assert late == ("15 seconds" in row["attempts"][0]["why"])


@pytest.mark.parametrize("took", ["soon", "nan", "-1", ""])
def test_who_does_not_say_how_long(mock: Running, http: httpx.Client, took: str) -> None:
    """What is no number of seconds and no duration says nothing, and the attempt tells how to say it."""
    with receiving(Receiver(answers=[(200, {"X-Mock-Took": took})])) as receiver:
        _listen(mock, receiver)
        http.post(SYNCS, json={})
        mock.advance(until="idle")
    assert 1 == len(receiver.came)
    (row,) = http.get("/__mock/deliveries").json()["deliveries"]
    (attempt,) = row["attempts"]
    assert 200 == attempt["status"]
    assert f"its X-Mock-Took is {took!r}: write a duration such as PT16S" in attempt["why"]


def test_no_cookies(mock: Running, http: httpx.Client) -> None:
    """What one receiver has the mock keep is not sent to it, nor to another one of the same host."""
    cookie = {"Set-Cookie": "who=me; Path=/"}
    with receiving(Receiver(answers=[(200, cookie)])) as one, receiving(Receiver()) as other:
        _listen(mock, one)
        http.post(SYNCS, json={})
        mock.advance(until="idle")
        _listen(mock, other)
        http.post(SYNCS, json={})
        mock.advance(until="idle")
    came = [*one.came, *other.came]
    assert 3 == len(came)
    assert all("cookie" not in headers for headers, _ in came)


@pytest.fixture(name="at_once")
def _at_once() -> Running:
    """A mock on a manual clock in which syncs end at the first look."""
    settings = Settings(port=0, seed=1, log="off", clock=ClockSetting.read("manual"), sync_time=0)
    return start(settings)


def test_a_thousand_messages(at_once: Running) -> None:
    """A dead and a slow receiver delay nobody: the good one has its thousand while the dead one hangs still."""
    dead, slow, good = Receiver(hangs=Event()), Receiver(takes=0.2), Receiver()
    with ExitStack() as stack:
        for receiver in (dead, slow, good):
            stack.enter_context(receiving(receiver))
        mock = stack.enter_context(at_once)
        http = stack.enter_context(client_of(mock))
        for receiver in (dead, slow, good):
            _listen(mock, receiver)
        for _ in range(THOUSAND):
            assert 202 == http.post(SYNCS, json={}).status_code
        http.get(f"{SYNCS}/list/status")
        assert good.until(THOUSAND), len(good.came)
        assert THOUSAND == len(set(good.ids()))
        assert len(slow.came) < THOUSAND
        # Those that it has not answered in time are given up, so that some more may have come.
        assert len(dead.came) <= 4 * AT_ONCE
        assert slow.at_once <= AT_ONCE
        assert good.at_once <= AT_ONCE
        deliveries = mock.mock.tenant.deliveries
        left = mock.mock.owner.ask(deliveries.schedule.unfinished)
        assert 2 * THOUSAND - len(slow.came) <= left <= 2 * THOUSAND
        assert 1000 == mock.mock.owner.ask(lambda: len(deliveries.messages))


def test_few_to_the_dead(office: Office) -> None:
    """Once a receiver has not answered, few attempts to it are under way at the same time; others are not held up."""
    office.listen()
    office.listen(OTHER)
    office.sync()
    office.house.advance(until="idle")
    office.post.under_way.clear()
    office.post.answers[URL] = [None] * 40
    (notice,) = office.house.mock.tenant.deliveries.notices
    office.control(lambda deliveries: [deliveries.tell(notice) for _ in range(40)])
    assert [*range(1, AT_ONCE + 1)] == office.post.under_way[URL][:AT_ONCE]
    assert AT_ONCE_TO_THE_UNKNOWN == max(office.post.under_way[URL][AT_ONCE:])
    assert AT_ONCE == max(office.post.under_way[OTHER])
    assert (40, 40) == (len(office.post.under_way[URL]), len(office.post.under_way[OTHER]))


def test_disabled_before_it_is_collected(office: Office) -> None:
    """What is to be sent at once to an endpoint that is disabled in the same breath is not, and nobody waits for it."""
    endpoint = office.listen()
    office.sync()
    office.house.advance(until="idle")
    (notice,) = office.house.mock.tenant.deliveries.notices

    def change(deliveries: Deliveries) -> None:
        deliveries.tell(notice)
        deliveries.disable(endpoint)

    office.control(change)
    assert 1 == len(office.post.parcels)
    assert office.house.mock.tenant.settled()
    office.control(lambda deliveries: deliveries.enable(endpoint, office.now))
    assert 2 == len(office.post.parcels)


def test_removed_while_it_waits_in_line(mock: Running, http: httpx.Client) -> None:
    """What waits in line for an endpoint is not sent once it is removed; what is under way comes to its end."""
    with receiving(Receiver(hangs=Event())) as receiver:
        _listen(mock, receiver)
        for _ in range(20):
            http.post(SYNCS, json={})
        mock.advance(by="PT20S", settle="PT0S")
        assert receiver.until(AT_ONCE_TO_THE_UNKNOWN)
        deliveries = mock.mock.tenant.deliveries
        (endpoint,) = deliveries.endpoints.values()
        mock.mock.owner.ask(lambda: deliveries.remove(endpoint))
        assert receiver.hangs is not None
        receiver.hangs.set()
        assert mock.advance(by="PT1S")["settled"]
        assert mock.advance(by="P1D")["settled"]
    assert AT_ONCE_TO_THE_UNKNOWN == len(receiver.came)


def test_disabled_while_it_waits_in_line(mock: Running, http: httpx.Client) -> None:
    """What waits in line for an endpoint that is disabled waits until it is enabled, and is sent once."""
    with receiving(Receiver(hangs=Event())) as receiver:
        _listen(mock, receiver)
        for _ in range(20):
            http.post(SYNCS, json={})
        mock.advance(by="PT20S", settle="PT0S")
        assert receiver.until(AT_ONCE_TO_THE_UNKNOWN)
        deliveries, clock = mock.mock.tenant.deliveries, mock.mock.tenant.clock
        (endpoint,) = deliveries.endpoints.values()
        mock.mock.owner.ask(lambda: deliveries.disable(endpoint))
        assert receiver.hangs is not None
        receiver.hangs.set()
        assert mock.advance(by="PT1S")["settled"]
        assert AT_ONCE_TO_THE_UNKNOWN == len(receiver.came)
        mock.mock.owner.ask(lambda: deliveries.enable(endpoint, clock.now()))
        assert mock.advance(by="PT1S")["settled"]
    assert 20 == len(receiver.came) == len(set(receiver.ids()))


def test_reset_while_it_waits_in_line(mock: Running, http: httpx.Client) -> None:
    """What waits in line is not sent once its tenant went back to before it."""
    with receiving(Receiver(hangs=Event())) as receiver:
        _listen(mock, receiver)
        for _ in range(20):
            http.post(SYNCS, json={})
        mock.advance(by="PT20S", settle="PT0S")
        assert receiver.until(AT_ONCE_TO_THE_UNKNOWN)
        http.post("/__mock/reset")
        before = mock.mock.owner.ask(lambda: mock.mock.tenant.deliveries.under_way)
        assert receiver.hangs is not None
        receiver.hangs.set()
        _listen(mock, receiver)
        last = http.post(SYNCS, json={}).json()["syncId"]
        mock.advance(until="idle")
    assert 0 == before
    assert AT_ONCE_TO_THE_UNKNOWN + 1 == len(receiver.came)
    assert last == receiver.bodies()[-1]["payload"]["syncId"]


def test_many_restored(mock: Running, http: httpx.Client, monkeypatch: pytest.MonkeyPatch) -> None:
    """What was under way at a snapshot is sent again once it is restored, though it is no longer listed."""
    monkeypatch.setattr("codat_mock.core.deliveries.KEPT", 1)
    with receiving(Receiver(hangs=Event())) as receiver:
        _listen(mock, receiver)
        for _ in range(AT_ONCE_TO_THE_UNKNOWN):
            http.post(SYNCS, json={})
        mock.advance(by="PT5S", settle="PT0S")
        assert receiver.until(AT_ONCE_TO_THE_UNKNOWN)
        http.post("/__mock/snapshots")
        assert receiver.hangs is not None
        receiver.hangs.set()
        http.post("/__mock/snapshots/snapshot-1/restore")
        assert receiver.until(2 * AT_ONCE_TO_THE_UNKNOWN)
        assert mock.advance(by="PT1S")["settled"]
    assert AT_ONCE_TO_THE_UNKNOWN == len(set(receiver.ids()))


def test_stopped_while_much_is_left(at_once: Running, caplog: pytest.LogCaptureFixture) -> None:
    """A server with messages in line, under way and due stops within its two seconds, without a word of complaint."""
    dead, failing = Receiver(hangs=Event()), Receiver(status=500)
    with receiving(dead), receiving(failing):
        with at_once as mock, client_of(mock) as http:
            _listen(mock, dead)
            _listen(mock, failing)
            for _ in range(100):
                http.post(SYNCS, json={})
            http.get(f"{SYNCS}/list/status")
            assert dead.until(1)
            assert failing.until(100)
            began = time.monotonic()
            mock.stop()
            took = time.monotonic() - began
        gc.collect()
        assert took < 10
        assert len(dead.came) <= 4 * AT_ONCE
    assert [] == [record.getMessage() for record in caplog.records]
